import DossierAPI
import DossierDomain
import DossierStoreSQLite
import Foundation
import HTTPTypes

/// Every endpoint asked by everybody: what the description lists, with the smallest bodies that it allows, of dossiers
/// that stand where the endpoint makes sense.
final class RightsMatrix {
    /// Where a dossier of Văn An stands when it is asked about.
    enum Stage: String, CaseIterable {
        case submission, received, offered, district, decided, ready
    }

    /// A dossier at its stage.
    struct Subject {
        let number: String
        let submission: String
        let handover: String
        let assignment: String
    }

    /// An operation of the description.
    struct Operation {
        let name: String
        let method: HTTPRequest.Method
        let path: String
        let query: String
        let body: JSONValue?

        /// A change of the configuration is rehearsed, so that the next one finds it as it was.
        var isChangeOfConfiguration: Bool { path.hasPrefix("/v1/config") && method != .get }

        var stage: Stage {
            switch name {
            case "confirmReception", "offerHandover": .received
            case "dispatchHandover", "acknowledgeHandover", "returnHandover": .offered
            case "correctDecision": .decided
            case "handOverResult", "postResult", "recordFailedDelivery", "takeBackResult", "rate", "giveBackPapers",
                "readResult":
                .ready
            default: path.hasPrefix("/v1/submissions/") ? .submission : .district
            }
        }
    }

    static let own = ["clerk", "own official", "labour", "labour official"]
    static let upstream = ["upstream clerk", "district"]
    static let downstream = ["committee", "official"]
    static let foreign = ["foreign clerk", "neighbour", "foreign system"]
    static let callers = own + upstream + downstream + foreign + ["administrator", "inspector", House.nobody]

    let house: House
    /// One for all requests, which come one after the other.
    private let desk: DossierAPI<SQLiteStore>.Desk
    private var subjects: [Stage: Subject] = [:]

    init() async throws {
        house = try House()
        desk = try house.makeDesk()
        house.introduce(
            "own official", .official, .office(OfficeID("van-quan.van-an.one-stop")),
            counter: "van-quan.van-an.counter-1")
        house.introduce(
            "labour official", .official, .agency(AgencyID("van-quan.labour")), posting: "demo.hoa.van-quan-labour")
        house.introduce("upstream clerk", .postalClerk, .office(OfficeID("van-quan.one-stop")))
        house.introduce("foreign clerk", .postalClerk, .office(OfficeID("van-quan.yen-phuc.one-stop")))
        house.introduce("foreign system", .agencySystem, .agency(AgencyID("van-quan.van-an.police")))
        house.introduce("inspector", .inspector, nil)
        try await house.install()
    }

    // MARK: What there is to ask

    /// All operations of the description, by path and method.
    func operations() async throws -> [Operation] {
        let description = try await send(.get, "/openapi.json", as: House.nobody).json
        let schemas = description["components"]?["schemas"] ?? .null
        var found: [Operation] = []
        for path in description["paths"]?.asObject?.members ?? [] {
            for item in path.value.asObject?.members ?? [] {
                guard let method = HTTPRequest.Method(item.name.uppercased()),
                    let name = item.value["operationId"]?.asString
                else { continue }
                let parameters = (item.value["parameters"]?.asArray ?? []).filter {
                    $0["in"]?.asString == "query" && $0["required"]?.asBool == true
                }
                let query = parameters.map { parameter in
                    let value = Self.sample(parameter["schema"] ?? .null, schemas)
                    return "\(parameter["name"]?.asString ?? "")=\(Self.text(value))"
                }
                let schema = item.value["requestBody"]?["content"]?["application/json"]?["schema"]
                found.append(
                    Operation(
                        name: name, method: method, path: path.name,
                        query: query.isEmpty ? "" : "?" + query.joined(separator: "&"),
                        body: schema.map { Self.sample($0, schemas) }))
            }
        }
        return found.sorted { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }
    }

    private static func text(_ value: JSONValue) -> String {
        value.asString ?? String(decoding: value.encoded(), as: UTF8.self)
    }

    /// The smallest value of a schema: what is required, by its examples where it has some.
    private static func sample(_ schema: JSONValue, _ schemas: JSONValue) -> JSONValue {
        if let name = schema["$ref"]?.asString?.split(separator: "/").last {
            return sample(schemas[String(name)] ?? .null, schemas)
        }
        if let example = schema["examples"]?.asArray?.first { return example }
        if let choice = schema["enum"]?.asArray?.first { return choice }
        switch schema["type"]?.asString {
        case "object":
            let required = (schema["required"]?.asArray ?? []).compactMap(\.asString)
            let members = required.map { name in
                JSONObject.Member(name: name, value: sample(schema["properties"]?[name] ?? .null, schemas))
            }
            return .object(JSONObject(members))
        case "array":
            let count = schema["minItems"]?.asInteger ?? 0
            return .array((0..<count).map { _ in sample(schema["items"] ?? .null, schemas) })
        case "integer": return .integer(max(1, schema["minimum"]?.asInteger ?? 1))
        case "boolean": return true
        default: return "x"
        }
    }

    // MARK: Asking

    func send(
        _ method: HTTPRequest.Method, _ path: String, as caller: String, body: JSONValue? = nil, accept: String? = nil,
        ifMatch: String? = nil
    ) async throws -> House.Answer {
        try await house.send(method, path, as: caller, body: body, accept: accept, desk: desk, ifMatch: ifMatch)
    }

    /// What everybody gets for an operation: a cell each, in the order of ``callers``.
    func row(_ operation: Operation) async throws -> [(caller: String, subject: Subject, answer: House.Answer)] {
        var row: [(caller: String, subject: Subject, answer: House.Answer)] = []
        for caller in Self.callers {
            let subject = try await subject(at: operation.stage)
            // A name that was tried too often is barred for a while, whoever tries it.
            let body: JSONValue? =
                operation.name == "logIn"
                ? ["userName": .string(caller.replacing(" ", with: ".")), "password": "x"] : operation.body
            let answer = try await send(
                operation.method,
                path(operation, of: subject) + operation.query
                    + (operation.isChangeOfConfiguration ? "?dryRun=true" : ""),
                as: caller, body: body,
                accept: operation.name == "printSlip" || operation.path.hasSuffix("/docs") ? "text/html" : nil,
                ifMatch: operation.isChangeOfConfiguration ? "*" : nil)
            row.append((caller, subject, answer))
            // Whatever was done to it, the next one finds a dossier as it should be.
            if operation.method != .get, answer.status < 300 { subjects[operation.stage] = nil }
        }
        return row
    }

    static func cell(_ answer: House.Answer) -> String {
        let rule = answer.json["rule"]?.asString
        guard answer.status >= 400, answer.status != 404, let problem = answer.problem?.split(separator: "/").last
        else {
            return "\(answer.status)"
        }
        return "\(answer.status) \(rule ?? String(problem))"
    }

    func path(_ operation: Operation, of subject: Subject) -> String {
        var path = operation.path
        var values = [
            "number": subject.number, "id": "none", "handover": subject.handover, "assignment": subject.assignment,
            "kind": "payment", "form": "01", "code": "2.002307", "slug": "not-found", "version": "1",
        ]
        if path.hasPrefix("/v1/submissions/") { values["id"] = subject.submission }
        if path.hasPrefix("/v1/offices/") { values["id"] = "van-quan.van-an.one-stop" }
        if path.hasPrefix("/v1/agencies/") { values["id"] = "van-quan.labour" }
        if path.hasPrefix("/v1/config/") {
            values["kind"] = "counters"
            values["id"] = "van-quan.van-an.counter-1"
        }
        for segment in operation.path.split(separator: "/") where segment.hasPrefix("{") {
            let name = String(segment.dropFirst().dropLast())
            path = path.replacing(segment, with: values[name] ?? "none")
        }
        return path
    }

    // MARK: Dossiers at their stages

    func subject(at stage: Stage) async throws -> Subject {
        if let known = subjects[stage] { return known }
        let subject = try await bring(to: stage)
        subjects[stage] = subject
        return subject
    }

    private func act(_ path: String, as caller: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        let answer = try await send(.post, path, as: caller, body: body)
        guard answer.status < 300 else { throw Failure("\(path) by \(caller): \(answer.json)") }
        return answer.json
    }

    private func bring(to stage: Stage) async throws -> Subject {
        if stage == .submission {
            guard case .object(let object) = House.newDossier else { throw Failure("papers are an object") }
            var body = JSONObject(object.members.filter { $0.name != "documents" })
            body.append("documents", [["document": "declaration", "originals": 1]])
            let json = try await act("/v1/submissions", as: House.clerk, .object(body))
            return Subject(
                number: "none", submission: json["submission"]?.asString ?? "", handover: "none", assignment: "none")
        }
        var json = try await act("/v1/dossiers", as: House.clerk, House.newDossier)
        let path = "/v1/dossiers/" + (json["number"]?.asString ?? "")
        func acknowledge(as caller: String) async throws {
            let handover = json["handovers"]?[0]?["id"]?.asString ?? ""
            json = try await act(path + "/handovers/\(handover)/acknowledgement", as: caller)
        }
        func complete(as caller: String, _ body: JSONValue = [:]) async throws {
            let assignment = json["branches"]?[0]?["assignment"]?.asString ?? ""
            json = try await act(path + "/assignments/\(assignment)/completion", as: caller, body)
        }
        for step in Stage.allCases.prefix(while: { $0 != stage }).dropFirst() {
            switch step {
            case .submission: break
            case .received:
                json = try await act(path + "/handovers", as: House.clerk)
                try await acknowledge(as: House.committee)
                try await complete(as: House.committee)
            case .offered: try await acknowledge(as: House.labour)
            case .district:
                try await complete(as: House.labour)
                try await acknowledge(as: House.province)
                try await complete(
                    as: House.province,
                    [
                        "decision": [
                            "outcome": "granted", "number": "12/QĐ", "date": "2019-08-20",
                            "signer": ["name": "Người Ký (mẫu)", "position": "Giám đốc"],
                        ]
                    ])
            case .decided: try await acknowledge(as: House.clerk)
            case .ready: break
            }
        }
        return Subject(
            number: json["number"]?.asString ?? "", submission: json["submission"]?.asString ?? "",
            handover: json["handovers"]?[0]?["id"]?.asString ?? "none",
            assignment: json["branches"]?[0]?["assignment"]?.asString ?? "none")
    }
}
