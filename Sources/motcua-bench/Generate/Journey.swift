import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting

/// What all made-up dossiers share.
struct World: Sendable {
    let catalogue: Catalogue
    let mix: ProcedureMix
    let people: People
    let keys: KeyRing
    let seed: UInt64
    /// Nothing happens at or after that instant.
    let end: Timestamp
}

/// One made-up dossier on its way, from the counter and back; the same for the same seed and index.
///
/// Every act is decided by the engine. What is made up is who comes, what is brought, and how long everybody takes.
struct Journey: Sendable {
    let index: Int
    let desk: Desk
    private let id: DossierID
    private let procedure: Procedure
    private let home: (unit: UnitID, place: String)
    private let applicant: Party
    private var generator: SeededGenerator
    private(set) var state: DossierState?
    private var agenda: [Appointment] = []
    private var wasReturned = false

    private struct Appointment: Sendable {
        let at: Timestamp
        let act: Act
    }

    private enum Act: Hashable, Sendable {
        case submit(complete: Bool)
        case requestSupplement, supplement, receive
        /// The piece of waiting work of that identity.
        case work(String)
    }

    /// Somebody comes to a counter at that instant.
    init(_ index: Int, at instant: Timestamp, in world: World) {
        var generator = SeededGenerator(seed: world.seed &+ UInt64(index) &* 0x9E6D_62D0_6F6A_9A9B)
        let entry = world.mix.entries.pick(&generator)
        self.index = index
        procedure = entry.procedure
        desk = entry.desks.pick(&generator)
        home = generator.pick(desk.homes)
        applicant = world.people.applicant(livingIn: home.place, &generator)
        id = DossierID(Self.newID(at: instant, &generator))
        let isComplete = generator.happens(perMille: 880)
        agenda = [Appointment(at: instant, act: .submit(complete: isComplete))]
        self.generator = generator
    }

    /// When something happens next; `nil` where nothing does any more.
    var nextAt: Timestamp? { agenda.lazy.map(\.at).min() }

    /// Does everything up to an instant and answers the changes, with a first number in place of the right one.
    mutating func run(until limit: Timestamp, in world: World) throws -> [DossierCommit] {
        var changes: [DossierCommit] = []
        while let next = agenda.indices.min(by: { agenda[$0].at < agenda[$1].at }), agenda[next].at < limit {
            let appointment = agenda.remove(at: next)
            guard let change = try perform(appointment.act, at: appointment.at, in: world) else { continue }
            changes.append(change)
            var state = change.state
            if let request = change.numbering {
                state.reception?.number = DossierNumber(agency: request.agency, date: request.date, serial: 1)
            }
            self.state = state
            plan(after: appointment.act, at: appointment.at, in: world)
        }
        return changes
    }

    /// Takes over the number that the store is going to give.
    mutating func adopt(_ number: DossierNumber) {
        state?.reception?.number = number
    }

    // MARK: What is done

    private mutating func perform(_ act: Act, at instant: Timestamp, in world: World) throws -> DossierCommit? {
        var hand = Hand(world: world, generator: generator, at: instant)
        defer { generator = hand.generator }
        let command: DossierCommand
        let actor: Actor
        switch act {
        case .submit(let isComplete):
            actor = clerk()
            command = submission(isComplete: isComplete, &hand)
        case .requestSupplement:
            actor = clerk()
            let guidance = hand.seal(Remark(text: "Bổ sung giấy tờ còn thiếu theo danh mục đã công bố."))
            command = .requestSupplement(.init(missing: missing, guidance: guidance))
        case .supplement:
            actor = clerk()
            command = .supplement(documents: missing.map(SubmittedDocument.init))
        case .receive:
            actor = clerk()
            command = .receive(.init())
        case .work(let id):
            guard let item = state?.workItems.first(where: { $0.id == id }) else { return nil }
            actor = self.actor(for: item)
            guard let chosen = self.command(for: item, at: instant, &hand) else { return nil }
            command = chosen
        }
        let events: [DossierEvent]
        do {
            events = try decide(command, given: state, by: actor, at: instant, now: instant, under: world.catalogue)
        } catch {
            throw Failure("The rules refuse a made-up \(command.name.rawValue) of \(procedure.code): \(error)")
        }
        // Older keys than the service remembers would be gone.
        let isRemembered =
            instant > world.end.adding(minutes: -DossierService<SQLiteStore>.requestMemoryDays * 1_440)
        let key = IdempotencyKey(
            owner: "\(actor.body?.key ?? "-")/\(actor.counter?.text ?? actor.role.rawValue)",
            key: hand.generator.hexadecimal(32), fingerprint: hand.generator.bytes(32))
        return DossierService<SQLiteStore>.commit(
            events, after: state, target: .new(id), sealed: hand.sealed, occurredAt: instant, recordedAt: instant,
            catalogue: world.catalogue,
            caller: Caller(
                actor: actor, requestID: Self.newID(at: instant, &hand.generator),
                idempotencyKey: isRemembered ? key : nil))
    }

    private func submission(isComplete: Bool, _ hand: inout Hand) -> DossierCommand {
        let required = procedure.documents.filter { $0.required && $0.originals + $0.copies > 0 }
        let brought = (isComplete || required.count < 2 ? required[...] : required.dropLast()).map {
            SubmittedDocument(document: $0.id, originals: $0.originals, copies: $0.copies)
        }
        let submit = DossierCommand.Submit(
            id: id, procedure: procedure.code, counter: desk.counter,
            channel: procedure.channels.contains(.counter) ? .counter : procedure.channels[0],
            applicantUnit: home.unit, applicant: hand.seal(applicant), documents: brought)
        return isComplete || required.count < 2 ? .submitAndReceive(submit, .init()) : .submit(submit)
    }

    private var missing: [MissingDocument] { procedure.missingDocuments(from: state?.documents ?? []) }

    private mutating func command(
        for item: WorkItem, at instant: Timestamp, _ hand: inout Hand
    ) -> DossierCommand? {
        switch item.kind {
        case .confirmReception: return .confirmReception
        case .offerHandover: return .offerHandover(.init(carriage: carriage(&hand)))
        case .acknowledgeHandover:
            guard let handover = item.handover else { return nil }
            if !wasReturned, hand.generator.happens(perMille: 8) {
                wasReturned = true
                return .returnHandover(handover, reason: hand.seal(Remark(text: "Thiếu chữ ký ở trang cuối.")))
            }
            return .acknowledgeHandover(handover)
        case .completeStep:
            guard let assignment = item.assignment, let step = item.step, let reception = state?.reception else {
                return nil
            }
            let decides = hand.world.catalogue.route(reception.route)?.step(step)?.decides == true
            let opinion =
                decides || !hand.generator.happens(perMille: 300)
                ? nil : hand.seal(Remark(text: "Hồ sơ đầy đủ, đúng quy định; đề nghị giải quyết."))
            return .completeStep(
                .init(
                    assignment: assignment, opinion: opinion,
                    decision: decides ? decision(at: instant, &hand) : nil, carriage: carriage(&hand)))
        // Nobody consults and nothing ceases on these journeys.
        case .answerConsultation, .replan: return nil
        case .handOverResult:
            return .handOverResult(
                .init(to: .applicant, recipient: hand.seal(applicant), method: .counter, originalsReturned: []))
        case .issueSupplementRequest: return .issueSupplementRequest
        case .receiveSupplement:
            return .supplement(
                documents: (state?.handlingSupplement?.outstanding ?? []).map { SubmittedDocument($0) })
        case .giveBackPapers:
            return .giveBackPapers(.init(to: .applicant, recipient: hand.seal(applicant), method: .counter))
        }
    }

    private func decision(at instant: Timestamp, _ hand: inout Hand) -> Decision {
        let isGranted = hand.generator.happens(perMille: 970)
        return Decision(
            outcome: isGranted ? .granted : .refused, number: "\(1 + hand.generator.below(4_000))/QĐ",
            date: instant.date,
            signer: hand.seal(Signer(name: hand.world.people.name(&hand.generator), position: "Chủ tịch")),
            reasons: isGranted ? nil : hand.seal(Remark(text: "Không thuộc đối tượng theo quy định.")),
            files: [
                ResultFile(
                    kind: "decision", sha256: hand.generator.hexadecimal(64),
                    byteCount: 20_000 + hand.generator.below(400_000))
            ])
    }

    private func carriage(_ hand: inout Hand) -> Carriage? {
        guard procedure.timeLimit.limit != .sameDay, hand.generator.happens(perMille: 600) else { return nil }
        return Carriage(carrier: "VNPost", trackingCode: "EG\(100_000_000 + hand.generator.below(900_000_000))VN")
    }

    // MARK: Who does it

    private func clerk() -> Actor { staff(of: desk.office) }

    private func staff(of office: OfficeID) -> Actor {
        let isPostal = office == desk.office && desk.isPostal
        return Actor(
            credential: CredentialID(isPostal ? "made-up-clerk" : "made-up-official"),
            role: isPostal ? .postalClerk : .official, body: .office(office), employer: isPostal ? .post : .agency,
            counter: office == desk.office ? desk.counter : nil)
    }

    private func actor(for item: WorkItem) -> Actor {
        switch item.body {
        case .agency:
            return Actor(
                credential: CredentialID("made-up-system"), role: .agencySystem, body: item.body, employer: .agency)
        case .office(let office):
            guard item.kind == .confirmReception else { return staff(of: office) }
            return Actor(
                credential: CredentialID("made-up-official"), role: .official, body: item.body, employer: .agency)
        }
    }

    // MARK: When it is done

    private mutating func plan(after act: Act, at instant: Timestamp, in world: World) {
        guard let state else { return }
        let calendar = world.catalogue.calendar(of: desk.office, on: instant.date)
        func later(_ minutes: Int, _ generator: inout SeededGenerator) -> Timestamp {
            let whole = calendar.adding(workingMinutes: generator.minutes(typically: minutes), to: instant)
            return Timestamp(
                milliseconds: max(whole.milliseconds, instant.milliseconds) + Int64(generator.below(60_000)))
        }
        switch act {
        case .submit where state.status == .submitted:
            agenda.append(Appointment(at: later(6, &generator), act: .requestSupplement))
        case .requestSupplement where !generator.happens(perMille: 80):
            agenda.append(Appointment(at: later(900, &generator), act: .supplement))
        case .supplement: agenda.append(Appointment(at: later(6, &generator), act: .receive))
        default: break
        }
        let items = state.workItems
        agenda.removeAll { appointment in
            guard case .work(let id) = appointment.act else { return false }
            return !items.contains { $0.id == id }
        }
        for item in items where !agenda.contains(where: { $0.act == .work(item.id) }) {
            agenda.append(Appointment(at: later(minutes(for: item), &generator), act: .work(item.id)))
        }
    }

    /// How many working minutes a piece of work typically waits.
    private func minutes(for item: WorkItem) -> Int {
        switch item.kind {
        case .confirmReception: return 25
        case .offerHandover: return 20
        case .acknowledgeHandover: return procedure.timeLimit.limit == .sameDay ? 10 : 200
        case .completeStep:
            let allowed = Int((item.dueAt.milliseconds - item.since.milliseconds) / 60_000)
            // Of a week's minutes a fifth is worked; most steps take half of what they are given.
            return max(15, allowed / 10)
        case .answerConsultation, .replan: return 480
        case .handOverResult: return procedure.timeLimit.limit == .sameDay ? 30 : 480
        case .issueSupplementRequest: return 20
        case .receiveSupplement: return 900
        case .giveBackPapers: return 480
        }
    }

    /// An identity that sorts by time, as the service makes them.
    static func newID(at instant: Timestamp, _ generator: inout SeededGenerator) -> String {
        let time = String(UInt64(instant.milliseconds) & 0xFFFF_FFFF_FFFF, radix: 16)
        return String(repeating: "0", count: 12 - time.count) + time + generator.hexadecimal(20)
    }
}

extension SubmittedDocument {
    fileprivate init(_ missing: MissingDocument) {
        self.init(document: missing.document, originals: missing.originals, copies: missing.copies)
    }
}
