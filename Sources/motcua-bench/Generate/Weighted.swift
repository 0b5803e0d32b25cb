import DossierTesting

/// Things that occur with given weights.
struct Weighted<Element: Sendable>: Sendable {
    private let elements: [Element]
    private let cumulative: [Int]

    /// The elements with weights above zero, at least one.
    init(_ weighted: [(Element, Int)]) {
        precondition(!weighted.isEmpty && weighted.allSatisfy { $0.1 > 0 }, "something to choose from")
        elements = weighted.map(\.0)
        var sum = 0
        cumulative = weighted.map { entry in
            sum += entry.1
            return sum
        }
    }

    var all: [Element] { elements }

    /// One of them.
    func pick(_ generator: inout SeededGenerator) -> Element {
        let drawn = generator.below(cumulative[cumulative.count - 1])
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return elements[low]
    }
}

extension SeededGenerator {
    /// A number from 0 to `count` - 1; the bias of the remainder is of no account for made-up data.
    mutating func below(_ count: Int) -> Int {
        Int(next() % UInt64(count))
    }

    /// Whether something happens that happens so many times in a thousand.
    mutating func happens(perMille: Int) -> Bool {
        below(1_000) < perMille
    }

    /// One of these.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// So many random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: next().littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// So many random hexadecimal digits.
    mutating func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count)
        var bits: UInt64 = 0
        for index in 0..<count {
            if index % 16 == 0 { bits = next() }
            text.append(digits[Int(bits & 15)])
            bits >>= 4
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Minutes that are mostly near `typical` and now and then far beyond, up to sixteen times as many.
    mutating func minutes(typically typical: Int) -> Int {
        // The sum of three dice bends the exponent: a rough log-normal without floating-point differences.
        let dice = below(100) + below(100) + below(100)
        let sixteenths = [2, 3, 5, 8, 11, 14, 16, 19, 24, 32, 48, 80, 128, 192, 256][dice * 15 / 298]
        return max(1, typical * sixteenths / 16)
    }
}
