import DossierConfiguration
import DossierDomain
import DossierRouting
import Testing

@Suite("Parts of a configuration")
struct ConfigurationPartTests {
    @Test("CFG-01 the whole comes back from YAML as it was, and is written with the same bytes again")
    func wholeAsYAML() throws {
        let document = try loadConfiguration(from: pilotDirectory)
        let yaml = try canonicalYAML(document)
        let again = try loadConfiguration(document: yaml, name: "body")
        // Apart from the expectation, which would print a whole province.
        let isSame = again == document
        #expect(isSame)
        #expect(try canonicalYAML(again) == yaml)
        #expect(try canonicalJSON(again) == canonicalJSON(document))
    }

    @Test(
        "CFG-01 every thing of the pilot comes back from both formats as it was", arguments: ConfigurationKind.allCases)
    func parts(kind: ConfigurationKind) throws {
        let document = try loadConfiguration(from: pilotDirectory)
        let ids = document.identities(of: kind)
        #expect(!ids.isEmpty)
        for id in [ids.first, ids.last, ids[ids.count / 2]].compactMap(\.self) {
            let object = ConfigurationObject(kind, id)
            let part = document.part(object)
            for bytes in [try canonicalJSON(part, of: kind), try canonicalYAML(part, of: kind)] {
                #expect(try loadConfiguration(part: bytes, of: object, name: "body") == part, "\(object)")
            }
            let without = document.replacing(object, with: ConfigurationDocument())
            #expect(document.changes(to: without) == [ConfigurationChange(object, .removed)])
            #expect(without.replacing(object, with: part).inCanonicalOrder == document)
        }
    }

    @Test("CFG-01 changes name what was added, changed and removed, whatever the order of rows")
    func changes() throws {
        let document = try loadConfiguration(from: sampleDirectory)
        let unit = ConfigurationObject(.units, try #require(document.identities(of: .units).first))
        let shuffled = document.replacing(unit, with: document.part(unit))
        #expect(shuffled != document && document.changes(to: shuffled) == [])
        var other = document
        let person = try #require(document.people.first)
        other.people[0] = Person(id: person.id, name: "Khác", fictional: true)
        other.counters.removeAll()
        other.people.append(Person(id: PersonID("mau.chi"), name: "Chi"))
        let changes = document.changes(to: other).map { "\($0.act.rawValue) \($0.object)" }
        #expect(
            changes == document.identities(of: .counters).map { "removed counters/\($0)" }
                + ["changed people/\(person.id)", "added people/mau.chi"])
        #expect(ConfigurationObject("people/mau.chi") == ConfigurationObject(.people, "mau.chi"))
        for text in ["people", "people/", "persons/x", ""] { #expect(ConfigurationObject(text) == nil, "\(text)") }
    }

    @Test(
        "CFG-01 a part that is something else is refused with line, field and reason",
        arguments: [
            ("", "is empty"), ("[]", "begins with the table's name, here people:"),
            ("people: []", "has no rows: DELETE takes people/an away"),
            ("people: [{ id: binh, name: Bình }]", "has rows of binh: this address takes those of an alone"),
            ("people: [{ id: an }]", "people[0].name: is missing"),
            ("people: [{ id: an, name: An, age: 5 }]", "people[0].age: is no key of this place"),
            ("people: [{ id: an, name: An }]\nunits: []", "units: is no key of this place"),
            ("people: &x [{ id: an, name: An }]", "anchors (&) and aliases (*) are not accepted"),
            ("people: [{ id: An, name: An }]", "“An” is not a key"),
        ])
    func refused(text: String, reason: String) {
        let error = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(part: Array(text.utf8), of: ConfigurationObject(.people, "an"), name: "body")
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("CFG-01 a template that can't be printed with is refused in a document as in a folder")
    func template() throws {
        let document = try loadConfiguration(from: pilotDirectory)
        let object = ConfigurationObject(.forms, "qd45-2016")
        let json = String(decoding: try canonicalJSON(document.part(object), of: .forms), as: UTF8.self)
        let broken = json.replacing("{{number}}", with: "{{nmuber}}")
        #expect(broken != json)
        let error = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(part: Array(broken.utf8), of: object, name: "body")
        }
        #expect(error?.description.contains("nmuber") == true)
    }

    @Test("CFG-01 a part that is too long is refused")
    func tooLong() {
        let bytes = [UInt8](repeating: 0x20, count: ConfigurationLimits.fileByteCount + 1)
        let error = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(part: bytes, of: ConfigurationObject(.people, "an"), name: "body")
        }
        #expect(error?.description.contains("is longer than") == true)
    }

    @Test("CFG-01 an earlier configuration is put back; what is in force of published versions stays, and ends")
    func restored() throws {
        let earlier = try loadConfiguration(from: pilotDirectory)
        let today = try day("2019-09-10")
        var current = earlier
        let route = try #require(earlier.routes.first)
        for (version, from) in [(2, "2019-09-01"), (3, "2019-10-01")] {
            current.routes.append(
                Route(
                    id: route.id, version: version, validity: Validity(from: try day(from)), name: route.name,
                    nameEnglish: route.nameEnglish, stages: route.stages, basis: route.basis, notes: route.notes))
        }
        current.people.removeAll()
        let restored = earlier.restored(over: current, on: today)
        #expect(restored.people == earlier.people)
        let versions = restored.routes.filter { $0.id == route.id }
        #expect(versions.map(\.version) == [1, 2], "what is still to come is taken back")
        #expect(versions.last?.validTo == today)
        #expect(publicationConflicts(from: current, to: restored, on: today) == [])
    }

    @Test("CFG-01 PIL-01 an office that has begun since stays whole, with how it worked before it moved, and ends")
    func officeRestored() throws {
        let current = try loadConfiguration(from: pilotDirectory)
        let today = try day("2019-09-10")
        let office = try #require(current.offices.first { $0.baseline != nil && !$0.premises.isEmpty })
        var earlier = current
        earlier.offices.removeAll { $0.id == office.id }
        let restored = earlier.restored(over: current, on: today).offices.filter { $0.id == office.id }
        var ended = office
        ended.validTo = today
        #expect(restored == [ended])
    }

    private func rule(
        _ kind: RetentionRule.Kind, _ months: Int, of procedure: ProcedureCode? = nil
    ) -> RetentionRule {
        RetentionRule(kind: kind, procedure: procedure, months: months, ground: "Mẫu")
    }

    @Test("CFG-01 going back to before there were rules of retention keeps them; else they are as they were")
    func retentionRestored() throws {
        let current = try loadConfiguration(from: pilotDirectory)
        let today = try day("2019-09-10")
        var earlier = current
        earlier.retention = []
        #expect(earlier.restored(over: current, on: today).retention == current.retention)
        earlier.retention = [rule(.dossier, 60), rule(.read, 12)]
        #expect(earlier.restored(over: current, on: today).retention == earlier.retention)
    }

    @Test("CFG-02 shorter and lost rules of retention are told")
    func retentionShortened() throws {
        let procedure = ProcedureCode("2.002307")
        func told(_ old: [RetentionRule], _ new: [RetentionRule], _ expected: String?) {
            let found = retentionWarnings(
                from: ConfigurationDocument(retention: old), to: ConfigurationDocument(retention: new)
            ).map(\.description)
            #expect(found.count == (expected == nil ? 0 : 1), "\(found)")
            if let expected { #expect(found.first?.hasPrefix(expected) == true, "\(found)") }
        }
        told([rule(.dossier, 60)], [rule(.dossier, 60)], nil)
        told([rule(.dossier, 60)], [rule(.dossier, 61), rule(.submission, 1)], nil)
        told([], [rule(.dossier, 60)], nil)
        told(
            [rule(.dossier, 60)], [rule(.dossier, 59)],
            "warning: retention dossier: would keep 59 months instead of 60")
        told([rule(.dossier, 60)], [], "warning: retention dossier: would go")
        told(
            [rule(.dossier, 60), rule(.dossier, 240, of: procedure)], [rule(.dossier, 60)],
            "warning: retention dossier.2.002307: would keep 60 months instead of 240")
        told([rule(.read, 60)], [rule(.read, 59)], "warning: retention read: would keep 59 months instead of 60")
        told([rule(.read, 60)], [], "warning: retention read: would go")
        told([], [rule(.read, 60)], "warning: retention read: is new")
    }

    @Test("AUD-03 as many rules of retention as rows of any kind are taken; one whose key has no address is refused")
    func retentionLimits() throws {
        var document = try loadConfiguration(from: pilotDirectory)
        document.retention = (1...1_001).map { rule(.dossier, $0) }
        let again = try loadConfiguration(document: try canonicalYAML(document), name: "body")
        #expect(again.retention.count == 1_001)
        document.retention = [rule(.dossier, 60, of: ProcedureCode(String(repeating: "9", count: 60)))]
        let reasons = review(document, on: try day("2019-09-10")).map(\.reason)
        #expect(reasons.contains { $0.contains("has no address") }, "\(reasons)")
    }
}
