/// A QR code (ISO/IEC 18004) of bytes: level M, versions 1–15, the mask with the least penalty. Pure, and drawn by whoever
/// shows it.
///
/// Written here because no Swift package offers it and the pure core links nothing (decision 0050).
public struct QRCode: Hashable, Sendable {
    /// The most bytes it holds: version 15 at level M.
    public static let maximumByteCount = 412
    /// Modules along a side, without the quiet zone.
    public let size: Int
    /// Whether a module is dark, row by row.
    public let modules: [Bool]

    /// Encodes bytes; `nil` where there are more than ``maximumByteCount``.
    public init?(_ bytes: [UInt8]) {
        guard let layout = QRLayout.fitting(bytes.count) else { return nil }
        let codewords = layout.interleaved(layout.dataCodewords(of: bytes))
        var drawing = QRDrawing(layout)
        drawing.place(codewords)
        self.init(drawing.bestMasked(), size: layout.size)
    }

    /// Encodes a text as UTF-8.
    public init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    private init(_ modules: [Bool], size: Int) {
        self.modules = modules
        self.size = size
    }

    /// Whether the module at that place is dark.
    public func isDark(row: Int, column: Int) -> Bool { modules[row * size + column] }

    /// The dark modules as an SVG path in units of a module, with a quiet zone of four: a square of ``drawnSize``.
    public var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard isDark(row: row, column: column) else {
                    column += 1
                    continue
                }
                let start = column
                while column < size, isDark(row: row, column: column) { column += 1 }
                path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
            }
        }
        return path
    }

    /// The side of the square that ``path`` is drawn in.
    public var drawnSize: Int { size + 8 }
}

/// How the codewords of a version lie, at level M.
struct QRLayout {
    let version: Int
    /// Error-correction codewords of each block.
    let correctionCount: Int
    /// Data codewords of each block, the shorter blocks first.
    let blocks: [Int]
    /// Where alignment patterns are centred.
    let alignment: [Int]

    var size: Int { 17 + 4 * version }
    var dataCount: Int { blocks.reduce(0, +) }
    /// Bits that count the bytes.
    var countBits: Int { version < 10 ? 8 : 16 }
    var capacity: Int { dataCount - (4 + countBits + 7) / 8 }

    // Table 9 and Annex E of the standard, level M.
    private static let table: [(Int, [(Int, Int)], [Int])] = [
        (10, [(1, 16)], []), (16, [(1, 28)], [6, 18]), (26, [(1, 44)], [6, 22]), (18, [(2, 32)], [6, 26]),
        (24, [(2, 43)], [6, 30]), (16, [(4, 27)], [6, 34]), (18, [(4, 31)], [6, 22, 38]),
        (22, [(2, 38), (2, 39)], [6, 24, 42]), (22, [(3, 36), (2, 37)], [6, 26, 46]),
        (26, [(4, 43), (1, 44)], [6, 28, 50]), (30, [(1, 50), (4, 51)], [6, 30, 54]),
        (22, [(6, 36), (2, 37)], [6, 32, 58]), (22, [(8, 37), (1, 38)], [6, 34, 62]),
        (24, [(4, 40), (5, 41)], [6, 26, 46, 66]), (24, [(5, 41), (5, 42)], [6, 26, 48, 70]),
    ]

    static let all: [QRLayout] = table.enumerated().map { index, row in
        QRLayout(
            version: index + 1, correctionCount: row.0,
            blocks: row.1.flatMap { [Int](repeating: $0.1, count: $0.0) }, alignment: row.2)
    }

    /// The smallest version that holds so many bytes.
    static func fitting(_ byteCount: Int) -> QRLayout? { all.first { byteCount <= $0.capacity } }

    /// Mode, count, bytes, terminator and padding as codewords (clause 7.4).
    func dataCodewords(of bytes: [UInt8]) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ width: Int) {
            for place in stride(from: width - 1, through: 0, by: -1) { bits.append(value >> place & 1 == 1) }
        }
        append(0b0100, 4)
        append(bytes.count, countBits)
        for byte in bytes { append(Int(byte), 8) }
        append(0, min(4, dataCount * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var codewords = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        let pads: [UInt8] = [0xEC, 0x11]
        for index in 0..<(dataCount - codewords.count) { codewords.append(pads[index % 2]) }
        return codewords
    }

    /// Data and error correction of all blocks in the order in which they are placed (clause 7.6).
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        var parts: [[UInt8]] = []
        var start = 0
        for count in blocks {
            parts.append(Array(data[start..<(start + count)]))
            start += count
        }
        let corrections = parts.map { ReedSolomon.correction(of: $0, count: correctionCount) }
        var codewords: [UInt8] = []
        for index in 0..<(blocks.max() ?? 0) {
            for part in parts where index < part.count { codewords.append(part[index]) }
        }
        for index in 0..<correctionCount {
            for correction in corrections { codewords.append(correction[index]) }
        }
        return codewords
    }
}

/// Reed-Solomon over GF(256) with the polynomial 0x11D (clause 7.5).
enum ReedSolomon {
    private static let powers: [UInt8] = {
        var powers: [UInt8] = []
        var value = 1
        for _ in 0..<255 {
            powers.append(UInt8(value))
            value <<= 1
            if value > 255 { value ^= 0x11D }
        }
        return powers
    }()

    private static let logarithms: [Int] = {
        var logarithms = [Int](repeating: 0, count: 256)
        for (exponent, power) in powers.enumerated() { logarithms[Int(power)] = exponent }
        return logarithms
    }()

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        left == 0 || right == 0 ? 0 : powers[(logarithms[Int(left)] + logarithms[Int(right)]) % 255]
    }

    /// The remainder of the data by the generator polynomial of that degree.
    static func correction(of data: [UInt8], count: Int) -> [UInt8] {
        // Coefficients below the leading one, which is always 1.
        var generator: [UInt8] = [UInt8](repeating: 0, count: count - 1) + [1]
        for root in powers[..<count] {
            for index in 0..<count {
                generator[index] = product(generator[index], root)
                if index + 1 < count { generator[index] ^= generator[index + 1] }
            }
        }
        var remainder = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for index in 0..<count { remainder[index] ^= product(generator[index], factor) }
        }
        return remainder
    }
}
