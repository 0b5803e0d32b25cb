import ArgumentParser
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation

/// `motcua credential …`.
struct CredentialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential",
        abstract: "Issue, list and revoke credentials. May run while the server does; takes effect at once.",
        subcommands: [Issue.self, List.self, Revoke.self])

    /// `motcua credential issue`.
    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue a credential and print its token, once.",
            discussion: """
                Give --role and the office or agency it acts for, or --demonstration for the set that the
                walkthrough uses. Only a digest of the token is kept: a lost token is replaced, never shown again.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "One of postal-clerk, official, agency-system, administrator, inspector.") var role: String?
        @Option(help: "Office it acts at.") var office: String?
        @Option(help: "Agency it acts for.") var agency: String?
        @Option(help: "Counter it stands at, for a terminal.") var counter: String?
        @Option(help: "Posting it acts under, for a person.") var posting: String?
        @Option(help: "What the list calls it.") var name: String?
        @Option(help: "Days until it expires: 1–1825.") var days = 365
        @Flag(help: "Issue the walkthrough's credentials, unless they were issued before.") var demonstration = false

        func run() throws {
            guard (1...1_825).contains(days) else { throw Failure("--days takes 1–1825.") }
            let files = Files(settings: try common.resolved())
            let store = try files.openStore()
            defer { store.close() }
            guard let current = try store.makeReader().configuration() else {
                throw Failure("No configuration is loaded yet: run `motcua config load config/lang-son`.")
            }
            let issuer = CredentialIssuer(
                store: store, catalogue: Catalogue(current.document, version: current.version), days: days)
            if demonstration { return try issuer.issueDemonstration() }
            let actor = try requestedActor()
            let token = try issuer.issue(actor, name: name ?? actor.credential.text)
            print(token.text)
        }

        private func requestedActor() throws -> Actor {
            guard let role = role.flatMap(Role.init(rawValue:)) else {
                throw Failure("--role takes one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            func identifier<Subject>(_ text: String?, _ option: String) throws -> Identifier<Subject>? {
                guard let text else { return nil }
                guard let id = Identifier<Subject>(validating: text) else {
                    throw Failure("\(option) is '\(text)', which is no identity: small letters, digits, dots, dashes.")
                }
                return id
            }
            let office: OfficeID? = try identifier(office, "--office")
            let agency: AgencyID? = try identifier(agency, "--agency")
            let counter: CounterID? = try identifier(counter, "--counter")
            let posting: PostingID? = try identifier(posting, "--posting")
            return Actor(
                credential: CredentialID(CredentialIssuer.newIdentity(for: role)), role: role,
                body: office.map(Body.office) ?? agency.map(Body.agency),
                employer: role == .postalClerk ? .post : .agency, counter: counter, posting: posting)
        }
    }

    /// `motcua credential list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List credentials, without their secrets.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            let store = try Files(settings: try common.resolved()).openStore()
            defer { store.close() }
            let now = systemNow()
            for credential in try store.makeReader().credentials() {
                let standing =
                    credential.revokedAt.map { "revoked \($0)" }
                    ?? (credential.expiresAt <= now
                        ? "expired \(credential.expiresAt)" : "until \(credential.expiresAt)")
                print(
                    "\(credential.id)\t\(credential.actor.role.rawValue)\t\(credential.actor.body?.key ?? "-")"
                        + "\t\(standing)\t\(credential.name)")
            }
        }
    }

    /// `motcua credential revoke`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a credential at once.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "Identity of the credential, as the list shows it.") var credential: String

        func run() throws {
            let store = try Files(settings: try common.resolved()).openStore()
            defer { store.close() }
            let id = CredentialID(credential)
            guard try waiting(for: { try await store.revoke(id, at: systemNow()) }) else {
                throw Failure("There is no credential \(credential): see `motcua credential list`.")
            }
            print("\(credential) is revoked.")
        }
    }
}

/// Issues credentials, checked against the configuration.
struct CredentialIssuer {
    let store: SQLiteStore
    let catalogue: Catalogue
    let days: Int

    /// A readable identity that nobody can guess the next of, and that sorts by role.
    static func newIdentity(for role: Role) -> String {
        role.rawValue + "-" + String(UUID().uuidString.lowercased().prefix(8))
    }

    func issue(_ actor: Actor, name: String) throws -> CredentialToken {
        try check(actor)
        let token = CredentialToken(newFor: actor.credential)
        let now = systemNow()
        let stored = StoredCredential(
            id: actor.credential, name: name, secretDigest: token.secretDigest, actor: actor, issuedAt: now,
            expiresAt: now.adding(minutes: days * 1_440))
        try waiting { try await store.save(stored) }
        return token
    }

    private func check(_ actor: Actor) throws {
        let today = systemNow().date
        switch (actor.role, actor.body) {
        case (.administrator, _), (.inspector, _): break
        case (.citizen, _): throw Failure("Citizens have no credential: they prove themselves with the slip's code.")
        case (.postalClerk, .office(let id)), (.official, .office(let id)):
            guard catalogue.office(id, on: today) != nil else { throw Failure("There is no office \(id).") }
        case (.official, .agency(let id)), (.agencySystem, .agency(let id)):
            guard catalogue.agency(id, on: today) != nil else { throw Failure("There is no agency \(id).") }
        case (.postalClerk, _): throw Failure("A postal clerk acts at an office: give --office.")
        case (.official, nil):
            throw Failure("An official acts at an office or for an agency: give --office or --agency.")
        case (.agencySystem, _): throw Failure("An agency system acts for an agency: give --agency.")
        }
        if let counter = actor.counter {
            guard let found = catalogue.counter(counter, on: today), Body.office(found.office) == actor.body else {
                throw Failure("There is no counter \(counter) at that office.")
            }
        }
        if let posting = actor.posting {
            guard let found = catalogue.posting(posting, on: today), found.body == actor.body || found.agency != nil
            else { throw Failure("There is no posting \(posting) there.") }
        }
    }

    /// A credential of the walkthrough.
    private struct Demonstration {
        let variable: String
        let actor: Actor
        let name: String

        init(
            _ variable: String, _ role: Role, _ body: Body?, counter: String? = nil, posting: String? = nil,
            name: String
        ) {
            self.variable = variable
            self.name = "demonstration: " + name
            actor = Actor(
                credential: CredentialID("demo-" + variable.lowercased().replacingOccurrences(of: "_", with: "-")),
                role: role, body: body, employer: role == .postalClerk ? .post : .agency,
                counter: counter.map { CounterID($0) }, posting: posting.map { PostingID($0) })
        }
    }

    private var demonstrations: [Demonstration] {
        [
            Demonstration(
                "VAN_AN_CLERK", .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")),
                counter: "van-quan.van-an.counter-1", posting: "demo.an.van-an", name: "postal clerk at Văn An"),
            Demonstration(
                "VAN_AN_OFFICIAL", .official, .office(OfficeID("van-quan.van-an.one-stop")),
                counter: "van-quan.van-an.counter-1", posting: "demo.binh.van-an", name: "official at Văn An"),
            Demonstration(
                "VAN_QUAN_CLERK", .postalClerk, .office(OfficeID("van-quan.one-stop")),
                counter: "van-quan.counter-1", posting: "demo.chi.van-quan",
                name: "postal clerk at the Văn Quan district office"),
            Demonstration(
                "VAN_QUAN_OFFICIAL", .official, .office(OfficeID("van-quan.one-stop")),
                posting: "demo.dung.van-quan", name: "official at the Văn Quan district office"),
            Demonstration(
                "VAN_AN_COMMITTEE", .agencySystem, .agency(AgencyID("van-quan.van-an.committee")),
                name: "back-office system of the Văn An committee"),
            Demonstration(
                "VAN_AN_POLICE", .agencySystem, .agency(AgencyID("van-quan.van-an.police")),
                name: "back-office system of the Văn An police"),
            Demonstration(
                "VAN_QUAN_INSURANCE", .agencySystem, .agency(AgencyID("van-quan.social-insurance")),
                name: "back-office system of the Văn Quan social insurance"),
            Demonstration(
                "VAN_QUAN_LABOUR", .agencySystem, .agency(AgencyID("van-quan.labour")),
                name: "back-office system of the Văn Quan labour division"),
            Demonstration(
                "LANG_SON_LABOUR", .agencySystem, .agency(AgencyID("lang-son.labour")),
                name: "back-office system of the provincial labour department"),
            Demonstration("ADMINISTRATOR", .administrator, nil, name: "administrator"),
        ]
    }

    func issueDemonstration() throws {
        let existing = Set(try store.makeReader().credentials().map(\.id))
        guard existing.isDisjoint(with: demonstrations.map(\.actor.credential)) else {
            return print(
                "# The demonstration credentials were issued before; their tokens were shown once and can't be shown"
                    + " again.\n# To have new ones, start over with another database, or issue single ones with"
                    + " `motcua credential issue`.")
        }
        print(
            "# Demonstration credentials, shown once: paste these lines into the terminal in which you will use curl.")
        for demonstration in demonstrations {
            let token = try issue(demonstration.actor, name: demonstration.name)
            print("export \(demonstration.variable)=\(token.text)   # \(demonstration.name.dropFirst(15))")
        }
        print(
            """
            export MOTCUA=http://127.0.0.1:8080
            # Then, for example:
            #   curl -sS "$MOTCUA/v1/me" -H "Authorization: Bearer $VAN_AN_CLERK"
            #   curl -sS "$MOTCUA/v1/route-previews" -H "Authorization: Bearer $VAN_AN_CLERK" \\
            #     -H 'Content-Type: application/json' -H 'Idempotency-Key: preview-1' -d '{"procedure":"2.002307"}'
            # docs/walkthrough.md goes on from here.
            """)
    }
}
