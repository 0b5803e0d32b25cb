import DossierAPI
import Foundation
import Testing

/// A request on a socket of its own whose answer is read later, or never.
private final class Line {
    private var descriptor: Int32

    /// Connects and sends; `nil` where that fails.
    init?(port: UInt16, token: String?, _ method: String, _ path: String, fields: [String] = [], body: String = "") {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // An answer that never comes fails the test instead of keeping it.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token ?? "")"] + fields
        if !body.isEmpty { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        guard connected == 0, send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            close(descriptor)
            return nil
        }
    }

    /// Everything that comes until the server closes, or has been silent for a minute.
    func readToEnd() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Hangs up.
    func hangUp() {
        close(descriptor)
        descriptor = -1
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}

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

    @Test("POL-05 many wait when the server is told to end: each gets a clean answer, and it ends with 0")
    func endedWhileManyWait() throws {
        let count = isFull ? 5_000 : 300
        let server = try installation.serve(["--max-connections-per-address", "20000"])
        let lines = (0..<count).compactMap { index in
            Line(
                port: server.port, token: tokens["VAN_AN_COMMITTEE"], "GET",
                Self.committee + (index.isMultiple(of: 2) ? "/assignments" : "/events?after=1000000"),
                fields: ["Prefer: wait=60"])
        }
        #expect(lines.count == count)
        #expect(client("VAN_AN_COMMITTEE", of: server).send("GET", "/v1/me")?.status == 200)
        #expect(server.terminate() == 0)
        let answers = lines.map { $0.readToEnd() }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 204") }, "\(Set(answers.map { $0.prefix(60) }))")
    }

    @Test("POL-05 POL-01 metrics tell of polls that wait, why they woke, and what became of leases")
    func metrics() throws {
        let server = try installation.serve(["--loops", "1", "--lease-failures", "1"])
        let administrator = client("ADMINISTRATOR", of: server)
        let committee = client("VAN_AN_COMMITTEE", of: server)
        func metric(_ name: String) -> Int? {
            administrator.send("GET", "/metrics")?.text.components(separatedBy: "\n\(name) ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
        }
        let line = try #require(
            Line(
                port: server.port, token: tokens["VAN_AN_COMMITTEE"], "GET", Self.committee + "/assignments",
                fields: ["Prefer: wait=60", "Connection: close"]))
        // Each question is a round trip, and on one loop the poll was read before most of them.
        let isParked = (0..<5_000).contains { _ in metric("motcua_polls_parked") == 1 }
        #expect(isParked)
        _ = try offer(2, to: server)
        #expect(line.readToEnd().hasPrefix("HTTP/1.1 200"))
        #expect(metric("motcua_polls_parked") == 0)
        #expect(metric("motcua_poll_wakes_total{why=\"news\"}") == 1)
        let leases = try #require(
            committee.send("POST", Self.committee + "/claims", key: "a", body: Self.claim)?.json["leases"]?.asArray)
        // Counted once a second, and each question is a round trip.
        let isHeld = (0..<50_000).contains { _ in metric("motcua_leases_held") == 2 }
        #expect(isHeld)
        for (act, lease) in zip(["release", "return"], leases) {
            let path = "/v1/assignments/\(lease["id"]?.asString ?? "")/\(act)"
            let token = lease["leaseToken"]?.asInteger ?? 0
            let reason = act == "return" ? #", "reason": "máy in hỏng""# : ""
            let body = "{\"leaseToken\": \(token)\(reason)}"
            #expect(committee.send("POST", path, key: act, body: body)?.status == 200)
            #expect(committee.send("POST", path, key: act + "-again", body: body)?.status == 409)
        }
        let isCounted = (0..<50_000).contains { _ in metric("motcua_leases_held") == 0 }
        #expect(isCounted)
        for (name, value) in [
            ("work_set_aside", 1), ("work_set_aside_total", 1), ("stale_tokens_total", 2),
            ("leases_total{event=\"granted\"}", 2), ("leases_total{event=\"released\"}", 1),
            ("leases_total{event=\"returned\"}", 1), ("leases_total{event=\"expired\"}", 0),
        ] { #expect(metric("motcua_" + name) == value, "\(name)") }
        #expect(server.terminate() == 0)
    }

    @Test("POL-05 an answer that nothing is new has at most 300 bytes")
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
        for _ in 0..<24 where completed.isEmpty { readOn() }
        try #require(!completed.isEmpty, "nothing was done within two minutes")
        stop()
        workers = try ["worker.py", "worker.sh"].map { ($0, try start($0, rounds: 0, counts: "counts-2-" + $0)) }
        for _ in 0..<100 where completed.count < numbers.count { readOn() }
        stop()
        #expect(completed.sorted() == numbers.sorted(), "each once")
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }
}
