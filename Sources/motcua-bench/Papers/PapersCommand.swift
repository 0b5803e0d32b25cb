#if PDF
    import ArgumentParser
    import DossierConfiguration
    import DossierDomain
    import DossierPapers
    import DossierPapersPDF
    import DossierTesting
    import Foundation
    import HTTPLoad

    /// `motcua-bench papers`.
    struct PapersCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "papers",
            abstract: "Measure papers: slips a second beside Cairo by itself, and the memory of a long register.",
            discussion: """
                Serves a database in which one counter has received so many dossiers within a year. Fails where fewer than
                100 slips a second are laid out, or where a register of a year takes more memory than one of a day.
                """)

        /// What a register may take more than a short one, in MiB: pages are listed at the end of a PDF.
        private static let allowance = 32

        @Option(help: "Rows of the register: 1,000–500,000.") var rows = 100_000
        @Option(help: "Rounds of the measurements of slips.") var rounds = 3
        @Option(help: "Seconds of each.") var seconds = 4.0
        @Option(help: "Folder of the database, which is made where it is missing.") var folder = "var/bench"
        @Option(help: "File that the table is written to, as Markdown.") var write: String?

        func run() async throws {
            guard (1_000...500_000).contains(rows), (1...20).contains(rounds), (0.5...60).contains(seconds) else {
                throw Failure("--rows takes 1000–500000, --rounds 1–20, --seconds 0.5–60.")
            }
            let database = try await database()
            var report = PapersReport(rounds: rounds, seconds: seconds)
            try await slips(of: database, into: &report)
            for format in RegisterFormat.all {
                for period in RegisterPeriod.all { try register(format, period, of: database, into: &report) }
            }
            let text = report.markdown()
            print(text)
            if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
            let failures = report.failures(allowance: Self.allowance)
            guard failures.isEmpty else { throw Failure(failures.joined(separator: "\n")) }
        }

        /// A configuration of one commune's counter, so that its register is long.
        private func database() async throws -> ServedDatabase {
            let path = "\(folder)/papers-\(rows).db"
            if !FileManager.default.fileExists(atPath: path) {
                var document = try loadConfiguration(from: "config/lang-son")
                guard let counter = document.counters.first(where: { $0.id == CounterID("van-quan.van-an.counter-1") })
                else { throw Failure("The configuration lacks the counter of Vân An.") }
                document.counters = [counter]
                document.postings.removeAll { $0.counter.map { $0 != counter.id } ?? false }
                let configuration = "\(folder)/papers-configuration"
                for file in try export(document) {
                    let place = URL(fileURLWithPath: configuration + "/" + file.path)
                    try FileManager.default.createDirectory(
                        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(file.bytes).write(to: place)
                }
                var generate = try GenerateCommand.parse([])
                generate.database = path
                generate.keyFile = "\(folder)/papers-\(rows).key"
                generate.configuration = configuration
                generate.dossiers = rows
                (generate.from, generate.until) = ("2024-01-02", "2025-01-01")
                try await generate.run()
            }
            return try await ServedDatabase.open(size: rows, folder: folder, name: "papers")
        }

        // MARK: Slips

        private func slips(of database: ServedDatabase, into report: inout PapersReport) async throws {
            guard let commune = database.communes.first else { throw Failure("No commune has a counter.") }
            let log = "\(folder)/papers.log"
            let server = try database.serve(logLevel: "info", log: log, isWatching: false)
            defer { server.stop() }
            let numbers = try database.numbers(of: commune)
            guard let number = numbers.first else { throw Failure("No dossier was handed over.") }
            let html = try Fetch(server, commune.clerk).get("/v1/dossiers/\(number)/slips/01", accept: "text/html")
            let press = try PDFPress(threads: 1).press
            let cairo = CairoAlone(html: String(decoding: html, as: UTF8.self))
            for _ in 0..<rounds {
                for (name, mediaType) in [("HTML", "text/html"), ("PDF", "application/pdf")] {
                    let pool = RequestPool(
                        numbers.prefix(2_000).map {
                            "GET /v1/dossiers/\($0)/slips/01 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(mediaType)\r\n"
                                + "Authorization: Bearer \(commune.clerk)\r\n\r\n"
                        })
                    var load = LoadRun(port: server.port)
                    load.duration = .seconds(seconds)
                    let reading = try Gauge(server: server, logPath: log).measure(
                        name, load, (0..<8).map { Asking(pool: pool, generator: SeededGenerator(seed: UInt64($0))) })
                    report.note("Form 01 as \(name) over HTTP, 8 connections", reading)
                }
                let (rate, bytes) = try await alone {
                    try await press.print(String(decoding: html, as: UTF8.self)).count
                }
                report.note("The same form by the press alone, one thread", Reading(rate: rate, answerBytes: bytes))
                let (limit, drawn) = try await alone { cairo.draw() }
                report.note("Cairo alone drawing the same lines, one thread", Reading(rate: limit, answerBytes: drawn))
            }
        }

        private func alone(_ work: () async throws -> Int) async throws -> (rate: Double, bytes: Double) {
            let start = ContinuousClock.now
            var (count, bytes) = (0, 0)
            while ContinuousClock.now - start < .seconds(seconds) {
                bytes += try await work()
                count += 1
            }
            return (Double(count) / ((ContinuousClock.now - start) / .seconds(1)), Double(bytes) / Double(count))
        }

        // MARK: Registers

        private func register(
            _ format: RegisterFormat, _ period: RegisterPeriod, of database: ServedDatabase,
            into report: inout PapersReport
        ) throws {
            guard let commune = database.communes.first else { return }
            // A server for each: the most memory that it ever had is that list's.
            let server = try database.serve(logLevel: "info", log: "\(folder)/papers.log", isWatching: false)
            defer { server.stop() }
            let fetch = Fetch(server, commune.clerk)
            let path = "/v1/offices/\(commune.office)/register?from=\(period.from)&to=\(period.to)"
            let before = server.figure("VmHWM")
            let start = ContinuousClock.now
            let bytes = try fetch.size(path, accept: format.mediaType)
            let taken = (ContinuousClock.now - start) / .seconds(1)
            report.registers.append(
                .init(
                    format: format.name, period: period.name, rows: try fetch.rows(path), bytes: bytes, seconds: taken,
                    startMebibytes: Double(before) / 1_024, peakMebibytes: Double(server.figure("VmHWM")) / 1_024))
        }
    }

    struct RegisterFormat {
        let name: String
        let mediaType: String
        static let all = [
            RegisterFormat(name: "HTML", mediaType: "text/html"), RegisterFormat(name: "CSV", mediaType: "text/csv"),
            RegisterFormat(name: "PDF", mediaType: "application/pdf"),
        ]
    }

    struct RegisterPeriod {
        let name: String
        let from: String
        let to: String
        static let all = [
            RegisterPeriod(name: "a week", from: "2024-03-04", to: "2024-03-10"),
            RegisterPeriod(name: "the year", from: "2024-01-01", to: "2024-12-31"),
        ]
    }

    /// Reads an address by curl, as a counter would.
    struct Fetch {
        private let address: String
        private let token: String

        init(_ server: MeasuredServer, _ token: String) {
            address = "http://127.0.0.1:\(server.port)"
            self.token = token
        }

        private func curl(_ path: String, _ accept: String, _ more: [String]) throws -> Data {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                [
                    "curl", "-sS", "--fail-with-body", "--max-time", "900", "-H", "Authorization: Bearer \(token)",
                    "-H",
                    "Accept: \(accept)",
                ] + more + [address + path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure("\(path) as \(accept): \(String(decoding: output.prefix(400), as: UTF8.self))")
            }
            return output
        }

        /// The whole answer.
        func get(_ path: String, accept: String) throws -> Data { try curl(path, accept, []) }

        /// How long the answer is; nothing of it is kept.
        func size(_ path: String, accept: String) throws -> Int {
            let output = try curl(path, accept, ["-o", "/dev/null", "-w", "%{size_download}"])
            return Int(String(decoding: output, as: UTF8.self)) ?? 0
        }

        /// How many rows a list has.
        func rows(_ path: String) throws -> Int {
            try curl(path, "text/csv", []).count { $0 == UInt8(ascii: "\n") } - 1
        }
    }
#endif
