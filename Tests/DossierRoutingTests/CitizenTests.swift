import DossierDomain
import DossierRouting
import Testing

@Suite("Fees, notices, ratings and complaints")
struct CitizenTests {
    private let clerk = Actor.clerk("van-an")
    private let district = Actor.system("labour-van-quan")

    private func collection(
        _ fees: [FeeQuantity], obligation: ObligationID? = nil, receipt: String = "BL-1"
    ) -> DossierCommand {
        .collectFee(.init(receipt: receipt, method: .cash, fees: fees, obligation: obligation))
    }

    @Test("FEE-01 the amount comes from the procedure's version, and the receipt says who took it")
    func fees() throws {
        var life = try Life.received("2.002307")
        try life.act(
            collection([FeeQuantity(fee: "copy", quantity: 3), FeeQuantity(fee: "licence")]), by: clerk, "08-20 08:05")
        let payment = try #require(life.current.registers?.payments.first)
        #expect(payment.amountVND == 124_000)
        #expect(payment.receipt == "BL-1")
        #expect(payment.at == .office(OfficeID("van-an")))
        #expect(payment.employer == .post, "the post owes it to the authority")
        try life.act(collection([FeeQuantity(fee: "copy")], receipt: "BL-2"), by: clerk, "08-20 08:06")
        #expect(life.current.registers?.payments.map(\.amountVND) == [124_000, 8_000])
    }

    @Test("FEE-01 only published fees, those for the dossier once, by those who take part")
    func wrongFees() throws {
        var life = try Life.received("2.002307")
        let rows: [([FeeQuantity], CommandRejection)] = [
            ([FeeQuantity(fee: "tip")], .unknownFee("tip")), ([], .nothingToCollect),
            ([FeeQuantity(fee: "licence", quantity: 2)], .feeOnce("licence", of: allowance)),
            ([FeeQuantity(fee: "licence"), FeeQuantity(fee: "licence")], .alreadyCollected("licence", of: allowance)),
        ]
        for (fees, rejection) in rows {
            #expect(life.rejection(of: collection(fees), by: clerk, "08-20 08:05") == rejection)
        }
        try life.act(collection([FeeQuantity(fee: "licence")]), by: clerk, "08-20 08:05")
        #expect(
            life.rejection(of: collection([FeeQuantity(fee: "licence")]), by: clerk, "08-20 08:06")
                == .alreadyCollected("licence", of: allowance))
        #expect(
            life.rejection(of: collection([FeeQuantity(fee: "copy")]), by: .official("yen-phuc"), "08-20 08:06")
                == .forbidden(.collectByStaff))
        #expect(
            life.rejection(of: collection([], obligation: ObligationID("none")), by: clerk, "08-20 08:06")
                == .unknownObligation(ObligationID("none")))
        var carried = try Life.entrusted()
        try carried.act(collection([FeeQuantity(fee: "licence")]), by: .clerk("yen-phuc"), "08-19 16:05")
        #expect(carried.current.registers?.payments.first?.at == .office(OfficeID("yen-phuc")))
    }

    @Test("FEE-01 STA-01 a demanded payment is national status 6 until it is paid")
    func obligation() throws {
        var life = try Life.atDistrict()
        let demand = DossierCommand.demandPayment(.init(amountVND: 150_000, basis: secret("basis")))
        #expect(life.rejection(of: demand, by: clerk, "08-26 09:00") == .forbidden(.askByHolder))
        try life.act(demand, by: district, "08-26 09:00")
        #expect(life.current.nationalCode == 6)
        #expect(life.current.status == .handling)
        let owed = try #require(life.current.registers?.obligations.first?.id)
        try life.act(collection([], obligation: owed), by: clerk, "08-27 09:00")
        #expect(life.current.nationalCode == 4)
        #expect(life.current.registers?.payments.first?.amountVND == 150_000)
        #expect(
            life.rejection(of: collection([], obligation: owed), by: clerk, "08-27 10:00") == .unknownObligation(owed))
    }

    @Test("NTC-01 a notice is owed until one way of telling has worked; every attempt is on record")
    func notices() throws {
        var life = try Life.ready()
        let notice = try #require(life.current.registers?.notices.first)
        #expect(notice.kind == .earlyResult, "20.4: an early result is announced")
        #expect(notice.settledAt == nil)
        func record(_ channel: Notice.Channel, _ outcome: Notice.Outcome) -> DossierCommand {
            .recordNotice(.init(notice: notice.id, channel: channel, outcome: outcome))
        }
        for other: Actor in [district, .official("yen-phuc"), .administrator] {
            #expect(
                life.rejection(of: record(.sms, .delivered), by: other, "09-05 11:00")
                    == .forbidden(.informByReceivingOffice))
        }
        try life.act(record(.sms, .failed), by: clerk, "09-05 11:00")
        #expect(life.current.registers?.notices.first?.settledAt == nil)
        try life.act(record(.phone, .delivered), by: clerk, "09-05 12:00")
        #expect(life.current.registers?.notices.first?.settledAt == at("09-05 12:00"))
        #expect(life.current.registers?.notices.first?.trials.map(\.channel) == [.sms, .phone])
        #expect(life.rejection(of: record(.sms, .delivered), by: clerk, "09-05 13:00") == .unknownNotice(notice.id))
    }

    @Test("NTC-01 a result that comes on or after its day is announced as ready")
    func readyNotice() throws {
        var life = try Life.decided()
        try life.acknowledge(by: clerk, "09-16 10:00")
        #expect(life.current.registers?.notices.map(\.kind) == [.result])
    }

    @Test("EVA-01 the citizen rates, by slip, device or link, once each way, what the law asks citizens about")
    func ratings() throws {
        var life = try Life.ready()
        func rating(_ channel: Rating.Channel, _ indicator: Int) -> DossierCommand {
            .rate(.init(channel: channel, scores: [IndicatorScore(indicator: indicator, score: 1)]))
        }
        try life.act(rating(.link, 7), by: .citizen, "09-06 08:00")
        #expect(life.rejection(of: rating(.link, 1), by: .citizen, "09-06 09:00") == .alreadyRated(.link))
        #expect(life.rejection(of: rating(.slip, 5), by: clerk, "09-06 09:00") == .notRated(5))
        #expect(
            life.rejection(of: rating(.slip, 7), by: district, "09-06 09:00") == .forbidden(.informByReceivingOffice))
        try life.act(rating(.device, 3), by: clerk, "09-06 10:00")
        #expect(life.current.registers?.ratings.map(\.channel) == [.link, .device])
        #expect(
            DossierScore(life.current, times: [])?.scores == [1: 2, 3: 1, 7: 1],
            "a citizen's points come before the record's")
    }

    @Test("EVA-01 without a rating the record speaks")
    func scores() throws {
        #expect(DossierScore(try Life.decided().current, times: []) == nil)
        #expect(DossierScore(try Life.ready().current, times: [])?.scores == [1: 2, 3: 2, 7: 2])
        var late = try Life.atDistrict()
        try late.act(.apology("2019-09-25"), by: district, "09-10 08:00")
        try late.complete(by: "labour-van-quan", "09-11 10:00")
        try late.acknowledge(by: .system("labour-lang-son"), "09-12 10:00")
        try late.complete(by: "labour-lang-son", "09-19 10:00", granted)
        try late.acknowledge(by: clerk, "09-20 10:00")
        #expect(!late.current.isLate(at: at("09-20 10:00")), "in time for the new appointment")
        #expect(DossierScore(late.current, times: [])?.scores[1] == 0, "but longer than the law allows")
        try late.act(.complain(.init(content: secret("content"))), by: .citizen, "09-23 08:00")
        let complaint = try #require(late.current.registers?.complaints.first?.id)
        try late.act(
            .answerComplaint(.init(complaint: complaint, answer: secret("answer"), upheld: true)),
            by: .official("van-an"), "09-24 08:00")
        #expect(DossierScore(late.current, times: [])?.scores[7] == 0, "a complaint that was right")
    }

    @Test("SEC-03 whoever is complained of has to do with the dossier until the complaint is answered, no longer")
    func complainedOf() throws {
        var life = try Life.atDistrict()
        let about = Body.agency(AgencyID("committee-van-an"))
        let official = Actor.any(.official, about, .agency)
        func readsNumbers() -> Bool {
            authorize(
                .read(.identityNumber), in: life.current, by: official, on: date("2019-08-26"), under: life.catalogue
            ).isAllowed
        }
        #expect(!readsNumbers() && life.current.relation(of: about) == .downstream)
        try life.act(.complain(.init(content: secret("content"), about: about)), by: .citizen, "08-26 09:00")
        #expect(readsNumbers() && life.current.relation(of: about) == .own)
        let complaint = try #require(life.current.registers?.complaints.first?.id)
        try life.act(
            .answerComplaint(.init(complaint: complaint, answer: secret("answer"), upheld: false)), by: official,
            "08-27 09:00")
        #expect(!readsNumbers() && life.current.relation(of: about) == .downstream)
    }

    @Test("CMP-01 SEC-02 a complaint about whoever has no part in the dossier is rejected, and shows it to nobody")
    func uninvolved() throws {
        let life = try Life.atDistrict()
        for id in ["police-lang-son", "labour-lang-son", "nobody"].map({ AgencyID($0) }) {
            let complaint = DossierCommand.complain(.init(content: secret("content"), about: .agency(id)))
            #expect(life.rejection(of: complaint, by: .citizen, "08-26 09:00") == .unknownAgency(id))
        }
        let office = OfficeID("cao-loc")
        #expect(
            life.rejection(
                of: .complain(.init(content: secret("content"), about: .office(office))), by: .citizen, "08-26 09:00")
                == .unknownOffice(office))
    }

    @Test("CMP-01 a complaint is received, answered by an official in five working days, and counted")
    func complaints() throws {
        var life = try Life.atDistrict()
        try life.act(
            .complain(.init(content: secret("content"), about: district.body)), by: .citizen, "08-26 09:00")
        let complaint = try #require(life.current.registers?.complaints.first)
        #expect(complaint.dueAt == at("09-03 17:00"), "over National Day")
        func answer(_ id: ComplaintID) -> DossierCommand {
            .answerComplaint(.init(complaint: id, answer: secret("answer"), upheld: false))
        }
        #expect(life.rejection(of: answer(complaint.id), by: clerk, "08-27 09:00") == .forbidden(.answerByOfficial))
        #expect(
            life.rejection(of: answer(ComplaintID("none")), by: district, "08-27 09:00")
                == .unknownComplaint(ComplaintID("none")))
        var late = life
        try life.act(answer(complaint.id), by: district, "09-03 09:00")
        #expect(life.current.registers?.breaches.isEmpty == true)
        #expect(life.current.registers?.complaints.first?.upheld == false)
        #expect(
            life.rejection(of: answer(complaint.id), by: district, "09-03 10:00") == .unknownComplaint(complaint.id))
        try late.act(answer(complaint.id), by: .official("van-an"), "09-04 09:00")
        #expect(late.current.registers?.breaches.map(\.breach) == [.complaintAnsweredLate])
        #expect(late.current.registers?.breaches.first?.by == district.body)
    }
}

@Suite("Agencies' times")
struct AgencyTimeTests {
    @Test(
        "EVA-01 each agency's time goes by its own share, early, on time or late; what still runs in time says nothing")
    func steps() throws {
        let life = try Life.atDistrict()
        func times(_ instant: String) -> [AgencyTime] {
            life.catalogue.agencyTimes(of: life.events, at: at(instant))
        }
        let committee = AgencyID("committee-van-an")
        let labour = AgencyID("labour-van-quan")
        #expect(times("08-26 10:00") == [AgencyTime(committee, .early)])
        #expect(times("09-20 10:00") == [AgencyTime(committee, .early), AgencyTime(labour, .late)])
        let ready = try Life.ready()
        let known = ready.catalogue.agencyTimes(of: ready.events, at: at("09-20 10:00"))
        #expect(DossierScore(ready.current, times: known)?.times.keys.contains(labour) == true)
        #expect(DossierScore(ready.current, times: known)?.scores[2] == nil, "indicator 2 is each body's own")
    }

    @Test("EVA-01 an agency that is asked is judged by its answer's limit, and by silence past it")
    func questions() throws {
        let labour = Actor.system("labour-van-quan")
        let police = AgencyID("police-van-an")
        var life = try Life.atDistrict()
        let held = try #require(life.current.branches.first?.assignment)
        try life.act(
            .consult(
                .init(assignment: held, asked: police, limit: .workingDays(3), question: secret("question"))),
            by: labour, at: at("08-26 09:00"))
        let question = try #require(life.current.consultations.first?.id)
        func of(_ life: Life) -> [Punctuality] {
            life.catalogue.agencyTimes(of: life.events, at: at("08-27 10:00"))
                .filter { $0.agency == police }.map(\.punctuality)
        }
        #expect(of(life).isEmpty)
        var answered = life
        try answered.act(
            .answerConsultation(question, answer: secret("answer")), by: .system("police-van-an"),
            at: at("08-27 09:00"))
        #expect(of(answered) == [.early])
        try life.act(.reportSilence(question), by: .administrator, at: at("09-04 09:00"))
        #expect(of(life) == [.late])
    }
}
