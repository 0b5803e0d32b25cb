import DossierDomain

extension Deliberation {
    /// The branch whose agency holds that work, if the actor may act for that agency.
    func held(
        _ assignment: AssignmentID, for command: DossierCommand.Name
    ) throws(CommandRejection) -> BranchProgress {
        guard let progress = state.branches.first(where: { $0.assignment == assignment }), progress.status == .held
        else {
            let offered = state.openHandovers.contains { $0.handover.id.text == assignment.text }
            throw offered ? .assignmentNotHeld(assignment) : .unknownAssignment(assignment)
        }
        try require(.act(command), of: .held(by: progress.holder))
        return progress
    }

    /// Asks another agency for its opinion, with a time limit (NĐ61/2018 Article 19.5). The holder stays the holder.
    mutating func consult(_ consult: DossierCommand.Consult) throws(CommandRejection) {
        let progress = try held(consult.assignment, for: .consult)
        guard let asked = catalogue.agency(consult.asked, on: date) else { throw .unknownAgency(consult.asked) }
        guard progress.holder != .agency(asked.id) else { throw .consultsItself }
        let deadline = TimeAllowance(consult.limit).deadline(
            from: occurredAt, calendar: catalogue.calendar(of: asked.office, on: date))
        emit(
            .consultationRequested(
                .init(
                    consultation: Consultation(
                        id: ConsultationID("\(state.id).\(state.version + 1)"), branch: progress.branch,
                        step: progress.step, from: progress.holder, asked: asked.id, question: consult.question,
                        askedAt: occurredAt, dueAt: deadline.dueAt))))
    }

    private func consultation(_ id: ConsultationID) throws(CommandRejection) -> Consultation {
        guard let consultation = state.consultations.first(where: { $0.id == id }) else {
            throw .unknownConsultation(id)
        }
        return consultation
    }

    mutating func answerConsultation(_ id: ConsultationID, answer: PrivateReference) throws(CommandRejection) {
        let consultation = try consultation(id)
        try require(.act(.answerConsultation), of: .question(to: consultation.asked))
        emit(.consultationAnswered(.init(consultation: id, answer: answer)))
    }

    /// Tells the forwarding office of silence past the limit, once; a late answer is taken all the same.
    mutating func reportSilence(_ id: ConsultationID) throws(CommandRejection) {
        try require(.act(.reportSilence))
        let consultation = try consultation(id)
        guard consultation.silenceReportedAt == nil, occurredAt > consultation.dueAt else { throw .notSilent(id) }
        emit(
            .consultationSilent(
                .init(
                    consultation: id, asked: consultation.asked,
                    reportedTo: catalogue.officeInCharge(of: state, on: date))))
    }

    /// Sends a held step back to whoever passed it on; it waits there to be passed on again (RTE-06).
    mutating func sendBack(_ sendBack: DossierCommand.SendBack) throws(CommandRejection) {
        let progress = try held(sendBack.assignment, for: .sendBack)
        guard let forwarder = progress.forwarder, forwarder != progress.holder, let since = progress.heldSince,
            let dueAt = progress.dueAt
        else { throw .nobodyToSendBackTo }
        let isLead = progress.branch == state.lead
        let handover = Handover(
            id: HandoverID("\(state.id).\(state.version + 1)"), purpose: .sendBack, branch: progress.branch,
            step: progress.step, from: progress.holder, to: forwarder, carriesPaper: isLead, monitor: nil)
        let carriage = isLead ? self.carriage(sendBack.carriage, for: handover) : nil
        emit(
            .stepSentBack(
                .init(
                    work: HeldWork(assignment: sendBack.assignment, heldSince: since, dueAt: dueAt),
                    handover: handover, carriage: carriage, reason: sendBack.reason,
                    acknowledgeBy: acknowledgeBy(handover, carriage))))
    }

    /// Offers a handover; what no carrier needs time to bring is to be answered on the day the 15:00 rule names.
    mutating func offer(_ handover: Handover, with carriage: Carriage?, manifest: ManifestID? = nil) {
        let carriage = self.carriage(carriage, for: handover)
        emit(
            .handoverOffered(
                .init(
                    handover: handover, carriage: carriage, manifest: manifest,
                    acknowledgeBy: acknowledgeBy(handover, carriage))))
    }

    /// By when a handover is to be answered that no carrier needs time to bring, by the receiver's calendar.
    private func acknowledgeBy(_ handover: Handover, _ carriage: Carriage?) -> Timestamp? {
        if let arriveBy = carriage?.arriveBy, arriveBy > occurredAt { return nil }
        return catalogue.calendar(of: handover.to, on: date).acknowledgeDeadline(from: occurredAt)
    }

    /// A carriage with the arrival that the postal norm sets for that handover (HND-03).
    func carriage(_ carriage: Carriage?, for handover: Handover) -> Carriage? {
        carriage?.arriving(by: catalogue.arrival(from: handover.from, to: handover.to, takenAt: occurredAt))
    }

    /// Refuses to end a step whose public posting still hangs.
    func requirePostingOver(_ progress: BranchProgress) throws(CommandRejection) {
        guard let posting = catalogue.procedure(state.procedure)?.options?.posting, posting.step == progress.step,
            let since = progress.heldSince
        else { return }
        let end = TimeAllowance(posting.period)
            .deadline(from: since, calendar: catalogue.calendar(of: progress.holder, on: since.date)).dueAt
        guard occurredAt.date >= end.date else { throw .postingRuns(until: end) }
    }
}
