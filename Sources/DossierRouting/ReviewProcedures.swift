import DossierDomain

extension Review {
    /// Procedures and routes: versions unique, what they refer to in force (CAT-01, CAT-02).
    mutating func judgeVersions() {
        var procedures: Set<ProcedureReference> = []
        for procedure in document.procedures {
            let id = procedure.reference.text
            if !procedures.insert(procedure.reference).inserted { error(.procedure, id, "stands twice") }
            judgeSpan(.procedure, id, procedure)
            if levels[procedure.level] == nil {
                error(.procedure, id, "refers to level \(procedure.level), which doesn't exist")
            }
            judgeReference(
                .procedure, id, to: "route \(procedure.route)", rows: routes[procedure.route],
                during: procedure.validity)
            if procedure.channels.isEmpty { error(.procedure, id, "can be handed in by no channel") }
            for (kind, ids) in [
                ("document", procedure.documents.map(\.id.text)), ("fee", procedure.fees.map(\.id)),
                ("channel", procedure.channels.map(\.rawValue)),
            ] {
                for repeated in repeated(in: ids) { error(.procedure, id, "has \(kind) \(repeated) twice") }
            }
        }
        var routes: Set<RouteReference> = []
        for route in document.routes {
            if !routes.insert(route.reference).inserted {
                error(.route, route.reference.text, "stands twice")
            }
            judgeSpan(.route, route.reference.text, route)
        }
    }

    /// Routes: the shape that the engine relies on (RTE-01).
    mutating func judgeRoutes() {
        for route in document.routes {
            let id = route.reference.text
            if route.stages.isEmpty { error(.route, id, "has no stage") }
            for stage in repeated(in: route.stages.map(\.id)) {
                error(.route, id, "has stage \(stage) twice")
            }
            let steps = route.stages.flatMap { $0.branches.flatMap(\.steps) }
            for step in repeated(in: steps.map(\.id)) { error(.route, id, "has step \(step) twice") }
            for stage in route.stages { judge(stage, of: id) }
            for step in steps { judgeSelector(of: step, of: id) }
            judgeDecision(of: route)
        }
    }

    private mutating func judge(_ stage: Route.Stage, of id: String) {
        if stage.branches.isEmpty { error(.route, id, "stage \(stage.id) has no branch") }
        for branch in repeated(in: stage.branches.map(\.id)) {
            error(.route, id, "stage \(stage.id) has branch \(branch) twice")
        }
        if !stage.branches.contains(where: { $0.id == stage.lead }) {
            error(.route, id, "stage \(stage.id) is led by \(stage.lead), which is none of its branches")
        }
        for branch in stage.branches where branch.steps.isEmpty {
            error(.route, id, "branch \(branch.id) of stage \(stage.id) has no step")
        }
    }

    private mutating func judgeSelector(of step: Route.Step, of id: String) {
        switch step.at {
        case .receivingAgency: break
        case .agency(let agency):
            if agencies[agency] == nil {
                error(.route, id, "step \(step.id) names agency \(agency), which doesn't exist")
            }
        case .unit(_, let level, _):
            if levels[level] == nil {
                error(.route, id, "step \(step.id) names level \(level), which doesn't exist")
            }
        }
    }

    private mutating func judgeDecision(of route: Route) {
        let id = route.reference.text
        let deciding = route.stages.flatMap { $0.branches.flatMap(\.steps) }.filter { $0.decides == true }
        guard deciding.count == 1, let decision = deciding.first else {
            let steps = deciding.isEmpty ? "none" : deciding.map(\.id.text).joined(separator: ", ")
            return error(
                .route, id, "needs exactly one step that decides, and has \(deciding.count): \(steps)")
        }
        guard let last = route.stages.last, last.branches.count == 1, let branch = last.branches.first,
            branch.steps.last?.id == decision.id
        else {
            return error(
                .route, id,
                "step \(decision.id) decides, but is not the last step of the only branch of the last stage")
        }
    }

    /// The shares of a route's bodies fit into the limits of the procedures that follow it (CAT-03).
    mutating func judgeShares() {
        for procedure in document.procedures {
            for route in routes[procedure.route, default: []]
            where route.validity.overlaps(procedure.validity) {
                judgeShares(of: route, within: procedure)
            }
        }
    }

    private mutating func judgeShares(of route: Route, within procedure: Procedure) {
        let limit = procedure.timeLimit.limit.amount
        let shares = route.stages.flatMap { $0.branches.flatMap(\.steps) }.map(\.share.limit.amount)
        guard shares.allSatisfy({ $0.unit == limit.unit }) else {
            let units = Set(shares.map(\.unit.rawValue)).sorted().joined(separator: " and ")
            return warn(
                .procedure, procedure.reference.text,
                "has its limit in \(limit.unit.rawValue) and the shares of route \(route.reference.text) in \(units): "
                    + "whether they fit was not checked")
        }
        let total = route.stages.reduce(0) { sum, stage in
            let branches = stage.branches.map { $0.steps.reduce(0) { $0 + $1.share.limit.amount.count } }
            return sum + (branches.max() ?? 0)
        }
        guard total > limit.count else { return }
        error(
            .procedure, procedure.reference.text,
            "has \(limit.count) \(limit.unit.rawValue), but the shares of route \(route.reference.text) add up to "
                + "\(total): \(total - limit.count) too many")
    }

    private func repeated<Key: Hashable & Comparable>(in keys: [Key]) -> [Key] {
        Dictionary(grouping: keys, by: { $0 }).filter { $1.count > 1 }.keys.sorted()
    }
}

/// Units in which limits can be added up and compared.
enum ComparableUnit: String {
    case workingDays = "working days"
    case calendarDays = "calendar days"
    case workingHours = "working hours"
}

extension TimeLimit {
    /// How much of which unit; the same day counts as one working day.
    var amount: (count: Int, unit: ComparableUnit) {
        switch self {
        case .workingDays(let count): (count, .workingDays)
        case .calendarDays(let count): (count, .calendarDays)
        case .workingHours(let count): (count, .workingHours)
        case .sameDay: (1, .workingDays)
        }
    }
}

extension ProcedureReference {
    /// `CODE@VERSION`.
    var text: String { "\(code)@\(version)" }
}

extension RouteReference {
    /// `ID@VERSION`.
    var text: String { "\(id)@\(version)" }
}
