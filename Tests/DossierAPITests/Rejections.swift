import DossierDomain

/// A rejection of every kind, about things of the pilot's configuration.
enum Rejections {
    private static let law = ProcedureReference(code: ProcedureCode("2.002307"), version: 1)
    private static let route = RouteReference(id: RouteID("veteran-funeral-allowance"), version: 1)
    private static let office = OfficeID("van-quan.van-an.one-stop")
    private static let committee = AgencyID("van-quan.van-an.committee")
    private static let paper = DocumentID("death-certificate")
    private static let instant = Timestamp("2019-08-20T08:00:00+07:00") ?? Timestamp(milliseconds: 0)
    private static let day = instant.date

    static var all: [CommandRejection] { reception + passing + routing + laterLife + numbers + leases }

    private static var reception: [CommandRejection] {
        let unit = UnitID("van-quan.van-an")
        let lacks: [RouteProblem.Lack] = [
            .noAncestor(of: unit, level: LevelID("commune")), .noAgency(unit: unit, field: "lâm nghiệp"),
            .agencyNotInForce(committee),
        ]
        let rows: [CommandRejection] = [
            .notInStatus(.handling, allowed: [.completeStep, .applyCalendar]), .notInStatus(.handedOver, allowed: []),
            .unknownProcedure(ProcedureCode("9.999999")), .notReceivedHere(law.code, receivedBy: office),
            .notReceivedHere(law.code, receivedBy: nil),
            .channelNotOffered(.post, offered: [.counter, .online]), .unknownCounter(CounterID("quay-9")),
            .unknownUnit(unit), .unknownUnit(UnitID("ha-noi")), .unknownOffice(office),
            .unknownOffice(OfficeID("ha-noi")), .documentsNotOnList([DocumentID("photo")]),
            .documentsMissing([MissingDocument(document: paper, originals: 1, copies: 0)], of: law),
            .supplementEmpty, .supplementAsksMore([paper], of: law), .originalsNotHeld([paper], of: law),
            .documentsNotHandedIn([paper], of: law), .confirmationAwaited, .nothingToConfirm, .applicantUnidentified,
            .organisationUnrepresented, .representativeUnauthorised, .ownOfficeIsNoCarrier(office),
            .notSettledAtOnce(law.code), .occurredInFuture(now: instant), .occurredBeforeLastAct(instant),
            .scanAlreadyAttached(ScanID("s-1")), .pageTaken(paper, page: 2, of: law),
            .pageBeyondLimit(paper, limit: 100, of: law), .tooManyScans(limit: 200),
        ]
        let unresolved: [CommandRejection] = lacks.map {
            .routeUnresolved(RouteProblem(route: route.id, step: StepID("summarise"), lack: $0))
        }
        let forbidden: [CommandRejection] = AuthorizationRule.allCases.map { .forbidden($0) }
        return rows + unresolved + forbidden
    }

    private static var passing: [CommandRejection] {
        [
            .nothingToOffer, .unknownHandover(HandoverID("d-1.8")), .alreadyDispatched(HandoverID("d-1.8")),
            .unknownAssignment(AssignmentID("d-1.9")), .assignmentNotHeld(AssignmentID("d-1.9")), .decisionMissing,
            .decisionNotExpected, .reasonsMissing, .deadlinesStand,
        ]
    }

    private static var routing: [CommandRejection] {
        let problems = PlanProblem.Cause.allCases.flatMap { cause in
            [
                PlanProblem(cause, step: StepID("summarise"), body: .agency(committee)),
                PlanProblem(cause, step: nil, body: .office(office)),
            ]
        }
        return [
            .unknownAgency(committee), .unknownAgency(AgencyID("ha-noi")), .consultsItself,
            .unknownConsultation(ConsultationID("d-1.8")), .notSilent(ConsultationID("d-1.8")), .nobodyToSendBackTo,
            .postingRuns(until: instant), .planStands, .nothingToReplan, .planIncomplete(problems, of: route),
            .planIncomplete([PlanProblem(.returnOfficeCeased, step: nil, body: .office(office))], of: nil),
            .latenessNotForeseen,
        ]
    }

    private static var laterLife: [CommandRejection] {
        let keepers: [Custodian] = [
            .body(.office(office)), .body(.agency(committee)), .carrier("VNPost"), .applicant,
        ]
        let rows: [CommandRejection] = [
            .recipientUnidentified, .recipientUnauthorised, .supplementAlreadyAsked(instant), .noSupplementToIssue,
            .alreadyRescheduled(instant), .newDateMissing, .newDateNotLater(instant), .resultWithPost,
            .resultNotWithPost, .resultOnItsWay, .unknownFee("tip"), .alreadyCollected("le-phi", of: law),
            .feeOnce("le-phi", of: law), .nothingToCollect, .unknownObligation(ObligationID("d-1.8")),
            .unknownNotice(NoticeID("d-1.8")), .notRated(2), .unknownComplaint(ComplaintID("d-1.8")),
            .personalDataErased(instant), .retained(until: day, ground: "Điều 5 Quy chế lưu trữ"), .noRetentionRule,
        ]
        let elsewhere: [CommandRejection] = keepers.map { .papersElsewhere($0) }
        let rated: [CommandRejection] = Rating.Channel.allCases.map { .alreadyRated($0) }
        let open: [CommandRejection] = OpenMatter.allCases.map { .matterOpen($0) }
        return rows + elsewhere + rated + open
    }

    private static var numbers: [CommandRejection] {
        guard let agency = AgencyIdentifier("000.00.00.H37"),
            let number = DossierNumber(agency: agency, date: day, serial: 1)
        else { return [] }
        let rows: [CommandRejection] = [
            .serialsExhausted(agency, day), .numbersNotReservable(day, latest: day),
            .tooManyNumbersReserved(open: 40, limit: 50), .numberNotReserved(number),
            .numberOfAnotherDay(number, receivedOn: day), .numberTaken(number),
        ]
        let void: [CommandRejection] = VoidReason.allCases.map { .numberVoid(number, $0) }
        return rows + void
    }

    private static var leases: [CommandRejection] {
        let standings: [LeaseStanding] = [
            .held(until: instant), .expired(at: instant), .takenOver(by: "máy 2", at: instant), .completed(at: instant),
            .released(at: instant), .returned(at: instant), .revoked(at: instant), .overtaken(at: instant), .unknown,
        ]
        let stale: [CommandRejection] = standings.map { .leaseStale(FencingToken(7), $0) }
        return stale + [.leasedToOther(worker: "máy 2", until: instant), .leaseForOtherWork(FencingToken(7))]
    }
}
