import Foundation

/// A request on a socket of its own whose answer is read later, or never.
final class Line {
    private var descriptor: Int32

    /// Connects and sends; `nil` where that fails.
    init?(port: UInt16, token: String?, _ method: String, _ path: String, fields: [String] = [], body: String = "") {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        Client.setPatience(on: descriptor)
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token ?? "")"] + fields
        if !body.isEmpty { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        guard connected == 0, send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            close(descriptor)
            return nil
        }
    }

    /// Everything that comes until the server closes, or has been silent for minutes.
    func readToEnd() -> String {
        String(decoding: readBytes(), as: UTF8.self)
    }

    private func readBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The answer to the one request of a connection that closes after it; `nil` where it broke before it was whole.
    func readAnswer() -> Answer? {
        Client.parse(readBytes(), hasBody: true)
    }

    /// Hangs up.
    func hangUp() {
        close(descriptor)
        descriptor = -1
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
