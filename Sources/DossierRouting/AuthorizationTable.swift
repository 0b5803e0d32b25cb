import DossierDomain

/// How a body has to do with a dossier.
public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// It looks after it, holds something of it, is asked or waited for, decided it, or returns its result.
    case own
    /// A lower level's dossier passes to one of its agencies, and it monitors (RTE-03).
    case upstream
    /// It took part, and nothing is in its hands any more.
    case downstream
    /// None.
    case foreign
}

/// Staff by what they are for.
enum Staff: Hashable, Sendable {
    /// At a counter: postal staff, and officials.
    case counter
    /// The same, or the citizen whose slip was checked.
    case counterOrCitizen
    /// Postal staff, who take papers as a carrier.
    case post
    /// Whoever takes part in dossiers: staff of offices and agencies, and agencies' systems.
    case working
    /// Whoever works on dossiers for an agency: never postal staff (SEC-03).
    case handling
    /// Officials.
    case official
    /// Officials and administrators.
    case planning
    /// The system itself.
    case system

    /// Whether postal staff are among them as well as officials.
    var isOfCounters: Bool {
        switch self {
        case .counter, .counterOrCitizen, .post, .working: true
        case .handling, .official, .planning, .system: false
        }
    }

    func includes(_ actor: Actor) -> Bool {
        switch self {
        case .counter, .counterOrCitizen:
            actor.office != nil && (actor.role == .postalClerk || actor.role == .official)
        case .post: actor.role == .postalClerk && actor.employer == .post && actor.office != nil
        case .working:
            actor.body != nil && [.postalClerk, .official, .agencySystem].contains(actor.role)
        case .handling: Staff.working.includes(actor) && actor.role != .postalClerk && actor.employer == .agency
        case .official: actor.role == .official && actor.employer == .agency
        case .planning: Staff.official.includes(actor) || actor.role == .administrator
        case .system: actor.role == .administrator
        }
    }
}

/// One way in which a body stands to a dossier, or to a part of it.
enum Standing: Hashable, Sendable {
    /// Its counter receives there: the receiving office, or the one that took over.
    case looksAfter
    /// The result comes back to its counter.
    case returns
    /// The papers are given back at its counter.
    case givesBack
    /// The dossier or a branch of it is in its hands.
    case holds
    /// The main line is in its hands.
    case leads
    /// It works on a step.
    case worksOn
    /// The dossier has ended, and its papers are still there.
    case keeps
    /// It has offered a handover.
    case offers
    /// A handover is offered to it.
    case isOffered
    /// It was asked for its opinion.
    case isAsked
    /// It has decided.
    case decided
    /// Somebody complains of it, and has no answer yet.
    case isComplainedOf
    /// It takes part, or took part.
    case takesPart
}

/// A row of the table of rights: who may, and how their body has to stand to the dossier.
struct Requirement: Sendable {
    /// What allows and refuses it.
    let rule: AuthorizationRule
    /// Whose act it is.
    let staff: Staff
    /// One of these is enough; where there are none, seeing the dossier is.
    let standings: [Standing]

    private init(_ rule: AuthorizationRule, _ staff: Staff, _ standings: Standing...) {
        self.rule = rule
        self.staff = staff
        self.standings = standings
    }

    /// Form 03 and the record of what the post brings are signed by officials (NĐ61/2018 Article 17.1b).
    static let signature = Requirement(.signByOfficial, .handling, .looksAfter)

    /// The row of a command.
    init(of name: DossierCommand.Name) {
        self =
            switch name {
            case .submit, .requestSupplement, .supplement, .receive, .refuseReception:
                Requirement(.receiveAtOwnOffice, .counter, .looksAfter)
            case .confirmReception: Requirement(.confirmByOfficial, .official, .looksAfter)
            case .signHandoverRecord: .signature
            case .offerHandover: Requirement(.passOnByHolder, .working, .holds, .keeps)
            case .dispatchHandover: Requirement(.passOnByHolder, .working, .offers)
            case .acknowledgeHandover, .returnHandover: Requirement(.answerByRecipient, .working, .isOffered)
            case .completeStep: Requirement(.completeByHolder, .handling, .worksOn)
            case .consult, .sendBack: Requirement(.consultByHolder, .handling, .worksOn)
            case .answerConsultation: Requirement(.answerByAsked, .handling, .isAsked)
            case .askSupplement: Requirement(.askByHolder, .handling, .worksOn)
            case .stop: Requirement(.askByHolder, .handling, .leads, .looksAfter)
            case .demandPayment: Requirement(.askByHolder, .handling, .holds, .looksAfter)
            case .apologise: Requirement(.apologiseByHolder, .handling, .holds, .looksAfter)
            case .correctDecision: Requirement(.correctByDecider, .handling, .decided)
            case .answerComplaint: Requirement(.answerByOfficial, .handling, .isComplainedOf, .looksAfter)
            case .issueSupplementRequest, .withdraw: Requirement(.informByReceivingOffice, .counter, .looksAfter)
            case .giveBackPapers: Requirement(.informByReceivingOffice, .counter, .givesBack)
            case .recordNotice: Requirement(.informByReceivingOffice, .counter, .looksAfter, .returns)
            case .rate, .complain: Requirement(.informByReceivingOffice, .counterOrCitizen, .looksAfter, .returns)
            case .handOverResult, .postResult, .recordFailedDelivery, .takeBackResult:
                Requirement(.handOverByReturnOffice, .counter, .returns)
            case .reportIncident: Requirement(.reportByParticipant, .working, .takesPart)
            case .collectFee: Requirement(.collectByStaff, .working, .takesPart)
            case .attachScan: Requirement(.attachByParticipant, .working, .takesPart)
            case .erasePersonalData: Requirement(.eraseByAdministrator, .system)
            case .replan: Requirement(.replanByOfficial, .planning, .looksAfter)
            case .applyCalendar: Requirement(.applyCalendarByAdministrator, .system)
            case .reportSilence, .checkPlan, .warnOfLateness: Requirement(.watchBySystem, .system)
            }
    }

    func verdict(on actor: Actor, of part: DossierPart?, in state: DossierState) -> Verdict {
        guard staff.includes(actor) else { return .refused(rule) }
        // An administrator stands to no dossier.
        guard !standings.isEmpty, !actor.oversees else {
            return Verdict(isAllowed: RowFilter(for: actor).admits(state), rule: rule)
        }
        guard let body = actor.body else { return .refused(rule) }
        return Verdict(isAllowed: standings.contains { state.has($0, body, in: part) }, rule: rule)
    }
}

extension DossierState {
    /// How a body has to do with it.
    public func relation(of body: Body) -> Relation {
        let near: [Standing] = [
            .looksAfter, .returns, .givesBack, .holds, .keeps, .offers, .isOffered, .isAsked, .decided,
            .isComplainedOf,
        ]
        if near.contains(where: { has($0, body, in: nil) }) { return .own }
        if participants.contains(body) { return .downstream }
        return isVisible(to: body) ? .upstream : .foreign
    }

    /// Whether a body stands so to a part of it, or to any part where none is named.
    func has(_ standing: Standing, _ body: Body, in part: DossierPart?) -> Bool {
        switch standing {
        case .looksAfter: return body == .office(officeInCharge)
        case .returns: return reception.map { body == .office($0.returnOffice) } == true
        case .givesBack:
            return body == (endedAt == nil ? reception.map { .office($0.returnOffice) } : .office(officeInCharge))
        case .holds:
            if case .held(let holder) = part { return body == holder }
            return body == holder || branches.contains { $0.holder == body }
        case .leads: return body == holder
        case .worksOn:
            if case .held(let holder) = part { return body == holder }
            return branches.contains { $0.holder == body && $0.status == .held }
        case .keeps: return part == nil && endedAt != nil && custodian == .body(body)
        case .offers:
            if case .handover(let handover) = part { return body == handover.from }
            return openHandovers.contains { $0.handover.from == body }
        case .isOffered:
            if case .handover(let handover) = part { return body == handover.to }
            return openHandovers.contains { $0.handover.to == body }
        case .isAsked:
            if case .question(let asked) = part { return body == .agency(asked) }
            return consultations.contains { body == .agency($0.asked) }
        case .decided: return body == decidedBy
        case .isComplainedOf:
            if case .complaint(let about) = part { return body == about }
            return registers?.complaints.contains { $0.about == body && $0.answer == nil } == true
        case .takesPart: return participants.contains(body)
        }
    }
}
