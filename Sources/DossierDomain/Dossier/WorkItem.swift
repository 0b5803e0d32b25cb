/// Something that waits for an office or agency to be done; derived from the state, never decided apart.
public struct WorkItem: Hashable, Codable, Sendable {
    /// What is to be done.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Confirm what postal staff received.
        case confirmReception
        /// Pass the dossier on.
        case offerHandover
        /// Acknowledge (or return) a handover.
        case acknowledgeHandover
        /// Complete a step.
        case completeStep
        /// Hand the result to the citizen.
        case handOverResult
        /// Answer another agency's question.
        case answerConsultation
        /// Plan anew what can't go on as planned (RTE-05).
        case replan
        /// Give form 02 to the citizen, as the agency asks (SUP-01).
        case issueSupplementRequest
        /// Take in what the citizen brings for form 02 (SUP-01).
        case receiveSupplement
        /// Give the papers back, after a withdrawal or a stop (WDR-01).
        case giveBackPapers
    }

    /// Identity, stable while the work waits.
    public let id: String
    /// The dossier.
    public let dossier: DossierID
    /// Its number.
    public let number: DossierNumber
    /// Its procedure.
    public let procedure: ProcedureCode
    /// Who is to do it.
    public let body: Body
    /// What is to be done.
    public let kind: Kind
    /// The step it concerns.
    public let step: StepID?
    /// The handover it concerns.
    public let handover: HandoverID?
    /// The assignment it concerns.
    public let assignment: AssignmentID?
    /// Who waits for it: whoever offered the handover; `nil` for other work.
    public let sender: Body?
    /// Since when it waits.
    public let since: Timestamp
    /// When it is due: the step's own limit, the passing-on limit, the handover's, or the dossier's.
    public let dueAt: Timestamp

    /// A piece of waiting work.
    public init(
        id: String, dossier: DossierID, number: DossierNumber, procedure: ProcedureCode, body: Body, kind: Kind,
        step: StepID?, handover: HandoverID?, assignment: AssignmentID?, sender: Body? = nil, since: Timestamp,
        dueAt: Timestamp
    ) {
        self.id = id
        self.dossier = dossier
        self.number = number
        self.procedure = procedure
        self.body = body
        self.kind = kind
        self.step = step
        self.handover = handover
        self.assignment = assignment
        self.sender = sender
        self.since = since
        self.dueAt = dueAt
    }
}

extension DossierState {
    /// All work that waits in this state, for whomever (nothing before reception).
    public var workItems: [WorkItem] {
        guard let reception, let number = reception.number else { return [] }
        func item(
            _ id: String, _ body: Body, _ kind: WorkItem.Kind, since: Timestamp, dueAt: Timestamp,
            step: StepID? = nil, handover: HandoverID? = nil, assignment: AssignmentID? = nil, sender: Body? = nil
        ) -> WorkItem {
            WorkItem(
                id: id, dossier: self.id, number: number, procedure: procedure.code, body: body, kind: kind,
                step: step, handover: handover, assignment: assignment, sender: sender, since: since, dueAt: dueAt)
        }
        if reception.confirmationAwaited {
            return [
                item(
                    "\(id).confirmation", .office(officeInCharge), .confirmReception, since: reception.receivedAt,
                    dueAt: reception.passOnBy)
            ]
        }
        var items = openHandovers.map { open in
            item(
                open.handover.id.text, open.handover.to, .acknowledgeHandover, since: open.offeredAt,
                dueAt: open.dueAt ?? reception.dueAt,
                step: open.handover.step, handover: open.handover.id, sender: open.handover.from)
        }
        for branch in branches {
            switch branch.status {
            case .toOffer:
                // What finds no agency waits for a person to plan it anew, not for its holder.
                if planProblems.contains(where: { $0.cause == .stepUnresolved && $0.step == branch.step }) { continue }
                items.append(
                    item(
                        "\(id).\(branch.branch).passing-on", branch.holder, .offerHandover, since: lastOccurredAt,
                        dueAt: branch.holder == .office(officeInCharge) ? reception.passOnBy : reception.dueAt,
                        step: branch.step))
            case .held:
                guard let assignment = branch.assignment, let since = branch.heldSince else { continue }
                items.append(
                    item(
                        assignment.text, branch.holder, .completeStep, since: since,
                        dueAt: branch.dueAt ?? reception.dueAt, step: branch.step, assignment: assignment))
            case .toRequest:
                items.append(
                    item(
                        "\(id).\(branch.branch).form-02", branch.holder, .issueSupplementRequest, since: lastOccurredAt,
                        dueAt: reception.dueAt, step: branch.step))
            case .awaitingApplicant:
                items.append(
                    item(
                        "\(id).\(branch.branch).supplement", branch.holder, .receiveSupplement, since: lastOccurredAt,
                        dueAt: reception.dueAt, step: branch.step))
            case .offered, .completed: continue
            }
        }
        if status == .decided, openHandovers.isEmpty {
            items.append(
                item(
                    "\(id).returning", holder, .offerHandover, since: lastOccurredAt, dueAt: reception.dueAt))
        }
        if status == .readyToHandOver {
            items.append(
                item(
                    "\(id).handing-over", .office(reception.returnOffice), .handOverResult, since: lastOccurredAt,
                    dueAt: reception.dueAt))
        }
        items += consultations.map { consultation in
            item(
                consultation.id.text, .agency(consultation.asked), .answerConsultation, since: consultation.askedAt,
                dueAt: consultation.dueAt, step: consultation.step)
        }
        if let flaggedTo {
            items.append(
                item(
                    "\(id).replanning", .office(flaggedTo), .replan, since: lastOccurredAt, dueAt: reception.dueAt,
                    step: planProblems.first?.step))
        }
        if let endedAt, openHandovers.isEmpty, custodian != .applicant {
            let isHere = custodian == .body(.office(officeInCharge))
            items.append(
                item(
                    "\(id).papers", isHere ? .office(officeInCharge) : holder,
                    isHere ? .giveBackPapers : .offerHandover,
                    since: endedAt, dueAt: reception.dueAt))
        }
        return items
    }
}
