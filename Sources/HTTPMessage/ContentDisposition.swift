/// `Content-Disposition` for answers that are files (RFC 6266).
public enum ContentDisposition {
    /// Tells a browser to save the answer, or to show it, under the name.
    ///
    /// A name of other than plain ASCII goes into `filename*` in UTF-8 (RFC 8187), with a likeness in `filename` for
    /// clients that do not know it. Slashes, which no name of a file may have, become underscores.
    public static func value(fileName: String, isInline: Bool = false) -> String {
        var plain = ""
        var coded = ""
        var isPlain = true
        for scalar in fileName.unicodeScalars {
            var scalar = scalar
            if scalar == "/" || scalar == "\\" || scalar.value < 0x20 || scalar.value == 0x7F { scalar = "_" }
            if scalar.isASCII {
                // Percent signs are decoded by some clients (RFC 6266, D).
                if scalar == "\"" || scalar == "%" {
                    plain.append("_")
                    isPlain = false
                } else {
                    plain.unicodeScalars.append(scalar)
                }
            } else {
                plain.append("_")
                isPlain = false
            }
            for byte in String(scalar).utf8 {
                if isAttributeCharacter(byte) {
                    coded.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    coded += "%" + hexadecimal(byte >> 4) + hexadecimal(byte & 15)
                }
            }
        }
        let value = (isInline ? "inline" : "attachment") + "; filename=\"" + plain + "\""
        return isPlain ? value : value + "; filename*=UTF-8''" + coded
    }

    private static func hexadecimal(_ digit: UInt8) -> String {
        String(digit, radix: 16, uppercase: true)
    }

    /// attr-char, RFC 8187, 3.2.1.
    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        ByteClass.of(byte).contains(.token) && byte != UInt8(ascii: "*") && byte != UInt8(ascii: "'")
            && byte != UInt8(ascii: "%")
    }
}
