/// Codes of an authenticator app (RFC 6238): which are looked at, and how a digest becomes one.
///
/// The keyed digest itself is made elsewhere: the core does no cryptography.
public enum OneTimeCode {
    /// How long one lasts, in seconds.
    public static let periodSeconds = 30
    /// Digits.
    public static let length = 6

    /// The steps whose codes are taken: this one, for clocks that go wrong the one before and after (RFC 6238, 5.2),
    /// and none that was used already, nor any before it.
    public static func steps(at now: Timestamp, lastUsed: Int64?) -> [Int64] {
        let seconds = now.milliseconds / 1_000
        let step = seconds / Int64(periodSeconds)
        return [step, step - 1, step + 1].filter { candidate in
            candidate >= 0 && lastUsed.map { candidate > $0 } ?? true
        }
    }

    /// The step's eight bytes, as they are digested (RFC 4226, 5.1).
    public static func counter(of step: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
    }

    /// The code of a digest of at least 20 bytes (RFC 4226, 5.3); `nil` for a shorter one.
    public static func code(of digest: [UInt8]) -> String? {
        guard digest.count >= 20, let last = digest.last else { return nil }
        let offset = Int(last & 15)
        let value = digest[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(value % 1_000_000)
        return String(repeating: "0", count: length - digits.count) + digits
    }
}
