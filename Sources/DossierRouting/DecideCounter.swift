import DossierDomain

extension Deliberation {
    /// Refuses papers at the counter (form 03, RCV-03): an official signs; anybody else at the counter proposes.
    mutating func refuseReception(_ refusal: DossierCommand.RefuseReception) throws(CommandRejection) {
        try require(.act(.refuseReception))
        guard let signer = refusal.signer else {
            return emit(.refusalProposed(.init(reason: refusal.reason)))
        }
        try require(.signRefusal)
        emit(.receptionRefused(.init(number: refusal.number, reason: refusal.reason, signer: signer)))
    }

    /// Signs the record by which the carrier hands the papers to the authority: legally submitted from now on (RCV-08).
    mutating func signHandoverRecord(_ record: DossierCommand.SignHandoverRecord) throws(CommandRejection) {
        try require(.act(.signHandoverRecord))
        try requireListed(record.missing.map(\.document), in: try currentProcedure())
        emit(.handoverRecordSigned(.init(number: record.number, missing: record.missing)))
    }

    /// Receives, decides and hands over in one request: three facts still, by an official with a delegation.
    mutating func settleAtOnce(_ settlement: DossierCommand.SettleAtOnce) throws(CommandRejection) {
        let procedure = try currentProcedure()
        try require(.settleAtOnce)
        guard procedure.timeLimit.limit == .sameDay, let route = catalogue.route(procedure.route, on: date),
            route.stages.count == 1, let branch = route.stages[0].branches.first, route.stages[0].branches.count == 1,
            branch.steps.count == 1, let step = branch.steps.first,
            (settlement.receive.returnOffice ?? state.office) == state.office
        else { throw .notSettledAtOnce(procedure.code) }
        try requireDecision(settlement.decision, of: step, leading: true)
        try receive(settlement.receive)
        let agency: Agency
        do {
            agency = try catalogue.agency(for: step, of: state, from: receivingOffice(), on: date)
        } catch {
            preconditionFailure("the reception has just found an agency for every step")
        }
        let assignment = AssignmentID("\(state.id).\(state.version + 1)")
        let due = step.share.deadline(from: occurredAt, calendar: catalogue.calendar(of: agency.office, on: date)).dueAt
        emit(
            .stepStarted(
                .init(assignment: assignment, branch: branch.id, step: step.id, agency: agency.id, dueAt: due)))
        emit(
            .stepCompleted(
                .init(
                    assignment: assignment, branch: branch.id, step: step.id, next: nil,
                    opinion: settlement.opinion)))
        emit(.decided(.init(decision: settlement.decision, breach: breach(of: settlement.decision))))
        offerResult(from: .agency(agency.id), carriage: nil)
        for open in state.openHandovers {
            emit(.handoverAcknowledged(.init(handover: open.handover.id, dueAt: nil)))
        }
        try handOverResult(settlement.handingOver)
    }

    /// A decision where the step decides; a refusal by the lead at any step, with reasons (REF-01, SEC-03).
    func requireDecision(
        _ decision: Decision?, of step: Route.Step, leading: Bool
    ) throws(CommandRejection) {
        guard let decision else {
            if step.decides == true { throw .decisionMissing }
            return
        }
        guard step.decides == true || (leading && decision.outcome == .refused) else { throw .decisionNotExpected }
        guard decision.outcome == .granted || decision.reasons != nil else { throw .reasonsMissing }
        try require(catalogue.separation(of: actor, in: state, on: date))
    }

    /// A refusal belongs within the time limit (REF-01); later it stands, and is on record as a breach.
    func breach(of decision: Decision) -> Breach? {
        decision.outcome == .refused && occurredAt > reception().dueAt ? .refusedLate : nil
    }
}
