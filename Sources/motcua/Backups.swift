import DossierAPI
import DossierStore
import DossierStoreSQLite
import Foundation
import Glibc

/// Backups of a database and its scans, each a folder:
///
///     NAME/motcua.db          the database as of one moment
///     NAME/scans/stored/…     every scan that it names, and perhaps newer ones
///     NAME/backup.json        what is in it; written last
///
/// The key file is never among them: whoever has both reads everything.
struct Backups: Sendable {
    static let database = "motcua.db"
    static let scans = "scans"
    private static let receipt = "backup.json"

    let folder: String
    let databasePath: String
    let scanPath: String

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Makes a backup, or answers the one of that name; blocks until it is on disk.
    func make(_ name: String, at instant: String) throws -> BackupReceipt {
        if let known = try receipt(of: name) { return known }
        let files = FileManager.default
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // What another one that was cut short left behind.
        let unfinished = path(name) + ".unfinished"
        try? files.removeItem(atPath: unfinished)
        try files.createDirectory(
            atPath: unfinished, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        do {
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
        // The database first: a scan's file is there before the database names it.
        try DatabaseCopy.make(of: databasePath, at: copy)
        let scans = try FileTree.copy("\(scanPath)/stored", to: "\(place)/\(Self.scans)/stored")
        let head = try SQLiteReader(path: copy).chainHead()
        let size = try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int
        let receipt = BackupReceipt(
            name: name, startedAt: instant, position: head.position,
            head: head.hash.map { String(format: "%02x", $0) }.joined(), databaseBytes: size ?? 0,
            scanCount: scans.count, scanBytes: scans.bytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try FileTree.write(encoder.encode(receipt), to: "\(place)/\(Self.receipt)")
        return receipt
    }

    /// What a whole backup of that name says of itself; `nil` where there is none.
    func receipt(of name: String) throws -> BackupReceipt? {
        let file = "\(path(name))/\(Self.receipt)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try JSONDecoder().decode(BackupReceipt.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// Those that were made and are whole, by name.
    func all() throws -> [BackupReceipt] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { !$0.hasSuffix(".unfinished") }.compactMap { try receipt(of: $0) }
    }
}

/// Files and folders copied so that they survive a loss of power.
enum FileTree {
    /// Copies every file below a folder that isn't there yet; answers how many there are afterwards, and their size.
    static func copy(_ from: String, to: String) throws -> (count: Int, bytes: Int) {
        let files = FileManager.default
        try files.createDirectory(atPath: to, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var (count, bytes) = (0, 0)
        guard files.fileExists(atPath: from) else { return (count, bytes) }
        for name in try files.contentsOfDirectory(atPath: from).sorted() {
            let (source, target) = ("\(from)/\(name)", "\(to)/\(name)")
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: source, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                let below = try copy(source, to: target)
                count += below.count
                bytes += below.bytes
                continue
            }
            if !files.fileExists(atPath: target) {
                // Under another name until it is whole: what has its name is never copied again.
                let copying = target + ".copying"
                try? files.removeItem(atPath: copying)
                try files.copyItem(atPath: source, toPath: copying)
                try sync(copying)
                try files.moveItem(atPath: copying, toPath: target)
            }
            count += 1
            bytes += try files.attributesOfItem(atPath: target)[.size] as? Int ?? 0
        }
        try sync(to)
        return (count, bytes)
    }

    /// Writes a new file durably.
    static func write(_ data: Data, to path: String) throws {
        try data.write(to: URL(fileURLWithPath: path))
        try sync(path)
    }

    /// Returns when a file, or the names in a folder, survive a loss of power.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("\(path) can't be opened: \(String(cString: strerror(errno))).") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw Failure("\(path) can't be synced: \(String(cString: strerror(errno))).")
        }
    }
}
