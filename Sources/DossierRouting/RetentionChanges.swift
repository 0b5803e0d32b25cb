import DossierDomain

/// For how long something is kept by one configuration and by the next.
public struct RetentionChange: Hashable, Sendable {
    /// What is kept.
    public let kind: RetentionRule.Kind
    /// Of which procedure; `nil` for all that have no rule of their own.
    public let procedure: ProcedureCode?
    /// For how many months, by the rule for it or by that of all procedures; `nil` for ever.
    public let before: Int?
    /// For how many months afterwards.
    public let after: Int?

    /// What its rule is told apart by.
    public var key: String { RetentionRule.key(kind, procedure) }
}

/// The rules of retention by which something would be kept for another time (AUD-03, CFG-02), by kind and procedure.
public func retentionChanges(from old: ConfigurationDocument, to new: ConfigurationDocument) -> [RetentionChange] {
    func months(_ document: ConfigurationDocument) -> [String: Int] {
        Dictionary(document.retention.map { ($0.key, $0.months) }, uniquingKeysWith: { first, _ in first })
    }
    let (before, after) = (months(old), months(new))
    let rules = Dictionary(
        (old.retention + new.retention).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return rules.sorted { $0.key < $1.key }.compactMap { key, rule in
        let general = rule.kind.rawValue
        let change = RetentionChange(
            kind: rule.kind, procedure: rule.procedure, before: before[key] ?? before[general],
            after: after[key] ?? after[general])
        return change.before == change.after ? nil : change
    }
}

/// The records of reading that a new configuration lets go at once on that day, by when they were last added to; `nil`
/// where none.
public func readsForgotten(
    from old: ConfigurationDocument, to new: ConfigurationDocument, on date: CivilDate
) -> Range<Timestamp>? {
    guard let bound = new.readsKept(on: date) else { return nil }
    let known = old.readsKept(on: date) ?? Timestamp(milliseconds: .min)
    return known < bound ? known..<bound : nil
}

/// What deserves a look before rules of retention are shortened or taken away (AUD-03, CFG-02).
public func retentionWarnings(
    from old: ConfigurationDocument, to new: ConfigurationDocument
) -> [ReviewFinding] {
    retentionChanges(from: old, to: new).compactMap { change in
        let reason: String
        switch (change.before, change.after) {
        case (let before?, nil):
            reason =
                "would go, and nothing takes its place: what is kept \(before) months now would "
                + (change.kind == .read ? "be kept for ever" : "never be due for erasure")
        case (let before?, let after?) where change.kind != .read && after < before:
            reason =
                "would keep \(after) months instead of \(before): what has ended in between would be due for erasure at"
                + " once; the rehearsal (dryRun=true) counts it"
        case (let before, let after?) where change.kind == .read && before.map({ after < $0 }) ?? true:
            reason =
                (before.map { "would keep \(after) months instead of \($0)" } ?? "is new and keeps \(after) months")
                + ": who read what before that would be forgotten at once and for good; the rehearsal (dryRun=true)"
                + " counts it, and where it isn't 0, publication takes forgets= that number"
        default: return nil
        }
        return ReviewFinding(.warning, .init(kind: .retention, id: change.key), reason)
    }
}

/// Why it can't be published: how many records of reading it lets go at once isn't what whoever publishes it has
/// confirmed (AUD-03); `nil` where it is.
public func unconfirmedForgetting(of count: Int, confirmed: Int?) -> ReviewFinding? {
    guard count != confirmed ?? 0 else { return nil }
    let reason: String
    if count == 0 {
        reason = "nothing of who has read what would be forgotten: leave forgets=\(confirmed ?? 0) out"
    } else {
        reason =
            "\(count) records of who has read what would be forgotten at once and for good"
            + (confirmed.map { ", not \($0)" } ?? "")
            + ": look at them by dryRun=true; publish it with forgets=\(count) where that is meant"
    }
    return ReviewFinding(.error, .init(kind: .retention, id: RetentionRule.Kind.read.rawValue), reason)
}
