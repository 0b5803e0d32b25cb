import DossierDomain

/// A change of the configuration, rehearsed: what it would touch, found by looking at open dossiers and credentials one by
/// one (CFG-02).
///
/// Pure, and a value: several copies may look at parts of the dossiers, and be added up. It asks the same functions that
/// apply the change, so that what it says is what happens.
public struct Rehearsal: Sendable {
    /// How many days on which something takes effect are looked at besides today.
    public static let dayLimit = 12

    /// What was found.
    public private(set) var report = RehearsalReport()
    private let old: Catalogue
    private let new: Catalogue
    private let instant: Timestamp
    private let movesDates: Bool
    private let changesPlans: Bool
    private let offices: Set<OfficeID>
    private let movedOffices: [CivilDate: Set<OfficeID>]
    private let procedures: Set<ProcedureCode>

    /// A rehearsal of going from one configuration to another at that instant; what concerns no dossier is in the report
    /// already.
    public init(from old: Catalogue, to new: Catalogue, at instant: Timestamp) {
        self.old = old
        self.new = new
        self.instant = instant
        let (before, after) = (old.document, new.document)
        movesDates = Self.concernsDueDates(from: before, to: after)
        changesPlans = Self.concernsPlans(from: before, to: after)
        let (days, leftOut) = Self.days(from: before, to: after, on: instant.date)
        report.days = days
        report.daysLeftOut = leftOut
        var touched: Set<OfficeID> = []
        var moved: [CivilDate: Set<OfficeID>] = [:]
        let ids = Set((before.offices + after.offices).map(\.id))
        for day in days {
            for id in ids {
                let (was, becomes) = (old.office(id, on: day), new.office(id, on: day))
                let (left, entered) = (was?.premises(on: day), becomes?.premises(on: day))
                if left?.place != entered?.place || left?.kind != entered?.kind {
                    moved[day, default: []].insert(id)
                    touched.insert(id)
                }
                if was.map(OfficeFrame.init) != becomes.map(OfficeFrame.init) { touched.insert(id) }
            }
        }
        offices = touched
        movedOffices = moved
        var changed: Set<ProcedureCode> = []
        for code in Set((before.procedures + after.procedures).map(\.code))
        where days.contains(where: { old.procedure(code, on: $0)?.version != new.procedure(code, on: $0)?.version }) {
            changed.insert(code)
        }
        procedures = changed
        compareReceptions()
        compareCounters()
    }

    /// Whether a due date could move on the way from one configuration to another (TIM-01).
    public static func concernsDueDates(
        from old: ConfigurationDocument, to new: ConfigurationDocument
    ) -> Bool {
        old.calendars != new.calendars || old.offices.map(\.closures) != new.offices.map(\.closures)
            || concernsPlans(from: old, to: new)
    }

    private static func concernsPlans(from old: ConfigurationDocument, to new: ConfigurationDocument) -> Bool {
        old.levels != new.levels || old.units != new.units || old.agencies != new.agencies
            || old.offices.map(OfficeFrame.init) != new.offices.map(OfficeFrame.init)
    }

    /// The statuses of dossiers and submissions that have to be looked at; none where the change concerns no dossier.
    public var statuses: [DossierStatus] {
        if changesPlans { return DossierStatus.allCases.filter { $0 != .handedOver && $0 != .receptionRefused } }
        guard movesDates || !offices.isEmpty || !procedures.isEmpty else { return [] }
        return DossierStatus.allCases.filter {
            $0 != .handedOver && $0 != .receptionRefused && $0 != .withdrawn && $0 != .stopped
        }
    }

    /// Looks at an open dossier or submission.
    public mutating func look(at state: DossierState) {
        report.dossierCount += 1
        let dossier = RehearsalReport.Dossier(state)
        if movesDates, state.status.allowedCommands.contains(.applyCalendar), let reception = state.reception,
            let moved = new.movedDeadlines(of: state, at: instant)
        {
            let steps = moved.steps.map { step in
                RehearsalReport.MovedDueDate.Step(
                    branch: step.branch, from: state.branches.first { $0.branch == step.branch }?.dueAt ?? step.dueAt,
                    to: step.dueAt)
            }
            report.dueDates.add(.init(dossier: dossier, from: reception.dueAt, to: moved.dueAt, steps: steps))
        }
        if changesPlans, state.status.allowedCommands.contains(.checkPlan) { comparePlans(of: state, dossier) }
        guard state.endedAt == nil else { return }
        for office in Set([state.officeInCharge] + (state.reception.map { [$0.returnOffice] } ?? []))
        where offices.contains(office) {
            report.atOffices.add(.init(dossier: dossier, office: office))
        }
        if procedures.contains(state.procedure.code) {
            let row = RehearsalReport.OtherVersion(dossier: dossier, procedure: state.procedure)
            if state.reception == nil { report.submissions.add(row) } else { report.keeping.add(row) }
        }
    }

    /// Looks at a credential that is accepted now.
    public mutating func look(at credential: CredentialID, called name: String, of actor: Actor) {
        var known: Set<RehearsalReport.ChangedCredential.Reason> = []
        for day in report.days {
            let reasons = self.reasons(for: actor, on: day).filter { !known.contains($0) }
            guard !reasons.isEmpty else { continue }
            known.formUnion(reasons)
            report.credentials.add(.init(credential: credential, name: name, on: day, reasons: reasons))
        }
    }

    /// Adds what a copy of this rehearsal has found among other dossiers and credentials.
    public mutating func add(_ other: Rehearsal) {
        report.add(other.report)
    }

    /// A copy that has looked at nothing yet.
    public var fresh: Rehearsal {
        var copy = self
        var report = RehearsalReport()
        report.days = self.report.days
        copy.report = report
        return copy
    }

    private mutating func comparePlans(of state: DossierState, _ dossier: RehearsalReport.Dossier) {
        for day in report.days {
            let before = old.planProblems(of: state, on: day)
            let after = new.planProblems(of: state, on: day)
            guard before != after else { continue }
            // Later days would say the same again, or what comes after that.
            return report.plans.add(.init(dossier: dossier, on: day, before: before, after: after))
        }
    }

    private func reasons(
        for actor: Actor, on day: CivilDate
    ) -> [RehearsalReport.ChangedCredential.Reason] {
        var reasons: [RehearsalReport.ChangedCredential.Reason] = []
        if let body = actor.body, old.isInForce(body, on: day), !new.isInForce(body, on: day) {
            reasons.append(.bodyCeases)
        }
        if let counter = actor.counter, old.counter(counter, on: day) != nil, new.counter(counter, on: day) == nil {
            reasons.append(.counterCloses)
        }
        if let id = actor.posting, let before = old.posting(id, on: day) {
            if let after = new.posting(id, on: day) {
                let isSame =
                    before.body == after.body && before.role == after.role && before.employer == after.employer
                    && before.counter == after.counter && before.person == after.person
                    && before.decides == after.decides
                if !isSame { reasons.append(.postingChanges) }
            } else {
                reasons.append(.postingEnds)
            }
        }
        if let office = actor.office, movedOffices[day]?.contains(office) == true { reasons.append(.officeMoves) }
        return reasons
    }

    private mutating func compareReceptions() {
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

    private mutating func compareCounters() {
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

    /// Today, and the days from then on on which a row that is changed begins, or has ended, or moves.
    private static func days(
        from old: ConfigurationDocument, to new: ConfigurationDocument, on today: CivilDate
    ) -> (days: [CivilDate], leftOut: Int) {
        var days: Set<CivilDate> = []
        func note(_ validity: Validity) {
            days.insert(validity.from)
            if let end = validity.to { days.insert(end.adding(days: 1)) }
        }
        func compare<Row: EffectiveDated & Hashable>(_ before: [Row], _ after: [Row]) {
            for row in Set(before).symmetricDifference(after) { note(row.validity) }
        }
        compare(old.units, new.units)
        compare(old.agencies, new.agencies)
        compare(old.offices, new.offices)
        for office in Set(old.offices).symmetricDifference(new.offices) {
            for premises in office.premises { days.insert(premises.from) }
        }
        compare(old.counters, new.counters)
        compare(old.postings, new.postings)
        compare(old.procedures, new.procedures)
        compare(old.routes, new.routes)
        let coming = days.filter { $0 > today }.sorted()
        return ([today] + coming.prefix(dayLimit), max(0, coming.count - dayLimit))
    }
}

/// What of an office plans and due dates depend on, apart from the days on which it alone is closed.
private struct OfficeFrame: Hashable {
    let id: OfficeID
    let agency: AgencyID
    let serves: [UnitID]
    let calendar: CalendarID
    let from: CivilDate
    let to: CivilDate?

    init(_ office: Office) {
        id = office.id
        agency = office.agency
        serves = office.serves
        calendar = office.calendar
        from = office.validFrom
        to = office.validTo
    }
}
