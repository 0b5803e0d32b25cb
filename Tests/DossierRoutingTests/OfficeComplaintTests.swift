import DossierDomain
import DossierRouting
import Testing

@Suite("Complaints apart from any dossier")
struct OfficeComplaintTests {
    private static let id = DossierID("complaint-1")
    private let clerk = Actor.clerk("van-an")

    private func taken(
        about: Body? = nil, by actor: Actor = .clerk("van-an"), at instant: String = "08-20 08:00",
        now: String = "08-20 09:00", under catalogue: Catalogue = SmallProvince.catalogue
    ) throws(CommandRejection) -> OfficeComplaint? {
        let event = try decide(
            .init(content: secret("content"), about: about), by: actor, at: at(instant), now: at(now), under: catalogue)
        return OfficeComplaint(nil, with: event, of: Self.id, at: at(instant), by: actor)
    }

    private func answered(
        _ complaint: OfficeComplaint, by actor: Actor, at instant: String, now: String? = nil, upheld: Bool = true,
        under catalogue: Catalogue = SmallProvince.catalogue
    ) throws(CommandRejection) -> OfficeComplaint? {
        let event = try decide(
            .init(complaint: ComplaintID(Self.id.text), answer: secret("answer"), upheld: upheld), to: complaint,
            by: actor, at: at(instant), now: at(now ?? instant), under: catalogue)
        return OfficeComplaint(complaint, with: event, of: Self.id, at: at(instant), by: actor)
    }

    private func rejection(_ work: () throws(CommandRejection) -> OfficeComplaint?) -> CommandRejection? {
        do {
            _ = try work()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "CMP-01 a complaint about an office or agency has its term, five working days, in the register of whom it is about",
        arguments: [
            (nil, Body.office(OfficeID("van-an"))),
            (.office(OfficeID("yen-phuc")), .office(OfficeID("yen-phuc"))),
            (.agency(AgencyID("labour-van-quan")), .agency(AgencyID("labour-van-quan"))),
        ] as [(Body?, Body)])
    func received(about: Body?, register: Body) throws {
        let complaint = try #require(try taken(about: about))
        #expect(complaint.complaint.dueAt == at("08-27 17:00"))
        let row = try #require(complaint.registerEntries.first)
        #expect(row.body == register && row.kind == .complaint && row.settledAt == nil && row.detail == "received")
        #expect(row.standsApart && row.number == nil)
        #expect(row.counterpart == (register == .office(OfficeID("van-an")) ? nil : .office(OfficeID("van-an"))))
        #expect(complaint.isVisible(to: register) && complaint.isVisible(to: .office(OfficeID("van-an"))))
        #expect(!complaint.isVisible(to: .agency(AgencyID("police-van-an"))))
    }

    @Test("CMP-01 it is answered once, by an official of whom it is about or of where it was brought")
    func answer() throws {
        let complaint = try #require(try taken(about: .agency(AgencyID("labour-van-quan"))))
        for actor in [Actor.system("labour-van-quan"), .official("van-an")] {
            let done = try #require(try answered(complaint, by: actor, at: "08-27 17:00", upheld: false))
            #expect(done.version == 2 && done.breach == nil)
            #expect(done.registerEntries.map(\.detail) == ["dismissed"])
            #expect(done.registerEntries.first?.settledAt == at("08-27 17:00"))
            #expect(
                rejection { () throws(CommandRejection) in try answered(done, by: actor, at: "08-28 08:00") }
                    == .unknownComplaint(ComplaintID(Self.id.text)))
        }
        for actor in [clerk, .official("yen-phuc"), .administrator] {
            #expect(
                rejection { () throws(CommandRejection) in try answered(complaint, by: actor, at: "08-21 08:00") }
                    == .forbidden(.answerByOfficial))
        }
    }

    @Test("CMP-01 too late is taken, and is a breach on record of whom it is about")
    func late() throws {
        let complaint = try #require(try taken(about: .agency(AgencyID("labour-van-quan"))))
        let done = try #require(try answered(complaint, by: .official("van-an"), at: "08-28 08:00"))
        #expect(
            done.breach
                == RecordedBreach(
                    breach: .complaintAnsweredLate, at: at("08-28 08:00"), by: .agency(AgencyID("labour-van-quan"))))
        #expect(done.registerEntries.map(\.kind) == [.complaint, .breach])
        #expect(done.registerEntries.map(\.detail) == ["upheld", "complaintAnsweredLate"])
    }

    @Test(
        "CMP-01 RTE-05 once whom it is about and where it was brought have ceased, the office that serves their place has it"
    )
    func succession() throws {
        let van = Body.office(OfficeID("van-quan"))
        let alone = ReplanningTests.without("van-an")
        let both = ReplanningTests.without("van-an", "labour-van-quan")
        let own = try #require(try taken())
        let district = try #require(try taken(about: .agency(AgencyID("labour-van-quan"))))
        for (complaint, catalogue, day, isSeen) in [
            (own, alone, "08-24", false), (own, alone, "08-27", true), (district, alone, "08-27", false),
            (district, both, "08-27", true),
        ] {
            let instant = day + " 09:00"
            #expect(catalogue.isVisible(complaint, to: van, on: at(instant).date) == isSeen)
            #expect(!catalogue.isVisible(complaint, to: .office(OfficeID("yen-phuc")), on: at(instant).date))
            let answer = { () throws(CommandRejection) in
                try answered(complaint, by: .official("van-quan"), at: instant, under: catalogue)
            }
            #expect(rejection(answer) == (isSeen ? nil : .forbidden(.answerByOfficial)))
        }
        let done = try #require(try answered(own, by: .official("van-quan"), at: "08-28 08:00", under: alone))
        #expect(done.breach?.by == .office(OfficeID("van-an")), "the term was theirs")
    }

    @Test("CMP-01 staff at a counter in force take it, about a body in force, when it was brought")
    func rejections() throws {
        func refused(_ work: () throws(CommandRejection) -> OfficeComplaint?) -> CommandRejection? { rejection(work) }
        let without = ReplanningTests.without("van-an")
        #expect(
            refused { () throws(CommandRejection) in try taken(by: .system("labour-van-quan")) }
                == .forbidden(.informByReceivingOffice))
        #expect(
            refused { () throws(CommandRejection) in try taken(by: .administrator) }
                == .forbidden(.informByReceivingOffice))
        #expect(
            refused { () throws(CommandRejection) in try taken(about: .agency(AgencyID("nobody"))) }
                == .unknownAgency(AgencyID("nobody")))
        #expect(
            refused { () throws(CommandRejection) in try taken(about: .office(OfficeID("nowhere"))) }
                == .unknownOffice(OfficeID("nowhere")))
        #expect(
            refused { () throws(CommandRejection) in
                try taken(at: "08-27 08:00", now: "08-27 08:00", under: without)
            } == .unknownOffice(OfficeID("van-an")))
        #expect(
            refused { () throws(CommandRejection) in try taken(at: "08-20 08:00", now: "08-20 07:59") }
                == .occurredInFuture(now: at("08-20 07:59")))
        let complaint = try #require(try taken())
        #expect(
            refused { () throws(CommandRejection) in
                try answered(complaint, by: .official("van-an"), at: "08-19 08:00")
            } == .occurredBeforeLastAct(at("08-20 08:00")))
        #expect(
            refused { () throws(CommandRejection) in
                try answered(complaint, by: .official("van-an"), at: "08-21 08:00", now: "08-21 07:00")
            } == .occurredInFuture(now: at("08-21 07:00")))
    }

    @Test("CMP-01 AUD-02 only a complaint's own events make one")
    func fold() throws {
        let complaint = try #require(try taken())
        #expect(
            OfficeComplaint(nil, with: .receptionConfirmed(.init()), of: Self.id, at: at("08-20 08:00"), by: clerk)
                == nil)
        #expect(
            OfficeComplaint(
                complaint, with: .receptionConfirmed(.init()), of: Self.id, at: at("08-20 08:00"), by: clerk) == nil)
        #expect(OfficeComplaint(of: []) == nil)
    }
}
