import Foundation

/// What was measured, as Markdown.
struct MeasureReport {
    /// One size of database.
    struct Section {
        let dossierCount: Int
        let eventCount: Int
        let databaseBytes: Int
        let startSeconds: Double
        let peakResidentBytes: Int
        let rows: [Measurement.Row]

        func rate(_ name: String) -> Double? {
            rows.first { $0.name.hasPrefix(name) }?.median.rate
        }
    }

    let rounds: Int
    let seconds: Double
    let logLevel: String
    var sections: [Section] = []

    func markdown() -> String {
        let sizes = sections.map { String($0.dossierCount) }.joined(separator: " ")
        let commands = "make bench SIZE=\"\(sizes)\" ROUNDS=\(rounds) DURATION=\(seconds)"
        var text = """
            # The service, measured

            \(Self.machine())

            `\(commands)`: \(rounds) rounds of \(seconds) s for each figure, everything and its peer one after the other in
            every round; medians, but the largest log, memory and silence of all rounds. The load comes from one thread on
            the same machine. The service logs at `\(logLevel)` to a file. Milliseconds for latencies, microseconds of the
            service's processor time for each request. "Of its peer" is the share of the peer's rate: for readings an answer
            of the same size from the same HTTP server with nothing behind it, for receptions the same rows in the same
            tables by SQLite's C interface in groups of as many as there are connections.

            """
        for section in sections { text += "\n" + Self.table(section) }
        text += "\n" + aims()
        return text
    }

    static func machine() -> String {
        let processor =
            (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "processor unknown"
        let memory = ProcessInfo.processInfo.physicalMemory / 1_073_741_824
        let commit = output("git", "rev-parse", "--short", "HEAD")
        let changed = output("git", "status", "--porcelain", "--untracked-files=no").isEmpty ? "" : ", with changes"
        let day = output("date", "-u", "+%Y-%m-%d")
        return
            "\(day), commit \(commit)\(changed); \(ProcessInfo.processInfo.activeProcessorCount) cores of \(processor), "
            + "\(memory) GiB, \(output("uname", "-sr")), \(output("swift", "--version").prefix { $0 != "(" })."
    }

    private static func output(_ arguments: String...) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return "unknown"
        }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    }

    private static func table(_ section: Section) -> String {
        var text = """
            ## \(grouped(section.dossierCount)) dossiers

            \(grouped(section.eventCount)) events; the database has \(section.databaseBytes / 1_048_576) MiB, \
            \(grouped(section.databaseBytes / max(1, section.dossierCount))) bytes a dossier with everything about it. \
            From starting the process to serving: \(decimals(section.startSeconds, 2)) s. Most memory in use: \
            \(section.peakResidentBytes / 1_048_576) MiB.

            | | per second | of its peer | p50 | p99 | p99.9 | longest silence | CPU µs | MiB | KiB written | log MiB |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        for row in section.rows {
            let median = row.median
            let peer = row.peer.flatMap { name in section.rows.first { $0.name == name } }
            let share = peer.map { decimals(100 * median.rate / max(1, $0.median.rate), 0) + " %" } ?? ""
            let isServed = median.p50 > 0
            let writes = median.bytesWritten > 0 ? decimals(median.bytesWritten / 1_024, 1) : ""
            let cells = [
                row.name + (median.unsentShare > 0.001 ? " (\(decimals(100 * median.unsentShare, 1)) % unsent)" : ""),
                grouped(Int(median.rate)), share, isServed ? decimals(median.p50, 2) : "",
                isServed ? decimals(median.p99, 2) : "", isServed ? decimals(median.p999, 2) : "",
                isServed ? decimals(median.silence, 1) : "", isServed ? decimals(median.processor, 1) : "",
                isServed ? decimals(median.residentBytes / 1_048_576, 0) : "", isServed ? writes : "",
                median.log > 0 ? decimals(median.log / 1_048_576, 1) : "",
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    /// The aims with what was reached, in the order in which they were set.
    private func aims() -> String {
        guard let first = sections.first, let last = sections.last else { return "" }
        func share(_ section: Section, _ name: String, of peer: String) -> String {
            guard let own = section.rate(name), let other = section.rate(peer), other > 0 else { return "?" }
            return Self.decimals(100 * own / other, 0) + " %"
        }
        let get = "GET of a dossier, hot"
        let reception = "durable reception, 64"
        let mix = last.rows.first { $0.name.hasPrefix("the same at a fixed rate of 50") }?.median
        let received = last.rows.first { $0.name.hasPrefix(reception) }?.median
        var lines = [
            ("GET at least 60 % of the bare answer", share(last, get, of: "bare answer: " + get)),
            (
                "reception, 64 connections, at least 50 % of SQLite's groups",
                share(last, reception, of: "SQLite alone, groups of 64")
            ),
            ("… and at least 4 times SQLite's one by one", share(last, reception, of: "SQLite alone, one by one")),
            ("15,000 receptions a second", Self.grouped(Int(last.rate(reception) ?? 0))),
            ("60,000 GET a second", Self.grouped(Int(last.rate(get) ?? 0))),
            (
                "p99 at most 10 ms in the mix",
                mix.map { Self.decimals($0.p99, 2) + " ms at half the highest rate" } ?? "?"
            ),
            ("memory at most 200 MiB", "\(last.peakResidentBytes / 1_048_576) MiB"),
            (
                "write-ahead log bounded, no stall over 50 ms",
                received.map {
                    "at most \(Self.decimals($0.log / 1_048_576, 1)) MiB; longest silence \(Self.decimals($0.silence, 1)) ms"
                } ?? "?"
            ),
            ("start within 2 s", Self.decimals(last.startSeconds, 2) + " s"),
        ]
        if sections.count > 1 {
            for name in ["GET of a dossier, random", reception, "90 reads"] {
                let change = 100 * (1 - (last.rate(name) ?? 0) / max(1, first.rate(name) ?? 1))
                lines.append(
                    (
                        "at most 20 % slower with \(Self.grouped(last.dossierCount)): \(name)",
                        Self.decimals(change, 0) + " % slower"
                    ))
            }
        }
        return "## Aims, at \(Self.grouped(last.dossierCount)) dossiers\n\n| Aim | Reached |\n|---|---|\n"
            + lines.map { "| \($0.0) | \($0.1) |\n" }.joined()
    }

    static func decimals(_ value: Double, _ count: Int) -> String {
        String(format: "%.\(count)f", value)
    }

    static func grouped(_ value: Int) -> String {
        var digits = String(value)
        var text = ""
        while digits.count > 3 {
            text = "," + digits.suffix(3) + text
            digits.removeLast(3)
        }
        return digits + text
    }
}
