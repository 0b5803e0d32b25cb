import DossierDomain

/// Papers brought to a counter become a submission (RCV-02), where the counter receives the procedure (ORG-06).
func submission(
    _ submit: DossierCommand.Submit, by actor: Actor, at occurredAt: Timestamp, under catalogue: Catalogue
) throws(CommandRejection) -> DossierEvent {
    let date = occurredAt.date
    guard let counter = catalogue.counter(submit.counter, on: date) else {
        throw .unknownCounter(submit.counter)
    }
    let verdict = authorizeSubmission(
        at: counter, asCarrier: submit.consignment != nil, by: actor, on: date, under: catalogue)
    guard verdict.isAllowed else { throw .forbidden(verdict.rule) }
    let consignment = try consignment(of: submit, to: counter, by: actor)
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
    let channel = consignment == nil ? submit.channel : .post
    guard procedure.channels.contains(channel) else {
        throw .channelNotOffered(channel, offered: procedure.channels)
    }
    try requireStanding(submit)
    try requireListed(submit.documents.map(\.document), in: procedure)
    return .submitted(
        .init(
            procedure: procedure.reference, office: counter.office, counter: counter.id, channel: channel,
            applicantUnit: submit.applicantUnit, applicant: submit.applicant,
            representative: submit.representative, documents: [].adding(submit.documents),
            applicantKind: submit.standing.kind, consignment: consignment, group: submit.group))
}

/// The post's consignment, where it takes the papers to another office (RCV-08); its own takes them in there and then.
private func consignment(
    of submit: DossierCommand.Submit, to counter: Counter, by actor: Actor
) throws(CommandRejection) -> Consignment? {
    guard let consignment = submit.consignment, let from = actor.office else { return nil }
    guard from != counter.office else { throw .ownOfficeIsNoCarrier(from) }
    return Consignment(number: consignment.number, carriage: consignment.carriage, from: from)
}

/// Who acts for whom, and by which documents (RCV-09).
private func requireStanding(_ submit: DossierCommand.Submit) throws(CommandRejection) {
    let standing = submit.standing
    guard standing.isIdentified else { throw .applicantUnidentified }
    if let representative = standing.representative {
        guard representative.isIdentified, representative.isAuthorised else { throw .representativeUnauthorised }
    } else if standing.kind == .organisation {
        throw .organisationUnrepresented
    }
}

/// Refuses papers that the published list doesn't have (RCV-07).
func requireListed(_ documents: [DocumentID], in procedure: Procedure) throws(CommandRejection) {
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
    func currentProcedure() throws(CommandRejection) -> Procedure {
        guard let procedure = catalogue.procedure(state.procedure.code, on: date) else {
            throw .unknownProcedure(state.procedure.code)
        }
        return procedure
    }

    mutating func requestSupplement(_ request: DossierCommand.RequestSupplement) throws(CommandRejection) {
        try require(.act(.requestSupplement))
        guard !request.missing.isEmpty else { throw .supplementEmpty }
        let asked = request.missing.map(\.document)
        let procedure = try currentProcedure()
        try requireListed(asked, in: procedure)
        if let first = state.firstSupplementRequest {
            // The first request had to be complete (NĐ61/2018 Article 15.3): a later one may only repeat it.
            let more = request.missing.filter { wanted in
                !first.contains {
                    $0.document == wanted.document && $0.originals >= wanted.originals && $0.copies >= wanted.copies
                }
            }
            guard more.isEmpty else { throw .supplementAsksMore(more.map(\.document), of: procedure.reference) }
        }
        emit(.supplementRequested(.init(missing: request.missing, guidance: request.guidance)))
    }

    mutating func supplement(_ documents: [SubmittedDocument]) throws(CommandRejection) {
        try require(.act(.supplement))
        guard !documents.isEmpty else { throw .supplementEmpty }
        let procedure = state.reception == nil ? try currentProcedure() : pinnedProcedure()
        try requireListed(documents.map(\.document), in: procedure)
        emit(.supplemented(.init(documents: documents)))
        if state.status == .awaitingSupplement, state.handlingSupplement?.outstanding.isEmpty == true {
            resetTimeLimit()
        }
    }

    mutating func receive(_ receive: DossierCommand.Receive) throws(CommandRejection) {
        try require(.act(.receive))
        let procedure = try currentProcedure()
        let missing = procedure.missingDocuments(from: state.documents)
        guard missing.isEmpty else { throw .documentsMissing(missing, of: procedure.reference) }
        guard let office = catalogue.office(state.office, on: date) else { throw .unknownOffice(state.office) }
        guard let counter = catalogue.counter(state.counter, on: date) else {
            throw .unknownCounter(state.counter)
        }
        if let number = receive.number { try requireOfThisDay(number, at: office) }
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

    /// A number from a block is of the day of the reception and of the agency on whose behalf it is (RCV-05). Whether the
    /// terminal has it only the store knows.
    private func requireOfThisDay(_ number: DossierNumber, at office: Office) throws(CommandRejection) {
        guard number.date == date,
            catalogue.agency(office.agency, on: date)?.identifier.shortForm == number.agency.shortForm
        else { throw .numberOfAnotherDay(number, receivedOn: date) }
    }

    mutating func confirmReception() throws(CommandRejection) {
        guard state.reception?.confirmationAwaited == true else { throw .nothingToConfirm }
        try require(.act(.confirmReception))
        emit(.receptionConfirmed(.init()))
    }

    mutating func handOverResult(_ handingOver: DossierCommand.HandOverResult) throws(CommandRejection) {
        try require(.act(.handOverResult))
        guard state.delivery == nil || handingOver.method == .post else { throw .resultWithPost }
        try requireStanding(handingOver.standing, of: handingOver.to)
        try requireHeld(handingOver.originalsReturned)
        emit(
            .resultHandedOver(
                .init(
                    to: handingOver.to, recipient: handingOver.recipient, method: handingOver.method,
                    trackingCode: handingOver.trackingCode, originalsReturned: handingOver.originalsReturned)))
    }
}
