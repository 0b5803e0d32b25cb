import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Complaints and feedback about an office or agency that have nothing to do with any dossier (CMP-01).
    var complaintEndpoints: [Endpoint<Desk>] { [takeComplaint, complaint, answerOfficeComplaint] }

    private var takeComplaint: Endpoint<Desk> {
        Endpoint(
            operation: "takeComplaint", method: .post, path: "/v1/office-complaints", tag: "complaints",
            summary: Wording(
                vi: "Tiếp nhận phản ánh, kiến nghị về một bộ phận một cửa hoặc cơ quan, không gắn với hồ sơ nào.",
                en: "Take a complaint about an office or agency that has nothing to do with any dossier."),
            access: .roles([.postalClerk, .official]), body: BodyShape.officeComplaint, needsKey: true,
            entityTag: .given,
            successStatus: 201,
            success: Wording(
                vi: "Đã tiếp nhận; hạn trả lời xem dueAt.", en: "Taken; dueAt says by when it is answered."),
            problems: [.forbiddenByRule, .keyReused, .contention]
                + rejections(["unknown-office", "unknown-agency", "occurred-in-future"]),
            answer: AnswerShape.officeComplaint, headers: [.location]
        ) { input throws(Problem) in
            let agency = input.body.optionalIdentifier("aboutAgency", AgencyID.self).map(Body.agency)
            let office = input.body.optionalIdentifier("aboutOffice", OfficeID.self).map(Body.office)
            var sealed = SealedValues()
            let content = input.body.sealedText("content", service.vault, into: &sealed)
            return try await answer(input, status: .created) { caller async throws(ServiceError) in
                try await service.takeComplaint(
                    .init(content: content, about: agency ?? office), sealing: sealed,
                    occurredAt: input.body.occurredAt, by: caller, reader: input.context.reader)
            }
        }
    }

    private var complaint: Endpoint<Desk> {
        Endpoint(
            operation: "readOfficeComplaint", method: .get, path: "/v1/office-complaints/{complaint}",
            tag: "complaints",
            summary: Wording(vi: "Một phản ánh, kiến nghị và trả lời.", en: "A complaint and its answer."),
            entityTag: .heeded,
            success: Wording(vi: "Phản ánh, kiến nghị.", en: "The complaint."), problems: [.notFound],
            answer: AnswerShape.officeComplaint
        ) { input throws(Problem) in
            let id: DossierID = try input.identifier("complaint")
            let complaint = try using { () throws(ServiceError) in
                try service.complaint(id, for: input.caller(), reader: input.context.reader)
            }
            return conditional(try show(complaint, for: input, status: .ok), for: input)
        }
    }

    private var answerOfficeComplaint: Endpoint<Desk> {
        Endpoint(
            operation: "answerOfficeComplaint", method: .post, path: "/v1/office-complaints/{complaint}/answer",
            tag: "complaints",
            summary: Wording(
                vi: "Trả lời phản ánh, kiến nghị; trả lời muộn vẫn được ghi, kèm vi phạm thời hạn.",
                en: "Answer a complaint, once; a late answer is taken too, as a breach on record."),
            access: .roles([.official, .agencySystem]), body: BodyShape.complaintAnswer, needsKey: true,
            entityTag: .heeded,
            successStatus: 201, success: Wording(vi: "Đã trả lời.", en: "Answered."),
            problems: [.notFound, .forbiddenByRule, .keyReused, .versionMismatch, .contention]
                + rejections(["unknown-complaint", "occurred-in-future", "occurred-before-last-act"]),
            answer: AnswerShape.officeComplaint, headers: [.location]
        ) { input throws(Problem) in
            let id: DossierID = try input.identifier("complaint")
            var sealed = SealedValues()
            let text = input.body.sealedText("answer", service.vault, into: &sealed)
            let command = DossierCommand.AnswerComplaint(
                complaint: ComplaintID(id.text), answer: text, upheld: input.body.boolean("upheld"))
            return try await answer(input, status: .created) { caller async throws(ServiceError) in
                try await service.answerComplaint(
                    id, with: command, sealing: sealed, occurredAt: input.body.occurredAt, by: caller,
                    reader: input.context.reader)
            }
        }
    }

    private func answer(
        _ input: Input<Desk>, status: HTTPResponse.Status,
        _ change: (Caller) async throws(ServiceError) -> PerformedApart<OfficeComplaint>
    ) async throws(Problem) -> APIReply {
        try await performApart(
            for: input, change,
            showing: { made throws(Problem) in
                var reply = try show(made.value, for: input, status: status, isReadAnew: made.isReplay)
                reply.fields[.location] = "/v1/office-complaints/\(made.value.id)"
                return reply
            })
    }

    /// What was said, for officials; postal staff see that and by when (SEC-03).
    private func show(
        _ state: OfficeComplaint, for input: Input<Desk>, status: HTTPResponse.Status, isReadAnew: Bool = false
    ) throws(Problem) -> APIReply {
        let complaint = state.complaint
        var texts: [PrivateValueID: Remark] = [:]
        if service.verdict(on: .read(.remarks), by: input.caller()).isAllowed {
            if input.isReading || isReadAnew { try noteRead(of: state.id, for: input) }
            let references = [complaint.content] + (complaint.answer.map { [$0] } ?? [])
            texts = try using { () throws(ServiceError) in
                try service.open(references, as: Remark.self, reader: input.context.reader)
            }
        }
        let naming = naming(input)
        return .json(
            [
                "id": .identifier(state.id), "about": naming.body(complaint.about),
                "takenAt": naming.body(state.takenAt),
                "content": .optional(texts[complaint.content.value]?.text),
                "receivedAt": .instant(complaint.receivedAt),
                "dueAt": .instant(complaint.dueAt),
                "answer": .optional(complaint.answer.flatMap { texts[$0.value]?.text }),
                "answeredAt": .optional(complaint.answeredAt), "upheld": complaint.upheld.map { .bool($0) },
                "breach": state.breach.map { .name($0.breach) }, "version": .count(state.version),
            ], status: status, fields: [.eTag: entityTag(of: state.version, for: input)])
    }
}
