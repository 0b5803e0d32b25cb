import DossierDomain

extension Deliberation {
    /// How many invitations, and how many working days apart, before a result goes back (TT17/2017 Article 5.2h).
    static var invitationCount: Int { 2 }
    private static var invitationWorkingDays: Int { 2 }

    /// Gives the result to the post.
    mutating func postResult(_ carriage: Carriage) throws(CommandRejection) {
        try require(.act(.postResult))
        guard state.delivery == nil else { throw .resultWithPost }
        emit(.resultPosted(.init(carriage: carriage)))
    }

    /// Records that nobody was found and an invitation was left (RES-03).
    mutating func recordFailedDelivery() throws(CommandRejection) {
        try require(.act(.recordFailedDelivery))
        guard let delivery = state.delivery else { throw .resultNotWithPost }
        emit(.deliveryFailed(.init(attempt: delivery.invitations.count + 1)))
    }

    /// Takes an undeliverable result back; too soon is a breach on record (RES-03).
    mutating func takeBackResult() throws(CommandRejection) {
        try require(.act(.takeBackResult))
        guard let delivery = state.delivery else { throw .resultNotWithPost }
        let calendar = catalogue.calendar(of: reception().returnOffice, on: date)
        var isLawful = false
        if delivery.invitations.count >= Self.invitationCount, let first = delivery.invitations.first,
            let last = delivery.invitations.last
        {
            var day = first.date
            for _ in 0..<Self.invitationWorkingDays { day = calendar.workingDay(after: day) }
            isLawful = last.date >= day
        }
        emit(.resultReturned(.init(breach: isLawful ? nil : .returnedTooSoon)))
    }

    /// Replaces a wrong result by a new one, which goes the way of the first; nothing is erased (RES-04).
    mutating func correctDecision(_ correction: DossierCommand.CorrectDecision) throws(CommandRejection) {
        try require(.act(.correctDecision))
        guard correction.decision.outcome == .granted || correction.decision.reasons != nil else {
            throw .reasonsMissing
        }
        guard state.delivery == nil else { throw .resultWithPost }
        guard !state.openHandovers.contains(where: { $0.dispatchedAt != nil }) else { throw .resultOnItsWay }
        emit(.decisionReplaced(.init(decision: correction.decision, reason: correction.reason)))
        // Where the wrong one hasn't left yet, the new one goes in its place.
        guard state.openHandovers.isEmpty else { return }
        offerResult(from: actingBody, carriage: correction.carriage)
    }
}
