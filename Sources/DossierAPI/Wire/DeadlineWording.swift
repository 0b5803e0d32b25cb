import DossierDomain

/// What moved a date, in words that a citizen understands.
struct DeadlineWording {
    let language: Language

    func reasons(_ reasons: [Deadline.Reason]) -> JSONValue {
        .list(reasons) { reason in
            ["rule": .string(rule(of: reason)), "sentence": .string(sentence(reason)[language])]
        }
    }

    private func rule(of reason: Deadline.Reason) -> String {
        switch reason {
        case .cutOffPassed: "TIM-03"
        case .extended: "TIM-04"
        case .firstDayNotCounted, .lastDayMoved: "TIM-02"
        case .skipped, .extraDayCounted, .startedAtOpening: "TIM-01"
        }
    }

    private func sentence(_ reason: Deadline.Reason) -> Wording {
        switch reason {
        case .cutOffPassed(let on, let countsAs):
            Wording(
                vi: "Nộp sau giờ chốt ngày \(on.spoken.vi) nên tính như nộp ngày \(countsAs.spoken.vi).",
                en: "Handed in after the cut-off on \(on.spoken.en), so it counts as handed in on"
                    + " \(countsAs.spoken.en).")
        case .firstDayNotCounted(let date):
            Wording(
                vi: "Ngày nhận \(date.spoken.vi) không tính (Điều 147 Bộ luật Dân sự).",
                en: "The day of reception, \(date.spoken.en), is not counted (Civil Code, Article 147).")
        case .skipped(let date, let day):
            Wording(
                vi: "Ngày \(date.spoken.vi) không tính: \(name(of: day).vi).",
                en: "\(date.spoken.en) is not counted: \(name(of: day).en).")
        case .lastDayMoved(let from, let day, let to):
            Wording(
                vi:
                    "Ngày cuối \(from.spoken.vi) là ngày nghỉ (\(name(of: day).vi)) nên chuyển sang ngày"
                    + " \(to.spoken.vi) (Điều 148 Bộ luật Dân sự).",
                en:
                    "The last day, \(from.spoken.en), is a day off (\(name(of: day).en)), so it moves to \(to.spoken.en)"
                    + " (Civil Code, Article 148).")
        case .extraDayCounted(let date, let extra):
            Wording(
                vi: "Ngày \(date.spoken.vi) được tính: \(extra.name).",
                en: "\(date.spoken.en) is counted: \(extra.name).")
        case .extended(let limit, _, let why):
            Wording(
                vi: "Nơi tiếp nhận \(why.map(\.wording.vi).joined(separator: ", ")) nên thời hạn được thêm"
                    + " \(limit.wording.vi).",
                en: "The receiving unit is \(why.map(\.wording.en).joined(separator: ", ")), so the limit is"
                    + " \(limit.wording.en) longer.")
        case .startedAtOpening(let instant):
            Wording(
                vi: "Nhận ngoài giờ làm việc nên giờ bắt đầu tính từ \(instant.spoken.vi).",
                en: "Received outside working time, so the hours run from \(instant.spoken.en).")
        }
    }

    private func name(of day: WorkingCalendar.Day) -> Wording {
        switch day {
        case .working: Wording(vi: "ngày làm việc", en: "working day")
        case .extra(let extra): Wording(vi: extra.name, en: extra.name)
        case .off(let off): Wording(vi: off.name, en: off.name)
        case .weekend(.saturday): Wording(vi: "thứ Bảy", en: "Saturday")
        case .weekend(.sunday): Wording(vi: "Chủ nhật", en: "Sunday")
        case .weekend(let weekday): Wording(vi: "ngày nghỉ hằng tuần", en: weekday.rawValue)
        }
    }
}
