import Foundation

/// What was measured, as Markdown.
struct MeasureReport {
    /// One size of database.
    struct Section {
        let dossierCount: Int
        let eventCount: Int
        let databaseBytes: Int
        let startSeconds: Double
        let verification: ServedDatabase.Verification?
        let peakResidentBytes: Int
        let rows: [Measurement.Row]

        /// The medians of the first row whose name begins like that.
        func reading(_ name: String) -> Reading? {
            rows.first { $0.name.hasPrefix(name) }?.median
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
            the same machine. The service logs at `\(logLevel)` to a file, and its watch is off. Milliseconds for latencies, microseconds of the
            service's processor time for each request. "Of its peer" is the share of the peer's rate: for readings an answer
            of the same size from the same HTTP server with nothing behind it, for receptions the same rows in the same
            tables by SQLite's C interface in groups of as many as there are connections. Why the aims that are missed are
            missed stands with its profile in docs/decisions/0023-what-bounds-the-core.md.

            """
        for section in sections { text += "\n" + Self.table(section) }
        text += "\n" + MeasuredAims(sections: sections).markdown()
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
            From starting the process to serving: \(decimals(section.startSeconds, 2)) s. \
            \(section.verification.map { "`motcua verify` takes \(decimals($0.seconds, 1)) s: \($0.summary). " } ?? "")\
            Most memory in use: \(section.peakResidentBytes / 1_048_576) MiB.

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
