import DossierDomain

extension Catalogue {
    /// The office whose officials look after a dossier on that day: the receiving one; after it has ceased, the one
    /// that serves the applicant's unit, or the nearest above it (RTE-05).
    public func officeInCharge(of state: DossierState, on date: CivilDate) -> OfficeID {
        if office(state.officeInCharge, on: date) != nil { return state.officeInCharge }
        let places = [state.applicantUnit, place(of: .office(state.office), on: date)].compactMap(\.self)
        return office(atOrAbove: places, on: date)?.id ?? state.office
    }

    /// The office in force that serves the first of these units where there is one, or the nearest above it.
    func office(atOrAbove places: [UnitID], on date: CivilDate) -> Office? {
        for start in places {
            var current: UnitID? = start
            for _ in 0..<16 {
                guard let id = current else { break }
                if let office = office(serving: id, on: date) { return office }
                current = (unit(id, on: date) ?? document.units.last { $0.id == id })?.parent
            }
        }
        return nil
    }

    /// The agency of a step for a dossier: whom a person named, else whom the selector finds (RTE-01, RTE-05).
    public func agency(
        for step: Route.Step, of state: DossierState, from office: Office, on date: CivilDate
    ) throws(RouteProblem) -> Agency {
        let route = state.reception?.route.id ?? RouteID("")
        guard let named = state.plannedAgencies.last(where: { $0.step == step.id }) else {
            return try agency(for: step, of: route, from: office, applicantUnit: state.applicantUnit, on: date)
        }
        guard let agency = agency(named.agency, on: date) else {
            throw RouteProblem(route: route, step: step.id, lack: .agencyNotInForce(named.agency))
        }
        return agency
    }

    /// Whether a body is in force on that day.
    public func isInForce(_ body: Body, on date: CivilDate) -> Bool {
        switch body {
        case .office(let id): office(id, on: date) != nil
        case .agency(let id): agency(id, on: date) != nil
        }
    }

    /// Why a received dossier can't go on as planned; empty where it can (RTE-05).
    public func planProblems(of state: DossierState, on date: CivilDate) -> [PlanProblem] {
        guard let reception = state.reception, let route = route(reception.route), state.status != .handedOver
        else { return [] }
        var problems: [PlanProblem] = []
        // Papers of what ended wait to be given back; once the citizen has them nobody is needed any more.
        let former = Body.office(state.officeInCharge)
        let isTakenOver =
            (state.endedAt == nil || state.custodian != .applicant) && !isInForce(former, on: date)
            && isInForce(.office(officeInCharge(of: state, on: date)), on: date)
        if isTakenOver { problems.append(PlanProblem(.officeCeased, step: nil, body: former)) }
        func answers(_ body: Body) -> Bool { isInForce(body, on: date) || (isTakenOver && body == former) }
        guard state.endedAt == nil else {
            // Papers that lie with a body that is no more, or were on their way to it, wait for somebody to fetch them.
            var keepers = state.openHandovers.map(\.handover.to)
            if keepers.isEmpty, case .body(let body) = state.custodian { keepers = [body] }
            for body in keepers where !answers(body) {
                problems.append(PlanProblem(.bodyCeased, step: nil, body: body))
            }
            return problems
        }
        func note(_ problem: PlanProblem) {
            if !problems.contains(problem) { problems.append(problem) }
        }
        if office(reception.returnOffice, on: date) == nil {
            note(PlanProblem(.returnOfficeCeased, step: nil, body: .office(reception.returnOffice)))
        }
        // What is offered can still be acknowledged, whoever offered it.
        for branch in state.branches where branch.status == .held || branch.status == .toOffer {
            if !answers(branch.holder) {
                note(PlanProblem(.bodyCeased, step: branch.step, body: branch.holder))
            }
        }
        for open in state.openHandovers where open.handover.purpose != .result {
            if !answers(open.handover.to) {
                note(PlanProblem(.bodyCeased, step: open.handover.step, body: open.handover.to))
            }
        }
        if state.status == .decided, state.openHandovers.isEmpty, !isInForce(state.holder, on: date) {
            note(PlanProblem(.bodyCeased, step: nil, body: state.holder))
        }
        guard let office = office(state.office, on: date) ?? office(state.office, on: reception.receivedAt.date)
        else { return problems }
        for step in route.steps(after: state) {
            do {
                _ = try agency(for: step, of: state, from: office, on: date)
            } catch {
                note(PlanProblem(.stepUnresolved, step: step.id))
            }
        }
        return problems
    }
}

extension Route {
    /// The steps that still have to find their agency: those not passed on yet in the current stage, and all of
    /// the later stages.
    func steps(after state: DossierState) -> [Step] {
        guard let index = stages.firstIndex(where: { $0.id == state.stage }), !state.branches.isEmpty else { return [] }
        var waiting: [Step] = []
        for progress in state.branches where progress.status != .completed {
            guard let branch = stages[index].branches.first(where: { $0.id == progress.branch }),
                let current = branch.steps.firstIndex(where: { $0.id == progress.step })
            else { continue }
            waiting += branch.steps[(progress.status == .toOffer ? current : current + 1)...]
        }
        return waiting + stages[(index + 1)...].flatMap { $0.branches.flatMap(\.steps) }
    }
}

extension Deliberation {
    /// Flags a dossier that can't go on as planned, so that a person plans it anew; never stuck silently (RTE-05). What
    /// can go on again, because the configuration was mended, is flagged with no problem, and so no longer.
    mutating func checkPlan() throws(CommandRejection) {
        try require(.act(.checkPlan))
        let problems = catalogue.planProblems(of: state, on: date)
        guard problems != state.planProblems else { throw .planStands }
        flag(problems)
    }

    mutating func flag(_ problems: [PlanProblem]) {
        emit(
            .planFlagged(
                .init(problems: problems, reportedTo: catalogue.officeInCharge(of: state, on: date))))
    }

    /// Plans a dossier anew: names agencies or the return office, takes branches from bodies that have ceased, and
    /// passes them on at once. Number, first due date and history stay (RTE-05).
    mutating func replan(_ plan: DossierCommand.Replan) throws(CommandRejection) {
        try require(.act(.replan))
        // A plan is made for the office that has to do with it from now on.
        let problems = catalogue.planProblems(of: state, on: date)
        if problems.contains(where: { $0.cause == .officeCeased }) { flag(problems) }
        if state.endedAt != nil { return try fetchPapers(plan) }
        try checkNames(of: plan)
        let named = Set(plan.steps.map(\.step))
        let withdrawn = state.openHandovers.filter { open in
            let handover = open.handover
            return handover.purpose == .result
                ? plan.returnOffice.map { handover.to != .office($0) } ?? false
                : !catalogue.isInForce(handover.to, on: date) || handover.step.map(named.contains) ?? false
        }
        let released = state.branches.filter { branch in
            branch.status == .held && !catalogue.isInForce(branch.holder, on: date)
        }
        let stranded = state.branches.filter { branch in
            branch.status == .toOffer
                && (!catalogue.isInForce(branch.holder, on: date) || named.contains(branch.step))
        }
        // A result that its recipient sent back to an agency that has ceased meanwhile lies there.
        let isResultStranded =
            state.status == .decided && state.openHandovers.isEmpty && !catalogue.isInForce(state.holder, on: date)
        guard
            !plan.steps.isEmpty || plan.returnOffice != nil || isResultStranded
                || !(withdrawn.isEmpty && released.isEmpty && stranded.isEmpty)
        else { throw .nothingToReplan }
        emit(
            .replanned(
                .init(
                    steps: plan.steps, returnOffice: plan.returnOffice, released: released.map(\.branch),
                    withdrawn: withdrawn.map(\.handover.id), reason: plan.reason)))
        let again = withdrawn.compactMap(\.handover.branch) + released.map(\.branch) + stranded.map(\.branch)
        if state.reception?.confirmationAwaited == false {
            for branch in state.branches where again.contains(branch.branch) {
                let carriage = withdrawn.first { $0.handover.branch == branch.branch }?.carriage
                try passOn(branch.branch, carriage: carriage)
            }
        }
        if state.status == .decided, state.openHandovers.isEmpty {
            offerResult(from: state.holder, carriage: withdrawn.first { $0.handover.purpose == .result }?.carriage)
        }
        let left = catalogue.planProblems(of: state, on: date)
        guard left.isEmpty else { throw .planIncomplete(left, of: state.reception?.route) }
    }

    /// Has the papers of what was withdrawn or stopped sent back from a body that has ceased, or never will answer.
    private mutating func fetchPapers(_ plan: DossierCommand.Replan) throws(CommandRejection) {
        guard plan.steps.isEmpty, plan.returnOffice == nil,
            catalogue.planProblems(of: state, on: date).contains(where: { $0.cause == .bodyCeased })
        else { throw .nothingToReplan }
        let overtaken = state.openHandovers.filter { !catalogue.isInForce($0.handover.to, on: date) }
        emit(
            .replanned(
                .init(
                    steps: [], returnOffice: nil, released: [], withdrawn: overtaken.map(\.handover.id),
                    reason: plan.reason)))
        sendPapersBack(carriage: overtaken.first?.carriage, from: overtaken.first?.handover.from)
    }

    private func checkNames(of plan: DossierCommand.Replan) throws(CommandRejection) {
        let route = pinnedRoute()
        let current = state.branches.filter { $0.status != .held || !catalogue.isInForce($0.holder, on: date) }
        let open = Set(route.steps(after: state).map(\.id) + current.map(\.step))
        for named in plan.steps {
            guard open.contains(named.step) else { throw .nothingToReplan }
            guard catalogue.agency(named.agency, on: date) != nil else { throw .unknownAgency(named.agency) }
        }
        if let office = plan.returnOffice, catalogue.office(office, on: date) == nil { throw .unknownOffice(office) }
    }
}
