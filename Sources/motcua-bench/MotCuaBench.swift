import ArgumentParser

/// Fills databases with believable data, and measures the service on them.
@main
struct MotCuaBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "motcua-bench",
        abstract: "Fill databases with believable, made-up dossiers and measure the service on them.",
        subcommands: [
            GenerateCommand.self, PollCommand.self, MeasureCommand.self, SoakCommand.self, SimulateCommand.self,
            AccessCommand.self, RehearseCommand.self, ExportsCommand.self,
        ] + ofTraits)

    /// What is there only in builds with its trait.
    private static var ofTraits: [any ParsableCommand.Type] {
        #if PDF
            [PapersCommand.self]
        #else
            []
        #endif
    }
}

/// A reason to stop, told in a sentence on standard error; the process ends with exit code 1.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
