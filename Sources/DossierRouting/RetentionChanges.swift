import DossierDomain

/// What a new configuration would take from the rules of retention (AUD-03, CFG-02).
///
/// Records of reading are never kept shorter than was published, nor without a rule once there is one: whoever changes the
/// rules is among those whose reading they tell of. Other rules may be shortened or go, and that is a warning: more may be
/// erased at once, or nothing any more.
public func retentionChanges(from old: ConfigurationDocument, to new: ConfigurationDocument) -> [ReviewFinding] {
    let rules = Dictionary(
        (old.retention + new.retention).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return rules.sorted { $0.key < $1.key }.compactMap { key, rule in
        let before = months(old, rule.kind, rule.procedure)
        let after = months(new, rule.kind, rule.procedure)
        let isOfReading = rule.kind == .read
        let place = ReviewFinding.Place(kind: .retention, id: key)
        switch (before, after) {
        case (let before?, nil):
            let reason =
                isOfReading
                ? "would go: put it back, who has read what is kept by a rule once there is one"
                : "would go, and nothing takes its place: what is kept \(before) months now would never be due for erasure"
            return ReviewFinding(isOfReading ? .error : .warning, place, reason)
        case (let before?, let after?) where after < before:
            let reason =
                isOfReading
                ? "would keep \(after) months instead of \(before): who has read what isn't kept shorter than was published"
                : "would keep \(after) months instead of \(before): what has ended in between would be due for erasure at once"
            return ReviewFinding(isOfReading ? .error : .warning, place, reason)
        case (nil, let after?) where isOfReading:
            return ReviewFinding(
                .warning, place, "is new: records of reading that are older than \(after) months would go at once")
        default: return nil
        }
    }
}

/// For how many months a kind is kept, of a procedure: by its own rule, else by that of all.
private func months(
    _ document: ConfigurationDocument, _ kind: RetentionRule.Kind, _ procedure: ProcedureCode?
) -> Int? {
    let rules = document.retention.filter { $0.kind == kind }
    return (rules.first { $0.procedure != nil && $0.procedure == procedure } ?? rules.first { $0.procedure == nil })?
        .months
}
