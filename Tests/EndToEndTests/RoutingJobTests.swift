import DossierAPI
import DossierTesting
import Foundation
import Testing

/// Consultations, the ledger, lateness ahead and re-planning through the real process.
@Suite("Routing through the real process", .serialized)
struct RoutingJobTests {
    private let installation: Installation
    private let tokens: [String: String]

    init() throws {
        (installation, tokens) = try Installation.pilot()
    }

    private func client(_ server: ServerProcess, _ name: String, language: String = "vi") -> Client {
        var client = Client(port: server.port, token: tokens[name])
        client.language = language
        return client
    }

    /// The allowance, held by the commune's committee since the morning.
    private func atCommittee(_ server: ServerProcess) throws -> (number: String, assignment: String) {
        let clerk = client(server, "VAN_AN_CLERK")
        let received = try #require(clerk.receive(key: "k1"))
        let number = try #require(received.field("number"))
        let offered = try #require(clerk.send("POST", "/v1/dossiers/\(number)/handovers", key: "k2", body: "{}"))
        let handover = try #require(offered.json["handovers"]?.asArray?.first?["id"]?.asString)
        let held = try #require(
            client(server, "VAN_AN_COMMITTEE").send(
                "POST", "/v1/dossiers/\(number)/handovers/\(handover)/acknowledgement", key: "k3", body: "{}"))
        #expect(held.status == 201, "\(held.text)")
        return (number, handover)
    }

    @Test("RTE-06 TIM-05 a question, the ledger's sentence in both languages, and a step sent back")
    func consultation() throws {
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let (number, assignment) = try atCommittee(server)
        let committee = client(server, "VAN_AN_COMMITTEE")
        let asked = try #require(
            committee.send(
                "POST", "/v1/dossiers/\(number)/assignments/\(assignment)/consultations", key: "k4",
                body: """
                    {"asked": "van-quan.labour", "answerWithinWorkingDays": 3, "question": "Có hồ sơ gốc không?"}
                    """))
        #expect(asked.status == 201, "\(asked.text)")
        let question = try #require(asked.json["consultations"]?.asArray?.first)
        #expect(question["dueAt"]?.asString == "2019-08-23T17:00:00+07:00")
        let id = try #require(question["id"]?.asString)
        let work = try #require(
            client(server, "VAN_QUAN_LABOUR").send("GET", "/v1/agencies/van-quan.labour/assignments"))
        #expect(work.text.contains("answerConsultation"), "\(work.text)")

        let clock = try #require(committee.send("GET", "/v1/dossiers/\(number)/clock"))
        #expect(clock.json["consultations"]?.asArray?.count == 1)
        #expect(clock.json["segments"]?.asArray?.last?["activity"]?.asString == "handling")
        let vietnamese = clock.json["sentence"]?["vi"]?.asString ?? ""
        #expect(vietnamese.contains("Ủy ban nhân dân xã Văn An đang giải quyết hồ sơ"), "\(vietnamese)")
        #expect(vietnamese.contains("Hẹn trả kết quả: 17:00 ngày 16/09/2019"), "\(vietnamese)")
        let english = clock.json["sentence"]?["en"]?.asString ?? ""
        #expect(english.contains("is working on the dossier"), "\(english)")
        #expect(english.contains("promised for 17:00 on 16 September 2019"), "\(english)")
        #expect(clock.json["projection"]?["ifAnsweredToday"] != nil)

        let answered = try #require(
            client(server, "VAN_QUAN_LABOUR").send(
                "POST", "/v1/dossiers/\(number)/consultations/\(id)/answer", key: "k5",
                body: "{\"answer\": \"Có, đang lưu tại Phòng\"}"))
        #expect(answered.status == 201, "\(answered.text)")
        let late = try #require(
            client(server, "VAN_QUAN_LABOUR").send(
                "POST", "/v1/dossiers/\(number)/consultations/\(id)/answer", key: "k7", body: "{\"answer\": \"Có\"}"))
        #expect(late.field("type") == "/problems/unknown-consultation")
        let early = try #require(
            client(server, "VAN_AN_CLERK").send(
                "POST", "/v1/dossiers/\(number)/handing-over", key: "k8",
                body: "{\"recipient\": {\"name\": \"Hoàng Thị Mẫu\"}}"))
        // Our own reader refuses a document that says a member twice.
        #expect(early.field("type") == "/problems/not-in-status", "\(early.text)")
        #expect(early.json["status"]?.asInteger == 409 && early.field("dossierStatus") == "handling")
        let back = try #require(
            committee.send(
                "POST", "/v1/dossiers/\(number)/assignments/\(assignment)/return", key: "k6",
                body: "{\"reason\": \"Bản khai chưa ký\"}"))
        #expect(back.json["handovers"]?.asArray?.first?["purpose"]?.asString == "sendBack", "\(back.text)")
        #expect(server.terminate() == 0)
        #expect(try installation.run(["verify"]).status == 0)
    }

    @Test("LAT-03 what will be late is listed for office and agency with the apology, and for nobody else")
    func lateness() throws {
        var server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let (number, _) = try atCommittee(server)
        #expect(server.terminate() == 0)
        // The committee kept it for three weeks; district and province can't make up for that.
        server = try installation.serve(["--clock", "2019-09-10T08:00:00+07:00"])
        for (name, path) in [
            ("VAN_AN_CLERK", "/v1/offices/van-quan.van-an.one-stop/lateness"),
            ("VAN_AN_COMMITTEE", "/v1/agencies/van-quan.van-an.committee/lateness"),
        ] {
            let list = try #require(client(server, name).send("GET", path))
            let row = try #require(list.json["dossiers"]?.asArray?.first, "\(list.text)")
            #expect(row["number"]?.asString == number)
            #expect(row["apologiseBy"]?.asString == "2019-09-13T17:00:00+07:00")
            #expect(row["steps"]?.asArray?.first?["workingMinutesLeft"]?.asInteger ?? 0 < 0, "long past its share")
            let text = try #require(row["apology"]?["text"]?.asString)
            #expect(text.contains("thành thật xin lỗi") && text.hasSuffix("xin hẹn lại ngày 09/10/2019."), "\(text)")
            let reason = "bước “Xác nhận bản khai” tại Ủy ban nhân dân xã Văn An đã quá hạn ngày 26/08/2019"
            #expect(row["apology"]?["reason"]?.asString == reason && text.contains("Lý do: \(reason)."), "\(text)")
            let english = try #require(client(server, name, language: "en").send("GET", path))
            let told = english.json["dossiers"]?.asArray?.first?["apology"]?["text"]?.asString ?? ""
            let cause =
                "the step “Confirm the declaration” at People's Committee of Van An Commune was due on 26 August 2019"
            #expect(told.contains("The reason: \(cause)."), "\(told)")
            #expect(told.hasSuffix("come on 9 October 2019 instead."), "\(told)")
        }
        let foreign = try #require(
            client(server, "LANG_SON_LABOUR").send("GET", "/v1/offices/van-quan.van-an.one-stop/lateness"))
        #expect(foreign.status == 404)
        #expect(server.terminate() == 0)
    }

    @Test("LAT-01 LAT-02 an apology without a reason is refused and told so; the second is ready without a new date")
    func apology() throws {
        var server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let (number, _) = try atCommittee(server)
        #expect(server.terminate() == 0)
        server = try installation.serve(["--clock", "2019-09-10T08:00:00+07:00"])
        let path = "/v1/dossiers/\(number)/apology"
        let rest = "\"newDueOn\": \"2019-09-20\", \"signer\": {\"name\": \"Bình\", \"position\": \"Chủ tịch\"}}"
        for (index, reason) in ["", "\"reason\": \"\", ", "\"reason\": \" \\u00a0\\n\", "].enumerated() {
            for (language, advice) in [("vi", "Hãy"), ("en", reason.isEmpty ? "Add it" : "Write something")] {
                let committee = client(server, "VAN_AN_COMMITTEE", language: language)
                let refused = try #require(
                    committee.send("POST", path, key: "b\(index)\(language)", body: "{\(reason)\(rest)"))
                let error = refused.json["errors"]?.asArray?.first
                #expect(refused.status == 422 && error?["pointer"]?.asString == "/reason", "\(refused.text)")
                #expect(refused.text.contains(advice), "\(refused.text)")
            }
        }
        let committee = client(server, "VAN_AN_COMMITTEE")
        let given = try #require(
            committee.send("POST", path, key: "c", body: "{\"reason\": \"Cán bộ nghỉ ốm.\", \(rest)"))
        #expect(given.status == 201, "\(given.text)")
        let list = try #require(committee.send("GET", "/v1/agencies/van-quan.van-an.committee/lateness"))
        let again = try #require(list.json["dossiers"]?.asArray?.first?["apology"], "\(list.text)")
        #expect(again["newDueAt"] == nil, "the law gives one new appointment")
        let text = again["text"]?.asString ?? ""
        #expect(text.contains("hẹn trả ngày 20/09/2019") && text.hasSuffix("sẽ báo ngay khi có kết quả."), "\(text)")
        #expect(server.terminate() == 0)
    }

    @Test(
        "EVA-01 indicators, what is missing of them, and fulfilment only when all five are there, for office and agency"
    )
    func assessment() throws {
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let office = "/v1/offices/van-quan.van-an.one-stop"
        let person =
            "{\"name\": \"Hoàng Thị Mẫu\", \"identityDocument\": {\"kind\": \"identity-card\", \"number\": \"080000001\"}}"
        let body = """
            {"procedure": "2.000635", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
             "applicant": \(person),
             "decision": {"outcome": "granted", "number": "1/TL", "date": "2019-08-20",
                          "signer": {"name": "Bình", "position": "Công chức"}},
             "handingOver": {"recipient": \(person)},
             "documents": [{"document": "declaration", "originals": 1}, {"document": "identity", "originals": 1}]}
            """
        let settled = try #require(
            client(server, "VAN_AN_OFFICIAL").send("POST", "/v1/settled-dossiers", key: "a", body: body))
        #expect(settled.status == 201, "\(settled.text)")
        let number = try #require(settled.field("number"))
        let period = "/assessment?from=2019-08-20&to=2019-08-20"
        func assess(_ who: String, _ path: String) throws -> (answer: Answer, tenths: [Int64: Int64]) {
            let answer = try #require(client(server, who).send("GET", path + period))
            let rows = (answer.json["indicators"]?.asArray ?? []).compactMap { row -> (Int64, Int64)? in
                guard let indicator = row["indicator"]?.asInteger, let tenths = row["tenths"]?.asInteger else {
                    return nil
                }
                return (indicator, tenths)
            }
            return (answer, Dictionary(rows) { $1 })
        }
        func missing(_ answer: Answer, _ verdict: String) -> [Int64?]? {
            answer.json[verdict]?["missing"]?.asArray?.map(\.asInteger)
        }
        // Settled on the day that the law gives: on time as a whole and of the committee, nothing asked for.
        let unrated = try assess("VAN_AN_OFFICIAL", office)
        #expect(unrated.answer.status == 200, "\(unrated.answer.text)")
        #expect(unrated.tenths == [1: 10, 2: 10, 3: 20, 7: 10, 8: 20], "\(unrated.answer.text)")
        #expect(unrated.answer.json["dossierCount"]?.asInteger == 1)
        #expect(missing(unrated.answer, "staffFulfilment") == [4])
        #expect(unrated.answer.json["staffFulfilment"]?["value"] == nil, "four indicators don't make ten points")
        let time = unrated.answer.json["agencyTimes"]?.asArray?.first
        #expect(time?["agency"]?["id"]?.asString == "van-quan.van-an.committee" && time?["tenths"]?.asInteger == 10)

        let rated = try #require(
            client(server, "VAN_AN_CLERK").send(
                "POST", "/v1/dossiers/\(number)/ratings", key: "b",
                body: "{\"scores\": [{\"indicator\": 4, \"score\": 2}, {\"indicator\": 7, \"score\": 0}]}"))
        #expect(rated.status == 201, "\(rated.text)")
        for (who, path) in [
            ("VAN_AN_OFFICIAL", office), ("VAN_AN_COMMITTEE", "/v1/agencies/van-quan.van-an.committee"),
        ] {
            let whole = try assess(who, path)
            #expect(whole.tenths == [1: 10, 2: 10, 3: 20, 4: 20, 7: 0, 8: 20], "\(whole.answer.text)")
            #expect(whole.answer.json["staffFulfilment"]?["value"]?.asString == "whole", "six points of ten")
            #expect(missing(whole.answer, "staffFulfilment") == [])
            #expect(missing(whole.answer, "grade") == [5, 6, 9], "nobody has inspected")
            #expect(whole.answer.json["grade"]?["value"] == nil)
        }
        let other = try assess("LANG_SON_LABOUR", "/v1/agencies/lang-son.labour")
        #expect(other.answer.json["dossierCount"]?.asInteger == 0 && other.tenths == [8: 20], "it took no part")
        let foreign = client(server, "LANG_SON_LABOUR").send("GET", "/v1/agencies/van-quan.van-an.committee" + period)
        #expect(foreign?.status == 404)
        #expect(server.terminate() == 0)
    }

    @Test("LAT-03 the watch tells of it by itself, once, and the log says which")
    func watch() throws {
        var server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let (number, _) = try atCommittee(server)
        #expect(server.terminate() == 0)
        server = try installation.serve(["--clock", "2019-09-12T08:00:00+07:00", "--watch-seconds", "1"])
        let committee = client(server, "VAN_AN_COMMITTEE")
        var told = 0
        let patience = Patience()
        while told == 0 {
            try patience.check("latenessForeseen among the events")
            let events = try #require(committee.send("GET", "/v1/dossiers/\(number)/events"))
            told = events.text.components(separatedBy: "latenessForeseen").count - 1
        }
        #expect(told == 1)
        #expect(server.terminate() == 0)
        #expect(try server.logText().contains("will be late"))
        #expect(try installation.run(["verify"]).status == 0)
    }

    @Test("RTE-05 what stands isn't planned anew, for one or for many, and each is told why")
    func replanning() throws {
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let (number, _) = try atCommittee(server)
        let official = client(server, "ADMINISTRATOR", language: "en")
        let nothing = try #require(
            official.send("POST", "/v1/dossiers/\(number)/replanning", key: "k4", body: "{\"reason\": \"Merger\"}"))
        #expect(nothing.status == 422 && nothing.field("type") == "/problems/nothing-to-replan")
        let many = try #require(
            official.send(
                "POST", "/v1/replannings", key: "k5",
                body: """
                    {"numbers": ["\(number)", "000.11.30.H37-190820-9999"], "reason": "Merger",
                     "steps": [{"step": "decide", "agency": "lang-son.committee"}]}
                    """))
        #expect(many.status == 200, "\(many.text)")
        let outcomes = try #require(many.json["outcomes"]?.asArray)
        #expect(outcomes[0]["version"] != nil)
        #expect(outcomes[1]["problem"]?.asString == "/problems/not-found")
        let again = try #require(official.send("GET", "/v1/dossiers/\(number)/events"))
        #expect(again.text.contains("replanned"))
        #expect(server.terminate() == 0)
    }

    @Test("CAT-03 the routes are checked from the command line, chain by chain")
    func routesCheck() throws {
        let folder = Installation.root + "/config/lang-son"
        let check = try installation.run(["routes", "check", folder, "--on", "2019-08-20"])
        #expect(check.status == 0, "\(check.output.suffix(500))")
        #expect(check.output.contains("may miss: 2.002307@1 on veteran-funeral-allowance@1"))
        let table = try installation.run(["routes", "table", folder, "--on", "2019-08-20"])
        #expect(table.output.contains("```mermaid"))
        #expect(try installation.run(["routes", "check", installation.folder.path]).status == 1)
    }

    @Test("IDM-01 the province runs over HTTP, killed on the way, and what was acknowledged is there once")
    func province() throws {
        let installation = Installation(folder: try TemporaryFolder())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Installation.executable()).deletingLastPathComponent()
            .appendingPathComponent("motcua-bench")
        process.arguments = [
            "simulate", "--minutes", "0.1", "--kills", "1", "--workers", "2", "--folder",
            installation.folder.path + "/simulation",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: Installation.root)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("| wrong | nothing |"), "\(output)")
        #expect(output.contains("0 differences"))
    }
}
