import Crypto
import CryptoExtras
import DossierDomain
import Foundation

/// A password's slow digest (scrypt, RFC 7914) with its salt and cost, as one text: `scrypt$15$8$3$salt$digest`.
///
/// The cost stands in each digest, so that it can be raised: passwords that are set from then on cost more. One try needs
/// 32 MiB and the time of three passes over them (decision 0076).
package struct PasswordDigest: Hashable, Sendable {
    /// What a try costs.
    package struct Cost: Hashable, Sendable {
        /// N as a power of two: memory is 128 · r · N bytes.
        package let roundsLog2: Int
        /// r.
        package let blockSize: Int
        /// p.
        package let parallelism: Int

        /// So many rounds, as a power of two; r and p.
        package init(roundsLog2: Int, blockSize: Int = 8, parallelism: Int = 3) {
            self.roundsLog2 = roundsLog2
            self.blockSize = blockSize
            self.parallelism = parallelism
        }
    }

    let cost: Cost
    private let salt: [UInt8]
    private let digest: [UInt8]

    /// Digests a password under a new salt. Slow on purpose: never on an event loop.
    package init(of password: String, cost: Cost) throws {
        salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        self.cost = cost
        digest = try Self.derive(password, salt, cost)
    }

    /// Reads what ``text`` wrote; `nil` for anything else, also for costs beyond any that were ever used.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let block = Int(parts[2]),
            let parallelism = Int(parts[3]), (1...20).contains(rounds), (1...16).contains(block),
            (1...16).contains(parallelism), let salt = bytes(ofHexadecimal: parts[4]), salt.count == 16,
            let digest = bytes(ofHexadecimal: parts[5]), digest.count == 32
        else { return nil }
        cost = Cost(roundsLog2: rounds, blockSize: block, parallelism: parallelism)
        self.salt = salt
        self.digest = digest
    }

    /// As the store keeps it.
    package var text: String {
        "scrypt$\(cost.roundsLog2)$\(cost.blockSize)$\(cost.parallelism)$\(hexadecimal(salt))$\(hexadecimal(digest))"
    }

    /// Whether it is that password's. Slow on purpose: never on an event loop.
    package func isOf(_ password: String) throws -> Bool {
        let other = try Self.derive(password, salt, cost)
        return zip(digest, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
        // One form for what looks alike: a name typed with combining marks is the same password.
        let normal = password.precomposedStringWithCompatibilityMapping
        return try KDF.Scrypt.deriveKey(
            from: Data(normal.utf8), salt: Data(salt), outputByteCount: 32, rounds: 1 << cost.roundsLog2,
            blockSize: cost.blockSize, parallelism: cost.parallelism
        ).withUnsafeBytes { Array($0) }
    }
}

/// The bytes of lower-case hexadecimal digits; `nil` for anything else.
func bytes(ofHexadecimal text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.map { digit -> UInt8? in
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = digits[index], let low = digits[index + 1] else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}
