import DossierConfiguration
import DossierDomain
import DossierPapers
import DossierRouting

/// A dossier's life written out as events, on the pilot's configuration.
struct SampleRecord {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let catalogue = Result {
        Catalogue(try loadConfiguration(from: root + "/config/lang-son"), version: 1)
    }

    static let office = OfficeID("van-quan.van-an.one-stop")
    static let committee = AgencyID("van-quan.van-an.committee")
    static let clerk = Actor(
        credential: CredentialID("c"), role: .postalClerk, body: .office(office), employer: .post,
        counter: CounterID("van-quan.van-an.counter-1"))
    static let official = Actor(
        credential: CredentialID("o"), role: .official, body: .agency(committee), employer: .agency)

    private var events: [RecordedEvent] = []
    private var state: DossierState?
    private let day: String
    private let catalogue: Catalogue

    init(on day: String = "2019-08-20") throws {
        self.day = day
        catalogue = try Self.catalogue.get()
    }

    static func reference(_ name: String) -> PrivateReference {
        PrivateReference(
            subject: SubjectID("s"), value: PrivateValueID(name),
            commitment: Commitment(String(repeating: "0", count: 64)))
    }

    func at(_ time: String, days: Int = 0) -> Timestamp {
        let date = CivilDate(day) ?? CivilDate(dayNumber: 0)
        return Timestamp(date.adding(days: days), TimeOfDay(time) ?? .midnight)
    }

    /// Adds an event at that time of the day.
    mutating func add(_ event: DossierEvent, at time: String, days: Int = 0, by actor: Actor = SampleRecord.clerk) {
        let instant = at(time, days: days)
        let id = DossierID("d-1")
        state = evolve(state, with: event, of: id, at: instant, by: actor)
        events.append(
            RecordedEvent(
                position: events.count + 1, dossier: id, sequence: events.count + 1, event: event,
                occurredAt: instant, recordedAt: instant, actor: actor, configurationVersion: 1, requestID: "r"))
    }

    static let procedure = ProcedureReference(code: ProcedureCode("2.000635"), version: 1)

    mutating func submit(consignment: Consignment? = nil) {
        add(
            .submitted(
                .init(
                    procedure: Self.procedure, office: Self.office, counter: CounterID("van-quan.van-an.counter-1"),
                    channel: consignment == nil ? .counter : .post, applicantUnit: UnitID("van-quan.van-an"),
                    applicant: Self.reference("applicant"), representative: nil,
                    documents: [
                        SubmittedDocument(document: DocumentID("declaration"), originals: 1, copies: 0),
                        SubmittedDocument(document: DocumentID("identity"), originals: 0, copies: 2),
                    ], consignment: consignment)), at: "08:05")
    }

    mutating func receive() throws {
        let procedure = catalogue.procedure(Self.procedure)
        let route = catalogue.route(procedure?.route ?? RouteID("x"), on: at("08:30").date)
        guard let route, let agency = catalogue.agency(Self.committee, on: at("08:30").date) else {
            throw Missing(what: "route or agency")
        }
        add(
            .received(
                .init(
                    number: DossierNumber(agency: agency.identifier, date: at("08:30").date, serial: 1),
                    procedure: Self.procedure, agency: Self.committee,
                    route: RouteReference(id: route.id, version: route.version), dueAt: at("17:00"),
                    passOnBy: at("17:00"), confirmationRequired: false, slipIssued: true, returnOffice: Self.office)),
            at: "08:30")
        guard let stage = route.stages.first, let branch = stage.branches.first, let step = branch.steps.first else {
            throw Missing(what: "stage")
        }
        add(
            .stageEntered(
                .init(
                    stage: stage.id, lead: branch.id, branches: [.init(branch: branch.id, step: step.id)],
                    holder: .office(Self.office))), at: "08:30")
        let handover = Handover(
            id: HandoverID("h-1"), purpose: .step, branch: branch.id, step: step.id, from: .office(Self.office),
            to: .agency(Self.committee), carriesPaper: true, monitor: nil)
        add(
            .handoverOffered(.init(handover: handover, carriage: Carriage(carrier: "VNPost", trackingCode: "EA1VN"))),
            at: "09:00")
        add(
            .handoverAcknowledged(.init(handover: handover.id, dueAt: at("15:00"))), at: "10:00", by: Self.official)
    }

    struct Missing: Error {
        let what: String
    }

    func record(name: String = "Hoàng Thị Mẫu", address: String? = "Thôn Khòn Cát", now: String = "16:00") throws
        -> PaperRecord
    {
        guard let state else { throw Missing(what: "state") }
        var record = PaperRecord(state: state, events: events, catalogue: catalogue, now: at(now))
        record.people = [
            PrivateValueID("applicant"): .init(name: name, address: address, phone: "0912 345 678", email: "a@b.vn")
        ]
        record.texts = [PrivateValueID("reason"): "Thiếu bản chính & dấu <giáp lai>"]
        record.signatories = [PrivateValueID("signer"): .init(name: "Nông Văn Ký", position: "Chủ tịch")]
        record.slipCode = "K7QX-3M2P"
        record.lookUpPage = "https://motcua.example.vn/tra-cuu"
        record.chainHead = .init(position: 42, hash: String(repeating: "ab", count: 32))
        return record
    }
}
