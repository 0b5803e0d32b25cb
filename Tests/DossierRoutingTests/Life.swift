import DossierDomain
import DossierRouting
import Testing

/// A dossier in the making, as the service and the store treat it: decide, number, record, fold.
struct Life {
    var catalogue = SmallProvince.catalogue
    let id: DossierID
    private(set) var state: DossierState?
    private(set) var events: [RecordedEvent] = []

    init(id: String = "d1", under catalogue: Catalogue = SmallProvince.catalogue) {
        self.id = DossierID(id)
        self.catalogue = catalogue
    }

    /// What has happened, by kind.
    var kinds: [DossierEvent.Kind] { events.map(\.event.kind) }

    /// The state; a test that asks for it has brought the papers before.
    var current: DossierState {
        guard let state else { preconditionFailure("nothing was submitted yet") }
        return state
    }

    /// Does it, or throws the rejection and stays as it was.
    mutating func act(
        _ command: DossierCommand, by actor: Actor, at instant: Timestamp, now: Timestamp? = nil
    ) throws(CommandRejection) {
        let decided = try decide(
            command, given: state, by: actor, at: instant, now: now ?? instant, under: catalogue)
        for event in decided {
            let event = numbered(event, on: instant.date)
            state = evolve(state, with: event, of: id, at: instant, by: actor)
            events.append(
                RecordedEvent(
                    position: events.count + 1, dossier: id, sequence: events.count + 1, event: event,
                    occurredAt: instant, recordedAt: now ?? instant, actor: actor, configurationVersion: 1,
                    requestID: "request-\(events.count + 1)"))
        }
    }

    /// The rejection it meets, or `nil` where it would be done; changes nothing.
    func rejection(
        of command: DossierCommand, by actor: Actor, at instant: Timestamp, now: Timestamp? = nil
    ) -> CommandRejection? {
        var copy = self
        do {
            try copy.act(command, by: actor, at: instant, now: now)
            return nil
        } catch {
            return error
        }
    }

    /// The state that all its events add up to.
    var folded: DossierState? {
        DossierState(of: events)
    }

    /// What the store does in the commit of a reception.
    private func numbered(_ event: DossierEvent, on date: CivilDate) -> DossierEvent {
        guard case .received(var received) = event, let agency = catalogue.agency(received.agency, on: date)
        else {
            return event
        }
        received.number = DossierNumber(agency: agency.identifier, date: date, serial: 1)
        return .received(received)
    }
}

// MARK: - Who acts

extension Actor {
    static func clerk(_ office: String, counter: String? = nil) -> Actor {
        Actor(
            credential: CredentialID("clerk-\(office)"), role: .postalClerk, body: .office(OfficeID(office)),
            employer: .post, counter: counter.map { CounterID($0) })
    }

    static func official(_ office: String) -> Actor {
        Actor(
            credential: CredentialID("official-\(office)"), role: .official, body: .office(OfficeID(office)),
            employer: .agency)
    }

    static func system(_ agency: String) -> Actor {
        Actor(
            credential: CredentialID("system-\(agency)"), role: .agencySystem,
            body: .agency(AgencyID(agency)),
            employer: .agency)
    }

    static func any(_ role: Role, _ body: Body?, _ employer: Employer) -> Actor {
        Actor(credential: CredentialID("anybody"), role: role, body: body, employer: employer)
    }

    static let administrator = Actor(
        credential: CredentialID("administrator"), role: .administrator, body: nil, employer: .agency)
}

// MARK: - What they do

func secret(_ name: String) -> PrivateReference {
    PrivateReference(
        subject: SubjectID("subject"), value: PrivateValueID(name),
        commitment: Commitment(String(repeating: "0", count: 64)))
}

let application = SubmittedDocument(document: DocumentID("application"), originals: 1, copies: 0)
let certificate = SubmittedDocument(document: DocumentID("certificate"), originals: 0, copies: 1)
let allPapers = [application, certificate]
/// The procedure that most lives follow, as its reception pins it.
let allowance = ProcedureReference(code: ProcedureCode("2.002307"), version: 1)
let needsCertificate = MissingDocument(document: DocumentID("certificate"), originals: 0, copies: 1)

let granted = Decision(outcome: .granted, number: "12/QĐ", date: date("2019-09-10"), signer: secret("signer"))

extension DossierCommand.Submit {
    static func papers(
        _ procedure: String, at counter: String, for unit: String = "van-an",
        by channel: Procedure.Channel = .counter,
        _ documents: [SubmittedDocument] = allPapers, id: String = "d1"
    ) -> Self {
        Self(
            id: DossierID(id), procedure: ProcedureCode(procedure), counter: CounterID(counter),
            channel: channel,
            applicantUnit: UnitID(unit), applicant: secret("applicant"), documents: documents)
    }
}

extension DossierCommand {
    static let pass = DossierCommand.offerHandover(.init())

    static let handOver = DossierCommand.handOverResult(
        .init(to: .applicant, recipient: secret("recipient"), method: .counter))

    /// The completion of whatever the agency holds in that dossier.
    static func complete(
        _ state: DossierState, by agency: String, decision: Decision? = nil, carriage: Carriage? = nil
    ) -> DossierCommand {
        let held = state.branches.first { $0.holder == .agency(AgencyID(agency)) && $0.assignment != nil }
        return .completeStep(
            .init(
                assignment: held?.assignment ?? AssignmentID("none"), opinion: secret("opinion"),
                decision: decision,
                carriage: carriage))
    }
}

extension Life {
    /// A dossier that was brought complete and received at once.
    static func received(
        _ procedure: String, at counter: String = "van-an-2", by actor: Actor = .clerk("van-an"),
        on instant: String = "08-20 08:00", under catalogue: Catalogue = SmallProvince.catalogue,
        returnOffice: String? = nil
    ) throws(CommandRejection) -> Life {
        var life = Life(under: catalogue)
        let documents = procedure == "1.000656" ? [] : allPapers
        try life.act(
            .submitAndReceive(
                .papers(procedure, at: counter, documents),
                .init(returnOffice: returnOffice.map { OfficeID($0) })),
            by: actor, at: DossierRoutingTests.at(instant))
        return life
    }

    mutating func pass(by actor: Actor, _ instant: String) throws(CommandRejection) {
        try act(.pass, by: actor, at: DossierRoutingTests.at(instant))
    }

    /// Acknowledges the handover that is offered to the agency or office.
    mutating func acknowledge(by actor: Actor, _ instant: String) throws(CommandRejection) {
        let open = current.openHandovers.first { $0.handover.to == actor.body }
        try act(
            .acknowledgeHandover(open?.handover.id ?? HandoverID("none")), by: actor,
            at: DossierRoutingTests.at(instant))
    }

    mutating func complete(
        by agency: String, _ instant: String, _ decision: Decision? = nil, carriage: Carriage? = nil
    ) throws(CommandRejection) {
        try act(
            .complete(current, by: agency, decision: decision, carriage: carriage), by: .system(agency),
            at: DossierRoutingTests.at(instant))
    }

    /// The allowance, up to the desk of the district's labour division.
    static func atDistrict() throws(CommandRejection) -> Life {
        var life = try Life.received("2.002307")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-22 10:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-23 10:00")
        return life
    }

    /// The allowance, decided by the province and on its way back.
    static func decided() throws(CommandRejection) -> Life {
        var life = try atDistrict()
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        try life.acknowledge(by: .system("labour-lang-son"), "08-29 10:00")
        try life.complete(by: "labour-lang-son", "09-04 10:00", granted)
        return life
    }

    /// The allowance, whose result lies at the counter.
    static func ready() throws(CommandRejection) -> Life {
        var life = try decided()
        try life.acknowledge(by: .clerk("van-an"), "09-05 10:00")
        return life
    }

    /// Birth, residence and health card, with police and insurance both at work.
    static func sideBySide() throws(CommandRejection) -> Life {
        var life = try Life.received("2.000986")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-20 16:00")
        try life.acknowledge(by: .system("police-van-an"), "08-21 08:00")
        try life.acknowledge(by: .system("insurance-van-quan"), "08-22 08:00")
        return life
    }
}
