import DossierDomain

extension Review {
    /// What an address takes for one thing's identity.
    private static let longestKey = 64

    /// Rules of retention: each kind and procedure once, of a procedure that there is, for a time that makes sense.
    mutating func judgeRetention() {
        var seen = Set<String>()
        for rule in document.retention {
            let id = rule.key
            if !seen.insert(id).inserted { error(.retention, id, "stands twice: keep one rule for each") }
            if id.utf8.count > Self.longestKey {
                error(.retention, id, "has no address: kind and procedure have more than \(Self.longestKey) characters")
            }
            if let procedure = rule.procedure {
                if rule.kind == .read {
                    error(.retention, id, "records of reading are of no procedure: leave it out")
                } else if !procedureCodes.contains(procedure) {
                    error(.retention, id, "there is no procedure \(procedure)")
                }
            }
            let shortest = rule.kind == .read ? RetentionRule.shortestForReads : 1
            if !(shortest...RetentionRule.monthLimit).contains(rule.months) {
                error(
                    .retention, id,
                    "keeps for \(rule.months) months: \(shortest)–\(RetentionRule.monthLimit) are accepted")
            }
            if rule.ground.isEmpty { error(.retention, id, "names no ground: give the article") }
        }
        for posting in document.postings where posting.protectsData == true && posting.role != .official {
            error(.posting, posting.id, "protectsData is for officials: they answer persons, nobody else does")
        }
    }
}
