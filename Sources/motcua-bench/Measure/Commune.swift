import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting

/// A commune's counter and committee with their credentials: who asks in a measurement.
struct Commune: Sendable {
    let office: OfficeID
    let agency: AgencyID
    let clerk: String
    let committee: String
    /// The body of a reception at its counter.
    let newDossier: String

    /// What the committee decides.
    static let decision = """
        {"decision":{"outcome":"granted","number":"45/CT","date":"2025-01-02",\
        "signer":{"name":"Hoàng Văn Mẫu","position":"Chủ tịch"}}}
        """
    /// How the result is handed over.
    static let handingOver = """
        {"recipient":{"name":"Hoàng Thị Mẫu","identityDocument":{"kind":"citizen-id","number":"020123456789"}}}
        """

    /// Issues credentials to every commune whose counter certifies copies, valid for a day.
    static func issueAll(in store: SQLiteStore, _ catalogue: Catalogue) async throws -> [Commune] {
        let now = Installation.now()
        let date = now.date
        guard let procedure = catalogue.procedure(ProcedureCode("2.000815"), on: date) else {
            throw Failure("The configuration lacks 2.000815, certified copies, which the measurements receive.")
        }
        var communes: [Commune] = []
        for office in catalogue.offices(on: date) {
            guard let unit = office.serves.first, catalogue.unit(unit, on: date)?.level == procedure.level,
                let counter = catalogue.counters(of: office.id, on: date).first
            else { continue }
            // An official of the office, so that no reception waits for a confirmation.
            let clerk = Actor(
                credential: CredentialID("bench-clerk-\(now.milliseconds)-\(communes.count)"), role: .official,
                body: .office(office.id), employer: .agency, counter: counter.id)
            let committee = Actor(
                credential: CredentialID("bench-system-\(now.milliseconds)-\(communes.count)"), role: .agencySystem,
                body: .agency(office.agency), employer: .agency)
            communes.append(
                Commune(
                    office: office.id, agency: office.agency, clerk: try await issue(clerk, in: store, now),
                    committee: try await issue(committee, in: store, now),
                    newDossier: newDossier(procedure, counter.id, unit)))
        }
        guard !communes.isEmpty else { throw Failure("No commune of the configuration has a counter.") }
        return communes
    }

    /// Issues a credential that is valid for a day; answers its token.
    static func issue(_ actor: Actor, in store: SQLiteStore, _ now: Timestamp) async throws -> String {
        let token = CredentialToken(newFor: actor.credential)
        try await store.issue(
            StoredCredential(
                id: actor.credential, name: "measurement", secretDigest: token.secretDigest, actor: actor,
                issuedAt: now, expiresAt: now.adding(minutes: 1_440)))
        return token.text
    }

    private static func newDossier(_ procedure: Procedure, _ counter: CounterID, _ unit: UnitID) -> String {
        let documents = procedure.documents.filter(\.required).map {
            "{\"document\":\"\($0.id)\",\"originals\":\($0.originals),\"copies\":\($0.copies)}"
        }.joined(separator: ",")
        return """
            {"procedure":"\(procedure.code)","counter":"\(counter)","applicantUnit":"\(unit)",\
            "applicant":{"name":"Hoàng Thị Mẫu","phone":"0900000000","address":"Thôn Nà Lùng",\
            "identityDocument":{"kind":"citizen-id","number":"020123456789"}},"documents":[\(documents)]}
            """
    }

    /// A request that changes something.
    func post(_ path: String, key: String, body: String, by token: String) -> String {
        """
        POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\nIdempotency-Key: \(key)\r\n\
        Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }
}
