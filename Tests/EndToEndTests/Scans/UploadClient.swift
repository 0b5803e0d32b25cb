import Foundation

/// A client that sends bytes, and breaks off in their midst where a test wants a bad line.
struct UploadClient {
    let port: UInt16
    let token: String

    /// Sends a piece of an upload, and reads the answer; where `cut` is given, only so many bytes of it are sent and the
    /// connection is broken. `nil` where no whole answer came.
    func goOn(
        _ location: String, at offset: Int, with bytes: ArraySlice<UInt8>, isLast: Bool, cutAfter cut: Int? = nil,
        beforeReading: () -> Void = {}
    ) -> Answer? {
        exchange(
            "PATCH", location,
            [
                "Upload-Offset: \(offset)", "Upload-Complete: \(isLast ? "?1" : "?0")",
                "Content-Type: application/partial-upload", "Content-Length: \(bytes.count)",
            ], body: cut.map { bytes.prefix($0) } ?? bytes, breaks: cut != nil, beforeReading: beforeReading)
    }

    /// How far an upload stands, and whether it is complete.
    func standing(_ location: String) -> (offset: Int, isComplete: Bool)? {
        guard let answer = exchange("HEAD", location, [], body: []), answer.status == 200,
            let offset = answer.fields["upload-offset"].flatMap({ Int($0) })
        else { return nil }
        return (offset, answer.fields["upload-complete"] == "?1")
    }

    private func exchange(
        _ method: String, _ path: String, _ fields: [String], body: ArraySlice<UInt8>, breaks: Bool = false,
        beforeReading: () -> Void = {}
    ) -> Answer? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        Client.setPatience(on: descriptor)
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
        let head =
            [
                "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Accept-Language: vi",
                "Authorization: Bearer \(token)",
            ] + fields
        guard Self.write(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)[...], to: descriptor),
            Self.write(body, to: descriptor)
        else { return Client.answer(from: descriptor, hasBody: method != "HEAD") }
        if breaks {
            // Closed with bytes unread and no farewell, as a line that breaks does.
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
            return nil
        }
        beforeReading()
        return Client.answer(from: descriptor, hasBody: method != "HEAD")
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
