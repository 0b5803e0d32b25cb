/// The aims that were set, with what was reached at each size.
struct MeasuredAims {
    let sections: [MeasureReport.Section]

    private struct Aim {
        let name: String
        let reached: String
        let isMet: Bool
    }

    /// A table for each size, in the order in which the aims were set.
    func markdown() -> String {
        sections.map { section in
            let lines = (aims(of: section) + comparison(of: section)).map { aim in
                "| \(aim.name) | \(aim.reached) | \(aim.isMet ? "yes" : "**missed**") |\n"
            }
            return "## Aims, at \(MeasureReport.grouped(section.dossierCount)) dossiers\n\n"
                + "| Aim | Measured | Held |\n|---|---|---|\n" + lines.joined()
        }.joined(separator: "\n")
    }

    private static let reception = "durable reception, 64"
    private static let hot = "GET of a dossier, hot"
    private static let random = "GET of a dossier, random"
    private static let mix = "90 reads"

    private func aims(of section: MeasureReport.Section) -> [Aim] {
        let receptions = section.reading(Self.reception)
        let paced = section.reading("the same at a fixed rate of 50")
        let log = section.rows.map(\.median.log).max() ?? 0
        var aims = [
            share("GET at least 60 % of the bare answer: hot", section, Self.hot, "bare answer: " + Self.hot, 60),
            share("… at random", section, Self.random, "bare answer: " + Self.random, 60),
            share(
                "reception, 64 connections, at least 50 % of SQLite's groups", section, Self.reception,
                "SQLite alone, groups of 64", 50),
            share("… at least 4 times SQLite's one by one", section, Self.reception, "SQLite alone, one by one", 400),
            rate("15,000 receptions a second", receptions?.rate ?? 0, 15_000),
            rate("60,000 GET a second", section.reading(Self.hot)?.rate ?? 0, 60_000),
            atMost("p99 in the mix at half its highest rate at most 10 ms", paced?.p99 ?? .infinity, 10, "ms"),
            atMost("memory at most 200 MiB", Double(section.peakResidentBytes) / 1_048_576, 200, "MiB"),
            atMost("write-ahead log bounded: at most 80 MiB", log / 1_048_576, 80, "MiB"),
            atMost(
                "no silence over 50 ms while receiving, checkpoints included", receptions?.silence ?? .infinity, 50,
                "ms"),
            atMost("start within 2 s", section.startSeconds, 2, "s"),
        ]
        if let verification = section.verification {
            aims.append(atMost("verify within 3 minutes", verification.seconds, 180, "s"))
        }
        return aims
    }

    /// Held against the first size.
    private func comparison(of section: MeasureReport.Section) -> [Aim] {
        guard let first = sections.first, first.dossierCount != section.dossierCount else { return [] }
        return [Self.hot, Self.random, "list of 50", Self.reception, "whole life", Self.mix].compactMap { name in
            guard let before = first.reading(name)?.rate, let now = section.reading(name)?.rate, before > 0 else {
                return nil
            }
            let slower = 100 * (1 - now / before)
            return Aim(
                name: "at most 20 % slower than at \(MeasureReport.grouped(first.dossierCount)): \(name)",
                reached: MeasureReport.decimals(abs(slower), 0) + (slower > 0 ? " % slower" : " % faster"),
                isMet: slower <= 20)
        }
    }

    private func share(
        _ name: String, _ section: MeasureReport.Section, _ own: String, _ peer: String, _ least: Double
    ) -> Aim {
        guard let own = section.reading(own)?.rate, let other = section.reading(peer)?.rate, other > 0 else {
            return Aim(name: name, reached: "not measured", isMet: false)
        }
        let share = 100 * own / other
        return Aim(name: name, reached: MeasureReport.decimals(share, 0) + " %", isMet: share >= least)
    }

    private func rate(_ name: String, _ value: Double, _ least: Double) -> Aim {
        Aim(name: name, reached: MeasureReport.grouped(Int(value)), isMet: value >= least)
    }

    private func atMost(_ name: String, _ value: Double, _ most: Double, _ unit: String) -> Aim {
        Aim(name: name, reached: MeasureReport.decimals(value, 2) + " " + unit, isMet: value <= most)
    }
}
