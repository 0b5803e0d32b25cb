/// Small files of each kind that have all that is looked at.
public enum Pictures {
    /// A PDF with that much in it.
    public static func pdf(_ filling: Int = 0) -> [UInt8] {
        let body = "%PDF-1.4\n" + String(repeating: "%", count: filling) + "\n"
        return Array((body + "xref\n0 1\ntrailer <<>>\nstartxref\n\(body.utf8.count)\n%%EOF\n").utf8)
    }

    /// A JPEG with that in place of its picture.
    public static func jpeg(_ filling: [UInt8] = []) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2]
            + [0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]
            + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0] + filling + [0xFF, 0xD9]
    }

    /// A PNG with that in place of its picture.
    public static func png(_ filling: [UInt8] = [1, 2, 3]) -> [UInt8] {
        func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: data.count >> $0) } + Array(type.utf8) + data + [0, 0, 0, 0]
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", [0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]) + chunk("IDAT", filling) + chunk("IEND", [])
    }

    /// A TIFF in either byte order.
    public static func tiff(little: Bool = true) -> [UInt8] {
        func number(_ value: Int, _ length: Int) -> [UInt8] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return little ? bytes : bytes.reversed()
        }
        func entry(_ tag: Int, _ value: Int) -> [UInt8] {
            number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
        }
        let mark: [UInt8] = little ? [0x49, 0x49] : [0x4D, 0x4D]
        return mark + number(42, 2) + number(12, 4) + [9, 9, 9, 9] + number(2, 2) + entry(256, 16) + entry(257, 16)
            + number(0, 4)
    }
}
