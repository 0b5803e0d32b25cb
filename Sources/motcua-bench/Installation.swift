import DossierConfiguration
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation

/// A database with its key file, made where they are missing.
struct Installation: Sendable {
    let database: String
    let keyFile: String

    /// Migrates the database and loads the configuration where there is none yet.
    func open(
        migrations: String, configuration folder: String, options: SQLiteStore.Options = .init()
    ) async throws -> (SQLiteStore, Catalogue) {
        let parent = (database as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        try Migrations(directory: migrations).apply(to: database)
        let store = try SQLiteStore(path: database, options: options)
        if try store.makeReader().configuration() == nil {
            let document = try loadConfiguration(from: folder)
            _ = try await publish(
                ConfigurationProposal(
                    WrittenConfiguration(document: document, json: try canonicalJSON(document)), act: .loaded,
                    reason: "made-up data"), after: nil, to: store,
                by: Caller(actor: .system, requestID: "installation", idempotencyKey: nil), at: Self.beginning)
        }
        guard let current = try store.makeReader().configuration() else {
            throw Failure("The configuration that was just loaded is not there.")
        }
        return (store, Catalogue(current.document, version: current.version))
    }

    /// The keys of the key file, which is made where it is missing.
    func keys() throws -> KeyRing {
        if !FileManager.default.fileExists(atPath: keyFile) {
            let text = KeyRing.newSecret().map { String(format: "%02x", $0) }.joined() + "\n"
            let isMade = FileManager.default.createFile(
                atPath: keyFile, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw Failure("The key file \(keyFile) can't be written.") }
        }
        let digits = try String(contentsOfFile: keyFile, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let secret = stride(from: 0, to: digits.count, by: 2).compactMap { offset -> UInt8? in
            let start = digits.index(digits.startIndex, offsetBy: offset)
            return UInt8(digits[start...].prefix(2), radix: 16)
        }
        guard let keys = KeyRing(secret: secret) else {
            throw Failure("The key file \(keyFile) has to hold \(2 * KeyRing.secretLength) hexadecimal digits.")
        }
        return keys
    }

    /// When the configuration of a made-up database was loaded: always then, so that the same seed gives the same record.
    static let beginning = Timestamp(CivilDate(dayNumber: 17_897), .midnight)

    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
