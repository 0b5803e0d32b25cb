import CLinux
import Dispatch
import Glibc
import HTTPServer
import Logging
import Synchronization
import Testing

/// Returns when that holds; after minutes in vain it throws, and says what was waited for.
func waitUntil(_ awaited: String, _ holds: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(240)
    while try !holds() {
        guard ContinuousClock.now < end else { throw TestPeer.Failure(what: "waited in vain: \(awaited)") }
        try Task.checkCancellation()
        await Task.yield()
    }
}

/// A client that speaks bytes. Waits for readiness instead of sleeping; two minutes without any is a failure, which no busy
/// machine brings about.
final class TestPeer: Sendable {
    struct Failure: Error {
        let what: String
    }

    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// One half of a socket pair whose other half `server` serves.
    static func paired(with server: HTTPServer, sendBuffer: Int32? = nil) throws -> TestPeer {
        var descriptors: [Int32] = [0, 0]
        guard clinux_socketpair(&descriptors) == 0 else { throw Failure(what: "socketpair") }
        if let sendBuffer {
            _ = clinux_set_int_option(descriptors[1], SOL_SOCKET, SO_SNDBUF, sendBuffer)
        }
        try server.serve(fileDescriptor: descriptors[1])
        return TestPeer(descriptor: descriptors[0])
    }

    static func connected(to port: UInt16) async throws -> TestPeer {
        try await connected(to: port, on: clinux_stream_socket(AF_INET))
    }

    /// On a socket that was made before.
    static func connected(to port: UInt16, on socket: Int32) async throws -> TestPeer {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_in.self) }
        return try await connected(to: storage, length: MemoryLayout<sockaddr_in>.size, on: socket)
    }

    static func connected(toIPv6 port: UInt16) async throws -> TestPeer {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        guard inet_pton(AF_INET6, "::1", &address.sin6_addr) == 1 else { throw Failure(what: "inet_pton") }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_in6.self) }
        return try await connected(to: storage, length: MemoryLayout<sockaddr_in6>.size)
    }

    static func connected(toPath path: String) async throws -> TestPeer {
        var storage = sockaddr_storage()
        let length = clinux_unix_address(&storage, path)
        return try await connected(to: storage, length: Int(length))
    }

    private static func connected(
        to address: sockaddr_storage, length: Int, on socket: Int32? = nil
    ) async throws -> TestPeer {
        var address = address
        let peer = TestPeer(descriptor: socket ?? clinux_stream_socket(Int32(address.ss_family)))
        let result = clinux_connect(peer.descriptor, &address, socklen_t(length))
        guard result == 0 || errno == EINPROGRESS else { throw Failure(what: "connect \(errno)") }
        try await peer.awaitReadiness(POLLOUT)
        return peer
    }

    /// Waits on a thread of its own: blocking one of the few threads that run tests would stop the test that has
    /// to make this descriptor ready.
    private func awaitReadiness(_ events: Int32) async throws {
        let descriptor = descriptor
        let isReady = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var poll = pollfd(fd: descriptor, events: Int16(events), revents: 0)
                continuation.resume(returning: Glibc.poll(&poll, 1, 120_000) == 1)
            }
        }
        guard isReady else { throw Failure(what: "nothing happened") }
    }

    func send(_ text: String) async throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { clinux_send(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                try await awaitReadiness(POLLOUT)
            } else {
                throw Failure(what: "send \(errno)")
            }
        }
    }

    func shutWrite() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads once; empty at the end.
    private func read() async throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { clinux_receive(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return Array(buffer[0..<count]) }
            guard errno == EAGAIN else { throw Failure(what: "receive \(errno)") }
            try await awaitReadiness(POLLIN)
        }
    }

    /// Reads until the bytes end in `suffix`.
    func read(until suffix: String) async throws -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
            let more = try await read()
            guard !more.isEmpty else {
                throw Failure(what: "ended after \(String(decoding: bytes, as: UTF8.self))")
            }
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads at least so many bytes and tells how many there were.
    @discardableResult
    func read(atLeast count: Int) async throws -> Int {
        var total = 0
        while total < count {
            let more = try await read()
            guard !more.isEmpty else { throw Failure(what: "ended after \(total) bytes") }
            total += more.count
        }
        return total
    }

    /// Counts what comes until the server closes.
    func countToEnd() async throws -> Int {
        var total = 0
        while true {
            let more = try await read()
            if more.isEmpty { return total }
            total += more.count
        }
    }

    /// Reads all there is until the server closes.
    func readToEnd() async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try await read()
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }
}

/// A clock that a test moves.
final class ManualClock: Sendable {
    private let nanoseconds = Mutex<Int64>(0)

    var clock: ServerClock {
        ServerClock(
            monotonic: { MonotonicTime(nanoseconds: self.nanoseconds.withLock { $0 }) },
            unixSeconds: { 784_111_777 })
    }

    func advance(_ seconds: Int64) {
        nanoseconds.withLock { $0 += seconds * 1_000_000_000 }
    }
}

/// Lets handlers wait until the test says go, and the test until they have arrived.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivedCount = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watchers) = state.withLock { state in
                state.arrivedCount += 1
                if !state.isOpen { state.waiting.append(continuation) }
                let count = state.arrivedCount
                let due = state.watchers.filter { $0.count <= count }.map(\.continuation)
                state.watchers.removeAll { $0.count <= count }
                return (state.isOpen, due)
            }
            for watcher in watchers { watcher.resume() }
            if isOpen { continuation.resume() }
        }
    }

    func arrival(of count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivedCount >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
