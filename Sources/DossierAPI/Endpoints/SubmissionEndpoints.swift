import DossierDomain
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

private let counterRoles = Access.roles([.postalClerk, .official])

extension DossierEndpoints {
    /// What a citizen brings, until it is received (RCV-02).
    var submissionEndpoints: [Endpoint<Desk>] {
        [submit, readSubmission, requestSupplement, supplement, receiveSubmission, receive]
    }

    private var submit: Endpoint<Desk> {
        changing(
            "submit", "/v1/submissions", tag: "counter", roles: counterRoles, body: BodyShape.newSubmission,
            summary: Wording(
                vi: "Ghi nhận giấy tờ công dân mang đến, chưa cấp mã hồ sơ.",
                en: "Take down what a citizen brings; no number is given yet."),
            entityTag: .given,
            success: Wording(vi: "Đã ghi nhận; còn thiếu gì xem missing.", en: "Taken down; missing names what lacks."),
            problems: submissionProblems
        ) { input, sealed throws(Problem) in
            let id = DossierID(service.newID())
            return (.submit(input.body.submit(as: id, vault: service.vault, into: &sealed)), .new(id))
        }
    }

    private var readSubmission: Endpoint<Desk> {
        Endpoint(
            operation: "readSubmission", method: .get, path: "/v1/submissions/{id}", tag: "counter",
            summary: Wording(vi: "Xem một lần nộp.", en: "Read a submission."),
            query: [Narrowing.field(of: Narrowing.ofDossiers)], entityTag: .heeded,
            success: Wording(vi: "Lần nộp.", en: "The submission."), problems: [.notFound],
            answer: AnswerShape.dossier, narrowedAnswer: AnswerShape.dossierPart
        ) { input throws(Problem) in
            conditional(try show(try submission(input), for: input), for: input)
        }
    }

    private var requestSupplement: Endpoint<Desk> {
        actOnSubmission(
            "requestSupplement", "/supplement-requests", roles: counterRoles, body: BodyShape.supplementRequest,
            Wording(
                vi: "Lập phiếu yêu cầu bổ sung (mẫu 02), đầy đủ một lần.",
                en: "Form 02: ask for what is missing, at once."),
            Wording(vi: "Đã lập phiếu.", en: "The form is issued."), ["supplement-asks-more", "documents-not-on-list"]
        ) { input, sealed in
            .requestSupplement(
                .init(
                    missing: input.body.missingDocuments("missing"),
                    guidance: input.body.optionalSealedText("guidance", service.vault, into: &sealed)))
        }
    }

    private var supplement: Endpoint<Desk> {
        actOnSubmission(
            "supplement", "/supplements", roles: counterRoles, body: BodyShape.supplement,
            Wording(vi: "Công dân nộp giấy tờ bổ sung.", en: "The citizen brings what was missing."),
            Wording(vi: "Đã nhận giấy tờ.", en: "The papers are taken down."), ["documents-not-on-list"]
        ) { input, _ in .supplement(documents: input.body.submittedDocuments()) }
    }

    private var receiveSubmission: Endpoint<Desk> {
        actOnSubmission(
            "receiveSubmission", "/reception", roles: counterRoles, body: BodyShape.reception,
            Wording(
                vi: "Tiếp nhận hồ sơ đã đủ: cấp mã hồ sơ và giấy hẹn (mẫu 01).",
                en: "Receive a complete submission: number and form 01."),
            Wording(vi: "Đã tiếp nhận.", en: "Received."),
            ["documents-missing", "route-unresolved"] + Self.numberSlugs
        ) { input, _ in .receive(input.body.receive) }
    }

    private var receive: Endpoint<Desk> {
        changing(
            "receive", "/v1/dossiers", tag: "counter", roles: counterRoles, body: BodyShape.newDossier,
            summary: Wording(
                vi: "Nộp và tiếp nhận ngay hồ sơ đã đủ, một lần gửi là đủ để in giấy hẹn.",
                en: "Submit and receive a complete dossier at once; the answer has all that form 01 needs."),
            entityTag: .given, success: Wording(vi: "Đã tiếp nhận.", en: "Received."),
            problems: submissionProblems + rejections(["documents-missing", "route-unresolved"] + Self.numberSlugs)
        ) { input, sealed throws(Problem) in
            let id = DossierID(service.newID())
            let submit = input.body.submit(as: id, vault: service.vault, into: &sealed)
            return (.submitAndReceive(submit, input.body.receive), .new(id))
        }
    }

    /// What may be the matter with the number that a reception takes.
    static var numberSlugs: [String] {
        ["serials-exhausted", "number-not-reserved", "number-of-another-day", "number-taken", "number-void"]
    }

    private var submissionProblems: [ProblemKind] {
        [.forbiddenByRule, .keyReused]
            + rejections([
                "unknown-procedure", "not-received-here", "channel-not-offered", "unknown-counter", "unknown-unit",
                "documents-not-on-list", "occurred-in-future", "applicant-unidentified",
                "organisation-unrepresented", "representative-unauthorised", "own-office-is-no-carrier",
            ])
    }

    /// What any change of an existing dossier may meet, and these rejections.
    func changeProblems(_ slugs: [String]) -> [ProblemKind] {
        [.notFound, .forbiddenByRule, .keyReused, .versionMismatch, .contention]
            + rejections(slugs + ["occurred-in-future", "occurred-before-last-act"])
    }

    func rejections(_ slugs: [String]) -> [ProblemKind] {
        slugs.map { slug in
            guard let kind = ProblemKind.named(slug) else { preconditionFailure("no problem is called \(slug)") }
            return kind
        }
    }

    /// The answer, or 304 where the caller has this very representation (RFC 9110, 13.1.2).
    func conditional(_ reply: APIReply, for input: Input<Desk>) -> APIReply {
        guard let known = input.request.fields.entityTags(.ifNoneMatch), let tag = reply.fields[.eTag],
            known.matchesWeakly(tag)
        else { return reply }
        return APIReply(status: .notModified, fields: [.eTag: tag])
    }
}
