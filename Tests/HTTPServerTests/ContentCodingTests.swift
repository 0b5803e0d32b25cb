import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Content coding")
struct ContentCodingTests {
    @Test(
        "Accept-Encoding with its q-values",
        arguments: [
            ("gzip", true), ("GZIP", true), ("x-gzip", true), ("*", true), ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("gzip;q=0.001", true), ("gzip ; q=0.5", true),
            ("", false), ("identity", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0.000", false),
            ("*;q=0", false), ("gzip;q=0, *", false), ("identity, gzip;q=0.5", false), ("gzip;q=x", false),
            ("gzip;q=2", false), ("gzip;q=1.0000", false), ("identity;q=0.5, gzip;q=0.5", true),
        ])
    func acceptEncoding(value: String, accepted: Bool) {
        #expect(ContentCoding.acceptsGzip(value) == accepted)
    }

    @Test(
        "Conditional requests lose the server's suffix",
        arguments: [
            ("\"a-gzip\"", "\"a\""), ("\"a\"", "\"a\""), ("*", "*"),
            ("\"a-gzip\", W/\"b-gzip\", \"c\"", "\"a\", W/\"b\", \"c\""),
            ("\"-gzip\"", "\"\""), ("\"a-gzipx\"", "\"a-gzipx\""),
        ])
    func suffix(value: String, stripped: String) {
        #expect(ContentCoding.strippingSuffix(value) == stripped)
    }

    static func answer(
        _ fields: HTTPFields, accept: String? = "gzip", ifNoneMatch: String? = nil,
        status: HTTPResponse.Status = .ok,
        size: Int = 4_096
    ) throws -> ServerResponse {
        var bytes = "GET / HTTP/1.1\r\nHost: a\r\n"
        if let accept { bytes += "Accept-Encoding: \(accept)\r\n" }
        if let ifNoneMatch { bytes += "If-None-Match: \(ifNoneMatch)\r\n" }
        var parser = RequestParser()
        parser.receive(Array((bytes + "\r\n").utf8))
        guard case .head(var head, _) = try parser.next() else { throw NoHead() }
        let request = ContentCoding.read(&head)
        var response = ServerResponse(
            status: status, fields: fields, body: [UInt8](repeating: 0x61, count: size))
        let environment = ConnectionEnvironment(
            configuration: HTTPServerConfiguration(), refusal: ConversationBench.refusal)
        let received = ConnectionState.Received(head: head, body: [], coding: request)
        _ = ContentCoding.apply(to: &response, for: received, environment: environment) {
            GzipCompressor(level: 4)
        }
        return response
    }

    struct NoHead: Error {}

    @Test("A big text is compressed, marked, and comes back whole")
    func compressed() throws {
        let response = try Self.answer([.contentType: "application/json; charset=utf-8", .eTag: "\"v1\""])
        #expect(response.fields[.contentEncoding] == "gzip")
        #expect(response.fields[.vary] == "Accept-Encoding")
        #expect(response.fields[.eTag] == "\"v1-gzip\"")
        let back = try Gunzip.decode(response.body, configuration: ContentCodingConfiguration())
        #expect(back == [UInt8](repeating: 0x61, count: 4_096))
    }

    @Test("Only so many streams are compressed at a time; more go out plain, until there is room again")
    func compressors() throws {
        var configuration = HTTPServerConfiguration()
        configuration.contentCoding.streamCompressorCount = 2
        let environment = ConnectionEnvironment(configuration: configuration, refusal: ConversationBench.refusal)
        var parser = RequestParser()
        parser.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        guard case .head(let head, _) = try parser.next() else { throw NoHead() }
        let received = ConnectionState.Received(
            head: head, body: [], coding: ContentCoding.Request(acceptsGzip: true))
        func isCompressed() -> Bool {
            var response = ServerResponse(
                status: .ok, fields: [.contentType: "text/plain"], content: .stream(AnswerStream { _ in }))
            let compressor = ContentCoding.apply(to: &response, for: received, environment: environment) {
                GzipCompressor(level: 4)
            }
            #expect((response.fields[.contentEncoding] == "gzip") == (compressor != nil))
            #expect(response.fields[.vary] == "Accept-Encoding")
            return compressor != nil
        }
        #expect([isCompressed(), isCompressed(), isCompressed()] == [true, true, false])
        environment.streamCompressorCount -= 1
        #expect([isCompressed(), isCompressed()] == [true, false])
    }

    @Test("What need not or must not be compressed stays as it is")
    func untouched() throws {
        #expect(try Self.answer([.contentType: "text/plain"], size: 1_023).fields[.vary] == nil)
        #expect(try Self.answer([.contentType: "image/png"]).fields[.contentEncoding] == nil)
        #expect(try Self.answer([:]).fields[.contentEncoding] == nil)
        #expect(
            try Self.answer([.contentType: "text/plain", .contentEncoding: "br"]).fields[.contentEncoding]
                == "br")
        let plain = try Self.answer([.contentType: "text/plain", .eTag: "\"v1\""], accept: nil)
        #expect(plain.fields[.contentEncoding] == nil)
        #expect(plain.fields[.vary] == "Accept-Encoding")
        #expect(plain.fields[.eTag] == "\"v1\"")
        #expect(try Self.answer([.contentType: "text/plain", .eTag: "W/\"v1\""]).fields[.eTag] == "W/\"v1\"")
        #expect(
            try Self.answer([.contentType: "text/plain", .vary: "Origin"]).fields[.vary]
                == "Origin, Accept-Encoding")
    }

    @Test("A 304 carries the tag that the client knows")
    func notModified() throws {
        let fields: HTTPFields = [.eTag: "\"v1\""]
        let known = try Self.answer(fields, ifNoneMatch: "\"v1-gzip\"", status: .notModified, size: 0)
        #expect(known.fields[.eTag] == "\"v1-gzip\"")
        #expect(known.fields[.vary] == "Accept-Encoding")
        #expect(
            try Self.answer(fields, ifNoneMatch: "\"v1\"", status: .notModified, size: 0).fields[.eTag]
                == "\"v1\"")
    }

    @Test("A bomb is refused by ratio and by size, rubbish as such")
    func bombs() throws {
        let compressor = GzipCompressor(level: 9)
        let bomb = try #require(compressor.compress([UInt8](repeating: 0, count: 1_000_000)))
        var configuration = ContentCodingConfiguration()
        #expect(throws: ProtocolRefusal.self) { try Gunzip.decode(bomb, configuration: configuration) }
        configuration.maximumRatio = 10_000
        #expect(try Gunzip.decode(bomb, configuration: configuration).count == 1_000_000)
        configuration.decodedBodyBytes = 999_999
        let size = #expect(throws: ProtocolRefusal.self) {
            try Gunzip.decode(bomb, configuration: configuration)
        }
        #expect(size?.status == 413)
        for broken in [
            Array(bomb.dropLast(9)), bomb + [1, 2, 3], Array("not gzip".utf8), Array(bomb.dropFirst()),
        ] {
            configuration.decodedBodyBytes = 2_000_000
            let error = #expect(throws: ProtocolRefusal.self) {
                try Gunzip.decode(broken, configuration: configuration)
            }
            #expect(error?.status == 400)
        }
    }

    @Test("A compressed request reaches the handler plain")
    func request() throws {
        let plain = Array(String(repeating: "dossier ", count: 100).utf8)
        let compressed = try #require(GzipCompressor(level: 6).compress(plain))
        var bench = ConversationBench()
        bench.receive(
            Array(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(compressed.count)\r\n\r\n"
                    .utf8) + compressed)
        let request = try #require(bench.requests.first)
        #expect(request.body == plain)
        #expect(request.head.field(.contentEncoding) == nil)
    }
}
