import DossierDomain

/// One step of a dossier's way, planned before or after reception (RTE-07).
public struct PlannedStep: Hashable, Sendable {
    /// The stage.
    public let stage: StageID
    /// The branch.
    public let branch: BranchID
    /// Whether the branch leads its stage.
    public let isLead: Bool
    /// The step.
    public let step: Route.Step
    /// The agency that does it.
    public let agency: Agency
    /// When it is expected to begin, if everybody before takes the whole share.
    public let startsAt: Timestamp
    /// When it is due then, and why.
    public let deadline: Deadline
}

/// The whole way of a dossier with planned dates (RTE-07).
public struct Itinerary: Hashable, Sendable {
    /// The procedure version.
    public let procedure: Procedure
    /// The route version.
    public let route: Route
    /// The reception it is planned from.
    public let receivedAt: Timestamp
    /// By when it is to be passed on (TIM-03).
    public let passOnBy: Timestamp
    /// The steps, in the route's order.
    public let steps: [PlannedStep]
    /// When the chain of shares ends, along the longest branches.
    public let chainEndsAt: Timestamp
    /// The statutory due date, printed on form 01, and why.
    public let deadline: Deadline
}

extension Catalogue {
    /// The agency that a selector finds from a receiving office on a day (RTE-01).
    ///
    /// Throws ``RouteProblem/Lack`` as a ``RouteProblem`` that names route and step.
    public func agency(
        for step: Route.Step, of route: RouteID, from office: Office, applicantUnit: UnitID, on date: CivilDate
    ) throws(RouteProblem) -> Agency {
        func lacking(_ lack: RouteProblem.Lack) -> RouteProblem {
            RouteProblem(route: route, step: step.id, lack: lack)
        }
        switch step.at {
        case .receivingAgency:
            guard let agency = agency(office.agency, on: date) else { throw lacking(.agencyNotInForce(office.agency)) }
            return agency
        case .agency(let id):
            guard let agency = agency(id, on: date) else { throw lacking(.agencyNotInForce(id)) }
            return agency
        case .unit(let origin, let level, let field):
            let start = origin == .applicant ? applicantUnit : office.serves.first ?? applicantUnit
            guard let unit = ancestor(of: start, level: level, on: date) else {
                throw lacking(.noAncestor(of: start, level: level))
            }
            guard let agency = agency(of: unit, field: field, on: date) else {
                throw lacking(.noAgency(unit: unit, field: field))
            }
            return agency
        }
    }

    /// Plans the way of a dossier received at that instant (RTE-07, TIM-08).
    ///
    /// Each body gets its whole share from the moment the one before has used its own; a stage takes as long
    /// as its longest branch. Throws ``RouteProblem`` where a step finds no agency (RTE-05).
    public func itinerary(
        of procedure: Procedure, along route: Route, from office: Office, applicantUnit: UnitID,
        receivedAt: Timestamp
    ) throws(RouteProblem) -> Itinerary {
        let officeCalendar = calendar(of: office.id, on: receivedAt.date)
        let passOnBy = officeCalendar.passOnDeadline(from: receivedAt)
        var steps: [PlannedStep] = []
        var stageStart = passOnBy.date == receivedAt.date ? receivedAt : passOnBy
        for stage in route.stages {
            var stageEnd = stageStart
            for branch in stage.branches {
                var start = stageStart
                for step in branch.steps {
                    let agency = try agency(
                        for: step, of: route.id, from: office, applicantUnit: applicantUnit, on: receivedAt.date)
                    let deadline = step.share.deadline(
                        from: start, calendar: calendar(of: agency.office, on: start.date))
                    steps.append(
                        PlannedStep(
                            stage: stage.id, branch: branch.id, isLead: branch.id == stage.lead, step: step,
                            agency: agency, startsAt: start, deadline: deadline))
                    start = deadline.dueAt
                }
                stageEnd = max(stageEnd, start)
            }
            stageStart = stageEnd
        }
        return Itinerary(
            procedure: procedure, route: route, receivedAt: receivedAt, passOnBy: passOnBy, steps: steps,
            chainEndsAt: stageStart,
            deadline: procedure.timeLimit.deadline(from: receivedAt, calendar: officeCalendar))
    }
}
