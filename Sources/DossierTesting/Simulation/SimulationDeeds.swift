import DossierDomain
import DossierRouting

/// What people say in a request about what waits for them.
extension Simulation {
    func command(_ deed: Deed, about item: WorkItem, in state: DossierState) -> DossierCommand? {
        let reason = secret("\(state.id).words")
        switch deed {
        case .wait: return nil
        case .confirm: return .confirmReception
        case .passOn(let carrier): return .offerHandover(.init(carriage: carrier))
        case .acknowledge: return item.handover.map { .acknowledgeHandover($0) }
        case .refuseHandover: return item.handover.map { .returnHandover($0, reason: reason) }
        case .complete(let isGranted, let carrier):
            guard let assignment = item.assignment, let step = item.step,
                let route = state.reception.flatMap({ registry.catalogue.route($0.route) })
            else { return nil }
            let decision = Decision(
                outcome: isGranted ? .granted : .refused, number: "1/QĐ", date: clock.date, signer: reason,
                reasons: isGranted ? nil : reason)
            return .completeStep(
                .init(
                    assignment: assignment, opinion: reason,
                    decision: route.step(step)?.decides == true ? decision : nil, carriage: carrier))
        case .consult:
            return item.assignment.map {
                .consult(
                    .init(assignment: $0, asked: AgencyID("north.committee"), limit: .workingDays(3), question: reason))
            }
        case .sendBack(let carrier):
            return item.assignment.map { .sendBack(.init(assignment: $0, reason: reason, carriage: carrier)) }
        case .answer: return .answerConsultation(ConsultationID(item.id), answer: reason)
        case .handOver:
            // What the post has it also delivers.
            return .handOverResult(
                .init(to: .applicant, recipient: reason, method: state.delivery == nil ? .counter : .post))
        case .replan: return .replan(plan(for: state, reason: reason))
        case .issueForm: return .issueSupplementRequest
        case .takeSupplement:
            return .supplement(
                documents: (state.handlingSupplement?.outstanding ?? []).map {
                    SubmittedDocument(document: $0.document, originals: $0.originals, copies: $0.copies)
                })
        case .giveBack: return .giveBackPapers(.init(to: .applicant, recipient: reason, method: .counter))
        }
    }

    /// A plan that mends everything: whoever holds what can't be resolved becomes the province's committee.
    private func plan(for state: DossierState, reason: PrivateReference) -> DossierCommand.Replan {
        let problems = registry.catalogue.planProblems(of: state, on: clock.date)
        var steps = Set(problems.filter { $0.cause == .stepUnresolved }.compactMap(\.step))
        if let route = state.reception.flatMap({ registry.catalogue.route($0.route) }),
            let office = registry.catalogue.document.offices.first(where: { $0.id == state.office })
        {
            for problem in problems where problem.cause == .bodyCeased {
                guard let id = problem.step, let step = route.step(id) else { continue }
                do {
                    _ = try registry.catalogue.agency(for: step, of: state, from: office, on: clock.date)
                } catch {
                    steps.insert(id)
                }
            }
        }
        let office = problems.contains { $0.cause == .returnOfficeCeased } ? OfficeID("south") : nil
        return DossierCommand.Replan(
            steps: steps.sorted().map { PlannedAgency(step: $0, agency: AgencyID("tinh.committee")) },
            returnOffice: office, reason: reason)
    }

    /// Some results go to the citizen by post: what nobody takes in comes back after two invitations (RES-03).
    mutating func resultByPost(of state: DossierState) -> DossierCommand? {
        guard faulty else { return nil }
        guard let delivery = state.delivery else {
            return happens(150, using: &generator) ? .postResult(Carriage(carrier: "VNPost")) : nil
        }
        if happens(500, using: &generator) { return nil }
        return delivery.invitations.count < 2 ? .recordFailedDelivery : .takeBackResult
    }
}
