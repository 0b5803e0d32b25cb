import DossierDomain
import DossierRouting
import DossierService

/// Form 04 as the body that is late can send it (LAT-01, LAT-03).
struct ApologyWording {
    let naming: Naming
    let now: Timestamp

    /// The new appointment, the reason as far as the record knows it, and the whole text, in the reader's language.
    ///
    /// Without a new appointment where there was one already: the law gives one (LAT-02).
    func prepared(_ outlook: LatenessOutlook) -> JSONValue {
        let newDueAt = outlook.state.reception?.rescheduledAt == nil ? outlook.projectedAt : nil
        let reason = reason(outlook)
        return [
            "newDueAt": .optional(newDueAt), "reason": .string(reason[naming.language]),
            "text": .string(text(outlook, reason, newDueAt)[naming.language]),
        ]
    }

    private func text(_ outlook: LatenessOutlook, _ reason: Wording, _ newDueAt: Timestamp?) -> Wording {
        let state = outlook.state
        let number = state.number?.text ?? state.id.text
        let procedure = naming.catalogue.procedure(state.procedure).map { Wording(vi: $0.name, en: $0.nameEnglish) }
        let code = state.procedure.code.text
        let due = outlook.dueAt.date
        let opening = Wording(
            vi: """
                Hồ sơ \(number) về thủ tục “\(procedure?.vi ?? code)”, hẹn trả ngày \(due.spoken.vi), không kịp \
                trả đúng hẹn. Lý do: \(reason.vi). Chúng tôi thành thật xin lỗi ông/bà
                """,
            en: """
                The result of dossier \(number) on “\(procedure?.en ?? code)”, promised for \(due.spoken.en), cannot be \
                given in time. The reason: \(reason.en). We sincerely apologise
                """)
        guard let day = newDueAt?.date else {
            return Wording(
                vi: opening.vi + " và sẽ báo ngay khi có kết quả.",
                en: opening.en + ", and will tell you as soon as the result is there.")
        }
        return Wording(
            vi: opening.vi + " và xin hẹn lại ngày \(day.spoken.vi).",
            en: opening.en + ", and ask you to come on \(day.spoken.en) instead.")
    }

    /// Whom the dossier waits for too long; where it waits for nobody, that the rest takes longer than is left.
    private func reason(_ outlook: LatenessOutlook) -> Wording {
        let state = outlook.state
        var causes = outlook.steps.filter { $0.workingMinutesLeft < 0 }.compactMap { step in
            step.progress.dueAt.map { late(step.progress, of: state, dueAt: $0) }
        }
        causes += outlook.silent.map { question in
            let asked = naming.words.agency(question.asked)
            return Wording(
                vi: "chưa có ý kiến của \(asked.vi) (hạn ngày \(question.dueAt.date.spoken.vi))",
                en: "\(asked.en) has not given its opinion yet (due on \(question.dueAt.date.spoken.en))")
        }
        causes += state.openHandovers.compactMap { open in
            guard let dueAt = open.dueAt, dueAt < now else { return nil }
            let receiver = naming.words.body(open.handover.to)
            return Wording(
                vi: "\(receiver.vi) chưa xác nhận nhận hồ sơ (hạn ngày \(dueAt.date.spoken.vi))",
                en: "\(receiver.en) has not acknowledged the dossier yet (due on \(dueAt.date.spoken.en))")
        }
        guard causes.isEmpty else {
            return Wording(vi: causes.map(\.vi).joined(separator: "; "), en: causes.map(\.en).joined(separator: "; "))
        }
        let day = outlook.projectedAt.date
        return Wording(
            vi: "các bước còn lại cần thời gian đến ngày \(day.spoken.vi)",
            en: "the steps that remain take until \(day.spoken.en)")
    }

    private func late(_ progress: BranchProgress, of state: DossierState, dueAt: Timestamp) -> Wording {
        let holder = naming.words.body(progress.holder)
        let step = naming.words.step(
            progress.step, of: state.reception.flatMap { naming.catalogue.route($0.route) })
        return Wording(
            vi: "bước \(step.vi) tại \(holder.vi) đã quá hạn ngày \(dueAt.date.spoken.vi)",
            en: "the step \(step.en) at \(holder.en) was due on \(dueAt.date.spoken.en)")
    }
}
