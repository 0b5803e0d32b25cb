import DossierDomain
import Foundation
import Testing

func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

/// One event of every kind with every optional value given.
enum FullEvents {
    static let office = Body.office(OfficeID("office-van-an"))
    static let labour = Body.agency(AgencyID("labour-van-quan"))
    static let due = instant("2019-09-16 17:00")
    static let carriage = Carriage(carrier: "VNPost", trackingCode: "RA123456789VN", arriveBy: due)

    static func secret(_ name: String) -> PrivateReference {
        PrivateReference(
            subject: SubjectID("subject-\(name)"), value: PrivateValueID("value-\(name)"),
            commitment: Commitment(String(repeating: "0f", count: 32)))
    }

    static let papers = [SubmittedDocument(document: DocumentID("application"), originals: 1, copies: 2)]
    static let missing = [MissingDocument(document: DocumentID("certificate"), originals: 0, copies: 1)]
    static let procedure = ProcedureReference(code: ProcedureCode("2.002307"), version: 3)
    static let decision = Decision(
        outcome: .refused, number: "12/QĐ-UBND", date: day("2019-09-10"), signer: secret("signer"),
        reasons: secret("reasons"),
        files: [ResultFile(kind: "decision", sha256: String(repeating: "ab", count: 32), byteCount: 10)])

    static func event(_ kind: DossierEvent.Kind) -> DossierEvent {
        switch kind {
        case .submitted:
            .submitted(
                .init(
                    procedure: procedure, office: OfficeID("office-van-an"), counter: CounterID("counter-1"),
                    channel: .post, applicantUnit: UnitID("van-an"), applicant: secret("applicant"),
                    representative: secret("representative"), documents: papers, applicantKind: .organisation,
                    consignment: Consignment(
                        number: "PG-1", carriage: carriage, from: OfficeID("office-yen-phuc"),
                        recordSignedAt: due), group: InterlinkedGroupID("k17-20190820-01")))
        case .supplementRequested:
            .supplementRequested(
                .init(missing: missing, guidance: secret("guidance"), breach: .supplementIssuedLate))
        case .supplemented: .supplemented(.init(documents: papers))
        case .received:
            .received(
                .init(
                    number: DossierNumber("000.00.19.H37-190820-0001"), procedure: procedure,
                    agency: AgencyID("committee-van-an"),
                    route: RouteReference(id: RouteID("route"), version: 2),
                    dueAt: due, passOnBy: instant("2019-08-20 17:00"), confirmationRequired: true,
                    slipIssued: true,
                    returnOffice: OfficeID("office-van-an")))
        case .receptionConfirmed: .receptionConfirmed(.init())
        case .stageEntered:
            .stageEntered(
                .init(
                    stage: StageID("appraise"), lead: BranchID("main"),
                    branches: [.init(branch: BranchID("main"), step: StepID("appraise"))], holder: office))
        case .handoverOffered:
            .handoverOffered(
                .init(
                    handover: Handover(
                        id: HandoverID("d1.4"), purpose: .step, branch: BranchID("main"),
                        step: StepID("appraise"),
                        from: office, to: labour, carriesPaper: true, monitor: OfficeID("office-van-quan")),
                    carriage: carriage, manifest: ManifestID("m1"), acknowledgeBy: due))
        case .handoverDispatched:
            .handoverDispatched(
                .init(handover: HandoverID("d1.4"), carriage: carriage, manifest: ManifestID("m1")))
        case .handoverAcknowledged:
            .handoverAcknowledged(
                .init(
                    handover: HandoverID("d1.4"), dueAt: due,
                    discrepancies: [
                        Discrepancy(
                            document: DocumentID("certificate"), kind: .damaged, count: 1, note: secret("note"))
                    ]))
        case .handoverReturned:
            .handoverReturned(.init(handover: HandoverID("d1.4"), reason: secret("reason")))
        case .stepStarted:
            .stepStarted(
                .init(
                    assignment: AssignmentID("d1.7"), branch: BranchID("main"), step: StepID("sign"),
                    agency: AgencyID("labour-van-quan"), dueAt: due))
        case .stepCompleted:
            .stepCompleted(
                .init(
                    assignment: AssignmentID("d1.4"), branch: BranchID("main"), step: StepID("appraise"),
                    next: StepID("sign"), opinion: secret("opinion")))
        case .decided: .decided(.init(decision: decision, breach: .refusedLate))
        case .deadlineMoved:
            .deadlineMoved(.init(dueAt: due, steps: [.init(branch: BranchID("main"), dueAt: due)]))
        case .consultationRequested, .consultationAnswered, .consultationSilent, .stepSentBack, .planFlagged,
            .replanned, .latenessForeseen:
            routing(kind)
        case .resultHandedOver:
            .resultHandedOver(
                .init(
                    to: .representative, recipient: secret("recipient"), method: .post, trackingCode: "RA1VN",
                    originalsReturned: [DocumentID("application")]))
        case .handoverRecordSigned, .refusalProposed, .receptionRefused, .supplementAsked, .timeLimitReset,
            .rescheduled, .withdrawn, .stopped, .papersGivenBack, .incidentReported, .resultPosted,
            .deliveryFailed, .resultReturned, .decisionReplaced, .paymentDemanded, .feeCollected, .noticeRecorded,
            .rated, .complaintReceived, .complaintAnswered, .scanAttached, .personalDataErased, .inspected:
            laterEvent(kind)
        case .configurationChanged:
            .configurationChanged(
                .init(
                    act: .restored, document: String(repeating: "0", count: 64),
                    reason: String(repeating: "1", count: 64), version: 3))
        case .credentialIssued, .credentialReplaced, .credentialRevoked, .loginGiven, .loginChanged, .loginRemoved,
            .loginBarred:
            .access(access(kind))
        }
    }
}

extension FullEvents {
    fileprivate static func access(_ kind: DossierEvent.Kind) -> AccessEvent {
        let holder = Actor(
            credential: CredentialID("clerk-1"), role: .postalClerk, body: office, employer: .post,
            counter: CounterID("counter-1"), posting: PostingID("an.van-an"), performer: PostingID("binh.van-an"))
        let person = PersonID("an")
        return switch kind {
        case .credentialIssued:
            .credentialIssued(.init(holder: holder, expiresAt: due, replaces: CredentialID("clerk-0")))
        case .credentialReplaced:
            .credentialReplaced(
                .init(credential: CredentialID("clerk-0"), by: CredentialID("clerk-1"), expiresAt: due))
        case .credentialRevoked: .credentialRevoked(.init(holder: holder))
        case .loginGiven: .loginGiven(.init(person: person, anew: true, codesEnded: true))
        case .loginChanged: .loginChanged(.init(person: person, password: true, codes: true))
        case .loginRemoved: .loginRemoved(.init(person: person))
        case .loginBarred: .loginBarred(.init(person: person, atHome: false, failures: 10, until: due))
        default: preconditionFailure("not an event of a credential or login")
        }
    }

    fileprivate static func routing(_ kind: DossierEvent.Kind) -> DossierEvent {
        var question = Consultation(
            id: ConsultationID("d1.8"), branch: BranchID("main"), step: StepID("appraise"), from: labour,
            asked: AgencyID("justice-van-quan"), question: secret("question"), askedAt: due, dueAt: due)
        question.silenceReportedAt = due
        return switch kind {
        case .consultationRequested: .consultationRequested(.init(consultation: question))
        case .consultationAnswered:
            .consultationAnswered(.init(consultation: question.id, answer: secret("answer")))
        case .consultationSilent:
            .consultationSilent(
                .init(consultation: question.id, asked: question.asked, reportedTo: OfficeID("office-van-an")))
        case .stepSentBack:
            .stepSentBack(
                .init(
                    work: HeldWork(assignment: AssignmentID("d1.4"), heldSince: due, dueAt: due),
                    handover: Handover(
                        id: HandoverID("d1.9"), purpose: .sendBack, branch: BranchID("main"),
                        step: StepID("appraise"), from: labour, to: office, carriesPaper: true,
                        monitor: OfficeID("office-van-quan")),
                    carriage: carriage, reason: secret("reason"), acknowledgeBy: due))
        case .planFlagged:
            .planFlagged(
                .init(
                    problems: [
                        PlanProblem(.bodyCeased, step: StepID("appraise"), body: labour)
                    ], reportedTo: OfficeID("office-van-an")))
        case .replanned:
            .replanned(
                .init(
                    steps: [PlannedAgency(step: StepID("sign"), agency: AgencyID("labour-lang-son"))],
                    returnOffice: OfficeID("office-van-quan"), released: [BranchID("main")],
                    withdrawn: [HandoverID("d1.9")], reason: secret("reason")))
        case .latenessForeseen:
            .latenessForeseen(.init(dueAt: due, projectedAt: due, apologiseBy: due, holder: labour))
        default: preconditionFailure("not an event about routing")
        }
    }
}

@Suite("Events")
struct EventTests {
    @Test("AUD-01 every kind of event reads back as it was written", arguments: DossierEvent.Kind.allCases)
    func readsBack(kind: DossierEvent.Kind) throws {
        let event = FullEvents.event(kind)
        #expect(event.kind == kind)
        let data = try JSONEncoder().encode(event.payload)
        var decoder = PayloadFrom { try JSONDecoder().decode($0, from: data) }
        let again = try DossierEvent(kind, decode: &decoder)
        #expect(again == event)
    }

    @Test("AUD-03 the free text in events is known field by field: a new one must be thought about here")
    func freeText() {
        var fields = Set<String>()
        for kind in DossierEvent.Kind.allCases {
            collect(FullEvents.event(kind).payload, at: kind.rawValue, into: &fields)
        }
        // Carriers and tracking codes name companies and parcels; decisions and minutes have numbers, files kinds and
        // digests. A scan's digest is that of its encrypted file, a configuration's that of its document.
        #expect(
            fields.sorted() == [
                "configurationChanged.document", "configurationChanged.reason",
                "decided.decision.files.kind", "decided.decision.files.sha256", "decided.decision.number",
                "decisionReplaced.decision.files.kind", "decisionReplaced.decision.files.sha256",
                "decisionReplaced.decision.number", "feeCollected.charges.fee", "feeCollected.receipt",
                "handoverDispatched.carriage.carrier", "handoverDispatched.carriage.trackingCode",
                "handoverOffered.carriage.carrier", "handoverOffered.carriage.trackingCode",
                "handoverRecordSigned.number", "incidentReported.custodian.carrier", "inspected.minutes",
                "papersGivenBack.trackingCode",
                "receptionRefused.number", "resultHandedOver.trackingCode", "resultPosted.carriage.carrier",
                "resultPosted.carriage.trackingCode", "scanAttached.scan.file", "stepSentBack.carriage.carrier",
                "stepSentBack.carriage.trackingCode", "submitted.consignment.carriage.carrier",
                "submitted.consignment.carriage.trackingCode", "submitted.consignment.number",
            ])
    }

    @Test("AUD-03 names, reasons and opinions stand in events only as references")
    func references() {
        var found = Set<String>()
        for kind in DossierEvent.Kind.allCases {
            collectReferences(FullEvents.event(kind).payload, at: kind.rawValue, into: &found)
        }
        #expect(
            found.sorted() == [
                "complaintAnswered.answer", "complaintReceived.content", "consultationAnswered.answer",
                "consultationRequested.consultation.question", "decided.decision.reasons", "decided.decision.signer",
                "decisionReplaced.decision.reasons", "decisionReplaced.decision.signer", "decisionReplaced.reason",
                "handoverAcknowledged.discrepancies.note", "handoverReturned.reason", "incidentReported.description",
                "papersGivenBack.recipient", "paymentDemanded.basis", "rated.comment", "receptionRefused.reason",
                "receptionRefused.signer", "refusalProposed.reason", "replanned.reason", "rescheduled.reason",
                "rescheduled.signer", "resultHandedOver.recipient", "scanAttached.scan.content",
                "stepCompleted.opinion",
                "stepSentBack.reason",
                "stopped.reason", "stopped.signer", "submitted.applicant", "submitted.representative",
                "supplementAsked.guidance", "supplementRequested.guidance", "withdrawn.reason", "withdrawn.requester",
            ])
    }

    @Test("AUD-03 a reference says whose value it is, where, and what proves it, and nothing else")
    func referenceFields() throws {
        let data = try JSONEncoder().encode(FullEvents.secret("applicant"))
        let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
        #expect(fields.keys.sorted() == ["commitment", "subject", "value"])
        #expect(fields["commitment"]?.count == 64)
    }

    /// Whether a value's own grammar leaves no room for a name.
    private func isClosed(_ value: Any) -> Bool {
        value is any RawRepresentable || value is any BinaryInteger || value is Bool || value is Timestamp
            || value is CivilDate || value is DossierNumber || value is Body || value is PrivateReference
            || String(describing: type(of: value)).hasPrefix("Identifier<")
    }

    /// Names every text of free form that a payload holds; an absent value would hide what is behind it.
    private func collect(_ value: Any, at path: String, into fields: inout Set<String>) {
        if value is String { fields.insert(path) }
        if isClosed(value) { return }
        for child in Mirror(reflecting: value).children {
            collect(present(child, at: path), at: self.path(path, child), into: &fields)
        }
    }

    private func collectReferences(_ value: Any, at path: String, into found: inout Set<String>) {
        if value is PrivateReference { found.insert(path) }
        if isClosed(value) { return }
        for child in Mirror(reflecting: value).children {
            collectReferences(present(child, at: path), at: self.path(path, child), into: &found)
        }
    }

    private func path(_ path: String, _ child: Mirror.Child) -> String {
        child.label.map { $0 == "some" ? path : "\(path).\($0)" } ?? path
    }

    /// The child, after checking that it was given and, where it is a list, that it has an element.
    private func present(_ child: Mirror.Child, at path: String) -> Any {
        let mirror = Mirror(reflecting: child.value)
        if mirror.displayStyle == .optional || mirror.displayStyle == .collection {
            #expect(
                !mirror.children.isEmpty, "\(path).\(child.label ?? "?") is empty in the example of its kind")
        }
        return child.value
    }
}

@Suite("Written forms")
struct WrittenFormTests {
    @Test(
        "CAT-02 a time limit is written in its own unit",
        arguments: [
            (TimeAllowance(.workingDays(3)), #"{"workingDays":3}"#),
            (TimeAllowance(.calendarDays(25)), #"{"calendarDays":25}"#),
            (TimeAllowance(.workingHours(8)), #"{"workingHours":8}"#),
            (TimeAllowance(.sameDay, cutOff: TimeOfDay("15:00")), #"{"cutOff":"15:00","sameDay":true}"#),
        ])
    func limits(allowance: TimeAllowance, json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(allowance), as: UTF8.self) == json)
        #expect(try roundTrip(allowance) == allowance)
    }

    @Test(
        "CAT-02 a limit without a unit, or not on the same day, is no limit",
        arguments: [#"{}"#, #"{"sameDay":false}"#, #"{"days":3}"#, #"{"workingDays":"3"}"#])
    func noLimit(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(TimeAllowance.self, from: Data(json.utf8))
        }
    }

    @Test("RTE-01 every selector reads back as it was written")
    func selectors() throws {
        let selectors: [Route.Selector] = [
            .receivingAgency, .agency(AgencyID("police-lang-son")),
            .unit(.applicant, level: LevelID("district"), field: "labour"),
        ]
        #expect(try roundTrip(selectors) == selectors)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Route.Selector.self, from: Data(#""applicantAgency""#.utf8))
        }
    }

    @Test("TIM-07 dates, instants and the calendar read back as they were written")
    func time() throws {
        #expect(try roundTrip(day("2019-08-20")) == day("2019-08-20"))
        #expect(try roundTrip(instant("2019-08-20 08:00")) == instant("2019-08-20 08:00"))
        #expect(try roundTrip(ProvincialCalendar.shipped) == ProvincialCalendar.shipped)
    }

    @Test("SEC-05 a rejection reads back as it was written, so that a repeated request gets the same answer")
    func rejections() throws {
        let rejections: [CommandRejection] = [
            .notInStatus(.handling, allowed: [.completeStep]), .forbidden(.completeByHolder),
            .confirmationAwaited,
            .notReceivedHere(ProcedureCode("1.001612"), receivedBy: OfficeID("office-van-quan")),
            .documentsMissing(FullEvents.missing, of: FullEvents.procedure), .occurredInFuture(now: FullEvents.due),
            .routeUnresolved(
                RouteProblem(
                    route: RouteID("r"), step: StepID("s"),
                    lack: .noAgency(unit: UnitID("van-quan"), field: "forestry"))),
        ]
        #expect(try roundTrip(rejections) == rejections)
    }
}
