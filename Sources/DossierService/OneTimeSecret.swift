import Crypto
import DossierDomain

/// The secret that an authenticator app and the server share (RFC 6238), 160 bits.
public struct OneTimeSecret: Hashable, Sendable {
    /// The secret's bytes.
    let bytes: [UInt8]

    /// Length in bytes (RFC 4226, 4).
    public static let length = 20

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A new random secret.
    public static func new() -> OneTimeSecret {
        OneTimeSecret(SymmetricKey(size: SymmetricKeySize(bitCount: length * 8)).withUnsafeBytes { Array($0) })
    }

    /// Reads what ``text`` wrote; `nil` for anything else.
    public init?(_ text: String) {
        var bits: UInt64 = 0
        var count = 0
        var bytes: [UInt8] = []
        for character in text.utf8 {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 5 | UInt64(value)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(count)))
            }
        }
        guard bytes.count == Self.length, text.utf8.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Base 32 (RFC 4648, 6) without padding, as apps take it.
    public var text: String {
        var text: [UInt8] = []
        var bits: UInt64 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt64(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(Self.alphabet[Int(bits >> UInt64(count) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What a QR code holds for an app.
    public func address(for userName: String) -> String {
        "otpauth://totp/MotCua:\(userName)?secret=\(text)&issuer=MotCua&algorithm=SHA1&digits=\(OneTimeCode.length)"
            + "&period=\(OneTimeCode.periodSeconds)"
    }

    /// The step whose code that is, among those that are taken; `nil` where it is none of them.
    func step(of code: String, at now: Timestamp, lastUsed: Int64?) -> Int64? {
        OneTimeCode.steps(at: now, lastUsed: lastUsed).first { self.code(of: $0) == code }
    }

    /// The code of a step.
    package func code(of step: Int64) -> String? {
        let digest = HMAC<Insecure.SHA1>.authenticationCode(
            for: OneTimeCode.counter(of: step), using: SymmetricKey(data: bytes))
        return OneTimeCode.code(of: Array(digest))
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
}
