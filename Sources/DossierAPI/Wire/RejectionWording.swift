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

    /// Puts a rejection into words, with the names that `catalogue` has on `date` for what it mentions.
    ///
    /// `nil` only for one that stands in a group here that doesn't word it; a test words them all.
    init?(_ rejection: CommandRejection, catalogue: Catalogue, date: CivilDate) {
        let words = Words(catalogue: catalogue, date: date)
        switch rejection {
        case .notInStatus, .forbidden: self.init(standing: rejection)
        case .unknownProcedure, .notReceivedHere, .channelNotOffered, .unknownCounter, .unknownUnit,
            .unknownOffice, .routeUnresolved:
            self.init(catalogue: rejection, words)
        case .documentsNotOnList, .documentsMissing, .supplementEmpty, .supplementAsksMore, .originalsNotHeld,
            .documentsNotHandedIn:
            self.init(documents: rejection, words)
        case .confirmationAwaited, .nothingToConfirm, .nothingToOffer, .unknownHandover, .alreadyDispatched,
            .unknownAssignment, .assignmentNotHeld, .decisionMissing, .decisionNotExpected, .reasonsMissing,
            .deadlinesStand:
            self.init(passing: rejection)
        case .unknownAgency, .consultsItself, .unknownConsultation, .notSilent, .nobodyToSendBackTo, .postingRuns,
            .planStands, .nothingToReplan, .planIncomplete, .latenessNotForeseen:
            self.init(routing: rejection, words)
        case .occurredInFuture, .occurredBeforeLastAct, .serialsExhausted:
            self.init(time: rejection, words)
        case .numbersNotReservable, .tooManyNumbersReserved, .numberNotReserved, .numberOfAnotherDay, .numberTaken,
            .numberVoid:
            self.init(number: rejection)
        case .leaseStale, .leasedToOther, .leaseForOtherWork:
            self.init(lease: rejection)
        case .applicantUnidentified, .organisationUnrepresented, .representativeUnauthorised, .ownOfficeIsNoCarrier,
            .recipientUnidentified, .recipientUnauthorised, .notSettledAtOnce:
            self.init(parties: rejection, words)
        case .supplementAlreadyAsked, .noSupplementToIssue, .alreadyRescheduled, .newDateMissing, .newDateNotLater,
            .papersElsewhere, .resultWithPost, .resultNotWithPost, .resultOnItsWay:
            self.init(handling: rejection, words)
        case .unknownFee, .alreadyCollected, .feeOnce, .nothingToCollect, .unknownObligation, .unknownNotice,
            .alreadyRated, .notRated, .unknownComplaint:
            self.init(registers: rejection, words)
        case .scanAlreadyAttached, .pageTaken, .pageBeyondLimit, .tooManyScans:
            self.init(scan: rejection, words)
        case .personalDataErased, .retained, .noRetentionRule, .matterOpen: self.init(erasure: rejection)
        }
    }

    private init?(standing rejection: CommandRejection) {
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
        default: return nil
        }
    }

    private init?(catalogue rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .unknownProcedure(let code):
            self.init(
                "unknown-procedure", 422,
                vi: "Không có thủ tục mã \(code) đang có hiệu lực. Kiểm tra lại mã trong danh sách GET /v1/procedures.",
                en: "No procedure \(code) is in force. Check the code in the list at GET /v1/procedures.")
        case .notReceivedHere(let code, let receiver):
            let procedure = words.procedure(code)
            let office = receiver.map { words.office($0) }
            self.init(
                "not-received-here", 422,
                vi: "Quầy này không tiếp nhận thủ tục \(procedure.vi). "
                    + (office.map { "Hướng dẫn công dân đến: \($0.vi)." }
                        ?? "Hướng dẫn công dân hỏi Trung tâm Phục vụ hành chính công tỉnh."),
                en: "This counter does not receive procedure \(procedure.en). "
                    + (office.map { "Direct the citizen to: \($0.en)." }
                        ?? "Direct the citizen to the provincial public administration service centre."))
            facts = ["receivedBy": .optional(receiver)]
        case .channelNotOffered(let channel, let offered):
            self.init(
                "channel-not-offered", 422,
                vi: "Thủ tục này không nhận hồ sơ nộp \(channel.wording.vi). Công dân nộp được: "
                    + offered.map(\.wording.vi).joined(separator: ", ") + ".",
                en: "Papers for this procedure can't be handed in \(channel.wording.en). They can be: "
                    + offered.map(\.wording.en).joined(separator: ", ") + ".")
        case .unknownCounter(let id):
            self.init(
                "unknown-counter", 422, vi: "Không có quầy \(id). Kiểm tra mã quầy của máy này.",
                en: "There is no counter \(id). Check this terminal's counter.")
        case .unknownUnit(let id):
            let unit = words.unit(id)
            self.init(
                "unknown-unit", 422,
                vi: "\(unit.vi) không phải đơn vị hành chính đang có. Chọn lại nơi cư trú của người nộp từ units trong"
                    + " gói của quầy, GET /v1/offices/{id}/pack.",
                en: "\(unit.en) is no administrative unit in force. Choose the applicant's residence from units in the"
                    + " counter's pack, GET /v1/offices/{id}/pack.")
        case .unknownOffice(let id):
            let office = words.office(id)
            self.init(
                "unknown-office", 422,
                vi: "\(office.vi) không phải bộ phận một cửa đang hoạt động. Chọn lại từ danh sách GET /v1/offices.",
                en: "\(office.en) is no office in force. Choose another from the list at GET /v1/offices.")
        case .routeUnresolved(let problem):
            let lack = problem.lack.wording(words)
            let step = words.step(problem.step, of: words.catalogue.route(problem.route, on: words.date))
            self.init(
                "route-unresolved", 422,
                vi: "Không tìm được nơi giải quyết ở bước \(step.vi): \(lack.vi). "
                    + "Báo quản trị viên sửa cấu hình rồi thử lại.",
                en: "No agency can be found for the step \(step.en): \(lack.en). "
                    + "Ask the administrator to mend the configuration, then try again.")
            facts = ["route": .identifier(problem.route), "step": .identifier(problem.step)]
        default: return nil
        }
    }

    private init?(documents rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .documentsNotOnList(let documents):
            // No list has a name for them.
            let listed = documents.map { "“\($0)”" }.joined(separator: ", ")
            self.init(
                "documents-not-on-list", 422,
                vi: "Giấy tờ không có trong danh mục công bố của thủ tục: \(listed). "
                    + "Không được nhận hoặc đòi giấy tờ ngoài danh mục; bỏ các mục này rồi gửi lại.",
                en: "Not on the procedure's published list: \(listed). "
                    + "Nothing beyond the list may be taken or demanded; leave these out and send again.")
            facts = ["documents": .list(documents) { .identifier($0) }]
        case .documentsMissing(let missing, let procedure):
            let listed = words.documents(missing.map(\.document), of: procedure)
            self.init(
                "documents-missing", 422,
                vi: "Hồ sơ chưa đủ: thiếu \(listed). "
                    + "Lập phiếu yêu cầu bổ sung (mẫu 02) ghi đầy đủ một lần, chưa cấp mã hồ sơ.",
                en: "The papers are incomplete. Missing: \(listed). "
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
        case .supplementAsksMore(let documents, let procedure):
            let listed = words.documents(documents, of: procedure)
            self.init(
                "supplement-asks-more", 422,
                vi: "Phiếu yêu cầu bổ sung lần đầu không nêu: \(listed). Pháp luật chỉ cho yêu cầu bổ sung"
                    + " đầy đủ một lần; chỉ được nhắc lại giấy tờ đã nêu.",
                en: "The first supplement request did not name: \(listed). The law allows one complete"
                    + " request only; a later one may just repeat it.")
            facts = ["documents": .list(documents) { .identifier($0) }]
        case .originalsNotHeld(let documents, let procedure):
            let listed = words.documents(documents, of: procedure)
            self.init(
                "originals-not-held", 422,
                vi: "Hồ sơ không giữ bản chính: \(listed). Bỏ các mục này rồi gửi lại.",
                en: "The dossier holds no original of: \(listed). Leave these out and send again.")
        case .documentsNotHandedIn(let documents, let procedure):
            let listed = words.documents(documents, of: procedure)
            self.init(
                "documents-not-handed-in", 422,
                vi: "Chưa ai nộp các giấy tờ này vào hồ sơ: \(listed). Chỉ báo mất, hỏng giấy tờ đã nộp; bỏ các mục"
                    + " này rồi gửi lại.",
                en: "Nobody handed these in: \(listed). Loss and damage are reported of papers that were handed in;"
                    + " leave these out and send again.")
            facts = ["documents": .list(documents) { .identifier($0) }]
        default: return nil
        }
    }

    private init?(passing rejection: CommandRejection) {
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
        case .unknownHandover:
            self.init(
                "unknown-handover", 409,
                vi: "Lần bàn giao này không còn mở trong hồ sơ; có thể đã được xác nhận hoặc trả lại. Tải lại hồ sơ để"
                    + " xem.",
                en: "This handover isn't open in the dossier; it may have been acknowledged or returned. Reload the"
                    + " dossier.")
        case .alreadyDispatched:
            self.init(
                "already-dispatched", 409,
                vi: "Lần bàn giao này đã giao cho bên vận chuyển. Chờ nơi nhận xác nhận.",
                en: "This handover is with a carrier already. Wait for its recipient to acknowledge it.")
        case .unknownAssignment:
            self.init(
                "unknown-assignment", 409,
                vi: "Việc này không còn mở trong hồ sơ; có thể đã hoàn thành. Tải lại hồ sơ để xem.",
                en: "This work isn't open in the dossier; it may be completed. Reload the dossier.")
        case .assignmentNotHeld:
            self.init(
                "assignment-not-held", 409, vi: "Việc này chưa được nhận bàn giao. Xác nhận đã nhận hồ sơ trước.",
                en: "The handover of this work isn't acknowledged yet. Acknowledge it first.")
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
        default: return nil
        }
    }

    private init?(time rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .occurredInFuture(let now):
            self.init(
                "occurred-in-future", 422,
                vi:
                    "Thời điểm xảy ra ở tương lai; đồng hồ hệ thống đang là \(now.spoken.vi). Kiểm tra đồng hồ máy quầy.",
                en:
                    "The time of the act lies in the future; the system's clock says \(now.spoken.en). Check the terminal's."
            )
            facts = ["now": .instant(now)]
        case .occurredBeforeLastAct(let last):
            self.init(
                "occurred-before-last-act", 422,
                vi: "Thời điểm xảy ra trước việc gần nhất của hồ sơ (\(last.spoken.vi)). Ghi thời điểm sau đó.",
                en: "The act would lie before the dossier's last one (\(last.spoken.en)). Give a later time.")
            facts = ["lastOccurredAt": .instant(last)]
        case .serialsExhausted(let identifier, let date):
            let agency = words.agency(identifier)
            self.init(
                "serials-exhausted", 409,
                vi: "\(agency.vi) đã dùng hết 9.999 số của ngày \(date.spoken.vi). Ghi sổ giấy và báo quản trị viên.",
                en: "\(agency.en) has used all 9,999 numbers of \(date.spoken.en). Use the paper book and tell the"
                    + " administrator.")
        default: return nil
        }
    }
}
