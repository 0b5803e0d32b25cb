import DossierDomain
import DossierRouting

/// What people do with a dossier beside what waits: ask for papers, apologise, withdraw, lose parcels, pay, complain.
extension Simulation {
    mutating func somethingElse(about state: DossierState) throws(SimulationFailure) {
        let names = Self.laterNames.filter {
            state.status.allowedCommands.contains($0) && hasOccasion(for: $0, in: state)
        }
        guard let name = names.randomElement(using: &generator) else { return }
        let actors = [
            SimulatedStaff.actor(for: .office(state.officeInCharge), kind: .offerHandover),
            SimulatedStaff.actor(for: .office(state.officeInCharge), kind: .confirmReception),
            SimulatedStaff.actor(for: state.decidedBy ?? state.holder, kind: .completeStep),
        ]
        guard let actor = actors.randomElement(using: &generator) else { return }
        _ = try send(later(name, about: state), on: state.id, by: actor)
    }

    /// Whether there is something to do it to; the rest is tried at any time.
    private func hasOccasion(for name: DossierCommand.Name, in state: DossierState) -> Bool {
        switch name {
        case .recordNotice: state.registers?.notices.contains { $0.settledAt == nil } ?? false
        case .answerComplaint: state.registers?.complaints.contains { $0.answeredAt == nil } ?? false
        default: true
        }
    }

    /// A person asks for their data to be erased, whatever state the dossier is in.
    mutating func eraseSomething() throws(SimulationFailure) {
        guard let id = registry.order.randomElement(using: &generator) else { return }
        _ = try send(.erasePersonalData(.personRequest), on: id, by: SimulatedStaff.system)
    }

    private static let laterNames: [DossierCommand.Name] = [
        .refuseReception, .askSupplement, .askSupplement, .apologise, .withdraw, .stop, .giveBackPapers,
        .reportIncident, .postResult, .recordFailedDelivery, .recordFailedDelivery, .takeBackResult, .correctDecision,
        .correctDecision,
        .demandPayment, .collectFee, .recordNotice, .rate, .complain, .answerComplaint, .answerComplaint,
        .answerComplaint, .attachScan,
    ]

    private mutating func later(_ name: DossierCommand.Name, about state: DossierState) -> DossierCommand {
        let words = secret("\(state.id).words")
        let registers = state.registers
        switch name {
        case .refuseReception:
            return .refuseReception(.init(reason: words, signer: happens(500, using: &generator) ? words : nil))
        case .askSupplement:
            let assignment = state.branches.compactMap(\.assignment).first ?? AssignmentID("none")
            return .askSupplement(
                .init(
                    assignment: assignment,
                    missing: [MissingDocument(document: DocumentID("proof"), originals: 0, copies: 1)], guidance: words)
            )
        case .apologise:
            let first = state.reception?.rescheduledAt == nil
            return .apologise(
                .init(
                    reason: words, signer: words,
                    newDueOn: first ? max(clock.date, state.reception?.dueAt.date ?? clock.date).adding(days: 7) : nil))
        case .withdraw: return .withdraw(.init(by: .applicant, requester: words))
        case .stop: return .stop(.init(reason: words, signer: words))
        case .giveBackPapers:
            return .giveBackPapers(
                .init(to: .applicant, recipient: words, method: .counter, originals: state.originalsHeld))
        case .reportIncident: return .reportIncident(.init(kind: .damaged, description: words))
        case .postResult: return .postResult(Carriage(carrier: "VNPost"))
        case .recordFailedDelivery: return .recordFailedDelivery
        case .takeBackResult: return .takeBackResult
        case .correctDecision:
            let decision = Decision(outcome: .granted, number: "2/QĐ", date: clock.date, signer: words)
            return .correctDecision(.init(decision: decision, reason: words))
        case .demandPayment: return .demandPayment(.init(amountVND: 150_000, basis: words))
        case .collectFee:
            return .collectFee(
                .init(
                    receipt: "BL", method: .cash, fees: [FeeQuantity(fee: "copy", quantity: 2)],
                    obligation: registers?.obligations.filter { $0.paidAt == nil }.randomElement(using: &generator)?.id)
            )
        case .recordNotice:
            let notice = registers?.notices.randomElement(using: &generator)?.id ?? NoticeID("none")
            return .recordNotice(.init(notice: notice, channel: .phone, outcome: .delivered))
        case .answerComplaint:
            let complaint =
                registers?.complaints.filter { $0.answeredAt == nil }.randomElement(using: &generator)?.id
                ?? ComplaintID("none")
            return .answerComplaint(.init(complaint: complaint, answer: words, upheld: true))
        case .complain: return .complain(.init(content: words))
        case .attachScan:
            return .attachScan(
                .init(
                    id: ScanID("\(state.id)-\(state.version)"), document: DocumentID("proof"), page: nil,
                    kind: .jpeg, byteCount: 4_096, file: String(repeating: "b", count: 64), content: words))
        default: return .rate(.init(channel: .slip, scores: [IndicatorScore(indicator: 7, score: 2)]))
        }
    }
}
