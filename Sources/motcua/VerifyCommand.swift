import ArgumentParser
import DossierService
import DossierStoreSQLite
import Foundation

/// `motcua verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the whole record against itself.",
        discussion: """
            Recomputes the hash chain over all events, refolds every dossier and compares it with what is stored
            beside it. May run while the server does. Exit code 1 where anything differs.
            """)

    @OptionGroup var common: CommonOptions
    @Flag(help: "Tell the progress on standard error.") var progress = false

    func run() throws {
        let files = Files(settings: try common.resolved())
        let store = try files.openStore()
        defer { store.close() }
        let report = try verify(
            try store.makeReader(), genesis: EventChain.genesis,
            hash: { EventChain.hash(after: $0, canonical: $1) },
            progress: { report in
                guard progress else { return }
                FileHandle.standardError.write(
                    Data("\(report.eventCount) events, \(report.dossierCount) dossiers …\n".utf8))
            })
        for difference in report.differences { print("\(difference.place): \(difference.fact)") }
        print(
            "\(report.eventCount) events, \(report.dossierCount) dossiers, \(report.differenceCount) differences;"
                + " chain head \(report.head)")
        if !report.isClean { throw ExitCode(1) }
    }
}
