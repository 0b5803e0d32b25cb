import DossierDomain

// Rejections of a dossier's later life, as the clerk reads them.
extension RejectionWording {
    init?(parties rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .applicantUnidentified:
            self.init(
                "applicant-unidentified", 422,
                vi: "Chưa ghi giấy tờ tùy thân của người nộp (hoặc số đăng ký của tổ chức)."
                    + " Ghi loại và số vào applicant.identityDocument rồi gửi lại.",
                en: "The applicant's identity document (or the organisation's registration) is missing."
                    + " Give its kind and number in applicant.identityDocument and send again.")
        case .organisationUnrepresented:
            self.init(
                "organisation-unrepresented", 422,
                vi:
                    "Tổ chức nộp hồ sơ phải có người đại diện: ghi representative kèm giấy tờ tùy thân và văn bản ủy quyền.",
                en:
                    "An organisation acts by somebody: give the representative with identity document and authorisation."
            )
        case .representativeUnauthorised:
            self.init(
                "representative-unauthorised", 422,
                vi: "Người nộp thay phải có giấy tờ tùy thân và văn bản ủy quyền. Ghi đủ hai mục rồi gửi lại.",
                en: "A representative needs an identity document and an authorisation. Give both and send again.")
        case .ownOfficeIsNoCarrier(let id):
            let office = words.office(id)
            self.init(
                "own-office-is-no-carrier", 422,
                vi: "\(office.vi) đặt ngay tại đây: tiếp nhận tại quầy, không lập phiếu gửi.",
                en: "\(office.en) is housed right here: receive at its counter, without a consignment note.")
        case .recipientUnidentified:
            self.init(
                "recipient-unidentified", 422,
                vi: "Chưa ghi giấy tờ tùy thân của người nhận. Ghi loại và số rồi gửi lại.",
                en: "The identity document of whoever takes it is missing. Give its kind and number and send again.")
        case .recipientUnauthorised:
            self.init(
                "recipient-unauthorised", 422,
                vi: "Người nhận thay phải có văn bản ủy quyền. Ghi vào authorisation rồi gửi lại.",
                en: "Whoever takes it for somebody else needs an authorisation. Give it and send again.")
        case .notSettledAtOnce(let code):
            let procedure = words.procedure(code)
            self.init(
                "not-settled-at-once", 422,
                vi: "Thủ tục \(procedure.vi) không giải quyết ngay tại quầy được. Tiếp nhận rồi chuyển hồ sơ theo quy"
                    + " trình.",
                en:
                    "Procedure \(procedure.en) can't be settled at the counter. Receive it and pass it on along its route."
            )
        default: return nil
        }
    }

    init?(handling rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .supplementAlreadyAsked(let earlier):
            self.init(
                "supplement-already-asked", 409,
                vi:
                    "Hồ sơ đã được yêu cầu bổ sung trong khi giải quyết (\(earlier.spoken.vi)). Pháp luật chỉ cho một lần:"
                    + " giải quyết với giấy tờ đang có, hoặc từ chối và nêu lý do.",
                en: "A supplement was asked for during handling already (\(earlier.spoken.en)). The law allows one:"
                    + " decide on the papers there are, or refuse with reasons.")
            facts = ["askedAt": .instant(earlier)]
        case .noSupplementToIssue:
            self.init(
                "no-supplement-to-issue", 409,
                vi: "Không có phiếu yêu cầu bổ sung nào chờ giao cho công dân. Xác nhận bàn giao từ cơ quan trước.",
                en: "No agency's form 02 waits to be given to the citizen. Acknowledge its handover first.")
        case .alreadyRescheduled(let earlier):
            self.init(
                "already-rescheduled", 409,
                vi: "Hồ sơ đã được hẹn lại một lần (\(earlier.spoken.vi)); pháp luật không cho hẹn lại lần nữa."
                    + " Vẫn gửi được lời xin lỗi: bỏ newDueOn rồi gửi lại.",
                en: "A new appointment was given once already (\(earlier.spoken.en)); the law allows no second one."
                    + " An apology can still be sent: leave newDueOn out and send again.")
            facts = ["rescheduledAt": .instant(earlier)]
        case .newDateMissing:
            self.init(
                "new-date-missing", 422, vi: "Phiếu xin lỗi phải có ngày hẹn mới. Ghi newDueOn rồi gửi lại.",
                en: "The apology gives a new appointment. Add newDueOn and send again.")
        case .newDateNotLater(let present):
            self.init(
                "new-date-not-later", 422, vi: "Ngày hẹn mới phải sau \(present.spoken.vi). Chọn ngày khác.",
                en: "The new appointment has to lie after \(present.spoken.en). Choose another day.")
            facts = ["after": .instant(present)]
        case .papersElsewhere(let custodian):
            let keeper = words.custodian(custodian)
            self.init(
                "papers-elsewhere", 409,
                vi: "Giấy tờ không ở bộ phận một cửa này (nơi đang giữ: \(keeper.vi)). Nhận lại giấy tờ trước khi trả.",
                en: "The papers aren't at this office (\(keeper.en) has them). Get them back first.")
            facts = ["custodian": .string(custodian.key)]
        case .resultWithPost:
            self.init(
                "result-with-post", 409,
                vi: "Bưu điện đang giữ kết quả. Ghi nhận phát thành công (method: post) hoặc nhận lại kết quả trước.",
                en: "The post has the result. Record its delivery (method: post) or take it back first.")
        case .resultNotWithPost:
            self.init(
                "result-not-with-post", 409, vi: "Kết quả không gửi qua bưu điện. Ghi việc gửi trước.",
                en: "The post doesn't have the result. Record that it was posted first.")
        case .resultOnItsWay:
            self.init(
                "result-on-its-way", 409,
                vi: "Kết quả đang trên đường về bộ phận một cửa. Sửa sau khi nơi nhận đã xác nhận hoặc trả lại.",
                en: "The result is on its way to the office. Correct it after it was acknowledged or returned there.")
        default: return nil
        }
    }

    init?(registers rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .unknownFee(let fee):
            self.init(
                "unknown-fee", 422,
                vi: "Thủ tục không có khoản “\(fee)”. Chỉ thu các khoản đã công bố; xem fees của hồ sơ.",
                en: "The procedure has no fee “\(fee)”. Only published fees are collected; see the dossier's fees.")
        case .alreadyCollected(let id, let procedure):
            let fee = words.fee(id, of: procedure)
            self.init(
                "already-collected", 409, vi: "Khoản \(fee) đã thu. Xem các biên lai của hồ sơ.",
                en: "Fee \(fee) was collected already. Look at the dossier's receipts.")
        case .feeOnce(let id, let procedure):
            let fee = words.fee(id, of: procedure)
            self.init(
                "fee-once", 422, vi: "Khoản \(fee) chỉ thu một lần cho cả hồ sơ: bỏ quantity.",
                en: "Fee \(fee) is due once for the dossier: leave quantity out.")
        case .nothingToCollect:
            self.init(
                "nothing-to-collect", 422, vi: "Chưa ghi khoản nào để thu. Ghi fees hoặc obligation.",
                en: "Nothing is named that is to be paid. Give fees or an obligation.")
        case .unknownObligation:
            self.init(
                "unknown-obligation", 409,
                vi: "Hồ sơ không còn khoản phải nộp này; có thể đã nộp. Tải lại hồ sơ để xem.",
                en: "The dossier no longer owes this demanded payment; it may be paid. Reload the dossier.")
        case .unknownNotice:
            self.init(
                "unknown-notice", 409, vi: "Thông báo này không còn phải gửi; có thể đã gửi. Tải lại danh sách.",
                en: "This notice is no longer owed; it may have been given. Reload the list.")
        case .alreadyRated(let channel):
            self.init(
                "already-rated", 409, vi: "Hồ sơ đã được đánh giá bằng cách này (\(channel.wording.vi)).",
                en: "The dossier was rated in that way already (\(channel.wording.en)).")
        case .notRated(let indicator):
            self.init(
                "not-rated", 422, vi: "Công dân không chấm chỉ số \(indicator); chỉ chấm các chỉ số 1, 3, 4 và 7.",
                en: "Citizens don't rate indicator \(indicator); only 1, 3, 4 and 7.")
        case .unknownComplaint:
            self.init(
                "unknown-complaint", 409,
                vi: "Hồ sơ không có phản ánh này chưa trả lời; có thể đã được trả lời. Tải lại hồ sơ để xem.",
                en: "This complaint doesn't wait for an answer; it may have been answered. Reload the dossier.")
        default: return nil
        }
    }
}
