import HTTPTypes

/// Gathers a head line by line, then judges it as a whole.
struct HeadBuilder: Sendable {
    private var method = HTTPRequest.Method.get
    private var target: RequestTarget?
    private var authority: [UInt8] = []
    private var version = HTTPVersion.http11
    private var fields = HTTPFields()
    private var hostCount = 0
    private var hostMatchesAuthority = true
    private var isMisdirected = false
    private var isHTTPS = false
    private var contentLength: Int?
    private var transferEncoding: TransferCoding?
    private var closeAsked = false
    private var keepAliveAsked = false
    private var expectsContinue = false
    private var expectsSomethingElse = false

    private enum TransferCoding {
        case chunked
        case unknown
    }

    @inline(__always)
    var hasRequestLine: Bool { target != nil }

    // MARK: Request line (RFC 9112, 3)

    mutating func readRequestLine(
        _ line: UnsafeBufferPointer<UInt8>, limits: HTTPLimits
    ) throws(ParseError) {
        guard let methodEnd = line.firstIndex(of: 0x20) else {
            throw .bad("RFC 9112, 3", "request line without a target")
        }
        let methodBytes = line.part(0..<methodEnd)
        guard !methodBytes.isEmpty, methodBytes.allSatisfy(.token) else {
            throw .bad("RFC 9110, 9.1", "method is not a token")
        }
        guard methodBytes.count <= limits.methodBytes, let method = KnownFields.method(methodBytes) else {
            throw ParseError(status: 501, clause: "RFC 9112, 3", reason: "method too long")
        }
        let rest = line.part(methodEnd + 1..<line.count)
        guard let targetEnd = rest.firstIndex(of: 0x20) else {
            throw .bad("RFC 9112, 3", "request line without a version")
        }
        self.method = method
        version = try Self.readVersion(rest.part(targetEnd + 1..<rest.count))
        let targetBytes = rest.part(0..<targetEnd)
        let parsed = try RequestTargetParser.parse(
            targetBytes, isConnect: method == .connect, isOptions: method == .options, limits: limits)
        if let range = parsed.authority {
            authority = Array(targetBytes.part(range))
            isHTTPS = targetBytes.part(0..<range.lowerBound).equalsIgnoringCase("https://")
        }
        target = parsed.target
    }

    private static func readVersion(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) -> HTTPVersion {
        if bytes.equals("HTTP/1.1") { return .http11 }
        if bytes.equals("HTTP/1.0") { return .http10 }
        guard bytes.count == 8, bytes.part(0..<5).equals("HTTP/"), bytes[6] == UInt8(ascii: "."),
            ByteClass.of(bytes[5]).contains(.digit), ByteClass.of(bytes[7]).contains(.digit)
        else { throw .bad("RFC 9112, 2.3", "malformed version") }
        guard bytes[5] == UInt8(ascii: "1") else {
            throw ParseError(status: 505, clause: "RFC 9110, 15.6.6", reason: "major version not supported")
        }
        return .http11
    }

    // MARK: Fields (RFC 9112, 5)

    mutating func readField(
        _ line: UnsafeBufferPointer<UInt8>, limits: HTTPLimits, hostNames: HostNames?
    ) throws(ParseError) {
        guard fields.count < limits.headerCount else {
            throw ParseError(status: 431, clause: "RFC 6585, 5", reason: "too many header fields")
        }
        let (name, role, value) = try Self.splitField(line)
        switch role {
        case .other: break
        case .host: try readHost(value, hostNames: hostNames)
        case .connection: readConnection(value)
        case .contentLength: try readContentLength(value)
        case .transferEncoding: try readTransferEncoding(value)
        case .expect: readExpect(value)
        }
        fields.append(HTTPField(name: name, value: value))
    }

    /// Splits and checks one field line; also used for trailers.
    static func splitField(
        _ line: UnsafeBufferPointer<UInt8>
    ) throws(ParseError) -> (HTTPField.Name, KnownFields.Role, UnsafeBufferPointer<UInt8>) {
        if line[0] == 0x20 || line[0] == 0x09 {
            throw .bad("RFC 9112, 5.2", "line folding or space before the first field")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw .bad("RFC 9112, 5", "field line without a colon")
        }
        guard let (name, role) = KnownFields.read(line.part(0..<colon)) else {
            throw .bad("RFC 9112, 5.1", "field name is not a token")
        }
        let value = line.part(colon + 1..<line.count).trimmingWhitespace()
        guard value.allSatisfy(.fieldValue) else {
            throw .bad("RFC 9110, 5.5", "control character in a field value")
        }
        return (name, role, value)
    }

    private mutating func readHost(
        _ value: UnsafeBufferPointer<UInt8>, hostNames: HostNames?
    ) throws(ParseError) {
        hostCount += 1
        guard hostCount == 1 else { throw .bad("RFC 9112, 3.2", "more than one Host") }
        guard HostGrammar.isValidAuthority(value, portRequired: false) else {
            throw .bad("RFC 9112, 3.2", "Host is not valid")
        }
        if let hostNames, !hostNames.contains(value) { isMisdirected = true }
        if !authority.isEmpty {
            hostMatchesAuthority = authority.withUnsafeBufferPointer { authority in
                HostGrammar.areSame(value, authority, defaultPort: isHTTPS ? ":443" : ":80")
            }
        }
    }

    private mutating func readConnection(_ value: UnsafeBufferPointer<UInt8>) {
        value.forEachListMember { member in
            if member.equalsIgnoringCase("close") { closeAsked = true }
            if member.equalsIgnoringCase("keep-alive") { keepAliveAsked = true }
        }
    }

    private mutating func readContentLength(_ value: UnsafeBufferPointer<UInt8>) throws(ParseError) {
        guard contentLength == nil else { throw .bad("RFC 9112, 6.3", "more than one Content-Length") }
        guard !value.isEmpty, value.allSatisfy(.digit) else {
            throw .bad("RFC 9110, 8.6", "Content-Length is not a number")
        }
        var length = 0
        for byte in value {
            // Saturates above any limit instead of overflowing (RFC 9110, 8.6).
            length = min(length * 10 + Int(byte - 0x30), 1 << 56)
        }
        contentLength = length
    }

    /// One list without empty members: RFC 9110, 5.6.1.2 would have us skip those, but a reader before us that did not
    /// would find another end of the body.
    private mutating func readTransferEncoding(_ value: UnsafeBufferPointer<UInt8>) throws(ParseError) {
        var rest = value
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            try readTransferCoding(rest.part(0..<end).trimmingWhitespace())
            if end == rest.count { break }
            rest = rest.part(end + 1..<rest.count)
        }
    }

    private mutating func readTransferCoding(_ member: UnsafeBufferPointer<UInt8>) throws(ParseError) {
        if case .chunked = transferEncoding {
            throw .bad("RFC 9112, 6.1", "chunked is not the last transfer coding")
        }
        let end = member.firstIndex(of: UInt8(ascii: ";")) ?? member.count
        let coding = member.part(0..<end).trimmingWhitespace()
        guard !coding.isEmpty, coding.allSatisfy(.token) else {
            throw .bad("RFC 9112, 6.1", "transfer coding is not a token")
        }
        if member.equalsIgnoringCase("chunked") {
            // Behind an unknown coding it still is unknown: the answer is 501, not 400.
            if transferEncoding == nil { transferEncoding = .chunked }
        } else {
            transferEncoding = .unknown
        }
    }

    private mutating func readExpect(_ value: UnsafeBufferPointer<UInt8>) {
        value.forEachListMember { member in
            if member.equalsIgnoringCase("100-continue") {
                expectsContinue = true
            } else {
                expectsSomethingElse = true
            }
        }
    }

    // MARK: The head as a whole

    /// Gives the head away; what is left is good for nothing but to be thrown away.
    mutating func finish(hostNames: HostNames?) throws(ParseError) -> (RequestHead, RequestFraming) {
        guard let target = target.take() else { throw .bad("RFC 9112, 3", "no request line") }
        guard hostCount == 1 || version == .http10 else { throw .bad("RFC 9112, 3.2", "no Host") }
        guard hostMatchesAuthority else {
            // RFC 9112, 3.2.2 would let the target win; a cache or proxy before us may have gone by the other.
            throw ParseError(
                status: 421, clause: "RFC 9110, 15.5.20", reason: "Host differs from the authority of the target")
        }
        guard !isMisdirected, names(hostNames) else {
            throw ParseError(status: 421, clause: "RFC 9110, 15.5.20", reason: "not a host name of this server")
        }
        guard method != .connect else {
            throw ParseError(status: 501, clause: "RFC 9110, 9.3.6", reason: "CONNECT is for proxies")
        }
        var framing = RequestFraming()
        framing.body = try bodyFraming()
        framing.keepsAlive = version == .http11 ? !closeAsked : keepAliveAsked && !closeAsked
        // RFC 9110, 10.1.1: an expectation in an HTTP/1.0 request is ignored.
        if version == .http11 {
            if expectsSomethingElse {
                throw ParseError(status: 417, clause: "RFC 9110, 10.1.1", reason: "unknown expectation")
            }
            framing.expectsContinue = expectsContinue && framing.body != .none
        }
        var taken = HTTPFields()
        swap(&taken, &fields)
        return (RequestHead(method: method, target: target, version: version, fields: taken), framing)
    }

    /// The target's authority, which stands alone where an HTTP/1.0 request has no Host, is one of ours too.
    private func names(_ hostNames: HostNames?) -> Bool {
        guard let hostNames, !authority.isEmpty else { return true }
        return authority.withUnsafeBufferPointer { hostNames.contains($0) }
    }

    private func bodyFraming() throws(ParseError) -> RequestFraming.Body {
        if let transferEncoding {
            guard contentLength == nil else {
                throw .bad("RFC 9112, 6.3", "Transfer-Encoding together with Content-Length")
            }
            guard version == .http11 else {
                throw .bad("RFC 9112, 6.1", "Transfer-Encoding in HTTP/1.0")
            }
            guard transferEncoding == .chunked else {
                throw ParseError(status: 501, clause: "RFC 9112, 6.1", reason: "unknown transfer coding")
            }
            return .chunked
        }
        if let contentLength {
            return contentLength == 0 ? .none : .length(contentLength)
        }
        // RFC 1945, 7.2.2: a 1.0 client that sends a body must say its length; it cannot send chunks.
        if version == .http10, method == .post || method == .put || method == .patch {
            throw ParseError(status: 411, clause: "RFC 9110, 15.5.12", reason: "no Content-Length")
        }
        return .none
    }
}
