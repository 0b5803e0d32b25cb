extension String {
    /// Swift code with comments and the text of strings blanked out, so that patterns see code alone.
    ///
    /// Every blanked unit becomes a space and line ends stay, so that places agree with the original. Code within
    /// an interpolation stays code.
    var swiftCode: String {
        var reading = SwiftReading(self)
        return reading.code()
    }
}

/// Goes through Swift code once.
private struct SwiftReading {
    private let source: [UInt16]
    private var output: [UInt16]
    private var index = 0

    init(_ text: String) {
        source = Array(text.utf16)
        output = source
    }

    mutating func code() -> String {
        readCode(untilClosingParenthesis: false)
        return String(decoding: output, as: UTF16.self)
    }

    private func unit(_ offset: Int = 0) -> UInt16? {
        index + offset < source.count ? source[index + offset] : nil
    }

    private func sees(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes in
            index + bytes.count <= source.count
                && bytes.indices.allSatisfy { source[index + $0] == UInt16(bytes[$0]) }
        }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where index < source.count {
            if source[index] != 10 { output[index] = 32 }
            index += 1
        }
    }

    private mutating func readCode(untilClosingParenthesis nested: Bool) {
        var depth = 0
        while let unit = unit() {
            if sees("//") {
                while let next = self.unit(), next != 10 { blank() }
            } else if sees("/*") {
                readBlockComment()
            } else if unit == 34 || (unit == 35 && startsRawString) {
                readString()
            } else {
                if unit == 40 { depth += 1 }
                if unit == 41 {
                    if nested && depth == 0 { return }
                    depth -= 1
                }
                index += 1
            }
        }
    }

    private var startsRawString: Bool {
        var offset = 0
        while unit(offset) == 35 { offset += 1 }
        return unit(offset) == 34
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && index < source.count
    }

    private mutating func readString() {
        var pounds = 0
        while unit(pounds) == 35 { pounds += 1 }
        index += pounds
        let quotes = sees("\"\"\"") ? 3 : 1
        index += quotes
        while let unit = unit() {
            if isRun(of: 34, count: quotes), isRun(of: 35, count: pounds, from: quotes) {
                index += quotes + pounds
                return
            }
            if quotes == 1, unit == 10 { return }
            guard unit == 92, isRun(of: 35, count: pounds, from: 1) else {
                blank()
                continue
            }
            if self.unit(1 + pounds) == 40 {
                blank(2 + pounds)
                readCode(untilClosingParenthesis: true)
                blank()
            } else {
                blank(2 + pounds)
            }
        }
    }

    private func isRun(of wanted: UInt16, count: Int, from offset: Int = 0) -> Bool {
        (0..<count).allSatisfy { unit(offset + $0) == wanted }
    }
}
