import DossierDomain

/// Papers brought to a counter become a submission (RCV-02), where the counter receives the procedure (ORG-06).
func submission(
    _ submit: DossierCommand.Submit, by actor: Actor, at occurredAt: Timestamp, under catalogue: Catalogue
) throws(CommandRejection) -> DossierEvent {
    let date = occurredAt.date
    guard let counter = catalogue.counter(submit.counter, on: date) else {
        throw .unknownCounter(submit.counter)
    }
    guard actor.servesCounter(of: counter.office), actor.counter == nil || actor.counter == counter.id else {
        throw .forbidden(.receiveAtOwnOffice)
    }
    guard let procedure = catalogue.procedure(submit.procedure, on: date) else {
        throw .unknownProcedure(submit.procedure)
    }
    guard catalogue.unit(submit.applicantUnit, on: date) != nil else {
        throw .unknownUnit(submit.applicantUnit)
    }
    guard catalogue.receives(procedure, at: counter, on: date) else {
        let receiver = catalogue.ancestor(of: submit.applicantUnit, level: procedure.level, on: date)
            .flatMap { catalogue.office(serving: $0, on: date) }
        throw .notReceivedHere(procedure.code, receivedBy: receiver?.id)
    }
    guard procedure.channels.contains(submit.channel) else {
        throw .channelNotOffered(submit.channel, offered: procedure.channels)
    }
    try requireListed(submit.documents.map(\.document), in: procedure)
    return .submitted(
        .init(
            procedure: procedure.reference, office: counter.office, counter: counter.id, channel: submit.channel,
            applicantUnit: submit.applicantUnit, applicant: submit.applicant,
            representative: submit.representative, documents: [].adding(submit.documents)))
}

/// Refuses papers that the published list doesn't have (RCV-07).
private func requireListed(_ documents: [DocumentID], in procedure: Procedure) throws(CommandRejection) {
    let unlisted = documents.filter { id in !procedure.documents.contains { $0.id == id } }
    guard unlisted.isEmpty else { throw .documentsNotOnList(unlisted) }
}

extension Procedure {
    /// What is still missing of the papers every applicant brings.
    public func missingDocuments(from brought: [SubmittedDocument]) -> [MissingDocument] {
        documents.filter(\.required).compactMap { required in
            let got = brought.first { $0.document == required.id }
            let originals = max(0, required.originals - (got?.originals ?? 0))
            // An original handed in beyond what is asked for serves as a copy of itself.
            let spare = max(0, (got?.originals ?? 0) - required.originals)
            let copies = max(0, required.copies - (got?.copies ?? 0) - spare)
            return originals + copies == 0
                ? nil : MissingDocument(document: required.id, originals: originals, copies: copies)
        }
    }
}

extension Deliberation {
    /// The procedure as receptions are made today; the version is pinned only by the reception (ORG-01).
    private func currentProcedure() throws(CommandRejection) -> Procedure {
        guard let procedure = catalogue.procedure(state.procedure.code, on: date) else {
            throw .unknownProcedure(state.procedure.code)
        }
        return procedure
    }

    mutating func requestSupplement(_ request: DossierCommand.RequestSupplement) throws(CommandRejection) {
        try require(actor.servesCounter(of: state.office), .receiveAtOwnOffice)
        guard !request.missing.isEmpty else { throw .supplementEmpty }
        let asked = request.missing.map(\.document)
        try requireListed(asked, in: try currentProcedure())
        if let first = state.firstSupplementRequest {
            // The first request had to be complete (NĐ61/2018 Article 15.3): a later one may only repeat it.
            let more = request.missing.filter { wanted in
                !first.contains {
                    $0.document == wanted.document && $0.originals >= wanted.originals && $0.copies >= wanted.copies
                }
            }
            guard more.isEmpty else { throw .supplementAsksMore(more.map(\.document)) }
        }
        emit(.supplementRequested(.init(missing: request.missing, guidance: request.guidance)))
    }

    mutating func supplement(_ documents: [SubmittedDocument]) throws(CommandRejection) {
        try require(actor.servesCounter(of: state.office), .receiveAtOwnOffice)
        guard !documents.isEmpty else { throw .supplementEmpty }
        try requireListed(documents.map(\.document), in: try currentProcedure())
        emit(.supplemented(.init(documents: documents)))
    }

    mutating func receive(_ receive: DossierCommand.Receive) throws(CommandRejection) {
        try require(actor.servesCounter(of: state.office), .receiveAtOwnOffice)
        let procedure = try currentProcedure()
        let missing = procedure.missingDocuments(from: state.documents)
        guard missing.isEmpty else { throw .documentsMissing(missing) }
        guard let office = catalogue.office(state.office, on: date) else { throw .unknownOffice(state.office) }
        guard let counter = catalogue.counter(state.counter, on: date) else {
            throw .unknownCounter(state.counter)
        }
        let returnOffice = receive.returnOffice ?? office.id
        guard catalogue.office(returnOffice, on: date) != nil else { throw .unknownOffice(returnOffice) }
        guard let route = catalogue.route(procedure.route, on: date), let stage = route.stages.first else {
            preconditionFailure("a published procedure has a route with stages")
        }
        let itinerary: Itinerary
        do {
            itinerary = try catalogue.itinerary(
                of: procedure, along: route, from: office, applicantUnit: state.applicantUnit,
                receivedAt: occurredAt, returnOffice: returnOffice)
        } catch {
            throw .routeUnresolved(error)
        }
        emit(
            .received(
                .init(
                    number: nil, procedure: procedure.reference, agency: office.agency, route: route.reference,
                    dueAt: itinerary.promisedAt, passOnBy: itinerary.passOnBy,
                    confirmationRequired: counter.confirmation == .required && actor.employer == .post,
                    slipIssued: procedure.slip == .always || receive.slipAsked, returnOffice: returnOffice)))
        enter(stage, holder: .office(office.id))
    }

    mutating func confirmReception() throws(CommandRejection) {
        guard state.reception?.confirmationAwaited == true else { throw .nothingToConfirm }
        try require(
            actor.role == .official && actor.employer == .agency && actor.office == state.office,
            .confirmByOfficial)
        emit(.receptionConfirmed(.init()))
    }

    mutating func handOverResult(_ handingOver: DossierCommand.HandOverResult) throws(CommandRejection) {
        guard let returnOffice = state.reception?.returnOffice, actor.servesCounter(of: returnOffice) else {
            throw .forbidden(.handOverByReturnOffice)
        }
        let held = Set(state.documents.filter { $0.originals > 0 }.map(\.document))
        let notHeld = handingOver.originalsReturned.filter { !held.contains($0) }
        guard notHeld.isEmpty else { throw .originalsNotHeld(notHeld) }
        emit(
            .resultHandedOver(
                .init(
                    to: handingOver.to, recipient: handingOver.recipient, method: handingOver.method,
                    trackingCode: handingOver.trackingCode, originalsReturned: handingOver.originalsReturned)))
    }
}
