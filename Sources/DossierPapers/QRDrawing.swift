/// Places codewords and function patterns on the square, and masks it (clauses 6.3, 7.7–7.10).
struct QRDrawing {
    private let layout: QRLayout
    private let size: Int
    private var dark: [Bool]
    /// Modules of patterns, format and version, which carry no data and aren't masked.
    private var isFunction: [Bool]

    init(_ layout: QRLayout) {
        self.layout = layout
        size = layout.size
        dark = [Bool](repeating: false, count: size * size)
        isFunction = dark
        drawPatterns()
    }

    private mutating func set(_ row: Int, _ column: Int, _ value: Bool) {
        dark[row * size + column] = value
        isFunction[row * size + column] = true
    }

    private mutating func drawPatterns() {
        for index in 0..<size {
            set(6, index, index % 2 == 0)
            set(index, 6, index % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] { drawFinder(row, column) }
        let last = layout.alignment.count - 1
        for (i, row) in layout.alignment.enumerated() {
            for (j, column) in layout.alignment.enumerated() {
                // Three corners belong to the finders.
                if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 { continue }
                for y in -2...2 {
                    for x in -2...2 { set(row + y, column + x, max(abs(x), abs(y)) != 1) }
                }
            }
        }
        drawFormat(mask: 0)
        drawVersion()
    }

    private mutating func drawFinder(_ row: Int, _ column: Int) {
        for y in -4...4 {
            for x in -4...4 where (0..<size).contains(row + y) && (0..<size).contains(column + x) {
                let distance = max(abs(x), abs(y))
                set(row + y, column + x, distance != 2 && distance != 4)
            }
        }
    }

    /// The 15 bits of level M and mask, with their BCH code (clause 7.9).
    static func formatBits(mask: Int) -> Int {
        var rest = mask << 10
        for place in stride(from: 14, through: 10, by: -1) where rest >> place & 1 == 1 {
            rest ^= 0x537 << (place - 10)
        }
        return (mask << 10 | rest) ^ 0x5412
    }

    /// The 18 bits of the version, with their BCH code (clause 7.10).
    static func versionBits(_ version: Int) -> Int {
        var rest = version << 12
        for place in stride(from: 17, through: 12, by: -1) where rest >> place & 1 == 1 {
            rest ^= 0x1F25 << (place - 12)
        }
        return version << 12 | rest
    }

    private mutating func drawFormat(mask: Int) {
        let bits = Self.formatBits(mask: mask)
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0...5 { set(place, 8, bit(place)) }
        set(7, 8, bit(6))
        set(8, 8, bit(7))
        set(8, 7, bit(8))
        for place in 9...14 { set(8, 14 - place, bit(place)) }
        for place in 0...7 { set(8, size - 1 - place, bit(place)) }
        for place in 8...14 { set(size - 15 + place, 8, bit(place)) }
        set(size - 8, 8, true)
    }

    private mutating func drawVersion() {
        guard layout.version >= 7 else { return }
        let bits = Self.versionBits(layout.version)
        for place in 0..<18 {
            let value = bits >> place & 1 == 1
            set(place / 3, size - 11 + place % 3, value)
            set(size - 11 + place % 3, place / 3, value)
        }
    }

    /// Fills the data area in its zigzag of two columns from the lower right.
    mutating func place(_ codewords: [UInt8]) {
        var bit = 0
        var right = size - 1
        while right >= 1 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let isUpward = (right + 1) & 2 == 0
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where !isFunction[row * size + column] {
                    // What is left over after the last codeword stays light.
                    if bit < codewords.count * 8 {
                        dark[row * size + column] = codewords[bit >> 3] >> UInt8(7 - bit & 7) & 1 == 1
                        bit += 1
                    }
                }
            }
            right -= 2
        }
    }

    /// The square under the mask with the least penalty.
    func bestMasked() -> [Bool] {
        let candidates = (0..<8).map { masked(by: $0) }
        return candidates.min { Self.penalty(of: $0, size: size) < Self.penalty(of: $1, size: size) } ?? dark
    }

    func masked(by mask: Int) -> [Bool] {
        var drawing = self
        drawing.drawFormat(mask: mask)
        for row in 0..<size {
            for column in 0..<size where !isFunction[row * size + column] && Self.flips(mask, row, column) {
                drawing.dark[row * size + column].toggle()
            }
        }
        return drawing.dark
    }

    private static func flips(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }

    /// How hard the square is to read (clause 7.8.3.1): runs, blocks, what looks like a finder, imbalance.
    static func penalty(of dark: [Bool], size: Int) -> Int {
        var penalty = 0
        for line in 0..<size {
            penalty += linePenalty((0..<size).map { dark[line * size + $0] })
            penalty += linePenalty((0..<size).map { dark[$0 * size + line] })
        }
        for row in 0..<(size - 1) {
            for column in 0..<(size - 1) {
                let value = dark[row * size + column]
                if dark[row * size + column + 1] == value, dark[(row + 1) * size + column] == value,
                    dark[(row + 1) * size + column + 1] == value
                {
                    penalty += 3
                }
            }
        }
        let percent = dark.count { $0 } * 100 / dark.count
        return penalty + abs(percent - 50) / 5 * 10
    }

    private static let finderLike: [[Bool]] = {
        let core = [true, false, true, true, true, false, true]
        let light = [Bool](repeating: false, count: 4)
        return [core + light, light + core]
    }()

    private static func linePenalty(_ line: [Bool]) -> Int {
        var penalty = 0
        var run = 1
        for index in 1..<line.count {
            if line[index] == line[index - 1] {
                run += 1
                penalty += run == 5 ? 3 : run > 5 ? 1 : 0
            } else {
                run = 1
            }
        }
        for start in 0...(line.count - 11) {
            let window = line[start..<(start + 11)]
            if finderLike.contains(where: { window.elementsEqual($0) }) { penalty += 40 }
        }
        return penalty
    }
}
