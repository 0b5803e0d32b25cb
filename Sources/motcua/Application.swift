import DossierAPI
import DossierDomain
import DossierService
import DossierStoreSQLite
import HTTPMessage
import HTTPServer
import HTTPTypes
import Logging

/// Ties the API to the HTTP server: a reader for each event loop, one log line a request.
struct Application: Sendable {
    private let api: DossierAPI<SQLiteStore>
    private let service: DossierService<SQLiteStore>
    private let clock: SystemClock
    private let logger: Logger
    private static let requestID = HTTPField.Name("X-Request-Id")
    private static let clockField = HTTPField.Name("X-MotCua-Clock")

    init(service: DossierService<SQLiteStore>, clock: SystemClock, logger: Logger) {
        self.service = service
        self.clock = clock
        self.logger = logger
        api = DossierAPI(service: service, version: MotCua.version)
    }

    /// A handler with a reader of its own, for one event loop.
    func handler() throws -> RequestHandler {
        let desk = DossierAPI<SQLiteStore>.Desk(reader: try service.store.makeReader())
        return { request in
            let reply = await api.respond(
                to: APIRequest(
                    method: request.head.method, segments: request.head.target.path,
                    query: request.head.target.query.map { ($0.name, $0.value) }, fields: request.head.fields,
                    body: request.body,
                    client: WaitingClient(
                        whenGone: request.whenClientGone, parked: { wait in await request.parked(wait) })),
                at: desk, newID: newIdentity)
            log(request, reply)
            return ServerResponse(status: reply.status, fields: marked(reply.fields), body: reply.body)
        }
    }

    /// Words what the server refuses by itself.
    @Sendable func refusal(_ refusal: ProtocolRefusal) -> ServerResponse {
        let id = newIdentity()
        logger.info(
            "refused",
            metadata: ["request": "\(id)", "status": "\(refusal.status)", "clause": "\(refusal.clause)"])
        var reply = DossierAPI<SQLiteStore>.refusal(
            status: refusal.status, clause: refusal.clause, reason: refusal.reason,
            retryAfterSeconds: refusal.retryAfterSeconds, requestID: id)
        if let name = Self.requestID { reply.fields[name] = id }
        return ServerResponse(status: reply.status, fields: marked(reply.fields), body: reply.body)
    }

    /// On a training clock every answer says so.
    private func marked(_ fields: HTTPFields) -> HTTPFields {
        guard clock.isShifted, let name = Self.clockField else { return fields }
        var fields = fields
        fields[name] = "shifted; now=\(clock.now())"
        return fields
    }

    /// One line a request: its identity, what it asked for and what it got; never what it carried.
    private func log(_ request: ServerRequest, _ reply: APIReply) {
        let id = Self.requestID.flatMap { reply.fields[$0] } ?? "-"
        // In the message, because sorting and quoting metadata would cost more than the rest of the line.
        logger.info(
            """
            request \(id) operation=\(reply.operation ?? "-") method=\(request.head.method.rawValue) \
            status=\(reply.status.code) bytes=\(reply.body.count)
            """)
    }
}
