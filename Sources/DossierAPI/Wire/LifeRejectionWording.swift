import DossierDomain

// Rejections of a dossier's later life, as the clerk reads them.
extension RejectionWording {
    init(standing rejection: CommandRejection) {
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
        case .ownOfficeIsNoCarrier(let office):
            self.init(
                "own-office-is-no-carrier", 422,
                vi: "Bộ phận một cửa \(office) đặt ngay tại đây: tiếp nhận tại quầy, không lập phiếu gửi.",
                en: "Office \(office) is housed right here: receive at its counter, without a consignment note.")
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
            self.init(
                "not-settled-at-once", 422,
                vi: "Thủ tục \(code) không giải quyết ngay tại quầy được. Tiếp nhận rồi chuyển hồ sơ theo quy trình.",
                en: "Procedure \(code) can't be settled at the counter. Receive it and pass it on along its route.")
        default: preconditionFailure("not a rejection about who acts for whom")
        }
    }

    init(handling rejection: CommandRejection) {
        switch rejection {
        case .supplementAlreadyAsked(let earlier):
            self.init(
                "supplement-already-asked", 409,
                vi: "Hồ sơ đã được yêu cầu bổ sung trong khi giải quyết (\(earlier)). Pháp luật chỉ cho một lần:"
                    + " giải quyết với giấy tờ đang có, hoặc từ chối và nêu lý do.",
                en: "A supplement was asked for during handling already (\(earlier)). The law allows one:"
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
                vi: "Hồ sơ đã được hẹn lại một lần (\(earlier)); pháp luật không cho hẹn lại lần nữa."
                    + " Vẫn gửi được lời xin lỗi: bỏ newDueOn rồi gửi lại.",
                en: "A new appointment was given once already (\(earlier)); the law allows no second one."
                    + " An apology can still be sent: leave newDueOn out and send again.")
            facts = ["rescheduledAt": .instant(earlier)]
        case .newDateMissing:
            self.init(
                "new-date-missing", 422, vi: "Phiếu xin lỗi phải có ngày hẹn mới. Ghi newDueOn rồi gửi lại.",
                en: "The apology gives a new appointment. Add newDueOn and send again.")
        case .newDateNotLater(let present):
            self.init(
                "new-date-not-later", 422, vi: "Ngày hẹn mới phải sau \(present). Chọn ngày khác.",
                en: "The new appointment has to lie after \(present). Choose another day.")
            facts = ["after": .instant(present)]
        case .papersElsewhere(let custodian):
            self.init(
                "papers-elsewhere", 409,
                vi: "Giấy tờ không ở bộ phận một cửa này (đang ở \(custodian.key)). Nhận lại giấy tờ trước khi trả.",
                en: "The papers aren't at this office (they are at \(custodian.key)). Get them back first.")
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
        default: preconditionFailure("not a rejection about handling")
        }
    }

    init(registers rejection: CommandRejection) {
        switch rejection {
        case .unknownFee(let fee):
            self.init(
                "unknown-fee", 422,
                vi: "Thủ tục không có khoản \(fee). Chỉ thu các khoản đã công bố; xem fees của hồ sơ.",
                en: "The procedure has no fee \(fee). Only published fees are collected; see the dossier's fees.")
        case .alreadyCollected(let fee):
            self.init(
                "already-collected", 409, vi: "Khoản \(fee) đã thu. Xem các biên lai của hồ sơ.",
                en: "Fee \(fee) was collected already. Look at the dossier's receipts.")
        case .feeOnce(let fee):
            self.init(
                "fee-once", 422, vi: "Khoản \(fee) chỉ thu một lần cho cả hồ sơ: bỏ quantity.",
                en: "Fee \(fee) is due once for the dossier: leave quantity out.")
        case .nothingToCollect:
            self.init(
                "nothing-to-collect", 422, vi: "Chưa ghi khoản nào để thu. Ghi fees hoặc obligation.",
                en: "Nothing is named that is to be paid. Give fees or an obligation.")
        case .unknownObligation(let id):
            self.init(
                "unknown-obligation", 409, vi: "Không có khoản phải nộp \(id) còn chưa nộp. Tải lại hồ sơ.",
                en: "There is no demanded payment \(id) still owed. Reload the dossier.")
        case .unknownNotice(let id):
            self.init(
                "unknown-notice", 409, vi: "Không có thông báo \(id) còn phải gửi. Tải lại danh sách.",
                en: "There is no notice \(id) that is still owed. Reload the list.")
        case .alreadyRated(let channel):
            self.init(
                "already-rated", 409, vi: "Hồ sơ đã được đánh giá bằng cách này (\(channel.rawValue)).",
                en: "The dossier was rated in that way already (\(channel.rawValue)).")
        case .notRated(let indicator):
            self.init(
                "not-rated", 422, vi: "Công dân không chấm chỉ số \(indicator); chỉ chấm các chỉ số 1, 3, 4 và 7.",
                en: "Citizens don't rate indicator \(indicator); only 1, 3, 4 and 7.")
        case .unknownComplaint(let id):
            self.init(
                "unknown-complaint", 409, vi: "Không có phản ánh \(id) chưa trả lời. Tải lại hồ sơ.",
                en: "There is no complaint \(id) without an answer. Reload the dossier.")
        default: preconditionFailure("not a rejection about registers")
        }
    }
}
