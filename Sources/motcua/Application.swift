import DossierAPI
import DossierDomain
import DossierPapers
import DossierService
import DossierStoreSQLite
import HTTPMessage
import HTTPServer
import HTTPTypes
import Logging
import Synchronization

/// Ties the API to the HTTP server: a reader for each event loop, an access log, metrics, readiness.
final class Application: Sendable {
    /// The door of addresses that are for administration alone (`admin-listen`).
    static let administration = "administration"

    private let api: DossierAPI<SQLiteStore>
    private let service: DossierService<SQLiteStore>
    private let clock: SystemClock
    private let crossOrigin: CrossOrigin
    private let logsAccess: @Sendable () -> Bool
    let metrics: Metrics
    private let readiness: Readiness
    private static let requestID = HTTPField.Name("X-Request-Id")
    private static let clockField = HTTPField.Name("X-MotCua-Clock")

    init(
        service: DossierService<SQLiteStore>, clock: SystemClock, crossOrigins: [String] = [],
        lookUpPage: String? = nil, press: PaperPress? = nil, administration: Administration? = nil,
        admission: Admission, logsAccess: @escaping @Sendable () -> Bool = { true }
    ) throws {
        let metrics = Metrics(
            store: service.store, polling: PollingMetrics(service: service),
            access: AccessMetrics(service: service, admission: admission))
        let readiness = Readiness()
        self.service = service
        self.clock = clock
        self.logsAccess = logsAccess
        self.metrics = metrics
        self.readiness = readiness
        crossOrigin = CrossOrigin(
            origins: crossOrigins,
            requestFields: [
                "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Accept-Language",
                "Prefer", "Range", "If-Range", "Upload-Offset", "Upload-Complete", "X-Request-Id",
            ],
            exposedFields: [
                "ETag", "Location", "Link", "Retry-After", "X-Request-Id", "Idempotency-Replayed",
                "Preference-Applied", "Accept-Ranges", "Content-Range", "Upload-Offset", "Upload-Complete",
                "Upload-Length", "Upload-Limit", "X-MotCua-Clock",
            ])
        api = DossierAPI(
            service: service, version: MotCua.version,
            operations: OperationsSource(
                isWelcoming: { readiness.isWelcoming }, metrics: { metrics.text(isReady: readiness.isWelcoming) },
                administration: administration),
            lookUpPage: lookUpPage, press: press, admission: admission)
    }

    /// From now on `/readyz` says that requests should go elsewhere.
    func stopWelcoming() {
        readiness.stopWelcoming()
    }

    /// A handler with a reader of its own, for one event loop.
    func handler() throws -> RequestHandler {
        let desk = DossierAPI<SQLiteStore>.Desk(reader: try service.store.makeReader())
        return { [self] request in
            let outcome = await api.begin(
                APIRequest(
                    method: request.head.method, segments: request.head.target.path,
                    query: request.head.target.query.map { ($0.name, $0.value) }, fields: request.head.fields,
                    body: request.body, pieces: Self.pieces(of: request.stream),
                    client: WaitingClient(whenGone: request.whenClientGone), address: Self.address(of: request.client)),
                at: desk, newID: newIdentity)
            return answer(outcome, to: request.head)
        }
    }

    /// What requests are counted by: an IPv4 address, but a /64 of IPv6, which is what one subscriber gets.
    private static func address(of client: PeerAddress) -> String? {
        switch client {
        case .ipv4: client.host
        case .ipv6(let high, _, _): "\(String(high, radix: 16))::/64"
        case .local: nil
        }
    }

    private static func pieces(of body: RequestBody?) -> (@Sendable () async throws -> [UInt8]?)? {
        guard let body else { return nil }
        return { try await body.next() }
    }

    private func answer(_ outcome: DossierAPI<SQLiteStore>.Outcome, to head: RequestHead) -> ServerResponse {
        switch outcome {
        case .reply(let reply):
            var response = ServerResponse(status: reply.status, fields: marked(reply.fields), body: reply.body)
            if let stream = reply.stream {
                response.content = .stream(
                    AnswerStream(length: reply.streamLength) { writer in
                        try await stream { try await writer.write($0) }
                    })
            }
            response.operation = reply.operation ?? ""
            response.requestID = Self.requestID.flatMap { reply.fields[$0] } ?? ""
            crossOrigin.mark(&response, for: head)
            return response
        case .parked(let parked):
            var response = ServerResponse(status: .noContent)
            response.parked = ParkedAnswer(
                whenReady: parked.whenReady, answer: { [self] in answer(await parked.answer(), to: head) })
            return response
        }
    }

    /// Scans are handed over while they come; everything else is small and gathered.
    @Sendable func bodyReception(_ head: RequestHead) -> BodyReception {
        guard let limit = service.uploads?.limits.byteCount,
            api.streamsBody(of: head.method, to: head.target.path)
        else { return .gathered }
        return .streamed(maximumBytes: limit)
    }

    /// What concerns the server as a whole and no endpoint, before any handler.
    @Sendable func immediateAnswer(_ request: ServerRequest) -> ServerResponse? {
        let head = request.head
        // RFC 9110, 9.3.7: what the server can do in general.
        if head.target.rawPath == "*" {
            return ServerResponse(
                status: .noContent, fields: [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])
        }
        if let answer = crossOrigin.preflight(head) { return answer }
        if request.door == Self.administration, head.target.path == ["metrics"],
            head.method == .get || head.method == .head
        {
            var response = ServerResponse(
                status: .ok, fields: [.contentType: MetricsText.contentType, .cacheControl: "no-store"],
                body: Array(metrics.text(isReady: readiness.isWelcoming).utf8))
            response.operation = "metrics"
            return response
        }
        return nil
    }

    /// The observer of one event loop.
    @Sendable func observer(ofLoop index: Int) -> LoopObserver {
        let counters = metrics.makeLoop()
        let logsAccess = logsAccess
        let log = AccessLog()
        return LoopObserver(
            answered: { record in
                counters.record(record)
                guard logsAccess() else { return }
                log.add(record, atMilliseconds: systemNow().milliseconds)
            },
            turnEnded: { log.flush() })
    }

    /// Words what the server refuses by itself.
    @Sendable func refusal(_ refusal: ProtocolRefusal) -> ServerResponse {
        let id = newIdentity()
        var reply = DossierAPI<SQLiteStore>.refusal(
            status: refusal.status, clause: refusal.clause, reason: refusal.reason,
            retryAfterSeconds: refusal.retryAfterSeconds, requestID: id)
        if let name = Self.requestID { reply.fields[name] = id }
        var response = ServerResponse(status: reply.status, fields: marked(reply.fields), body: reply.body)
        response.requestID = id
        return response
    }

    /// On a training clock every answer says so.
    private func marked(_ fields: HTTPFields) -> HTTPFields {
        guard clock.isShifted, let name = Self.clockField else { return fields }
        var fields = fields
        fields[name] = "shifted; now=\(clock.now())"
        return fields
    }
}

/// Whether requests are welcome.
private final class Readiness: Sendable {
    private let welcomes = Atomic<Bool>(true)

    var isWelcoming: Bool { welcomes.load(ordering: .relaxed) }

    func stopWelcoming() {
        welcomes.store(false, ordering: .relaxed)
    }
}
