import ArgumentParser
import DossierDomain
import DossierService
import DossierStoreSQLite
import Foundation

/// `motcua backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy database and scans into a new folder, and check the copy. May run while the server does.",
        discussion: """
            Everything that was acknowledged before it began is in it. The key file isn't: back that up apart. Exit code
            1 where the copy can't be made, or where the check finds that anything differs.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Where to; a folder that isn't there yet.", valueName: "folder")) var target: String

    func run() throws {
        let settings = try common.resolved()
        let files = Files(settings: settings)
        let path = URL(fileURLWithPath: target)
        guard !FileManager.default.fileExists(atPath: path.path) else {
            throw Failure("\(target) is there already: name a new folder.")
        }
        let backups = Backups(
            folder: path.deletingLastPathComponent().path, databasePath: files.databasePath, scanPath: files.scanPath)
        let made = try backups.make(path.lastPathComponent, at: systemNow().description)
        print(
            "\(target): \(made.position) events, \(made.databaseBytes) bytes; \(made.scanCount) scans,"
                + " \(made.scanBytes) bytes; chain head \(made.head)")
        try requireClean(settings.of(backup: path.path))
    }
}

/// `motcua restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Check a backup, and put it where there is no database yet.",
        discussion: """
            Not while the server runs. A database that is there is never overwritten: move it away first, together with
            its -wal and -shm files. The key file has to be the one of the backup's time. Exit code 1 where the backup
            isn't whole; nothing is put anywhere then.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("The backup's folder.", valueName: "folder")) var source: String

    func run() throws {
        let settings = try common.resolved()
        let files = Files(settings: settings)
        let copy = "\(source)/\(Backups.database)"
        guard FileManager.default.fileExists(atPath: copy) else {
            throw Failure("\(source) is no backup: \(copy) is missing.")
        }
        let lock = try files.lock()
        defer { withExtendedLifetime(lock) {} }
        for path in ["", "-wal", "-shm"].map({ files.databasePath + $0 })
        where FileManager.default.fileExists(atPath: path) {
            throw Failure("\(path) is there: move it away first, nothing is overwritten.")
        }
        try requireClean(settings.of(backup: source))
        // The scans first: the database that names them comes when they are there.
        let scans = try FileTree.copy("\(source)/\(Backups.scans)/stored", to: "\(files.scanPath)/stored")
        let restoring = files.databasePath + ".restoring"
        try? FileManager.default.removeItem(atPath: restoring)
        try FileManager.default.copyItem(atPath: copy, toPath: restoring)
        try FileTree.sync(restoring)
        try FileManager.default.moveItem(atPath: restoring, toPath: files.databasePath)
        let folder = (files.databasePath as NSString).deletingLastPathComponent
        try FileTree.sync(folder.isEmpty ? "." : folder)
        print("\(files.databasePath) is restored, with \(scans.count) scans in \(files.scanPath).")
    }
}

extension Settings {
    /// The same, but for where a backup's database and scans lie.
    fileprivate func of(backup folder: String) -> Settings {
        with([
            .database: "\(folder)/\(Backups.database)", .scanFolder: "\(folder)/\(Backups.scans)",
        ])
    }
}

/// Checks the record that these settings name, as `motcua verify` does; throws where anything differs.
private func requireClean(_ settings: Settings) throws {
    let files = Files(settings: settings)
    let store = try files.openStore()
    defer { store.close() }
    let scans = try files.scanFolder()
    let report = try waiting {
        try await verify(
            store, genesis: EventChain.genesis, hash: { EventChain.hash(after: $0, canonical: $1) }, workers: 1,
            scans: scans, now: Int(Date().timeIntervalSince1970))
    }
    for difference in report.differences { print("\(difference.place): \(difference.fact)") }
    print(
        "checked: \(report.eventCount) events, \(report.scanCount) scans, \(report.dossierCount) dossiers,"
            + " \(report.differenceCount) differences; chain head \(report.head)")
    if !report.isClean { throw ExitCode(1) }
}
