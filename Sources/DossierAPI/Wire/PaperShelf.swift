import DossierDomain
import DossierPapers
import Synchronization

/// Compiled sets of forms, kept as long as the configuration is the same.
final class PaperShelf: Sendable {
    private struct Kept {
        var configuration = -1
        var sets: [String: PaperTemplates] = [:]
    }

    private let kept = Mutex(Kept())

    /// The compiled set; `nil` where a set that was published by another version of the program can't be compiled by this
    /// one, which breaks nothing but its own papers.
    func templates(of set: FormSet, under configuration: Int) -> PaperTemplates? {
        let key = "\(set.id)@\(set.version)"
        if let known = kept.withLock({ $0.configuration == configuration ? $0.sets[key] : nil }) { return known }
        let compiled: PaperTemplates
        do {
            compiled = try PaperTemplates(set)
        } catch {
            return nil
        }
        kept.withLock { kept in
            if kept.configuration != configuration { kept = Kept(configuration: configuration) }
            kept.sets[key] = compiled
        }
        return compiled
    }
}

/// The size of print that a caller wants.
enum PrintSize: String, CaseIterable {
    case normal, large
}

/// The languages that glosses exist in.
enum GlossLanguage: String, CaseIterable {
    case english = "en"
}

extension Paper {
    /// When a dossier comes to this paper, for whoever asks too early.
    var comesWhen: Wording {
        switch self {
        case .receipt:
            Wording(
                vi: "Giấy tiếp nhận có khi hồ sơ được tiếp nhận; nếu trả kết quả ngay thì chỉ khi người nộp yêu cầu.",
                en: "It exists once the dossier is received; where results are given at once, only when asked for.")
        case .supplementRequest:
            Wording(
                vi: "Phiếu yêu cầu bổ sung có khi quầy yêu cầu bổ sung, hoặc giao yêu cầu của cơ quan cho công dân.",
                en: "It exists once the counter asks for papers, or hands an agency's request to the citizen.")
        case .refusal:
            Wording(
                vi: "Phiếu từ chối có khi công chức từ chối tiếp nhận, hoặc cơ quan quyết định từ chối.",
                en: "It exists once an official refuses the papers, or an agency decides to refuse.")
        case .apology:
            Wording(
                vi: "Phiếu xin lỗi có khi cơ quan chậm trễ xin lỗi và hẹn lại.",
                en: "It exists once the late body has apologised.")
        case .stopNotice:
            Wording(
                vi: "Thông báo dừng có khi việc giải quyết bị dừng.", en: "It exists once handling has been stopped.")
        case .controlSheet:
            Wording(
                vi: "Phiếu kiểm soát có từ khi hồ sơ được tiếp nhận.",
                en: "It exists from the moment the dossier is received.")
        case .consignmentNote:
            Wording(
                vi: "Phiếu gửi chỉ có ở hồ sơ gửi qua bưu điện.", en: "Only dossiers handed to the post have one.")
        case .handoverRecord:
            Wording(
                vi: "Biên bản giao nhận có khi bưu điện và cơ quan ký giao nhận.",
                en: "It exists once post and authority have signed it.")
        case .register, .manifest, .feeReconciliation, .dueList:
            Wording(
                vi: "Đây là danh sách của bộ phận một cửa: xem dưới /v1/offices/{id}.",
                en: "This is a list of an office: see under /v1/offices/{id}.")
        }
    }
}
