import DossierAPI
import DossierStore
import DossierStoreSQLite
import Foundation

/// Backups of a database and its scans, each a folder:
///
///     NAME/motcua.db          the database as of one moment
///     NAME/scans/stored/…     every scan that it names, and perhaps newer ones; encrypted, as they lie
///     NAME/backup.json        what is in it; written last
///
/// While one is made its folder is called `.NAME.unfinished`. The key file is never in one: whoever has both reads
/// everything.
struct Backups: Sendable {
    static let database = "motcua.db"
    static let scans = "scans"
    private static let receipt = "backup.json"

    let folder: String
    let databasePath: String
    let scanPath: String

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Makes a backup, or answers the one of that name; blocks until it is on disk.
    ///
    /// Throws ``FolderInUse`` where somebody else is making it. Where it fails nothing of it is left; of one that was cut short its unfinished folder is, until the next one of
    /// that name.
    func make(_ name: String, at instant: String) throws -> BackupReceipt {
        if let known = try Self.receipt(in: path(name)) { return known }
        let files = FileManager.default
        try FileTree.makeFolder(folder)
        let unfinished = path(".\(name).unfinished")
        let lock = try FolderLock(emptying: unfinished)
        defer { withExtendedLifetime(lock) {} }
        do {
            // Somebody else may have made it before the lock was taken.
            if let known = try Self.receipt(in: path(name)) {
                try files.removeItem(atPath: unfinished)
                return known
            }
            let made = try fill(unfinished, named: name, at: instant)
            try FileTree.sync(unfinished)
            try files.moveItem(atPath: unfinished, toPath: path(name))
            try FileTree.sync(folder)
            return made
        } catch {
            try? files.removeItem(atPath: unfinished)
            throw error
        }
    }

    private func fill(_ place: String, named name: String, at instant: String) throws -> BackupReceipt {
        let copy = "\(place)/\(Self.database)"
        // A scan's file is there before the database names it, and goes after the database has stopped naming it (erasure).
        // So scans, database, and the scans that came meanwhile: what goes before its turn, the database doesn't name.
        let (stored, target) = ("\(scanPath)/stored", "\(place)/\(Self.scans)/stored")
        var scans = try FileTree.copy(stored, to: target, skippingVanished: true)
        let head = try DatabaseCopy.make(of: databasePath, at: copy)
        for file in try FileTree.copy(stored, to: target).new {
            scans.count += 1
            scans.bytes += try FileTree.size(of: file)
        }
        let receipt = BackupReceipt(
            name: name, startedAt: instant, position: head.position,
            head: head.hash.map { String(format: "%02x", $0) }.joined(), databaseBytes: try FileTree.size(of: copy),
            scanCount: scans.count, scanBytes: scans.bytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try FileTree.write(encoder.encode(receipt), to: "\(place)/\(Self.receipt)")
        return receipt
    }

    /// What a whole backup in that folder says of itself; `nil` where there is none.
    static func receipt(in folder: String) throws -> BackupReceipt? {
        let file = "\(folder)/\(receipt)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try JSONDecoder().decode(BackupReceipt.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// Those that were made and are whole, by name.
    func all() throws -> [BackupReceipt] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { !$0.hasPrefix(".") }.compactMap { try Self.receipt(in: path($0)) }
    }
}
