import HTTPMessage
import HTTPServer
import HTTPTypes

/// What the example answers.
struct ExampleAnswers: Sendable {
    /// A download is made of this many bytes at most.
    private static let downloadBytes = 16_777_216

    let recorder: RequestRecorder?

    private let fixed = ServerResponse(
        status: .ok, fields: [.contentType: "text/plain; charset=utf-8"],
        body: [UInt8](repeating: UInt8(ascii: "x"), count: 599) + [UInt8(ascii: "\n")])

    init(recorder: RequestRecorder?) {
        self.recorder = recorder
    }

    var handler: RequestHandler {
        { request in
            recorder?.append(request)
            return answer(request)
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
        default:
            return Self.text(.notFound, "not here\n")
        }
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> ServerResponse {
        ServerResponse(
            status: status, fields: [.contentType: "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    static let refusal: @Sendable (ProtocolRefusal) -> ServerResponse = { refusal in
        text(HTTPResponse.Status(code: refusal.status), "\(refusal.reason) (\(refusal.clause))\n")
    }
}
