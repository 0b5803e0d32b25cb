import DossierDomain

extension Deliberation {
    /// Gives the dossier back at the citizen's wish, until it is decided (WDR-01).
    mutating func withdraw(_ withdrawal: DossierCommand.Withdraw) throws(CommandRejection) {
        try require(.act(.withdraw))
        try requireStanding(withdrawal.standing, of: withdrawal.by)
        emit(
            .withdrawn(
                .init(by: withdrawal.by, requester: withdrawal.requester, reason: withdrawal.reason)))
        sendPapersBack(carriage: nil)
    }

    /// Stops handling with a reason: the agency that has the lead, or an official of the receiving office (WDR-01).
    mutating func stop(_ stop: DossierCommand.Stop) throws(CommandRejection) {
        try require(.act(.stop))
        emit(.stopped(.init(by: actingBody, reason: stop.reason, signer: stop.signer)))
        sendPapersBack(carriage: nil)
    }

    /// Offers the papers of an ended dossier to the receiving office, which gives them back to the citizen.
    ///
    /// What a carrier has on the way to nobody is sent on for `sender`, who gave it to the carrier.
    mutating func sendPapersBack(carriage: Carriage?, manifest: ManifestID? = nil, from sender: Body? = nil) {
        let office = Body.office(state.officeInCharge)
        let keeper: Body? = if case .body(let body) = state.custodian { body } else { sender }
        guard let body = keeper, body != office || state.custodian != .body(body) else { return }
        let handover = Handover(
            id: HandoverID("\(state.id).\(state.version + 1)"), purpose: .papers, branch: nil, step: nil, from: body,
            to: office, carriesPaper: true, monitor: nil)
        offer(handover, with: carriage, manifest: manifest)
    }

    /// Gives papers back: all of an ended dossier, or originals that stayed behind when the result went out.
    mutating func giveBackPapers(_ giving: DossierCommand.GiveBackPapers) throws(CommandRejection) {
        let office = state.endedAt == nil ? reception().returnOffice : state.officeInCharge
        try require(.act(.giveBackPapers))
        if state.endedAt == nil {
            guard !giving.originals.isEmpty else { throw .supplementEmpty }
        } else {
            guard state.custodian == .body(.office(office)) else { throw .papersElsewhere(state.custodian) }
        }
        try requireStanding(giving.standing, of: giving.to)
        try requireHeld(giving.originals)
        emit(
            .papersGivenBack(
                .init(
                    to: giving.to, recipient: giving.recipient, method: giving.method,
                    trackingCode: giving.trackingCode, originals: giving.originals)))
    }

    /// Reports loss or damage; whoever has the papers at that moment stands in the record (HND-04).
    mutating func reportIncident(_ report: DossierCommand.ReportIncident) throws(CommandRejection) {
        try require(.act(.reportIncident))
        let unknown = report.documents.filter { id in !state.documents.contains { $0.document == id } }
        guard unknown.isEmpty else { throw .documentsNotHandedIn(unknown, of: state.procedure) }
        let carrying = state.openHandovers.first(where: \.handover.carriesPaper)?.handover.id
        emit(
            .incidentReported(
                .init(
                    kind: report.kind, custodian: state.custodian, handover: carrying, documents: report.documents,
                    description: report.description)))
    }

    /// Originals go back only where they were handed in and not given back before (RES-02).
    func requireHeld(_ originals: [DocumentID]) throws(CommandRejection) {
        let held = state.originalsHeld
        let notHeld = originals.filter { !held.contains($0) }
        guard notHeld.isEmpty else { throw .originalsNotHeld(notHeld, of: state.procedure) }
    }

    /// Whoever takes something away identifies themselves, and has an authorisation where it is for somebody else.
    func requireStanding(
        _ standing: RecipientStanding, of recipient: RecipientKind
    ) throws(CommandRejection) {
        guard standing.isIdentified else { throw .recipientUnidentified }
        guard recipient == .applicant || standing.isAuthorised else { throw .recipientUnauthorised }
    }
}
