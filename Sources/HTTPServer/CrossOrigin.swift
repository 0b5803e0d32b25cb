public import HTTPMessage
internal import HTTPTypes

/// Cross-origin requests of browsers (Fetch, 3.2: CORS). Off unless origins are named; each is compared as a whole, so
/// there are no patterns and no `*`. Credentials are never allowed: a service that is called from other origins takes a
/// token, which a page has to send itself.
public struct CrossOrigin: Sendable {
    private let origins: Set<String>
    private let requestFields: String
    private let exposedFields: String
    private let maximumAgeSeconds: Int

    /// - Parameter origins: as browsers write them: `https://app.example` without a path.
    /// - Parameter requestFields: fields that pages may send, beyond the harmless ones.
    /// - Parameter exposedFields: fields of answers that pages may read, beyond the harmless ones.
    /// - Parameter maximumAgeSeconds: how long a browser may remember the answer to a preflight request.
    public init(
        origins: [String], requestFields: [String], exposedFields: [String], maximumAgeSeconds: Int = 600
    ) {
        self.origins = Set(origins)
        self.requestFields = requestFields.joined(separator: ", ")
        self.exposedFields = exposedFields.joined(separator: ", ")
        self.maximumAgeSeconds = maximumAgeSeconds
    }

    /// The answer to a preflight request from a named origin; nil for every other request.
    public func preflight(_ head: RequestHead) -> ServerResponse? {
        guard !origins.isEmpty, head.method == .options, head.fields.contains(.accessControlRequestMethod),
            isNamed(head)
        else { return nil }
        var response = ServerResponse(
            status: .noContent,
            fields: [
                .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE",
                .accessControlAllowHeaders: requestFields, .accessControlMaxAge: String(maximumAgeSeconds),
            ])
        mark(&response, for: head)
        return response
    }

    /// Lets a page of a named origin read the answer. Answers differ by `Origin` as soon as any origin is named.
    public func mark(_ response: inout ServerResponse, for head: RequestHead) {
        guard !origins.isEmpty else { return }
        response.fields[.vary] = response.fields[.vary].map { $0 + ", Origin" } ?? "Origin"
        guard isNamed(head), let origin = head.field(.origin) else { return }
        response.fields[.accessControlAllowOrigin] = origin
        response.fields[.accessControlExposeHeaders] = exposedFields
    }

    private func isNamed(_ head: RequestHead) -> Bool {
        head.field(.origin).map { origins.contains($0) } ?? false
    }
}
