import ArgumentParser
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation

/// `motcua credential …`.
struct CredentialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential",
        abstract: "Issue, rotate, list and revoke credentials. May run while the server does; takes effect at once.",
        subcommands: [Issue.self, Rotate.self, List.self, Revoke.self])

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
            let store = try Files(settings: try common.resolved()).openStore()
            defer { store.close() }
            let issuer = CredentialIssuer(store: store, days: days)
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

    /// `motcua credential rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue a credential in place of another one and print its token, once.",
            discussion: "Both are accepted until the overlap is over; --overlap-minutes 0 ends the old one at once.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "Identity of the old credential, as the list shows it.") var credential: String
        @Option(help: "Days until the new one expires: 1–1825.") var days = 365
        @Option(help: "For how many minutes the old one is still accepted: 0–43200.") var overlapMinutes = 1_440

        func run() throws {
            guard (1...CredentialRequest.maximumDays).contains(days) else { throw Failure("--days takes 1–1825.") }
            guard (0...CredentialRequest.maximumOverlapMinutes).contains(overlapMinutes) else {
                throw Failure("--overlap-minutes takes 0–43200.")
            }
            let store = try Files(settings: try common.resolved()).openStore()
            defer { store.close() }
            let issuer = CredentialIssuer(store: store, days: days)
            print(try issuer.rotate(CredentialID(credential), overlapMinutes: overlapMinutes).text)
        }
    }

    /// `motcua credential list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List credentials, without their secrets.")

        @OptionGroup var common: CommonOptions
        @Flag(help: "List sessions of people who logged in, too.") var sessions = false

        func run() throws {
            let store = try Files(settings: try common.resolved()).openStore()
            defer { store.close() }
            let now = systemNow()
            let reader = try store.makeReader()
            var filter = CredentialFilter(now: now, limit: 200)
            if !sessions { filter.kind = .machine }
            repeat {
                let page = try reader.credentials(matching: filter)
                for credential in page { print(Self.line(credential, at: now)) }
                filter.after = page.count < filter.limit ? nil : page.last?.id
            } while filter.after != nil
        }

        private static func line(_ credential: StoredCredential, at now: Timestamp) -> String {
            let standing =
                credential.revokedAt.map { "revoked \($0)" }
                ?? (credential.expiresAt <= now ? "expired \(credential.expiresAt)" : "until \(credential.expiresAt)")
            return "\(credential.id)\t\(credential.actor.role.rawValue)\t\(credential.actor.body?.key ?? "-")"
                + "\t\(standing)\t\(credential.lastUsedAt.map { "used \($0)" } ?? "never used")\t\(credential.name)"
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
            try CredentialIssuer(store: store).revoke(CredentialID(credential))
            print("\(credential) is revoked.")
        }
    }
}

/// Issues, replaces and revokes credentials as the machine itself, by the same door as requests over HTTP.
struct CredentialIssuer {
    let store: SQLiteStore
    var days = CredentialRequest.usualDays

    private func catalogue() throws -> Catalogue {
        guard let current = try store.makeReader().configuration() else {
            throw Failure("No configuration is loaded yet: run `motcua config load config/lang-son`.")
        }
        return Catalogue(current.document, version: current.version)
    }

    private func change(
        _ command: String, under catalogue: Catalogue, at now: Timestamp,
        _ make: @escaping @Sendable (AccessChange<SQLiteStore>) async throws(ServiceError) -> Void
    ) throws {
        let caller = Caller(actor: .system, requestID: "credential-\(command)", idempotencyKey: nil)
        let change = AccessChange(in: store, under: catalogue, by: caller, at: now)
        do {
            try waiting { try await make(change) }
        } catch ServiceError.store(.versionConflict) {
            throw Failure("The credential was changed at the same moment: see `motcua credential list`, and try again.")
        }
    }

    /// A readable identity that nobody can guess the next of, and that sorts by role.
    static func newIdentity(for role: Role) -> String {
        role.rawValue + "-" + String(UUID().uuidString.lowercased().prefix(8))
    }

    func issue(_ actor: Actor, name: String) throws -> CredentialToken {
        let now = systemNow()
        let catalogue = try catalogue()
        try check(actor, under: catalogue, on: now.date)
        let (token, stored) = make(for: actor, name: name, at: now)
        try change("issue", under: catalogue, at: now) { change throws(ServiceError) in try await change.issue(stored) }
        return token
    }

    /// A credential for the same place and role as another one, which ends after so many minutes.
    func rotate(_ id: CredentialID, overlapMinutes: Int) throws -> CredentialToken {
        let now = systemNow()
        guard let old = try store.makeReader().credential(id), old.kind == .machine, old.standing(at: now) == .accepted
        else { throw Failure("There is no credential \(id) that is still accepted: see `motcua credential list`.") }
        let actor = old.actor
        let new = Actor(
            credential: CredentialID(Self.newIdentity(for: actor.role)), role: actor.role, body: actor.body,
            employer: actor.employer, counter: actor.counter, posting: actor.posting)
        let catalogue = try catalogue()
        try check(new, under: catalogue, on: now.date)
        let (token, stored) = make(for: new, name: old.name, replaces: id, at: now)
        try change("rotate", under: catalogue, at: now) { change throws(ServiceError) in
            try await change.issue(stored, inPlaceOf: old, overlapMinutes: overlapMinutes)
        }
        return token
    }

    /// Revokes a credential or session at once; revoked before, it stays so.
    func revoke(_ id: CredentialID) throws {
        guard let credential = try store.makeReader().credential(id) else {
            throw Failure("There is no credential \(id): see `motcua credential list`.")
        }
        // Without a configuration there is nothing to act for, and what leaked is revoked all the same.
        let current = try store.makeReader().configuration()
        let catalogue = Catalogue(current?.document ?? ConfigurationDocument(), version: current?.version ?? 0)
        try change("revoke", under: catalogue, at: systemNow()) { change throws(ServiceError) in
            try await change.revoke(credential)
        }
    }

    private func make(
        for actor: Actor, name: String, replaces: CredentialID? = nil, at now: Timestamp
    ) -> (CredentialToken, StoredCredential) {
        let token = CredentialToken(newFor: actor.credential)
        return (
            token,
            StoredCredential(
                id: actor.credential, name: name, secretDigest: token.secretDigest, actor: actor, issuedAt: now,
                expiresAt: now.adding(minutes: days * 1_440), replaces: replaces)
        )
    }

    private func check(_ actor: Actor, under catalogue: Catalogue, on date: CivilDate) throws {
        switch catalogue.refusal(toIssueTo: actor, on: date) {
        case nil: return
        case .citizensHaveNone:
            throw Failure("Citizens have no credential: they prove themselves with the slip's code.")
        case .officeMissing: throw Failure("A postal clerk acts at an office: give --office.")
        case .agencyMissing: throw Failure("An agency system acts for an agency: give --agency.")
        case .bodyMissing: throw Failure("An official acts at an office or for an agency: give --office or --agency.")
        case .postingMissing:
            throw Failure("An official is somebody, or a counter's terminal: give --posting or --counter.")
        case .unknownOffice(let id): throw Failure("There is no office \(id).")
        case .unknownAgency(let id): throw Failure("There is no agency \(id).")
        case .unknownCounter(let id): throw Failure("There is no counter \(id) at that office.")
        case .unknownPosting(let id): throw Failure("There is no posting \(id) there in that role.")
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
        let reader = try store.makeReader()
        guard try demonstrations.allSatisfy({ try reader.credential($0.actor.credential) == nil }) else {
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
