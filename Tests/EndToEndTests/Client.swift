import DossierAPI
import DossierTesting
import Foundation

/// An answer as it came over the wire.
struct Answer {
    let status: Int
    /// The status line and the header fields, as they came.
    let head: [String]
    let fields: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    var json: JSONValue {
        do {
            return try JSONReader.read(body)
        } catch {
            return .null
        }
    }

    func field(_ name: String) -> String? { json[name]?.asString }
}

/// A client on a plain socket, a connection for each request: what a terminal does on a bad line.
struct Client: Sendable {
    let port: UInt16
    var token: String?
    var language = "vi"

    /// Sends a request and reads the answer to its end; `nil` where the connection broke before it was whole.
    func send(
        _ method: String, _ path: String, key: String? = nil, body: String? = nil, fields: [String] = []
    ) -> Answer? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
        Self.setPatience(on: descriptor)
        var lines = [
            "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Accept-Language: \(language)",
        ]
        if let token { lines.append("Authorization: Bearer \(token)") }
        if let key { lines.append("Idempotency-Key: \(key)") }
        if let body {
            lines.append("Content-Length: \(body.utf8.count)")
            if !fields.contains(where: { $0.hasPrefix("Content-Type:") }) {
                lines.append("Content-Type: application/json")
            }
        }
        let request = Array(((lines + fields).joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return nil }
            sent += count
        }
        return Self.answer(from: descriptor, hasBody: method != "HEAD")
    }

    /// An answer that never comes fails the test, after minutes, instead of keeping it.
    static func setPatience(on descriptor: Int32) {
        var patience = timeval(tv_sec: 240, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Reads an answer to the end of its connection; `nil` where it isn't whole.
    static func answer(from descriptor: Int32, hasBody: Bool) -> Answer? {
        parse(readToEnd(descriptor), hasBody: hasBody)
    }

    private static func readToEnd(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Takes an answer apart; `nil` where it isn't whole.
    static func parse(_ bytes: [UInt8], hasBody: Bool) -> Answer? {
        let text = Data(bytes)
        guard let end = text.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: text[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        var body = [UInt8](text[end.upperBound...])
        if fields["transfer-encoding"] == "chunked", hasBody {
            guard let whole = joined(chunks: body) else { return nil }
            body = whole
        }
        if hasBody, let length = fields["content-length"].flatMap({ Int($0) }), body.count != length { return nil }
        return Answer(status: status, head: lines, fields: fields, body: body)
    }

    /// The chunks of a body put together (RFC 9112, 7.1); `nil` where the last one is missing.
    private static func joined(chunks bytes: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 13) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { return nil }
            rest = rest[(end + 2)...]
            guard rest.count >= size + 2 else { return nil }
            if size == 0 { return body }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }

    /// A metric without labels, or with those that stand in its name; `nil` where there is none.
    func metric(_ name: String) -> Int? {
        send("GET", "/metrics")?.text.components(separatedBy: "\n\(name) ").dropFirst().first
            .flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// A metric once it has that value; what it was last where it has another one for minutes.
    func metric(_ name: String, reaching value: Int) -> Int? {
        let patience = Patience()
        var last: Int?
        repeat {
            // Whoever asks too fast is told so, and asks again.
            if let told = metric(name) { last = told }
        } while last != value && !patience.isExhausted
        return last
    }

    /// How many polls are parked: that many, or what it was last.
    func parkedPolls(reaching count: Int) -> Int? {
        metric("motcua_polls_parked", reaching: count)
    }

    /// A dossier of 2.002307 taken in at Văn An at once.
    func receive(key: String) -> Answer? {
        send("POST", "/v1/dossiers", key: key, body: Self.newDossier)
    }

    static let newDossier = """
        {"procedure": "2.002307", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
         "applicant": {"name": "Hoàng Thị Mẫu", "identityDocument": {"kind": "identity-card", "number": "080000001"}},
         "documents": [{"document": "declaration", "originals": 1}, {"document": "death-certificate", "originals": 1}]}
        """
}
