import DossierDomain
import DossierRouting

extension AuthorizationRule {
    /// Why the rule forbids or allows, and whom (SEC-03, SEC-05): one table, so that a rule without words doesn't
    /// compile.
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
                vi: "Chỉ cơ quan đang giữ hồ sơ mới được yêu cầu bổ sung; chỉ cơ quan đó hoặc bộ phận một cửa phụ trách"
                    + " hồ sơ mới được yêu cầu nộp tiền, dừng xử lý. Nhân viên bưu điện thì không.",
                en: "Only the agency that holds the dossier asks for papers; only that agency or the office in charge"
                    + " of the dossier asks for money or stops it. Postal staff don't.")
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
        case .actUnderPosting:
            Wording(
                vi: "Chỉ được làm việc theo phân công đang có hiệu lực, đúng nơi, đúng vai trò đã phân công."
                    + " Xin quản trị viên cập nhật phân công.",
                en: "Whoever is posted works while the posting is in force, where and as what it says."
                    + " Ask the administrator to bring the posting up to date.")
        case .performByColleague:
            Wording(
                vi: "Người thực hiện ghi ở performer phải có phân công vào ngày làm việc đó, tại đúng bộ phận, đúng"
                    + " quầy, cùng vai trò và nơi trả lương với thẻ gửi; người quyết định, người ký thì tự gửi việc của"
                    + " mình. Xem lại mã phân công rồi gửi lại với khóa mới.",
                en: "Whoever is named as performer was posted on the day of the act, at this office and counter, in the"
                    + " role and employment of the credential that tells it; whoever decides or signs tells it"
                    + " themselves. Look up the posting and send the act again under a new key.")
        case .callByRole:
            Wording(vi: "Chức năng này chỉ dành cho một số vai trò.", en: "This operation is for certain roles only.")
        case .seeAsParticipant:
            Wording(
                vi: "Nơi tham gia giải quyết hồ sơ được xem hồ sơ.", en: "A body that takes part in a dossier sees it.")
        case .seeAsMonitor:
            Wording(
                vi: "Bộ phận một cửa cấp trên theo dõi hồ sơ chuyển đến cơ quan của mình: xem tiến độ, không xem thông"
                    + " tin người nộp.",
                en: "The upper one-stop office sees what passes to its agencies: the progress, not the applicant.")
        case .overseeWithoutPersonalData:
            Wording(
                vi: "Quản trị viên và thanh tra viên xem mọi hồ sơ, trừ dữ liệu cá nhân.",
                en: "Administrators and inspectors see every dossier, but no personal data.")
        case .followOwnSlip:
            Wording(
                vi: "Người có mã hồ sơ và mã tra cứu trên giấy hẹn được theo dõi, đánh giá, phản ánh hồ sơ đó.",
                en: "Whoever has the number and code of a slip follows that dossier, rates it and complains of it.")
        case .seeNothingForeign:
            Wording(
                vi: "Nơi không tham gia, không theo dõi thì không thấy gì, kể cả việc hồ sơ có tồn tại hay không.",
                en: "Whoever neither takes part nor monitors sees nothing, not even whether there is anything.")
        case .readPartiesByTask:
            Wording(
                vi: "Chỉ nơi tham gia giải quyết mới đọc được người nộp là ai và nội dung gửi cho họ.",
                en: "Only bodies that take part read who the applicant is, and what is written to them.")
        case .readIdentityByHandler:
            Wording(
                vi: "Chỉ công chức và hệ thống của nơi đang có việc với hồ sơ đọc được đủ số giấy tờ tùy thân;"
                    + " người khác chỉ thấy các số cuối.",
                en: "Only officials and systems of a body that has to do with the dossier now read identity numbers in"
                    + " full; others see the last digits.")
        case .readRemarksByOfficial:
            Wording(
                vi:
                    "Chỉ công chức và hệ thống của cơ quan tham gia đọc được ý kiến, lý do, phản ánh; nhân viên bưu điện"
                    + " thì không.",
                en:
                    "Only officials and systems of agencies that take part read opinions, reasons and complaints; postal"
                    + " staff don't.")
        case .printSlipByOffice:
            Wording(
                vi: "Chỉ quầy của bộ phận một cửa phụ trách hồ sơ mới có mã tra cứu để in giấy hẹn.",
                en: "Only the counter of the office that looks after the dossier has its slip's code.")
        case .readOwnBooks:
            Wording(
                vi: "Nhân viên và hệ thống của một nơi đọc được việc, sổ và sự kiện của chính nơi đó.",
                en: "A body's own staff and systems read its work, its registers and its feed.")
        case .workForOwnBody:
            Wording(
                vi: "Chỉ nhân viên và hệ thống của chính nơi đó mới nhận việc, giữ vị trí đọc cho nơi đó.",
                en: "Only a body's own staff and systems claim its work and keep its place in the feed.")
        case .auditByInspector:
            Wording(
                vi: "Chỉ thanh tra viên và quản trị viên xem được bản ghi mọi việc, và ai đã đọc gì.",
                en: "Only inspectors and administrators read the record of everything, and who has read what.")
        case .readInEmergencyByOfficial:
            Wording(
                vi: "Chỉ công chức có phân công, nêu rõ lý do, mới được đọc khẩn cấp hồ sơ ngoài phần việc của mình;"
                    + " lần đọc được ghi lại và báo cáo.",
                en: "Only an official under a posting, with a stated reason, reads a foreign dossier in an emergency;"
                    + " the reading is recorded and reported.")
        case .answerPersonByProtector:
            Wording(
                vi: "Chỉ công chức được phân công bảo vệ dữ liệu cá nhân mới cung cấp cho một người dữ liệu"
                    + " về chính họ.",
                en: "Only an official whose posting protects personal data tells a person what is held about them.")
        case .configureByAdministrator:
            Wording(
                vi: "Chỉ quản trị viên được thay đổi, soạn nháp hoặc diễn tập thay đổi cấu hình.",
                en: "Only administrators change the configuration, prepare a change of it or rehearse one.")
        case .readConfigurationByOverseer:
            Wording(
                vi: "Chỉ quản trị viên và thanh tra viên đọc được toàn bộ cấu hình, lịch sử và bản nháp của nó.",
                en: "Only administrators and inspectors read the whole configuration, its history and its drafts.")
        case .readRolloutByOfficial:
            Wording(
                vi: "Chỉ công chức, quản trị viên và thanh tra viên xem được lộ trình chuyển trụ sở.",
                en: "Only officials, administrators and inspectors read how the roll-out of premises stands.")
        case .readPilotByOfficial:
            Wording(
                vi:
                    "Báo cáo thí điểm dành cho quản trị viên, thanh tra viên; của một bộ phận thì cả công chức nơi đó.",
                en: "The pilot's report is for administrators and inspectors, and of an office for its own officials.")
        case .operateByAdministrator:
            Wording(
                vi: "Chỉ quản trị viên cấp thẻ và quyền đăng nhập, sao lưu và đổi mức ghi nhật ký.",
                en: "Only administrators say who may come in, make backups and change how much is logged.")
        }
    }
}
