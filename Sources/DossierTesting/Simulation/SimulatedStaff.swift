import DossierDomain

/// What somebody does about a piece of waiting work, before anybody says it in a request.
public enum Deed: Hashable, Sendable {
    /// Confirm the reception.
    case confirm
    /// Pass the dossier on, by a carrier or not.
    case passOn(carrier: Carriage?)
    /// Acknowledge the handover.
    case acknowledge
    /// Send the handover back.
    case refuseHandover
    /// Complete the step; whether the citizen gets what was asked for matters where it decides.
    case complete(granted: Bool, carrier: Carriage?)
    /// Ask another agency.
    case consult
    /// Send the step back to whoever passed it on.
    case sendBack(carrier: Carriage?)
    /// Answer the question.
    case answer
    /// Hand the result to the citizen.
    case handOver
    /// Plan anew what can't go on.
    case replan
    /// Give form 02 to the citizen.
    case issueForm
    /// Take in what the citizen brings.
    case takeSupplement
    /// Give the papers back.
    case giveBack
    /// Leave it lying.
    case wait
}

/// How people at counters and agencies behave: mostly well, now and then otherwise. The same for simulations in
/// memory and over HTTP.
public struct SimulatedStaff: Sendable {
    /// How much is done otherwise, in thousandths, of each kind.
    public var refusedHandovers = 30
    /// Steps during which another agency is asked.
    public var consultations = 60
    /// Steps that are sent back.
    public var sentBack = 25
    /// Work that is left lying when it could be done.
    public var idle = 150
    /// Questions that nobody means to answer in time.
    public var silence = 400
    /// Decisions that refuse.
    public var refusals = 60
    /// Handovers that go by the post.
    public var carried = 500

    /// Usual behaviour.
    public init() {}

    /// Everything is done at once, and as it should be.
    public static var diligent: SimulatedStaff {
        var staff = SimulatedStaff()
        staff.refusedHandovers = 0
        staff.consultations = 0
        staff.sentBack = 0
        staff.idle = 0
        staff.silence = 0
        return staff
    }

    /// What is done about work of that kind.
    public func deed(for kind: WorkItem.Kind, using generator: inout SeededGenerator) -> Deed {
        func happens(_ thousandths: Int) -> Bool { Int.random(in: 0..<1_000, using: &generator) < thousandths }
        func carrier() -> Carriage? {
            guard happens(carried) else { return nil }
            let code = Int.random(in: 100_000_000...999_999_999, using: &generator)
            return Carriage(carrier: "VNPost", trackingCode: "EG\(code)VN")
        }
        if happens(idle) { return .wait }
        switch kind {
        case .confirmReception: return .confirm
        case .offerHandover: return .passOn(carrier: carrier())
        case .acknowledgeHandover: return happens(refusedHandovers) ? .refuseHandover : .acknowledge
        case .completeStep:
            if happens(consultations) { return .consult }
            if happens(sentBack) { return .sendBack(carrier: carrier()) }
            return .complete(granted: !happens(refusals), carrier: carrier())
        case .answerConsultation: return happens(silence) ? .wait : .answer
        case .handOverResult: return .handOver
        case .replan: return .replan
        case .issueSupplementRequest: return .issueForm
        case .receiveSupplement: return .takeSupplement
        case .giveBackPapers: return .giveBack
        }
    }
}

extension SimulatedStaff {
    /// Who does work that waits for a body.
    public static func actor(for body: Body, kind: WorkItem.Kind) -> Actor {
        switch (body, kind) {
        case (.agency, _):
            Actor(credential: CredentialID("system"), role: .agencySystem, body: body, employer: .agency)
        case (.office, .confirmReception), (.office, .replan):
            Actor(credential: CredentialID("official"), role: .official, body: body, employer: .agency)
        case (.office, _):
            Actor(credential: CredentialID("clerk"), role: .postalClerk, body: body, employer: .post)
        }
    }

    /// The system itself.
    public static let system = Actor.system
}
