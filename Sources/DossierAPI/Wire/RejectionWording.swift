import DossierDomain

/// A rejection as the clerk reads it: what is the matter, and what to do next.
struct RejectionWording {
    /// Where the problem's documentation lives: `/problems/{slug}`.
    let slug: String
    /// HTTP status: 403, 409, 410 or 422.
    let status: Int
    /// The fact and what to do next.
    let detail: Wording
    /// What would be allowed instead.
    var allowed: [DossierCommand.Name] = []
    /// Facts for programs, by name.
    var facts: JSONObject = [:]

    init(_ slug: String, _ status: Int, vi: String, en: String) {
        self.slug = slug
        self.status = status
        detail = Wording(vi: vi, en: en)
    }

    /// Puts a rejection into words; `catalogue` and `date` give the names of what it mentions.
    init(_ rejection: CommandRejection, catalogue: Catalogue, date: CivilDate) {
        switch rejection {
        case .notInStatus(let status, let all):
            let allowed = all.filter { !$0.isSystems }
            self.init(
                "not-in-status", 409,
                vi: "Hồ sơ đang ở trạng thái \"\(status.name.vi)\" nên không làm được việc này. "
                    + (allowed.isEmpty
                        ? "Hồ sơ đã kết thúc, không còn việc phải làm."
                        : "Việc có thể làm: " + allowed.map(\.wording.vi).joined(separator: ", ") + "."),
                en: "The dossier is \"\(status.name.en)\", so this can't be done. "
                    + (allowed.isEmpty
                        ? "It is closed; nothing is left to do."
                        : "What can be done: " + allowed.map(\.wording.en).joined(separator: ", ") + "."))
            self.allowed = allowed
            // Not `status`, which is the HTTP status in a problem document (RFC 9457, 3.1.2).
            facts = ["dossierStatus": .name(status)]
        case .forbidden(let rule):
            let wording = rule.wording
            self.init("forbidden-by-rule", 403, vi: wording.vi, en: wording.en)
            facts = ["rule": .name(rule)]
        case .unknownProcedure, .notReceivedHere, .channelNotOffered, .unknownCounter, .unknownUnit,
            .unknownOffice, .routeUnresolved:
            self.init(catalogue: rejection, in: catalogue, date: date)
        case .documentsNotOnList, .documentsMissing, .supplementEmpty, .supplementAsksMore, .originalsNotHeld:
            self.init(documents: rejection)
        case .confirmationAwaited, .nothingToConfirm, .nothingToOffer, .unknownHandover, .alreadyDispatched,
            .unknownAssignment, .assignmentNotHeld, .decisionMissing, .decisionNotExpected, .reasonsMissing,
            .deadlinesStand:
            self.init(passing: rejection)
        case .unknownAgency, .consultsItself, .unknownConsultation, .notSilent, .nobodyToSendBackTo, .postingRuns,
            .planStands, .nothingToReplan, .planIncomplete, .latenessNotForeseen:
            self.init(routing: rejection)
        case .occurredInFuture, .occurredBeforeLastAct, .serialsExhausted:
            self.init(time: rejection)
        case .numbersNotReservable, .tooManyNumbersReserved, .numberNotReserved, .numberOfAnotherDay, .numberTaken,
            .numberVoid:
            self.init(number: rejection)
        case .leaseStale, .leasedToOther, .leaseForOtherWork:
            self.init(lease: rejection)
        case .applicantUnidentified, .organisationUnrepresented, .representativeUnauthorised, .ownOfficeIsNoCarrier,
            .recipientUnidentified, .recipientUnauthorised, .notSettledAtOnce:
            self.init(standing: rejection)
        case .supplementAlreadyAsked, .noSupplementToIssue, .alreadyRescheduled, .newDateMissing, .newDateNotLater,
            .papersElsewhere, .resultWithPost, .resultNotWithPost, .resultOnItsWay:
            self.init(handling: rejection)
        case .unknownFee, .alreadyCollected, .feeOnce, .nothingToCollect, .unknownObligation, .unknownNotice,
            .alreadyRated, .notRated, .unknownComplaint:
            self.init(registers: rejection)
        case .scanAlreadyAttached, .pageTaken, .pageBeyondLimit, .tooManyScans:
            self.init(scan: rejection)
        case .personalDataErased, .retained, .noRetentionRule, .matterOpen: self.init(erasure: rejection)
        }
    }

    private init(catalogue rejection: CommandRejection, in catalogue: Catalogue, date: CivilDate) {
        switch rejection {
        case .unknownProcedure(let code):
            self.init(
                "unknown-procedure", 422,
                vi: "Không có thủ tục mã \(code) đang có hiệu lực. Kiểm tra lại mã trong danh sách GET /v1/procedures.",
                en: "No procedure \(code) is in force. Check the code in the list at GET /v1/procedures.")
        case .notReceivedHere(let code, let receiver):
            let name = receiver.flatMap { catalogue.office($0, on: date) }
            self.init(
                "not-received-here", 422,
                vi: "Quầy này không tiếp nhận thủ tục \(code). "
                    + (name.map { "Hướng dẫn công dân đến: \($0.name)." }
                        ?? "Hướng dẫn công dân hỏi Trung tâm Phục vụ hành chính công tỉnh."),
                en: "This counter does not receive procedure \(code). "
                    + (name.map { "Direct the citizen to: \($0.nameEnglish)." }
                        ?? "Direct the citizen to the provincial public administration service centre."))
            facts = ["receivedBy": .optional(receiver)]
        case .channelNotOffered(let channel, let offered):
            let list = offered.map(\.rawValue).joined(separator: ", ")
            self.init(
                "channel-not-offered", 422,
                vi: "Thủ tục này không nhận qua kênh \(channel.rawValue). Kênh được dùng: \(list).",
                en: "This procedure can't be handed in by \(channel.rawValue). Offered: \(list).")
        case .unknownCounter(let id):
            self.init(
                "unknown-counter", 422, vi: "Không có quầy \(id). Kiểm tra mã quầy của máy này.",
                en: "There is no counter \(id). Check this terminal's counter.")
        case .unknownUnit(let id):
            self.init(
                "unknown-unit", 422,
                vi: "Không có đơn vị hành chính \(id). Chọn lại nơi cư trú của người nộp từ danh sách.",
                en: "There is no administrative unit \(id). Choose the applicant's residence from the list.")
        case .unknownOffice(let id):
            self.init(
                "unknown-office", 422, vi: "Không có bộ phận một cửa \(id) đang hoạt động. Chọn lại từ danh sách.",
                en: "There is no office \(id) in force. Choose another from the list.")
        case .routeUnresolved(let problem):
            let lack = problem.lack.wording
            self.init(
                "route-unresolved", 422,
                vi: "Không tìm được nơi giải quyết ở bước \"\(problem.step)\": \(lack.vi). "
                    + "Báo quản trị viên sửa cấu hình rồi thử lại.",
                en: "No agency can be found for step \"\(problem.step)\": \(lack.en). "
                    + "Ask the administrator to mend the configuration, then try again.")
            facts = ["route": .identifier(problem.route), "step": .identifier(problem.step)]
        default: preconditionFailure("not a rejection about the catalogue")
        }
    }

    private init(documents rejection: CommandRejection) {
        switch rejection {
        case .documentsNotOnList(let documents):
            self.init(
                "documents-not-on-list", 422,
                vi: "Giấy tờ không có trong danh mục công bố của thủ tục: \(listed(documents)). "
                    + "Không được nhận hoặc đòi giấy tờ ngoài danh mục; bỏ các mục này rồi gửi lại.",
                en: "Not on the procedure's published list: \(listed(documents)). "
                    + "Nothing beyond the list may be taken or demanded; leave these out and send again.")
            facts = ["documents": .list(documents) { .identifier($0) }]
        case .documentsMissing(let missing):
            self.init(
                "documents-missing", 422,
                vi: "Hồ sơ chưa đủ: thiếu \(listed(missing.map(\.document))). "
                    + "Lập phiếu yêu cầu bổ sung (mẫu 02) ghi đầy đủ một lần, chưa cấp mã hồ sơ.",
                en: "The papers are incomplete: \(listed(missing.map(\.document))) missing. "
                    + "Issue form 02 naming everything at once; no number is given yet.")
            facts = [
                "missing": .list(missing) {
                    [
                        "document": .identifier($0.document), "originals": .count($0.originals),
                        "copies": .count($0.copies),
                    ]
                }
            ]
        case .supplementEmpty:
            self.init(
                "supplement-empty", 422, vi: "Chưa ghi giấy tờ nào. Ghi ít nhất một giấy tờ rồi gửi lại.",
                en: "No paper is named. Name at least one and send again.")
        case .supplementAsksMore(let documents):
            self.init(
                "supplement-asks-more", 422,
                vi: "Phiếu yêu cầu bổ sung lần đầu không nêu: \(listed(documents)). Pháp luật chỉ cho yêu cầu bổ sung"
                    + " đầy đủ một lần; chỉ được nhắc lại giấy tờ đã nêu.",
                en: "The first supplement request did not name: \(listed(documents)). The law allows one complete"
                    + " request only; a later one may just repeat it.")
            facts = ["documents": .list(documents) { .identifier($0) }]
        case .originalsNotHeld(let documents):
            self.init(
                "originals-not-held", 422,
                vi: "Hồ sơ không giữ bản chính: \(listed(documents)). Bỏ các mục này rồi gửi lại.",
                en: "The dossier holds no original of: \(listed(documents)). Leave these out and send again.")
        default: preconditionFailure("not a rejection about documents")
        }
    }

    private init(passing rejection: CommandRejection) {
        switch rejection {
        case .confirmationAwaited:
            self.init(
                "confirmation-awaited", 409,
                vi: "Cần công chức của bộ phận một cửa xác nhận việc tiếp nhận trước khi chuyển hồ sơ đi.",
                en: "An official of the office has to confirm the reception before the dossier is passed on.")
        case .nothingToConfirm:
            self.init(
                "nothing-to-confirm", 409, vi: "Hồ sơ này không cần xác nhận, hoặc đã được xác nhận.",
                en: "This dossier needs no confirmation, or has been confirmed already.")
        case .nothingToOffer:
            self.init(
                "nothing-to-offer", 409,
                vi: "Không có phần nào đang chờ chuyển đi. Xem các lần bàn giao đang mở của hồ sơ.",
                en: "Nothing waits to be passed on. Look at the dossier's open handovers.")
        case .unknownHandover(let id):
            self.init(
                "unknown-handover", 409,
                vi: "Không có lần bàn giao \(id) đang mở; có thể đã được xác nhận hoặc trả lại. Tải lại hồ sơ để xem.",
                en: "There is no open handover \(id); it may have been acknowledged or returned. Reload the dossier.")
        case .alreadyDispatched(let id):
            self.init(
                "already-dispatched", 409, vi: "Lần bàn giao \(id) đã giao cho bên vận chuyển.",
                en: "Handover \(id) is with a carrier already.")
        case .unknownAssignment(let id):
            self.init(
                "unknown-assignment", 409,
                vi: "Không có việc \(id) đang mở trong hồ sơ này; có thể đã hoàn thành. Tải lại hồ sơ để xem.",
                en: "There is no open assignment \(id) in this dossier; it may be completed. Reload the dossier.")
        case .assignmentNotHeld(let id):
            self.init(
                "assignment-not-held", 409, vi: "Chưa nhận bàn giao \(id). Xác nhận đã nhận hồ sơ trước.",
                en: "Handover \(id) isn't acknowledged yet. Acknowledge it first.")
        case .decisionMissing:
            self.init(
                "decision-missing", 422, vi: "Bước này phải kèm quyết định: kết quả, số, ngày và người ký.",
                en: "This step ends with the decision: give outcome, number, date and signer.")
        case .decisionNotExpected:
            self.init(
                "decision-not-expected", 422, vi: "Bước này không ra quyết định. Bỏ phần quyết định rồi gửi lại.",
                en: "This step does not decide. Leave the decision out and send again.")
        case .deadlinesStand:
            self.init(
                "deadlines-stand", 409, vi: "Lịch làm việc mới không làm thay đổi hạn nào của hồ sơ này.",
                en: "The calendar in force moves no due date of this dossier.")
        case .reasonsMissing:
            self.init(
                "reasons-missing", 422, vi: "Từ chối giải quyết phải nêu lý do bằng văn bản. Ghi lý do rồi gửi lại.",
                en: "A refusal gives its reasons in writing. Add the reasons and send again.")
        default: preconditionFailure("not a rejection about passing on")
        }
    }

    private init(time rejection: CommandRejection) {
        switch rejection {
        case .occurredInFuture(let now):
            self.init(
                "occurred-in-future", 422,
                vi: "Thời điểm xảy ra ở tương lai; đồng hồ hệ thống đang là \(now). Kiểm tra đồng hồ máy quầy.",
                en: "The time of the act lies in the future; the system's clock says \(now). Check the terminal's.")
            facts = ["now": .instant(now)]
        case .occurredBeforeLastAct(let last):
            self.init(
                "occurred-before-last-act", 422,
                vi: "Thời điểm xảy ra trước việc gần nhất của hồ sơ (\(last)). Ghi thời điểm sau đó.",
                en: "The act would lie before the dossier's last one (\(last)). Give a later time.")
            facts = ["lastOccurredAt": .instant(last)]
        case .serialsExhausted(let agency, let date):
            self.init(
                "serials-exhausted", 409,
                vi: "Cơ quan \(agency) đã dùng hết 9.999 số của ngày \(date). Ghi sổ giấy và báo quản trị viên.",
                en:
                    "Agency \(agency) has used all 9,999 numbers of \(date). Use the paper book, tell the administrator."
            )
        default: preconditionFailure("not a rejection about time")
        }
    }
}

private func listed(_ documents: [DocumentID]) -> String {
    documents.map(\.text).joined(separator: ", ")
}
