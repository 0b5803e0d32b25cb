import DossierDomain
import DossierRouting

extension AuthorizationRule {
    /// Why a rule about seeing and being somebody forbids or allows, and whom.
    var rightsWording: Wording {
        switch self {
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
                vi: "Chỉ quản trị viên sao lưu và đổi mức ghi nhật ký.",
                en: "Only administrators make backups and change how much is logged.")
        case .receiveAtOwnOffice, .confirmByOfficial, .passOnByHolder, .answerByRecipient, .completeByHolder,
            .applyCalendarByAdministrator, .consultByHolder, .answerByAsked, .watchBySystem, .replanByOfficial,
            .handOverByReturnOffice, .signByOfficial, .entrustToPost, .decideByDelegation, .decideByAnother,
            .askByHolder, .informByReceivingOffice, .apologiseByHolder, .reportByParticipant, .collectByStaff,
            .correctByDecider, .answerByOfficial, .attachByParticipant, .inspectByAdministrator,
            .eraseByAdministrator,
            .voidByTerminalOrOfficial, .reserveByTerminal:
            wording
        }
    }
}
