import ArgumentParser
import DossierDomain
import DossierTesting
import Foundation
import HTTPLoad

/// `motcua-bench soak`.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Load the service at half its highest rate for long, and see that nothing grows.",
        discussion: """
            Finds the highest rate of a mix of reads and receptions, then asks for half of it at even intervals, in
            windows with connections of their own, after one that isn't counted. Memory, descriptors and latencies of
            the windows are compared: the last third must be like the first. Exit code 1 where it isn't.
            """)

    @Option(help: "Dossiers in the database beforehand.") var size = 20_000
    @Option(help: "How long, in minutes: 1–600.") var minutes = 30
    @Option(help: "Seconds of a window: 1–600; shorter where there would be fewer than six.") var window = 60
    @Option(help: "Receptions in a thousand requests; the others are reads: 1–1000.") var receptions = 20
    @Option(help: "Folder of the database.") var folder = "var/bench"
    @Option(help: "File that the table is written to, as Markdown.") var write: String?

    /// One window.
    private struct Window {
        let rate: Double
        let latency: LatencyHistogram
        let receptions: LatencyHistogram
        let unsentCount: Int
        /// Of what was due, in percent.
        let unsentShare: Double
        let residentKiB: Int
        let descriptorCount: Int
        let threadCount: Int
        let logBytes: Int
        let processor: ProcessorTime

        /// The service's processor time for a request, in microseconds: others on the machine don't change it much.
        var microsecondsPerRequest: Double {
            latency.count == 0 ? 0 : processor.service * 1e6 / Double(latency.count)
        }
    }

    func run() async throws {
        guard (1...600).contains(minutes), (1...600).contains(window), (1...1_000).contains(receptions) else {
            throw Failure("--minutes and --window take 1–600, --receptions 1–1000.")
        }
        let bench = try await ServedDatabase.open(size: size, folder: folder, name: "soak")
        let service = try bench.serve(logLevel: "info", log: "/dev/null", isWatching: true)
        defer { service.stop() }
        var run = UInt64(Installation.now().milliseconds) << 8
        func load(_ seconds: Int, rate: Double?) throws -> LoadResult {
            run += 1
            var load = LoadRun(port: service.port)
            load.kindCount = 2
            load.duration = .seconds(seconds)
            load.rate = rate
            let conversations = (0..<64).map { index in
                Mixing(
                    asking: Asking(pool: bench.pools.random, generator: SeededGenerator(seed: run &+ UInt64(index))),
                    receiving: Receiving(
                        bench.communes, keys: KeyText(run: run, connection: index), startingAt: index * 7),
                    receptionsPerMille: receptions)
            }
            let result = load.run(conversations)
            guard !result.isServerGone, result.refusalCount == 0 else {
                throw Failure("The service went away or refused: \(result.refusals).")
            }
            return result
        }
        let highest = try load(10, rate: nil).rate
        var windows: [Window] = []
        let length = min(window, minutes * 10)
        // What is remembered and cached fills up first.
        _ = try load(length, rate: highest / 2)
        for index in 0..<(minutes * 60 / length) {
            let before = ProcessorTime(of: service)
            let result = try load(length, rate: highest / 2)
            let processor = ProcessorTime(of: service) - before
            windows.append(
                Window(
                    rate: result.rate, latency: result.latency, receptions: result.latencies[1],
                    unsentCount: result.unsentCount,
                    unsentShare: 200 * Double(result.unsentCount) / (highest * Double(length)),
                    residentKiB: service.figure("VmRSS"),
                    descriptorCount: Self.settledDescriptorCount(of: service), threadCount: service.figure("Threads"),
                    logBytes: bench.logBytes(), processor: processor))
            MeasureCommand.tell("window \(index + 1): \(windows[index].residentKiB / 1_024) MiB")
        }
        let comparisons = Self.compare(windows)
        let text = report(
            windows, seconds: length, highest: highest, comparisons, databaseBytes: bench.databaseBytes())
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
        if comparisons.contains(where: { !$0.isFlat }) { throw ExitCode(1) }
    }

    /// Descriptors once the window's connections are closed on the server's side too: the least within a second.
    private static func settledDescriptorCount(of service: MeasuredServer) -> Int {
        (0..<10).map { _ in
            Thread.sleep(forTimeInterval: 0.1)
            return service.descriptorCount()
        }.min() ?? 0
    }

    /// A figure of the first third of the windows beside the same of the last, each the median.
    private struct Comparison {
        let name: String
        let first: Double
        let last: Double
        /// The most that the last may be.
        let limit: Double

        var isFlat: Bool { last <= limit }
    }

    private static func compare(_ windows: [Window]) -> [Comparison] {
        let third = max(1, windows.count / 3)
        func middle(_ part: ArraySlice<Window>, _ figure: (Window) -> Double) -> Double {
            part.map(figure).sorted()[part.count / 2]
        }
        func compare(_ name: String, factor: Double, slack: Double, _ figure: (Window) -> Double) -> Comparison {
            let first = middle(windows.prefix(third), figure)
            return Comparison(
                name: name, first: first, last: middle(windows.suffix(third), figure), limit: first * factor + slack)
        }
        return [
            compare("memory, MiB", factor: 1.1, slack: 8) { Double($0.residentKiB) / 1_024 },
            compare("descriptors", factor: 1, slack: 4) { Double($0.descriptorCount) },
            compare("threads", factor: 1, slack: 1) { Double($0.threadCount) },
            compare("processor time a request, µs", factor: 1.15, slack: 2) { $0.microsecondsPerRequest },
            compare("p50, ms", factor: 1.3, slack: 0.2) { Double($0.latency.quantile(0.5)) / 1e6 },
            compare("p99, ms", factor: 1.5, slack: 2) { Double($0.latency.quantile(0.99)) / 1e6 },
            compare("write-ahead log, MiB", factor: 1.2, slack: 8) { Double($0.logBytes) / 1_048_576 },
            // How much less was answered; the rate asked for stays the same.
            compare("unanswered of what was due, %", factor: 1, slack: 1) { $0.unsentShare },
        ]
    }

    private func decimals(_ value: Double) -> String { MeasureReport.decimals(value, 2) }

    private func report(
        _ windows: [Window], seconds: Int, highest: Double, _ comparisons: [Comparison], databaseBytes: Int
    ) -> String {
        let grown = comparisons.filter { !$0.isFlat }.map(\.name)
        let verdict = grown.isEmpty ? "**Flat**: nothing grew." : "**Not flat**: " + grown.joined(separator: "; ") + "."
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let compared = comparisons.map {
            "| \($0.name) | \(decimals($0.first)) | \(decimals($0.last)) | \(decimals($0.limit)) |"
        }.joined(separator: "\n")
        var text = """
            # Soak: \(minutes) \(minutes == 1 ? "minute" : "minutes") at half the highest rate

            \(MeasureReport.machine())

            `make soak SOAK_MINUTES=\(minutes)`: \(MeasureReport.grouped(size)) made-up dossiers beforehand; 64 \
            connections; \(1_000 - receptions) random GETs and \(receptions) durable receptions in a thousand requests, at \
            even intervals, half of the \(MeasureReport.grouped(Int(highest))) a second that were reached at once without \
            a rate. Windows of \(seconds) s. Latencies in milliseconds from the intended moment; the load comes from the \
            same machine. The database ends at \(databaseBytes / 1_048_576) MiB. “Others” is what of the machine's \
            processor time neither the service nor its load used, in percent of \(cores) cores: where it isn't near 0 the \
            run was not alone, and its latencies say little.

            \(verdict)

            | Median of the windows | first third | last third | at most |
            |---|--:|--:|--:|
            \(compared)

            | Window | per second | p50 | p99 | p99.9 | longest | reception p99 | unsent | memory MiB | descriptors | threads | log MiB | µs a request | others % |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        func milliseconds(_ nanoseconds: Int64) -> String { MeasureReport.decimals(Double(nanoseconds) / 1e6, 2) }
        for (index, window) in windows.enumerated() {
            let cells = [
                "\(index + 1)", MeasureReport.grouped(Int(window.rate)), milliseconds(window.latency.quantile(0.5)),
                milliseconds(window.latency.quantile(0.99)), milliseconds(window.latency.quantile(0.999)),
                milliseconds(window.latency.maximum), milliseconds(window.receptions.quantile(0.99)),
                "\(window.unsentCount)", "\(window.residentKiB / 1_024)", "\(window.descriptorCount)",
                "\(window.threadCount)", MeasureReport.decimals(Double(window.logBytes) / 1_048_576, 1),
                MeasureReport.decimals(window.microsecondsPerRequest, 1),
                MeasureReport.decimals(100 * window.processor.others / Double(seconds * cores), 1),
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }
}
