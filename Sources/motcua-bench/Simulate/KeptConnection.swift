import CLinux
import DossierAPI
import Glibc

/// A connection that is kept, and made anew when it breaks.
struct KeptConnection {
    /// An answer: its status, whether it was replayed, its body.
    struct Answer {
        let status: Int
        let isReplay: Bool
        let json: JSONValue
    }

    private let port: UInt16
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []
    /// Why there was no answer the last time.
    private(set) var lastTrouble = ""

    init(port: UInt16) {
        self.port = port
    }

    /// Sends a request and reads its answer; `nil` where the connection broke before the answer was whole.
    mutating func exchange(_ request: [UInt8]) -> Answer? {
        guard connected() else { return fail("can't connect, error \(errno)") }
        guard send(request) else { return fail("can't send, error \(errno)") }
        guard let answer = read() else {
            return fail("no whole answer, error \(errno), \(String(decoding: buffer.prefix(300), as: UTF8.self))")
        }
        return answer
    }

    private mutating func fail(_ trouble: String) -> Answer? {
        lastTrouble = trouble
        close()
        return nil
    }

    /// Sends a request and hangs up without reading the answer.
    mutating func sendOnly(_ request: [UInt8]) {
        if connected() { _ = send(request) }
        close()
    }

    private mutating func connected() -> Bool {
        if descriptor >= 0 { return true }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        buffer = []
    }

    private func send(_ request: [UInt8]) -> Bool {
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    private mutating func read() -> Answer? {
        var headEnd: Int?
        while headEnd == nil {
            headEnd = endOfHead()
            if headEnd == nil, !fill() { return nil }
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        var length = 0
        var isReplay = false
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            switch parts[0].lowercased() {
            case "content-length": length = Int(value) ?? 0
            case "idempotency-replayed": isReplay = value == "true"
            default: break
            }
        }
        while buffer.count < headEnd + length {
            guard fill() else { return nil }
        }
        let body = Array(buffer[headEnd..<(headEnd + length)])
        buffer.removeFirst(headEnd + length)
        guard length > 0 else { return Answer(status: status, isReplay: isReplay, json: .null) }
        do {
            return Answer(status: status, isReplay: isReplay, json: try JSONReader.read(body))
        } catch {
            return Answer(status: status, isReplay: isReplay, json: .string("an unreadable body: \(error)"))
        }
    }

    private func endOfHead() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4)
        where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13 && buffer[index + 3] == 10 {
            return index + 4
        }
        return nil
    }
}
