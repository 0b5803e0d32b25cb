import DossierDomain
import DossierRouting

/// The ledger in a sentence that a citizen understands.
struct ClockWording {
    let naming: Naming

    /// Where the dossier is, until when, and when the result is promised.
    func sentence(_ ledger: DeadlineLedger) -> Wording {
        guard let last = ledger.mainLine.last else { return Wording(vi: "", en: "") }
        let promise = Wording(
            vi: "Hẹn trả kết quả: \(ledger.dueAt.spoken.vi)\(promiseVi(ledger)).",
            en: "The result is promised for \(ledger.dueAt.spoken.en)\(promiseEn(ledger)).")
        if ledger.isClosed {
            return Wording(
                vi: "Hồ sơ đã kết thúc lúc \(ledger.until.spoken.vi). \(promise.vi)",
                en: "The dossier was closed at \(ledger.until.spoken.en). \(promise.en)")
        }
        let standing = place(last)
        return Wording(vi: "\(standing.vi) \(promise.vi)", en: "\(standing.en) \(promise.en)")
    }

    private func place(_ segment: DeadlineLedger.Segment) -> Wording {
        let name = naming.words.custodian(segment.holder)
        let since = segment.from.spoken
        let limit = segment.deadline.map { deadline in
            segment.punctuality == .late
                ? Wording(
                    vi: ", đáng lẽ xong trước \(deadline.dueAt.spoken.vi)",
                    en: ", and should have been done by \(deadline.dueAt.spoken.en)")
                : Wording(
                    vi: ", phải xong trước \(deadline.dueAt.spoken.vi)",
                    en: ", and is to be done by \(deadline.dueAt.spoken.en)")
        }
        let end = Wording(vi: (limit?.vi ?? "") + ".", en: (limit?.en ?? "") + ".")
        return switch segment.activity {
        case .passingOn:
            Wording(
                vi: "Hồ sơ đang chờ \(name.vi) chuyển đi, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) the dossier waits for \(name.en) to pass it on\(end.en)")
        case .handingOver:
            Wording(
                vi: "\(name.vi) đang bàn giao hồ sơ, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) \(name.en) is handing the dossier over\(end.en)")
        case .carrying:
            Wording(
                vi: "\(name.vi) đang chuyển hồ sơ, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) \(name.en) is carrying the dossier\(end.en)")
        case .handling:
            Wording(
                vi: "\(name.vi) đang giải quyết hồ sơ, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) \(name.en) is working on the dossier\(end.en)")
        case .waitingForBranches:
            Wording(
                vi: "\(name.vi) đã xong phần mình, đang chờ cơ quan phối hợp, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) \(name.en) has done its part and waits for the others\(end.en)")
        case .supplementing:
            Wording(
                vi: "Hồ sơ đang chờ ông/bà bổ sung giấy tờ, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) the dossier waits for you to bring what was asked for\(end.en)")
        case .consulting:
            Wording(
                vi: "\(name.vi) đang được lấy ý kiến, từ \(since.vi)\(end.vi)",
                en: "Since \(since.en) \(name.en) is asked for its opinion\(end.en)")
        case .keeping:
            Wording(
                vi: "Kết quả đã có tại \(name.vi), từ \(since.vi); mời ông/bà đến nhận.",
                en: "Since \(since.en) the result lies at \(name.en) for you.")
        }
    }

    private func promiseVi(_ ledger: DeadlineLedger) -> String {
        if ledger.punctuality == .late { return " (đã trễ)" }
        guard let projection = ledger.projection, projection.withWholeShares > ledger.dueAt else { return "" }
        return " (có thể trễ, dự kiến \(projection.withWholeShares.spoken.vi))"
    }

    private func promiseEn(_ ledger: DeadlineLedger) -> String {
        if ledger.punctuality == .late { return " (it is late)" }
        guard let projection = ledger.projection, projection.withWholeShares > ledger.dueAt else { return "" }
        return " (it may be late, until \(projection.withWholeShares.spoken.en))"
    }
}
