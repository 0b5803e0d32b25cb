import DossierDomain
import DossierRouting
import Testing

@Suite("From reception to the citizen's hand")
struct HandlingTests {
    @Test("a whole life, one agency after another")
    func sequential() throws {
        var life = try Life.ready()
        try life.act(
            .handOverResult(
                .init(
                    to: .representative, recipient: secret("recipient"), method: .post, trackingCode: "RA1VN",
                    originalsReturned: [DocumentID("application")])),
            by: .clerk("van-an"), at: at("09-06 08:00"))
        #expect(
            life.kinds == [
                .submitted, .received, .stageEntered, .handoverOffered, .handoverAcknowledged, .stepCompleted,
                .stageEntered, .handoverOffered, .handoverAcknowledged, .stepCompleted, .stageEntered,
                .handoverOffered, .handoverAcknowledged, .stepCompleted, .decided, .handoverOffered,
                .handoverAcknowledged, .resultHandedOver,
            ])
        #expect(life.current.status == .handedOver)
        #expect(life.current.workItems.isEmpty)
        #expect(
            life.current.participants
                == [
                    .office(OfficeID("van-an")), .agency(AgencyID("committee-van-an")),
                    .agency(AgencyID("labour-van-quan")), .agency(AgencyID("labour-lang-son")),
                ])
    }

    @Test("RTE-01 parallel branches: whichever ends first waits for the other", arguments: [true, false])
    func parallel(leadFirst: Bool) throws {
        var life = try Life.sideBySide()
        let order =
            leadFirst ? ["police-van-an", "insurance-van-quan"] : ["insurance-van-quan", "police-van-an"]
        try life.complete(by: order[0], "08-28 08:00")
        #expect(life.current.status == .handling)
        #expect(life.current.openHandovers.isEmpty, "nothing goes on before both have ended")
        #expect(life.current.branches.filter { $0.status == .completed }.count == 1)
        try life.complete(by: order[1], "08-29 08:00")
        #expect(life.current.stage == StageID("stage-3"))
        #expect(
            life.current.holder == .agency(AgencyID("police-van-an")),
            "the main line is with the lead either way")
        #expect(life.current.openHandovers.map(\.handover.from) == [.agency(AgencyID("police-van-an"))])
        try life.acknowledge(by: .system("committee-van-an"), "08-29 10:00")
        try life.complete(by: "committee-van-an", "08-30 10:00", granted)
        try life.acknowledge(by: .clerk("van-an"), "08-30 11:00")
        try life.act(.handOver, by: .clerk("van-an"), at: at("08-30 14:00"))
        #expect(life.current.status == .handedOver)
    }

    @Test("a branch of two steps passes from agency to agency, and two steps at one agency need no handover")
    func twoSteps() throws {
        var life = try Life.received("9.000001")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        #expect(life.current.openHandovers.count == 2)
        try life.acknowledge(by: .system("labour-van-quan"), "08-21 08:00")
        try life.acknowledge(by: .system("police-van-an"), "08-21 08:00")
        try life.complete(by: "labour-van-quan", "08-22 08:00")
        #expect(life.current.openHandovers.map(\.handover.step) == [StepID("province")])
        try life.acknowledge(by: .system("labour-lang-son"), "08-23 08:00")
        try life.complete(by: "police-van-an", "08-23 09:00")
        try life.complete(by: "labour-lang-son", "08-26 08:00")
        #expect(life.kinds.suffix(3) == [.stepCompleted, .stageEntered, .stepStarted])
        #expect(life.current.openHandovers.isEmpty)
        #expect(life.current.branches.map(\.dueAt) == [at("09-03 17:00")], "five days from 26 August")
        try life.complete(by: "labour-lang-son", "08-27 08:00")
        #expect(life.kinds.suffix(2) == [.stepCompleted, .stepStarted])
        #expect(
            life.current.branches.map(\.dueAt) == [at("08-28 08:00")], "eight hours from its own beginning")
        try life.complete(by: "labour-lang-son", "08-27 10:00", granted)
        #expect(life.current.status == .decided)
    }

    @Test("a same-day life")
    func sameDay() throws {
        var life = try Life.received("1.000656")
        try life.pass(by: .clerk("van-an"), "08-20 08:10")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 08:20")
        try life.complete(by: "committee-van-an", "08-20 09:00", granted)
        try life.acknowledge(by: .clerk("van-an"), "08-20 09:10")
        #expect(!life.current.isLate(at: at("08-21 09:00")), "ready in time, whenever it is collected")
        try life.act(.handOver, by: .clerk("van-an"), at: at("08-21 09:20"))
        #expect(life.current.status == .handedOver)
        #expect(life.current.handedOverAt == at("08-21 09:20"))
    }

    @Test("RTE-02 the result comes back to the office that received, which alone hands it over")
    func resultComesBack() throws {
        let decided = try Life.decided()
        #expect(decided.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-an"))])
        #expect(decided.current.openHandovers.map(\.handover.purpose) == [.result])
        let ready = try Life.ready()
        #expect(ready.current.workItems.map(\.kind) == [.handOverResult])
        for other: Actor in [
            .clerk("yen-phuc"), .official("lang-son"), .system("committee-van-an"), .administrator,
            .any(.administrator, .office(OfficeID("van-an")), .agency),
        ] {
            #expect(
                ready.rejection(of: .handOver, by: other, at: at("09-06 08:00"))
                    == .forbidden(.handOverByReturnOffice), "\(other.credential)")
        }
        for own: Actor in [.clerk("van-an"), .official("van-an")] {
            #expect(ready.rejection(of: .handOver, by: own, at: at("09-06 08:00")) == nil)
        }
    }

    @Test("RTE-02 where the citizen chose another office, the result goes there")
    func chosenOffice() throws {
        var life = try Life.received("1.000656", returnOffice: "van-quan")
        #expect(life.current.isVisible(to: .office(OfficeID("van-quan"))))
        try life.pass(by: .clerk("van-an"), "08-20 08:10")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 08:20")
        try life.complete(by: "committee-van-an", "08-20 09:00", granted)
        #expect(life.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-quan"))])
        try life.acknowledge(by: .official("van-quan"), "08-21 09:00")
        #expect(
            life.rejection(of: .handOver, by: .clerk("van-an"), at: at("08-21 10:00"))
                == .forbidden(.handOverByReturnOffice))
        try life.act(.handOver, by: .official("van-quan"), at: at("08-21 10:00"))
        #expect(life.current.status == .handedOver)
    }

    @Test("RTE-02 a result that was sent back is offered again by the agency that has it")
    func resultReturned() throws {
        var life = try Life.decided()
        let first = try #require(life.current.openHandovers.first).handover.id
        #expect(
            life.rejection(of: .pass, by: .system("labour-lang-son"), at: at("09-04 11:00"))
                == .nothingToOffer,
            "it is under way already")
        try life.act(
            .returnHandover(first, reason: secret("wrong name")), by: .clerk("van-an"), at: at("09-05 10:00"))
        #expect(life.current.status == .decided)
        #expect(life.current.workItems.map(\.body) == [.agency(AgencyID("labour-lang-son"))])
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("09-05 11:00"))
                == .forbidden(.passOnByHolder))
        try life.act(
            .offerHandover(.init(carriage: Carriage(carrier: "VNPost"))), by: .system("labour-lang-son"),
            at: at("09-06 10:00"))
        #expect(life.current.custodian == .carrier("VNPost"))
        try life.acknowledge(by: .clerk("van-an"), "09-09 10:00")
        #expect(life.current.status == .readyToHandOver)
        #expect(life.current.custodian == .body(.office(OfficeID("van-an"))))
    }

    @Test("SEC-03 RTE-06 only the agency that holds a step completes it, and nobody from the post ever does")
    func completion() throws {
        let life = try Life.atDistrict()
        let division = Body.agency(AgencyID("labour-van-quan"))
        let command = DossierCommand.complete(life.current, by: "labour-van-quan")
        for other: Actor in [
            .clerk("van-an"), .official("van-an"), .official("van-quan"), .system("committee-van-an"),
            .system("labour-lang-son"), .administrator, .any(.postalClerk, division, .post),
            .any(.postalClerk, division, .agency), .any(.official, division, .post),
            .any(.agencySystem, division, .post), .any(.administrator, division, .agency),
        ] {
            #expect(
                life.rejection(of: command, by: other, at: at("08-28 08:00"))
                    == .forbidden(.completeByHolder),
                "\(other)")
        }
        for own: Actor in [.system("labour-van-quan"), .any(.official, division, .agency)] {
            #expect(life.rejection(of: command, by: own, at: at("08-28 08:00")) == nil)
        }
    }

    @Test("RES-01 a deciding step carries the decision, others don't, and a refusal gives its reasons")
    func decisions() throws {
        let district = try Life.atDistrict()
        #expect(
            district.rejection(
                of: .complete(district.current, by: "labour-van-quan", decision: granted),
                by: .system("labour-van-quan"), at: at("08-28 08:00")) == .decisionNotExpected)
        var life = district
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        let offered = try #require(life.current.openHandovers.first).handover.id
        #expect(
            life.rejection(
                of: .completeStep(.init(assignment: AssignmentID(offered.text))),
                by: .system("labour-lang-son"),
                at: at("08-29 09:00")) == .assignmentNotHeld(AssignmentID(offered.text)))
        #expect(
            life.rejection(
                of: .completeStep(.init(assignment: AssignmentID("none"))), by: .system("labour-lang-son"),
                at: at("08-29 09:00")) == .unknownAssignment(AssignmentID("none")))
        try life.acknowledge(by: .system("labour-lang-son"), "08-29 10:00")
        func rejection(_ decision: Decision?) -> CommandRejection? {
            life.rejection(
                of: .complete(life.current, by: "labour-lang-son", decision: decision),
                by: .system("labour-lang-son"), at: at("09-04 10:00"))
        }
        func refused(because reasons: PrivateReference?) -> Decision {
            Decision(
                outcome: .refused, number: "13/QĐ", date: date("2019-09-04"), signer: secret("signer"),
                reasons: reasons)
        }
        #expect(rejection(nil) == .decisionMissing)
        #expect(rejection(refused(because: nil)) == .reasonsMissing)
        #expect(rejection(refused(because: secret("reasons"))) == nil)
        try life.complete(by: "labour-lang-son", "09-04 10:00", refused(because: secret("reasons")))
        #expect(life.current.decision?.outcome == .refused)
        #expect(
            life.current.status == .decided, "a refusal goes back to the citizen like any result (REF-01)")
    }

    @Test("RES-01 RES-02 decided, ready and handed over are three facts with three times")
    func threeTimes() throws {
        var life = try Life.ready()
        try life.act(.handOver, by: .clerk("van-an"), at: at("09-06 08:00"))
        #expect(life.current.decidedAt == at("09-04 10:00"))
        #expect(life.current.readyAt == at("09-05 10:00"))
        #expect(life.current.handedOverAt == at("09-06 08:00"))
    }

    @Test("RES-02 only originals that were handed in can be given back")
    func originals() throws {
        let life = try Life.ready()
        func handingBack(_ documents: String...) -> CommandRejection? {
            life.rejection(
                of: .handOverResult(
                    .init(
                        to: .applicant, recipient: secret("recipient"), method: .counter,
                        originalsReturned: documents.map { DocumentID($0) })),
                by: .clerk("van-an"), at: at("09-06 08:00"))
        }
        #expect(handingBack("application") == nil)
        #expect(
            handingBack("application", "certificate", "authorisation")
                == .originalsNotHeld([DocumentID("certificate"), DocumentID("authorisation")], of: allowance))
    }

    @Test("TIM-08 each body is judged from its own receipt, the whole from form 01")
    func ownReceipt() throws {
        let life = try Life.atDistrict()
        #expect(life.current.branches.map(\.heldSince) == [at("08-23 10:00")])
        #expect(life.current.branches.map(\.dueAt) == [at("09-03 17:00")], "ten days end on National Day")
        #expect(life.current.reception?.dueAt == at("09-16 17:00"))
        #expect(life.current.workItems.map(\.dueAt) == [at("09-03 17:00")])
    }

    @Test("TIM-06 late follows from the dates alone")
    func late() throws {
        let open = try Life.atDistrict()
        #expect(!open.current.isLate(at: at("09-16 17:00")))
        #expect(open.current.isLate(at: at("09-16 17:01")))
        let ready = try Life.ready()
        #expect(!ready.current.isLate(at: at("10-01 08:00")), "it lay ready in time; the citizen came late")
        var submission = Life()
        try submission.act(
            .submit(.papers("2.002307", at: "van-an-2")), by: .clerk("van-an"), at: at("08-20 08:00"))
        #expect(!submission.current.isLate(at: at("12-01 08:00")))
    }

    @Test("TIM-09 nothing happens in the future, nor before the dossier's last act")
    func order() throws {
        let life = try Life.received("2.002307")
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 09:01"), now: at("08-20 09:00"))
                == .occurredInFuture(now: at("08-20 09:00")))
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 07:59"), now: at("08-20 09:00"))
                == .occurredBeforeLastAct(at("08-20 08:00")))
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 08:00"), now: at("08-23 09:00"))
                == nil,
            "at the same minute, told three days later")
    }

    @Test("TIM-09 dates follow the day of the act, not the day it was told")
    func toldLater() throws {
        var life = Life()
        try life.act(
            .submitAndReceive(.papers("2.002307", at: "van-an-2"), .init()), by: .clerk("van-an"),
            at: at("08-20 08:00"), now: at("08-23 16:00"))
        #expect(life.current.reception?.dueAt == at("09-16 17:00"))
        #expect(life.current.number?.text == "000.21.19.H37-190820-0001")
        #expect(life.events.map(\.recordedAt.date.description) == Array(repeating: "2019-08-23", count: 3))
    }

    @Test("RTE-05 an agency that has ceased stops the passing on, and says at which step")
    func ceased() throws {
        var life = try Life.received("2.002307")
        life.catalogue = SmallProvince.changed {
            $0.agencies.removeAll { $0.id == AgencyID("committee-van-an") }
        }
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 09:00"))
                == .routeUnresolved(
                    RouteProblem(
                        route: RouteID("allowance"), step: StepID("check"),
                        lack: .agencyNotInForce(AgencyID("committee-van-an")))))
    }

    @Test("AUD-02 receiving at once is the same as bringing first and receiving then")
    func atOnce() throws {
        var apart = Life()
        try apart.act(
            .submit(.papers("2.002307", at: "van-an-2")), by: .clerk("van-an"), at: at("08-20 08:00"))
        try apart.act(.receive(.init()), by: .clerk("van-an"), at: at("08-20 08:00"))
        let atOnce = try Life.received("2.002307")
        #expect(apart.current == atOnce.current)
        #expect(apart.events.map(\.event) == atOnce.events.map(\.event))
    }

    @Test("STA-01 every status has its national code", arguments: DossierStatus.allCases)
    func nationalCode(status: DossierStatus) {
        let codes: [DossierStatus: Int] = [
            .submitted: 1, .received: 2, .handling: 4, .supplementRequested: 5, .decided: 9,
            .readyToHandOver: 9, .handedOver: 10, .entrusted: 1, .refusalProposed: 1, .receptionRefused: 3,
            .awaitingSupplement: 5, .withdrawn: 7, .stopped: 8,
        ]
        #expect(status.nationalCode == codes[status])
        let submissions: [DossierStatus] = [
            .entrusted, .submitted, .supplementRequested, .refusalProposed, .receptionRefused,
        ]
        #expect(status.isSubmission == submissions.contains(status))
    }
}
