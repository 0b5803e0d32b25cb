import ArgumentParser
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import Glibc

/// `motcua keys …`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Replace the master key of personal data, and see how far that is. May run while the server does.",
        subcommands: [Rotate.self, Status.self])

    /// `motcua keys rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace the master key: wrap all personal keys by a new one, and retire the former.",
            discussion: """
                The new key is added to the key file first, then every personal key is wrapped by it, a few hundred at a \
                time, while the server goes on; in the end the former key leaves the file. Stopped at any place, even by \
                kill -9, it loses nothing: run it again and it goes on. Codes on slips stay as they are.

                Copies of the database from before open only with the key file from before. Back the key file up now, and \
                keep its former copy for as long as those are to be restored; destroying it makes them unreadable for good.
                """)

        @OptionGroup var common: CommonOptions

        func run() throws {
            let files = Files(settings: try common.resolved())
            let store = try files.openStore()
            defer { store.close() }
            let file = try files.keys(isFirstUse: false)
            // Two at once would each retire what the other wraps by.
            let turn = try KeyTurn(of: file)
            defer { withExtendedLifetime(turn) {} }
            var ring = try file.read()
            try file.expectFit(with: store)
            if ring.versions.count == 1 {
                let refused = try store.makeReader().meta(.oldestMasterKey).flatMap { Int($0) } ?? 0
                guard let next = ring.adding(secret: KeyRing.newSecret(), after: refused) else {
                    preconditionFailure("a new secret has the right length")
                }
                try file.replace(by: next)
                ring = next
                print("master key \(ring.newestVersion) is in \(file.path); wrapping personal keys by it")
            } else {
                print("going on with the change to master key \(ring.newestVersion)")
            }
            fflush(nil)
            let rotation = KeyRotation(store: store, keys: ring)
            let newest = ring.newestVersion
            // The second round finds what the server had wrapped by the former key before it was refused.
            let changed = try waiting { [store] in
                let reader = try store.makeReader()
                let first = try await rotation.rewrapAll(reader: reader) { seen in
                    print("\(seen) looked at")
                    fflush(nil)
                }
                try await rotation.refuseFormer()
                let second = try await rotation.rewrapAll(reader: reader)
                return (count: first.changed + second.changed, unreadable: second.unreadable)
            }
            print("\(changed.count) personal keys were wrapped by master key \(newest)")
            guard changed.unreadable.isEmpty else {
                throw Failure(
                    "\(changed.unreadable.count) personal keys can't be opened, the first is \(changed.unreadable[0]): the"
                        + " former master key stays in the key file. Run `motcua verify`.")
            }
            let left = try store.makeReader().keyCounts().filter { $0.key != newest }
            guard left.isEmpty else {
                throw Failure("Personal keys under master keys \(left.keys.sorted()) are left: run this again.")
            }
            try file.replace(by: ring.withoutFormer)
            print("the former master key is retired; back up \(file.path) now")
        }
    }

    /// `motcua keys status`.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell which master keys there are and how many personal keys each wraps.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            let files = Files(settings: try common.resolved())
            let store = try files.openStore()
            defer { store.close() }
            let ring = try files.keys(isFirstUse: false).read()
            let counts = try store.makeReader().keyCounts()
            for version in Set(ring.versions).union(counts.keys).sorted() {
                let former = ring.versions.contains(version) ? "being replaced: run `motcua keys rotate`" : "MISSING"
                let standing = version == ring.newestVersion ? "newest" : former
                print("master key \(version)\t\(counts[version] ?? 0) personal keys\t\(standing)")
            }
            guard counts.keys.allSatisfy(ring.versions.contains) else {
                throw Failure("A master key isn't in the key file: put the file back from its backup.")
            }
        }
    }
}

extension KeyFile {
    /// Stops where the database's personal keys are wrapped by other master keys than these: all that they seal would be missing.
    func expectFit(with store: SQLiteStore) throws {
        let missing = try read().missing(for: try store.makeReader())
        guard missing.isEmpty else {
            throw Failure(
                "The key file \(path) isn't this database's: master key \(missing.map(String.init).joined(separator: ", "))"
                    + " isn't in it, or is another one. Put back the key file of the database's time.")
        }
    }
}

/// The turn to change a key file; one process at a time has it, until it ends.
private final class KeyTurn {
    private let descriptor: Int32

    init(of file: KeyFile) throws {
        let path = file.path + ".lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("\(path) can't be opened: \(String(cString: strerror(errno))).") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure("Another `motcua keys rotate` is at work: let it end.")
        }
    }

    deinit {
        close(descriptor)
    }
}
