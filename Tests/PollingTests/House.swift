import Dispatch
import DossierAPI
import DossierConfiguration
import DossierDomain
import DossierFiles
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Synchronization

/// The whole service but for its sockets, on the pilot's configuration and a clock that tests set.
final class House: Sendable {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let service: DossierService<SQLiteStore>
    let api: DossierAPI<SQLiteStore>
    private let clock: Clock
    private let tokens = Mutex<[String: String]>([:])
    private let guests = Mutex<[String: Actor]>([:])
    private let serial = Atomic<Int>(0)
    /// Before its keys: a house on the database of another one asks nothing that was asked before.
    private let keyPrefix = UUID().uuidString

    /// Wall clock and the clock of waits, both set by hand.
    private final class Clock: Sendable {
        let now = Mutex<Timestamp>(Timestamp("2019-08-20T08:00:00+07:00") ?? Timestamp(milliseconds: 0))
        let waited = Mutex<Duration>(.zero)
    }

    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    private static let catalogue = Mutex<Catalogue?>(nil)

    /// A new house, or one on the database of another that was left behind.
    convenience init(
        failureLimit: Int = 5, registerRowLimit: Int = 20_000, counterPolicy: CounterPolicy = CounterPolicy()
    ) throws {
        let directory = try TemporaryDirectory()
        try Migrations(directory: Self.root + "/migrations/sqlite").apply(to: directory.file("motcua.sqlite"))
        try self.init(
            in: directory, failureLimit: failureLimit, registerRowLimit: registerRowLimit,
            counterPolicy: counterPolicy)
    }

    /// A house on the database in that directory; on the pilot's configuration, but for what `change` does to it.
    init(
        in directory: TemporaryDirectory, failureLimit: Int = 5, registerRowLimit: Int = 20_000,
        counterPolicy: CounterPolicy = CounterPolicy(),
        changing change: ((inout ConfigurationDocument) -> Void)? = nil
    ) throws {
        self.directory = directory
        let clock = Clock()
        self.clock = clock
        var options = SQLiteStore.Options()
        options.waitingClock = { clock.waited.withLock { $0 } }
        store = try SQLiteStore(path: directory.file("motcua.sqlite"), options: options)
        guard let keys = KeyRing(secret: [UInt8](repeating: 7, count: KeyRing.secretLength)) else {
            preconditionFailure("a secret of the right length")
        }
        let identities = Atomic<Int>(0)
        var catalogue = try Self.pilot()
        if let change {
            var document = catalogue.document
            change(&document)
            catalogue = Catalogue(document, version: 2)
        }
        service = DossierService(
            store: store, keys: keys, catalogue: catalogue, restorations: try store.makeReader().restorations(),
            leasePolicy: LeasePolicy(failureLimit: failureLimit),
            registerRowLimit: registerRowLimit,
            uploads: try Uploads(
                folder: try ScanFolder(path: directory.file("scans")), keys: keys,
                limits: UploadLimits(byteCount: 300_000, openCount: 3)),
            counterPolicy: counterPolicy, passwords: PasswordWorkers(threads: 1, roundsLog2: 4),
            now: { clock.now.withLock { $0 } },
            newID: { "id-\(UUID().uuidString.lowercased())-\(identities.add(1, ordering: .relaxed).newValue)" })
        api = DossierAPI(
            service: service, version: "test",
            operations: OperationsSource(isWelcoming: { true }, metrics: { "" }, administration: Self.administration()))
    }

    /// A process whose log level can be set, and that has no folder for backups.
    private static func administration() -> Administration {
        let level = Atomic<Int>(LogLevel.allCases.firstIndex(of: .info) ?? 0)
        return Administration(
            readLogLevel: { LogLevel.allCases[level.load(ordering: .relaxed)] },
            writeLogLevel: { word, _ in
                level.store(LogLevel.allCases.firstIndex(of: word) ?? 0, ordering: .relaxed)
            },
            backUp: { _ in .failure(.noFolder) }, backups: { .failure(.noFolder) })
    }

    private static func pilot() throws -> Catalogue {
        try catalogue.withLock { known in
            if let known { return known }
            let loaded = Catalogue(try loadConfiguration(from: root + "/config/lang-son"), version: 1)
            known = loaded
            return loaded
        }
    }

    var now: Timestamp { clock.now.withLock { $0 } }

    /// Sets the wall clock ahead, or back.
    func pass(seconds: Int) {
        clock.now.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + Int64(seconds) * 1_000) }
    }

    /// Lets time pass for polls that wait.
    func wait(seconds: Int) {
        clock.waited.withLock { $0 += .seconds(seconds) }
        store.waitingPolls.endWaits()
    }

    /// What the tending thread does.
    func tend(clockWasSetBack: Bool = false) async throws {
        try await service.tendPolls(reader: try store.makeReader(), clockWasSetBack: clockWasSetBack)
    }

    /// Returns when that holds. Where it never does, it ends by throwing, and the waits of all polls with it.
    func until(_ awaited: String = "what the test waits for", _ holds: () throws -> Bool) async throws {
        do {
            try await Patience.until(awaited, holds)
        } catch {
            store.waitingPolls.close()
            throw error
        }
    }

    /// Returns when that many polls wait.
    func untilWaiting(_ count: Int) async throws {
        try await until("\(count) polls that wait") { store.waitingPolls.parkedCount >= count }
    }

    func makeDesk() throws -> DossierAPI<SQLiteStore>.Desk {
        DossierAPI<SQLiteStore>.Desk(reader: try store.makeReader())
    }

    func close() {
        store.waitingPolls.close()
        store.close()
    }

    // MARK: Who calls

    static let clerk = "clerk"
    /// Another terminal at the clerk's office, and one at a neighbouring office.
    static let secondClerk = "second clerk"
    static let neighbourClerk = "neighbour clerk"
    /// Postal staff whose credential names no counter.
    static let counterlessClerk = "counterless clerk"
    /// An official who decides same-day procedures at the clerk's counter.
    static let delegated = "delegated official"
    /// Where officials confirm what postal staff received.
    static let provinceClerk = "province clerk"
    static let provinceOfficial = "province official"
    /// An official of the clerk's office.
    static let counterOfficial = "counter official"
    static let committee = "committee"
    static let official = "official"
    static let labour = "labour"
    static let district = "district"
    static let neighbour = "neighbour"
    static let province = "province"
    static let administrator = "administrator"
    /// Whoever bears no credential.
    static let nobody = "nobody"
    /// An administrator whose credential names a body as well.
    static let seatedAdministrator = "seated administrator"

    private static func actor(_ name: String, suffix: String) -> Actor {
        func actor(_ role: Role, _ body: Body?, counter: String? = nil, posting: String? = nil) -> Actor {
            Actor(
                credential: CredentialID("test-" + name.replacing(" ", with: "-") + suffix), role: role, body: body,
                employer: role == .postalClerk ? .post : .agency, counter: counter.map { CounterID($0) },
                posting: posting.map { PostingID($0) })
        }
        let committeeBody = Body.agency(AgencyID("van-quan.van-an.committee"))
        return switch name {
        case clerk:
            actor(
                .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-1")
        case secondClerk:
            actor(
                .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-2")
        case neighbourClerk:
            actor(
                .postalClerk, .office(OfficeID("van-quan.yen-phuc.one-stop")), counter: "van-quan.yen-phuc.counter-1")
        case delegated:
            actor(.official, .office(OfficeID("van-quan.van-an.one-stop")), posting: "demo.binh.van-an")
        case provinceClerk: actor(.postalClerk, .office(OfficeID("lang-son.one-stop")), counter: "lang-son.counter-1")
        case provinceOfficial: actor(.official, .office(OfficeID("lang-son.one-stop")), counter: "lang-son.counter-1")
        case counterlessClerk: actor(.postalClerk, .office(OfficeID("van-quan.van-an.one-stop")))
        case counterOfficial:
            actor(.official, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-2")
        case committee: actor(.agencySystem, committeeBody)
        case official: actor(.official, committeeBody, posting: "demo.binh.van-an")
        case district: actor(.official, .office(OfficeID("van-quan.one-stop")), counter: "van-quan.counter-2")
        case neighbour:
            actor(.official, .office(OfficeID("van-quan.yen-phuc.one-stop")), counter: "van-quan.yen-phuc.counter-1")
        case seatedAdministrator: actor(.administrator, committeeBody)
        case labour: actor(.agencySystem, .agency(AgencyID("van-quan.labour")))
        case province: actor(.agencySystem, .agency(AgencyID("lang-son.labour")))
        default: actor(.administrator, nil)
        }
    }

    /// Somebody else who calls: a role at a body, or somebody under a posting.
    func introduce(_ name: String, _ role: Role, _ body: Body?, counter: String? = nil, posting: String? = nil) {
        let actor = Actor(
            credential: CredentialID("test-" + name.replacing(" ", with: "-")), role: role, body: body,
            employer: role == .postalClerk ? .post : .agency, counter: counter.map { CounterID($0) },
            posting: posting.map { PostingID($0) })
        guests.withLock { $0[name] = actor }
    }

    func token(of name: String) async throws -> String {
        if let token = tokens.withLock({ $0[name] }) { return token }
        // Tokens are shown once: a house on an old database has others, for the same body and role.
        let others = try store.makeReader().credentials(matching: CredentialFilter(now: now, limit: 200))
            .count { $0.name == name }
        let actor =
            guests.withLock { $0[name] } ?? Self.actor(name, suffix: others == 0 ? "" : "-\(others)")
        let token = CredentialToken(newFor: actor.credential)
        try await store.issue(
            StoredCredential(
                id: actor.credential, name: name, secretDigest: token.secretDigest, actor: actor,
                issuedAt: Timestamp(milliseconds: 0), expiresAt: Timestamp(milliseconds: 4_000_000_000_000)))
        tokens.withLock { $0[name] = token.text }
        return token.text
    }

    /// Has that caller bear that token from now on.
    func bear(_ token: String, as name: String) {
        tokens.withLock { $0[name] = token }
    }

    /// Issues the credentials, before many ask for them at once.
    func issueCredentials() async throws {
        let names = [Self.clerk, Self.committee, Self.official, Self.labour, Self.province, Self.administrator]
        for name in names { _ = try await token(of: name) }
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: Int
        let fields: HTTPFields
        let json: JSONValue
        /// The body where it is no JSON.
        let text: String

        var leases: [JSONValue] { json["leases"]?.asArray ?? [] }
        var tokens: [Int] { leases.compactMap { $0["leaseToken"]?.asInteger.map(Int.init) } }
        var problem: String? { json["type"]?.asString }
        var isReplay: Bool { fields[HTTPField.Name("Idempotency-Replayed") ?? .accept] == "true" }
        var applied: String? { fields[HTTPField.Name("Preference-Applied") ?? .accept] }
    }

    /// Sends a request as that caller; `wait` in seconds.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as name: String, key: String? = nil, body: JSONValue? = nil,
        wait: Int? = nil, ifNoneMatch: String? = nil, language: String = "en", accept: String? = nil,
        client: WaitingClient? = nil, desk: DossierAPI<SQLiteStore>.Desk? = nil, isKeyless: Bool = false,
        address: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        var fields: HTTPFields = [.acceptLanguage: language]
        if name != Self.nobody { fields[.authorization] = "Bearer " + (try await token(of: name)) }
        fields[.userAgent] = "test/1"
        fields[.ifMatch] = ifMatch
        if let name = HTTPField.Name("Idempotency-Key"), method == .post || ifMatch != nil, !isKeyless {
            fields[name] = key ?? "\(keyPrefix)-\(serial.add(1, ordering: .relaxed).newValue)"
        }
        if let name = HTTPField.Name("Prefer"), let wait { fields[name] = "wait=\(wait)" }
        if let ifNoneMatch { fields[.ifNoneMatch] = ifNoneMatch }
        if body != nil { fields[.contentType] = "application/json" }
        if let accept { fields[.accept] = accept }
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? parts[1].split(separator: "&") : []
        let request = APIRequest(
            method: method, segments: parts[0].split(separator: "/").map(String.init),
            query: query.map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (sides[0], sides.count == 2 ? sides[1].removingPercentEncoding ?? sides[1] : "")
            },
            fields: fields, body: body.map { $0.encoded() } ?? [], client: client, address: address)
        let newID = { @Sendable in "request-\(UUID().uuidString)" }
        let reply: APIReply
        if let desk {
            reply = await api.respond(to: request, at: desk, newID: newID)
        } else {
            let own = try makeDesk()
            reply = await withTaskExecutorPreference(OneLoop()) {
                await api.respond(to: request, at: own, newID: newID)
            }
        }
        let streamed = Mutex<[UInt8]>([])
        try await reply.stream?({ bytes in streamed.withLock { $0 += bytes } })
        let isJSON = !reply.body.isEmpty && reply.fields[.contentType]?.hasPrefix("text/") != true
        return Answer(
            status: reply.status.code, fields: reply.fields,
            json: isJSON ? try JSONReader.read(reply.body) : .null,
            text: String(decoding: reply.body + streamed.withLock { $0 }, as: UTF8.self))
    }

    /// Receives a dossier of 2.002307 at Văn An and passes it on to the committee; answers its number.
    func offerToCommittee() async throws -> String {
        let received = try await send(.post, "/v1/dossiers", as: Self.clerk, body: Self.newDossier)
        guard let number = received.json["number"]?.asString else { throw Failure("not received: \(received.json)") }
        let offered = try await send(.post, "/v1/dossiers/\(number)/handovers", as: Self.clerk, body: [:])
        guard offered.status == 201 else { throw Failure("not offered: \(offered.json)") }
        return number
    }

    static let committeePath = "/v1/agencies/van-quan.van-an.committee"

    /// A claim for the committee's work.
    func claim(
        _ worker: String = "w", key: String? = nil, count: Int64 = 10, seconds: Int64 = 60, wait: Int? = nil,
        client: WaitingClient? = nil, desk: DossierAPI<SQLiteStore>.Desk? = nil
    ) async throws -> Answer {
        try await send(
            .post, Self.committeePath + "/claims", as: Self.committee, key: key,
            body: [
                "count": .integer(count), "leaseSeconds": .integer(seconds), "worker": .string(worker),
                "kinds": ["acknowledgeHandover", "completeStep"],
            ], wait: wait, client: client, desk: desk)
    }

    /// Acknowledges the handover under a lease and completes the step that follows; answers both.
    func acknowledgeAndComplete(_ lease: JSONValue, key: String) async throws -> (Answer, Answer) {
        let number = lease["number"]?.asString ?? ""
        let id = lease["id"]?.asString ?? ""
        let token: JSONValue = lease["leaseToken"] ?? .null
        let acknowledged = try await send(
            .post, "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", as: Self.committee, key: key + "-ack",
            body: ["leaseToken": token])
        let completed = try await send(
            .post, "/v1/dossiers/\(number)/assignments/\(id)/completion", as: Self.committee, key: key,
            body: ["leaseToken": token, "opinion": "Bản khai đúng."])
        return (acknowledged, completed)
    }

    static let newDossier: JSONValue = [
        "procedure": "2.002307", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
        "applicant": [
            "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
        ],
        "documents": [
            ["document": "declaration", "originals": 1], ["document": "death-certificate", "originals": 1],
        ],
    ]
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// One job after the other, as on an event loop: a desk belongs to one.
final class OneLoop: TaskExecutor {
    private let queue = DispatchQueue(label: "loop")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
