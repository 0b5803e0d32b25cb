import DossierDomain

extension Review {
    /// Premises: from the first day on, in order, and a post office's only with every criterion met (ORG-05).
    mutating func judgePremises(of office: Office) {
        guard let first = office.premises.first else {
            return error(.office, office.id, "has no premises: say from which day it sits where")
        }
        if first.from > office.validFrom {
            error(
                .office, office.id, "has no premises from \(office.validFrom) to the day before \(first.from)"
            )
        }
        for (earlier, later) in zip(office.premises, office.premises.dropFirst())
        where later.from <= earlier.from {
            error(.office, office.id, "has premises out of order: \(later.from) stands after \(earlier.from)")
        }
        for premises in office.premises where premises.kind == .post {
            let unmet = Office.unmetCriteria(of: premises.findings ?? [], by: premises.from)
            if unmet.isEmpty { continue }
            error(
                .office, office.id,
                "moves into a post office on \(premises.from), but no finding shows until then that it is "
                    + unmet.map(\.rawValue).joined(separator: ", ")
                    + ": record under findings what was found, by whom and when, or leave it a plannedMove")
        }
        judgeBaseline(of: office)
        for premises in office.premises { judge(premises.findings ?? [], of: office) }
        judge(office.plannedMove?.findings ?? [], of: office)
        if let move = office.plannedMove, let last = office.premises.last, move.target <= last.from {
            error(
                .office, office.id,
                "plans a move for \(move.target), but sits where it moved on \(last.from): take the plannedMove out")
        }
    }

    /// What it was like before: counted before the first move into a post office (PIL-01).
    ///
    /// Of a move that lies behind a missing one is only warned: refused, it would be made up.
    private mutating func judgeBaseline(of office: Office) {
        let move = office.premises.filter { $0.kind == .post && $0.from > office.validFrom }.map(\.from).min()
        guard let baseline = office.baseline else {
            guard let move else { return }
            guard move > date else {
                return warn(
                    .office, office.id,
                    "moved into a post office on \(move) without a baseline: what the move changed can't be told")
            }
            return error(
                .office, office.id,
                "moves into a post office on \(move) without a baseline: count posts, dossiers and time before, and "
                    + "record them under baseline")
        }
        if baseline.until < baseline.from {
            error(.office, office.id, "has a baseline that ends on \(baseline.until), before it begins")
        }
        if let move, baseline.until >= move {
            error(
                .office, office.id,
                "has a baseline up to \(baseline.until), but moves on \(move): measure days before the move alone")
        }
        if baseline.on < baseline.until {
            error(
                .office, office.id,
                "has a baseline counted on \(baseline.on), before its period is over on \(baseline.until)")
        }
        if let move, baseline.on >= move {
            warn(.office, office.id, "has a baseline that was counted on \(baseline.on), after the move on \(move)")
        }
        if let fault = baseline.fault { error(.office, office.id, "has a baseline in which \(fault)") }
    }

    private mutating func judge(_ findings: [Office.Finding], of office: Office) {
        for finding in findings where finding.on > date {
            warn(
                .office, office.id,
                "has a finding (\(finding.criterion.rawValue)) of \(finding.on), which is yet to come")
        }
        var known: Set<String> = []
        for finding in findings where !known.insert("\(finding.criterion.rawValue) \(finding.on)").inserted {
            error(.office, office.id, "has two findings about \(finding.criterion.rawValue) of \(finding.on)")
        }
    }

    /// Whom it stands in for, and whose post it frees (ORG-07).
    mutating func judgeRelations(of posting: Posting) {
        if let id = posting.standsInFor {
            let others = postings[id]
            judgeReference(.posting, posting.id, to: "posting \(id)", rows: others, during: posting.validity)
            for other in others ?? [] where other.validity.overlaps(posting.validity) {
                if other.person == posting.person {
                    error(.posting, posting.id, "stands in for \(id), which is the same person's")
                } else if other.body != posting.body {
                    error(
                        .posting, posting.id,
                        "stands in for \(id), which is elsewhere: a stand-in works at the same place")
                } else if other.role == .official, posting.role == .postalClerk {
                    error(
                        .posting, posting.id,
                        "is a postal clerk who stands in for official \(id): nobody employed by the post takes an "
                            + "official's place")
                }
            }
        }
        guard let id = posting.frees else { return }
        guard posting.role == .postalClerk else {
            return error(.posting, posting.id, "frees \(id), but only a postal clerk frees an official's post")
        }
        guard let freed = postings[id] else {
            return error(.posting, posting.id, "frees posting \(id), which doesn't exist")
        }
        if !freed.contains(where: { $0.employer == .agency && $0.role == .official && $0.office == posting.office }) {
            error(.posting, posting.id, "frees \(id), which is no official's posting at the same office")
        }
        if !freed.contains(where: { $0.validFrom <= posting.validFrom }) {
            error(.posting, posting.id, "frees \(id), which begins after it: a post is freed from somebody who had it")
        }
        let twice = document.postings.first {
            $0.id != posting.id && $0.frees == id && $0.validity.overlaps(posting.validity) && $0.id < posting.id
        }
        if let twice {
            error(.posting, posting.id, "frees \(id) like \(twice.id) on the same days: a post is freed once")
        }
    }

    /// Where it is.
    mutating func judgePlace(of posting: Posting) {
        let span = posting.validity
        if posting.body == nil { error(.posting, posting.id, "is nowhere: give an office or an agency") }
        if let office = posting.office {
            judgeReference(.posting, posting.id, to: "office \(office)", rows: offices[office], during: span)
        } else if posting.role == .postalClerk {
            error(
                .posting, posting.id,
                "is a postal clerk without an office: postal clerks work at a counter's office")
        }
        if let agency = posting.agency {
            judgeReference(.posting, posting.id, to: "agency \(agency)", rows: agencies[agency], during: span)
        }
        guard let counter = posting.counter else { return }
        judgeReference(.posting, posting.id, to: "counter \(counter)", rows: counters[counter], during: span)
        for row in counters[counter, default: []]
        where row.validity.overlaps(span) && row.office != posting.office {
            let office = posting.office.map { "office \($0)" } ?? "no office"
            error(.posting, posting.id, "is at counter \(counter) of office \(row.office) but at \(office)")
        }
    }
}
