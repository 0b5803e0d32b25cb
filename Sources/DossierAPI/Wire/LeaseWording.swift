import DossierDomain

extension RejectionWording {
    /// What is the matter with a lease, and what to do next (POL-01).
    init?(lease rejection: CommandRejection) {
        switch rejection {
        case .leaseStale(let token, let standing):
            let wording = standing.wording
            self.init(
                "lease-stale", 409, vi: "Quyền giữ số \(token.serial) không còn dùng được: \(wording.vi).",
                en: "Lease \(token.serial) is no longer good: \(wording.en).")
            facts = ["leaseToken": .count(token.serial), "lease": standing.json]
        case .leasedToOther(let worker, let until):
            self.init(
                "leased-to-other", 409,
                vi:
                    "Việc này đang do \(worker) giữ đến \(until.spoken.vi). Đợi đến lúc đó, hoặc giải phóng việc rồi làm.",
                en: "\(worker) has this work until \(until.spoken.en). Wait until then, or free the work first.")
            facts = ["worker": .string(worker), "until": .instant(until)]
        case .leaseForOtherWork(let token):
            self.init(
                "lease-for-other-work", 422,
                vi: "Quyền giữ số \(token.serial) không phải của việc này. Gửi đúng quyền giữ của việc cần làm.",
                en: "Lease \(token.serial) is not for this work. Send the lease of the work that is to be done.")
            facts = ["leaseToken": .count(token.serial)]
        default: return nil
        }
    }
}

extension LeaseStanding {
    /// What has become of it, as part of a sentence, with what to do next.
    var wording: Wording {
        switch self {
        case .held(let until):
            Wording(vi: "việc được giữ đến \(until.spoken.vi)", en: "the work is held until \(until.spoken.en)")
        case .expired(let at):
            Wording(
                vi: "đã hết hạn lúc \(at.spoken.vi), chưa ai nhận lại",
                en: "it ran out at \(at.spoken.en), and nobody has the work yet")
        case .takenOver(let worker, let at):
            Wording(
                vi: "\(worker) đã nhận việc này lúc \(at.spoken.vi); bỏ kết quả đang làm",
                en: "\(worker) got the work at \(at.spoken.en); drop what you have")
        case .completed(let at):
            Wording(
                vi: "việc đã hoàn thành lúc \(at.spoken.vi); không cần làm gì thêm",
                en: "the work was done under it at \(at.spoken.en)")
        case .released(let at):
            Wording(
                vi: "đã trả lại việc lúc \(at.spoken.vi); nhận lại trước khi làm",
                en: "the work was given back at \(at.spoken.en)")
        case .returned(let at):
            Wording(
                vi: "đã trả lại việc kèm lý do lúc \(at.spoken.vi); nhận lại trước khi làm",
                en: "the work was given back with a reason at \(at.spoken.en)")
        case .revoked(let at):
            Wording(
                vi: "người phụ trách đã lấy lại việc lúc \(at.spoken.vi); bỏ kết quả đang làm",
                en: "a person took the work away at \(at.spoken.en); drop what you have")
        case .overtaken(let at):
            Wording(
                vi: "việc đã được làm hoặc không còn nữa lúc \(at.spoken.vi); xem lại hồ sơ",
                en: "the work was done or went away without it at \(at.spoken.en); look at the dossier")
        case .unknown:
            Wording(
                vi: "nơi này không có quyền giữ như vậy cho hồ sơ; kiểm tra lại số",
                en: "this body has no such lease for the dossier; check the number")
        }
    }

    /// State and times for programs.
    var json: JSONValue {
        switch self {
        case .held(let until): ["state": "held", "expiresAt": .instant(until)]
        case .expired(let at): ["state": "expired", "at": .instant(at)]
        case .takenOver(let worker, let at): ["state": "taken-over", "by": .string(worker), "at": .instant(at)]
        case .completed(let at): ["state": "completed", "at": .instant(at)]
        case .released(let at): ["state": "released", "at": .instant(at)]
        case .returned(let at): ["state": "returned", "at": .instant(at)]
        case .revoked(let at): ["state": "revoked", "at": .instant(at)]
        case .overtaken(let at): ["state": "overtaken", "at": .instant(at)]
        case .unknown: ["state": "unknown"]
        }
    }
}
