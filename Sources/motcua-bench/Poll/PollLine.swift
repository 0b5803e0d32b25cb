import CLinux
import Foundation
import Glibc

/// A kept connection on which one request waits for its answer at a time.
final class PollLine {
    let descriptor: Int32
    private(set) var requestBytes = 0
    private(set) var answerBytes = 0

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure("no connection: errno \(errno)") }
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    func send(
        _ method: String, _ path: String, token: String?, fields: [String] = [], body: String = ""
    ) throws {
        var lines =
            ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token ?? "")"]
            + fields
        if !body.isEmpty {
            lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
        }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        requestBytes = bytes.count
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure("a request can't be sent: errno \(errno)")
        }
    }

    /// Reads the answer whole, of which the first bytes may have come already.
    func receive(after first: [UInt8] = []) throws -> (status: Int, head: String, body: String) {
        var bytes = first
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let answer = Self.answer(in: bytes) {
                answerBytes = bytes.count
                return answer
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure("the server hung up") }
            bytes += buffer[..<count]
        }
    }

    /// The answer, where all of it is there.
    private static func answer(in bytes: [UInt8]) -> (status: Int, head: String, body: String)? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let status = Int(head.dropFirst(9).prefix(3)) ?? 0
        let field = head.lowercased().components(separatedBy: "\r\ncontent-length: ").dropFirst().first ?? "0"
        let length = status == 304 || status == 204 ? 0 : Int(field.prefix { $0.isNumber }) ?? 0
        let body = text[end.upperBound...]
        return body.utf8.count >= length ? (status, head, String(body)) : nil
    }

    func ask(
        _ method: String, _ path: String, token: String?, key: String? = nil, fields: [String] = [],
        body: String = ""
    ) throws -> (status: Int, head: String, body: String) {
        try send(
            method, path, token: token, fields: fields + (key.map { ["Idempotency-Key: \($0)"] } ?? []),
            body: body)
        return try receive()
    }
}

/// When the answers of many lines came, each taken off its socket at once.
struct AnswerTimes {
    /// In the order of the lines, in nanoseconds of ``PollMeasurement/now()``.
    private(set) var answered: [Int64]
    private(set) var statuses: [Int]

    /// Waits for all of them; throws where ten seconds pass without one.
    init(_ lines: [PollLine]) throws {
        answered = [Int64](repeating: 0, count: lines.count)
        statuses = []
        let epoll = clinux_epoll_create()
        defer { close(epoll) }
        for (index, line) in lines.enumerated() {
            guard clinux_epoll_add(epoll, line.descriptor, CLINUX_EPOLLIN, UInt64(index)) == 0 else {
                throw Failure("a line can't be waited for: errno \(errno)")
            }
        }
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: 256)
        defer { events.deallocate() }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var pieces = [[UInt8]](repeating: [], count: lines.count)
        var left = lines.count
        while left > 0 {
            let count = epoll_wait(epoll, events, 256, 10_000)
            guard count > 0 else { throw Failure("\(left) of \(lines.count) polls weren't answered") }
            let now = PollMeasurement.now()
            for event in 0..<Int(count) {
                let index = Int(clinux_epoll_token(events + event))
                let received = recv(lines[index].descriptor, &buffer, buffer.count, 0)
                guard received > 0, clinux_epoll_remove(epoll, lines[index].descriptor) == 0 else {
                    throw Failure("the server hung up")
                }
                answered[index] = now
                // Looked at when the time is no longer taken: the client shares the server's cores.
                pieces[index] = Array(buffer[..<received])
                left -= 1
            }
        }
        statuses = try zip(lines, pieces).map { try $0.receive(after: $1).status }
    }
}
