import DossierAPI
import DossierTesting
import Foundation
import Testing

@Suite("Agencies that poll the real process", .serialized)
struct PollingProcessTests {
    private static let committee = "/v1/agencies/van-quan.van-an.committee"
    private let installation: Installation
    private let tokens: [String: String]
    private let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    init() throws {
        (installation, tokens) = try Installation.pilot()
    }

    private func client(_ name: String, of server: ServerProcess) -> Client {
        Client(port: server.port, token: tokens[name])
    }

    /// Receives dossiers and passes them on to the committee; answers their numbers.
    private func offer(_ count: Int, to server: ServerProcess, from first: Int = 0) throws -> [String] {
        let clerk = client("VAN_AN_CLERK", of: server)
        return try (first..<first + count).map { index in
            let number = try #require(clerk.receive(key: "receive-\(index)")?.field("number"))
            let offered = clerk.send("POST", "/v1/dossiers/\(number)/handovers", key: "offer-\(index)", body: "{}")
            #expect(offered?.status == 201)
            return number
        }
    }

    private static let claim = #"{"leaseSeconds": 600, "kinds": ["acknowledgeHandover", "completeStep"]}"#

    @Test("POL-02 killed after a claim whose answer nobody read: the same key gives the same leases")
    func killedAfterClaim() throws {
        var server = try installation.serve(["--loops", "1"])
        _ = try offer(3, to: server)
        let lost = Line(
            port: server.port, token: tokens["VAN_AN_COMMITTEE"], "POST", Self.committee + "/claims",
            fields: ["Idempotency-Key: lost"], body: Self.claim)
        #expect(lost != nil)
        // On one loop this is answered after the claim: what it shows was committed.
        let seen = client("VAN_AN_COMMITTEE", of: server)
            .send("GET", Self.committee + "/assignments?standing=claimed")
        server.kill()
        server = try installation.serve()
        let committee = client("VAN_AN_COMMITTEE", of: server)
        let again = try #require(
            committee.send("POST", Self.committee + "/claims", key: "lost", body: Self.claim))
        #expect(again.status == 201, "\(again.text)")
        #expect(again.json["leases"]?.asArray?.count == 3)
        if seen?.json["assignments"]?.asArray?.count == 3 {
            #expect(again.fields["idempotency-replayed"] == "true")
        }
        #expect(committee.send("POST", Self.committee + "/claims", key: "other", body: Self.claim)?.status == 204)
        #expect(server.terminate() == 0)
    }

    @Test("POL-05 a poller that died while it waited costs nothing and gets nothing")
    func deadPoller() throws {
        let server = try installation.serve(["--loops", "1"])
        let token = tokens["VAN_AN_COMMITTEE"]
        for _ in 0..<20 {
            let line = Line(
                port: server.port, token: token, "POST", Self.committee + "/claims",
                fields: ["Idempotency-Key: dead", "Prefer: wait=60"], body: Self.claim)
            line?.hangUp()
        }
        let living = Line(
            port: server.port, token: token, "POST", Self.committee + "/claims",
            fields: ["Idempotency-Key: living", "Prefer: wait=60", "Connection: close"],
            body: #"{"worker": "living"}"#)
        // On one loop everything before was seen when this is answered.
        let numbers = try offer(1, to: server)
        let answer = try #require(living).readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
        #expect(answer.contains(numbers[0]) && answer.contains("\"worker\":\"living\""))
        #expect(server.terminate() == 0)
    }

    /// What a client asks, and asks again word by word where no answer came.
    private enum Question {
        case claim(Int)
        case events(after: Int64)
        case assignments(knownAs: String)
    }

    private func ask(_ question: Question, of server: ServerProcess) -> Line? {
        let (method, path, fields, body): (String, String, [String], String) =
            switch question {
            case .claim(let worker):
                ("POST", "/claims", ["Idempotency-Key: parked-\(worker)"], #"{"count": 1, "leaseSeconds": 600}"#)
            case .events(let position): ("GET", "/events?after=\(position)", [], "")
            case .assignments(let tag): ("GET", "/assignments", ["If-None-Match: \(tag)"], "")
            }
        return Line(
            port: server.port, token: tokens["VAN_AN_COMMITTEE"], method, Self.committee + path,
            fields: fields + ["Prefer: wait=60", "Connection: close"], body: body)
    }

    private func parked(at server: ServerProcess, reaching count: Int) -> Int? {
        client("ADMINISTRATOR", of: server).parkedPolls(reaching: count)
    }

    /// Reads a feed on to its end, and answers what it has.
    private func readOn(_ server: ServerProcess, after position: Int64) throws -> [JSONValue] {
        let committee = client("VAN_AN_COMMITTEE", of: server)
        var events: [JSONValue] = []
        var position = position
        while true {
            let page = try #require(committee.send("GET", Self.committee + "/events?limit=1000&after=\(position)"))
            let more = page.json["events"]?.asArray ?? []
            guard !more.isEmpty else { return events }
            events += more
            position = try #require(page.json["next"]?.asInteger)
        }
    }

    @Test("POL-02 POL-04 POL-05 killed while many polls wait: asked again, they miss nothing and get nothing twice")
    func killedWhileManyWait() throws {
        // A poll waits a minute at the most: few enough for a slow machine to have them all wait at once.
        let count = isFull ? 80 : 8
        try allowOpenFiles(2_000)
        var server = try installation.serve()
        _ = try offer(1, to: server)
        var committee = client("VAN_AN_COMMITTEE", of: server)
        let claims = Self.committee + "/claims"
        let held = try #require(committee.send("POST", claims, key: "held", body: Self.claim)?.json["leases"]?[0])
        let position = try #require(committee.send("GET", Self.committee + "/events")?.json["next"]?.asInteger)
        let tag = try #require(committee.send("GET", Self.committee + "/assignments")?.fields["etag"])
        let questions = (0..<count).flatMap {
            [Question.claim($0), .events(after: position), .assignments(knownAs: tag)]
        }
        let lost = questions.map { ask($0, of: server) }
        #expect(parked(at: server, reaching: questions.count) == questions.count)
        server.kill()
        #expect(lost.allSatisfy { $0?.readToEnd() == "" }, "nobody was answered")

        server = try installation.serve()
        // Half of them are back before anything comes; the others find what has come meanwhile, or wait for more.
        let early = questions[..<(questions.count / 2)].map { ask($0, of: server) }
        #expect(parked(at: server, reaching: early.count) == early.count)
        var numbers = try offer(count * 3 / 4, to: server, from: 1)
        let late = questions[(questions.count / 2)...].map { ask($0, of: server) }
        #expect(parked(at: server, reaching: count / 4) == count / 4)
        numbers += try offer(count / 4, to: server, from: 1 + numbers.count)

        let news = try readOn(server, after: position)
        let offered = news.filter { $0["type"] == "vn.motcua.dossier.handoverOffered" }
        #expect(offered.map { $0["subject"]?.asString } == numbers, "in order")
        committee = client("VAN_AN_COMMITTEE", of: server)
        var claimed: [String] = []
        for (question, line) in zip(questions, early + late) {
            let answer = try #require(line?.readAnswer())
            switch question {
            case .claim(let worker):
                let leases = answer.json["leases"]?.asArray ?? []
                #expect(answer.status == 201 && answer.fields["idempotency-replayed"] == nil, "\(answer.text)")
                claimed += leases.compactMap { $0["number"]?.asString }
                let again = committee.send(
                    "POST", claims, key: "parked-\(worker)", body: #"{"count": 1, "leaseSeconds": 600}"#)
                #expect(again?.fields["idempotency-replayed"] == "true" && again?.json["leases"]?.asArray == leases)
            case .events:
                let next = try #require(answer.json["next"]?.asInteger, "\(answer.text)")
                let events = answer.json["events"]?.asArray ?? []
                #expect(try !events.isEmpty && events + readOn(server, after: next) == news)
            case .assignments:
                let listed = (answer.json["assignments"]?.asArray ?? []).compactMap { $0["number"]?.asString }
                #expect(answer.status == 200 && answer.fields["etag"] != tag)
                #expect(!Set(listed).isDisjoint(with: numbers))
            }
        }
        #expect(claimed.sorted() == numbers.sorted(), "each once")
        #expect(committee.send("POST", claims, key: "other", body: Self.claim)?.status == 204, "all is given out")
        let heldStill = committee.send("POST", claims, key: "held", body: Self.claim)?.json["leases"]?[0]
        #expect(heldStill?["leaseToken"] == held["leaseToken"])
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("POL-05 many wait when the server is told to end: at 10 KiB each at most, and each gets a clean answer")
    func endedWhileManyWait() throws {
        let count = isFull ? 10_000 : 100
        try allowOpenFiles(count + 1_000)
        let server = try installation.serve(["--max-connections-per-address", "20000"])
        let administrator = client("ADMINISTRATOR", of: server)
        #expect(administrator.parkedPolls(reaching: 0) == 0)
        let end = try #require(
            client("VAN_AN_COMMITTEE", of: server).send("GET", Self.committee + "/events")?.json["next"]?.asInteger)
        let before = try server.residentBytes()
        let lines = (0..<count).compactMap { index in
            let kind = [("GET", "/assignments"), ("GET", "/events?after=\(end)"), ("POST", "/claims")][index % 3]
            return Line(
                port: server.port, token: tokens["VAN_AN_COMMITTEE"], kind.0, Self.committee + kind.1,
                fields: ["Prefer: wait=60", "Idempotency-Key: many-\(index)"],
                body: kind.0 == "POST" ? Self.claim : "")
        }
        #expect(lines.count == count)
        #expect(administrator.parkedPolls(reaching: count) == count)
        let each = (try server.residentBytes() - before) / count
        // What the process takes for itself doesn't count for anything beside ten thousand, and does beside hundreds.
        if isFull, ProcessInfo.processInfo.environment["MOTCUA_SANITIZED"] == nil {
            #expect(each <= 10_240, "\(each) bytes each")
            print("\(count) parked polls: \(each) bytes each")
        }
        #expect(server.terminate() == 0)
        let answers = lines.map { $0.readToEnd() }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 204") }, "\(Set(answers.map { $0.prefix(60) }))")
    }

    @Test("POL-05 POL-01 metrics tell of polls that wait, why they woke, and what became of leases")
    func metrics() throws {
        let server = try installation.serve(["--loops", "1", "--lease-failures", "1"])
        let administrator = client("ADMINISTRATOR", of: server)
        let committee = client("VAN_AN_COMMITTEE", of: server)
        let line = try #require(
            Line(
                port: server.port, token: tokens["VAN_AN_COMMITTEE"], "GET", Self.committee + "/assignments",
                fields: ["Prefer: wait=60", "Connection: close"]))
        #expect(administrator.parkedPolls(reaching: 1) == 1)
        _ = try offer(2, to: server)
        #expect(line.readToEnd().hasPrefix("HTTP/1.1 200"))
        #expect(administrator.parkedPolls(reaching: 0) == 0)
        #expect(administrator.metric("motcua_poll_wakes_total{why=\"news\"}", reaching: 1) == 1)
        let leases = try #require(
            committee.send("POST", Self.committee + "/claims", key: "a", body: Self.claim)?.json["leases"]?.asArray)
        // Counted once a second.
        #expect(administrator.metric("motcua_leases_held", reaching: 2) == 2)
        for (act, lease) in zip(["release", "return"], leases) {
            let path = "/v1/assignments/\(lease["id"]?.asString ?? "")/\(act)"
            let token = lease["leaseToken"]?.asInteger ?? 0
            let reason = act == "return" ? #", "reason": "máy in hỏng""# : ""
            let body = "{\"leaseToken\": \(token)\(reason)}"
            #expect(committee.send("POST", path, key: act, body: body)?.status == 200)
            #expect(committee.send("POST", path, key: act + "-again", body: body)?.status == 409)
        }
        #expect(administrator.metric("motcua_leases_held", reaching: 0) == 0)
        for (name, value) in [
            ("work_set_aside", 1), ("work_set_aside_total", 1), ("stale_tokens_total", 2),
            ("leases_total{event=\"granted\"}", 2), ("leases_total{event=\"released\"}", 1),
            ("leases_total{event=\"returned\"}", 1), ("leases_total{event=\"expired\"}", 0),
        ] { #expect(administrator.metric("motcua_" + name, reaching: value) == value, "\(name)") }
        #expect(server.terminate() == 0)
    }

    @Test("POL-05 the answer that nothing is new has at most 300 bytes; its request comes on top")
    func emptyPollBytes() throws {
        let server = try installation.serve()
        let committee = client("VAN_AN_COMMITTEE", of: server)
        let tag = try #require(committee.send("GET", Self.committee + "/assignments")?.fields["etag"])
        for fields in [["If-None-Match: \(tag)"], ["Prefer: wait=1"]] {
            let line = Line(
                port: server.port, token: tokens["VAN_AN_COMMITTEE"], "GET", Self.committee + "/assignments",
                fields: fields + ["Connection: close"])
            let answer = try #require(line).readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 304") || answer.hasPrefix("HTTP/1.1 204"), "\(answer)")
            #expect(answer.utf8.count <= 300, "\(answer.utf8.count) bytes: \(answer)")
        }
    }

    @Test("POL-01 POL-02 the reference clients do all work once, though they are killed in the midst of it")
    func referenceClients() throws {
        let server = try installation.serve(["--lease-failures", "100"])
        let numbers = try offer(8, to: server)
        let program = installation.folder.path + "/work.sh"
        // Every third piece of work fails the first time.
        let script = """
            #!/bin/sh
            cat > /dev/null
            n=$(cat "$COUNTS" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > "$COUNTS"
            if [ $((n % 3)) = 0 ]; then echo "máy in hỏng" >&2; exit 1; fi
            echo '{"opinion": "Bản khai đúng."}'
            """
        try Data(script.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        var workers: [(client: String, process: Process)] = []
        func start(_ client: String, rounds: Int, counts: String) throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Installation.root + "/docs/clients/" + client)
            process.arguments = [installation.folder.path + "/state-" + client, program]
            var environment = installation.environment
            environment.merge([
                "MOTCUA": "http://127.0.0.1:\(server.port)", "TOKEN": tokens["VAN_AN_COMMITTEE"] ?? "",
                "AGENCY": "van-quan.van-an.committee", "WAIT": "1", "LEASE_SECONDS": "600",
                "MAX_ROUNDS": String(rounds), "COUNTS": installation.folder.path + "/" + counts,
            ]) { $1 }
            process.environment = environment
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        for client in ["worker.py", "worker.sh"] {
            workers.append((client, try start(client, rounds: 0, counts: "counts-1-" + client)))
        }
        // What is done is read from the feed, as it comes.
        let committee = client("VAN_AN_COMMITTEE", of: server)
        var position: Int64 = 0
        var completed: [String] = []
        func readOn() {
            let path = Self.committee + "/events?after=\(position)"
            guard let page = committee.send("GET", path, fields: ["Prefer: wait=5"])?.json else { return }
            position = page["next"]?.asInteger ?? position
            completed += (page["events"]?.asArray ?? []).filter { $0["type"] == "vn.motcua.dossier.stepCompleted" }
                .compactMap { $0["subject"]?.asString }
        }
        func stop() {
            for (_, process) in workers {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
        }
        // Killed as soon as something is done, and started again on what they left behind.
        let patience = Patience()
        while completed.isEmpty {
            try patience.check("a step that is completed")
            readOn()
        }
        stop()
        workers = try ["worker.py", "worker.sh"].map { ($0, try start($0, rounds: 0, counts: "counts-2-" + $0)) }
        let more = Patience()
        while completed.count < numbers.count, !more.isExhausted { readOn() }
        stop()
        #expect(completed.sorted() == numbers.sorted(), "each once")
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }
}
