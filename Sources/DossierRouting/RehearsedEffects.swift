import DossierDomain

/// What a change would do to receptions, counters, postings and credentials: found without looking at any dossier.
extension Rehearsal {
    mutating func compareReceptions() {
        let (before, after) = (old.document, new.document)
        for code in procedures.sorted() {
            var said: (Int?, Int?)?
            for day in report.days {
                let (was, becomes) = (old.procedure(code, on: day), new.procedure(code, on: day))
                let pair = (was?.version, becomes?.version)
                guard pair.0 != pair.1, said.map({ $0 != pair }) ?? true else { continue }
                said = pair
                let counters = new.document.counters.count { counter in
                    counter.validity.contains(day)
                        && (becomes ?? was).map { new.receives($0, at: counter, on: day) } ?? false
                }
                report.receptions.add(
                    .init(
                        subject: .procedure, id: code.text, on: day, before: pair.0, after: pair.1,
                        counterCount: counters))
            }
        }
        for id in Set((before.routes + after.routes).map(\.id)).sorted() {
            var said: (Int?, Int?)?
            for day in report.days {
                let pair = (old.route(id, on: day)?.version, new.route(id, on: day)?.version)
                guard pair.0 != pair.1, said.map({ $0 != pair }) ?? true else { continue }
                said = pair
                let followers = new.procedures(on: day).filter { $0.route == id }
                let counters = new.document.counters.count { counter in
                    counter.validity.contains(day) && followers.contains { new.receives($0, at: counter, on: day) }
                }
                report.receptions.add(
                    .init(
                        subject: .route, id: id.text, on: day, before: pair.0, after: pair.1, counterCount: counters))
            }
        }
    }

    mutating func compareCounters() {
        let (before, after) = (old.document, new.document)
        let isSame =
            before.counters == after.counters && before.offices == after.offices && before.units == after.units
            && before.procedures == after.procedures
        if isSame { return }
        var was = Dictionary(uniqueKeysWithValues: report.days.map { ($0, Self.receiving(at: $0, by: old)) })
        var becomes = Dictionary(uniqueKeysWithValues: report.days.map { ($0, Self.receiving(at: $0, by: new)) })
        for id in Set((before.counters + after.counters).map(\.id)).sorted() {
            var said: Set<RehearsalReport.ChangedCounter.Effect> = []
            for day in report.days {
                let effects = self.effects(
                    on: id, at: day, before: was[day]?.removeValue(forKey: id) ?? [],
                    after: becomes[day]?.removeValue(forKey: id) ?? []
                ).filter { !said.contains($0) }
                guard !effects.isEmpty, let office = (new.counter(id, on: day) ?? old.counter(id, on: day))?.office
                else {
                    continue
                }
                said.formUnion(effects)
                report.counters.add(.init(counter: id, office: office, on: day, effects: effects))
            }
        }
    }

    private func effects(
        on id: CounterID, at day: CivilDate, before: Set<ProcedureCode>, after: Set<ProcedureCode>
    ) -> [RehearsalReport.ChangedCounter.Effect] {
        guard let was = old.counter(id, on: day) else { return new.counter(id, on: day) == nil ? [] : [.opens] }
        guard let becomes = new.counter(id, on: day) else { return [.closes] }
        var effects: [RehearsalReport.ChangedCounter.Effect] = []
        if movedOffices[day]?.contains(becomes.office) == true {
            let premises = new.office(becomes.office, on: day)?.premises(on: day)
            effects.append(.moves(to: premises?.kind, place: premises?.place))
        }
        effects += after.subtracting(before).sorted().map { .gains($0) }
        effects += before.subtracting(after).sorted().map { .loses($0) }
        if was.confirmation != becomes.confirmation || was.name != becomes.name || was.office != becomes.office {
            effects.append(.changes)
        }
        return effects
    }

    /// What each counter receives on a day.
    private static func receiving(
        at day: CivilDate, by catalogue: Catalogue
    ) -> [CounterID: Set<ProcedureCode>] {
        let procedures = catalogue.procedures(on: day)
        var receiving: [CounterID: Set<ProcedureCode>] = [:]
        for counter in catalogue.document.counters where counter.validity.contains(day) {
            receiving[counter.id] = Set(
                procedures.filter { catalogue.receives($0, at: counter, on: day) }.map(\.code))
        }
        return receiving
    }

    mutating func comparePostings() {
        let (before, after) = (old.document, new.document)
        let moved = movedOffices.values.reduce(into: Set<OfficeID>()) { $0.formUnion($1) }
        let changed = Set(before.postings).symmetricDifference(after.postings)
        let ids = Set(
            (before.postings + after.postings).filter { posting in
                changed.contains(posting) || posting.office.map(moved.contains) == true
            }.map(\.id))
        for id in ids.sorted() {
            var said: Set<RehearsalReport.ChangedPosting.Effect> = []
            for day in report.days {
                let (was, becomes) = (old.posting(id, on: day), new.posting(id, on: day))
                let effects = effects(on: was, becoming: becomes, at: day).filter { !said.contains($0) }
                guard !effects.isEmpty, let posting = becomes ?? was else { continue }
                said.formUnion(effects)
                report.postings.add(.init(posting: id, person: posting.person, on: day, effects: effects))
            }
        }
    }

    private func effects(
        on was: Posting?, becoming becomes: Posting?, at day: CivilDate
    ) -> [RehearsalReport.ChangedPosting.Effect] {
        guard let was else { return becomes == nil ? [] : [.begins] }
        guard let becomes else { return [.ends] }
        var effects: [RehearsalReport.ChangedPosting.Effect] = []
        if let office = becomes.office, movedOffices[day]?.contains(office) == true { effects.append(.moves) }
        if PostingFrame(was) != PostingFrame(becomes) || was.standsInFor != becomes.standsInFor
            || was.frees != becomes.frees
        {
            effects.append(.changes)
        }
        return effects
    }

    func reasons(for actor: Actor, on day: CivilDate) -> [RehearsalReport.ChangedCredential.Reason] {
        var reasons: [RehearsalReport.ChangedCredential.Reason] = []
        if let body = actor.body {
            let (was, becomes) = (old.isInForce(body, on: day), new.isInForce(body, on: day))
            if was != becomes { reasons.append(becomes ? .bodyBegins : .bodyCeases) }
        }
        if let counter = actor.counter {
            let (was, becomes) = (old.counter(counter, on: day) != nil, new.counter(counter, on: day) != nil)
            if was != becomes { reasons.append(becomes ? .counterOpens : .counterCloses) }
        }
        if let id = actor.posting {
            switch (old.posting(id, on: day), new.posting(id, on: day)) {
            case (nil, nil): break
            case (nil, .some): reasons.append(.postingBegins)
            case (.some, nil): reasons.append(.postingEnds)
            case (let was?, let becomes?):
                if PostingFrame(was) != PostingFrame(becomes) { reasons.append(.postingChanges) }
            }
        }
        if let office = actor.office, movedOffices[day]?.contains(office) == true { reasons.append(.officeMoves) }
        return reasons
    }
}

/// What of a posting decides what a credential under it may do.
private struct PostingFrame: Hashable {
    let person: PersonID
    let places: [Body?]
    let counter: CounterID?
    let role: Role
    let employer: Employer
    let decides: Set<ProcedureCode>
    let protectsData: Bool

    init(_ posting: Posting) {
        person = posting.person
        places = [posting.office.map(Body.office), posting.agency.map(Body.agency)]
        counter = posting.counter
        role = posting.role
        employer = posting.employer
        decides = Set(posting.decides ?? [])
        protectsData = posting.protectsData == true
    }
}
