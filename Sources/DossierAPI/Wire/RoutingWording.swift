import DossierDomain

extension DossierCommand.Name {
    /// Whether only the system or an administrator gives it, so that no answer offers it to anybody.
    var isSystems: Bool {
        switch self {
        case .applyCalendar, .reportSilence, .checkPlan, .warnOfLateness, .erasePersonalData: true
        case .submit, .requestSupplement, .supplement, .receive, .confirmReception, .offerHandover, .dispatchHandover,
            .acknowledgeHandover, .returnHandover, .completeStep, .handOverResult, .consult, .answerConsultation,
            .sendBack, .replan, .refuseReception, .signHandoverRecord, .askSupplement, .issueSupplementRequest,
            .apologise, .withdraw, .stop, .giveBackPapers, .reportIncident, .postResult, .recordFailedDelivery,
            .takeBackResult, .correctDecision, .demandPayment, .collectFee, .recordNotice, .rate, .complain,
            .answerComplaint, .attachScan:
            false
        }
    }
}

extension RejectionWording {
    /// Rejections of consultations, sending back, re-planning and watching.
    init?(routing rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .unknownAgency(let id):
            let agency = words.agency(id)
            self.init(
                "unknown-agency", 422,
                vi: "\(agency.vi) không phải cơ quan đang hoạt động, hoặc không tham gia hồ sơ. Chọn lại từ danh sách "
                    + "GET /v1/agencies; phản ánh về một hồ sơ thì chọn cơ quan đã tham gia hồ sơ đó, hoặc bỏ trống.",
                en: "\(agency.en) is no agency in force, or has no part in the dossier. Choose another from the list "
                    + "at GET /v1/agencies; a complaint on a dossier names an agency with a part in it, or none.")
        case .consultsItself:
            self.init(
                "consults-itself", 422, vi: "Không lấy ý kiến của chính cơ quan mình. Chọn cơ quan khác.",
                en: "An agency doesn't ask itself. Name another agency.")
        case .unknownConsultation:
            self.init(
                "unknown-consultation", 409,
                vi: "Lần lấy ý kiến này không còn chờ trả lời; có thể đã được trả lời. Tải lại hồ sơ để xem.",
                en: "This question doesn't wait for an answer; it may have been answered. Reload the dossier.")
        case .notSilent:
            self.init(
                "not-silent", 409, vi: "Lần lấy ý kiến này chưa quá hạn, hoặc đã được báo.",
                en: "This question isn't past its limit, or was reported already.")
        case .nobodyToSendBackTo:
            self.init(
                "nobody-to-send-back-to", 409,
                vi: "Bước này không do nơi nào chuyển đến nên không có nơi để trả lại.",
                en: "Nobody passed this step on, so there is nobody to send it back to.")
        case .postingRuns(let until):
            self.init(
                "posting-runs", 409,
                vi: "Đang trong thời gian niêm yết công khai, đến hết \(until.spoken.vi). Hoàn thành bước này sau đó.",
                en: "The public posting hangs until \(until.spoken.en). Complete the step after it.")
            facts = ["until": .instant(until)]
        case .planStands:
            self.init(
                "plan-stands", 409, vi: "Lộ trình vẫn đi tiếp được, hoặc đã được đánh dấu.",
                en: "The dossier can go on as planned, or was flagged already.")
        case .nothingToReplan:
            self.init(
                "nothing-to-replan", 422,
                vi: "Không có gì để lập lại: nêu cơ quan cho bước còn phải làm, hoặc nơi trả kết quả mới.",
                en: "There is nothing to plan anew: name an agency for a step still to be done, or a return office.")
        case .planIncomplete(let problems, let route):
            let lacks = problems.map { $0.wording(words, of: route) }
            self.init(
                "plan-incomplete", 422,
                vi: "Lộ trình mới vẫn còn chỗ không đi tiếp được: \(lacks.map(\.vi).joined(separator: "; "))."
                    + " Nêu thêm cơ quan cho các bước đó rồi gửi lại.",
                en: "The new plan still can't go on: \(lacks.map(\.en).joined(separator: "; "))."
                    + " Name agencies for these too and send again.")
            facts = ["problems": .list(problems, \.json)]
        case .latenessNotForeseen:
            self.init(
                "lateness-not-foreseen", 409, vi: "Hồ sơ chưa có dấu hiệu trễ hạn, hoặc đã được cảnh báo.",
                en: "The dossier isn't expected to be late, or that was told already.")
        default: return nil
        }
    }
}

extension PlanProblem {
    /// What is the matter.
    func wording(_ words: Words, of route: RouteReference?) -> Wording {
        let step = step.map { words.step($0, of: route.flatMap { words.catalogue.route($0) }) }
        let name = body.map { words.body($0) } ?? Wording(vi: "", en: "")
        return switch cause {
        case .bodyCeased:
            Wording(
                vi: "\(name.vi) không còn hoạt động" + (step.map { " (bước \($0.vi))" } ?? ""),
                en: "\(name.en) has ceased" + (step.map { " (step \($0.en))" } ?? ""))
        case .stepUnresolved:
            Wording(
                vi: "không tìm được cơ quan cho bước" + (step.map { " \($0.vi)" } ?? ""),
                en: "no agency answers for the step" + (step.map { " \($0.en)" } ?? ""))
        case .returnOfficeCeased:
            Wording(
                vi: "nơi trả kết quả (\(name.vi)) không còn hoạt động",
                en: "the return office (\(name.en)) has ceased")
        case .officeCeased:
            Wording(
                vi: "\(name.vi) không còn hoạt động, nơi được báo tiếp quản hồ sơ",
                en: "\(name.en) has ceased; the one that is told takes the dossier over")
        }
    }

    /// For programs.
    var json: JSONValue {
        ["cause": .name(cause), "step": .optional(step), "body": body.map { .string($0.key) }]
    }
}

extension Remoteness {
    /// What a citizen calls it.
    var wording: Wording {
        switch self {
        case .distant: Wording(vi: "cách xa từ 50 km", en: "50 km away or more")
        case .hardToReach: Wording(vi: "đi lại khó khăn", en: "hard to reach")
        case .offline: Wording(vi: "chưa có Internet", en: "without Internet")
        }
    }
}

extension TimeLimit {
    /// The limit in words.
    var wording: Wording {
        switch self {
        case .workingDays(let count): Wording(vi: "\(count) ngày làm việc", en: "\(count) working days")
        case .calendarDays(let count): Wording(vi: "\(count) ngày", en: "\(count) days")
        case .workingHours(let count): Wording(vi: "\(count) giờ làm việc", en: "\(count) working hours")
        case .sameDay: Wording(vi: "trong ngày", en: "the same day")
        }
    }
}

/// Consultations, sending back, re-planning and warnings.
extension EventView {
    func payload(_ requested: DossierEvent.ConsultationRequested) -> JSONValue {
        naming.consultation(requested.consultation)
    }

    func payload(_ answered: DossierEvent.ConsultationAnswered) -> JSONValue {
        ["consultation": .identifier(answered.consultation)]
    }

    func payload(_ silent: DossierEvent.ConsultationSilent) -> JSONValue {
        [
            "consultation": .identifier(silent.consultation), "asked": naming.agency(silent.asked),
            "reportedTo": naming.office(silent.reportedTo),
        ]
    }

    func payload(_ sentBack: DossierEvent.StepSentBack) -> JSONValue {
        [
            "assignment": .identifier(sentBack.work.assignment), "step": .optional(sentBack.handover.step),
            "handover": .identifier(sentBack.handover.id), "from": naming.body(sentBack.handover.from),
            "to": naming.body(sentBack.handover.to), "carrier": .optional(sentBack.carriage?.carrier),
        ]
    }

    func payload(_ flagged: DossierEvent.PlanFlagged) -> JSONValue {
        ["problems": .list(flagged.problems, \.json), "reportedTo": naming.office(flagged.reportedTo)]
    }

    func payload(_ replanned: DossierEvent.Replanned) -> JSONValue {
        [
            "steps": .list(replanned.steps) {
                ["step": .identifier($0.step), "agency": naming.agency($0.agency)]
            },
            "returnOffice": replanned.returnOffice.map { naming.office($0) },
            "withdrawn": .list(replanned.withdrawn) { .identifier($0) },
        ]
    }

    func payload(_ foreseen: DossierEvent.LatenessForeseen) -> JSONValue {
        [
            "dueAt": .instant(foreseen.dueAt), "projectedAt": .instant(foreseen.projectedAt),
            "apologiseBy": .instant(foreseen.apologiseBy), "holder": naming.body(foreseen.holder),
        ]
    }
}

extension Naming {
    /// A question to another agency, without its words.
    func consultation(_ consultation: Consultation) -> JSONValue {
        [
            "id": .identifier(consultation.id), "step": .identifier(consultation.step),
            "from": body(consultation.from), "asked": agency(consultation.asked),
            "askedAt": .instant(consultation.askedAt), "dueAt": .instant(consultation.dueAt),
            "silenceReportedAt": .optional(consultation.silenceReportedAt),
        ]
    }
}
