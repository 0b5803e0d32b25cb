import ArgumentParser
import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation

/// `motcua config …`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check, load and export the configuration.",
        subcommands: [Check.self, Load.self, Export.self])

    /// `motcua config check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a folder of YAML without loading it, and preview a route by it.")

        @Argument(help: "Folder of the configuration.") var folder = "config/lang-son"
        @Option(help: "Code of a procedure whose way is previewed by this draft.") var preview: String?
        @Option(help: "The receiving office of the preview.") var office: String?
        @Option(help: "When it would be received (RFC 3339); now by default.") var receivedAt: String?

        func run() throws {
            let document = try checked(folder)
            print(
                "\(folder): fine. \(document.units.count) units, \(document.agencies.count) agencies,"
                    + " \(document.offices.count) offices, \(document.procedures.count) procedures,"
                    + " \(document.routes.count) routes.")
            let misses = Catalogue(document, version: 0).chainMisses(from: systemNow().date)
            if !misses.isEmpty {
                print("\(misses.count) chains can miss what form 01 promises: see `motcua routes check \(folder)`.")
            }
            if let preview { try printPreview(of: preview, in: Catalogue(document, version: 0)) }
        }

        private func printPreview(of code: String, in catalogue: Catalogue) throws {
            guard let instant = receivedAt.map({ Timestamp($0) }) ?? systemNow() else {
                throw Failure("--received-at takes an instant like 2019-08-20T08:00:00+07:00.")
            }
            guard let procedure = catalogue.procedure(ProcedureCode(code), on: instant.date),
                let route = catalogue.route(procedure.route, on: instant.date)
            else { throw Failure("There is no procedure \(code) in force on \(instant.date).") }
            guard let office = office.flatMap({ catalogue.office(OfficeID($0), on: instant.date) }),
                let unit = office.serves.first
            else { throw Failure("--office takes an office in force on \(instant.date).") }
            let itinerary = try catalogue.itinerary(
                of: procedure, along: route, from: office, applicantUnit: unit, receivedAt: instant)
            print("pass on by \(itinerary.passOnBy)")
            for step in itinerary.steps {
                print("\(step.step.id): \(step.agency.name), \(step.startsAt) – \(step.deadline.dueAt)")
            }
            print("due \(itinerary.deadline.dueAt); chain ends \(itinerary.chainEndsAt)")
        }
    }

    /// `motcua config load`.
    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load a folder of YAML as the next version of the configuration.",
            discussion: """
                The server has to be stopped; while it runs, PUT /v1/config does the same. A folder that changes nothing
                loads nothing.
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "Folder of the configuration.") var folder = "config/lang-son"
        @Option(help: "Why, for the record.") var reason: String?
        @Option(help: "How many records of reading a shorter rule of retention may have forgotten at once.")
        var forgets: Int?

        func run() throws {
            let document = try loaded(folder)
            let configuration = WrittenConfiguration(document: document, json: try canonicalJSON(document))
            let files = Files(settings: try common.resolved())
            let lock = try files.lock()
            let store = try files.openStore()
            defer {
                store.close()
                withExtendedLifetime(lock) {}
            }
            let current = try store.makeReader().configuration()
            let reason = reason ?? "motcua config load \(folder)"
            do {
                let published = try waiting {
                    try await publish(
                        ConfigurationProposal(configuration, act: .loaded, reason: reason, forgets: forgets),
                        after: current, to: store,
                        by: Caller(actor: .system, requestID: "config-load", idempotencyKey: nil), at: systemNow())
                }
                guard let published else {
                    return print("\(folder) is already in force as version \(current?.version ?? 0).")
                }
                warn(of: published.published.findings)
                print("Loaded \(folder) as version \(published.published.version).")
            } catch ServiceError.configurationRefused(let errors) {
                throw Failure(errors.map { "\($0)" }.joined(separator: "\n"))
            }
        }
    }

    /// `motcua config export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the configuration in force as a folder of YAML that loads again.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "Folder to write; it must not exist.") var folder: String

        func run() throws {
            let files = Files(settings: try common.resolved())
            let store = try files.openStore()
            defer { store.close() }
            guard let current = try store.makeReader().configuration() else {
                throw Failure("No configuration is loaded yet: run `motcua config load config/lang-son`.")
            }
            guard !FileManager.default.fileExists(atPath: folder) else {
                throw Failure("\(folder) is there already: name a new folder.")
            }
            let texts = try export(current.document)
            for file in texts {
                let target = folder + "/" + file.path
                try files.makeFolder(of: target)
                try Data(file.bytes).write(to: URL(fileURLWithPath: target))
            }
            print("Wrote version \(current.version) to \(folder): \(texts.count) files.")
        }
    }
}

/// Loads a folder, without judging it.
func loaded(_ folder: String) throws -> ConfigurationDocument {
    do {
        return try loadConfiguration(from: folder)
    } catch {
        throw Failure("\(error)")
    }
}

private func warn(of findings: [ReviewFinding]) {
    for finding in findings where finding.severity == .warning {
        FileHandle.standardError.write(Data("\(finding)\n".utf8))
    }
}

/// Loads a folder and reviews it; warnings go to standard error, errors stop.
func checked(_ folder: String) throws -> ConfigurationDocument {
    let document = try loaded(folder)
    let findings = judge(document, after: nil, on: systemNow().date)
    warn(of: findings)
    let errors = findings.filter { $0.severity == .error }
    guard errors.isEmpty else { throw Failure(errors.map { "\($0)" }.joined(separator: "\n")) }
    return document
}

/// The instant on the system's clock.
func systemNow() -> Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
}
