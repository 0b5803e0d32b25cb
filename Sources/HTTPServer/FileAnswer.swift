public import HTTPMessage
internal import HTTPTypes

extension ServerResponse {
    /// An answer that is a file, as a request asks for it: 200 with the whole, 206 with one range (RFC 9110, 14),
    /// 304 or 412 by its conditions (RFC 9110, 13.2.2), 416 for a range beyond the end.
    ///
    /// The file goes out by sendfile where its transport allows; a client that takes gzip gets a text compressed on the
    /// way, unless it asked for a range.
    ///
    /// - Parameter entityTag: the strong tag of the contents; the file's own unless given.
    /// - Parameter fileName: the name to save it under, any text; none leaves out `Content-Disposition`.
    /// - Parameter isInline: a browser may show it instead of saving it. Such an answer is marked so that a browser
    ///   neither guesses at its type nor runs anything in it.
    public static func file(
        _ file: OpenFile, for head: RequestHead, contentType: String, entityTag: String? = nil,
        fileName: String? = nil, isInline: Bool = false
    ) -> ServerResponse {
        let tag = entityTag ?? file.entityTag
        var fields: HTTPFields = [.eTag: tag, .acceptRanges: "bytes"]
        if let match = head.field(.ifMatch), !EntityTags(match).matchesStrongly(tag) {
            return ServerResponse(status: .preconditionFailed, fields: fields)
        }
        if let noneMatch = head.field(.ifNoneMatch), EntityTags(noneMatch).matchesWeakly(tag) {
            let isRead = head.method == .get || head.method == .head
            return ServerResponse(status: isRead ? .notModified : .preconditionFailed, fields: fields)
        }
        fields[.contentType] = contentType
        fields[.xContentTypeOptions] = "nosniff"
        if isInline { fields[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox" }
        if let fileName {
            fields[.contentDisposition] = ContentDisposition.value(fileName: fileName, isInline: isInline)
        }
        switch range(for: head, tag: tag, size: file.size) {
        case .whole:
            return ServerResponse(status: .ok, fields: fields, content: .file(FileSlice(file)))
        case .part(let range):
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
            return ServerResponse(
                status: .partialContent, fields: fields, content: .file(FileSlice(file, range: range)))
        case .unsatisfiable:
            return ServerResponse(
                status: .rangeNotSatisfiable, fields: [.contentRange: "bytes */\(file.size)", .eTag: tag])
        }
    }

    /// RFC 9110, 14.2: a range means something to GET alone, and 13.1.5: only while `If-Range` names what we have.
    private static func range(for head: RequestHead, tag: String, size: Int) -> ByteRange {
        guard head.method == .get, let field = head.field(.range) else { return .whole }
        if let condition = head.field(.ifRange), !EntityTags.isRangeValid(condition, tag) { return .whole }
        return ByteRange.read(field, size: size)
    }
}
