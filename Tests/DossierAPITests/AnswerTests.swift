import DossierDomain
import HTTPTypes
import Testing

@testable import DossierAPI

@Suite("What answers are said to look like")
struct AnswerTests {
    private static let shapes: [Shape] = [
        AnswerShape.dossier, AnswerShape.dossierPart, AnswerShape.dossierPage, AnswerShape.events, AnswerShape.clock,
        AnswerShape.controlSheet, AnswerShape.itinerary, AnswerShape.forms, AnswerShape.assignments,
        AnswerShape.leases, AnswerShape.feed, AnswerShape.radar, AnswerShape.lateness, AnswerShape.completions,
        AnswerShape.manifestOutcomes, AnswerShape.manifest, AnswerShape.office, AnswerShape.fullProcedure,
        AnswerShape.register, AnswerShape.assessment, AnswerShape.officeComplaint, AnswerShape.numberBlock,
        AnswerShape.numbers, AnswerShape.uploadedDay, AnswerShape.reconciliation, AnswerShape.pack,
        AnswerShape.upload, AnswerShape.scans, AnswerShape.lookup, AnswerShape.problems,
    ]

    @Test("the example of an answer is such an answer", arguments: shapes.indices)
    func samples(index: Int) {
        let shape = Self.shapes[index]
        #expect(shape.check(shape.sample).map { "\($0.place)" } == [], "\(shape.name ?? "")")
    }

    @Test("every member that fields= takes is a member of a dossier, and the other way round but for the slip")
    func narrowing() throws {
        guard case .object(let fields) = AnswerShape.dossier.kind, case .object(let row) = AnswerShape.dossierRow.kind
        else { throw Failure() }
        #expect(Set(fields.map(\.name)) == Set(Narrowing.ofDossiers + ["slip"]))
        #expect(Set(row.map(\.name)) == Set(Narrowing.ofRows))
    }

    @Test("each kind of event has a shape of its own, told apart by its type")
    func events() throws {
        guard case .choice(let member, let shapes) = AnswerShape.event.kind else { throw Failure() }
        #expect(member == "type" && shapes.count == DossierEvent.Kind.allCases.count)
        var sample = try #require(shapes.last?.sample.asObject)
        #expect(AnswerShape.event.accepts(.object(sample)))
        sample.append("more", true)
        #expect(AnswerShape.event.check(.object(sample)).map(\.code) == [.unknownField])
        let unknown = AnswerShape.event.check(["type": "somethingElse"])
        #expect(unknown.map(\.code) == [.notOneOf] && unknown.first?.place == .body(pointer: "/type"))
        #expect(AnswerShape.event.check([]).map(\.code) == [.wrongType])
    }

    @Test("a schema for readers lets members be added and promises no limit; one for senders doesn't")
    func openness() {
        let shape = Shape.object([
            .required("name", .string(max: 10), "tên", "name"),
            .optional("rows", .array(of: .integer(0...5), max: 3), "dòng", "rows"),
        ])
        let answer = shape.inlineSchema(for: .answer)
        let request = shape.inlineSchema(for: .request)
        #expect(answer["additionalProperties"] == nil && request["additionalProperties"] == false)
        #expect(answer["properties"]?["name"]?["maxLength"] == nil)
        #expect(request["properties"]?["name"]?["maxLength"] == 10)
        #expect(answer["properties"]?["rows"]?["maxItems"] == nil && request["properties"]?["rows"]?["maxItems"] == 3)
        #expect(answer["required"] == ["name"])
    }

    @Test("a choice tells by which value its objects are told apart, as OpenAPI has it")
    func discriminators() {
        let schema = AnswerShape.custodian.inlineSchema(for: .answer)
        #expect(schema["discriminator"]?["propertyName"] == "kind")
        let mapping = schema["discriminator"]?["mapping"]
        #expect(mapping?["office"] == "#/components/schemas/Body" && mapping?["agency"] == mapping?["office"])
        #expect(mapping?["carrier"] == "#/components/schemas/Carrier")
        let nameless = Shape.choice(by: "kind", [.object([.required("kind", .enumeration(["a"]), "x", "x")])])
        #expect(nameless.inlineSchema["discriminator"] == nil, "there is nothing to refer to")
    }

    @Test("an endpoint refuses with what it lists, and answers under the statuses that it lists")
    func others() async throws {
        func ask(_ handle: @escaping @Sendable (Input<Int>) async throws(Problem) -> APIReply) async -> APIReply {
            let table = EndpointTable<Int>([
                Endpoint(
                    operation: "ask", method: .get, path: "/asked", tag: "test", summary: Wording(vi: "x", en: "x"),
                    access: .open, success: Wording(vi: "x", en: "x"), problems: [.notFound],
                    answer: Shape.anything.named("Asked"), handle: handle)
            ])
            return await table.respond(
                to: APIRequest(method: .get, segments: ["asked"], query: []), context: 0, requestID: "r",
                admission: Admission(), now: Timestamp(milliseconds: 0), authenticate: { _ in nil })
        }
        #expect(await ask { _ throws(Problem) in throw Problem(.notFound) }.status == .notFound)
        #expect(await ask { _ throws(Problem) in throw Problem(.notAcceptable) }.status == .notAcceptable, "general")
        let unlisted = await ask { _ throws(Problem) in throw Problem(.contention) }
        #expect(unlisted.status == .internalServerError)
        #expect(String(decoding: unlisted.body, as: UTF8.self).contains("contention isn't among its problems"))
        #expect(await ask { _ in .json([:], status: .created) }.status == .internalServerError)
        #expect(await ask { _ in .page("x") }.status == .internalServerError, "not what it is written in")
        #expect(await ask { _ in .json([:]) }.status == .ok)
    }

    private func ask(
        _ answer: JSONValue, shape: Shape?, narrowed: Shape? = nil, query: String? = nil
    ) async -> APIReply {
        let table = EndpointTable<Int>([
            Endpoint(
                operation: "ask", method: .get, path: "/asked", tag: "test", summary: Wording(vi: "x", en: "x"),
                access: .open, query: [.optional("fields", .string(max: 10), "x", "x")],
                success: Wording(vi: "x", en: "x"), answer: shape, narrowedAnswer: narrowed
            ) { _ in .json(answer) }
        ])
        return await table.respond(
            to: APIRequest(
                method: .get, segments: ["asked"], query: query.map { [(name: "fields", value: $0)] } ?? []),
            context: 0, requestID: "r", admission: Admission(), now: Timestamp(milliseconds: 0),
            authenticate: { _ in nil })
    }

    @Test("a debug build answers nothing else than it says")
    func misfits() async throws {
        let shape = Shape.object("Asked", [.required("name", .string(max: 10), "tên", "name")])
        #expect(await ask(["name": "a"], shape: shape).status == .ok)
        let misfits: [JSONValue] = [[:], ["name": 1], ["name": "a", "more": 1], []]
        for wrong in misfits {
            let reply = await ask(wrong, shape: shape)
            #expect(reply.status == .internalServerError, "\(wrong)")
            #expect(String(decoding: reply.body, as: UTF8.self).contains("ask answers otherwise"), "\(wrong)")
        }
        #expect(await ask([:], shape: nil).status == .internalServerError, "there has to be a shape")
        let part = shape.withAllOptional("AskedPart")
        #expect(await ask([:], shape: shape, narrowed: part, query: "name").status == .ok)
        #expect(await ask([:], shape: shape, narrowed: part).status == .internalServerError)
    }

    private struct Failure: Error {}
}
