import Glibc
import HTTPMessage
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Files")
struct FileTests {
    /// Serves one file under every path, its type by the path's ending.
    static func server(_ path: String) throws -> HTTPServer {
        try HTTPServerTests.server(handler: { request in
            guard let file = try? OpenFile(path: path) else { return ServerResponse(status: .notFound) }
            let isText = request.head.target.rawPath.hasSuffix(".txt")
            return .file(
                file, for: request.head, contentType: isText ? "text/plain" : "application/pdf", entityTag: "\"v1\"",
                fileName: "giấy hẹn.pdf")
        })
    }

    static func ask(_ text: String, of path: String) async throws -> (head: String, body: String) {
        let server = try server(path)
        let peer = try TestPeer.paired(with: server)
        try await peer.send(text.replacing("⏎", with: "\r\n"))
        peer.shutWrite()
        let answer = try await peer.readToEnd()
        await server.drain(within: .seconds(60))
        let end = try #require(answer.firstRange(of: "\r\n\r\n"))
        return (String(answer[..<end.lowerBound]), String(answer[end.upperBound...]))
    }

    @Test("A file goes out whole, under its name in UTF-8")
    func whole() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("0123456789", to: "f")
        let (head, body) = try await Self.ask("GET /f.pdf HTTP/1.1⏎Host: a⏎⏎", of: path)
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(head.contains("\r\nContent-Length: 10"))
        #expect(head.contains("\r\nAccept-Ranges: bytes"))
        #expect(head.contains("\r\nX-Content-Type-Options: nosniff"))
        #expect(
            head.contains(
                "\r\nContent-Disposition: attachment; filename=\"gi_y h_n.pdf\"; filename*=UTF-8''gi%E1%BA%A5y%20h%E1%BA%B9n.pdf"
            ))
        #expect(body == "0123456789")
        let (headHead, headBody) = try await Self.ask("HEAD /f.pdf HTTP/1.1⏎Host: a⏎⏎", of: path)
        #expect(headHead.contains("\r\nContent-Length: 10"))
        #expect(headBody == "")
    }

    @Test(
        "One range is answered with a part, one beyond the end with 416, others are ignored",
        arguments: [
            ("Range: bytes=2-4⏎", "206", "bytes 2-4/10", "234"), ("Range: bytes=8-⏎", "206", "bytes 8-9/10", "89"),
            ("Range: bytes=-3⏎", "206", "bytes 7-9/10", "789"), ("Range: bytes=0-99⏎", "206", "bytes 0-9/10", nil),
            ("Range: bytes=10-⏎", "416", "bytes */10", ""), ("Range: bytes=-0⏎", "416", "bytes */10", ""),
            ("Range: bytes=0-1,3-4⏎", "200", nil, nil), ("Range: lines=1-2⏎", "200", nil, nil),
            ("Range: bytes=4-2⏎", "200", nil, nil), ("Range: bytes=a-b⏎", "200", nil, nil),
            ("Range: bytes=2-4⏎If-Range: \"v1\"⏎", "206", "bytes 2-4/10", "234"),
            ("Range: bytes=2-4⏎If-Range: \"v0\"⏎", "200", nil, nil),
            ("Range: bytes=2-4⏎If-Range: W/\"v1\"⏎", "200", nil, nil),
            ("Range: bytes=2-4⏎If-Range: Sun, 06 Nov 1994 08:49:37 GMT⏎", "200", nil, nil),
            ("If-None-Match: \"v0\", \"v1\"⏎", "304", nil, ""), ("If-None-Match: W/\"v1\"⏎", "304", nil, ""),
            ("If-None-Match: \"v,1\"⏎", "200", nil, nil), ("If-Match: \"v0\"⏎", "412", nil, ""),
            ("If-Match: *⏎", "200", nil, nil),
        ] as [(String, String, String?, String?)])
    func ranges(fields: String, status: String, range: String?, body: String?) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("0123456789", to: "f")
        let answer = try await Self.ask("GET /f.pdf HTTP/1.1⏎Host: a⏎\(fields)⏎", of: path)
        #expect(answer.head.hasPrefix("HTTP/1.1 \(status) "))
        if let range {
            #expect(answer.head.contains("\r\nContent-Range: \(range)"))
        } else {
            #expect(!answer.head.contains("Content-Range"))
        }
        #expect(answer.body == body ?? "0123456789")
    }

    @Test("A text is compressed on the way, but neither a range of it nor what is compressed already")
    func compressed() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "hồ sơ ", count: 2_000), to: "f")
        let gzip = "Host: a⏎Accept-Encoding: gzip⏎"
        let text = try await Self.ask("GET /f.txt HTTP/1.1⏎\(gzip)⏎", of: path)
        #expect(text.head.contains("\r\nContent-Encoding: gzip"))
        #expect(text.head.contains("\r\nTransfer-Encoding: chunked"))
        #expect(text.head.contains("\r\nETag: \"v1-gzip\""))
        #expect(text.head.contains("\r\nVary: Accept-Encoding"))
        #expect(!text.head.contains("Accept-Ranges"))
        #expect(text.body.utf8.count < 2_000)
        let range = try await Self.ask("GET /f.txt HTTP/1.1⏎\(gzip)Range: bytes=0-5⏎⏎", of: path)
        #expect(range.head.hasPrefix("HTTP/1.1 206 "))
        #expect(!range.head.contains("Content-Encoding"))
        let stale = try await Self.ask(
            "GET /f.txt HTTP/1.1⏎\(gzip)Range: bytes=0-5⏎If-Range: \"v1-gzip\"⏎⏎", of: path)
        #expect(stale.head.hasPrefix("HTTP/1.1 200 "))
        let pdf = try await Self.ask("GET /f.pdf HTTP/1.1⏎\(gzip)⏎", of: path)
        #expect(!pdf.head.contains("Content-Encoding"))
        let known = try await Self.ask("GET /f.txt HTTP/1.1⏎\(gzip)If-None-Match: \"v1-gzip\"⏎⏎", of: path)
        #expect(known.head.hasPrefix("HTTP/1.1 304 "))
        #expect(known.head.contains("\r\nETag: \"v1-gzip\""))
        let head = try await Self.ask("HEAD /f.txt HTTP/1.1⏎\(gzip)⏎", of: path)
        #expect(head.head.contains("\r\nContent-Encoding: gzip"))
        #expect(head.body == "")
    }

    @Test("What is no regular file is not opened")
    func notRegular() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError(errorNumber: EINVAL)) { try OpenFile(path: folder.path) }
        #expect(mkfifo(folder.path + "/p", 0o600) == 0)
        #expect(throws: FileError(errorNumber: EINVAL)) { try OpenFile(path: folder.path + "/p") }
        #expect(throws: FileError(errorNumber: ENOENT)) { try OpenFile(path: folder.path + "/none") }
        let empty = try OpenFile(path: try folder.write("", to: "e"))
        #expect(empty.size == 0)
    }

    @Test("A file that became shorter than its answer says cuts the connection")
    func shortened() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([UInt8](repeating: 0x78, count: 3_000_000), to: "f")
        let server = try Self.server(path)
        let peer = try TestPeer.paired(with: server, sendBuffer: 4_096)
        try await peer.send("GET /f.pdf HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await peer.read(atLeast: 1)
        #expect(truncate(path, 1_000) == 0)
        let rest = try await peer.countToEnd()
        #expect(rest < 3_000_000)
        await server.drain(within: .seconds(60))
    }

    /// How far a handler is with a body of its own, or with the client's.
    private final class Progress: Sendable {
        let bytes = Atomic<Int>(0)
    }

    @Test("200 MB down by sendfile, by a stream and up: no side gets ahead of the other by more than buffers hold")
    func boundedBuffers() async throws {
        let size = 200_000_000
        // The server's own limits and the kernel's buffers for a socket pair, several times over.
        let most = 8_000_000
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "f")
        // A hole: it costs no disk.
        #expect(truncate(path, off_t(size)) == 0)
        let (written, taken) = (Progress(), Progress())
        let server = try HTTPServerTests.server({
            $0.bodyReception = { _ in .streamed(maximumBytes: size) }
        }) { request in
            if let stream = request.stream {
                do {
                    while let piece = try await stream.next() { taken.bytes.add(piece.count, ordering: .relaxed) }
                } catch {
                    return ServerResponse(status: .internalServerError)
                }
                return ServerResponse(status: .ok, body: Array("\(taken.bytes.load(ordering: .relaxed))!".utf8))
            }
            if request.head.target.path == ["file"], let file = try? OpenFile(path: path) {
                return .file(file, for: request.head, contentType: "application/pdf")
            }
            let piece = [UInt8](repeating: 0x78, count: 100_000)
            return ServerResponse(
                status: .ok,
                content: .stream(
                    AnswerStream { writer in
                        for _ in 0..<(size / piece.count) {
                            try await writer.write(piece)
                            written.bytes.add(piece.count, ordering: .relaxed)
                        }
                    }))
        }
        let peer = try TestPeer.paired(with: server)
        try await peer.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await peer.read(atLeast: size) >= size)
        try await peer.send("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        var (read, ahead) = (0, 0)
        while read < size {
            read += try await peer.read(atLeast: min(1_000_000, size - read))
            ahead = max(ahead, written.bytes.load(ordering: .relaxed) - read)
        }
        #expect(ahead < most, "the handler wrote \(ahead) bytes that nobody had read")
        read += try await peer.countToEnd()
        #expect(read > size)
        let upload = try TestPeer.paired(with: server)
        try await upload.send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        let piece = String(repeating: "x", count: 1_000_000)
        var (sent, kept) = (0, 0)
        while sent < size {
            try await upload.send(piece)
            sent += piece.utf8.count
            kept = max(kept, sent - taken.bytes.load(ordering: .relaxed))
        }
        #expect(kept < most, "the server took \(kept) bytes that no handler had asked for")
        #expect(try await upload.read(until: "!").hasSuffix("\r\n\r\n\(size)!"))
        upload.shutWrite()
        peer.shutWrite()
        await server.drain(within: .seconds(60))
    }
}
