import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// The record of everything, who was shown personal data, and reading a foreign dossier in an emergency.
    var auditEndpoints: [Endpoint<Desk>] {
        [listAudit, listRejections, listReads, beginEmergencyReading, goOnReading]
    }

    private var listReads: Endpoint<Desk> {
        Endpoint(
            operation: "listReads", method: .get, path: "/v1/audit/reads", tag: "audit",
            summary: Wording(
                vi:
                    "Ai đã đọc dữ liệu cá nhân của hồ sơ nào, lúc nào, bằng thao tác nào; emergency=true chỉ xem các lần"
                    + " đọc khẩn cấp.",
                en: "Who was shown whose personal data, when and by which operation; emergency=true lists the readings"
                    + " in an emergency alone."),
            access: .roles([.administrator, .inspector]),
            query: [
                .optional("dossier", .dossierNumber, "Mã hồ sơ.", "Of the dossier of that number."),
                .optional("submission", .identifier, "Lần nộp hoặc phản ánh.", "Of that submission or complaint."),
                .optional("credential", .identifier, "Thẻ.", "By that credential."),
                .optional("emergency", .boolean, "Chỉ các lần đọc khẩn cấp.", "Only readings in an emergency."),
                .optional("from", .instant, "Đọc từ lúc.", "First read at or after."),
                .optional("before", .instant, "Đọc trước lúc.", "First read before."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 30), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Các lần đọc, mới nhất trước.", en: "Who read, newest first."), problems: [.notFound],
            answer: AnswerShape.reads, headers: [.link]
        ) { input throws(Problem) in
            let reader = input.context.reader
            var filter = ReadFilter(limit: input.query.optionalInteger("limit") ?? 50)
            filter.dossier = input.query.optionalIdentifier("submission")
            if let number = input.query.optionalDossierNumber("dossier") {
                filter.dossier = try using { () throws(ServiceError) in
                    try service.dossier(number, for: input.caller(), reader: reader)
                }.id
            }
            filter.credential = input.query.optionalIdentifier("credential")
            filter.isEmergency = input.query.optionalBoolean("emergency") ?? false
            filter.from = input.query.optionalInstant("from")
            filter.before = input.query.optionalInstant("before")
            filter.after = input.query.optionalString("after")
            let page = try using { () throws(ServiceError) in
                try service.reads(matching: filter, for: input.caller(), reader: reader)
            }
            let references = page.elements.compactMap { $0.emergency?.reason }
            let reasons = try using { () throws(ServiceError) in
                try service.open(references, as: Remark.self, reader: reader)
            }
            return list("reads", page.elements.map { row($0, reasons, input) }, next: page.next, for: input)
        }
    }

    private func row(
        _ read: PersonalDataRead, _ reasons: [PrivateValueID: Remark], _ input: Input<Desk>
    ) -> JSONValue {
        [
            "submission": .optional(read.dossier), "scope": .optional(read.scope),
            "by": naming(input).actor(read.actor), "person": .optional(personName(read.actor, on: read.firstAt.date)),
            "operation": .string(read.operation), "firstAt": .instant(read.firstAt), "lastAt": .instant(read.lastAt),
            "count": .count(read.count),
            "emergency": read.emergency.map { emergency in
                [
                    "id": .string(emergency.id),
                    "reason": .optional(emergency.reason.flatMap { reasons[$0.value]?.text }),
                    "until": .instant(emergency.until),
                ]
            },
        ]
    }

    /// Who it is, where it is somebody under a posting.
    func personName(_ actor: Actor, on date: CivilDate) -> String? {
        let catalogue = service.catalogue
        guard let posting = actor.posting.flatMap({ catalogue.posting($0, on: date) }) else { return nil }
        return catalogue.document.people.first { $0.id == posting.person }?.name
    }

    private var beginEmergencyReading: Endpoint<Desk> {
        Endpoint(
            operation: "beginEmergencyReading", method: .post, path: "/v1/emergency-readings", tag: "audit",
            summary: Wording(
                vi: "Đọc khẩn cấp một hồ sơ ngoài phần việc của mình, nêu lý do; có thời hạn, được ghi lại và báo cáo.",
                en: "Read a foreign dossier in an emergency, for a stated reason; for a limited time, recorded and"
                    + " reported."),
            access: .roles([.official]), body: BodyShape.emergencyReading, needsKey: true, successStatus: 201,
            success: Wording(vi: "Hồ sơ, và đọc được đến lúc nào.", en: "The dossier, and until when it may be read."),
            problems: [.notFound, .forbiddenByRule, .keyReused, .contention], answer: AnswerShape.emergencyReading,
            headers: [.location]
        ) { input throws(Problem) in
            let request = EmergencyRequest(
                number: input.body.dossierNumber("number"), reason: input.body.string("reason"),
                minutes: input.body.optionalInteger("minutes") ?? EmergencyRequest.usualMinutes)
            let reading: EmergencyReading
            do throws(ServiceError) {
                reading = try await service.readInEmergency(
                    request, operation: input.operation, by: caller(of: input), reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            return try show(reading, for: input, status: .created)
        }
    }

    private var goOnReading: Endpoint<Desk> {
        let summary = Wording(
            vi: "Đọc tiếp hồ sơ đang được đọc khẩn cấp.", en: "Go on with a reading in an emergency while it lasts.")
        return Endpoint(
            operation: "goOnReading", method: .get, path: "/v1/emergency-readings/{id}", tag: "audit",
            summary: summary, access: .roles([.official]), success: summary, problems: [.notFound],
            answer: AnswerShape.emergencyReading
        ) { input throws(Problem) in
            let reading = try using { () throws(ServiceError) in
                try service.emergencyReading(
                    input.parameters["id"] ?? "", operation: input.operation, by: input.caller(),
                    reader: input.context.reader)
            }
            return try show(reading, for: input, status: .ok)
        }
    }

    /// The dossier with its applicant, but for whole identity numbers and for what officials write to each other.
    private func show(
        _ reading: EmergencyReading, for input: Input<Desk>, status: HTTPResponse.Status
    ) throws(Problem) -> APIReply {
        let state = reading.state
        let reader = input.context.reader
        var opened = OpenedValues()
        let parties = [state.applicant] + (state.representative.map { [$0] } ?? [])
        opened.parties = try using { () throws(ServiceError) in
            try service.open(parties, as: Party.self, reader: reader)
        }.mapValues(\.withoutIdentityNumber)
        opened.remarks = try using { () throws(ServiceError) in
            try service.open(state.citizenTexts, as: Remark.self, reader: reader)
        }
        let emergency = reading.read.emergency
        var reply = APIReply.json(
            [
                "id": .optional(emergency?.id), "until": .optional(emergency?.until),
                "dossier": .object(DossierView(naming: naming(input), opened: opened).full(state)),
            ], status: status)
        if status == .created { reply.fields[.location] = emergency.map { "/v1/emergency-readings/\($0.id)" } }
        if reading.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }
}

extension DossierEndpoints {
    /// Notes that the caller is shown personal data of a dossier, where its task lets it read any.
    ///
    /// An act answers the dossier to whoever acts, and stands in its events; it is a reading where it shows more than was
    /// known then (`isReadAnew`): sent again later, or by a body that couldn't read the parties before.
    func noteRead(of state: DossierState, for input: Input<Desk>, isReadAnew: Bool = false) throws(Problem) {
        guard input.isReading || isReadAnew, service.mayRead(.parties, of: state, by: input.caller()) else { return }
        try noteRead(of: state.id, for: input)
    }

    /// Notes that the caller is shown that dossier's personal data, or a list with somebody's.
    func noteRead(of dossier: DossierID?, scope: String? = nil, for input: Input<Desk>) throws(Problem) {
        try using { () throws(ServiceError) in
            try service.noteRead(of: dossier, scope: scope, by: input.caller(), operation: input.operation)
        }
    }
}
