#if PDF
    import Foundation

    /// What papers cost, as Markdown.
    struct PapersReport {
        struct Register {
            let format: String
            let period: String
            let rows: Int
            let bytes: Int
            let seconds: Double
            let startMebibytes: Double
            let peakMebibytes: Double
        }

        let rounds: Int
        let seconds: Double
        var registers: [Register] = []
        private var slips: [(name: String, readings: [Reading])] = []

        init(rounds: Int, seconds: Double) {
            self.rounds = rounds
            self.seconds = seconds
        }

        mutating func note(_ name: String, _ reading: Reading) {
            if let index = slips.firstIndex(where: { $0.name == name }) {
                slips[index].readings.append(reading)
            } else {
                slips.append((name, [reading]))
            }
        }

        /// What isn't as it should be.
        func failures(allowance: Int) -> [String] {
            var failures: [String] = []
            for (name, readings) in slips where name.contains("PDF over HTTP") {
                let rate = Reading.median(of: readings).rate
                if rate < 100 { failures.append("\(name): \(Int(rate)) a second, at least 100 are wanted.") }
            }
            for format in Set(registers.map(\.format)).sorted() {
                let peaks = registers.filter { $0.format == format }.map(\.peakMebibytes)
                guard let short = peaks.min(), let long = peaks.max() else { continue }
                if long - short > Double(allowance) {
                    failures.append(
                        "The long register as \(format) takes \(Int(long - short)) MiB more than the short one.")
                }
            }
            return failures
        }

        func markdown() -> String {
            var text = """
                # What papers cost

                \(MeasureReport.machine())

                Measured by `make bench-papers`: \(rounds) rounds of \(MeasureReport.decimals(seconds, 1)) s for each figure, one after the other
                in every round; medians. The load comes from the same machine. Cairo alone draws the same lines at places
                given beforehand, without choosing fonts for scripts, breaking lines or setting tables.

                | | a second | p50 ms | p99 ms | server's CPU ms | bytes |
                |---|--:|--:|--:|--:|--:|

                """
            for (name, readings) in slips {
                let reading = Reading.median(of: readings)
                let isServed = reading.p50 > 0
                text += "| \(name) | \(MeasureReport.grouped(Int(reading.rate)))"
                text +=
                    isServed
                    ? " | \(MeasureReport.decimals(reading.p50, 1)) | \(MeasureReport.decimals(reading.p99, 1))"
                    : " | – | –"
                text += isServed ? " | \(MeasureReport.decimals(reading.processor / 1_000, 2))" : " | –"
                text += " | \(MeasureReport.grouped(Int(reading.answerBytes))) |\n"
            }
            let rates = slips.map { Reading.median(of: $0.readings).rate }
            if rates.count == 4 {
                text +=
                    "\nThe press reaches \(MeasureReport.decimals(100 * rates[2] / rates[3], 0)) % of Cairo alone.\n"
            }
            text += """

                ## A register of any length

                A server of its own for each line; "most memory" is the most that its process ever had, "at start" what it had
                before.

                | Register | rows | MB sent | s | rows a second | MiB at start | most memory, MiB |
                |---|--:|--:|--:|--:|--:|--:|

                """
            for line in registers {
                text +=
                    "| \(line.format), \(line.period) | \(MeasureReport.grouped(line.rows)) | \(MeasureReport.decimals(Double(line.bytes) / 1e6, 1))"
                text +=
                    " | \(MeasureReport.decimals(line.seconds, 1)) | \(MeasureReport.grouped(Int(Double(line.rows) / max(line.seconds, 0.001))))"
                text +=
                    " | \(MeasureReport.decimals(line.startMebibytes, 0)) | \(MeasureReport.decimals(line.peakMebibytes, 0)) |\n"
            }
            return text
        }
    }
#endif
