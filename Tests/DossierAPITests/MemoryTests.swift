import DossierDomain
import HTTPTypes
import Testing

@testable import DossierAPI

/// What a loop remembers is worth nothing as soon as anything it depends on is another.
struct MemoryTests {
    private typealias Question = AnswerMemory.Question
    private typealias Basis = AnswerMemory.Basis

    private static let today = CivilDate(dayNumber: 18_128)
    private static let vanAn = Body.office(OfficeID("van-an"))

    private func question(
        _ number: String = "H37.19-190820-0001", role: Role = .official, employer: Employer = .agency,
        body: Body? = vanAn, language: Language = .vietnamese
    ) -> Question {
        Question(what: number, role: role, employer: employer, body: body, language: language)
    }

    private func basis(_ dataVersion: Int64 = 7, configuration: Int = 1, date: CivilDate = today) -> Basis {
        Basis(dataVersion: dataVersion, configuration: configuration, date: date)
    }

    private func reply(_ text: String) -> APIReply {
        APIReply(status: .ok, fields: [.eTag: "\"3-1-vi\""], body: Array(text.utf8))
    }

    @Test("SEC-02 an answer is given again only to the same kind of asker, in the same language")
    func askers() {
        let memory = AnswerMemory()
        memory.keep(reply("for the official of Văn An"), to: question(), on: basis())
        #expect(memory.reply(to: question(), on: basis())?.body == reply("for the official of Văn An").body)
        #expect(memory.reply(to: question(role: .postalClerk), on: basis()) == nil)
        #expect(memory.reply(to: question(body: .office(OfficeID("van-quan"))), on: basis()) == nil)
        #expect(memory.reply(to: question(body: .agency(AgencyID("van-an"))), on: basis()) == nil)
        #expect(memory.reply(to: question(employer: .post), on: basis()) == nil)
        #expect(memory.reply(to: question(body: nil), on: basis()) == nil)
        #expect(memory.reply(to: question(language: .english), on: basis()) == nil)
        #expect(memory.reply(to: question("H37.19-190820-0002"), on: basis()) == nil)
    }

    @Test("an answer counts no longer after any commit, with another configuration, on another day")
    func bases() {
        let memory = AnswerMemory()
        memory.keep(reply("old"), to: question(), on: basis())
        #expect(memory.reply(to: question(), on: basis(8)) == nil)
        #expect(memory.reply(to: question(), on: basis(configuration: 2)) == nil)
        #expect(memory.reply(to: question(), on: basis(date: Self.today.adding(days: 1))) == nil)
        memory.keep(reply("new"), to: question(), on: basis(8))
        #expect(memory.reply(to: question(), on: basis(8))?.body == reply("new").body)
        #expect(memory.reply(to: question(), on: basis(7)) == nil)
    }

    @Test("a memory is bounded: in answers, and in the size of each")
    func bounds() {
        let memory = AnswerMemory()
        for index in 0...AnswerMemory.limit {
            memory.keep(reply("\(index)"), to: question("\(index)"), on: basis())
        }
        let count = (0...AnswerMemory.limit).count { memory.reply(to: question("\($0)"), on: basis()) != nil }
        #expect((1...AnswerMemory.limit).contains(count))
        let large = APIReply(status: .ok, body: [UInt8](repeating: 32, count: AnswerMemory.bodyLimit + 1))
        memory.keep(large, to: question("large"), on: basis())
        #expect(memory.reply(to: question("large"), on: basis()) == nil)
    }

    @Test("names are made anew with another configuration, language or day")
    func names() {
        let memory = NameMemory()
        func name(_ made: String, configuration: Int = 1, _ language: Language = .vietnamese, day: Int = 0) -> [UInt8] {
            memory.value(
                of: .init(.office, "van-an"), under: configuration, language, Self.today.adding(days: day)
            ) { .string(made) }.encoded()
        }
        #expect(name("a") == Array("\"a\"".utf8))
        #expect(name("b") == Array("\"a\"".utf8))
        #expect(name("c", .english) == Array("\"c\"".utf8))
        #expect(name("d", configuration: 2) == Array("\"d\"".utf8))
        #expect(name("e", configuration: 2, day: 1) == Array("\"e\"".utf8))
        #expect(name("f", configuration: 2, .english, day: 1) == Array("\"f\"".utf8))
    }

    @Test("a literal's members without a value are none, in whichever way it is looked at")
    func literals() {
        let object: JSONObject = ["a": 1, "b": nil, "c": .null]
        #expect(object.members.map(\.name) == ["a", "c"])
        #expect(object["b"] == nil)
        #expect(object == JSONObject([.init(name: "a", value: 1), .init(name: "c", value: .null)]))
        #expect(object.hashValue == JSONObject(object.members).hashValue)
        #expect(JSONValue.object(object).encoded() == Array(#"{"a":1,"c":null}"#.utf8))
        #expect(JSONValue.object(["b": nil]).encoded() == Array("{}".utf8))
    }
}
