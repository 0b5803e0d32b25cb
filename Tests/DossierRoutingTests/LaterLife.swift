import DossierDomain
import DossierRouting

// What is done in a dossier's later life, as the tests do it.
extension DossierCommand {
    static let withdrawal = DossierCommand.withdraw(.init(by: .applicant, requester: secret("requester")))
    static let stopping = DossierCommand.stop(.init(reason: secret("reason"), signer: secret("signer")))
    static let givingBack = DossierCommand.giveBackPapers(
        .init(to: .applicant, recipient: secret("recipient"), method: .counter))

    static func apology(_ day: String?) -> DossierCommand {
        .apologise(.init(reason: secret("reason"), signer: secret("signer"), newDueOn: day.map { date($0) }))
    }

    /// The agency's request for one more certificate.
    static func ask(_ state: DossierState, by agency: String, _ missing: [MissingDocument] = [needsCertificate])
        -> DossierCommand
    {
        let held = state.branches.first { $0.holder == .agency(AgencyID(agency)) && $0.assignment != nil }
        return .askSupplement(
            .init(assignment: held?.assignment ?? AssignmentID("none"), missing: missing, guidance: secret("guidance")))
    }

    /// Any command of that name.
    static func later(_ name: Name) -> DossierCommand {
        switch name {
        case .refuseReception: .refuseReception(.init(reason: secret("reason")))
        case .signHandoverRecord: .signHandoverRecord(.init())
        case .askSupplement:
            .askSupplement(
                .init(assignment: AssignmentID("none"), missing: [needsCertificate], guidance: secret("guidance")))
        case .issueSupplementRequest: .issueSupplementRequest
        case .apologise: .apology("2019-10-01")
        case .withdraw: .withdrawal
        case .stop: .stopping
        case .giveBackPapers: .givingBack
        case .reportIncident: .reportIncident(.init(kind: .lost, description: secret("description")))
        case .postResult: .postResult(Carriage(carrier: "VNPost"))
        case .recordFailedDelivery: .recordFailedDelivery
        case .takeBackResult: .takeBackResult
        case .correctDecision: .correctDecision(.init(decision: granted, reason: secret("reason")))
        case .demandPayment: .demandPayment(.init(amountVND: 150_000, basis: secret("basis")))
        case .collectFee: .collectFee(.init(receipt: "BL-1", method: .cash, fees: [FeeQuantity(fee: "fee")]))
        case .recordNotice:
            .recordNotice(.init(notice: NoticeID("none"), channel: .sms, outcome: .delivered))
        case .rate: .rate(.init(channel: .slip, scores: [IndicatorScore(indicator: 7, score: 2)]))
        case .complain: .complain(.init(content: secret("content")))
        case .answerComplaint:
            .answerComplaint(.init(complaint: ComplaintID("none"), answer: secret("answer"), upheld: false))
        case .attachScan: .scan("application")
        case .erasePersonalData: .erasePersonalData(.personRequest)
        case .submit, .requestSupplement, .supplement, .receive, .confirmReception, .offerHandover, .dispatchHandover,
            .acknowledgeHandover, .returnHandover, .completeStep, .handOverResult, .applyCalendar, .consult,
            .answerConsultation, .reportSilence, .sendBack, .checkPlan, .replan, .warnOfLateness:
            preconditionFailure("not of the later life")
        }
    }
}

extension Actor {
    static let citizen = Actor(credential: CredentialID("citizen"), role: .citizen, body: nil, employer: .agency)

    /// An official at an office under a posting.
    static func posted(_ office: String, as posting: String) -> Actor {
        Actor(
            credential: CredentialID("official-\(posting)"), role: .official, body: .office(OfficeID(office)),
            employer: .agency, posting: PostingID(posting))
    }
}

extension Life {
    /// Papers that Yên Phúc's post office was given for Văn An's.
    static func entrusted(_ documents: [SubmittedDocument] = allPapers) throws(CommandRejection) -> Life {
        var life = Life()
        try life.act(
            .submit(
                .papers("2.002307", at: "van-an-2", documents).consigned), by: .clerk("yen-phuc"),
            at: DossierRoutingTests.at("08-19 16:00"))
        return life
    }

    /// The allowance: the district asks for a certificate, the office has given form 02 to the citizen.
    static func awaitingSupplement() throws(CommandRejection) -> Life {
        var life = try atDistrict()
        try life.act(
            .ask(life.current, by: "labour-van-quan"), by: .system("labour-van-quan"),
            at: DossierRoutingTests.at("08-23 14:00"))
        try life.acknowledge(by: .clerk("van-an"), "08-26 08:00")
        try life.act(.issueSupplementRequest, by: .clerk("van-an"), at: DossierRoutingTests.at("08-26 09:00"))
        return life
    }

    /// Does it at that minute of August or September 2019.
    mutating func act(_ command: DossierCommand, by actor: Actor, _ instant: String) throws(CommandRejection) {
        try act(command, by: actor, at: DossierRoutingTests.at(instant))
    }

    func rejection(of command: DossierCommand, by actor: Actor, _ instant: String) -> CommandRejection? {
        rejection(of: command, by: actor, at: DossierRoutingTests.at(instant))
    }
}

extension DossierCommand.Submit {
    /// The same, carried by the post.
    var consigned: Self {
        Self(
            id: id, procedure: procedure, counter: counter, channel: .post, applicantUnit: applicantUnit,
            applicant: applicant, representative: representative, documents: documents, standing: standing,
            consignment: Consignment(
                number: "PG-1", carriage: Carriage(carrier: "VNPost", trackingCode: "EG1VN"), from: OfficeID("none")))
    }

    func with(_ standing: PartyStanding) -> Self {
        Self(
            id: id, procedure: procedure, counter: counter, channel: channel, applicantUnit: applicantUnit,
            applicant: applicant, representative: representative, documents: documents, standing: standing)
    }
}
