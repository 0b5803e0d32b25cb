import DossierConfiguration
import DossierDomain
import DossierService
import DossierStore
import DossierTesting
import Foundation
import Testing

@testable import DossierAPI

@Suite("What clerks are told")
struct SaidTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    private static let catalogue = Result<Catalogue, any Error> {
        Catalogue(try loadConfiguration(from: root + "/config/lang-son"), version: 1)
    }
    private static let day = CivilDate(year: 2019, month: 8, day: 20) ?? CivilDate(dayNumber: 0)

    /// What a person has no use for: a raw day or instant, a body's key, or what the catalogue has a name for.
    private static let raw = [
        #"\d{4}-\d{2}-\d{2}"#, #"\b(office|agency):"#, "death-certificate", "le-phi", #"van-quan\."#, #"lang-son\."#,
        "“summarise”", #"\bcommune\b"#, #"\b(sms|counterRoles|receptionRejected)\b"#,
    ]

    private static func objections(to sentence: String) -> [String] {
        var found = raw.filter { sentence.range(of: $0, options: .regularExpression) != nil }
        if !sentence.hasSuffix(".") { found.append("no full stop") }
        if sentence.contains("  ") || sentence.contains("Optional(") || sentence.contains("..") {
            found.append("a slip of the pen")
        }
        return found
    }

    @Test("SEC-05 every rejection has words in both languages, with names and days as people say them")
    func rejections() throws {
        let catalogue = try Self.catalogue.get()
        for rejection in Rejections.all {
            let wording = try #require(
                RejectionWording(rejection, catalogue: catalogue, date: Self.day), "\(rejection)")
            let kind = try #require(ProblemKind.named(wording.slug), "\(wording.slug)")
            #expect(kind.status == wording.status, "\(wording.slug)")
            #expect(wording.detail.vi != wording.detail.en, "\(wording.slug)")
            for language in Language.allCases {
                let sentence = wording.detail[language]
                #expect(Self.objections(to: sentence) == [], "\(sentence)")
            }
            let problem = Problem(.rejected(rejection, replayed: false), catalogue: catalogue, date: Self.day)
            #expect(problem.kind.slug == wording.slug)
        }
    }

    @Test("the table of rejections has a row for every kind that there is")
    func complete() throws {
        let source = try String(
            contentsOfFile: Self.root + "/Sources/DossierDomain/Dossier/CommandRejection.swift", encoding: .utf8)
        let body = try #require(source.components(separatedBy: "\n}\n").first)
        let kinds = body.split(separator: "\n").filter { $0.hasPrefix("    case ") }
            .map { $0.dropFirst(9).prefix { $0.isLetter } }
        let rows = Rejections.all.map { "\($0)".prefix { $0.isLetter } }
        #expect(kinds.count > 80)
        #expect(Set(kinds).subtracting(rows) == [], "add a row")
        #expect(Set(rows).subtracting(kinds) == [])
    }

    @Test(
        "SEC-05 every rule says in both languages whom it lets, and says that of no other",
        arguments: AuthorizationRule.allCases)
    func rules(rule: AuthorizationRule) {
        for language in Language.allCases {
            #expect(Self.objections(to: rule.wording[language]) == [], "\(rule)")
            let same = AuthorizationRule.allCases.filter { $0.wording[language] == rule.wording[language] }
            #expect(same == [rule])
        }
    }

    @Test("AUD-01 every kind of event has a view in both languages, of the shape that is promised")
    func events() throws {
        let catalogue = try Self.catalogue.get()
        let inspection = try #require(
            Inspect(
                about: .office(OfficeID("van-quan.van-an.one-stop")), points: [.organisation: 2], minutes: "12/BB"))
        let actor = DossierLife.actor(at: .office(OfficeID("van-quan.van-an.one-stop")))
        var events: [DossierEvent] = [
            .inspected(.init(inspection)), .personalDataErased(.init(ground: .personRequest, keptUntil: Self.day)),
            .configurationChanged(
                .init(act: .restored, document: String(repeating: "0", count: 64), reason: nil, version: 3)),
        ]
        events += Self.access(actor).map { .access($0) }
        let lives = [
            DossierLife(DossierID("d-1"), beginning: .supplemented),
            DossierLife(DossierID("d-2"), beginning: .entrusted, course: .long),
            DossierLife(DossierID("d-3"), beginning: .refused),
            DossierLife(DossierID("d-4"), course: .withdrawn), DossierLife(DossierID("d-5"), course: .stopped),
        ]
        for var life in lives {
            var minute = 0
            while !life.isOver {
                let commit = life.next(at: Self.instant(minute: minute))
                events += commit.events
                life.adopt(commit.state)
                minute += 61
            }
        }
        #expect(Set(events.map(\.kind)) == Set(DossierEvent.Kind.allCases))
        for (index, event) in events.enumerated() {
            let recorded = RecordedEvent(
                position: index + 1, dossier: DossierID("d-1"), sequence: index + 1, event: event,
                occurredAt: Self.instant(minute: index), recordedAt: Self.instant(minute: index), actor: actor,
                configurationVersion: 1, requestID: "r-1")
            for language in Language.allCases {
                let naming = Naming(catalogue: catalogue, language: language, date: Self.day)
                // As a client reads it: instants are written by the writer.
                let view = try JSONReader.read(EventView(naming: naming).event(recorded).encoded())
                #expect(AnswerShape.event.check(view).map { "\($0.place)" } == [], "\(event.kind)")
            }
        }
    }

    private static func access(_ holder: Actor) -> [AccessEvent] {
        let (person, end) = (PersonID("ls-001"), instant(minute: 60))
        return [
            .credentialIssued(.init(holder: holder, expiresAt: end)),
            .credentialReplaced(.init(credential: holder.credential, by: CredentialID("terminal-2"), expiresAt: end)),
            .credentialRevoked(.init(holder: holder)),
            .loginGiven(.init(person: person, anew: true, codesEnded: false)),
            .loginChanged(.init(person: person, password: true, codes: false)), .loginRemoved(.init(person: person)),
            .loginBarred(.init(person: person, atHome: false, failures: 10, until: end)),
        ]
    }

    @Test("what has ceased keeps its last name, and only what nobody configured is told by its identity")
    func ceased() throws {
        var document = try Self.catalogue.get().document
        let id = AgencyID("van-quan.van-an.committee")
        let name = try #require(document.agencies.first { $0.id == id }?.name)
        let eve = try #require(CivilDate(year: 2018, month: 12, day: 31))
        let words = Words(catalogue: Catalogue(document, version: 1), date: eve)
        #expect(words.agency(id).vi == name, "not in force on that day")
        document.agencies.removeAll { $0.id == id }
        #expect(Words(catalogue: Catalogue(document, version: 1), date: eve).agency(id).vi == "“\(id)”")
    }

    @Test("TIM-07 days and instants as people say them")
    func spoken() {
        #expect(Self.day.spoken == Wording(vi: "20/08/2019", en: "20 August 2019"))
        #expect(
            Self.instant(minute: 7).spoken == Wording(vi: "08:07 ngày 20/08/2019", en: "08:07 on 20 August 2019"))
    }

    private static func instant(minute: Int) -> Timestamp {
        let begin = Timestamp("2019-08-20T08:00:00+07:00") ?? Timestamp(milliseconds: 0)
        return Timestamp(milliseconds: begin.milliseconds + Int64(minute) * 60_000)
    }
}
