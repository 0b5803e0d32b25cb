import Foundation

/// A terminal on a connection that it keeps, which counts every byte of head and body that crosses the wire.
final class WireClient {
    struct Exchange {
        let status: Int
        /// Bytes of the request with its head.
        let up: Int
        /// Bytes of the answer with its head, as they came: perhaps compressed.
        let down: Int
        let fields: [String: String]
        let body: [UInt8]
    }

    private let descriptor: Int32
    private let token: String

    init(port: UInt16, token: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        Client.setPatience(on: descriptor)
        self.token = token
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ProcessFailure(description: "the server can't be reached") }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request with the fields that a terminal needs and no others, and reads its answer.
    func exchange(
        _ method: String, _ path: String, _ fields: [String] = [], body: String? = nil, key: String? = nil
    ) throws -> Exchange {
        var lines =
            ["\(method) \(path) HTTP/1.1", "Host: motcua.langson.vn", "Authorization: Bearer \(token)"] + fields
        if let key { lines.append("Idempotency-Key: \(key)") }
        if let body {
            if !fields.contains(where: { $0.hasPrefix("Content-Type:") }) {
                lines.append("Content-Type: application/json")
            }
            lines.append("Content-Length: \(body.utf8.count)")
        }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ProcessFailure(description: "the connection broke") }
            sent += count
        }
        return try answer(to: method, up: request.count)
    }

    private func answer(to method: String, up: Int) throws -> Exchange {
        var bytes = Data()
        let end = Data("\r\n\r\n".utf8)
        while bytes.range(of: end) == nil { try receive(into: &bytes) }
        guard let headEnd = bytes.range(of: end)?.upperBound else {
            throw ProcessFailure(description: "an answer without a head")
        }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() where line.contains(":") {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw ProcessFailure(description: "no status in '\(lines[0])'")
        }
        let hasBody = method != "HEAD" && status != 204 && status != 304
        guard !hasBody || fields["content-length"] != nil else {
            throw ProcessFailure(description: "an answer whose length isn't told: \(lines)")
        }
        let length = hasBody ? fields["content-length"].flatMap { Int($0) } ?? 0 : 0
        while bytes.count < headEnd + length { try receive(into: &bytes) }
        return Exchange(
            status: status, up: up, down: bytes.count, fields: fields, body: [UInt8](bytes[headEnd...]))
    }

    private func receive(into bytes: inout Data) throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw ProcessFailure(description: "the connection broke") }
        bytes += buffer[..<count]
    }
}
