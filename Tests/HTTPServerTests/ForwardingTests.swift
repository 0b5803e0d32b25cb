import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Whose request")
struct ForwardingTests {
    static func client(_ peer: String, field: Forwarding.Field, _ lines: [String], trusted: [String]) throws -> String {
        var bytes = "GET / HTTP/1.1\r\nHost: a\r\n"
        for line in lines { bytes += line + "\r\n" }
        var parser = RequestParser()
        parser.receive(Array((bytes + "\r\n").utf8))
        guard case .head(let head, _) = try parser.next() else { throw TestPeer.Failure(what: "a head") }
        var forwarding = Forwarding()
        forwarding.field = field
        forwarding.trusted = try trusted.map { try #require(AddressRange($0)) }
        let address: PeerAddress = peer == "unix" ? .local : try #require(PeerAddress(figures: peer))
        return forwarding.client(of: head, peer: address).host
    }

    @Test(
        "The peer, unless trusted proxies name another",
        arguments: [
            ("192.0.2.1", ["X-Forwarded-For: 198.51.100.7"], [], "192.0.2.1"),
            ("192.0.2.1", ["X-Forwarded-For: 198.51.100.7"], ["10.0.0.0/8"], "192.0.2.1"),
            ("10.1.2.3", ["X-Forwarded-For: 198.51.100.7"], ["10.0.0.0/8"], "198.51.100.7"),
            // What the client itself claimed stands further left and is not believed.
            ("10.1.2.3", ["X-Forwarded-For: 1.1.1.1, 198.51.100.7"], ["10.0.0.0/8"], "198.51.100.7"),
            ("10.1.2.3", ["X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 3.3.3.3"], ["10.0.0.0/8"], "3.3.3.3"),
            ("10.1.2.3", ["X-Forwarded-For: 198.51.100.7, 10.9.9.9"], ["10.0.0.0/8"], "198.51.100.7"),
            ("10.1.2.3", ["X-Forwarded-For: 10.8.8.8, 10.9.9.9"], ["10.0.0.0/8"], "10.8.8.8"),
            ("10.1.2.3", ["X-Forwarded-For: rubbish, 10.9.9.9"], ["10.0.0.0/8"], "10.9.9.9"),
            ("10.1.2.3", ["X-Forwarded-For: 198.51.100.7:4711"], ["10.0.0.0/8"], "198.51.100.7"),
            ("10.1.2.3", ["X-Forwarded-For: 2001:db8::7"], ["10.0.0.0/8"], "2001:db8:0:0:0:0:0:7"),
            ("10.1.2.3", ["X-Forwarded-For: [2001:db8::7]:4711"], ["10.0.0.0/8"], "2001:db8:0:0:0:0:0:7"),
            ("10.1.2.3", ["X-Forwarded-For: ::ffff:198.51.100.7"], ["10.0.0.0/8"], "198.51.100.7"),
            ("10.1.2.3", [], ["10.0.0.0/8"], "10.1.2.3"),
            ("10.1.2.3", ["Forwarded: for=198.51.100.7"], ["10.0.0.0/8"], "10.1.2.3"),
            ("unix", ["X-Forwarded-For: 198.51.100.7"], ["unix"], "198.51.100.7"),
            ("unix", ["X-Forwarded-For: 198.51.100.7"], ["10.0.0.0/8"], "local"),
            ("::1", ["X-Forwarded-For: 198.51.100.7"], ["::/64"], "198.51.100.7"),
            ("2001:db8::1", ["X-Forwarded-For: 198.51.100.7"], ["2001:db8::/32"], "198.51.100.7"),
            ("2001:db9::1", ["X-Forwarded-For: 198.51.100.7"], ["2001:db8::/32"], "2001:db9:0:0:0:0:0:1"),
        ] as [(String, [String], [String], String)])
    func xForwardedFor(peer: String, lines: [String], trusted: [String], client: String) throws {
        #expect(try Self.client(peer, field: .xForwardedFor, lines, trusted: trusted) == client)
    }

    @Test(
        "Forwarded, RFC 7239",
        arguments: [
            (["Forwarded: for=198.51.100.7"], "198.51.100.7"),
            (["Forwarded: For=\"[2001:db8::7]:4711\";proto=https"], "2001:db8:0:0:0:0:0:7"),
            (["Forwarded: proto=https;for=198.51.100.7;by=10.0.0.1"], "198.51.100.7"),
            (["Forwarded: for=1.1.1.1, for=198.51.100.7"], "198.51.100.7"),
            (["Forwarded: for=198.51.100.7, for=10.0.0.2"], "198.51.100.7"),
            (["Forwarded: for=unknown, for=10.0.0.2"], "10.0.0.2"), (["Forwarded: for=_hidden"], "10.1.2.3"),
            (["Forwarded: proto=https"], "10.1.2.3"), (["X-Forwarded-For: 198.51.100.7"], "10.1.2.3"),
        ] as [([String], String)])
    func forwarded(lines: [String], client: String) throws {
        #expect(try Self.client("10.1.2.3", field: .forwarded, lines, trusted: ["10.0.0.0/8"]) == client)
    }

    @Test("Ranges that are none", arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "a", "::/129", "1.2.3.4/"])
    func ranges(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("One client behind a proxy cannot take all of a loop; the others are served")
    func limit() async throws {
        let gate = Gate()
        let server = try HTTPServerTests.server({
            $0.loopCount = 1
            $0.forwardedRequestCountPerClient = 1
            $0.forwarding.trusted = [AddressRange("unix")].compactMap { $0 }
        }) { request in
            if request.head.target.path == ["wait"] { await gate.pass() }
            return ServerResponse(status: .ok, body: Array("\(request.client.host)!".utf8))
        }
        func ask(_ path: String, for client: String) async throws -> TestPeer {
            let peer = try TestPeer.paired(with: server)
            try await peer.send("GET /\(path) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(client)\r\n\r\n")
            return peer
        }
        let first = try await ask("wait", for: "192.0.2.1")
        await gate.arrival(of: 1)
        let second = try await ask("now", for: "192.0.2.1")
        #expect(try await second.read(until: "at once").hasPrefix("HTTP/1.1 429 "))
        let other = try await ask("now", for: "192.0.2.2")
        #expect(try await other.read(until: "!").hasSuffix("192.0.2.2!"))
        gate.open()
        #expect(try await first.read(until: "!").hasSuffix("192.0.2.1!"))
        try await second.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
        #expect(try await second.read(until: "!").hasSuffix("192.0.2.1!"))
        for peer in [first, second, other] { peer.shutWrite() }
        await server.drain(within: .seconds(60))
    }
}
