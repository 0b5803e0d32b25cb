import Foundation

/// What passwords and rates cost, as Markdown.
struct AccessReport {
    let tries: Int
    let rounds: Int
    let seconds: Double
    var passwords: [PasswordCost] = []
    private var names: [String] = []
    private var readings: [String: (limited: [Reading], unlimited: [Reading])] = [:]

    init(tries: Int, rounds: Int, seconds: Double) {
        self.tries = tries
        self.rounds = rounds
        self.seconds = seconds
    }

    mutating func note(_ name: String, _ isLimited: Bool, _ reading: Reading) {
        if readings[name] == nil { names.append(name) }
        var both = readings[name] ?? ([], [])
        if isLimited { both.limited.append(reading) } else { both.unlimited.append(reading) }
        readings[name] = both
    }

    func markdown() -> String {
        var text = """
            # What passwords and rates cost

            \(MeasureReport.machine())

            Measured by `make bench-access`.

            ## One try of a password

            scrypt with r = 8 and p = 3, medians of \(tries) tries on one thread, each beside one of OpenSSL by the same parameters.
            "more memory" is what the process had more at its peak. `password-cost` 15 is the default.

            | `password-cost` | ms | OpenSSL, ms | ratio | more memory, MiB |
            |--:|--:|--:|--:|--:|

            """
        for cost in passwords {
            let ratio = MeasureReport.decimals(cost.milliseconds / cost.peerMilliseconds, 2)
            text += "| \(cost.roundsLog2) | \(MeasureReport.decimals(cost.milliseconds, 0)) |"
            text += " \(MeasureReport.decimals(cost.peerMilliseconds, 0)) | \(ratio) |"
            text += " \(MeasureReport.decimals(cost.mebibytes, 0)) |\n"
        }
        text += """

            ## Counting a request against its rate

            \(rounds) rounds of \(MeasureReport.decimals(seconds, 1)) s for each figure on 8 connections, with rates and without in turns;
            medians. "with" has limits that nobody reaches. The load comes from the same machine; where other work runs on it as well, the
            server's CPU time for each request says more than how many it answers.

            | | without, a second | with, a second | without, CPU µs | with, CPU µs | CPU ratio |
            |---|--:|--:|--:|--:|--:|

            """
        for name in names {
            guard let both = readings[name] else { continue }
            let (with, without) = (Reading.median(of: both.limited), Reading.median(of: both.unlimited))
            text += "| \(name) | \(Int(without.rate)) | \(Int(with.rate)) |"
            text += " \(MeasureReport.decimals(without.processor, 1)) |"
            text += " \(MeasureReport.decimals(with.processor, 1)) |"
            text += " \(MeasureReport.decimals(with.processor / without.processor, 3)) |\n"
        }
        return text
    }
}
