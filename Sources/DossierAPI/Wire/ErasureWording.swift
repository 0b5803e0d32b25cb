import DossierDomain

extension RejectionWording {
    /// Rejections of what was erased, or may not be yet.
    init?(erasure rejection: CommandRejection) {
        switch rejection {
        case .personalDataErased(let instant):
            self.init(
                "personal-data-erased", 410,
                vi: "Dữ liệu cá nhân của hồ sơ này đã được xóa lúc \(instant.spoken.vi); không khôi phục được và không"
                    + " làm gì thêm với hồ sơ. Trạng thái, các mốc thời gian và chuỗi sự kiện vẫn xem được.",
                en: "The personal data of this dossier was erased at \(instant.spoken.en); it can't be had back, and"
                    + " nothing more is done to the dossier. Its status, dates and events can still be read.")
            facts = ["erasedAt": .instant(instant)]
        case .retained(let until, let ground):
            self.init(
                "retained", 409,
                vi: "Phải lưu đến hết ngày \(until.spoken.vi), theo: \(ground). Xóa được từ ngày hôm sau; trả lời"
                    + " người yêu cầu như vậy.",
                en:
                    "It has to be kept to the end of \(until.spoken.en), by: \(ground). It may be erased from the next day"
                    + " on; tell whoever asked so.")
            facts = ["keptUntil": .date(until), "ground": .string(ground)]
        case .noRetentionRule:
            self.init(
                "no-retention-rule", 409,
                vi: "Cấu hình không quy định thời hạn lưu cho loại hồ sơ này nên không biết phải lưu đến khi nào."
                    + " Bổ sung quy tắc lưu trữ (retention.yaml) trước.",
                en: "The configuration has no retention rule for this, so that nobody knows how long it has to be kept."
                    + " Add one (retention.yaml) first.")
        case .matterOpen(let matter):
            let wording = matter.wording
            self.init("matter-open", 409, vi: wording.vi, en: wording.en)
            facts = ["matter": .name(matter)]
        default: return nil
        }
    }
}

extension OpenMatter {
    /// What is still to be done.
    fileprivate var wording: Wording {
        switch self {
        case .papersHeld:
            Wording(
                vi: "Cơ quan còn giữ giấy tờ của công dân. Trả lại giấy tờ rồi mới xóa được dữ liệu.",
                en: "The authorities still have the citizen's papers. Give them back first, then erase.")
        case .complaintUnanswered:
            Wording(
                vi: "Còn phản ánh, kiến nghị chưa trả lời. Trả lời rồi mới xóa được dữ liệu.",
                en: "A complaint waits for its answer. Answer it first, then erase.")
        }
    }
}
