import DossierDomain

extension Deliberation {
    mutating func enter(_ stage: Route.Stage, holder: Body) {
        emit(
            .stageEntered(
                .init(
                    stage: stage.id, lead: stage.lead,
                    branches: stage.branches.compactMap { branch in
                        branch.steps.first.map { .init(branch: branch.id, step: $0.id) }
                    },
                    holder: holder)))
    }

    mutating func offerHandover(_ offer: DossierCommand.OfferHandover) throws(CommandRejection) {
        guard state.reception?.confirmationAwaited == false else { throw .confirmationAwaited }
        try require(authorize(.act(.offerHandover), by: actor, on: date, under: catalogue))
        let body = actingBody
        if state.status == .decided {
            // A result that was sent back is offered again by the agency that holds it.
            guard state.openHandovers.isEmpty else { throw .nothingToOffer }
            try require(.act(.offerHandover), of: .held(by: state.holder))
            return offerResult(from: body, carriage: offer.carriage, manifest: offer.manifest)
        }
        if state.endedAt != nil {
            guard state.openHandovers.isEmpty, state.custodian != .body(.office(state.officeInCharge)) else {
                throw .nothingToOffer
            }
            guard case .body(let keeper) = state.custodian else { throw .forbidden(.passOnByHolder) }
            try require(.act(.offerHandover), of: .held(by: keeper))
            return sendPapersBack(carriage: offer.carriage, manifest: offer.manifest)
        }
        let waiting = state.branches.filter { branch in
            branch.status == .toOffer && (offer.branch == nil || offer.branch == branch.branch)
        }
        guard !waiting.isEmpty else { throw .nothingToOffer }
        let mine = waiting.filter { $0.holder == body }
        try require(.act(.offerHandover), of: .held(by: (mine.first ?? waiting[0]).holder))
        for branch in mine { try passOn(branch.branch, carriage: offer.carriage, manifest: offer.manifest) }
    }

    /// Passes a waiting branch on to the agency of its step; without a handover where that agency has it already.
    mutating func passOn(
        _ id: BranchID, carriage: Carriage?, manifest: ManifestID? = nil
    ) throws(CommandRejection) {
        let route = pinnedRoute()
        guard let progress = state.branches.first(where: { $0.branch == id }),
            let step = route.step(progress.step)
        else { preconditionFailure("a dossier's branch is one of its route's") }
        let office = receivingOffice()
        let agency: Agency
        do {
            agency = try catalogue.agency(for: step, of: state, from: office, on: date)
        } catch {
            throw .routeUnresolved(error)
        }
        let serial = state.version + 1
        if progress.holder == .agency(agency.id) {
            let deadline = step.share.deadline(
                from: occurredAt, calendar: catalogue.calendar(of: agency.office, on: date))
            return emit(
                .stepStarted(
                    .init(
                        assignment: AssignmentID("\(state.id).\(serial)"), branch: id, step: step.id,
                        agency: agency.id, dueAt: deadline.dueAt)))
        }
        let isLead = id == state.lead
        let handover = Handover(
            id: HandoverID("\(state.id).\(serial)"), purpose: .step, branch: id, step: step.id,
            from: progress.holder, to: .agency(agency.id), carriesPaper: isLead,
            monitor: agency.office == state.officeInCharge ? nil : agency.office)
        offer(handover, with: isLead ? carriage : nil, manifest: manifest)
    }

    mutating func offerResult(from holder: Body, carriage: Carriage?, manifest: ManifestID? = nil) {
        guard let returnOffice = state.reception?.returnOffice else {
            preconditionFailure("only a received dossier has a result")
        }
        let handover = Handover(
            id: HandoverID("\(state.id).\(state.version + 1)"), purpose: .result, branch: nil,
            step: nil, from: holder, to: .office(returnOffice), carriesPaper: true, monitor: nil)
        offer(handover, with: carriage, manifest: manifest)
    }

    private func open(_ id: HandoverID) throws(CommandRejection) -> OpenHandover {
        guard let open = state.openHandovers.first(where: { $0.handover.id == id }) else {
            throw .unknownHandover(id)
        }
        return open
    }

    mutating func dispatchHandover(
        _ id: HandoverID, with carriage: Carriage, manifest: ManifestID? = nil
    ) throws(CommandRejection) {
        let open = try open(id)
        try require(.act(.dispatchHandover), of: .handover(open.handover))
        guard open.carriage == nil else { throw .alreadyDispatched(id) }
        emit(
            .handoverDispatched(
                .init(
                    handover: id, carriage: self.carriage(carriage, for: open.handover) ?? carriage,
                    manifest: manifest)))
    }

    mutating func acknowledgeHandover(
        _ id: HandoverID, discrepancies: [Discrepancy] = []
    ) throws(CommandRejection) {
        let handover = try open(id).handover
        try require(.act(.acknowledgeHandover), of: .handover(handover))
        var dueAt: Timestamp?
        try requireListed(
            discrepancies.filter { $0.kind != .surplus }.map(\.document), in: pinnedProcedure())
        if handover.purpose == .step, state.endedAt == nil, let stepID = handover.step {
            guard let step = pinnedRoute().step(stepID) else {
                preconditionFailure("a handover's step is one of its route's")
            }
            dueAt =
                step.share.deadline(from: occurredAt, calendar: catalogue.calendar(of: handover.to, on: date))
                .dueAt
        }
        emit(
            .handoverAcknowledged(
                .init(handover: id, dueAt: dueAt, discrepancies: discrepancies.isEmpty ? nil : discrepancies)))
        // Papers that were on their way when the dossier ended go back from wherever they arrive.
        if state.endedAt != nil { sendPapersBack(carriage: nil) }
    }

    mutating func returnHandover(_ id: HandoverID, reason: PrivateReference) throws(CommandRejection) {
        let handover = try open(id).handover
        try require(.act(.returnHandover), of: .handover(handover))
        emit(.handoverReturned(.init(handover: id, reason: reason)))
    }

    mutating func completeStep(_ completion: DossierCommand.CompleteStep) throws(CommandRejection) {
        let route = pinnedRoute()
        guard let progress = state.branches.first(where: { $0.assignment == completion.assignment }),
            let step = route.step(progress.step), progress.status == .held
        else {
            let offered = state.openHandovers.contains { $0.handover.id.text == completion.assignment.text }
            throw offered
                ? .assignmentNotHeld(completion.assignment) : .unknownAssignment(completion.assignment)
        }
        try require(.act(.completeStep), of: .held(by: progress.holder))
        try requireDecision(completion.decision, of: step, leading: progress.branch == state.lead)
        if completion.decision?.outcome != .refused { try requirePostingOver(progress) }
        // A refusal ends the route at whichever step it is found (NĐ61/2018 Article 19.8).
        let next = completion.decision == nil ? route.step(after: progress.step) : nil
        emit(
            .stepCompleted(
                .init(
                    assignment: completion.assignment, branch: progress.branch, step: progress.step,
                    next: next?.id, opinion: completion.opinion)))
        if next != nil { return passOnOrFlag(progress.branch, carriage: completion.carriage) }
        goOn(along: route, after: completion, of: progress.branch)
    }

    /// After a branch has ended: decides, enters the next stage, or waits for the other branches.
    private mutating func goOn(
        along route: Route, after completion: DossierCommand.CompleteStep, of branch: BranchID
    ) {
        guard completion.decision?.outcome == .refused || state.branches.allSatisfy({ $0.status == .completed }),
            let lead = state.branches.first(where: { $0.branch == state.lead })
        else { return }
        // The paper is the lead's, so only the lead can have given it to a carrier.
        let carriage = branch == lead.branch ? completion.carriage : nil
        if let decision = completion.decision {
            emit(.decided(.init(decision: decision, breach: breach(of: decision))))
            return offerResult(from: lead.holder, carriage: carriage)
        }
        guard let index = route.stages.firstIndex(where: { $0.id == state.stage }),
            index + 1 < route.stages.count
        else { preconditionFailure("the last step of a route decides") }
        let stage = route.stages[index + 1]
        enter(stage, holder: lead.holder)
        for branch in stage.branches { passOnOrFlag(branch.id, carriage: carriage) }
    }

    /// Passes on what an agency has completed. Where the next step finds no agency any more, the completion stands
    /// all the same, and the dossier is flagged for a person to plan it anew (RTE-05).
    private mutating func passOnOrFlag(_ branch: BranchID, carriage: Carriage?) {
        do {
            try passOn(branch, carriage: carriage)
        } catch {
            let problems = catalogue.planProblems(of: state, on: date)
            if problems != state.planProblems { flag(problems) }
        }
    }
}

extension Route {
    /// The step of that identity; identities are unique within a route.
    public func step(_ id: StepID) -> Step? {
        for stage in stages {
            for branch in stage.branches {
                if let step = branch.steps.first(where: { $0.id == id }) { return step }
            }
        }
        return nil
    }

    /// The step that follows in the same branch; `nil` where the branch ends.
    public func step(after id: StepID) -> Step? {
        let steps = stages.flatMap(\.branches).map(\.steps).first { steps in steps.contains { $0.id == id } } ?? []
        return steps.drop { $0.id != id }.dropFirst().first
    }
}
