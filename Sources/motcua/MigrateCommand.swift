import ArgumentParser

/// `motcua migrate`.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make the database, or bring it to this version's schema. Safe to run again.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let files = Files(settings: try common.resolved())
        let lock = try files.lock()
        let applied = try files.migrate()
        withExtendedLifetime(lock) {}
        print(
            applied.isEmpty
                ? "\(files.databasePath) is up to date."
                : "\(files.databasePath): applied \(applied.map(String.init).joined(separator: ", ")).")
    }
}
