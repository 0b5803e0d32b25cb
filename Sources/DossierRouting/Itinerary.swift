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
    /// The office that monitors it there; `nil` where that is the receiving one (RTE-03).
    public let monitor: OfficeID?
    /// When it is expected to come there, if everybody before takes the whole share and the post its norm (HND-03).
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
    /// When the result lies at the return office by the chain of shares, along the longest branches, transit and
    /// return included (CAT-03).
    public let chainEndsAt: Timestamp
    /// The statutory due date, and why.
    public let deadline: Deadline

    /// What form 01 promises, by the procedure's appointment policy (CAT-03).
    public var promisedAt: Timestamp {
        switch procedure.options?.appointment ?? .statutory {
        case .statutory: deadline.dueAt
        case .chain: chainEndsAt
        }
    }
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
    /// Each body gets its whole share from the moment the dossier has come there from the one before; a stage takes
    /// as long as its longest branch; the result comes back to `returnOffice`, the receiving one where `nil`. Throws ``RouteProblem`` where a step finds no agency (RTE-05).
    public func itinerary(
        of procedure: Procedure, along route: Route, from office: Office, applicantUnit: UnitID,
        receivedAt: Timestamp, returnOffice: OfficeID? = nil
    ) throws(RouteProblem) -> Itinerary {
        let officeCalendar = calendar(of: office.id, on: receivedAt.date)
        let passOnBy = officeCalendar.passOnDeadline(from: receivedAt)
        var steps: [PlannedStep] = []
        var walk = ChainWalk(
            catalogue: self, place: .office(office.id),
            instant: passOnBy.date == receivedAt.date ? receivedAt : passOnBy)
        for stage in route.stages {
            let start = walk
            for branch in stage.branches {
                var side = start
                for step in branch.steps {
                    let agency = try agency(
                        for: step, of: route.id, from: office, applicantUnit: applicantUnit, on: receivedAt.date)
                    let (arrivesAt, deadline) = side.take(step, at: agency)
                    steps.append(
                        PlannedStep(
                            stage: stage.id, branch: branch.id, isLead: branch.id == stage.lead, step: step,
                            agency: agency, monitor: agency.office == office.id ? nil : agency.office,
                            startsAt: arrivesAt, deadline: deadline))
                }
                walk.instant = max(walk.instant, side.instant)
                if branch.id == stage.lead { walk.place = side.place }
            }
        }
        walk.bring(to: .office(returnOffice ?? office.id))
        return Itinerary(
            procedure: procedure, route: route, receivedAt: receivedAt, passOnBy: passOnBy, steps: steps,
            chainEndsAt: walk.instant,
            deadline: statutoryDeadline(of: procedure, at: office.id, countedFrom: receivedAt))
    }
}
