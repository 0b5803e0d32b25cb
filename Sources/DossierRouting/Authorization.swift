import DossierDomain

/// What somebody wants to know of a dossier.
public enum Reading: String, Hashable, Sendable, CaseIterable {
    /// The dossier with its dates, its way and what happened to it.
    case dossier
    /// Who the applicant is, and what is written to the applicant.
    case parties
    /// The numbers of identity documents in full.
    case identityNumber
    /// Opinions, reasons, complaints: what officials write to each other.
    case remarks
    /// The code that the slip bears.
    case slipCode
}

/// What somebody wants to do to a dossier, or to know of it.
public enum Action: Hashable, Sendable, CaseIterable {
    /// A command.
    case act(DossierCommand.Name)
    /// A completion that decides, by which SEC-03 separates reception and decision.
    case decide
    /// Reception, decision and handing over in one (NĐ61/2018 Article 17.5).
    case settleAtOnce
    /// The signature under a refusal at the counter, which postal staff only propose.
    case signRefusal
    /// A reading.
    case read(Reading)

    /// Every action.
    public static var allCases: [Action] {
        DossierCommand.Name.allCases.map(Action.act) + [.decide, .settleAtOnce, .signRefusal]
            + Reading.allCases.map(Action.read)
    }

    /// Whether a colleague may tell it: what counters do. Whoever decides or signs says so under their own name.
    fileprivate var isToldByColleagues: Bool {
        switch self {
        case .act(let name): Requirement(of: name).staff.isOfCounters
        case .decide, .settleAtOnce, .signRefusal, .read: false
        }
    }

    /// Its word in questions and answers, such as `receive` or `readParties`.
    public var name: String {
        switch self {
        case .act(let name): name.rawValue
        case .decide: "decide"
        case .settleAtOnce: "settleAtOnce"
        case .signRefusal: "signRefusal"
        case .read(.dossier): "readDossier"
        case .read(.parties): "readParties"
        case .read(.identityNumber): "readIdentityNumber"
        case .read(.remarks): "readRemarks"
        case .read(.slipCode): "readSlipCode"
        }
    }
}

/// What of a dossier an act is about, where that decides who may do it.
public enum DossierPart: Hashable, Sendable {
    /// Work, papers or a result that is in that body's hands.
    case held(by: Body)
    /// A handover that is under way.
    case handover(Handover)
    /// A question to that agency.
    case question(to: AgencyID)
    /// A complaint about that body.
    case complaint(about: Body)
}

/// Whether something is allowed, and by which rule it is allowed or refused (SEC-05).
public struct Verdict: Hashable, Sendable {
    /// Whether it is allowed.
    public let isAllowed: Bool
    /// The rule that says so.
    public let rule: AuthorizationRule

    /// What that rule says.
    public init(isAllowed: Bool, rule: AuthorizationRule) {
        self.isAllowed = isAllowed
        self.rule = rule
    }

    static func allowed(_ rule: AuthorizationRule) -> Verdict { Verdict(isAllowed: true, rule: rule) }
    static func refused(_ rule: AuthorizationRule) -> Verdict { Verdict(isAllowed: false, rule: rule) }
}

/// Whether somebody may do that to a dossier, or know that of it: the one place that says so.
///
/// Pure, and made of named rules: role × action × how the caller's body stands to the dossier × posting on that day.
/// - `part`: what of the dossier it is about; `nil` asks whether it is allowed for any part.
/// - `state`: the dossier as it is. What an act further needs of it, such as its status, is `decide`'s to say.
/// - `date`: the day of the act, by which the posting has to be in force.
public func authorize(
    _ action: Action, of part: DossierPart? = nil, in state: DossierState, by actor: Actor, on date: CivilDate,
    under catalogue: Catalogue
) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    if actor.performer != nil, !action.isToldByColleagues { return .refused(.performByColleague) }
    switch action {
    case .act(let name):
        if actor.role == .citizen, Requirement(of: name).staff == .counterOrCitizen { return .allowed(.followOwnSlip) }
        let requirement = Requirement(of: name)
        let verdict = requirement.verdict(on: actor, of: part, in: state)
        switch name {
        case .replan where !verdict.isAllowed:
            // The office that takes it over plans as well, before the watch has handed it over (RTE-05).
            let isTakingOver =
                actor.body == .office(catalogue.officeInCharge(of: state, on: date))
                && RowFilter(for: actor).admits(state)
            return Verdict(isAllowed: requirement.staff.includes(actor) && isTakingOver, rule: verdict.rule)
        case .correctDecision where verdict.isAllowed:
            // A correction decides anew.
            let separation = catalogue.separation(of: actor, in: state, on: date)
            return separation.isAllowed ? verdict : separation
        default: return verdict
        }
    case .signRefusal: return Requirement.signature.verdict(on: actor, of: part, in: state)
    case .decide:
        let completion = Requirement(of: .completeStep).verdict(on: actor, of: part, in: state)
        guard completion.isAllowed else { return completion }
        return catalogue.separation(of: actor, in: state, on: date)
    case .settleAtOnce:
        return catalogue.isDelegated(state.procedure.code, to: actor, at: state.office, on: date)
            ? .allowed(.decideByDelegation) : .refused(.decideByDelegation)
    case .read(let reading): return actor.verdict(on: reading, of: state)
    }
}

/// Whether somebody's role does such a thing at all, whichever dossier it is.
public func authorize(
    _ action: Action, by actor: Actor, on date: CivilDate, under catalogue: Catalogue
) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    func verdict(_ requirement: Requirement) -> Verdict {
        Verdict(isAllowed: requirement.staff.includes(actor), rule: requirement.rule)
    }
    switch action {
    case .act(let name): return verdict(Requirement(of: name))
    case .signRefusal: return verdict(.signature)
    case .decide: return verdict(Requirement(of: .completeStep))
    case .settleAtOnce:
        let decides = actor.posting.flatMap { catalogue.posting($0, on: date) }?.decides
        return Verdict(
            isAllowed: Staff.official.includes(actor) && decides?.isEmpty == false, rule: .decideByDelegation)
    case .read(.dossier):
        let filter = RowFilter(for: actor)
        return Verdict(isAllowed: filter != .nothing, rule: actor.overseeingRule ?? .seeAsParticipant)
    case .read(.parties): return Verdict(isAllowed: Staff.working.includes(actor), rule: .readPartiesByTask)
    case .read(.identityNumber): return Verdict(isAllowed: Staff.handling.includes(actor), rule: .readIdentityByHandler)
    case .read(.remarks): return Verdict(isAllowed: Staff.handling.includes(actor), rule: .readRemarksByOfficial)
    case .read(.slipCode): return Verdict(isAllowed: Staff.counter.includes(actor), rule: .printSlipByOffice)
    }
}

extension RowFilter {
    /// The dossiers that somebody may see (SEC-02); ``authorize(_:of:in:by:on:under:)`` reads `.dossier` by the same.
    ///
    /// A citizen comes by the slip's code to one dossier, and lists none.
    public init(for actor: Actor) {
        if actor.overseeingRule != nil {
            self = .everything
        } else if actor.role != .citizen, let body = actor.body {
            self = .seen(by: body)
        } else {
            self = .nothing
        }
    }

    /// The dossiers that somebody may find by whose they are: those whose parties they may read, so that a search tells
    /// nobody what its answer would mask; ``authorize(_:of:in:by:on:under:)`` reads `.parties` by the same.
    public init(ofPartiesReadBy actor: Actor) {
        if Staff.working.includes(actor), let body = actor.body {
            self = .joined(by: body)
        } else {
            self = .nothing
        }
    }
}

extension Actor {
    /// Whether it is an official's credential that is neither somebody's, by a posting, nor a counter's terminal.
    public var isUnnamed: Bool { role == .official && posting == nil && counter == nil }

    /// Whether it sees everything but personal data: configures or inspects, and takes no part in any dossier.
    public var oversees: Bool { overseeingRule != nil }

    fileprivate var overseeingRule: AuthorizationRule? {
        switch role {
        case .administrator, .inspector: .overseeWithoutPersonalData
        case .postalClerk, .official, .agencySystem, .citizen: nil
        }
    }

    fileprivate func verdict(on reading: Reading, of state: DossierState) -> Verdict {
        guard reading != .dossier else { return seeing(state) }
        func takesPart(_ staff: Staff) -> Bool {
            staff.includes(self) && body.map(state.participants.contains) == true
        }
        switch reading {
        case .dossier: return seeing(state)
        case .parties:
            return Verdict(isAllowed: RowFilter(ofPartiesReadBy: self).admits(state), rule: .readPartiesByTask)
        case .identityNumber:
            let isOwn = body.map { state.relation(of: $0) == .own } == true
            return Verdict(isAllowed: takesPart(.handling) && isOwn, rule: .readIdentityByHandler)
        case .remarks: return Verdict(isAllowed: takesPart(.handling), rule: .readRemarksByOfficial)
        case .slipCode:
            return Verdict(
                isAllowed: Staff.counter.includes(self) && office == state.officeInCharge, rule: .printSlipByOffice)
        }
    }

    private func seeing(_ state: DossierState) -> Verdict {
        guard RowFilter(for: self).admits(state) else { return .refused(.seeNothingForeign) }
        if let rule = overseeingRule { return .allowed(rule) }
        return .allowed(body.map(state.participants.contains) == true ? .seeAsParticipant : .seeAsMonitor)
    }
}

/// Whether somebody may bring papers to that counter: its own staff, or postal staff as a carrier to another office.
///
/// There is no dossier yet; whoever has a counter receives at that one.
func authorizeSubmission(
    at counter: Counter, asCarrier: Bool, by actor: Actor, on date: CivilDate, under catalogue: Catalogue
) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    if asCarrier { return Verdict(isAllowed: Staff.post.includes(actor), rule: .entrustToPost) }
    let bound = [catalogue.counter(of: actor, on: date), catalogue.counter(of: actor.performer, on: date)]
    let isThere = actor.office == counter.office && bound.allSatisfy { $0 == nil || $0 == counter.id }
    return Verdict(isAllowed: Staff.counter.includes(actor) && isThere, rule: .receiveAtOwnOffice)
}

/// Whether somebody may see a complaint that stands apart from any dossier: staff of whom it is about, of where it was
/// brought or, once both have ceased, of the office that serves their place; and overseers (CMP-01).
public func authorizeReading(
    _ complaint: OfficeComplaint, by actor: Actor, on date: CivilDate, under catalogue: Catalogue
) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    if let rule = actor.overseeingRule { return .allowed(rule) }
    guard Staff.working.includes(actor), let body = actor.body, catalogue.isVisible(complaint, to: body, on: date)
    else { return .refused(.seeNothingForeign) }
    return .allowed(.seeAsParticipant)
}

/// Whether somebody may enter what an inspection of a body found (EVA-01).
func authorizeInspection(by actor: Actor, on date: CivilDate, under catalogue: Catalogue) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    return Verdict(isAllowed: actor.role == .administrator, rule: .inspectByAdministrator)
}

/// Whether somebody may read a foreign dossier in an emergency: an official under a posting, whose name it therefore has.
public func authorizeEmergency(by actor: Actor, on date: CivilDate, under catalogue: Catalogue) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    return Verdict(
        isAllowed: Staff.official.includes(actor) && actor.posting != nil, rule: .readInEmergencyByOfficial)
}

/// Whether somebody may reserve numbers for work without a line: a counter's terminal, or somebody posted (OFF-01).
public func authorizeReservation(by actor: Actor) -> Verdict {
    Verdict(isAllowed: actor.counter != nil || actor.posting != nil, rule: .reserveByTerminal)
}

/// Whether somebody may declare numbers of a block void: the block's own terminal, and officials (OFF-02).
///
/// Whether the block is of their office is ``authorize(_:ofBooksOf:by:)``'s to say.
public func authorizeVoiding(of block: NumberBlock, by actor: Actor) -> Verdict {
    Verdict(
        isAllowed: actor.terminal == block.terminal || Staff.official.includes(actor), rule: .voidByTerminalOrOfficial)
}

/// Whether somebody may free work that another worker holds, or that was set aside: a person, never a system (POL-03).
public func authorizeFreeing(by actor: Actor) -> Verdict {
    Verdict(isAllowed: Staff.official.includes(actor), rule: .callByRole)
}

/// Whether somebody may tell a person what is held about them: an official whose posting says so, over all dossiers.
public func authorizeAnswerToPerson(by actor: Actor, on date: CivilDate, under catalogue: Catalogue) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    let posting = actor.posting.flatMap { catalogue.posting($0, on: date) }
    return Verdict(
        isAllowed: Staff.official.includes(actor) && posting?.protectsData == true, rule: .answerPersonByProtector)
}

/// What is asked of the configuration.
public enum ConfigurationUse: Hashable, Sendable {
    /// To read it with its history and its drafts.
    case reading
    /// To change it, to prepare a change in a draft, or to rehearse one.
    case changing
    /// To read how far the roll-out of premises has come (ORG-05).
    case followingRollout
}

/// Whether somebody may read or change the configuration, and by which rule (CFG-01).
public func authorize(
    _ use: ConfigurationUse, by actor: Actor, on date: CivilDate, under catalogue: Catalogue
) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    switch use {
    case .reading: return Verdict(isAllowed: actor.oversees, rule: .readConfigurationByOverseer)
    case .changing: return Verdict(isAllowed: actor.role == .administrator, rule: .configureByAdministrator)
    case .followingRollout:
        return Verdict(isAllowed: actor.oversees || Staff.official.includes(actor), rule: .readRolloutByOfficial)
    }
}

/// What is asked of the service as a whole.
public enum ServiceUse: Hashable, Sendable {
    /// To read the record of everything, and what was rejected (AUD-01).
    case readingRecord
    /// To make backups, to change how much is logged, and to say who may come in (SEC-06).
    case operating
    /// To read the pilot's report of that office, or of all (PIL-02).
    case readingPilot(of: OfficeID?)
}

/// Whether somebody may do that with the service as a whole, and by which rule.
public func authorize(_ use: ServiceUse, by actor: Actor, on date: CivilDate, under catalogue: Catalogue) -> Verdict {
    if let refusal = catalogue.refusalByPosting(of: actor, on: date) { return refusal }
    switch use {
    case .readingRecord: return Verdict(isAllowed: actor.oversees, rule: .auditByInspector)
    case .operating: return Verdict(isAllowed: actor.role == .administrator, rule: .operateByAdministrator)
    case .readingPilot(let office):
        let isOwn = Staff.official.includes(actor) && actor.office != nil && actor.office == office
        return Verdict(isAllowed: actor.oversees || isOwn, rule: .readPilotByOfficial)
    }
}

/// What is asked of a body's own books: lists of its work and its dossiers, registers, feed, statistics.
public enum BookUse: Hashable, Sendable {
    /// To read them.
    case reading
    /// To work for the body: claim its work, keep its place in the feed.
    case working
}

/// Whether somebody may read a body's books or work for it, and by which rule.
///
/// Whatever stands in them is of dossiers that the body itself may see.
public func authorize(_ use: BookUse, ofBooksOf body: Body, by actor: Actor) -> Verdict {
    let isOwn = Staff.working.includes(actor) && actor.body == body
    switch use {
    case .reading:
        if let rule = actor.overseeingRule { return .allowed(rule) }
        return Verdict(isAllowed: isOwn, rule: isOwn ? .readOwnBooks : .seeNothingForeign)
    case .working: return Verdict(isAllowed: isOwn, rule: .workForOwnBody)
    }
}
