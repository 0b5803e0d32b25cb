import DossierAPI
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import Testing

/// Two houses on copies of one database: in one a change is rehearsed and made, in the other it isn't. What differs
/// between them afterwards, day by day, is what the change has really touched.
struct RehearsedTwins {
    let changed: House
    let other: House
    private let directory: TemporaryDirectory

    /// Who calls; the last one's credential ends before most changes take effect.
    static let callers = [
        House.clerk, House.neighbourClerk, House.committee, House.official, House.delegated, House.labour,
        House.district, House.administrator, "former official", "leaving clerk",
    ]

    /// Takes a copy of a house as it is.
    init(of house: House) throws {
        changed = house
        directory = try TemporaryDirectory()
        _ = try DatabaseCopy.make(
            of: house.directory.file("motcua.sqlite"), at: directory.file("motcua.sqlite"))
        other = try House(in: directory)
        other.pass(seconds: Int((house.now.milliseconds - other.now.milliseconds) / 1_000))
    }

    /// Dossiers on their way at Văn An and elsewhere, and submissions that could be received.
    static func busyHouse() async throws -> House {
        let house = try await House.configured()
        house.introduce(
            "former official", .official, .office(OfficeID("van-quan.van-an.one-stop")),
            posting: "demo.van-quan.van-an.former-1.at")
        for name in callers { _ = try await house.token(of: name) }
        let leaving = Actor(
            credential: CredentialID("leaving"), role: .postalClerk,
            body: .office(OfficeID("van-quan.van-an.one-stop")), employer: .post,
            counter: CounterID("van-quan.van-an.counter-1"))
        let token = CredentialToken(newFor: leaving.credential)
        try await house.store.issue(
            StoredCredential(
                id: leaving.credential, name: "leaving clerk", secretDigest: token.secretDigest, actor: leaving,
                issuedAt: Timestamp(milliseconds: 0), expiresAt: house.now.adding(minutes: 2 * 1_440)))
        for _ in 0..<2 { _ = try await house.received() }
        _ = try await house.received(.object(UnsafeRequests.papers("2.001035", ["draft", "identity"])))
        _ = try await house.offered()
        for _ in 0..<2 { _ = try await house.held() }
        for _ in 0..<2 { _ = try await house.offerToCommittee() }
        for lease in try await house.claim(count: 2).leases {
            _ = try await house.acknowledgeAndComplete(lease, key: lease["id"]?.asString ?? "")
        }
        _ = try await house.withdrawn()
        _ = try await house.submitted(["declaration", "death-certificate"])
        let there = UnsafeRequests.papers(
            "2.002307", at: "van-quan.yen-phuc.counter-1", from: "van-quan.yen-phuc",
            ["declaration", "death-certificate"])
        try await house.must("/v1/dossiers", House.neighbourClerk, .object(there))
        house.pass(seconds: 3_600)
        return house
    }

    func close() {
        changed.close()
        other.close()
    }

    /// Lets both come to the morning of that day, unless it has come already.
    func pass(to day: CivilDate) {
        for house in [changed, other] where house.now.date < day {
            let morning = Timestamp(day, .midnight).adding(minutes: 480)
            house.pass(seconds: Int((morning.milliseconds - house.now.milliseconds) / 1_000))
        }
    }
}

/// What there is to be seen of a house on its day.
struct Sight {
    /// Every dossier and submission, by number or identity.
    let dossiers: [String: DossierState]
    /// What each counter is and receives.
    var counters: [String: String] = [:]
    /// What each posting is, but for its end.
    var postings: [String: String] = [:]
    /// What each office is that dossiers are at.
    var offices: [String: String] = [:]
    /// The versions in force of procedures and routes.
    var versions: [String: Int] = [:]
    /// What each credential that is accepted sees of itself and its place.
    var credentials: [String: String] = [:]
    /// What the reception of a submission comes to.
    var receptions: [String: String] = [:]

    init(of house: House) async throws {
        let catalogue = house.service.catalogue
        let day = house.now.date
        dossiers = try Self.dossiers(of: house)
        for office in catalogue.offices(on: day) {
            let premises = office.premises(on: day)
            offices[office.id.text] =
                "\(premises?.kind.rawValue ?? "") \(premises?.place ?? "") \(office.agency) \(office.serves) \(office.calendar)"
        }
        let procedures = catalogue.procedures(on: day)
        for procedure in procedures { versions["procedure \(procedure.code)"] = procedure.version }
        for id in Set(catalogue.document.routes.map(\.id)) {
            if let route = catalogue.route(id, on: day) { versions["route \(id)"] = route.version }
        }
        for counter in catalogue.document.counters where counter.validity.contains(day) {
            let receives = procedures.filter { catalogue.receives($0, at: counter, on: day) }.map(\.code.text)
            let place = catalogue.office(counter.office, on: day)?.premises(on: day)
            counters[counter.id.text] =
                "\(counter.name) \(counter.confirmation) \(counter.office) \(place?.kind.rawValue ?? "") \(place?.place ?? "")"
                + " \(receives)"
        }
        for posting in catalogue.document.postings where posting.validity.contains(day) {
            let place = posting.office.flatMap { catalogue.office($0, on: day) }?.premises(on: day)
            let places = "\(String(describing: posting.office)) \(String(describing: posting.agency))"
            postings[posting.id.text] =
                "\(posting.person) \(places) \(String(describing: posting.counter)) \(posting.role) \(posting.employer)"
                + " \(posting.decides ?? []) \(posting.protectsData ?? false) \(String(describing: posting.standsInFor))"
                + " \(String(describing: posting.frees)) \(place?.kind.rawValue ?? "") \(place?.place ?? "")"
        }
        for (name, state) in dossiers where state.reception == nil && state.status == .submitted {
            receptions[name] = Self.reception(of: state, in: house)
        }
        try await look(as: RehearsedTwins.callers, in: house)
    }

    static func dossiers(of house: House) throws -> [String: DossierState] {
        let reader = try house.store.makeReader()
        var found: [String: DossierState] = [:]
        for status in DossierStatus.allCases {
            for (_, state) in try reader.dossiers(standing: status, after: 0, upTo: .max, limit: 1_000) {
                found[state.number?.text ?? state.id.text] = state
            }
        }
        return found
    }

    /// What the engine makes of a clerk's wish to receive it now.
    private static func reception(of state: DossierState, in house: House) -> String {
        let clerk = Actor(
            credential: CredentialID("somebody"), role: .postalClerk, body: .office(state.office), employer: .post)
        do {
            let events = try decide(
                .receive(.init()), given: state, by: clerk, at: house.now, now: house.now,
                under: house.service.catalogue)
            for case .received(let received) in events { return "\(received.procedure) \(received.route)" }
            return "nothing"
        } catch {
            return "\(error)"
        }
    }

    private mutating func look(as callers: [String], in house: House) async throws {
        for caller in callers {
            var stored: StoredCredential?
            for credential in try house.store.makeReader().credentials(
                matching: CredentialFilter(now: house.now, limit: 200))
            where credential.name == caller { stored = credential }
            guard let stored, stored.expiresAt > house.now else { continue }
            let actor = stored.actor
            let catalogue = house.service.catalogue
            let day = house.now.date
            let refusal = catalogue.refusalAtDoor(of: actor, on: day)
            let settles = authorize(.settleAtOnce, by: actor, on: day, under: catalogue)
            let body = actor.body.map { catalogue.isInForce($0, on: day) }
            let counter = actor.counter.map { catalogue.counter($0, on: day) != nil }
            let premises = actor.office.flatMap { catalogue.office($0, on: day) }?.premises(on: day)
            let posting = actor.posting.flatMap { catalogue.posting($0, on: day) }
            credentials[stored.id.text] =
                "\(String(describing: refusal)) \(settles) \(String(describing: body)) \(String(describing: counter))"
                + " \(premises?.kind.rawValue ?? "") \(premises?.place ?? "") \(posting?.decides ?? [])"
                + " \(String(describing: posting?.counter))"
        }
    }
}

extension JSONValue {
    /// The rows that a rehearsal names of a sort; all of them, where there aren't too many.
    func named(_ sort: String) -> [JSONValue] {
        let rows = self[sort]?["first"]?.asArray ?? []
        #expect(self[sort]?["count"]?.asInteger == Int64(rows.count), "\(sort): as many as are counted")
        return rows
    }

    /// A dossier's number, or a submission's identity.
    var dossier: String { self["number"]?.asString ?? text("submission") }
}
