import DossierDomain

/// A walk along a chain of bodies in which each takes its whole share, the post its norm (HND-03, TIM-08).
struct ChainWalk {
    let catalogue: Catalogue
    /// Who has the dossier.
    var place: Body
    /// Since when.
    var instant: Timestamp

    /// Brings the dossier to an agency and lets it take its whole share; answers when it came there and when
    /// the share ends.
    mutating func take(_ step: Route.Step, at agency: Agency) -> (arrivesAt: Timestamp, deadline: Deadline) {
        bring(to: .agency(agency.id))
        let arrivesAt = instant
        let deadline = step.share.deadline(
            from: arrivesAt, calendar: catalogue.calendar(of: agency.office, on: arrivesAt.date))
        instant = deadline.dueAt
        return (arrivesAt, deadline)
    }

    mutating func bring(to body: Body) {
        instant = catalogue.arrival(from: place, to: body, takenAt: instant)
        place = body
    }
}

extension Catalogue {
    /// When the result would lie at the return office if everybody took the whole share from that instant on,
    /// transit and return included; `nil` for a submission, and once it lies there.
    ///
    /// What is late already is taken to end now; with `answeredNow` everything that is held is. Steps that find no agency count their share by the receiving
    /// office's calendar.
    public func projectedReturn(
        of state: DossierState, at now: Timestamp, answeredNow: Bool = false
    ) -> Timestamp? {
        guard let reception = state.reception, let route = route(reception.route), state.readyAt == nil,
            let office = office(state.office, on: now.date) ?? document.offices.last(where: { $0.id == state.office })
        else { return nil }
        var walk = ChainWalk(catalogue: self, place: state.holder, instant: now)
        if state.decision == nil {
            for stage in route.stages.drop(while: { $0.id != state.stage }) {
                let isCurrent = stage.id == state.stage
                let starts = walk
                var ends = [walk.instant]
                for branch in stage.branches {
                    var side = starts
                    if isCurrent {
                        advance(&side, along: branch, of: state, from: office, answeredNow: answeredNow)
                    } else {
                        for step in branch.steps { take(step, of: state, from: office, on: &side) }
                    }
                    ends.append(side.instant)
                    if branch.id == stage.lead { walk.place = side.place }
                }
                walk.instant = ends.max() ?? walk.instant
            }
        } else if let arriveBy = state.openHandovers.first?.carriage?.arriveBy {
            return max(now, arriveBy)
        }
        walk.bring(to: .office(reception.returnOffice))
        return walk.instant
    }

    /// The rest of a branch of the current stage, from where it stands.
    private func advance(
        _ walk: inout ChainWalk, along branch: Route.Branch, of state: DossierState, from office: Office,
        answeredNow: Bool
    ) {
        guard let progress = state.branches.first(where: { $0.branch == branch.id }), progress.status != .completed,
            let current = branch.steps.firstIndex(where: { $0.id == progress.step })
        else { return }
        let now = walk.instant
        walk.place = progress.holder
        if progress.status == .held {
            walk.instant = answeredNow ? now : max(now, progress.dueAt ?? now)
        } else {
            let open = state.openHandovers.first { $0.handover.branch == branch.id }
            if let open, open.handover.purpose == .step, let arriveBy = open.carriage?.arriveBy {
                walk.place = open.handover.to
                walk.instant = max(now, arriveBy)
            }
            take(branch.steps[current], of: state, from: office, on: &walk)
        }
        for step in branch.steps[(current + 1)...] { take(step, of: state, from: office, on: &walk) }
    }

    private func take(_ step: Route.Step, of state: DossierState, from office: Office, on walk: inout ChainWalk) {
        do {
            let agency = try agency(for: step, of: state, from: office, on: walk.instant.date)
            _ = walk.take(step, at: agency)
        } catch {
            let calendar = calendar(of: office.id, on: walk.instant.date)
            walk.instant = step.share.deadline(from: walk.instant, calendar: calendar).dueAt
        }
    }
}

extension WorkingCalendar {
    /// The last working moment of the last day on which an apology is in time, or of the last working day before it.
    public func lastApology(before dueAt: Timestamp) -> Timestamp {
        closing(of: workingDay(before: lastDayForApology(before: dueAt).adding(days: 1)))
    }

    /// The opening of the working day that lies that many working days before the day on which something is due.
    public func opening(workingDaysBefore count: Int, dueAt: Timestamp) -> Timestamp {
        var day = dueAt.date
        for _ in 0..<count { day = workingDay(before: day) }
        return opening(of: day)
    }
}

/// How many working days before the due date lateness is told at the latest (NĐ61/2018 Article 19.9 leaves one).
public let latenessAlarmWorkingDays = 2

extension Deliberation {
    /// Tells of lateness before it happens, once for each due date (LAT-03): where the rest of the chain would end
    /// after the due date, and that is two working days away or nearer, or somebody is late with a step already.
    mutating func warnOfLateness() throws(CommandRejection) {
        try require(.act(.warnOfLateness))
        guard let reception = state.reception, state.latenessForeseenFor != reception.dueAt,
            let projectedAt = catalogue.projectedReturn(of: state, at: occurredAt), projectedAt > reception.dueAt
        else { throw .latenessNotForeseen }
        let calendar = officeCalendar()
        let alarm = calendar.opening(workingDaysBefore: latenessAlarmWorkingDays, dueAt: reception.dueAt)
        let somebodyIsLate = state.branches.contains { $0.dueAt.map { $0 < occurredAt } ?? false }
        guard occurredAt >= alarm || somebodyIsLate else { throw .latenessNotForeseen }
        emit(
            .latenessForeseen(
                .init(
                    dueAt: reception.dueAt, projectedAt: projectedAt,
                    apologiseBy: calendar.lastApology(before: reception.dueAt), holder: state.holder)))
    }
}
