import DossierDomain

/// A change of the configuration, rehearsed: what it would touch, found by looking at open dossiers and credentials one by
/// one (CFG-02).
///
/// Pure, and a value: several copies may look at parts of the dossiers, and be added up. It asks the same functions that
/// apply the change, so that what it says is what happens.
public struct Rehearsal: Sendable {
    /// What was found.
    public internal(set) var report = RehearsalReport()
    let old: Catalogue
    let new: Catalogue
    private let instant: Timestamp
    private let movesDates: Bool
    private let changesPlans: Bool
    private let daysOfPlans: [CivilDate]
    private let offices: Set<OfficeID>
    let movedOffices: [CivilDate: Set<OfficeID>]
    let procedures: Set<ProcedureCode>
    private let changesCounters: Bool
    /// The procedures that would be received by another version, or along another version of their route.
    private let receivedOtherwise: Set<ProcedureCode>

    /// A rehearsal of going from one configuration to another at that instant; what concerns no dossier is in the report
    /// already.
    public init(from old: Catalogue, to new: Catalogue, at instant: Timestamp) {
        self.old = old
        self.new = new
        self.instant = instant
        let (before, after) = (old.document, new.document)
        movesDates = Self.concernsDueDates(from: before, to: after)
        changesPlans = Self.concernsPlans(from: before, to: after)
        changesCounters = before.counters != after.counters
        let days = RehearsedDays(from: before, to: after, on: instant.date)
        report.days = days.all
        report.daysLeftOut = days.leftOut
        daysOfPlans = days.ofPlans
        var touched: Set<OfficeID> = []
        var moved: [CivilDate: Set<OfficeID>] = [:]
        let ids = Set((before.offices + after.offices).map(\.id))
        for day in days.all {
            for id in ids {
                let (was, becomes) = (old.office(id, on: day), new.office(id, on: day))
                if was.map(OfficeFrame.init) != becomes.map(OfficeFrame.init) { touched.insert(id) }
                guard let was, let becomes else { continue }
                let (left, entered) = (was.premises(on: day), becomes.premises(on: day))
                if left?.place != entered?.place || left?.kind != entered?.kind {
                    moved[day, default: []].insert(id)
                    touched.insert(id)
                }
            }
        }
        offices = touched
        movedOffices = moved
        let codes = Set((before.procedures + after.procedures).map(\.code))
        procedures = codes.filter { code in
            days.all.contains { old.procedure(code, on: $0)?.version != new.procedure(code, on: $0)?.version }
        }
        func route(_ code: ProcedureCode, _ catalogue: Catalogue, _ day: CivilDate) -> RouteReference? {
            catalogue.procedure(code, on: day).flatMap { catalogue.route($0.route, on: day) }?.reference
        }
        receivedOtherwise = procedures.union(
            codes.filter { code in days.all.contains { route(code, old, $0) != route(code, new, $0) } })
        report.retention = retentionChanges(from: before, to: after).map { .init(change: $0) }
        compareReceptions()
        compareCounters()
        comparePostings()
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
            || old.offices.map(DatedOfficeFrame.init) != new.offices.map(DatedOfficeFrame.init)
    }

    /// The statuses of dossiers and submissions that have to be looked at; none where the change concerns no dossier.
    public var statuses: [DossierStatus] {
        if changesPlans { return DossierStatus.allCases.filter { $0 != .handedOver && $0 != .receptionRefused } }
        if movesDates || !offices.isEmpty || !procedures.isEmpty {
            return DossierStatus.allCases.filter {
                $0 != .handedOver && $0 != .receptionRefused && $0 != .withdrawn && $0 != .stopped
            }
        }
        return changesCounters || !receivedOtherwise.isEmpty ? Self.submitted : []
    }

    /// What was brought, and is neither received nor refused.
    private static var submitted: [DossierStatus] { [.entrusted, .submitted, .supplementRequested, .refusalProposed] }

    /// The dossiers that have to be looked at by ``look(atKept:)`` are those that were brought before that instant; `nil`
    /// where none is.
    public var keptBefore: Timestamp? {
        let months = report.retention.filter { $0.change.kind != .read }
            .flatMap { [$0.change.before, $0.change.after] }.compactMap(\.self).min()
        return months.map { Timestamp(instant.date.adding(months: -$0).adding(days: 1), .midnight) }
    }

    /// When the records of reading were last added to that would be forgotten at once; `nil` where none would be.
    public var forgottenReads: Range<Timestamp>? {
        readsForgotten(from: old.document, to: new.document, on: instant.date)
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
        if state.reception == nil {
            if changesPlans || changesCounters || receivedOtherwise.contains(state.procedure.code) {
                compareReception(of: state, dossier)
            }
        } else if procedures.contains(state.procedure.code) {
            report.keeping.add(.init(dossier: dossier, procedure: state.procedure))
        }
    }

    /// Looks at what is over, for whether it is due for erasure by the rules of one configuration and not of the other.
    public mutating func look(atKept state: DossierState) {
        let today = instant.date
        let (before, after) = (old.expiredRetention(of: state, on: today), new.expiredRetention(of: state, on: today))
        guard (before == nil) != (after == nil), let expired = before ?? after else { return }
        let kind = expired.rule.kind
        // A rule for the procedure, wherever there is one, is the one that was made, changed or taken away.
        guard
            let place = report.retention.firstIndex(where: {
                $0.change.kind == kind && $0.change.procedure == state.procedure.code
            }) ?? report.retention.firstIndex(where: { $0.change.kind == kind && $0.change.procedure == nil })
        else { return }
        let row = RehearsalReport.DueDossier(
            dossier: .init(state), keptUntil: (after ?? new.retention(of: state))?.keptUntil)
        if after == nil {
            report.retention[place].notDue.add(row)
        } else {
            report.retention[place].due.add(row)
        }
    }

    /// Takes in which records of reading would be forgotten: how many, and the oldest of them.
    public mutating func note(forgotten count: Int, oldest: [RehearsalReport.ForgottenRead]) {
        guard let place = report.retention.firstIndex(where: { $0.change.kind == .read }) else { return }
        report.retention[place].forgotten = Touched(count: count, first: oldest)
    }

    /// Looks at a credential that is accepted now, and until that instant.
    public mutating func look(
        at credential: CredentialID, called name: String, of actor: Actor, acceptedUntil end: Timestamp
    ) {
        var known: Set<RehearsalReport.ChangedCredential.Reason> = []
        for day in report.days where Timestamp(day, .midnight) < end {
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
        for day in daysOfPlans {
            let before = old.planProblems(of: state, on: day)
            let after = new.planProblems(of: state, on: day)
            guard before != after else { continue }
            // Later days would say the same again, or what comes after that.
            return report.plans.add(.init(dossier: dossier, on: day, before: before, after: after))
        }
    }

    private mutating func compareReception(of state: DossierState, _ dossier: RehearsalReport.Dossier) {
        guard Self.submitted.contains(state.status) else { return }
        for day in report.days {
            let (before, after) = (old.outlook(of: state, on: day), new.outlook(of: state, on: day))
            guard before != after else { continue }
            return report.submissions.add(
                .init(dossier: dossier, procedure: state.procedure, on: day, before: before, after: after))
        }
    }
}
