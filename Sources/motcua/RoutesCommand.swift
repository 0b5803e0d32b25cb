import ArgumentParser
import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation

/// `motcua routes …`.
struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Check and draw the routes of a configuration folder.",
        subcommands: [Check.self, Table.self])

    /// The day on which the routes are looked at.
    struct Day: ParsableArguments {
        @Option(help: "The day from which they are looked at, YYYY-MM-DD; today by default.") var on: String?

        func date() throws -> CivilDate {
            guard let on else { return systemNow().date }
            guard let date = CivilDate(on) else { throw Failure("--on takes a day like 2019-08-20, not '\(on)'.") }
            return date
        }
    }

    /// `motcua routes check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that every route can be followed from every office, and in time.",
            discussion: """
                Refuses what publication refuses: shapes that can't be followed, shares above the limit, steps that \
                find no agency at some office, each with office, step and reason. Then tries every chain for each \
                reception day of a year, transit by the postal norms and return included, and reports where a lawful \
                chain would miss what form 01 promises (CAT-03). That is a report: the exit code stays 0.
                """)

        @Argument(help: "Folder of the configuration.") var folder = "config/lang-son"
        @OptionGroup var day: Day

        func run() throws {
            let date = try day.date()
            let catalogue = Catalogue(try checked(folder), version: 0)
            let misses = catalogue.chainMisses(from: date)
            for miss in misses { print("may miss: \(miss)") }
            print(
                "\(folder): \(catalogue.document.routes.count) routes can be followed from every office that receives a"
                    + " procedure on them; \(misses.count) chains can miss what form 01 promises.")
        }
    }

    /// `motcua routes table`.
    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the transition table and a Mermaid drawing of each route, as Markdown.",
            discussion: "docs/routes.md is written by: motcua routes table --on 2019-08-20 > docs/routes.md")

        @Argument(help: "Folder of the configuration.") var folder = "config/lang-son"
        @OptionGroup var day: Day

        func run() throws {
            let date = try day.date()
            print(routesDocument(of: Catalogue(try checked(folder), version: 0), on: date), terminator: "")
        }
    }
}
