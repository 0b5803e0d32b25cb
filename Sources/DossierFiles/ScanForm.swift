/// Tells from a picture's content what it is, and whether it is whole enough to be one.
///
/// Not a decoder: it looks at signatures, the frame of segments or chunks, sizes and the end, so that a cut, renamed or
/// made-up file is turned away at the counter and not found out in the archive.
public enum ScanForm: String, Sendable, CaseIterable {
    /// ISO 32000.
    case pdf
    /// ISO 10918.
    case jpeg
    /// ISO 15948.
    case png
    /// TIFF 6.0.
    case tiff

    /// How many bytes of the beginning tell the form.
    public static let signatureLength = 8

    /// The form whose signature a file begins with.
    public init?(signature bytes: some Sequence<UInt8>) {
        let start = Array(bytes.prefix(Self.signatureLength))
        if start.starts(with: Array("%PDF-1.".utf8)) || start.starts(with: Array("%PDF-2.".utf8)) {
            self = .pdf
        } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if start.starts(with: [0x49, 0x49, 0x2A, 0x00]) || start.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            self = .tiff
        } else {
            return nil
        }
    }

    /// Whether a file of `count` bytes is one of this form, as far as its frame tells; `read` gives the bytes of a range
    /// within it.
    public func isWhole<Failure: Error>(
        count: Int, read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Bool {
        guard count >= Self.signatureLength else { return false }
        guard ScanForm(signature: try read(0..<Self.signatureLength)) == self else { return false }
        return switch self {
        case .pdf: try isWholePDF(count, read)
        case .jpeg: try isWholeJPEG(count, read)
        case .png: try isWholePNG(count, read)
        case .tiff: try isWholeTIFF(count, read)
        }
    }

    /// The end says where the table of objects begins, and that place lies in the file (ISO 32000-1, 7.5.5).
    private func isWholePDF<Failure: Error>(
        _ count: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Bool {
        let end = try read(max(0, count - 1_024)..<count)
        guard let mark = end.lastIndex(of: "%%EOF"), let start = end[..<mark].lastIndex(of: "startxref") else {
            return false
        }
        let digits = end[(start + 9)..<mark].filter { !$0.isSpace }
        guard let place = Int(String(decoding: digits, as: UTF8.self)) else { return false }
        return (0..<count).contains(place)
    }

    /// Segments up to the first scan, among them a frame with a size (ISO 10918-1, B.1), and the end of the image.
    private func isWholeJPEG<Failure: Error>(
        _ count: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Bool {
        var place = 2
        var hasFrame = false
        while place + 4 <= count {
            let head = try read(place..<(place + 4))
            guard head[0] == 0xFF else { return false }
            // Fill bytes may stand before a marker.
            if head[1] == 0xFF {
                place += 1
                continue
            }
            let length = Int(head[2]) << 8 | Int(head[3])
            guard length >= 2, place + 2 + length <= count else { return false }
            switch head[1] {
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                guard length >= 8 else { return false }
                let frame = try read((place + 4)..<(place + 9))
                // The height may be told after the first scan, the width may not.
                hasFrame = frame[3] != 0 || frame[4] != 0
            case 0xDA:
                let end = try read(max(place, count - 64)..<count)
                return hasFrame && end.lastIndex(of: [0xFF, 0xD9]) != nil
            case 0xC4, 0xCC, 0xDB...0xFE: break
            default: return false
            }
            place += 2 + length
        }
        return false
    }

    /// Chunks from a header with a size to the end of the image, and nothing behind it (ISO 15948, 5.6).
    private func isWholePNG<Failure: Error>(
        _ count: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Bool {
        var place = 8
        var hasData = false
        while place + 12 <= count {
            let head = try read(place..<(place + 8))
            let length = head[..<4].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: head[4...], as: UTF8.self)
            guard place + 12 + length <= count else { return false }
            if place == 8 {
                guard type == "IHDR", length == 13 else { return false }
                let size = try read((place + 8)..<(place + 16))
                guard size[..<4].contains(where: { $0 != 0 }), size[4...].contains(where: { $0 != 0 }) else {
                    return false
                }
            }
            if type == "IDAT", length > 0 { hasData = true }
            place += 12 + length
            if type == "IEND" { return hasData && place == count }
        }
        return false
    }

    /// The first directory lies in the file and names width and length (TIFF 6.0, section 2).
    private func isWholeTIFF<Failure: Error>(
        _ count: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Bool {
        let head = try read(0..<8)
        let isLittle = head[0] == 0x49
        func number(_ bytes: some Sequence<UInt8>) -> Int {
            (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
        }
        let place = number(head[4...])
        guard place >= 8, place + 2 <= count else { return false }
        let entryCount = number(try read(place..<(place + 2)))
        guard (1...4_096).contains(entryCount), place + 2 + 12 * entryCount + 4 <= count else { return false }
        let entries = try read((place + 2)..<(place + 2 + 12 * entryCount))
        let tags = Set(stride(from: 0, to: entries.count, by: 12).map { number(entries[$0..<($0 + 2)]) })
        return tags.isSuperset(of: [256, 257])
    }
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
    /// Where those bytes begin the last time.
    fileprivate func lastIndex(of bytes: [UInt8]) -> Int? {
        guard count >= bytes.count else { return nil }
        return (startIndex...(endIndex - bytes.count)).last { self[$0..<($0 + bytes.count)].elementsEqual(bytes) }
    }

    fileprivate func lastIndex(of text: String) -> Int? {
        lastIndex(of: Array(text.utf8))
    }
}

extension UInt8 {
    /// White space of PDF (ISO 32000-1, 7.2.2).
    fileprivate var isSpace: Bool { [0, 9, 10, 12, 13, 32].contains(self) }
}
