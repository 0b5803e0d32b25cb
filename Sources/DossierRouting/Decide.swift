import DossierDomain

/// Decides what happens when `command` meets `state`: events, or a rejection. Pure: same input, same answer.
///
/// - `state`: what the dossier's events add up to; `nil` where it doesn't exist yet.
/// - `actor`: who acts; whether the actor may *see* the dossier was settled before.
/// - `occurredAt`: when the act happened in the world; dates, number and configuration follow it (TIM-09).
/// - `now`: the clock of the system; nothing may happen after it.
/// - `catalogue`: the configuration in force.
public func decide(
    _ command: DossierCommand, given state: DossierState?, by actor: Actor, at occurredAt: Timestamp,
    now: Timestamp, under catalogue: Catalogue
) throws(CommandRejection) -> [DossierEvent] {
    guard occurredAt <= now else { throw .occurredInFuture(now: now) }
    if let state {
        if let erasedAt = state.personalDataErasedAt { throw .personalDataErased(erasedAt) }
        guard state.status.allowedCommands.contains(command.name) else {
            throw .notInStatus(state.status, allowed: state.status.allowedCommands)
        }
        guard occurredAt >= state.lastOccurredAt else { throw .occurredBeforeLastAct(state.lastOccurredAt) }
        var deliberation = Deliberation(state: state, actor: actor, occurredAt: occurredAt, catalogue: catalogue)
        try deliberation.run(command)
        return deliberation.events
    }
    switch command {
    case .submit(let submit):
        return [try submission(submit, by: actor, at: occurredAt, under: catalogue)]
    case .submitAndReceive(let submit, let receive):
        let submitted = try submission(submit, by: actor, at: occurredAt, under: catalogue)
        var deliberation = Deliberation(
            state: evolve(nil, with: submitted, of: submit.id, at: occurredAt, by: actor), actor: actor,
            occurredAt: occurredAt, catalogue: catalogue)
        try deliberation.run(.receive(receive))
        return [submitted] + deliberation.events
    case .settleAtOnce(let settlement):
        let submitted = try submission(settlement.submit, by: actor, at: occurredAt, under: catalogue)
        var deliberation = Deliberation(
            state: evolve(nil, with: submitted, of: settlement.submit.id, at: occurredAt, by: actor), actor: actor,
            occurredAt: occurredAt, catalogue: catalogue)
        try deliberation.settleAtOnce(settlement)
        return [submitted] + deliberation.events
    case .requestSupplement, .supplement, .receive, .confirmReception, .offerHandover, .dispatchHandover,
        .acknowledgeHandover, .returnHandover, .completeStep, .handOverResult, .applyCalendar, .consult,
        .answerConsultation, .reportSilence, .sendBack, .checkPlan, .replan, .warnOfLateness, .refuseReception,
        .signHandoverRecord, .askSupplement, .issueSupplementRequest, .apologise, .withdraw, .stop, .giveBackPapers,
        .reportIncident, .postResult, .recordFailedDelivery, .takeBackResult, .correctDecision, .demandPayment,
        .collectFee, .recordNotice, .rate, .complain, .answerComplaint, .attachScan, .erasePersonalData:
        preconditionFailure("the caller loads a dossier before it commands anything but a submission")
    }
}

/// A decision in the making: every event is applied at once, so that the next one sees its effect.
struct Deliberation {
    var state: DossierState
    var events: [DossierEvent] = []
    let actor: Actor
    let occurredAt: Timestamp
    let catalogue: Catalogue

    init(state: DossierState, actor: Actor, occurredAt: Timestamp, catalogue: Catalogue) {
        self.state = state
        self.actor = actor
        self.occurredAt = occurredAt
        self.catalogue = catalogue
    }

    /// The day of the act, which configuration follows.
    var date: CivilDate { occurredAt.date }

    mutating func emit(_ event: DossierEvent) {
        state = evolve(state, with: event, of: state.id, at: occurredAt, by: actor)
        events.append(event)
    }

    mutating func run(_ command: DossierCommand) throws(CommandRejection) {
        switch command {
        case .submit, .submitAndReceive, .settleAtOnce:
            preconditionFailure("no status allows a submission")
        case .requestSupplement(let request): try requestSupplement(request)
        case .supplement(let documents): try supplement(documents)
        case .receive(let receive): try self.receive(receive)
        case .confirmReception: try confirmReception()
        case .offerHandover(let offer): try offerHandover(offer)
        case .dispatchHandover(let id, let carriage, let manifest):
            try dispatchHandover(id, with: carriage, manifest: manifest)
        case .acknowledgeHandover(let id, let discrepancies): try acknowledgeHandover(id, discrepancies: discrepancies)
        case .returnHandover(let id, let reason): try returnHandover(id, reason: reason)
        case .completeStep(let completion): try completeStep(completion)
        case .handOverResult(let handingOver): try handOverResult(handingOver)
        case .applyCalendar: try applyCalendar()
        case .consult(let consult): try self.consult(consult)
        case .answerConsultation(let id, let answer): try answerConsultation(id, answer: answer)
        case .reportSilence(let id): try reportSilence(id)
        case .sendBack(let sendBack): try self.sendBack(sendBack)
        case .checkPlan: try checkPlan()
        case .replan(let plan): try replan(plan)
        case .warnOfLateness: try warnOfLateness()
        case .refuseReception(let refusal): try refuseReception(refusal)
        case .signHandoverRecord(let record): try signHandoverRecord(record)
        case .askSupplement(let ask): try askSupplement(ask)
        case .issueSupplementRequest: try issueSupplementRequest()
        case .apologise(let apology): try apologise(apology)
        case .withdraw(let withdrawal): try withdraw(withdrawal)
        case .stop(let stop): try self.stop(stop)
        case .giveBackPapers(let giving): try giveBackPapers(giving)
        case .reportIncident(let report): try reportIncident(report)
        case .postResult(let carriage): try postResult(carriage)
        case .recordFailedDelivery: try recordFailedDelivery()
        case .takeBackResult: try takeBackResult()
        case .correctDecision(let correction): try correctDecision(correction)
        case .demandPayment(let demand): try demandPayment(demand)
        case .collectFee(let collection): try collectFee(collection)
        case .recordNotice(let record): try recordNotice(record)
        case .rate(let rating): try rate(rating)
        case .complain(let complaint): try complain(complaint)
        case .answerComplaint(let answer): try answerComplaint(answer)
        case .attachScan(let attach): try attachScan(attach)
        case .erasePersonalData(let ground): try erasePersonalData(ground)
        }
    }

    /// Goes on only where `authorize` allows it, of that part or of any; the rejection names the rule (SEC-05).
    func require(_ action: Action, of part: DossierPart? = nil) throws(CommandRejection) {
        try require(authorize(action, of: part, in: state, by: actor, on: date, under: catalogue))
    }

    func require(_ verdict: Verdict) throws(CommandRejection) {
        guard verdict.isAllowed else { throw .forbidden(verdict.rule) }
    }

    /// The body that the actor acts for. Only bodies' staff come to where it is asked.
    var actingBody: Body {
        guard let body = actor.body else { preconditionFailure("whoever acts for no body was refused") }
        return body
    }

    /// The pinned route; its absence breaks CAT-01, by which published versions stay for ever.
    func pinnedRoute() -> Route {
        guard let reference = state.reception?.route, let route = catalogue.route(reference) else {
            preconditionFailure("a received dossier's route version is no longer configured")
        }
        return route
    }

    /// The procedure's version that was pinned by the reception; its absence breaks CAT-01.
    func pinnedProcedure() -> Procedure {
        guard let procedure = catalogue.procedure(state.procedure) else {
            preconditionFailure("a received dossier's procedure version is no longer configured")
        }
        return procedure
    }

    /// What the reception fixed; commands that ask for it are allowed only from the reception on.
    func reception() -> DossierState.Reception {
        guard let reception = state.reception else { preconditionFailure("only a received dossier comes here") }
        return reception
    }

    /// The calendar that the receiving office works by today.
    func officeCalendar() -> WorkingCalendar {
        catalogue.calendar(of: state.officeInCharge, on: date)
    }

    /// The receiving office, as it is today or, after it has ceased, as it was at reception.
    func receivingOffice() -> Office {
        let receivedOn = state.reception?.receivedAt.date ?? date
        return catalogue.office(state.office, onOneOf: date, receivedOn)
    }
}
