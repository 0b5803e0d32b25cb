import CLinux
import Glibc
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Listening")
struct ListeningTests {
    static func server(_ addresses: [ListenAddress]) throws -> HTTPServer {
        try HTTPServerTests.server({ $0.addresses = addresses }) { request in
            ServerResponse(status: .ok, body: Array("\(request.peer.host) by \(request.door)!".utf8))
        }
    }

    static func answer(_ peer: TestPeer) async throws -> String {
        try await peer.send(HTTPServerTests.get)
        let answer = try await peer.read(until: "!")
        return String(answer.split(separator: "\r\n\r\n")[1])
    }

    @Test("IPv4, IPv6 and a Unix socket at once; a request knows its door")
    func several() async throws {
        let folder = try TemporaryFolder()
        var v6 = ListenAddress(host: "::1", port: 0)
        v6.door = "sixth"
        var unix = ListenAddress(.unix(path: folder.path + "/s", mode: 0o620))
        unix.door = "file"
        let server = try Self.server([ListenAddress(host: "127.0.0.1", port: 0), v6, unix])
        let bound = try server.start()
        #expect(bound.count == 3)
        #expect(bound[1].description == "[::1]:\(bound[1].port)")
        #expect(try folder.mode(of: "s") == 0o620)
        #expect(try await Self.answer(TestPeer.connected(to: bound[0].port)) == "127.0.0.1 by !")
        #expect(try await Self.answer(TestPeer.connected(toIPv6: bound[1].port)) == "0:0:0:0:0:0:0:1 by sixth!")
        for _ in 0..<4 {
            #expect(try await Self.answer(TestPeer.connected(toPath: folder.path + "/s")) == "local by file!")
        }
        await server.drain(within: .seconds(60))
        #expect(!folder.contains("s"))
    }

    @Test("All addresses or none: one that is taken leaves nothing open")
    func allOrNone() async throws {
        let first = try Self.server([ListenAddress(host: "127.0.0.1", port: 0)])
        let folder = try TemporaryFolder()
        let unix = ListenAddress(.unix(path: folder.path + "/s", mode: 0o600))
        #expect(throws: ServerStartError.self) {
            try Self.server([unix, ListenAddress(host: "203.0.113.1", port: 0)]).start()
        }
        #expect(!folder.contains("s"))
        #expect(throws: ServerStartError.self) { try Self.server([]).start() }
        try first.start()
        await first.drain(within: .seconds(60))
    }

    @Test("The file of a dead server is replaced; a living one's, and what is no socket, is left alone")
    func staleFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let address = ListenAddress(.unix(path: path, mode: 0o600))
        // A bound socket that nobody listens on any more.
        let (dead, _) = try UnixSocketFile.open(path: path, mode: 0o600, backlog: 1)
        close(dead)
        #expect(folder.contains("s"))
        let living = try Self.server([address])
        try living.start()
        #expect(throws: ServerStartError(operation: "bind \(path), which is in use,", errorNumber: EADDRINUSE)) {
            try Self.server([address]).start()
        }
        #expect(try await Self.answer(TestPeer.connected(toPath: path)) == "local by !")
        await living.drain(within: .seconds(60))

        try folder.write("precious", to: "s")
        #expect(throws: ServerStartError(operation: "bind \(path), which is no socket,", errorNumber: EEXIST)) {
            try Self.server([address]).start()
        }
        #expect(folder.contains("s"))
        let long = ListenAddress(.unix(path: "/" + String(repeating: "a", count: 107), mode: 0o600))
        #expect(throws: ServerStartError.self) { try Self.server([long]).start() }
    }

    @Test("The kernel is asked to keep as many connections waiting as the backlog says")
    func backlog() throws {
        let address = ListenAddress(host: "127.0.0.1", port: 0)
        for listener in try Listener.open([address], loopCount: 2, backlog: 7) {
            for socket in listener.sockets {
                var info = tcp_info()
                var length = socklen_t(MemoryLayout<tcp_info>.size)
                #expect(getsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0)
                // Of a listening socket this field tells the length of its queue.
                #expect(info.tcpi_sacked == 7)
            }
            listener.close()
        }
    }

    @Test("A successor's file at the same path outlives the predecessor")
    func successor() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let (first, old) = try UnixSocketFile.open(path: path, mode: 0o600, backlog: 1)
        // What a deployment does that brings up the new server before it stops the old one.
        unlink(path)
        let (second, new) = try UnixSocketFile.open(path: path, mode: 0o600, backlog: 1)
        old.remove()
        #expect(folder.contains("s"))
        new.remove()
        #expect(!folder.contains("s"))
        close(second)
        close(first)
    }

    @Test("A socket that systemd opened is served on; anything else is refused")
    func inherited() async throws {
        let opened = try #require(
            try Listener.open([ListenAddress(host: "127.0.0.1", port: 0)], loopCount: 1, backlog: 16).first)
        let server = try Self.server([ListenAddress(.inherited(descriptor: opened.sockets[0].descriptor))])
        try server.start()
        let port = BoundAddress(address: opened.address).port
        for _ in 0..<4 { #expect(try await Self.answer(TestPeer.connected(to: port)) == "127.0.0.1 by !") }
        await server.drain(within: .seconds(60))

        var pair: [Int32] = [0, 0]
        #expect(clinux_socketpair(&pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }
        #expect(throws: ServerStartError(operation: "inherited socket \(pair[0])", errorNumber: EINVAL)) {
            try Self.server([ListenAddress(.inherited(descriptor: pair[0]))]).start()
        }
    }

    @Test(
        "LISTEN_FDS counts only for the process it was meant for",
        arguments: [
            ("7", "2", [3, 4]), ("8", "2", []), ("7", "0", []), ("7", "x", []), ("7", "65", []), ("", "1", []),
            ("7", "-1", []), ("x", "1", []),
        ] as [(String, String, [Int32])])
    func environment(process: String, count: String, descriptors: [Int32]) {
        let addresses = InheritedSockets.addresses(
            environment: ["LISTEN_PID": process, "LISTEN_FDS": count], processID: 7)
        #expect(addresses.map(\.place) == descriptors.map { .inherited(descriptor: $0) })
        #expect(InheritedSockets.addresses(environment: [:], processID: 7).isEmpty)
    }
}
