import DossierDomain
import DossierRouting
import DossierStore

/// A believable dossier, one commit after the other, through every kind of event.
///
/// Its state is the fold of its events as the engine makes it; its personal data is made up. Ask for the
/// ``next(at:key:)`` commit, make it, then ``adopt(_:)`` what the store answered.
public struct DossierLife: Sendable {
    /// How a dossier begins.
    public enum Beginning: Sendable {
        /// Complete at once: received in the same commit as it is brought.
        case complete
        /// Incomplete: form 02, more papers, then received.
        case supplemented
        /// Handed to the post as a carrier, proposed for refusal on arrival, and received after all.
        case entrusted
        /// Refused at the counter; it goes no further.
        case refused
    }

    /// How it goes on after reception.
    public enum Course: Sendable, CaseIterable {
        /// Decided and handed over.
        case straight
        /// Supplement, apology, payment, loss, a result that is undeliverable, then wrong; a complaint and a rating.
        case long
        /// Withdrawn by the citizen.
        case withdrawn
        /// Stopped.
        case stopped
    }

    /// Internal identity.
    public let id: DossierID
    /// Where it is brought.
    public let office: OfficeID
    /// Of which procedure.
    public let procedure: ProcedureReference
    /// Identifier of the agency that numbers it.
    public let agency: AgencyIdentifier
    /// How it begins.
    public let beginning: Beginning
    /// How it goes on.
    public let course: Course
    /// Minutes from reception to the due date.
    public let timeLimit: Int
    /// The state so far; `nil` before the first commit.
    public private(set) var state: DossierState?
    private var step = 0

    /// The agency that handles the leading branch.
    public static let leadAgency = AgencyID("labour-van-quan")
    /// The agency that handles the other branch.
    public static let otherAgency = AgencyID("police-van-quan")
    /// The office that sees handovers pass.
    public static let monitor = OfficeID("office-van-quan")
    /// A reception desk's agency.
    public static let receivingAgency = AgencyID("commune-van-an")

    /// A dossier yet to be brought.
    public init(
        _ id: DossierID, office: OfficeID = OfficeID("office-van-an"),
        procedure: ProcedureCode = ProcedureCode("2.002307"),
        agency: AgencyIdentifier? = nil, beginning: Beginning = .complete, course: Course = .straight,
        timeLimit: Int = 25 * 1_440
    ) {
        self.id = id
        self.office = office
        self.procedure = ProcedureReference(code: procedure, version: 1)
        self.agency = agency ?? Self.usualAgency
        self.beginning = beginning
        self.course = course
        self.timeLimit = timeLimit
    }

    /// The identifier that numbers are given under where nothing else is asked for.
    public static var usualAgency: AgencyIdentifier {
        guard let identifier = AgencyIdentifier("000.19.34.H37") else { preconditionFailure("well formed") }
        return identifier
    }

    /// Whether the citizen has the result.
    public var isOver: Bool {
        step == plan.count
    }

    /// The commit that comes next, at that instant; the dossier must not be over.
    ///
    /// A reception takes the `reserved` serial, where one is given; its terminal may tell it for a `performer`.
    public func next(
        at instant: Timestamp, key: IdempotencyKey? = nil, reserved: Int? = nil, performer: PostingID? = nil
    ) -> DossierCommit {
        let actor = Self.actor(at: .office(office)).telling(of: performer)
        let events = plan[step](self, instant)
        var folded = state
        for event in events {
            folded = evolve(folded, with: event, of: id, at: instant, by: actor)
        }
        guard let folded else { preconditionFailure("every step has events") }
        let isReception = events.contains { $0.kind == .received }
        return DossierCommit(
            expectedVersion: state?.version ?? 0, events: events, occurredAt: instant, recordedAt: instant,
            actor: actor, configurationVersion: 1, requestID: "request-\(id)-\(step)", state: folded,
            numbering: isReception ? NumberRequest(agency: agency, date: instant.date, reserved: reserved) : nil,
            idempotencyKey: key)
    }

    /// Takes over what the store answered to the commit.
    public mutating func adopt(_ state: DossierState) {
        self.state = state
        step += 1
    }

    /// A terminal or agency system at work there.
    public static func actor(at body: Body) -> Actor {
        Actor(
            credential: CredentialID("terminal-1"), role: .postalClerk, body: body, employer: .post,
            counter: CounterID("counter-1"))
    }

    typealias Step = @Sendable (DossierLife, Timestamp) -> [DossierEvent]

    private var plan: [Step] {
        switch beginning {
        case .complete: [{ $0.submission + $0.reception(at: $1) }] + courseSteps
        case .supplemented:
            [
                { life, _ in life.submission }, { life, _ in life.supplementRequest },
                { life, _ in life.supplement }, { $0.reception(at: $1) },
            ] + courseSteps
        case .entrusted:
            [
                { life, _ in life.entrusting },
                { _, _ in [.handoverRecordSigned(.init(number: "BB-7", missing: []))] },
                { life, _ in [.refusalProposed(.init(reason: life.reference("reason")))] },
                { $0.reception(at: $1) },
            ] + courseSteps
        case .refused:
            [
                { life, _ in life.submission },
                { life, _ in
                    [
                        .receptionRefused(
                            .init(number: "3/TC", reason: life.reference("reason"), signer: life.reference("signer")))
                    ]
                },
            ]
        }
    }

    private var courseSteps: [Step] {
        switch course {
        case .straight: Self.handling
        case .long: Self.untilHeld + Self.supplementing + Self.late + Self.decision + Self.correcting
        case .withdrawn: Self.untilHeld + Self.withdrawing
        case .stopped: Self.untilHeld + Self.stopping
        }
    }

    private static let handling: [Step] = untilHeld + moving + decision + [{ life, _ in [life.handingOver] }]

    private static let untilHeld: [Step] = [
        { _, _ in [.receptionConfirmed(.init())] },
        { life, _ in [life.offer(1)] },
        { life, _ in
            [.handoverDispatched(.init(handover: life.handover(1), carriage: Carriage(carrier: "VNPost")))]
        },
        { life, _ in [.handoverReturned(.init(handover: life.handover(1), reason: life.reference("reason")))]
        },
        { life, _ in [life.offer(2)] },
        { life, instant in
            [
                .handoverAcknowledged(
                    .init(handover: life.handover(2), dueAt: instant.adding(minutes: 10 * 1_440)))
            ]
        },
    ]

    private static let moving: [Step] = [
        { life, instant in [.deadlineMoved(.init(dueAt: life.state?.reception?.dueAt ?? instant, steps: []))] },
        { life, instant in [life.question(at: instant)] },
        { life, _ in life.silence },
        { life, _ in
            [.consultationAnswered(.init(consultation: life.question, answer: life.reference("answer")))]
        },
        { life, instant in [life.sendingBack(at: instant)] },
        { life, _ in [.handoverReturned(.init(handover: life.handover(4), reason: life.reference("refusal")))] },
        { life, _ in life.flag },
        { life, _ in [life.anotherPlan] },
    ]

    private static let decision: [Step] = [
        { life, instant in life.otherBranch(at: instant) },
        { life, _ in life.decision },
        { life, _ in [life.resultOffer] },
        { life, _ in [.handoverAcknowledged(.init(handover: life.handover(3), dueAt: nil))] },
    ]
}
