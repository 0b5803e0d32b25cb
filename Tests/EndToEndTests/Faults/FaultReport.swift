import Foundation
import Synchronization

/// What each fault came to; written as Markdown where `MOTCUA_FAULTS_REPORT` names a file.
enum FaultReport {
    struct Row: Sendable {
        let fault: String
        var runs: Int
        var acknowledged: Int
        var found: Int
        var lost: Int
        var doubled: Int
        var outcome = ""

        /// Adds what came of the same fault on another database.
        mutating func add(_ other: Row) {
            runs += other.runs
            acknowledged += other.acknowledged
            found += other.found
            lost += other.lost
            doubled += other.doubled
        }
    }

    private static let rows = Mutex<[Row]>([])

    static func add(_ row: Row) {
        let all = rows.withLock { rows in
            if let index = rows.firstIndex(where: { $0.fault == row.fault }) {
                rows[index].add(row)
            } else {
                rows.append(row)
            }
            return rows
        }
        guard let path = ProcessInfo.processInfo.environment["MOTCUA_FAULTS_REPORT"] else { return }
        var text = """
            # Faults, and what became of what was acknowledged

            Written by `make faults`. Eight counters receive dossiers while the real server suffers each fault; after every
            run a healthy server is asked for everything again under the same keys. *Acknowledged* counts requests that were
            answered with a number before the end, *found* those that came back with the same number, *doubled* dossiers that
            no key accounts for. Where the master key is replaced, and where dossiers are erased, they count what the last column
            says. At the end of each row `motcua verify` found nothing.

            \(machine())

            | Fault | Runs | Acknowledged | Found | Lost | Doubled | What is answered |
            |---|--:|--:|--:|--:|--:|---|

            """
        for row in all {
            text +=
                "| \(row.fault) | \(row.runs) | \(row.acknowledged) | \(row.found) | \(row.lost) | \(row.doubled)"
                + " | \(row.outcome) |\n"
        }
        let kills = all.filter { $0.fault.hasPrefix("kill") }.reduce(0) { $0 + $1.runs }
        text += "\nKills with SIGKILL in all: \(kills).\n"
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            print("the report \(path) can't be written: \(error)")
        }
    }

    private static func machine() -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", Installation.root, "log", "-1", "--format=%cs, commit %h"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return "" }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let commit = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return "\(commit); \(ProcessInfo.processInfo.activeProcessorCount) cores, debug build."
    }
}
