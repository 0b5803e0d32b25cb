import DossierDomain
import HTTPTypes

/// All endpoints, matched, guarded and answered alike.
struct EndpointTable<Context: Sendable>: Sendable {
    let endpoints: [Endpoint<Context>]
    /// The paths as a tree, its root first: a look-up costs a step for each segment, however many endpoints there are.
    private let nodes: [Node]

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: (name: String, node: Int)?
        /// Index of the endpoint for each method.
        var endpoints: [(method: HTTPRequest.Method, index: Int)] = []
    }

    init(_ endpoints: [Endpoint<Context>]) {
        self.endpoints = endpoints
        var nodes = [Node()]
        for (index, endpoint) in endpoints.enumerated() {
            var place = 0
            for segment in endpoint.segments {
                let isParameter = segment.hasPrefix("{")
                let text = isParameter ? String(segment.dropFirst().dropLast()) : String(segment)
                if let known = isParameter ? nodes[place].parameter?.node : nodes[place].literals[text] {
                    precondition(
                        !isParameter || nodes[place].parameter?.name == text, "one name for a parameter at one place")
                    place = known
                    continue
                }
                nodes.append(Node())
                if isParameter {
                    nodes[place].parameter = (text, nodes.count - 1)
                } else {
                    nodes[place].literals[text] = nodes.count - 1
                }
                place = nodes.count - 1
            }
            nodes[place].endpoints.append((endpoint.method, index))
        }
        self.nodes = nodes
    }

    /// Answers a request; every failure becomes a problem document in the caller's language.
    func respond(
        to request: APIRequest, context: Context, requestID: String, admission: Admission, now: Timestamp,
        authenticate: @Sendable (String) throws(Problem) -> Actor?
    ) async -> APIReply {
        let language = request.fields.language
        var asked: Endpoint<Context>?
        var reply: APIReply
        do throws(Problem) {
            let endpoint: Endpoint<Context>
            let parameters: [String: String]
            // What comes to nothing is counted as well, against the address: no token was looked at.
            do throws(Problem) {
                (endpoint, parameters) = try match(request)
            } catch {
                try admission.count(request, of: nil, at: now)
                throw error
            }
            if request.method == .options {
                try admission.count(request, of: nil, at: now)
                return try options(request, requestID: requestID)
            }
            asked = endpoint
            let offered = [endpoint.mediaType] + endpoint.otherMediaTypes
            guard offered.contains(where: request.fields.accepts) else {
                if !endpoint.isProbe { try admission.count(request, of: nil, at: now) }
                throw Problem(
                    notAcceptable: offered,
                    endpoint.missing.flatMap { request.fields.accepts($0.mediaType) ? $0.advice : nil })
            }
            let actor = try admit(request, to: endpoint, admission: admission, now: now, authenticate: authenticate)
            let input = Input(
                context: context, operation: endpoint.operation, parameters: parameters,
                query: try query(of: request, for: endpoint),
                body: try body(of: request, for: endpoint), request: request, language: language,
                requestID: requestID, actor: actor)
            // A body that is handed over while it comes would keep its turn for as long as the line takes.
            if endpoint.needsKey, endpoint.streamedMediaType == nil {
                let turn = try await admission.turn(of: request, by: actor)
                defer { admission.end(turn) }
                reply = try await endpoint.handle(input)
            } else {
                reply = try await endpoint.handle(input)
            }
            if reply.parked != nil { return reply }
            #if DEBUG
                if let misfit = endpoint.misfit(of: reply, to: request) { throw misfit }
            #endif
        } catch {
            var problem = error
            #if DEBUG
                if let misfit = asked?.misfit(of: problem) { problem = misfit }
            #endif
            reply = problem.reply(in: language, requestID: requestID)
        }
        reply.operation = asked?.operation
        reply.fields[.requestID] = requestID
        reply.fields[.vary] = reply.fields[.vary].map { "\($0), Accept-Language" } ?? "Accept-Language"
        if reply.fields[.cacheControl] == nil { reply.fields[.cacheControl] = "no-store" }
        return reply
    }

    /// Whether a request's body is to be handed over while it comes.
    func streamsBody(of method: HTTPRequest.Method, to segments: [String]) -> Bool {
        guard let (place, _) = place(of: segments),
            let found = place.endpoints.first(where: { $0.method == method })
        else { return false }
        return endpoints[found.index].streamedMediaType != nil
    }

    private func match(_ request: APIRequest) throws(Problem) -> (Endpoint<Context>, [String: String]) {
        guard let (place, parameters) = place(of: request.segments) else { throw Problem(.notFound) }
        let method = request.method == .head ? .get : request.method
        if let found = place.endpoints.first(where: { $0.method == method }) {
            return (endpoints[found.index], parameters)
        }
        if request.method == .options, let first = place.endpoints.first {
            return (endpoints[first.index], parameters)
        }
        var problem = Problem(.methodNotAllowed)
        problem.fields[.allow] = allowed(at: place)
        throw problem
    }

    /// The endpoint that is posted to at a path, with the path's parameters; `nil` where there is none.
    func posted(to segments: [String]) -> (endpoint: Endpoint<Context>, parameters: [String: String])? {
        guard let (place, parameters) = place(of: segments),
            let found = place.endpoints.first(where: { $0.method == .post })
        else { return nil }
        return (endpoints[found.index], parameters)
    }

    private func place(of segments: [String]) -> (Node, [String: String])? {
        var parameters: [String: String] = [:]
        guard let found = place(of: segments[...], from: 0, &parameters) else { return nil }
        return (nodes[found], parameters)
    }

    /// Literal segments beat parameters, from the left.
    private func place(of segments: ArraySlice<String>, from start: Int, _ parameters: inout [String: String]) -> Int? {
        guard let segment = segments.first else { return nodes[start].endpoints.isEmpty ? nil : start }
        if let next = nodes[start].literals[segment],
            let found = place(of: segments.dropFirst(), from: next, &parameters)
        {
            return found
        }
        guard let parameter = nodes[start].parameter,
            let found = place(of: segments.dropFirst(), from: parameter.node, &parameters)
        else { return nil }
        parameters[parameter.name] = segment
        return found
    }

    private func allowed(at place: Node) -> String {
        var methods = place.endpoints.map(\.method.rawValue)
        if methods.contains("GET") { methods.append("HEAD") }
        return (methods + ["OPTIONS"]).joined(separator: ", ")
    }

    private func options(_ request: APIRequest, requestID: String) throws(Problem) -> APIReply {
        guard let (place, _) = place(of: request.segments) else { throw Problem(.notFound) }
        return APIReply(status: .noContent, fields: [.allow: allowed(at: place), .requestID: requestID])
    }

    /// Who calls, where the endpoint isn't open: 401 without a credential, 403 in the wrong role, 429 where it is too fast.
    private func admit(
        _ request: APIRequest, to endpoint: Endpoint<Context>, admission: Admission, now: Timestamp,
        authenticate: (String) throws(Problem) -> Actor?
    ) throws(Problem) -> Actor? {
        guard case .roles(let roles) = endpoint.access else {
            // Whoever asks whether the server is well has to be told, however much comes from its address.
            if !endpoint.isProbe { try admission.count(request, of: nil, at: now) }
            if endpoint.needsKey, request.fields.validIdempotencyKey == nil { throw Problem(.keyMissing) }
            return nil
        }
        let actor = try caller(of: request, admission: admission, now: now, authenticate: authenticate)
        guard roles.contains(actor.role) else { throw Problem(forRolesOf: endpoint.access) }
        if endpoint.needsKey, request.fields.validIdempotencyKey == nil { throw Problem(.keyMissing) }
        return actor
    }

    /// Who bears the request's token; the request is counted against the credential, or the address without a good one.
    private func caller(
        of request: APIRequest, admission: Admission, now: Timestamp,
        authenticate: (String) throws(Problem) -> Actor?
    ) throws(Problem) -> Actor {
        do throws(Problem) {
            if let token = request.fields.bearerToken, let actor = try authenticate(token) {
                try admission.count(request, of: actor, at: now)
                return actor
            }
        } catch {
            // What the credential's own rate refuses isn't held against everybody behind its address.
            if error.kind != .tooFast { try admission.count(request, of: nil, at: now) }
            throw error
        }
        try admission.count(request, of: nil, at: now)
        var problem = Problem(.unauthenticated)
        problem.fields[.wwwAuthenticate] = "Bearer realm=\"motcua\""
        throw problem
    }

    private func query(
        of request: APIRequest, for endpoint: Endpoint<Context>
    ) throws(Problem) -> CheckedObject {
        if request.query.isEmpty, !endpoint.query.contains(where: \.isRequired) { return CheckedObject([:]) }
        var object = JSONObject()
        var errors: [FieldError] = []
        for (name, text) in request.query {
            if object[name] != nil {
                errors.append(
                    FieldError(
                        .query(name), .duplicate,
                        Wording(vi: "Tham số này chỉ được ghi một lần.", en: "This parameter may stand only once.")))
                continue
            }
            let kind = endpoint.query.first { $0.name == name }?.shape.kind
            object.append(name, JSONValue(query: text, as: kind))
        }
        errors += Shape.object(endpoint.query).check(.object(object)).map { FieldError(queryError: $0) }
        guard errors.isEmpty else { throw Problem(.invalidQuery, errors: errors) }
        return CheckedObject(object)
    }

    /// A document that is to be JSON is an object of JSON, whatever else its handler takes.
    private func checkSyntax(of body: [UInt8]) throws(Problem) {
        let value: JSONValue
        do {
            value = try JSONReader.read(body)
        } catch {
            throw Problem(.malformedBody, error.wording)
        }
        guard value.asObject == nil else { return }
        throw Problem(
            .invalidBody,
            errors: [
                FieldError(pointer: "", .wrongType, Wording(vi: "Phải là một đối tượng.", en: "An object is expected."))
            ])
    }

    private func body(of request: APIRequest, for endpoint: Endpoint<Context>) throws(Problem) -> CheckedObject {
        if !endpoint.bodyTypes.isEmpty {
            guard !request.body.isEmpty else {
                throw Problem(.malformedBody, Wording(vi: "Thiếu nội dung.", en: "The body is missing."))
            }
            guard let type = request.fields.bodyType, endpoint.bodyTypes.contains(type) else {
                let types = endpoint.bodyTypes.joined(separator: ", ")
                throw Problem(
                    .unsupportedMediaType,
                    Wording(vi: "Gửi Content-Type là một trong: \(types).", en: "Send as Content-Type one of \(types).")
                )
            }
            if type == "application/json" { try checkSyntax(of: request.body) }
            return CheckedObject([:])
        }
        if let mediaType = endpoint.streamedMediaType {
            guard request.pieces == nil || request.fields.hasBody(of: mediaType) else {
                var problem = Problem(
                    .unsupportedMediaType,
                    Wording(vi: "Gửi Content-Type: \(mediaType).", en: "Send Content-Type: \(mediaType)."))
                problem.fields[.accept] = mediaType
                throw problem
            }
            return CheckedObject([:])
        }
        guard let shape = endpoint.body else {
            guard request.body.isEmpty else {
                throw Problem(
                    .malformedBody,
                    Wording(
                        vi: "Địa chỉ này không nhận nội dung. Bỏ nội dung rồi gửi lại.",
                        en: "This address takes no body. Leave it out and send again."))
            }
            return CheckedObject([:])
        }
        if request.body.isEmpty, shape.check([:]).isEmpty { return CheckedObject([:]) }
        guard !request.body.isEmpty else {
            throw Problem(
                .malformedBody,
                Wording(vi: "Thiếu nội dung JSON.", en: "The JSON body is missing."))
        }
        guard request.fields.hasJSONBody else { throw Problem(.unsupportedMediaType) }
        let value: JSONValue
        do {
            value = try JSONReader.read(request.body)
        } catch {
            throw Problem(.malformedBody, error.wording)
        }
        let errors = shape.check(value)
        guard errors.isEmpty, let object = value.asObject else { throw Problem(.invalidBody, errors: errors) }
        return CheckedObject(object)
    }
}

extension JSONValue {
    /// A query's text as the kind its shape wants; left as text where it can't be, so that the check says so.
    fileprivate init(query text: String, as kind: Shape.Kind?) {
        switch kind {
        case .integer: self = Int64(text).map(JSONValue.integer) ?? .string(text)
        case .boolean: self = text == "true" ? true : text == "false" ? false : .string(text)
        default: self = .string(text)
        }
    }
}
