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
        }
    }

    /// The National Public Service Portal's name of its code (STA-01).
    var nationalName: String {
        switch self {
        case .submitted: "Mới đăng ký"
        case .supplementRequested: "Yêu cầu bổ sung giấy tờ"
        case .received: "Được tiếp nhận"
        case .handling: "Đang xử lý"
        case .decided, .readyToHandOver: "Đã xử lý xong"
        case .handedOver: "Đã trả kết quả"
        }
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
        }
    }
}

extension AuthorizationRule {
    /// Why the rule forbids it, and who may.
    var wording: Wording {
        switch self {
        case .receiveAtOwnOffice:
            Wording(
                vi: "Chỉ nhân viên của chính quầy, bộ phận một cửa này mới được tiếp nhận ở đây.",
                en: "Only staff of this very counter and office may receive here.")
        case .confirmByOfficial:
            Wording(
                vi: "Chỉ công chức của bộ phận một cửa đã tiếp nhận mới được xác nhận.",
                en: "Only an official of the receiving office may confirm.")
        case .passOnByHolder:
            Wording(
                vi: "Chỉ nơi đang giữ hồ sơ mới được chuyển đi.",
                en: "Only who holds the dossier may pass it on.")
        case .answerByRecipient:
            Wording(
                vi: "Chỉ nơi được bàn giao mới được xác nhận hoặc trả lại.",
                en: "Only whom it is offered to may acknowledge or return it.")
        case .completeByHolder:
            Wording(
                vi:
                    "Chỉ cơ quan đang giữ bước này mới được hoàn thành; nhân viên bưu điện không được giải quyết hồ sơ.",
                en: "Only the agency that holds this step may complete it; postal staff never decide.")
        case .applyCalendarByAdministrator:
            Wording(
                vi: "Chỉ quản trị viên, khi nạp cấu hình, mới được áp dụng lịch làm việc mới.",
                en: "Only an administrator, by loading a configuration, applies a calendar.")
        case .consultByHolder:
            Wording(
                vi: "Chỉ cơ quan đang giữ bước này mới được lấy ý kiến hoặc chuyển trả.",
                en: "Only the agency that holds this step may ask another, or send the step back.")
        case .answerByAsked:
            Wording(
                vi: "Chỉ cơ quan được lấy ý kiến mới được trả lời.", en: "Only the agency that was asked may answer.")
        case .watchBySystem:
            Wording(
                vi: "Việc này do hệ thống tự ghi theo đồng hồ, không ai làm thay.",
                en: "The system records this by its clock; nobody does it by hand.")
        case .replanByOfficial:
            Wording(
                vi: "Chỉ công chức của bộ phận một cửa theo dõi hồ sơ, hoặc quản trị viên, mới được lập lại lộ trình.",
                en: "Only an official of an office that sees the dossier, or an administrator, may plan it anew.")
        case .handOverByReturnOffice:
            Wording(
                vi: "Chỉ bộ phận một cửa đang giữ kết quả mới được trả cho công dân.",
                en: "Only staff of the office that has the result may hand it over.")
        }
    }
}

extension RouteProblem.Lack {
    /// What is lacking.
    var wording: Wording {
        switch self {
        case .noAncestor(let unit, let level):
            Wording(
                vi: "đơn vị \(unit) không thuộc cấp \(level) nào", en: "unit \(unit) has no ancestor of level \(level)")
        case .noAgency(let unit, let field):
            Wording(
                vi: "đơn vị \(unit) không có cơ quan phụ trách lĩnh vực \(field)",
                en: "unit \(unit) has no agency for the field \(field)")
        case .agencyNotInForce(let agency):
            Wording(vi: "cơ quan \(agency) không còn hoạt động", en: "agency \(agency) is not in force")
        }
    }
}
