import DossierDomain
import DossierService
import HTTPTypes

/// Who may call an endpoint.
enum Access: Sendable {
    /// Anyone: health, the citizen's look-up, the description (SEC-01).
    case open
    /// Bearers of a credential in one of these roles.
    case roles(Set<Role>)

    static let anyRole = Access.roles(Set(Role.allCases))
}

/// What the `ETag` of an endpoint's answer is good for.
enum EntityTagUse: Sendable {
    /// There is none.
    case none
    /// For later requests: this one has made what it names.
    case given
    /// For this request as well: reading heeds `If-None-Match`, changing heeds `If-Match` (IDM-02).
    case heeded
}

/// One endpoint: what the table matches, what the description says, and what is done.
struct Endpoint<Context: Sendable>: Sendable {
    let operation: String
    let method: HTTPRequest.Method
    let path: String
    let tag: String
    let summary: Wording
    var access: Access = .anyRole
    var query: [Field] = []
    var body: Shape?
    /// Media types of a body that the handler reads itself, in place of one of that shape.
    var bodyTypes: [String] = []
    /// The media type of a body that is handed over while it comes, where the endpoint takes such a one.
    var streamedMediaType: String?
    /// Whether an `Idempotency-Key` is required: every request that changes something.
    var needsKey = false
    var entityTag = EntityTagUse.none
    /// What the answer is written in; another wish in `Accept` is answered 406.
    var mediaType = "application/json"
    /// What it is also written in where `Accept` prefers that.
    var otherMediaTypes: [String] = []
    /// What it would be written in by another build, and what to say to who wishes that.
    var missing: (mediaType: String, advice: Wording)?
    var successStatus = 200
    var success: Wording
    /// What may be answered instead, beyond what any endpoint may.
    var problems: [ProblemKind] = []
    /// What it does to one dossier, where that is all it does: a counter's day may hold such acts (OFF-01).
    var act: DossierAct<Context>?
    /// What a JSON answer looks like; `nil` where the answer isn't JSON.
    var answer: Shape?
    /// What it looks like where the caller wants some of it alone (`fields`, `Prefer: return=minimal`), or works on a
    /// draft (`draft`).
    var narrowedAnswer: Shape?
    /// The answer's header fields, beyond those that follow from the rest.
    var headers: [AnswerHeader] = []
    /// What else it may answer where all is well.
    var otherAnswers: [OtherAnswer] = []
    let handle: @Sendable (Input<Context>) async throws(Problem) -> APIReply

    /// Whether it only says how the process is, to whoever watches it.
    var isProbe: Bool {
        guard case .open = access else { return false }
        return tag == "operations"
    }

    var segments: [Substring] { path.split(separator: "/") }
}

/// Makes the command of a checked request, and says which dossier it is for.
typealias DossierAct<Context: Sendable> =
    @Sendable (Input<Context>, inout SealedValues) throws(Problem) -> (command: DossierCommand, target: Target)

/// What a handler gets: everything checked already.
struct Input<Context: Sendable>: Sendable {
    let context: Context
    /// The endpoint's operation.
    let operation: String
    let parameters: [String: String]
    let query: CheckedObject
    let body: CheckedObject
    let request: APIRequest
    let language: Language
    let requestID: String
    let actor: Actor?

    /// Whether it only reads.
    var isReading: Bool { request.method == .get || request.method == .head }

    /// A path parameter that is an identity; not found where it can't be one.
    func identifier<Subject>(_ name: String) throws(Problem) -> Identifier<Subject> {
        guard let text = parameters[name], let id = Identifier<Subject>(validating: text) else {
            throw Problem(.notFound)
        }
        return id
    }

    /// The dossier number in the path; not found where it can't be one.
    func number() throws(Problem) -> DossierNumber {
        guard let text = parameters["number"], let number = DossierNumber(text) else { throw Problem(.notFound) }
        return number
    }

    /// Who calls; only for endpoints that aren't open.
    func caller() -> Actor {
        guard let actor else { preconditionFailure("an endpoint that isn't open has an authenticated caller") }
        return actor
    }
}
