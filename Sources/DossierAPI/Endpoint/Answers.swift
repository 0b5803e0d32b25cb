import HTTPTypes

/// A header field of an answer that not every answer has.
enum AnswerHeader: String, Sendable, CaseIterable {
    case location = "Location"
    case link = "Link"
    case preferenceApplied = "Preference-Applied"
    case acceptRanges = "Accept-Ranges"
    case contentDisposition = "Content-Disposition"
    case contentRange = "Content-Range"
    case uploadOffset = "Upload-Offset"
    case uploadComplete = "Upload-Complete"
    case uploadLength = "Upload-Length"
    case uploadLimit = "Upload-Limit"

    /// What it says.
    var meaning: String {
        switch self {
        case .location: "Where what was made or changed can be read."
        case .link: "The next page, rel=\"next\"; absent on the last one."
        case .preferenceApplied: "The wish in Prefer that was heeded."
        case .acceptRanges: "bytes: ranges may be asked for."
        case .contentDisposition: "The name of the file."
        case .contentRange: "Which bytes of how many these are."
        case .uploadOffset: "The bytes taken so far: where to go on."
        case .uploadComplete: "?1 where all has been taken, ?0 where more is to come."
        case .uploadLength: "The bytes of the whole."
        case .uploadLimit: "How large an upload may be, and for how many seconds it is kept; while it isn't complete."
        }
    }

    /// What an upload's answers say of it.
    static let ofUploads: [AnswerHeader] = [.location, .uploadOffset, .uploadComplete, .uploadLength, .uploadLimit]
}

/// Another answer that isn't a problem.
struct OtherAnswer: Sendable {
    let status: Int
    let meaning: Wording
    var headers: [AnswerHeader] = []

    /// To polls that waited for nothing.
    static let nothingYet = OtherAnswer(
        status: 204, meaning: Wording(vi: "Đã đợi mà chưa có gì.", en: "Nothing came while it waited."),
        headers: [.preferenceApplied])

    /// To a piece that isn't the last one.
    static let moreToCome = OtherAnswer(
        status: 204, meaning: Wording(vi: "Đã nhận, còn phần sau.", en: "Taken; more is to come."),
        headers: AnswerHeader.ofUploads)

    /// To a request for a range of bytes.
    static let partOfFile = OtherAnswer(
        status: 206, meaning: Wording(vi: "Một khoảng byte của tệp.", en: "A range of the file's bytes."),
        headers: [.contentRange, .acceptRanges, .contentDisposition])
}

extension Endpoint {
    /// What a successful JSON answer to this request looks like.
    func answerShape(to request: APIRequest) -> Shape? {
        guard let narrowedAnswer else { return answer }
        let isOther =
            request.query.contains { $0.name == "fields" || $0.name == "draft" }
            || (needsKey && request.fields.prefersMinimal)
        return isOther ? narrowedAnswer : answer
    }

    /// All that it may refuse with: its own problems, and those of any endpoint of its form.
    var possibleProblems: [ProblemKind] {
        var kinds: [ProblemKind] = [
            .invalidQuery, .notAcceptable, .tooFast, .internalError, .unavailable, .storageDamaged,
        ]
        if case .roles = access { kinds += [.unauthenticated, .forbidden, .forbiddenByRule] }
        if body != nil || !bodyTypes.isEmpty {
            kinds += [.malformedBody, .invalidBody, .unsupportedMediaType]
        } else {
            kinds.append(streamedMediaType == nil ? .malformedBody : .unsupportedMediaType)
        }
        if needsKey { kinds += [.keyMissing, .storageFull] }
        // What stands in the path may be nothing.
        if segments.contains(where: { $0.hasPrefix("{") }) { kinds.append(.notFound) }
        return problems + kinds
    }

    /// The statuses under which it answers where all is well.
    private var goodStatuses: [Int] {
        let unchanged = method == .get && entityTag == .heeded ? [304] : []
        return [successStatus] + otherAnswers.map(\.status) + unchanged
    }

    /// What is wrong with a refusal that the description doesn't list; `nil` where it does.
    ///
    /// Asked in debug builds only, like ``misfit(of:to:)``.
    func misfit(of problem: Problem) -> Problem? {
        possibleProblems.contains(problem.kind) ? nil : misfit(["\(problem.kind.slug) isn't among its problems"])
    }

    /// What is wrong with an answer that isn't as the description says; `nil` where it is.
    ///
    /// Asked in debug builds only, for every answer: whatever test runs through the API checks the description.
    func misfit(of reply: APIReply, to request: APIRequest) -> Problem? {
        guard goodStatuses.contains(reply.status.code) else {
            return misfit(["status \(reply.status.code) isn't among its answers"])
        }
        let written = reply.fields[.contentType]?.prefix { $0 != ";" }
        if let written, !([mediaType] + otherMediaTypes).contains(String(written)) {
            return misfit(["\(written) isn't among what it is written in"])
        }
        guard reply.status.kind == .successful, written == "application/json", !reply.body.isEmpty else { return nil }
        guard let shape = answerShape(to: request) else { return misfit(["there is no shape"]) }
        if case .anything = shape.kind { return nil }
        var limits = JSONLimits()
        limits.elements = 10_000_000
        limits.stringBytes = 1 << 30
        let value: JSONValue
        do {
            value = try JSONReader.read(reply.body, limits: limits)
        } catch {
            return misfit([error.wording.en])
        }
        let errors = shape.check(value)
        return errors.isEmpty ? nil : misfit(errors.prefix(10).map { "\($0.place) \($0.code): \($0.message.en)" })
    }

    private func misfit(_ reasons: [String]) -> Problem {
        let text = "\(operation) answers otherwise than /openapi.json says: \(reasons.joined(separator: "; "))"
        return Problem(.internalError, Wording(vi: text, en: text))
    }
}
