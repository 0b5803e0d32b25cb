import DossierDomain
import DossierRouting
import DossierStore

/// What a search came to.
public struct SearchPage: Sendable {
    /// The dossiers.
    public let found: Page<DossierState>
    /// Whether somebody was looked for by the number of an identity document: then that is a reading of personal data.
    public let isOfPerson: Bool
}

/// What is held about a person in one dossier.
public struct HeldData: Sendable {
    /// Somebody's particulars as an event brought them.
    public struct Part: Sendable {
        /// The event's place in the dossier.
        public let sequence: Int
        /// The particulars.
        public let party: Party
    }

    /// A text, as an event brought it.
    public struct Text: Sendable {
        /// The event's place in the dossier.
        public let sequence: Int
        /// The text.
        public let text: String
    }

    /// The dossier.
    public let state: DossierState
    /// How long it is kept; `nil` where no rule covers it, or while it goes on.
    public let retention: Retention?
    /// Particulars of the person alone; others' in the same dossier are left out.
    public let parts: [Part]
    /// What was written about the matter: guidance, reasons, opinions, complaints.
    public let texts: [Text]
    /// What happened, with references instead of values.
    public let events: [RecordedEvent]
    /// Who was shown personal data of it: the newest 200 records.
    public let reads: Page<PersonalDataRead>
}

extension DossierService {
    /// Dossiers among those that the actor may see (SEC-02) of that number or of that procedure; or, among those whose
    /// parties the actor may read, in which somebody with an identity document of that number has a part. Newest first.
    ///
    /// The caller notes the reading. Throws ``ServiceError``: ``ServiceError/tooFast(seconds:)`` where too many numbers of
    /// identity documents were tried that nobody has (SEC-04).
    public func search(
        _ text: String, after: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> SearchPage {
        var filter = DossierFilter(limit: limit)
        filter.after = after
        if let number = DossierNumber(text.uppercased()) {
            let state: DossierState?
            do {
                state = try dossier(number, for: actor, reader: reader)
            } catch .notFound {
                state = nil
            }
            let found = Page(elements: state.map { [$0] } ?? [], next: nil)
            return SearchPage(found: found, isOfPerson: false)
        }
        let code = ProcedureCode(text)
        if catalogue.document.procedures.contains(where: { $0.code == code }) {
            filter.procedure = code
            return SearchPage(found: try dossiers(matching: filter, for: actor, reader: reader), isOfPerson: false)
        }
        return SearchPage(found: try dossiers(ofPerson: text, filter, for: actor, reader: reader), isOfPerson: true)
    }

    private func dossiers(
        ofPerson number: String, _ filter: DossierFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<DossierState> {
        if let wait = guessing.secondsToWait(bySearcher: actor, at: now()) {
            accessTally.note(.searchBarred)
            throw .tooFast(seconds: wait)
        }
        var filter = filter
        filter.person = vault.people(number: number)
        filter.rows = RowFilter(ofPartiesReadBy: actor)
        let found = try ServiceError.reading { () throws(StoreError) in try reader.dossiers(matching: filter) }
        if found.elements.isEmpty { guessing.noteWrongIdentityNumber(bySearcher: actor, at: now()) }
        return found
    }

    /// What is held about whoever has an identity document of that number, in all dossiers, newest reception first.
    ///
    /// By an official whose posting protects personal data, over the row filter, because the answer has to be whole; the
    /// caller notes the reading. Throws ``ServiceError``: rejected by `answerPersonByProtector`.
    public func held(
        about number: String, after: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<HeldData> {
        let verdict = authorizeAnswerToPerson(by: actor, on: now().date, under: catalogue)
        guard verdict.isAllowed else { throw .rejected(.forbidden(verdict.rule), replayed: false) }
        let people = vault.people(number: number)
        guard !people.isEmpty else { return Page(elements: [], next: nil) }
        var filter = DossierFilter(rows: .everything, limit: limit)
        filter.person = people
        filter.after = after
        let page = try ServiceError.reading { () throws(StoreError) in try reader.dossiers(matching: filter) }
        var held: [HeldData] = []
        for state in page.elements { held.append(try self.held(in: state, of: Set(people), reader: reader)) }
        return Page(elements: held, next: page.next)
    }

    private func held(
        in state: DossierState, of people: Set<PersonDigest>, reader: Store.Reader
    ) throws(ServiceError) -> HeldData {
        let events = try events(of: state, reader: reader)
        let references = events.map { (sequence: $0.sequence, all: $0.event.privateReferences) }
        let all = references.flatMap(\.all)
        let parties = try open(all, as: Party.self, reader: reader)
        let remarks = try open(all, as: Remark.self, reader: reader)
        var parts: [HeldData.Part] = []
        var texts: [HeldData.Text] = []
        for (sequence, own) in references {
            for reference in own {
                if let party = parties[reference.value], let number = party.identityDocument?.number,
                    !people.isDisjoint(with: vault.people(number: number))
                {
                    parts.append(.init(sequence: sequence, party: party))
                }
                if let remark = remarks[reference.value] { texts.append(.init(sequence: sequence, text: remark.text)) }
            }
        }
        var filter = ReadFilter(limit: 200)
        filter.dossier = state.id
        let reads = try ServiceError.reading { () throws(StoreError) in try reader.reads(matching: filter) }
        return HeldData(
            state: state, retention: catalogue.retention(of: state), parts: parts, texts: texts, events: events,
            reads: reads)
    }
}

extension DossierEvent {
    /// The references to private values that it has.
    fileprivate var privateReferences: [PrivateReference] {
        switch self {
        case .submitted(let submitted): [submitted.applicant] + [submitted.representative].compactMap(\.self)
        case .supplementRequested(let request): [request.guidance].compactMap(\.self)
        case .handoverAcknowledged(let acknowledged): acknowledged.discrepancies?.compactMap(\.note) ?? []
        case .handoverReturned(let returned): [returned.reason]
        case .stepCompleted(let completed): [completed.opinion].compactMap(\.self)
        case .decided(let decided): [decided.decision.reasons].compactMap(\.self)
        case .resultHandedOver(let handedOver): [handedOver.recipient]
        case .consultationRequested(let requested): [requested.consultation.question]
        case .consultationAnswered(let answered): [answered.answer]
        case .stepSentBack(let sentBack): [sentBack.reason]
        case .replanned(let replanned): [replanned.reason]
        case .refusalProposed(let proposed): [proposed.reason]
        case .receptionRefused(let refused): [refused.reason]
        case .supplementAsked(let asked): [asked.guidance]
        case .rescheduled(let rescheduled): [rescheduled.reason]
        case .withdrawn(let withdrawn): [withdrawn.requester] + [withdrawn.reason].compactMap(\.self)
        case .stopped(let stopped): [stopped.reason]
        case .papersGivenBack(let given): [given.recipient]
        case .incidentReported(let incident): [incident.description]
        case .decisionReplaced(let replaced): [replaced.reason] + [replaced.decision.reasons].compactMap(\.self)
        case .paymentDemanded(let demanded): [demanded.basis]
        case .rated(let rated): [rated.comment].compactMap(\.self)
        case .complaintReceived(let complaint): [complaint.content]
        case .complaintAnswered(let answered): [answered.answer]
        // The scan of a paper is listed, not opened.
        case .scanAttached: []
        case .supplemented, .received, .receptionConfirmed, .stageEntered, .handoverOffered, .handoverDispatched,
            .stepStarted,
            .deadlineMoved, .consultationSilent, .planFlagged, .latenessForeseen, .handoverRecordSigned,
            .timeLimitReset, .resultPosted, .deliveryFailed, .resultReturned, .feeCollected, .noticeRecorded,
            .personalDataErased, .inspected, .configurationChanged, .access:
            []
        }
    }
}
