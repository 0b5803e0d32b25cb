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
        Endpoint(
            operation: "submit", method: .post, path: "/v1/submissions", tag: "counter",
            summary: Wording(
                vi: "Ghi nhận giấy tờ công dân mang đến, chưa cấp mã hồ sơ.",
                en: "Take down what a citizen brings; no number is given yet."),
            access: counterRoles, body: BodyShape.newSubmission, needsKey: true, entityTag: .given, successStatus: 201,
            success: Wording(vi: "Đã ghi nhận; còn thiếu gì xem missing.", en: "Taken down; missing names what lacks."),
            problems: submissionProblems
        ) { input throws(Problem) in
            let id = DossierID(service.newID())
            var sealed = SealedValues()
            let command = input.body.submit(as: id, vault: service.vault, into: &sealed)
            return try await perform(.submit(command), on: .new(id), sealing: sealed, for: input, status: .created)
        }
    }

    private var readSubmission: Endpoint<Desk> {
        Endpoint(
            operation: "readSubmission", method: .get, path: "/v1/submissions/{id}", tag: "counter",
            summary: Wording(vi: "Xem một lần nộp.", en: "Read a submission."), entityTag: .heeded,
            success: Wording(vi: "Lần nộp.", en: "The submission."), problems: [.notFound]
        ) { input throws(Problem) in
            conditional(try show(try submission(input), for: input), for: input)
        }
    }

    private var requestSupplement: Endpoint<Desk> {
        Endpoint(
            operation: "requestSupplement", method: .post, path: "/v1/submissions/{id}/supplement-requests",
            tag: "counter",
            summary: Wording(
                vi: "Lập phiếu yêu cầu bổ sung (mẫu 02), đầy đủ một lần.",
                en: "Form 02: ask for what is missing, at once."),
            access: counterRoles, body: BodyShape.supplementRequest, needsKey: true, entityTag: .heeded,
            successStatus: 201,
            success: Wording(vi: "Đã lập phiếu.", en: "The form is issued."),
            problems: changeProblems(["supplement-asks-more", "documents-not-on-list", "not-in-status"])
        ) { input throws(Problem) in
            var sealed = SealedValues()
            let guidance = input.body.optionalString("guidance")
                .map { service.vault.seal(Remark(text: $0), into: &sealed) }
            let command = DossierCommand.RequestSupplement(
                missing: input.body.missingDocuments("missing"), guidance: guidance)
            return try await perform(
                .requestSupplement(command), on: .identity(try input.identifier("id")), sealing: sealed, for: input,
                status: .created)
        }
    }

    private var supplement: Endpoint<Desk> {
        Endpoint(
            operation: "supplement", method: .post, path: "/v1/submissions/{id}/supplements", tag: "counter",
            summary: Wording(vi: "Công dân nộp giấy tờ bổ sung.", en: "The citizen brings what was missing."),
            access: counterRoles, body: BodyShape.supplement, needsKey: true, entityTag: .heeded,
            successStatus: 201,
            success: Wording(vi: "Đã nhận giấy tờ.", en: "The papers are taken down."),
            problems: changeProblems(["documents-not-on-list", "not-in-status"])
        ) { input throws(Problem) in
            try await perform(
                .supplement(documents: input.body.submittedDocuments()), on: .identity(try input.identifier("id")),
                for: input, status: .created)
        }
    }

    private var receiveSubmission: Endpoint<Desk> {
        Endpoint(
            operation: "receiveSubmission", method: .post, path: "/v1/submissions/{id}/reception", tag: "counter",
            summary: Wording(
                vi: "Tiếp nhận hồ sơ đã đủ: cấp mã hồ sơ và giấy hẹn (mẫu 01).",
                en: "Receive a complete submission: number and form 01."),
            access: counterRoles, body: BodyShape.reception, needsKey: true, entityTag: .heeded,
            successStatus: 201,
            success: Wording(vi: "Đã tiếp nhận.", en: "Received."),
            problems: changeProblems(["documents-missing", "route-unresolved", "serials-exhausted", "not-in-status"])
        ) { input throws(Problem) in
            try await perform(
                .receive(input.body.receive), on: .identity(try input.identifier("id")), for: input, status: .created)
        }
    }

    private var receive: Endpoint<Desk> {
        Endpoint(
            operation: "receive", method: .post, path: "/v1/dossiers", tag: "counter",
            summary: Wording(
                vi: "Nộp và tiếp nhận ngay hồ sơ đã đủ, một lần gửi là đủ để in giấy hẹn.",
                en: "Submit and receive a complete dossier at once; the answer has all that form 01 needs."),
            access: counterRoles, body: BodyShape.newDossier, needsKey: true, entityTag: .given, successStatus: 201,
            success: Wording(vi: "Đã tiếp nhận.", en: "Received."),
            problems: submissionProblems
                + rejections(["documents-missing", "route-unresolved", "serials-exhausted"])
        ) { input throws(Problem) in
            let id = DossierID(service.newID())
            var sealed = SealedValues()
            let submit = input.body.submit(as: id, vault: service.vault, into: &sealed)
            return try await perform(
                .submitAndReceive(submit, input.body.receive), on: .new(id), sealing: sealed, for: input,
                status: .created)
        }
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
