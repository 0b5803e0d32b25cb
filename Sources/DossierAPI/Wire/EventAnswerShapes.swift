import DossierDomain

/// Events: an envelope that is the same for all, and what each kind of event says.
extension AnswerShape {
    /// One event of a dossier, told apart by its `type`.
    static let event = Shape.choice(by: "type", DossierEvent.Kind.allCases.map { eventShape(of: $0) }).named("Event")

    static let events = Shape.object(
        "Events", [.required("events", list(of: event), "Các sự kiện, cũ nhất trước.", "The events, oldest first.")])

    private static func eventShape(of kind: DossierEvent.Kind) -> Shape {
        let name = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        return .object(
            "\(name)Event",
            [
                .required("sequence", count, "Thứ tự trong hồ sơ.", "Its place within the dossier."),
                .required("position", count, "Vị trí trong sổ chung.", "Its place among all events."),
                .required("type", .enumeration([kind.rawValue]), "Loại.", "What happened."),
                .required("occurredAt", .instant, "Lúc xảy ra.", "When it happened in the world."),
                .required("recordedAt", .instant, "Lúc ghi.", "When it was recorded."),
                .required("by", actor, "Ai làm.", "Who did it."),
                .required("configurationVersion", count, "Phiên bản cấu hình.", "The configuration in force."),
                .required("requestId", line, "Mã yêu cầu.", "The request's identity."),
                .required("data", .object(fields(of: kind)), "Nội dung.", "What it says."),
            ])
    }

    private static func fields(of kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .submitted, .supplementRequested, .supplemented, .received, .receptionConfirmed, .handoverRecordSigned,
            .refusalProposed, .receptionRefused, .scanAttached, .personalDataErased:
            fieldsOfReception(kind)
        case .handoverOffered, .handoverDispatched, .handoverAcknowledged, .handoverReturned: fieldsOfHandovers(kind)
        case .stageEntered, .stepStarted, .stepCompleted, .decided, .deadlineMoved, .consultationRequested,
            .consultationAnswered, .consultationSilent, .stepSentBack, .planFlagged, .replanned, .latenessForeseen:
            fieldsOfHandling(kind)
        case .supplementAsked, .timeLimitReset, .rescheduled, .withdrawn, .stopped, .papersGivenBack,
            .incidentReported:
            fieldsOfLife(kind)
        case .resultHandedOver, .resultPosted, .deliveryFailed, .resultReturned, .decisionReplaced:
            fieldsOfResults(kind)
        case .paymentDemanded, .feeCollected, .noticeRecorded, .rated, .complaintReceived, .complaintAnswered,
            .inspected:
            fieldsOfCitizens(kind)
        case .configurationChanged:
            [
                .required(
                    "act", .enumeration(DossierEvent.ConfigurationChanged.Act.self), "Việc đã làm.", "What was done."),
                .required("version", count, "Phiên bản cấu hình.", "The version that it made."),
                .required("document", line, "Mã băm của toàn bộ.", "Digest of the whole."),
                .optional("reason", line, "Vì sao.", "Why."),
            ]
        case .credentialIssued, .credentialReplaced, .credentialRevoked, .loginGiven, .loginChanged, .loginRemoved,
            .loginBarred:
            fieldsOfAccess(kind)
        }
    }

    private static let breachField: Field = .optional(
        "breach", .enumeration(Breach.self), "Vi phạm, nếu có.", "The breach that it is, if it is one.")
    private static let missing: Field = .required("missing", papers, "Giấy tờ còn thiếu.", "What is missing.")
    private static let assignmentField: Field = .required("assignment", reference, "Mã việc.", "The assignment.")
    private static let branchField: Field = .required("branch", reference, "Nhánh.", "The branch.")
    private static let step: Field = .required("step", reference, "Bước.", "The step.")
    private static let from: Field = .required("from", body, "Bên giao.", "Who gives.")
    private static let to: Field = .required("to", body, "Bên nhận.", "Who receives.")
    private static let handoverField: Field = .required("handover", reference, "Lần bàn giao.", "The handover.")
    private static let manifestField: Field = .optional("manifest", reference, "Biên bản.", "The manifest.")
    private static let requiredCarrier: Field = .required("carrier", line, "Đơn vị vận chuyển.", "The carrier.")
    private static let amount: Field = .required("amountVND", count, "Số tiền, đồng.", "Amount in đồng.")
    private static let movedSteps: Field = .required(
        "steps",
        list(
            of: .object(
                "MovedStep", [.required("branch", reference, "Nhánh.", "The branch."), dueAt])),
        "Hạn của các bước.", "The steps' due dates.")
    private static let decisionFields: [Field] = [
        .required("outcome", .enumeration(Decision.Outcome.self), "Đồng ý hay từ chối.", "Granted or refused."),
        .required("number", line, "Số quyết định.", "Its number."), .required("date", .date, "Ngày ký.", "Its date."),
    ]

    private static func fieldsOfReception(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .submitted:
            [
                .required("procedure", procedure, "Thủ tục.", "The procedure."),
                .required("office", named, "Nơi nhận.", "The office."),
                .required("counter", reference, "Quầy.", "The counter."),
                .required("channel", .enumeration(Procedure.Channel.self), "Kênh nộp.", "How it was handed in."),
                .required("applicantUnit", named, "Nơi cư trú.", "Where the applicant lives."),
                .optional("applicantKind", .enumeration(ApplicantKind.self), "Người nộp là.", "What they are."),
                .optional("consignment", consignment, "Phiếu gửi.", "The consignment note."),
                .optional("group", reference, "Nhóm liên thông.", "The interlinked group."),
                .required("documents", papers, "Giấy tờ.", "The papers."),
            ]
        case .supplementRequested: [breachField, missing]
        case .supplemented: [.required("documents", papers, "Giấy tờ.", "The papers.")]
        case .received:
            [
                number, .required("procedure", procedure, "Thủ tục.", "The procedure."),
                .required("onBehalfOf", named, "Cơ quan cấp mã.", "The agency whose number it bears."), dueAt,
                .required("passOnBy", .instant, "Hạn chuyển đi.", "By when it is passed on."),
                .required("confirmationRequired", .boolean, "Chờ xác nhận.", "Whether an official confirms."),
                .required("slipIssued", .boolean, "Đã lập giấy hẹn.", "Whether form 01 was issued."),
                .required("returnOffice", named, "Nơi trả kết quả.", "Where the result is handed over."),
            ]
        case .handoverRecordSigned:
            [.optional("recordNumber", line, "Số biên bản.", "Number of the record."), missing]
        case .receptionRefused: [.optional("formNumber", line, "Số phiếu.", "Number of the form.")]
        case .personalDataErased:
            [
                .required("ground", .enumeration(ErasureGround.self), "Căn cứ.", "The ground."),
                .required("keptUntil", .date, "Phải lưu đến hết ngày.", "Until when it had to be kept."),
            ]
        case .scanAttached:
            [
                .required("scan", reference, "Bản chụp.", "The scan."),
                .required("document", .identifier, "Giấy tờ.", "The paper."),
                .required("page", count, "Trang.", "The page."),
                .required("mediaType", line, "Loại tệp.", "Its media type."),
                .required("byteCount", count, "Kích thước, byte.", "Size in bytes."),
            ]
        default: []
        }
    }

    private static func fieldsOfHandovers(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .handoverOffered:
            [
                handoverField,
                .required("purpose", .enumeration(HandoverPurpose.self), "Để làm gì.", "What for."),
                .optional("branch", reference, "Nhánh.", "The branch."),
                .optional("step", reference, "Bước.", "The step."), from, to,
                .required("carriesPaper", .boolean, "Có giấy tờ.", "Whether papers go with it."),
                .optional("monitoredBy", named, "Nơi theo dõi.", "The office that watches."), carrier, trackingCode,
                manifestField,
            ]
        case .handoverDispatched: [handoverField, requiredCarrier, trackingCode, manifestField]
        case .handoverAcknowledged:
            [
                handoverField, optionalDueAt,
                .optional("discrepancies", list(of: discrepancyItem), "Sai khác.", "What differs."),
            ]
        default: [handoverField]
        }
    }

    private static func fieldsOfHandling(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .stageEntered:
            [
                .required("stage", reference, "Giai đoạn.", "The stage."),
                .required("lead", reference, "Nhánh chính.", "The main line."),
                .required("branches", list(of: reference), "Các nhánh.", "The branches."),
                .required("holder", body, "Ai đang giữ.", "Who holds it."),
            ]
        case .stepStarted:
            [assignmentField, branchField, step, .required("agency", named, "Cơ quan.", "The agency."), dueAt]
        case .stepCompleted:
            [assignmentField, branchField, step, .optional("next", reference, "Bước sau.", "The next step.")]
        case .decided: decisionFields + [breachField]
        case .deadlineMoved: [dueAt, movedSteps]
        case .consultationRequested: consultationFields
        case .consultationAnswered: [.required("consultation", reference, "Lần lấy ý kiến.", "The question.")]
        case .consultationSilent:
            [
                .required("consultation", reference, "Lần lấy ý kiến.", "The question."),
                .required("asked", named, "Bên được hỏi.", "Who was asked."),
                .required("reportedTo", named, "Nơi được báo.", "The office that is told."),
            ]
        case .stepSentBack:
            [assignmentField, .optional("step", reference, "Bước.", "The step."), handoverField, from, to, carrier]
        case .planFlagged:
            [
                .required("problems", planProblems, "Vì sao.", "Why."),
                .required("reportedTo", named, "Nơi được báo.", "The office that is told."),
            ]
        case .replanned:
            [
                .required(
                    "steps",
                    list(
                        of: .object(
                            "ReplannedStep",
                            [step, .required("agency", named, "Cơ quan.", "The agency.")])),
                    "Cơ quan mới.", "The new agencies."),
                .optional("returnOffice", named, "Nơi trả kết quả.", "The new return office."),
                .required("withdrawn", list(of: reference), "Bàn giao bị rút.", "Handovers taken back."),
            ]
        case .latenessForeseen:
            [
                dueAt, .required("projectedAt", .instant, "Dự kiến xong.", "When it will be ready."),
                .required("apologiseBy", .instant, "Hạn xin lỗi.", "The last moment for an apology."),
                .required("holder", body, "Ai đang giữ.", "Who holds it."),
            ]
        default: []
        }
    }

    private static func fieldsOfLife(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .supplementAsked: [assignmentField, branchField, step, breachField, missing]
        case .timeLimitReset:
            [dueAt, .required("passOnBy", .instant, "Hạn chuyển đi.", "By when it is passed on."), movedSteps]
        case .rescheduled:
            [.required("by", body, "Nơi hẹn lại.", "Who gives the new appointment."), optionalDueAt, breachField]
        case .withdrawn: [.required("by", .enumeration(RecipientKind.self), "Ai rút.", "Who withdraws.")]
        case .stopped: [.required("by", body, "Nơi dừng.", "Who stops it.")]
        case .papersGivenBack:
            [
                .required("to", .enumeration(RecipientKind.self), "Người nhận.", "To whom."),
                .required("method", .enumeration(HandingOverMethod.self), "Cách trả.", "How."), trackingCode,
                .required("originals", list(of: .identifier), "Bản chính.", "The originals."),
            ]
        case .incidentReported:
            [
                .required("kind", .enumeration(Incident.Kind.self), "Mất hay hỏng.", "Lost or damaged."),
                .required("custodian", custodian, "Ai đang giữ.", "Who had the papers."),
                .optional("handover", reference, "Lần bàn giao.", "The handover under way."),
                .required("documents", list(of: .identifier), "Giấy tờ.", "The papers."),
            ]
        default: []
        }
    }

    private static func fieldsOfResults(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .resultHandedOver:
            [
                .required("to", .enumeration(RecipientKind.self), "Người nhận.", "To whom."),
                .required("method", .enumeration(HandingOverMethod.self), "Cách trả.", "How."), trackingCode,
                .required("originalsReturned", list(of: .identifier), "Bản chính trả lại.", "Originals given back."),
            ]
        case .resultPosted: [requiredCarrier, trackingCode]
        case .deliveryFailed: [.required("attempt", count, "Lần phát.", "Which attempt.")]
        case .resultReturned: [breachField]
        case .decisionReplaced: decisionFields
        default: []
        }
    }

    private static func fieldsOfCitizens(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .paymentDemanded: [amount, .required("by", body, "Nơi yêu cầu.", "Who demands it.")]
        case .feeCollected:
            [
                .required("receipt", line, "Số biên lai.", "Number of the receipt."),
                .required("method", .enumeration(Payment.Method.self), "Cách nộp.", "How it was paid."),
                .required("charges", list(of: charge), "Các khoản.", "What for."),
                .optional("obligation", reference, "Nghĩa vụ tài chính.", "The obligation that it pays."), amount,
                .required("at", body, "Nơi thu.", "Where it was taken."),
                .required("employer", .enumeration(Employer.self), "Ai thu.", "Who employs whoever took it."),
            ]
        case .noticeRecorded:
            [
                .required("notice", reference, "Thông báo.", "The notice."),
                .required("channel", .enumeration(Notice.Channel.self), "Kênh.", "How."),
                .required("outcome", .enumeration(Notice.Outcome.self), "Kết quả.", "Whether it arrived."),
            ]
        case .rated:
            [
                .required("channel", .enumeration(Rating.Channel.self), "Cách đánh giá.", "How it was given."),
                .required("scores", scores, "Điểm.", "The points."),
            ]
        case .complaintReceived: [.required("about", body, "Về nơi nào.", "Whom it is about."), dueAt]
        case .complaintAnswered:
            [
                .required("complaint", reference, "Phản ánh.", "The complaint."),
                .required("upheld", .boolean, "Phản ánh đúng.", "Whether it was upheld."), breachField,
            ]
        case .inspected:
            [
                .required("about", body, "Nơi được kiểm tra.", "Who was inspected."),
                .required("minutes", line, "Số biên bản.", "The minutes."),
                .required("scores", scores, "Điểm.", "The points."),
            ]
        default: []
        }
    }
}
