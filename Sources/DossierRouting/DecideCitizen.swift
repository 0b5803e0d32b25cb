import DossierDomain

extension Deliberation {
    /// Within how many working days a complaint is answered (TT17/2017 Article 8.1b, inside the province).
    static var complaintWorkingDays: Int { 5 }

    /// Demands a payment beyond the published fees (national status 6).
    mutating func demandPayment(_ demand: DossierCommand.DemandPayment) throws(CommandRejection) {
        try require(.act(.demandPayment))
        emit(.paymentDemanded(.init(amountVND: demand.amountVND, basis: demand.basis, by: actingBody)))
    }

    /// Takes money for published fees or a demanded payment, against a receipt (FEE-01).
    mutating func collectFee(_ collection: DossierCommand.CollectFee) throws(CommandRejection) {
        try require(.act(.collectFee))
        let procedure = state.reception == nil ? try currentProcedure() : pinnedProcedure()
        var charges: [Charge] = []
        for wanted in collection.fees {
            guard let fee = procedure.fees.first(where: { $0.id == wanted.fee }) else {
                throw .unknownFee(wanted.fee)
            }
            if fee.per == .dossier {
                guard wanted.quantity == 1 else { throw .feeOnce(fee.id, of: procedure.reference) }
                let paid = state.registers?.payments.contains { $0.charges.contains { $0.fee == fee.id } } == true
                guard !paid, !charges.contains(where: { $0.fee == fee.id }) else {
                    throw .alreadyCollected(fee.id, of: procedure.reference)
                }
            }
            charges.append(
                Charge(fee: fee.id, quantity: wanted.quantity, amountVND: fee.amountVND * wanted.quantity))
        }
        var amount = charges.reduce(0) { $0 + $1.amountVND }
        if let id = collection.obligation {
            let owed = state.registers?.obligations.first { $0.id == id && $0.paidAt == nil }
            guard let owed else { throw .unknownObligation(id) }
            amount += owed.amountVND
        }
        guard !charges.isEmpty || collection.obligation != nil else { throw .nothingToCollect }
        emit(
            .feeCollected(
                .init(
                    receipt: collection.receipt, method: collection.method, charges: charges,
                    obligation: collection.obligation, amountVND: amount, at: actingBody, employer: actor.employer)))
    }

    /// Records what became of a notice that is owed (NTC-01).
    mutating func recordNotice(_ record: DossierCommand.RecordNotice) throws(CommandRejection) {
        try require(.act(.recordNotice))
        guard state.registers?.notices.contains(where: { $0.id == record.notice && $0.settledAt == nil }) == true
        else { throw .unknownNotice(record.notice) }
        emit(
            .noticeRecorded(.init(notice: record.notice, channel: record.channel, outcome: record.outcome)))
    }

    /// Takes a rating, once for each way of giving it (EVA-01).
    mutating func rate(_ rating: DossierCommand.Rate) throws(CommandRejection) {
        try require(.act(.rate))
        guard state.registers?.ratings.contains(where: { $0.channel == rating.channel }) != true else {
            throw .alreadyRated(rating.channel)
        }
        let unrated = rating.scores.first { !Assessment.ratedByCitizens.contains($0.indicator) }
        if let unrated { throw .notRated(unrated.indicator) }
        emit(.rated(.init(channel: rating.channel, scores: rating.scores, comment: rating.comment)))
    }

    /// Takes a complaint, with the limit for its answer (CMP-01).
    mutating func complain(_ complaint: DossierCommand.Complain) throws(CommandRejection) {
        try require(.act(.complain))
        // Whom a complaint is about gets to see the dossier: that is nobody who has nothing to do with it.
        if let about = complaint.about, !state.participants.contains(about) {
            switch about {
            case .office(let id): throw .unknownOffice(id)
            case .agency(let id): throw .unknownAgency(id)
            }
        }
        let due = TimeAllowance(.workingDays(Self.complaintWorkingDays))
            .deadline(from: occurredAt, calendar: officeCalendar()).dueAt
        emit(
            .complaintReceived(
                .init(content: complaint.content, about: complaint.about ?? .office(state.officeInCharge), dueAt: due)))
    }

    /// Answers a complaint; too late is a breach on record (CMP-01).
    mutating func answerComplaint(_ answer: DossierCommand.AnswerComplaint) throws(CommandRejection) {
        let complaint = state.registers?.complaints.first { $0.id == answer.complaint && $0.answeredAt == nil }
        guard let complaint else { throw .unknownComplaint(answer.complaint) }
        try require(.act(.answerComplaint), of: .complaint(about: complaint.about))
        emit(
            .complaintAnswered(
                .init(
                    complaint: complaint.id, answer: answer.answer, upheld: answer.upheld,
                    breach: occurredAt > complaint.dueAt ? .complaintAnsweredLate : nil)))
    }
}
