/// The text of a paragraph while it is read: white space as in HTML, and names that can't turn round what stands beside them.
struct PaperLine: Sendable {
    private var text = PaperText()
    private var hasContent = false
    /// Whether the line under way has anything visible yet.
    private var isLineBegun = false
    /// White space that counts only if something follows.
    private var hasSpace = false
    /// Isolates of the text's own that are open within the element that isolates it; `nil` outside of one.
    private var isolates: Int?

    private static let firstStrong: [UInt8] = [0xE2, 0x81, 0xA8]
    private static let pop: [UInt8] = [0xE2, 0x81, 0xA9]

    /// Adds text with its character references resolved.
    mutating func add(_ bytes: ArraySlice<UInt8>, _ ink: PaperInk) {
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            let byte = bytes[index]
            if Self.isSpace(byte) {
                put(bytes[start..<index], ink)
                hasSpace = isLineBegun
                index += 1
                start = index
            } else if byte < 0x20 || byte == 0x7F {
                put(bytes[start..<index], ink)
                put([0xEF, 0xBF, 0xBD], ink)
                index += 1
                start = index
            } else if byte == 0xE2, isolates != nil, index + 2 < bytes.endIndex, bytes[index + 1] == 0x81,
                (0xA6...0xA9).contains(bytes[index + 2])
            {
                put(bytes[start..<index], ink)
                addControl(bytes[index..<(index + 3)], ink)
                index += 3
                start = index
            } else {
                index += 1
            }
        }
        put(bytes[start..<index], ink)
    }

    /// Isolates of the text's own are kept as long as they don't end the one around them (UAX #9, X5a–X6a).
    private mutating func addControl(_ control: ArraySlice<UInt8>, _ ink: PaperInk) {
        guard let depth = isolates else { return }
        if control.last == Self.pop[2] {
            guard depth > 0 else { return }
            isolates = depth - 1
        } else {
            isolates = depth + 1
        }
        put(control, ink)
    }

    private mutating func put(_ bytes: some Collection<UInt8>, _ ink: PaperInk) {
        guard !bytes.isEmpty else { return }
        addSpace(ink)
        text.append(bytes, ink)
        hasContent = true
        isLineBegun = true
    }

    private mutating func addSpace(_ ink: PaperInk) {
        if hasSpace { text.append([0x20], ink) }
        hasSpace = false
    }

    /// Ends the line, not the paragraph.
    mutating func breakOff(_ ink: PaperInk) {
        hasSpace = false
        isLineBegun = false
        text.append([0x0A], ink)
    }

    /// What comes now has a direction of its own.
    mutating func beginIsolate(_ ink: PaperInk) {
        guard isolates == nil else { return }
        addSpace(ink)
        text.append(Self.firstStrong, ink)
        isolates = 0
    }

    /// What comes now has the direction of the paragraph again.
    mutating func endIsolate(_ ink: PaperInk) {
        guard let depth = isolates else { return }
        for _ in 0...depth { text.append(Self.pop, ink) }
        isolates = nil
    }

    /// The paragraph, which is begun anew; `nil` where there is nothing to print.
    mutating func take() -> PaperText? {
        defer { self = PaperLine() }
        return hasContent ? text : nil
    }

    /// Text with each run of white space as one space.
    static func joined(_ bytes: [UInt8]) -> String {
        var line = PaperLine()
        line.add(bytes[...], PaperInk())
        return line.take()?.string ?? ""
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B
    }
}
