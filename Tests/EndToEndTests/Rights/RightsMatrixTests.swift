import DossierAPI
import Foundation
import Testing

/// Who may do and see what, asked of the running server.
@Suite("The matrix of rights", .serialized, .timeLimit(.minutes(5)))
struct RightsMatrixTests {
    @Test("SEC-02 SEC-05 every endpoint, asked by every role of every office, is as the committed matrix says")
    func matrix() throws {
        let matrix = RightsMatrix(on: try RightsServer())
        var lines = [(["operation", "method", "path", "stage"] + RightsServer.callers).joined(separator: " | ")]
        for operation in try matrix.server.operations() {
            let row = try matrix.row(operation)
            lines.append(
                ([operation.name, operation.method, operation.path, RightsMatrix.Stage(of: operation).rawValue]
                    + row.map { RightsMatrix.cell($0.answer, of: operation) }).joined(separator: " | "))
            for (caller, _, answer) in row where answer.status == 403 {
                #expect(answer.json["rule"] != nil, "\(operation.name) refuses \(caller) by no rule")
            }
            for (caller, things, answer) in row where RightsServer.foreign.contains(caller) {
                guard operation.name != "beginEmergencyReading" || answer.status >= 400 else { continue }
                let asked = operation.target(things) + (operation.body(things).map { "\($0)" } ?? "")
                for secret in [things.number, things.submission] where secret.count > 8 && !asked.contains(secret) {
                    #expect(!answer.text.contains(secret), "\(operation.name) tells \(caller) of \(secret)")
                }
            }
        }
        let text = lines.joined(separator: "\n") + "\n"
        let path = Installation.root + "/Tests/EndToEndTests/Rights/rights-matrix.txt"
        if ProcessInfo.processInfo.environment["MOTCUA_WRITE_GOLDENS"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOfFile: path, encoding: .utf8)), "MOTCUA_WRITE_GOLDENS=1 writes it anew")
    }

    @Test("SEC-02 HEAD, OPTIONS, wrong methods and unknown paths tell everybody the same, and HEAD what GET tells")
    func otherMethods() throws {
        let server = try RightsServer()
        let operations = try server.operations()
        let matrix = RightsMatrix(on: server)
        let callers = ["clerk", "foreign clerk", "administrator", RightsServer.nobody]
        func same(_ method: String, _ target: String) throws -> Answer {
            let answers = try callers.map { try server.send(method, target, as: $0) }
            #expect(Set(answers.map { $0.compared() }).count == 1, "\(method) \(target)")
            return answers[0]
        }
        for (path, all) in Dictionary(grouping: operations, by: \.path) {
            let methods = Set(all.map(\.method))
            let target = all[0].target(try matrix.things(at: .district))
            let allowed = methods.union(methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
            let wrong = ["PATCH", "DELETE", "PUT", "POST", "GET"].first { !methods.contains($0) } ?? ""
            for (method, status) in [("OPTIONS", 204), (wrong, 405)] {
                let answer = try same(method, target)
                #expect(answer.status == status, "\(method) \(path)")
                let told = answer.fields["allow"]?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                #expect(Set(told ?? []) == allowed, "\(method) \(path)")
            }
        }
        // What the server counts is another number each time.
        for operation in operations where operation.method == "GET" && operation.name != "metrics" {
            let target = operation.target(try matrix.things(at: .init(of: operation)))
            for caller in callers {
                let fields = RightsMatrix.fields(of: operation)
                let got = try server.send("GET", target, as: caller, fields: fields)
                let head = try server.send("HEAD", target, as: caller, fields: fields)
                // How a body without a known length is sent is said where there is one.
                let told = [got, head].map { answer in
                    answer.head.filter { line in
                        !["Date: ", "X-MotCua-Clock: ", "Transfer-Encoding: "].contains { line.hasPrefix($0) }
                    }
                }
                #expect(told[0] == told[1], "\(operation.name) as \(caller)")
                #expect(head.body.isEmpty, "\(operation.name) as \(caller)")
            }
        }
        for path in ["/", "/v1", "/v1/nothing", "/v1/dossiers/a/b/c", "/v1/dossiers//", "/v1/offices/a/b", "/v2/me"] {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                #expect(try same(method, path).status == 404, "\(method) \(path)")
            }
        }
    }

    /// What anybody may know of an office: where it is, and when it moves.
    private static let open = ["readOffice", "readPremises"]

    /// Members that a body may leave out and that name something.
    private static let naming: Set<String> = ["number", "numbers", "leaseToken", "handover", "returnOffice", "page"]

    @Test("SEC-02 what a foreign credential is told of anything is what it is told of what isn't there, byte for byte")
    func nothingForeign() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let furnished = try matrix.furnish()
        let known = try RightsMatrix.Stage.allCases.dropFirst().map { try matrix.things(at: $0).number }
        func versions() throws -> [String?] {
            try known.map { try server.send("GET", "/v1/dossiers/\($0)", as: "clerk").fields["etag"] }
        }
        let before = try versions()
        #expect(before.allSatisfy { $0 != nil })
        var askedCount = 0
        for operation in try server.operations() where !Self.open.contains(operation.name) {
            var things = furnished
            let stage = RightsMatrix.Stage(of: operation)
            if ![.submission, .district].contains(stage) {
                let own = try matrix.things(at: stage)
                (things.number, things.handover, things.assignment) = (own.number, own.handover, own.assignment)
            }
            // Refused for what it is about, and not because it is another counter's.
            (things.counter, things.unit) = ("van-quan.yen-phuc.counter-1", "van-quan.yen-phuc")
            let absent = things.absent
            let named = operation.parameters.filter {
                !$0.isRequired && ["dossier", "submission", "office", "agency", "credential"].contains($0.name)
            }
            for parameter in [nil] + named.map(Optional.some) {
                let requests = [things, absent].map { asked in
                    let more = parameter.map { [($0.name, operation.values(of: $0, asked)[0])] } ?? []
                    return (operation.target(asked, with: more), operation.body(asked, with: Self.naming))
                }
                guard requests[0] != requests[1] else { continue }
                askedCount += 1
                for caller in RightsServer.foreign + [RightsServer.nobody] {
                    if operation.name == "beginEmergencyReading", caller == "foreign official" { continue }
                    for fields in Self.conditions(of: operation, tags: before.compactMap(\.self)) {
                        let answers = try Self.inOneSecond {
                            try requests.map { target, body in
                                try server.send(
                                    operation.method, target, as: caller, body: body,
                                    fields: RightsMatrix.fields(of: operation) + fields)
                            }
                        }
                        let what = "\(operation.name) \(parameter?.name ?? "") as \(caller) \(fields)"
                        let told = zip(answers, [things, absent]).map { $0.told(of: $1) }
                        #expect(told[0] == told[1], "\(what)")
                        if operation.target(things) != operation.target(absent) {
                            #expect(answers[0].status >= 400, "\(what)")
                        }
                    }
                }
            }
        }
        #expect(askedCount > 100)
        #expect(try versions() == before, "a stranger has changed something")
        // The one door: a named official, for a reason, on record (SEC-05).
        let reading = try server.send(
            "POST", "/v1/emergency-readings", as: "foreign official",
            body: ["number": .string(known[0]), "reason": "Cấp cứu."])
        #expect(reading.status == 201, "\(reading.text)")
    }

    /// Asks again where the clock's second changed between two answers: some say how late a request is.
    private static func inOneSecond(_ ask: () throws -> [Answer]) throws -> [Answer] {
        var answers = try ask()
        for _ in 0..<10 where Set(answers.map { $0.fields["x-motcua-clock"] }).count > 1 { answers = try ask() }
        return answers
    }

    /// Fields that make a request conditional, or have it answered in part, or wait.
    private static func conditions(of operation: DescribedOperation, tags: [String]) -> [[String]] {
        operation.method == "GET"
            ? [[], ["If-None-Match: \(tags.joined(separator: ", "))", "Range: bytes=0-1", "Prefer: wait=1"]]
            : [["If-Match: \(tags.joined(separator: ", "))", "Prefer: return=minimal, wait=1"], []]
    }

    @Test("SEC-02 whatever is done at one office, all that a stranger can ask for stays as it was, byte for byte")
    func nothingSeeps() throws {
        let server = try RightsServer(at: "2019-08-20T18:00:00+07:00")
        let matrix = RightsMatrix(on: server)
        let operations = try server.operations()
        let own = try matrix.furnishStranger()
        try server.nextSecond()
        let before = try Self.pictures(of: own, operations, on: server)
        #expect(before.count > 500)
        let number = try matrix.furnish().number
        #expect(number == Self.firstNumber)
        for operation in operations where !operation.isQuestion {
            _ = try matrix.row(
                operation, callers: RightsServer.own + RightsServer.upstream + RightsServer.downstream)
        }
        let after = try Self.pictures(of: own, operations, on: server)
        #expect(before.keys == after.keys)
        for (question, answer) in before where after[question] != answer {
            Issue.record("\(question)\n\(answer)\n--\n\(after[question] ?? "")")
        }
    }

    /// An answer without what the clock alone moves in it, and without the head of the chain that slips bear: it tells that
    /// something happened somewhere, and nothing else (AUD-01).
    private static func withoutTime(_ answer: Answer, of operation: DescribedOperation) -> String {
        let told = answer.compared()
        switch operation.name {
        case "readRadar", "readClock":
            return told.replacing(/"(at|until|to|lastPollAt|notCollectedSince)":"2019-08-20T18[^"]*"/) { $0.output.1 }
        case "previewRoute": return told.replacing(/"receivedAt":"2019-08-20T18[^"]*"/, with: "")
        case "readPilotReport":
            return told.replacing(/asKnownAt("|=2019-08-20T18%3A)[^&,]*/, with: "")
        case "printSlip", "printSubmissionSlip":
            return told.replacing(/sự kiện số \d+, mã kiểm chứng [0-9a-f]{64}/, with: "")
                .replacing(/Content-Length: \d+/, with: "")
        default: return told
        }
    }

    /// The number that Văn An gives first.
    private static let firstNumber = "000.20.26.H37-190820-0001"

    /// All that strangers can ask for, of their own things and of Văn An's: by what was asked, what was answered.
    private static func pictures(
        of own: Things, _ operations: [DescribedOperation], on server: RightsServer
    ) throws -> [String: String] {
        var foreign = Things()
        (foreign.number, foreign.key) = (firstNumber, RightsMatrix.clerksKey)
        var pictures: [String: String] = [:]
        for operation in operations where operation.isQuestion {
            var asked = [own, foreign].map { (target: operation.target($0), body: operation.body($0)) }
            if operation.name == "searchDossiers" {
                asked.append((operation.path, ["q": .string(RightsServer.identityNumber)]))
            }
            for parameter in operation.parameters where !parameter.isRequired {
                for value in [own, foreign].flatMap({ operation.values(of: parameter, $0) }) {
                    asked.append((operation.target(own, with: [(parameter.name, value)]), operation.body(own)))
                }
            }
            for caller in RightsServer.foreign
            where operation.roles.isEmpty || operation.roles.contains(RightsServer.role(of: caller) ?? "") {
                for (target, body) in asked {
                    let question = "\(caller): \(operation.method) \(target) \(body.map { "\($0)" } ?? "")"
                    guard pictures[question] == nil else { continue }
                    let answer = try server.send(
                        operation.method, target, as: caller, body: body, fields: RightsMatrix.fields(of: operation))
                    pictures[question] = withoutTime(answer, of: operation)
                }
            }
        }
        return pictures
    }
}
