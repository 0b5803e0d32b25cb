import DossierDomain
import DossierRouting
import Testing

/// The pilot's figures, each reckoned by hand on dossiers of 2019 (docs/pilot.md).
///
/// The allowance that Văn An receives on 20 August is due on Monday 16 September at 17:00 (25 days, off a Saturday),
/// and its result is there on 5 September: 16 days.
@Suite("The pilot's report")
struct PilotReportTests {
    private static let clerk = Actor.clerk("van-an")
    private static let hosts: @Sendable (OfficeID, CivilDate) -> Office.Host? = { id, date in
        SmallProvince.catalogue.office(id, on: date)?.premises(on: date)?.kind
    }

    private func row(
        _ life: Life, known instant: String = "12-31 08:00", host: Office.Host? = nil
    ) throws -> PilotRow {
        try #require(
            PilotRow(life.events, asKnownAt: at(instant)) { office, date in host ?? Self.hosts(office, date) })
    }

    private func report(_ rows: [PilotRow]) -> PilotReport {
        var report = PilotReport()
        for row in rows { report.add(row) }
        return report
    }

    private func figures(_ rows: [PilotRow], _ office: String = "van-an") throws -> PilotReport.OfficePart {
        let parts = report(rows).offices(
            under: SmallProvince.catalogue, from: date("2019-08-20"), until: date("2019-12-31"))
        return try #require(parts.first { $0.office == OfficeID(office) })
    }

    /// The same dossier under another identity, as if somebody else had brought it, or with a group.
    private func renamed(_ life: Life, _ id: String, group: String? = nil) -> [RecordedEvent] {
        life.events.map { recorded in
            var event = recorded.event
            if case .submitted(let submitted) = event {
                event = .submitted(
                    .init(
                        procedure: submitted.procedure, office: submitted.office, counter: submitted.counter,
                        channel: submitted.channel, applicantUnit: submitted.applicantUnit,
                        applicant: submitted.applicant, representative: submitted.representative,
                        documents: submitted.documents, applicantKind: submitted.applicantKind,
                        consignment: submitted.consignment, group: group.map { InterlinkedGroupID($0) }))
            }
            return RecordedEvent(
                position: recorded.position, dossier: DossierID(id), sequence: recorded.sequence, event: event,
                occurredAt: recorded.occurredAt, recordedAt: recorded.recordedAt, actor: recorded.actor,
                configurationVersion: recorded.configurationVersion, requestID: recorded.requestID)
        }
    }

    private func handedOver(_ method: HandingOverMethod = .counter) throws -> Life {
        var life = try Life.ready()
        if method == .post {
            try life.act(
                .postResult(Carriage(carrier: "VNPost", trackingCode: "RA1VN")), by: Self.clerk, at: at("09-06 08:00"))
        }
        try life.act(
            .handOverResult(.init(to: .applicant, recipient: secret("recipient"), method: method)), by: Self.clerk,
            at: at("09-09 10:00"))
        return life
    }

    @Test("PIL-02 a dossier's row: days to the result, who received it, visits against those needed")
    func row() throws {
        let row = try row(handedOver())
        #expect(row.office == OfficeID("van-an") && row.host == .post)
        #expect(row.receivedAt == at("08-20 08:00") && row.dueAt == at("09-16 17:00"))
        #expect(row.resultAt == at("09-05 10:00") && row.daysToResult == 16)
        #expect(row.standing == .onTime)
        #expect(row.isReceivedByPost && !row.isBroughtByPost && !row.isDeliveredByPost && row.isThroughPost)
        #expect(row.visitDays == [date("2019-08-20"), date("2019-09-09")] && row.neededDays == row.visitDays)
    }

    @Test(
        "PIL-02 on time, late and open follow from dates, as known at an instant",
        arguments: [
            ("08-20 08:00", PilotRow.Standing.open), ("09-05 09:59", .open), ("09-05 10:00", .onTime),
            ("12-31 08:00", .onTime),
        ])
    func standing(instant: String, expected: PilotRow.Standing) throws {
        #expect(try row(try .ready(), known: instant).standing == expected)
    }

    @Test("PIL-02 what has no result is late from the minute after it is due")
    func overdue() throws {
        let life = try Life.atDistrict()
        #expect(try row(life, known: "09-16 17:00").standing == .open)
        #expect(try row(life, known: "09-16 17:01").standing == .late)
    }

    @Test("PIL-03 where the clock was set back, what is known at an instant ends with the first event after it")
    func clockSetBack() throws {
        let life = try Life.atDistrict()
        // Everything but the submission was recorded on a clock a year earlier.
        let events = life.events.map { recorded in
            RecordedEvent(
                position: recorded.position, dossier: recorded.dossier, sequence: recorded.sequence,
                event: recorded.event, occurredAt: recorded.occurredAt,
                recordedAt: recorded.sequence == 1 ? at("12-01 08:00") : at("01-01 08:00"), actor: recorded.actor,
                configurationVersion: recorded.configurationVersion, requestID: recorded.requestID)
        }
        #expect(PilotRow(events, asKnownAt: at("06-01 08:00"), host: Self.hosts) == nil, "not even the submission")
        #expect(PilotRow(events, asKnownAt: at("12-01 08:00"), host: Self.hosts)?.standing == .late)
    }

    @Test("PIL-02 a result that the post delivers spares a trip, and needs one visit")
    func delivered() throws {
        let part = try figures([try row(handedOver(.post))])
        #expect(part.postHosted.deliveredByPost == 1)
        #expect(part.postHosted.visits == 1 && part.postHosted.neededVisits == 1 && part.postHosted.tripsSpared == 1)
    }

    @Test("PIL-02 a result that is brought home on a day on which its citizen was at a counter spares no trip")
    func deliveredOnTheDayOfAVisit() throws {
        let life = try handedOver(.post)
        #expect(PilotFigure.tripsSpared.counts(try row(life)))
        let events = life.events.map { recorded in
            RecordedEvent(
                position: recorded.position, dossier: recorded.dossier, sequence: recorded.sequence,
                event: recorded.event,
                occurredAt: recorded == life.events.last ? at("08-20 16:00") : recorded.occurredAt,
                recordedAt: recorded.recordedAt, actor: recorded.actor,
                configurationVersion: recorded.configurationVersion, requestID: recorded.requestID)
        }
        let row = try #require(PilotRow(events, asKnownAt: at("12-31 08:00"), host: Self.hosts))
        #expect(!row.deliveryDays.isEmpty && !PilotFigure.tripsSpared.counts(row))
        #expect(try figures([row]).postHosted.tripsSpared == 0)
    }

    @Test("PIL-02 papers brought once more are a visit that wasn't needed")
    func supplemented() throws {
        var life = Life()
        try life.act(.submit(.papers("2.002307", at: "van-an-2", [application])), by: Self.clerk, at: at("08-20 08:00"))
        try life.act(
            .requestSupplement(.init(missing: [needsCertificate], guidance: nil)), by: Self.clerk,
            at: at("08-20 08:10"))
        #expect(PilotRow(life.events, asKnownAt: at("08-20 09:00"), host: Self.hosts) == nil, "not received yet")
        try life.act(.supplement(documents: [certificate]), by: Self.clerk, at: at("08-21 08:00"))
        try life.act(.receive(.init()), by: Self.clerk, at: at("08-21 08:05"))
        let row = try row(life)
        #expect(row.visitDays == [date("2019-08-20"), date("2019-08-21")] && row.neededDays == [date("2019-08-20")])
        #expect(PilotFigure.extraVisits.counts(row) && PilotFigure.visits.counts(row))
    }

    @Test("PIL-02 figures add up, with shares and means rounded halves up")
    func sums() throws {
        let open = try Life.atDistrict()
        let second = try #require(PilotRow(renamed(open, "d2"), asKnownAt: at("10-01 08:00"), host: Self.hosts))
        let third = try #require(
            PilotRow(renamed(try handedOver(.post), "d3"), asKnownAt: at("10-01 08:00"), host: Self.hosts))
        let figures = try figures([try row(handedOver()), second, third]).postHosted
        #expect(figures.dossiers == 3 && figures.citizens == 3 && figures.throughPost == 3)
        #expect(figures.results == 2 && figures.daysToResult == 32 && figures.daysToResultTenths == 160)
        #expect(figures.onTime == 2 && figures.late == 1 && figures.onTimePerMille == 667)
        // Two days, one, one.
        #expect(figures.visits == 4 && figures.visitsPerDossierHundredths == 133 && figures.tripsSpared == 1)
        #expect(PilotFigures().onTimePerMille == nil && PilotFigures().daysToResultTenths == nil)
    }

    @Test("PIL-03 an interlinked group counts one citizen and each of their days once")
    func groups() throws {
        let life = try handedOver()
        let rows = try ["d1", "d2", "d3"].map { id in
            try #require(
                PilotRow(
                    renamed(life, id, group: id == "d3" ? nil : "k17-1"), asKnownAt: at("10-01 08:00"),
                    host: Self.hosts))
        }
        let figures = try figures(rows).postHosted
        #expect(figures.dossiers == 3 && figures.citizens == 2)
        #expect(figures.visits == 4 && figures.neededVisits == 4)
        #expect(try self.figures(rows.reversed()).postHosted == figures, "in whatever order")
    }

    @Test("PIL-03 what was recorded after T doesn't count at T, whenever it happened")
    func knownAt() throws {
        var life = try Life.ready()
        try life.act(.handOver, by: Self.clerk, at: at("09-06 08:00"), now: at("09-09 08:00"))
        #expect(try row(life, known: "09-08 08:00").visitDays == [date("2019-08-20")])
        #expect(try row(life, known: "09-09 08:00").visitDays == [date("2019-08-20"), date("2019-09-06")])
        #expect(PilotRow(life.events, asKnownAt: at("08-20 07:59"), host: Self.hosts) == nil)
    }

    @Test("PIL-02 before and after: by who housed the office on the day of reception")
    func hosts() throws {
        let agency = try row(handedOver(), host: .agency)
        let post = try #require(
            PilotRow(renamed(try handedOver(), "d2"), asKnownAt: at("10-01 08:00"), host: Self.hosts))
        let part = try figures([agency, post])
        #expect(part.agencyHosted.dossiers == 1 && part.postHosted.dossiers == 1)
        #expect(PilotReport.total(of: [part]) { $0.agencyHosted + $0.postHosted }.dossiers == 2)
        #expect(part.host == .post && part.movedOn == date("2019-08-20"))
    }

    @Test("PIL-01 posts freed are the officials' postings that postal clerks free on the last day")
    func posts() throws {
        func posting(
            _ id: String, _ employer: Employer, frees: String?, _ from: String, _ to: String? = nil
        ) -> Posting {
            Posting(
                id: PostingID(id), person: PersonID(id), office: OfficeID("van-an"),
                role: employer == .post ? .postalClerk : .official, employer: employer,
                validity: Validity(from: date(from), to: to.map { date($0) }), frees: frees.map { PostingID($0) })
        }
        var document = SmallProvince.document
        document.postings = [
            posting("former", .agency, frees: nil, "2019-01-01", "2019-08-19"),
            posting("clerk-1", .post, frees: "former", "2019-08-20", "2019-08-31"),
            posting("clerk-2", .post, frees: "former", "2019-09-01"),
            posting("clerk-3", .post, frees: nil, "2019-08-20"),
        ]
        let catalogue = Catalogue(document, version: 1)
        func freed(_ until: String) -> [PostingID]? {
            PilotReport().offices(
                under: catalogue, from: date("2019-01-01"), until: date(until), only: OfficeID("van-an")
            ).first?.postsFreed
        }
        #expect(freed("2019-08-19") == [])
        #expect(freed("2019-08-31") == [PostingID("former")] && freed("2019-09-30") == [PostingID("former")])
    }

    @Test(
        "PIL-01 a baseline is whole counts that can be",
        arguments: [
            (10, 9, 8, 40, nil), (0, 0, 0, 0, nil), (9, 10, 8, 40, "there are more results than dossiers"),
            (10, 8, 9, 40, "more results are on time than there are"),
            (10, 9, 8, -1, "a count is below 0 or too large"),
        ] as [(Int, Int, Int, Int, String?)])
    func baseline(dossiers: Int, results: Int, onTime: Int, days: Int, fault: String?) {
        let baseline = Office.Baseline(
            from: date("2019-01-01"), until: date("2019-06-30"), posts: 2, dossiers: dossiers, results: results,
            onTime: onTime, daysToResult: days, by: "Văn phòng", on: date("2019-07-20"))
        #expect(baseline.fault == fault)
        guard fault == nil else { return }
        #expect(baseline.figures.late == results - onTime && baseline.figures.dossiers == dossiers)
    }
}
