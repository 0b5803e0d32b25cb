import Crypto
import DossierDomain
import DossierPapers
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

/// The HTTP API over the use-cases: endpoint table, wire shapes, problem documents, authentication, retries.
public struct DossierAPI<Store: PollingStore>: Sendable {
    /// A reader at the disposal of one event loop, and what the loop remembers.
    ///
    /// Readers are not thread-safe; a desk is `Sendable` only so that a loop's handler may capture it. Whoever
    /// makes it promises that its loop's thread alone uses it, which holds because handlers run on their loop.
    public struct Desk: @unchecked Sendable {
        let reader: Store.Reader
        let credentials = CredentialMemory()
        let names = NameMemory()
        let answers = AnswerMemory()
        /// Packs of offices.
        let packs = PackMemory()
        /// Pages of feeds and lists, for polls that are woken together.
        let pages = AnswerMemory(limit: 32, bodyLimit: 262_144)

        /// A desk for the one thread that calls ``DossierAPI/respond(to:at:newID:)`` with it.
        public init(reader: Store.Reader) {
            self.reader = reader
        }
    }

    private let service: DossierService<Store>
    private let table: EndpointTable<Desk>
    private let admission: Admission

    /// An API over a service; `version` is the program's, for the description, `lookUpPage` the address that slips name,
    /// `press` what makes PDF of papers, where there is one, `admission` how fast and in which turn requests are taken.
    public init(
        service: DossierService<Store>, version: String, operations: OperationsSource, lookUpPage: String? = nil,
        press: PaperPress? = nil, admission: Admission = Admission()
    ) {
        self.service = service
        self.admission = admission
        let endpoints = DossierEndpoints(
            service: service, version: version, operations: operations, lookUpPage: lookUpPage, press: press
        ).all
        let description = APIDescription(endpoints: endpoints, version: version)
        table = EndpointTable(endpoints + description.endpoints)
    }

    /// Answers a request. Never fails: whatever happens becomes a problem document.
    ///
    /// A poll that has to wait is waited for; see ``begin(_:at:newID:)``. `newID` supplies the request's identity where
    /// the caller gave no sane one.
    public func respond(
        to request: APIRequest, at desk: Desk, newID: @Sendable () -> String
    ) async -> APIReply {
        var outcome = await begin(request, at: desk, newID: newID)
        while true {
            switch outcome {
            case .reply(let reply): return reply
            case .parked(let parked):
                await withCheckedContinuation { continuation in parked.whenReady { continuation.resume() } }
                outcome = await parked.answer()
            }
        }
    }

    /// Whether a request's body is to be handed over while it comes, as ``APIRequest/pieces``, and not as a whole.
    public func streamsBody(of method: HTTPRequest.Method, to segments: [String]) -> Bool {
        table.streamsBody(of: method, to: segments)
    }

    /// What a request has come to.
    public enum Outcome: Sendable {
        /// Its answer.
        case reply(APIReply)
        /// A poll that waits.
        case parked(ParkedRequest)
    }

    /// A poll that waits for news: its request and its place among those that wait, and nothing else.
    public final class ParkedRequest: Sendable {
        private let api: DossierAPI
        private let request: APIRequest
        private let requestID: String
        private let desk: Desk
        private let place: WaitingPolls.Ticket

        fileprivate init(
            api: DossierAPI, request: APIRequest, requestID: String, desk: Desk, place: WaitingPolls.Ticket
        ) {
            self.api = api
            self.request = request
            self.requestID = requestID
            self.desk = desk
            self.place = place
        }

        /// Has `wake` called once, from any thread, when the poll is to be asked again; at once where it already is.
        public func whenReady(_ wake: @escaping @Sendable () -> Void) {
            api.service.store.waitingPolls.whenOver(place) { _ in wake() }
        }

        /// Works the poll out anew, credential and all; to be called when it is ready.
        public func answer() async -> Outcome {
            let polls = api.service.store.waitingPolls
            var woken = request
            woken.ended = (place, polls.wake(of: place))
            let reply = await api.answer(to: woken, requestID: requestID, at: desk)
            if reply.parked != nil { return .parked(self) }
            polls.leave(place)
            return .reply(reply)
        }
    }

    /// Answers a request, or parks it where it is a poll that has to wait.
    public func begin(_ request: APIRequest, at desk: Desk, newID: @Sendable () -> String) async -> Outcome {
        let requestID = request.fields.saneRequestID ?? newID()
        let reply = await answer(to: request, requestID: requestID, at: desk)
        guard let place = reply.parked else { return .reply(reply) }
        let polls = service.store.waitingPolls
        request.client?.whenGone { polls.clientIsGone(place) }
        return .parked(
            ParkedRequest(api: self, request: request, requestID: requestID, desk: desk, place: place))
    }

    private func answer(to request: APIRequest, requestID: String, at desk: Desk) async -> APIReply {
        let service = self.service
        return await table.respond(
            to: request, context: desk, requestID: requestID, admission: admission, now: service.now(),
            authenticate: { token throws(Problem) in
                do throws(ServiceError) {
                    let actor = try service.authenticate(token, reader: desk.reader, memory: desk.credentials)?.actor
                    guard let actor, actor.posting != nil || actor.isUnnamed else { return actor }
                    let refusal = service.catalogue.refusalAtDoor(of: actor, on: service.now().date)
                    if let refusal { throw ServiceError.rejected(.forbidden(refusal.rule), replayed: false) }
                    return actor
                } catch {
                    throw Problem(error, catalogue: service.catalogue, date: service.now().date)
                }
            })
    }

    /// The problem document for what the HTTP server refuses by itself, before any endpoint.
    public static func refusal(
        status: Int, clause: String, reason: String, retryAfterSeconds: Int?, requestID: String
    ) -> APIReply {
        var problem = Problem(
            .protocolError,
            Wording(
                vi: "Yêu cầu HTTP bị từ chối: \(reason) (\(clause)). Sửa phần mềm gửi rồi thử lại.",
                en: "The HTTP request was refused: \(reason) (\(clause)). Mend the client and try again."))
        problem.status = status
        if let retryAfterSeconds { problem.fields[.retryAfter] = String(retryAfterSeconds) }
        return problem.reply(in: .vietnamese, requestID: requestID)
    }
}

/// What the process can tell of itself.
public struct OperationsSource: Sendable {
    let isWelcoming: @Sendable () -> Bool
    let metrics: @Sendable () -> String
    let administration: Administration?

    /// - Parameter isWelcoming: false while the server goes down.
    /// - Parameter metrics: counters in Prometheus' text format.
    /// - Parameter administration: what administrators may do to the process, where it lets them.
    public init(
        isWelcoming: @escaping @Sendable () -> Bool, metrics: @escaping @Sendable () -> String,
        administration: Administration? = nil
    ) {
        self.administration = administration
        self.isWelcoming = isWelcoming
        self.metrics = metrics
    }
}

/// All endpoints of the API, in groups beside this file.
struct DossierEndpoints<Store: PollingStore>: Sendable {
    typealias Desk = DossierAPI<Store>.Desk

    let service: DossierService<Store>
    let version: String
    let operations: OperationsSource
    let lookUpPage: String?
    let press: PaperPress?
    let papers = PaperShelf()
    let configurations = ConfigurationShelf()

    var all: [Endpoint<Desk>] {
        let usual = usualEndpoints
        return usual + counterDayEndpoints(holding: usual)
    }

    private var usualEndpoints: [Endpoint<Desk>] {
        openEndpoints + rightsEndpoints + credentialEndpoints + loginEndpoints + auditEndpoints
            + personalDataEndpoints + submissionEndpoints + dossierEndpoints + handoverEndpoints
            + agencyEndpoints + leaseEndpoints + feedEndpoints + radarEndpoints + catalogueEndpoints
            + routingEndpoints + latenessEndpoints + lifeEndpoints + deliveryEndpoints + manifestEndpoints
            + registerEndpoints + formEndpoints + slipEndpoints + officeListEndpoints + complaintEndpoints
            + uploadEndpoints + scanEndpoints + sentEndpoints + assessmentEndpoints + inspectionEndpoints
            + numberEndpoints + packEndpoints
            + configurationEndpoints + configurationDraftEndpoints + premisesEndpoints + pilotEndpoints
            + administrationEndpoints
    }

    /// Runs a use-case and words its failure.
    func using<Value>(_ work: () throws(ServiceError) -> Value) throws(Problem) -> Value {
        do {
            return try work()
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    func naming(_ input: Input<Desk>) -> Naming {
        Naming(
            catalogue: service.catalogue, language: input.language, date: service.now().date,
            memory: input.context.names)
    }

    /// Performs a command and answers the dossier as it is afterwards, with what form 01 says after a reception; the least
    /// of it where `Prefer: return=minimal` asks for that.
    func perform(
        _ command: DossierCommand, on target: Target, sealing sealed: SealedValues = SealedValues(),
        for input: Input<Desk>, status: HTTPResponse.Status = .ok
    ) async throws(Problem) -> APIReply {
        let actor = input.caller()
        let caller = Caller(
            actor: actor.telling(of: input.body.performer), requestID: input.requestID,
            idempotencyKey: idempotencyKey(of: input, for: actor),
            acceptedVersions: acceptedVersions(of: input), leases: leaseTokens(of: input.body))
        let performed: Performed
        do throws(ServiceError) {
            performed = try await service.perform(
                command, on: target, sealing: sealed, occurredAt: input.body.occurredAt, by: caller,
                reader: input.context.reader)
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
        let slip = command.receives ? try slip(of: performed, for: input) : nil
        var reply: APIReply
        if input.request.fields.prefersMinimal {
            var object = DossierView(naming: naming(input), opened: OpenedValues()).minimal(performed.state)
            object.append("slip", ifPresent: slip)
            reply = .json(
                .object(object), status: status,
                fields: [
                    .eTag: entityTag(of: performed.state.version, for: input), .preferenceApplied: "return=minimal",
                ])
        } else {
            reply = try show(
                performed.state, for: input, status: status, slip: slip,
                isReadAnew: performed.isReplay || performed.opensParties)
        }
        reply.fields[.location] = location(of: performed.state)
        if performed.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }

    /// The dossier or submission in full, with what of its private values the caller's task needs.
    ///
    /// `isReadAnew`: whether an act shows its caller more than it knew when it acted.
    func show(
        _ state: DossierState, for input: Input<Desk>, status: HTTPResponse.Status = .ok, slip: JSONValue? = nil,
        isReadAnew: Bool = false
    ) throws(Problem) -> APIReply {
        let actor = input.caller()
        try noteRead(of: state, for: input, isReadAnew: isReadAnew)
        let wanted = input.narrowing
        var view = DossierView(naming: naming(input), opened: try open(state, for: actor, reader: input.context.reader))
        view.slipCode = slipCode(of: state, for: actor)
        var object = view.full(state)
        object.append("slip", ifPresent: slip)
        if let wanted { object = object.narrowed(to: wanted) }
        return .json(.object(object), status: status, fields: [.eTag: entityTag(of: state.version, for: input)])
    }

    /// What form 01 says of a dossier that was just received; a replay says again what was said then.
    private func slip(of performed: Performed, for input: Input<Desk>) throws(Problem) -> JSONValue? {
        var state: DossierState? = performed.state
        if performed.isReplay {
            let events = try using { () throws(ServiceError) in
                try service.events(of: performed.state, reader: input.context.reader)
            }
            state = DossierState(receivedBy: events)
        }
        guard let state else { return nil }
        var view = DossierView(naming: naming(input), opened: OpenedValues())
        view.slipCode = slipCode(of: state, for: input.caller())
        return view.slip(of: state)
    }

    /// The code that slips bear, for the office that looks after the dossier: it prints them.
    func slipCode(of state: DossierState, for actor: Actor) -> String? {
        guard let number = state.number, service.mayRead(.slipCode, of: state, by: actor) else { return nil }
        return service.keys.slipCode(for: number)
    }

    func open(
        _ state: DossierState, for actor: Actor, reader: Store.Reader
    ) throws(Problem) -> OpenedValues {
        try reader.snapshot { () throws(Problem) in
            var opened = OpenedValues()
            let readsParties = service.mayRead(.parties, of: state, by: actor)
            let readsRemarks = service.mayRead(.remarks, of: state, by: actor)
            if readsParties {
                let parties = [state.applicant] + (state.representative.map { [$0] } ?? [])
                opened.parties = try using { () throws(ServiceError) in
                    try service.open(parties, as: Party.self, reader: reader)
                }
                if !service.mayRead(.identityNumber, of: state, by: actor) {
                    opened.parties = opened.parties.mapValues(\.withoutIdentityNumber)
                }
            }
            var texts: [PrivateReference] = []
            if readsParties { texts += state.citizenTexts }
            if readsRemarks { texts += state.officialTexts }
            if let decision = state.decision, readsRemarks {
                texts += decision.reasons.map { [$0] } ?? []
                opened.signers = try using { () throws(ServiceError) in
                    try service.open([decision.signer], as: Signer.self, reader: reader)
                }
            }
            if !texts.isEmpty {
                let references = texts
                opened.remarks = try using { () throws(ServiceError) in
                    try service.open(references, as: Remark.self, reader: reader)
                }
            }
            return opened
        }
    }

    /// Version, configuration and language: what the representation depends on.
    func entityTag(of version: Int, for input: Input<Desk>) -> String {
        "\"\(version)-\(service.catalogue.version)-\(input.language.rawValue)\(service.restorationMark)\""
    }

    private func location(of state: DossierState) -> String {
        state.number.map { "/v1/dossiers/\($0.text)" } ?? "/v1/submissions/\(state.id)"
    }

    /// The versions that `If-Match` accepts, by strong comparison (RFC 9110, 13.1.1); `nil` for any. None that was read before
    /// the record was put back from a backup.
    func acceptedVersions(of input: Input<Desk>) -> [Int]? {
        guard let match = input.request.fields.entityTags(.ifMatch), !match.isAny else { return nil }
        return match.tags.filter { !$0.isWeak && $0.opaque.hasSuffix(service.restorationMark) }
            .compactMap { Int($0.opaque.prefix { $0 != "-" }) }
    }

    /// Keys belong to a terminal or agency system, so that they outlive its token (IDM-01).
    func idempotencyKey(of input: Input<Desk>, for actor: Actor) -> IdempotencyKey? {
        guard let key = input.request.fields.validIdempotencyKey else { return nil }
        let request = input.request
        var digest = SHA256()
        var line = "\(request.method.rawValue) /\(request.segments.joined(separator: "/"))"
        for (name, value) in request.query { line += " \(name.queryEncoded)=\(value.queryEncoded)" }
        digest.update(data: Array("\(line)\n".utf8))
        digest.update(data: request.body)
        return IdempotencyKey(owner: actor.terminal, key: key, fingerprint: Array(digest.finalize()))
    }
}
