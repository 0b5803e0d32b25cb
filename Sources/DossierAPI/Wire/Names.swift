import DossierDomain

extension DossierStatus {
    /// What a clerk calls it.
    var name: Wording {
        switch self {
        case .submitted: Wording(vi: "mới nộp", en: "submitted")
        case .supplementRequested: Wording(vi: "chờ bổ sung giấy tờ", en: "supplement requested")
        case .received: Wording(vi: "đã tiếp nhận", en: "received")
        case .handling: Wording(vi: "đang xử lý", en: "handling")
        case .decided: Wording(vi: "đã có kết quả, đang chuyển về", en: "decided, on its way back")
        case .readyToHandOver: Wording(vi: "có kết quả tại bộ phận một cửa", en: "ready to hand over")
        case .handedOver: Wording(vi: "đã trả kết quả", en: "handed over")
        case .entrusted: Wording(vi: "bưu điện đang chuyển đến cơ quan", en: "entrusted to the post")
        case .refusalProposed: Wording(vi: "chờ công chức quyết định từ chối", en: "refusal proposed")
        case .receptionRefused: Wording(vi: "không được tiếp nhận", en: "refused at the counter")
        case .awaitingSupplement:
            Wording(vi: "chờ công dân bổ sung trong khi giải quyết", en: "awaiting a supplement during handling")
        case .withdrawn: Wording(vi: "công dân đã rút hồ sơ", en: "withdrawn")
        case .stopped: Wording(vi: "đã dừng xử lý", en: "stopped")
        }
    }

    /// The National Public Service Portal's name of its code (STA-01).
    var nationalName: String {
        switch self {
        case .entrusted, .submitted, .refusalProposed: "Mới đăng ký"
        case .receptionRefused: "Không được tiếp nhận"
        case .supplementRequested, .awaitingSupplement: "Yêu cầu bổ sung giấy tờ"
        case .withdrawn: "Công dân yêu cầu rút hồ sơ"
        case .stopped: "Dừng xử lý"
        case .received: "Được tiếp nhận"
        case .handling: "Đang xử lý"
        case .decided, .readyToHandOver: "Đã xử lý xong"
        case .handedOver: "Đã trả kết quả"
        }
    }
}

extension DossierState {
    /// The National Public Service Portal's name of ``nationalCode``.
    var nationalName: String {
        nationalCode == 6 ? "Yêu cầu thực hiện nghĩa vụ tài chính" : status.nationalName
    }
}

extension DossierCommand.Name {
    /// What a clerk calls it.
    var wording: Wording {
        switch self {
        case .submit: Wording(vi: "nộp hồ sơ", en: "submit")
        case .requestSupplement: Wording(vi: "yêu cầu bổ sung", en: "request a supplement")
        case .supplement: Wording(vi: "nộp giấy tờ bổ sung", en: "bring the missing papers")
        case .receive: Wording(vi: "tiếp nhận", en: "receive")
        case .confirmReception: Wording(vi: "xác nhận tiếp nhận", en: "confirm the reception")
        case .offerHandover: Wording(vi: "chuyển hồ sơ đi", en: "pass on")
        case .dispatchHandover: Wording(vi: "giao cho bên vận chuyển", en: "give to a carrier")
        case .acknowledgeHandover: Wording(vi: "xác nhận đã nhận bàn giao", en: "acknowledge a handover")
        case .returnHandover: Wording(vi: "trả lại bàn giao", en: "return a handover")
        case .completeStep: Wording(vi: "hoàn thành bước xử lý", en: "complete a step")
        case .consult: Wording(vi: "lấy ý kiến cơ quan khác", en: "ask another agency")
        case .answerConsultation: Wording(vi: "trả lời lấy ý kiến", en: "answer a question")
        case .reportSilence: Wording(vi: "báo chậm trả lời ý kiến", en: "report silence")
        case .sendBack: Wording(vi: "chuyển trả bước xử lý", en: "send a step back")
        case .checkPlan: Wording(vi: "kiểm tra lộ trình", en: "check the plan")
        case .replan: Wording(vi: "lập lại lộ trình", en: "plan anew")
        case .warnOfLateness: Wording(vi: "cảnh báo sắp trễ hạn", en: "warn of lateness")
        case .applyCalendar: Wording(vi: "áp dụng lịch làm việc mới", en: "apply a changed calendar")
        case .handOverResult: Wording(vi: "trả kết quả cho công dân", en: "hand the result over")
        case .refuseReception: Wording(vi: "từ chối tiếp nhận (mẫu 03)", en: "refuse the papers (form 03)")
        case .signHandoverRecord: Wording(vi: "ký biên bản giao nhận", en: "sign the handover record")
        case .askSupplement: Wording(vi: "đề nghị bổ sung qua bộ phận một cửa", en: "ask for a supplement")
        case .issueSupplementRequest:
            Wording(vi: "giao phiếu yêu cầu bổ sung (mẫu 02) cho công dân", en: "give form 02 to the citizen")
        case .apologise: Wording(vi: "xin lỗi và hẹn lại (mẫu 04)", en: "apologise and reschedule (form 04)")
        case .withdraw: Wording(vi: "rút hồ sơ", en: "withdraw")
        case .stop: Wording(vi: "dừng xử lý", en: "stop handling")
        case .giveBackPapers: Wording(vi: "trả lại giấy tờ cho công dân", en: "give papers back")
        case .reportIncident: Wording(vi: "báo mất, hỏng giấy tờ", en: "report loss or damage")
        case .postResult: Wording(vi: "gửi kết quả qua bưu điện", en: "give the result to the post")
        case .recordFailedDelivery: Wording(vi: "ghi lần phát không thành", en: "record a failed delivery")
        case .takeBackResult: Wording(vi: "nhận lại kết quả không phát được", en: "take an undelivered result back")
        case .correctDecision: Wording(vi: "sửa kết quả sai", en: "correct the result")
        case .demandPayment: Wording(vi: "yêu cầu nộp tiền", en: "demand a payment")
        case .collectFee: Wording(vi: "thu phí, lệ phí", en: "collect fees")
        case .recordNotice: Wording(vi: "ghi việc thông báo cho công dân", en: "record a notice")
        case .rate: Wording(vi: "đánh giá", en: "rate")
        case .complain: Wording(vi: "phản ánh, kiến nghị", en: "complain")
        case .answerComplaint: Wording(vi: "trả lời phản ánh, kiến nghị", en: "answer a complaint")
        case .attachScan: Wording(vi: "gửi bản chụp giấy tờ", en: "attach a scan")
        case .erasePersonalData: Wording(vi: "xóa dữ liệu cá nhân", en: "erase personal data")
        }
    }
}

extension Procedure.Channel {
    /// How a citizen hands in, as part of a sentence.
    var wording: Wording {
        switch self {
        case .counter: Wording(vi: "tại quầy", en: "at a counter")
        case .online: Wording(vi: "trực tuyến", en: "online")
        case .post: Wording(vi: "qua bưu điện", en: "by post")
        }
    }
}

extension Rating.Channel {
    /// What a rating was given with.
    var wording: Wording {
        switch self {
        case .slip: Wording(vi: "phiếu đánh giá", en: "the rating slip")
        case .device: Wording(vi: "thiết bị tại quầy", en: "the device at the counter")
        case .link: Wording(vi: "đường dẫn trên giấy hẹn", en: "the link on the receipt")
        }
    }
}

extension RouteProblem.Lack {
    /// What is lacking.
    func wording(_ words: Words) -> Wording {
        switch self {
        case .noAncestor(let id, let level):
            let (unit, level) = (words.unit(id), words.level(level))
            return Wording(
                vi: "\(unit.vi) không thuộc đơn vị hành chính nào ở mức “\(level.vi)”",
                en: "\(unit.en) lies in no unit of the level “\(level.en)”")
        case .noAgency(let id, let field):
            let unit = words.unit(id)
            return Wording(
                vi: "\(unit.vi) không có cơ quan phụ trách lĩnh vực “\(field)”",
                en: "\(unit.en) has no agency for the field “\(field)”")
        case .agencyNotInForce(let id):
            let agency = words.agency(id)
            return Wording(vi: "\(agency.vi) không còn hoạt động", en: "\(agency.en) is not in force")
        }
    }
}
