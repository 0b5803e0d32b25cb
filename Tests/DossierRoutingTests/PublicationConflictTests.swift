import DossierDomain
import DossierRouting
import Testing

@Suite struct PublicationConflictTests {
    private func conflicts(_ changes: Change...) throws -> [String] {
        publicationConflicts(from: try sample(), to: try sample(changes), on: CivilDate(dayNumber: 30_000)).map(
            \.description)
    }

    @Test("CAT-01 what stays as it is may be published again")
    func unchanged() throws {
        #expect(try conflicts() == [])
        #expect(
            publicationConflicts(from: ConfigurationDocument(), to: try sample(), on: CivilDate(dayNumber: 30_000))
                == [])
    }

    @Test("CAT-01 organisation may change freely: it is dated, not versioned")
    func organisationChanges() throws {
        #expect(try conflicts(Change("units.yaml", "Tỉnh Mẫu", "Tỉnh Khác")) == [])
    }

    @Test(
        "CAT-01 a published procedure may not be changed in place",
        arguments: [
            ("workingDays: 10", "workingDays: 11"), ("amountVND: 8000", "amountVND: 9000"),
            ("copies: 2", "copies: 1"),
            ("channels: [counter, post]", "channels: [counter]"), ("result: Quyết định", "result: Thông báo"),
            ("validFrom: 2025-07-01", "validFrom: 2025-07-02"), ("name: Trợ cấp mẫu", "name: Trợ cấp khác"),
            ("slip: always", "slip: on-request"), ("route: allowance", "route: hours"),
        ])
    func procedureChanged(_ change: (old: String, new: String)) throws {
        #expect(
            try conflicts(Change("procedures/9.001.yaml", change.old, change.new)) == [
                "error: procedure 9.001@1: was published and must stay as it is, but it would say something else: make it "
                    + "version 2"
            ])
    }

    @Test("CAT-01 a published route may not be changed in place")
    func routeChanged() throws {
        #expect(
            try conflicts(
                Change("routes/allowance.yaml", "share: { workingDays: 5 }", "share: { workingDays: 4 }"))
                == [
                    "error: route allowance@1: was published and must stay as it is, but it would say something else: make it "
                        + "version 2"
                ])
    }

    @Test("CAT-01 an open end may be given a date, and only once")
    func openEnd() throws {
        let end = Change(
            "routes/hours.yaml", "validFrom: 2025-07-01", "validFrom: 2025-07-01\nvalidTo: 2026-06-30")
        let today = try #require(CivilDate("2026-07-01"))
        let ended = try sample([end])
        #expect(publicationConflicts(from: try sample(), to: ended, on: today) == [], "yesterday was its last day")
        #expect(
            publicationConflicts(from: try sample(), to: ended, on: today.adding(days: 1)).map(\.description) == [
                "error: route hours@1: would have ended on 2026-06-30, when it was in force and dossiers may have been"
                    + " received by it: end it on 2026-07-01 at the earliest"
            ])
        let later = Change(
            "routes/hours.yaml", "validFrom: 2025-07-01", "validFrom: 2025-07-01\nvalidTo: 2026-12-31")
        #expect(
            publicationConflicts(from: ended, to: try sample([later]), on: CivilDate(dayNumber: 30_000)).map(\.reason)
                == [
                    "was published and must stay as it is, but its end, which was published as 2026-06-30, would be another: "
                        + "make it version 2"
                ])
        #expect(publicationConflicts(from: ended, to: try sample(), on: CivilDate(dayNumber: 30_000)).count == 1)
    }

    @Test("CAT-01 a published version may not disappear")
    func gone() throws {
        var document = try sample()
        document.procedures.removeAll { $0.code.text == "9.002" }
        document.routes.removeAll { $0.id.text == "same-day" }
        let gone = "was published and is gone: put it back; to end it, give it a validTo"
        #expect(
            publicationConflicts(from: try sample(), to: document, on: CivilDate(dayNumber: 30_000)).map(\.description)
                == [
                    "error: procedure 9.002@1: \(gone)", "error: route same-day@1: \(gone)",
                ])
    }

    @Test("CAT-01 a change beside a new version names the number after it")
    func nextNumber() throws {
        var document = try sample([Change("routes/hours.yaml", "workingHours: 16", "workingHours: 12")])
        let route = try #require(document.routes.first { $0.id.text == "hours" })
        document.routes.append(
            Route(
                id: route.id, version: 7, validity: route.validity, name: route.name,
                nameEnglish: route.nameEnglish,
                stages: route.stages))
        #expect(
            publicationConflicts(from: try sample(), to: document, on: CivilDate(dayNumber: 30_000)).map(\.reason) == [
                "was published and must stay as it is, but it would say something else: make it version 8"
            ])
    }

    @Test("CAT-01 what is still to come can be taken back: nobody has been received by it yet")
    func takenBack() throws {
        let today = try #require(CivilDate("2025-08-04"))
        let document = try sample()
        var more = document
        let published = try #require(document.procedures.first)
        func version(_ number: Int, _ from: String, to end: String? = nil) -> Procedure {
            Procedure(
                code: published.code, version: number,
                validity: Validity(from: CivilDate(from) ?? today, to: end.flatMap { CivilDate($0) }),
                name: published.name, nameEnglish: published.nameEnglish, field: published.field,
                level: published.level,
                timeLimit: published.timeLimit, route: published.route, channels: published.channels,
                slip: published.slip, fees: published.fees, documents: published.documents, result: published.result,
                legalBasis: published.legalBasis, options: published.options,
                supplementWorkingDays: published.supplementWorkingDays, basis: published.basis, notes: published.notes)
        }
        more.procedures.append(version(2, "2025-08-05"))
        #expect(publicationConflicts(from: more, to: document, on: today) == [])
        #expect(publicationConflicts(from: more, to: document, on: today.adding(days: 1)).count == 1, "it is in force")
        let ended = document.replacing(
            ConfigurationObject(.procedures, published.code.text),
            with: ConfigurationDocument(procedures: [version(published.version, "2025-07-01", to: "2025-08-04")]))
        let open = document.replacing(
            ConfigurationObject(.procedures, published.code.text),
            with: ConfigurationDocument(procedures: [version(published.version, "2025-07-01")]))
        #expect(publicationConflicts(from: ended, to: open, on: today) == [], "its last day isn't over")
        #expect(publicationConflicts(from: ended, to: open, on: today.adding(days: 1)).count == 1, "it has ended")
    }

    @Test("ORG-07 a posting that has begun stays its person's: sessions, tokens and the record hang on it")
    func handedOn() throws {
        let binh = Change("people.yaml", "person: mau.binh,", "person: mau.an,")
        #expect(
            try conflicts(binh) == [
                "error: posting mau.binh.dong: is mau.binh's and would be mau.an's: end it with a validTo, and give the other "
                    + "a posting of their own"
            ])
        let today = try #require(CivilDate("2025-08-04"))
        let toCome = try sample([Change("people.yaml", "person: mau.an,", "person: mau.binh,")])
        #expect(publicationConflicts(from: try sample(), to: toCome, on: today) == [], "it hasn't begun")
    }

    @Test("ORG-01 what has been in force never vanishes, neither at once nor by beginning later: it ends")
    func vanished() throws {
        let today = try #require(CivilDate("2025-08-04"))
        let document = try sample()
        let kinds: [ConfigurationKind] = [.units, .agencies, .offices, .counters]
        for kind in kinds {
            let id = try #require(document.identities(of: kind).first)
            let object = ConfigurationObject(kind, id)
            let gone = document.replacing(object, with: ConfigurationDocument())
            let found = publicationConflicts(from: document, to: gone, on: today)
            #expect(found.map(\.place.id) == [id] && found[0].reason.hasPrefix("has been in force"), "\(found)")
            let before = try #require(CivilDate("2019-01-01"))
            #expect(publicationConflicts(from: document, to: gone, on: before.adding(days: -9_000)) == [])
        }
        let office = try #require(document.offices.first)
        let later = document.replacing(
            ConfigurationObject(.offices, office.id.text),
            with: ConfigurationDocument(offices: [
                Office(
                    id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                    serves: office.serves, calendar: office.calendar, premises: office.premises,
                    validity: Validity(from: today.adding(days: 1)))
            ]))
        #expect(
            publicationConflicts(from: document, to: later, on: today).map(\.reason) == [
                "has been in force, so that dossiers may be of it, and would never have been: put it back; to end it, give"
                    + " it a validTo"
            ])
        let shorter = document.replacing(
            ConfigurationObject(.offices, office.id.text),
            with: ConfigurationDocument(offices: [
                Office(
                    id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                    serves: office.serves, calendar: office.calendar, premises: office.premises,
                    validity: Validity(from: today))
            ]))
        #expect(
            publicationConflicts(from: document, to: shorter, on: today).map(\.reason) == [
                "has been in force since \(office.validFrom), so that dossiers may be of it, and would begin on \(today):"
                    + " keep its rows from \(office.validFrom) on"
            ])
    }
}
