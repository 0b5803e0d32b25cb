import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

/// A problem to be told to a caller (RFC 9457): what is the matter here, and what to do next.
public struct Problem: Error, Sendable {
    let kind: ProblemKind
    /// What is the matter in this case; the kind's advice where nothing more is known.
    var detail: Wording
    var errors: [FieldError] = []
    var allowed: [String] = []
    var facts: JSONObject = [:]
    var fields: HTTPFields = [:]
    /// The status, where it differs from the kind's (protocol errors have many).
    var status: Int

    init(_ kind: ProblemKind, _ detail: Wording? = nil) {
        self.kind = kind
        self.detail = detail ?? kind.advice
        status = kind.status
    }

    init(_ kind: ProblemKind, errors: [FieldError]) {
        self.init(kind)
        self.errors = errors
    }

    /// None of the media types that there are is one that the caller takes.
    init(notAcceptable offered: [String], _ advice: Wording? = nil) {
        let list = offered.joined(separator: ", ")
        self.init(
            .notAcceptable,
            Wording(
                vi: "Địa chỉ này trả lời bằng \(list). " + (advice ?? ProblemKind.notAcceptable.advice).vi,
                en: "This address answers in \(list). " + (advice ?? ProblemKind.notAcceptable.advice).en))
    }

    /// A use-case's failure in the caller's words.
    init(_ error: ServiceError, catalogue: Catalogue, date: CivilDate) {
        switch error {
        case .notFound: self.init(.notFound)
        case .rejected(let rejection, let isReplay):
            guard let wording = RejectionWording(rejection, catalogue: catalogue, date: date),
                let kind = ProblemKind.named(wording.slug)
            else {
                self.init(.internalError)
                return
            }
            self.init(kind, wording.detail)
            allowed = wording.allowed.map(\.rawValue)
            facts = wording.facts
            if isReplay { fields[.idempotencyReplayed] = "true" }
        case .versionMismatch(let current):
            self.init(.versionMismatch)
            facts = ["currentVersion": .count(current)]
        case .keyReused: self.init(.keyReused)
        case .contention:
            self.init(.contention)
            fields[.retryAfter] = "1"
        case .placeNotInRecord(let last):
            self.init(.placeNotInRecord)
            facts = ["after": .count(last)]
        case .tooManyRows(let limit):
            self.init(
                .tooManyRows,
                Wording(
                    vi: "Kỳ này có hơn \(limit) dòng. " + ProblemKind.tooManyRows.advice.vi,
                    en: "This period has more than \(limit) rows. " + ProblemKind.tooManyRows.advice.en))
        case .credentialRefused(let refusal): self.init(.credentialRefused, refusal.wording)
        case .loginRefused(let refusal): self.init(refusal: refusal)
        case .tooFast(let seconds): self.init(.tooFast, waiting: seconds)
        case .configurationRefused(let findings):
            self.init(.configurationRefused)
            facts = ["findings": .list(findings) { $0.json }]
        case .store(.invalidCursor):
            self.init(
                .invalidQuery,
                errors: [
                    FieldError(
                        .query("after"), .badFormat,
                        Wording(
                            vi: "Dấu trang không phải do danh sách này cấp. Bỏ tham số after để xem từ đầu.",
                            en: "This cursor is not one of this list's. Leave after out to begin anew."))
                ])
        case .store(.full): self.init(.storageFull)
        case .store(.unavailable):
            self.init(.unavailable)
            fields[.retryAfter] = "2"
        case .store(.corrupt): self.init(.storageDamaged)
        case .store(.versionConflict), .store(.inconsistent): self.init(.internalError)
        }
    }

    /// That an operation is for other roles than the caller's.
    init(forRolesOf access: Access) {
        self = Problem(.forbidden).naming(.callByRole)
        guard case .roles(let roles) = access else { return }
        facts.append("roles", .list(Role.allCases.filter(roles.contains)) { .name($0) })
    }

    /// The same, with the rule that refuses (SEC-05).
    func naming(_ rule: AuthorizationRule) -> Problem {
        var problem = self
        problem.facts.append("rule", .name(rule))
        return problem
    }

    /// Whether it was recorded for an earlier request under the same key.
    var isReplay: Bool { fields[.idempotencyReplayed] == "true" }

    /// The document in the caller's language (RFC 9457, 3).
    func document(in language: Language, requestID: String) -> JSONObject {
        var object: JSONObject = [
            "type": .string("/problems/" + kind.slug), "title": .string(kind.title[language]),
            "status": .count(status), "detail": .string(detail[language]),
        ]
        if !errors.isEmpty { object.append("errors", .list(errors) { $0.json(in: language) }) }
        if !allowed.isEmpty { object.append("allowed", .list(allowed) { .string($0) }) }
        for member in facts.members { object.append(member.name, member.value) }
        object.append("requestId", .string(requestID))
        return object
    }

    /// The answer in the caller's language.
    func reply(in language: Language, requestID: String) -> APIReply {
        let object = document(in: language, requestID: requestID)
        var fields = fields
        fields[.contentType] = "application/problem+json"
        fields[.contentLanguage] = language.rawValue
        return APIReply(
            status: HTTPResponse.Status(code: status), fields: fields, body: JSONValue.object(object).encoded())
    }
}

extension FieldError {
    init(queryError error: FieldError) {
        guard case .body(let pointer) = error.place else {
            self = error
            return
        }
        self.init(.query(String(pointer.dropFirst())), error.code, error.message)
    }
}

extension ProblemKind {
    /// The page that the type's address leads to.
    var page: APIReply {
        .page(
            """
            <!doctype html><html lang="vi"><meta charset="utf-8"><title>\(title.vi)</title>
            <style>body{font:18px/1.5 sans-serif;max-width:40em;margin:2em auto;padding:0 1em}</style>
            <h1>\(title.vi)</h1><p>\(advice.vi)</p>
            <h2 lang="en">\(title.en)</h2><p lang="en">\(advice.en)</p><p><code>\(status) \(slug)</code></p></html>
            """)
    }
}
