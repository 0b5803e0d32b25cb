import Foundation
import Glibc
import Synchronization

/// What polls cost, measured one after the other on one server.
struct PollMeasurement {
    let server: PolledServer
    private let clerk: String?
    private let committee: String?
    private var rows: [(what: String, figure: String)] = [] {
        didSet {
            if let row = rows.last {
                FileHandle.standardError.write(Data("\(row.what): \(row.figure)\n".utf8))
            }
        }
    }
    private var serial = 0
    private var eventTail = 0

    private static let agency = "/v1/agencies/van-quan.van-an.committee"
    private static let newDossier = """
        {"procedure": "2.002307", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",\
        "applicant": {"name": "Hoàng Thị Mẫu", "identityDocument": {"kind": "citizen-id", "number": "020175001234"}},\
        "documents": [{"document": "declaration", "originals": 1}, {"document": "death-certificate", "originals": 1}]}
        """

    init(server: PolledServer) {
        self.server = server
        clerk = server.tokens["VAN_AN_CLERK"]
        committee = server.tokens["VAN_AN_COMMITTEE"]
    }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func text(_ value: Double, _ unit: String) -> String {
        (value >= 100 ? String(format: "%.0f", value) : String(format: "%.2f", value)) + " " + unit
    }

    private mutating func nextKey() -> String {
        serial += 1
        return "bench-\(serial)"
    }

    /// Receives a dossier and answers its number.
    private mutating func receive(_ line: PollLine) throws -> String {
        let answer = try line.ask(
            "POST", "/v1/dossiers", token: clerk, key: nextKey(), body: Self.newDossier)
        guard answer.status == 201, let number = Self.field("number", in: answer.body) else {
            throw Failure("not received: \(answer.body)")
        }
        return number
    }

    private static func field(_ name: String, in json: String) -> String? {
        json.components(separatedBy: "\"\(name)\":\"").dropFirst().first.map {
            String($0.prefix { $0 != "\"" })
        }
    }

    mutating func warmUp() throws {
        let line = try PollLine(port: server.port)
        for _ in 0..<50 {
            let number = try receive(line)
            _ = try line.ask(
                "POST", "/v1/dossiers/\(number)/handovers", token: clerk, key: nextKey(), body: "{}")
            _ = try line.ask("GET", Self.agency + "/assignments", token: committee)
        }
    }

    /// Bytes and processor time of polls that learn that nothing is new.
    mutating func emptyPolls() throws {
        let line = try PollLine(port: server.port)
        let first = try line.ask("GET", Self.agency + "/assignments", token: committee)
        let tag =
            first.head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("etag: ") } ?? ""
        let fields = ["If-None-Match: \(tag.dropFirst(6))"]
        let count = 8_000
        let before = server.processorSeconds
        for _ in 0..<count {
            let answer = try line.ask(
                "GET", Self.agency + "/assignments", token: committee, fields: fields)
            guard answer.status == 304 else { throw Failure("not 304: \(answer.head)") }
        }
        let seconds = server.processorSeconds - before
        rows.append(("An empty poll (304): bytes of the answer", "\(line.answerBytes)"))
        rows.append(
            ("An empty poll: bytes of the request, its token of 100 included", "\(line.requestBytes)"))
        rows.append(
            (
                "An empty poll: processor time of the server",
                Self.text(seconds / Double(count) * 1_000_000, "µs")
            ))
    }

    /// Parks that many polls beside those that are parked, and answers their lines.
    private func park(_ count: Int, beside others: Int = 0, _ path: String, token: String?) throws -> [PollLine] {
        let lines = try (0..<count).map { _ in try PollLine(port: server.port) }
        for line in lines { try line.send("GET", path, token: token, fields: ["Prefer: wait=60"]) }
        try server.awaitParked(count + others)
        return lines
    }

    /// Resident memory and idle processor time of parked polls, beside connections that ask nothing.
    mutating func memory(of count: Int) throws {
        let bare = server.residentKiB
        let lines = try (0..<count).map { _ in try PollLine(port: server.port) }
        for line in lines.suffix(20) { _ = try line.ask("GET", "/healthz", token: nil) }
        let idle = server.residentKiB
        let path = Self.agency + "/events?after=\(try position(PollLine(port: server.port)))"
        for line in lines { try line.send("GET", path, token: committee, fields: ["Prefer: wait=60"]) }
        try server.awaitParked(count)
        let parked = server.residentKiB
        let processor = server.processorSeconds
        usleep(5_000_000)
        let waited = server.processorSeconds - processor
        rows.append(
            (
                "\(count) parked polls: resident memory of each, its connection included",
                Self.text(Double(parked - bare) / Double(count), "KiB")
            ))
        rows.append(("Of that, a connection that asks nothing", Self.text(Double(idle - bare) / Double(count), "KiB")))
        rows.append(
            ("\(count) parked polls: processor time in five seconds of waiting", Self.text(waited * 1_000, "ms")))
        withExtendedLifetime(lines) {}
    }

    /// From a commit to the answers of those that it concerns, while others wait for something else.
    mutating func wakeUps(of concerned: Int, beside others: Int) throws {
        let committing = try PollLine(port: server.port)
        let bystanders = try park(
            others, "/v1/agencies/van-quan.van-an.police/events?after=\(try position(committing))",
            token: server.tokens["VAN_AN_POLICE"]
        )
        var fromCommit: [Double] = []
        var fromRequest: [Double] = []
        var processor = 0.0
        let rounds = concerned == 1 ? 200 : 20
        for _ in 0..<rounds {
            let number = try receive(committing)
            eventTail = try position(committing)
            let lines = try park(
                concerned, beside: others, Self.agency + "/events?after=\(eventTail)", token: committee)
            let before = server.processorSeconds
            let start = Self.now()
            try committing.send(
                "POST", "/v1/dossiers/\(number)/handovers", token: clerk,
                fields: ["Idempotency-Key: \(nextKey())"],
                body: "{}")
            let times = try AnswerTimes([committing] + lines)
            processor += server.processorSeconds - before
            fromCommit += times.answered[1...].map { Double(max(0, $0 - times.answered[0])) / 1_000_000 }
            fromRequest += times.answered[1...].map { Double($0 - start) / 1_000_000 }
            guard times.statuses[1...].allSatisfy({ $0 == 200 }) else { throw Failure("a woken poll got nothing") }
        }
        let what = "\(concerned + others) parked, \(concerned) concerned"
        rows.append(("\(what): from the commit's answer to the poll's", Self.quantiles(fromCommit)))
        rows.append(("\(what): from the committing request to the poll's answer", Self.quantiles(fromRequest)))
        if concerned > 1 {
            rows.append(
                (
                    "\(what): processor time of the server for each answer",
                    Self.text(processor / Double(rounds * concerned) * 1_000_000, "µs")
                ))
            try bareAnswers(concerned, beside: Self.quantile(fromCommit, 0.99))
        }
        withExtendedLifetime(bystanders) {}
    }

    /// What the same server needs for as many answers that say nothing (`GET /healthz`), on as many connections: the
    /// least that waking them all can cost.
    private mutating func bareAnswers(_ count: Int, beside herd: Double) throws {
        let lines = try (0..<count).map { _ in try PollLine(port: server.port) }
        var times: [Double] = []
        for _ in 0..<20 {
            let start = Self.now()
            for line in lines { try line.send("GET", "/healthz", token: nil) }
            times += try AnswerTimes(lines).answered.map { Double($0 - start) / 1_000_000 }
        }
        rows.append(
            ("\(count) bare answers of the same server, from the first request on", Self.quantiles(times)))
        rows.append(
            (
                "\(count) concerned, beside as many bare answers (p99)",
                String(format: "%.2f times", herd / Self.quantile(times, 0.99))
            ))
    }

    private static func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    private static func quantiles(_ values: [Double]) -> String {
        String(format: "p50 %.2f ms, p99 %.2f ms", quantile(values, 0.5), quantile(values, 0.99))
    }

    private func position(_ line: PollLine) throws -> Int {
        var tail = eventTail
        while true {
            let answer = try line.ask(
                "GET", Self.agency + "/events?after=\(tail)&limit=1000", token: committee)
            let next = answer.body.components(separatedBy: "\"next\":").last?.prefix { $0.isNumber } ?? ""
            guard let position = Int(next), position > tail else { return tail }
            tail = position
        }
    }

    mutating func add(_ what: String, _ figure: String) {
        rows.append((what, figure))
    }

    func markdown() -> String {
        let lines = rows.map { "| \($0.what) | \($0.figure) |" }
        return """
            # What polling costs

            Measured by `make bench-poll`: one server of the release build on \(ProcessInfo.processInfo.activeProcessorCount) \
            cores, the client beside it on the same machine, durable commits (WAL, `synchronous=FULL`), a log line for each \
            request. What the figures mean, and where an aim is missed, is said in
            [decision 0043](../decisions/0043-what-a-parked-poll-holds.md).

            | What | Figure |
            |---|---|
            \(lines.joined(separator: "\n"))

            """
    }
}

// MARK: Claims and completions

extension PollMeasurement {
    private static let workers = 8
    private static let batch = 10

    /// Claims and completes that many dossiers by eight workers, and has SQLite write the same rows.
    mutating func work(_ count: Int) throws {
        let clerk = server.tokens["VAN_AN_CLERK"]
        let committee = server.tokens["VAN_AN_COMMITTEE"]
        // What the other measurements have left behind is claimed first, for a day.
        let first = try PollLine(port: server.port)
        while try first.ask(
            "POST", Self.agency + "/claims", token: committee, key: nextKey(),
            body: #"{"count": 100, "leaseSeconds": 86400}"#
        ).status == 201 {}
        try inParallel(16) { worker, line in
            for index in 0..<(count / 16) {
                let received = try line.ask(
                    "POST", "/v1/dossiers", token: clerk, key: "work-\(worker)-\(index)",
                    body: Self.newDossier)
                guard let number = Self.field("number", in: received.body) else {
                    throw Failure(received.body)
                }
                _ = try line.ask(
                    "POST", "/v1/dossiers/\(number)/handovers", token: clerk, key: "offer-\(worker)-\(index)",
                    body: "{}")
            }
        }
        let peer = try PollPeer(copying: server.database)
        let leases = Mutex<[(number: String, id: String, token: String)]>([])
        let claiming = try inParallel(Self.workers) { worker, line in
            var serial = 0
            while true {
                serial += 1
                let answer = try line.ask(
                    "POST", Self.agency + "/claims", token: committee, key: "claim-\(worker)-\(serial)",
                    body: #"{"count": \#(Self.batch), "leaseSeconds": 86400}"#)
                guard answer.status == 201 else { return }
                let found = answer.body.components(separatedBy: "{\"leaseToken\":").dropFirst().map {
                    part in
                    (
                        number: Self.field("number", in: part) ?? "", id: Self.field("id", in: part) ?? "",
                        token: String(part.prefix { $0.isNumber })
                    )
                }
                leases.withLock { $0 += found }
            }
        }
        let all = leases.withLock { $0 }
        guard all.count >= count / 16 * 16 else { throw Failure("claimed \(all.count) of \(count)") }
        let rawClaiming = try peer.claims(from: server.database, groupedBy: Self.workers)
        add(
            "Claims of \(Self.batch), \(Self.workers) workers: leases a second", rate(all.count, claiming)
        )
        add(
            "SQLite alone, the same rows, \(Self.workers) claims in a transaction",
            rate(all.count, rawClaiming))
        add("Claims: share of SQLite alone", Self.text(rawClaiming / claiming * 100, "%"))
        let acknowledging = try inParallel(Self.workers * 2) { worker, line in
            for (index, lease) in all.enumerated() where index % (Self.workers * 2) == worker {
                let answer = try line.ask(
                    "POST", "/v1/dossiers/\(lease.number)/handovers/\(lease.id)/acknowledgement",
                    token: committee,
                    key: "ack-\(lease.token)", body: "{\"leaseToken\": \(lease.token)}")
                guard answer.status == 201 else { throw Failure(answer.body) }
            }
        }
        add(
            "Acknowledgements under leases, one a request, \(Self.workers * 2) workers: a second",
            rate(all.count, acknowledging))
        let before = try PollPeer(copying: server.database)
        let completing = try inParallel(Self.workers) { worker, line in
            let mine = all.enumerated().filter { $0.offset % Self.workers == worker }.map(\.element)
            for start in stride(from: 0, to: mine.count, by: Self.batch) {
                let part = mine[start..<min(start + Self.batch, mine.count)]
                let items = part.map {
                    "{\"number\": \"\($0.number)\", \"assignment\": \"\($0.id)\", \"leaseToken\": \($0.token), \"opinion\": \"Bản khai đúng.\"}"
                }
                let answer = try line.ask(
                    "POST", Self.agency + "/completions", token: committee, key: "done-\(worker)-\(start)",
                    body: "{\"completions\": [\(items.joined(separator: ", "))]}")
                guard answer.body.components(separatedBy: "\"status\":201").count == part.count + 1 else {
                    throw Failure("not all completed: \(answer.body.prefix(500))")
                }
            }
        }
        let rawCompleting = try before.completions(
            from: server.database, groupedBy: Self.workers * Self.batch)
        add(
            "Completions, \(Self.batch) a request, \(Self.workers) workers: a second",
            rate(all.count, completing))
        add(
            "SQLite alone, the same rows, \(Self.workers * Self.batch) completions in a transaction",
            rate(all.count, rawCompleting))
        add("Completions: share of SQLite alone", Self.text(rawCompleting / completing * 100, "%"))
    }

    private func rate(_ count: Int, _ seconds: Double) -> String {
        String(format: "%.0f", Double(count) / max(seconds, 1e-9))
    }

    /// Runs workers on threads of their own; answers how long the last one took, in seconds.
    @discardableResult
    private func inParallel(_ count: Int, _ work: @escaping @Sendable (Int, PollLine) throws -> Void)
        throws -> Double
    {
        let port = server.port
        let failure = Mutex<(any Error)?>(nil)
        let group = DispatchGroup()
        let start = Self.now()
        for worker in 0..<count {
            group.enter()
            Thread.detachNewThread {
                do {
                    try work(worker, try PollLine(port: port))
                } catch {
                    failure.withLock { $0 = error }
                }
                group.leave()
            }
        }
        group.wait()
        if let error = failure.withLock({ $0 }) { throw error }
        return Double(Self.now() - start) / 1_000_000_000
    }
}
