extension DossierStatus {
    /// What can be commanded in this status; the rest of `decide` says by whom and under which conditions.
    public var allowedCommands: [DossierCommand.Name] {
        switch self {
        case .entrusted: [.signHandoverRecord, .collectFee, .reportIncident, .attachScan]
        case .submitted, .supplementRequested, .refusalProposed:
            [
                .requestSupplement, .supplement, .receive, .refuseReception, .collectFee, .attachScan,
            ] + Self.opinion
        case .receptionRefused: [.erasePersonalData] + Self.opinion
        case .received:
            [.confirmReception, .attachScan] + Self.passing + [.withdraw, .stop, .apologise, .warnOfLateness]
                + Self.planning
                + Self.money + Self.citizen
        case .handling:
            Self.passing + [.completeStep, .askSupplement, .issueSupplementRequest, .attachScan]
                + [.withdraw, .stop, .apologise, .warnOfLateness] + Self.asking + Self.planning + Self.money
                + Self.citizen
        case .awaitingSupplement:
            Self.passing + [.completeStep, .supplement, .withdraw, .stop, .attachScan] + Self.asking + Self.planning
                + Self.money + Self.citizen
        case .decided:
            Self.passing + [.correctDecision, .apologise, .warnOfLateness, .attachScan] + Self.planning + Self.money
                + Self.citizen
        case .readyToHandOver:
            [
                .handOverResult, .postResult, .recordFailedDelivery, .takeBackResult, .correctDecision,
                .reportIncident, .checkPlan, .replan, .attachScan,
            ] + Self.money + Self.citizen
        case .handedOver: [.giveBackPapers, .correctDecision, .attachScan, .erasePersonalData] + Self.opinion
        case .withdrawn: Self.passing + [.giveBackPapers, .checkPlan, .replan, .erasePersonalData] + Self.opinion
        case .stopped: Self.passing + [.giveBackPapers, .checkPlan, .replan, .erasePersonalData] + Self.citizen
        }
    }

    private static let passing: [DossierCommand.Name] = [
        .offerHandover, .dispatchHandover, .acknowledgeHandover, .returnHandover, .reportIncident,
    ]
    private static let asking: [DossierCommand.Name] = [
        .consult, .answerConsultation, .reportSilence, .sendBack,
    ]
    private static let planning: [DossierCommand.Name] = [.applyCalendar, .checkPlan, .replan]
    private static let money: [DossierCommand.Name] = [.demandPayment, .collectFee]
    private static let opinion: [DossierCommand.Name] = [.rate, .complain, .answerComplaint]
    /// The law owes notices from the reception on; what ends as it should, or by the citizen's wish, owes none.
    private static let citizen = [DossierCommand.Name.recordNotice] + opinion
}

extension DossierState {
    /// The status code of the National Public Service Portal, 1–10 (STA-01): 6 while a demanded payment is owed.
    public var nationalCode: Int {
        switch status {
        case .received, .handling:
            registers?.obligations.contains { $0.paidAt == nil } == true ? 6 : status.nationalCode
        case .entrusted, .submitted, .supplementRequested, .refusalProposed, .receptionRefused, .awaitingSupplement,
            .decided, .readyToHandOver, .handedOver, .withdrawn, .stopped:
            status.nationalCode
        }
    }
}
