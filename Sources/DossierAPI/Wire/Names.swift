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
                vi: "Chỉ công chức của bộ phận một cửa phụ trách hồ sơ, hoặc quản trị viên, mới được lập lại lộ trình.",
                en: "Only an official of the office in charge of the dossier, or an administrator, may plan it anew.")
        case .signByOfficial:
            Wording(
                vi: "Chỉ công chức của bộ phận một cửa mới được ký phiếu từ chối hoặc biên bản giao nhận;"
                    + " nhân viên bưu điện chỉ đề xuất.",
                en: "Only an official of the office signs a refusal or a handover record; postal staff may propose.")
        case .entrustToPost:
            Wording(
                vi: "Chỉ nhân viên bưu điện mới nhận hồ sơ để chuyển phát.",
                en: "Only postal staff take papers as a carrier.")
        case .decideByDelegation:
            Wording(
                vi: "Chỉ công chức được cơ quan có thẩm quyền ủy quyền giải quyết thủ tục này mới quyết định tại quầy."
                    + " Chuyển hồ sơ cho cơ quan giải quyết.",
                en: "Only an official to whom this procedure is delegated decides at the counter."
                    + " Pass the dossier on to the agency.")
        case .decideByAnother:
            Wording(
                vi: "Người đã tiếp nhận hồ sơ, hoặc đã nhập việc tiếp nhận đó, không được giải quyết hồ sơ; máy quầy"
                    + " dùng chung tiếp nhận thì không ai được phân công ở quầy đó hôm ấy được giải quyết. Công chức"
                    + " giải quyết theo phân công của mình. Chuyển cho người khác.",
                en: "Whoever received a dossier, or told that, doesn't decide it; where a shared terminal received it,"
                    + " nobody does who was posted there that day. An official decides under their own posting."
                    + " Let somebody else do it.")
        case .askByHolder:
            Wording(
                vi: "Chỉ cơ quan đang giữ hồ sơ mới được yêu cầu bổ sung, yêu cầu nộp tiền hoặc dừng xử lý.",
                en: "Only the agency that holds the dossier may ask for papers or money, or stop it.")
        case .informByReceivingOffice:
            Wording(
                vi: "Mọi việc với công dân phải qua bộ phận một cửa đã tiếp nhận hồ sơ.",
                en: "Everything with the citizen goes through the one-stop office that received the dossier.")
        case .apologiseByHolder:
            Wording(
                vi: "Chỉ cơ quan đang giữ hồ sơ, hoặc bộ phận một cửa đã tiếp nhận, mới được xin lỗi và hẹn lại.",
                en: "Only a body that holds the dossier, or the receiving office for it, apologises.")
        case .reportByParticipant:
            Wording(
                vi: "Chỉ nơi tham gia giải quyết hồ sơ mới được báo mất, hỏng.",
                en: "Only a body that takes part in the dossier reports loss or damage.")
        case .collectByStaff:
            Wording(
                vi: "Chỉ nơi tham gia giải quyết hồ sơ mới được thu tiền.",
                en: "Only a body that takes part in the dossier takes money for it.")
        case .correctByDecider:
            Wording(
                vi: "Chỉ cơ quan đã ra quyết định mới được sửa kết quả.",
                en: "Only the agency that decided corrects its result.")
        case .reserveByTerminal:
            Wording(
                vi: "Chỉ máy của một quầy hoặc của một người mới giữ được số; thẻ này không ghi quầy.",
                en: "Only a counter's or a person's terminal reserves numbers; this credential names neither.")
        case .voidByTerminalOrOfficial:
            Wording(
                vi: "Chỉ máy đã giữ dải số hoặc công chức của bộ phận một cửa đó mới được hủy số.",
                en: "Only the terminal that has the block, or an official of its office, declares numbers void.")
        case .answerByOfficial:
            Wording(
                vi: "Chỉ công chức của nơi bị phản ánh hoặc của bộ phận một cửa đã tiếp nhận mới được trả lời.",
                en: "Only an official of the body complained about, or of the receiving office, answers.")
        case .attachByParticipant:
            Wording(
                vi: "Chỉ nơi tham gia giải quyết hồ sơ mới được gửi bản chụp giấy tờ.",
                en: "Only a body that takes part in the dossier attaches scans.")
        case .eraseByAdministrator:
            Wording(
                vi: "Chỉ quản trị viên, là người không đọc dữ liệu cá nhân, mới được xóa dữ liệu đó.",
                en: "Only an administrator, who reads no personal data, has it erased.")
        case .inspectByAdministrator:
            Wording(
                vi: "Chỉ quản trị viên được nhập kết quả kiểm tra.", en: "Only administrators enter inspections.")
        case .handOverByReturnOffice:
            Wording(
                vi: "Chỉ bộ phận một cửa đang giữ kết quả mới được trả cho công dân.",
                en: "Only staff of the office that has the result may hand it over.")
        case .actUnderPosting, .performByColleague, .callByRole, .seeAsParticipant, .seeAsMonitor,
            .overseeWithoutPersonalData, .followOwnSlip, .seeNothingForeign, .readPartiesByTask, .readIdentityByHandler,
            .readRemarksByOfficial,
            .printSlipByOffice, .readOwnBooks, .workForOwnBody, .auditByInspector, .readInEmergencyByOfficial,
            .answerPersonByProtector, .configureByAdministrator, .readConfigurationByOverseer,
            .readRolloutByOfficial, .readPilotByOfficial, .operateByAdministrator:
            rightsWording
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
