import HTTPMessage
import HTTPServer
import HTTPTypes

/// What the example answers.
struct ExampleAnswers: Sendable {
    /// A download is made of this many bytes at most.
    private static let downloadBytes = 16_777_216

    /// What is streamed, either way, may be longer: it costs the same memory.
    private static let streamedBytes = 1_073_741_824

    /// Bodies for /upload are read while they come, all others gathered.
    static let reception: @Sendable (RequestHead) -> BodyReception = { head in
        head.target.path.first == "upload" ? .streamed(maximumBytes: streamedBytes) : .gathered
    }

    let recorder: RequestRecorder?

    private let fixed = ServerResponse(
        status: .ok, fields: [.contentType: "text/plain; charset=utf-8"],
        body: [UInt8](repeating: UInt8(ascii: "x"), count: 599) + [UInt8(ascii: "\n")])

    init(recorder: RequestRecorder?) {
        self.recorder = recorder
    }

    /// All but uploads are answered without waiting.
    var immediate: @Sendable (ServerRequest) -> ServerResponse? {
        { request in
            recorder?.append(request)
            return answer(request)
        }
    }

    var handler: RequestHandler {
        { request in
            guard let stream = request.stream else { return answer(request) }
            recorder?.append(request)
            return await Self.count(stream)
        }
    }

    private func answer(_ request: ServerRequest) -> ServerResponse {
        let path = request.head.target.path
        switch path.first {
        case "static":
            return fixed
        case "healthz":
            return Self.text(.ok, "ok\n")
        case "echo":
            let type = request.head.fields[.contentType] ?? "application/octet-stream"
            return ServerResponse(status: .ok, fields: [.contentType: type], body: request.body)
        case "length":
            return Self.text(.ok, "\(request.body.count)\n")
        case "bytes":
            guard path.count == 2, let count = Int(path[1]), (0...Self.downloadBytes).contains(count) else {
                return Self.text(.badRequest, "/bytes/N takes a number up to \(Self.downloadBytes)\n")
            }
            return ServerResponse(
                status: .ok, fields: [.contentType: "application/octet-stream"],
                body: [UInt8](repeating: UInt8(ascii: "b"), count: count))
        case "stream":
            guard path.count == 2, let count = Int(path[1]), (0...Self.streamedBytes).contains(count) else {
                return Self.text(.badRequest, "/stream/N takes a number up to \(Self.streamedBytes)\n")
            }
            return Self.stream(count)
        default:
            return Self.text(.notFound, "not here\n")
        }
    }

    private static func count(_ body: RequestBody) async -> ServerResponse {
        var count = 0
        do {
            for try await piece in body { count += piece.count }
        } catch {
            // The server has answered already, or there is nobody left to answer.
            return text(.badRequest, "the body broke off\n")
        }
        return text(.ok, "\(count)\n")
    }

    private static func stream(_ count: Int) -> ServerResponse {
        let piece = [UInt8](repeating: UInt8(ascii: "s"), count: 16_384)
        return ServerResponse(
            status: .ok, fields: [.contentType: "application/octet-stream"],
            content: .stream(
                AnswerStream { writer in
                    var rest = count
                    while rest > 0 {
                        try await writer.write(rest >= piece.count ? piece : Array(piece[..<rest]))
                        rest -= min(rest, piece.count)
                    }
                }))
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> ServerResponse {
        ServerResponse(
            status: status, fields: [.contentType: "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    static let refusal: @Sendable (ProtocolRefusal) -> ServerResponse = { refusal in
        text(HTTPResponse.Status(code: refusal.status), "\(refusal.reason) (\(refusal.clause))\n")
    }
}
