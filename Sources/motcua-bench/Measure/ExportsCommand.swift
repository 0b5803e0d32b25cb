import ArgumentParser
import DossierAPI
import DossierDomain
import DossierStore
import DossierStoreSQLite
import Foundation
import Glibc

/// `motcua-bench exports`.
struct ExportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exports",
        abstract: "Measure how much memory the service takes for large answers, on a generated database.",
        discussion: """
            The inspectors' record as NDJSON and CSV, also by somebody who doesn't read on for seconds, what is held about \
            a person, and the pilot's report: each a small one and a large one, the peak of the process's memory beside \
            what it had before.
            """)

    @Option(help: "Dossiers in the database, which is generated where it is missing: 10,000–1,000,000.")
    var size = 100_000
    @Option(help: "Dossiers of the person who asks what is held about them: 50–5,000.") var held = 500
    @Option(help: "Folder of the database.") var folder = "var/bench"
    @Option(help: "File that the table is written to, as Markdown.") var write: String?

    private struct Row {
        let name: String
        let amount: String
        let answerBytes: Int
        let before: Int
        let peak: Int
        let seconds: Double
    }

    func run() async throws {
        guard (10_000...1_000_000).contains(size), (50...5_000).contains(held) else {
            throw Failure("--size takes 10000–1000000, --held 50–5000.")
        }
        let bench = try await ServedDatabase.open(size: size, folder: folder)
        let (inspector, protector) = try await credentials(at: bench.path)
        let server = try bench.serve(logLevel: "warning", log: "\(folder)/exports.log", isWatching: false)
        defer { server.stop() }
        try bringPerson(to: bench, server)
        var rows: [Row] = []
        // What is remembered and cached fills up first, by the small ones.
        for isCounted in [false, true] {
            rows = []
            for share in isCounted ? [10, 1] : [10] {
                let after = bench.eventCount - bench.eventCount / share
                let amount = "\(bench.eventCount / share) events"
                for (name, type, pause) in [
                    ("the record as NDJSON", "application/x-ndjson", 0), ("the record as CSV", "text/csv", 0),
                    ("the record as NDJSON, not read on for 5 s", "application/x-ndjson", 5),
                ] {
                    rows.append(
                        try measure(name, amount, server) {
                            try Self.read("/v1/audit?after=\(after)", as: type, by: inspector, server, pause: pause)
                        })
                }
            }
            for count in isCounted ? [50, held] : [50] {
                rows.append(
                    try measure("what is held about a person", "\(count) dossiers, 50 a page", server) {
                        try Self.readHeld(count, by: protector, server)
                    })
            }
            for (days, type) in [
                (pilotDays / 10, "application/json"), (pilotDays, "application/json"), (pilotDays, "text/csv"),
            ] where isCounted || days < pilotDays {
                let first = CivilDate(dayNumber: 19_724)
                rows.append(
                    try measure("the pilot's report, \(type)", "\(days) days", server) {
                        try Self.read(
                            "/v1/reports/pilot?from=\(first)&until=\(first.adding(days: days - 1))", as: type,
                            by: inspector, server)
                    })
            }
        }
        let text = report(rows)
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
    }

    /// As many days as have some 15,000 receptions: a report of more than 20,000 is refused.
    private var pilotDays: Int { max(10, min(366, 15_000 * 730 / size)) }

    private func credentials(at path: String) async throws -> (inspector: String, protector: String) {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        let now = Installation.now()
        func issue(_ name: String, _ role: Role, _ body: Body?, _ posting: PostingID?) async throws -> String {
            try await Commune.issue(
                Actor(
                    credential: CredentialID("bench-\(name)-\(now.milliseconds)"), role: role, body: body,
                    employer: .agency, posting: posting), in: store, now)
        }
        return (
            try await issue("inspector", .inspector, nil, nil),
            try await issue(
                "protector", .official, .office(OfficeID("lang-son.one-stop")), PostingID("demo.giang.lang-son"))
        )
    }

    /// Takes in dossiers of one person at all counters.
    private func bringPerson(to bench: ServedDatabase, _ server: MeasuredServer) throws {
        var connection = KeptConnection(port: server.port)
        let run = Installation.now().milliseconds
        for index in 0..<held {
            let commune = bench.communes[index % bench.communes.count]
            let request = commune.post(
                "/v1/dossiers", key: "exports-\(run)-\(index)", body: commune.newDossier, by: commune.clerk)
            guard let answer = connection.exchange(Array(request.utf8)), answer.status == 201 else {
                throw Failure("A reception was refused: \(connection.lastTrouble)")
            }
        }
    }

    private func measure(
        _ name: String, _ amount: String, _ server: MeasuredServer, _ read: () throws -> Int
    ) throws -> Row {
        // 5 has the peak begin again at what is resident now (proc(5)).
        try "5".write(toFile: "/proc/\(server.identifier)/clear_refs", atomically: false, encoding: .utf8)
        let before = server.figure("VmRSS")
        let start = ContinuousClock.now
        let bytes = try read()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Row(
            name: name, amount: amount, answerBytes: bytes, before: before, peak: server.figure("VmHWM"),
            seconds: seconds)
    }

    /// Reads an answer to its end and answers its length; with a pause, only its beginning before that.
    private static func read(
        _ path: String, as type: String, by token: String, _ server: MeasuredServer, pause: Int = 0
    ) throws -> Int {
        var stream = try AnswerBytes(
            """
            GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\nAccept: \(type)\r\n\
            Connection: close\r\n\r\n
            """, port: server.port)
        defer { stream.close() }
        let beginning = stream.next()
        guard String(decoding: beginning.prefix(12), as: UTF8.self) == "HTTP/1.1 200" else {
            throw Failure("\(path): \(String(decoding: beginning, as: UTF8.self))")
        }
        var count = beginning.count
        if pause > 0 { Thread.sleep(forTimeInterval: Double(pause)) }
        while true {
            let piece = stream.next()
            if piece.isEmpty { return count }
            count += piece.count
        }
    }

    /// Reads what is held about the person of the receptions, page by page, until so many dossiers were told.
    private static func readHeld(_ count: Int, by token: String, _ server: MeasuredServer) throws -> Int {
        var connection = KeptConnection(port: server.port)
        var bytes = 0
        var told = 0
        var after = ""
        while told < count {
            let body = "{\"identityNumber\":\"020123456789\",\"limit\":50\(after)}"
            let request = """
                POST /v1/personal-data/exports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n\
                Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """
            guard let answer = connection.exchange(Array(request.utf8)), answer.status == 200,
                let page = answer.json["dossiers"]?.asArray, !page.isEmpty
            else { throw Failure("What is held wasn't told: \(connection.lastTrouble)") }
            var writer = JSONWriter()
            writer.write(answer.json)
            bytes += writer.bytes.count
            told += page.count
            guard let next = answer.json["next"]?.asString else { break }
            after = ",\"after\":\"\(next)\""
        }
        return bytes
    }

    private func report(_ rows: [Row]) -> String {
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        func mebibytes(_ kibibytes: Int) -> String { MeasureReport.decimals(Double(kibibytes) / 1_024, 1) }
        var text = """
            # What large answers take of memory

            \(MeasureReport.machine())

            Written by `make bench-exports` (`motcua-bench exports`), a \(build) build, on \(size) made-up dossiers. For each answer the peak of the
            server's resident memory (VmHWM, begun again before it) beside what was resident before; each kind was asked for once in small
            before. Where an answer were held as a whole, *more* would grow as *MiB* does.

            | Answer | Of | MiB | before, MiB | peak, MiB | more, MiB | s |
            |---|--:|--:|--:|--:|--:|--:|

            """
        for row in rows {
            text += "| \(row.name) | \(row.amount) | \(mebibytes(row.answerBytes / 1_024)) | \(mebibytes(row.before)) |"
            text += " \(mebibytes(row.peak)) | \(mebibytes(row.peak - row.before)) |"
            text += " \(MeasureReport.decimals(row.seconds, 1)) |\n"
        }
        return text
    }
}

/// The bytes of one answer, a piece at a time.
private struct AnswerBytes {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Sends a request on a connection of its own.
    init(_ request: String, port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let bytes = Array(request.utf8)
        guard isConnected, send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure("The server doesn't answer.")
        }
    }

    /// The next bytes; none at the end.
    mutating func next() -> ArraySlice<UInt8> {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return buffer[..<max(0, count)]
    }

    func close() { _ = Glibc.close(descriptor) }
}
