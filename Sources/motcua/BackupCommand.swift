import ArgumentParser
import DossierAPI
import DossierDomain
import DossierFiles
import DossierService
import DossierStore
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
        do {
            let made = try backups.make(path.lastPathComponent, at: systemNow().description)
            print(
                "\(target): \(made.position) events, \(made.databaseBytes) bytes; \(made.scanCount) scans,"
                    + " \(made.scanBytes) bytes; chain head \(made.head)")
        } catch {
            throw Failure("No backup was made: \(error)")
        }
        let place = "\(path.path)/\(Backups.database)"
        let report = try check(settings, database: place, scans: "\(path.path)/\(Backups.scans)")
        if !report.isClean { throw ExitCode(1) }
    }
}

/// `motcua restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup where there is no database yet, and check it there.",
        discussion: """
            Not while the server runs. A database that is there is never overwritten: move it away first, together with
            its -wal and -shm files. The key file has to be the one of the backup's time. Exit code 1 where the backup
            isn't whole; nothing of it is left there then.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("The backup's folder.", valueName: "folder")) var source: String
    @Option(
        help: ArgumentHelp(
            "How many other restorations, of this backup or an older one, have served since this backup was made.",
            valueName: "count"))
    var earlierRestorations = 0

    func validate() throws {
        guard (0...12).contains(earlierRestorations) else {
            throw ValidationError("--earlier-restorations is 0–12: after so many no number of today is left.")
        }
    }

    func run() throws {
        let settings = try common.resolved()
        let files = Files(settings: settings)
        guard let receipt = try Backups.receipt(in: source) else {
            throw Failure("\(source) is no backup: it has no backup.json, which is written last.")
        }
        let lock = try files.lock()
        defer { withExtendedLifetime(lock) {} }
        for path in ["", "-wal", "-shm"].map({ files.databasePath + $0 })
        where FileManager.default.fileExists(atPath: path) {
            throw Failure("\(path) is there: move it away first, nothing is overwritten.")
        }
        let restoring = files.databasePath + ".restoring"
        let beside = ["", "-wal", "-shm", "-journal"].map { restoring + $0 }
        FileTree.remove(beside)
        // The scans first: the database that names them gets its name when they are there.
        // What lies there and is damaged is mended from the backup.
        let scanFolder = try files.scanFolder()
        let scans = try FileTree.copy("\(source)/\(Backups.scans)/stored", to: "\(files.scanPath)/stored") { path in
            try !scanFolder.isDamaged((path as NSString).lastPathComponent)
        }
        let restoration: Restoration
        do {
            try FileTree.copyFile("\(source)/\(Backups.database)", to: restoring)
            let report = try check(settings, database: restoring, scans: files.scanPath)
            guard report.isClean else {
                throw Failure("The backup is damaged. Nothing was restored: take another one.")
            }
            try expectKeys(of: restoring, files)
            guard report.eventCount == receipt.position, report.head == receipt.head else {
                throw Failure(
                    "The backup isn't the one that \(source)/backup.json tells of: \(receipt.position) events, chain head"
                        + " \(receipt.head). Nothing was restored.")
            }
            restoration = try note(restoring, receipt, files)
            guard
                try !FileManager.default.fileExists(atPath: restoring + "-wal")
                    || FileTree.size(of: restoring + "-wal") == 0
            else {
                throw Failure(
                    "\(restoring)-wal could not be moved into the database. Nothing was restored: look for room on the"
                        + " disk, and run it again.")
            }
            // The check has left an empty log there, at the most.
            FileTree.remove(Array(beside.dropFirst()))
            try FileTree.sync(restoring)
            try FileManager.default.moveItem(atPath: restoring, toPath: files.databasePath)
        } catch {
            FileTree.remove(beside + scans.new)
            throw error
        }
        let folder = (files.databasePath as NSString).deletingLastPathComponent
        try FileTree.sync(folder.isEmpty ? "." : folder)
        print("\(files.databasePath) is restored, with \(scans.count) scans in \(files.scanPath).")
        print(
            "Numbers of days up to \(restoration.lastDay) that may have been given out since are skipped. Make a backup now:"
                + " whoever restores an older one later has to say --earlier-restorations.")
    }

    /// Keeps in the database that it was put back, so that nothing is given out twice that was given out after the backup.
    private func note(_ database: String, _ receipt: BackupReceipt, _ files: Files) throws -> Restoration {
        let store = try Files(settings: files.settings.with([.database: database])).openStore()
        defer { store.close() }
        let restoration = try {
            let reader = try store.makeReader()
            let isTraining = try reader.meta(.clockKind) == "shifted"
            let last = try reader.chain(after: max(0, receipt.position - 1), limit: 1).first?.event?.recordedAt
            // This machine's clock may be wrong after what has happened to it: nothing is before what is known to have been.
            let known = [systemNow(), last, Timestamp(receipt.startedAt)].compactMap { $0 }.max() ?? systemNow()
            // Of how many days ahead terminals may have reserved numbers: by the calendar of an office with two working days
            // a week that rests for two weeks on end, because it may have been another one than the backup knows. While training
            // the clock may have stood anywhere.
            let daysAhead = isTraining ? 36_525 : 14 + 7 * files.settings.count(.numberDaysAhead) / 2
            let former = try reader.restorations().last.map { $0.restoredAt.milliseconds + 1 } ?? 0
            return Restoration(
                position: receipt.position,
                restoredAt: Timestamp(milliseconds: max(known.milliseconds, former)),
                lastDay: known.date.adding(days: daysAhead),
                halvings: 1 + earlierRestorations)
        }()
        try waiting { try await store.note(restoration) }
        return restoration
    }
}

/// Stops where the key file that is there isn't that database's; one that is still to come is asked for.
private func expectKeys(of database: String, _ files: Files) throws {
    let file = KeyFile(path: files.settings[.keyFile])
    guard file.exists else { return print("The key file \(file.path) is missing: put it there before serving.") }
    let store = try Files(settings: files.settings.with([.database: database])).openStore()
    defer { store.close() }
    try file.expectFit(with: store)
}

/// Checks a database and scans that lie elsewhere than these settings say, as `motcua verify` does, and tells what it
/// found.
private func check(_ settings: Settings, database: String, scans: String) throws -> VerificationReport {
    let files = Files(settings: settings.with([.database: database, .scanFolder: scans]))
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
    return report
}
