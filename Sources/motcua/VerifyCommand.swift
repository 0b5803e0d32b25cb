import ArgumentParser
import DossierService
import DossierStoreSQLite
import Foundation
import Synchronization

/// `motcua verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the whole record against itself.",
        discussion: """
            Recomputes the hash chain over all events, refolds every dossier and compares it with what is stored
            beside it, every scan's file with its digest, and every personal key with the key file, where that is there. May
            run while the server does. Exit code 1 where anything differs.
            """)

    @OptionGroup var common: CommonOptions
    @Flag(help: "Tell the progress on standard error, every second.") var progress = false
    @Flag(help: "Leave personal keys out, for a copy from before the master key was replaced.")
    var withoutKeys = false
    @Option(help: "How many check at the same time: 1–64 (default: one for each core).")
    var workers = max(1, min(64, ProcessInfo.processInfo.activeProcessorCount))

    func run() throws {
        guard (1...64).contains(workers) else { throw Failure("--workers takes 1–64.") }
        let files = Files(settings: try common.resolved())
        let store = try files.openStore()
        defer { store.close() }
        let scans = try files.scanFolder()
        let keys = try withoutKeys ? nil : self.keys(files)
        let isTold = progress
        let clock = ContinuousClock()
        let told = Mutex(clock.now)
        let report = try waiting {
            try await verify(
                store, genesis: EventChain.genesis, hash: { EventChain.hash(after: $0, canonical: $1) },
                workers: workers, scans: scans, keys: keys, now: Int(Date().timeIntervalSince1970)
            ) { report in
                guard isTold else { return }
                let isDue = told.withLock { last in
                    guard clock.now - last >= .seconds(1) else { return false }
                    last = clock.now
                    return true
                }
                guard isDue else { return }
                FileHandle.standardError.write(
                    Data("\(report.eventCount) events, \(report.dossierCount) dossiers …\n".utf8))
            }
        }
        for difference in report.differences { print("\(difference.place): \(difference.fact)") }
        for file in report.strayScans { print("scan \(file): no dossier names it") }
        let opened = keys == nil ? "" : " \(report.keyCount) personal keys,"
        print(
            "\(report.eventCount) events, \(report.scanCount) scans,\(opened) \(report.dossierCount) dossiers,"
                + " \(report.differenceCount) differences; chain head \(report.head)")
        if !report.isClean { throw ExitCode(1) }
    }

    /// The key file's keys whenever they are asked for; `nil` where there is no such file, which is told.
    private func keys(_ files: Files) throws -> (@Sendable () -> KeyRing)? {
        let file = KeyFile(path: files.settings[.keyFile])
        guard file.exists else {
            print("The key file \(file.path) isn't there: personal keys aren't checked.")
            return nil
        }
        try file.read()
        return { file.current }
    }
}
