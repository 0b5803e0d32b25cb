import ArgumentParser

/// The one executable; each subcommand is a command of its own below.
@main
struct MotCua: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "motcua",
        abstract: "One-stop processing of administrative dossiers (một cửa liên thông) over HTTP.",
        discussion: """
            Start with `motcua migrate`, `motcua config load config/lang-son`, `motcua credential issue --help`,
            then `motcua serve`. Every subcommand takes --help; those that open the database also --database and --settings.

            Exit codes: 0 done; 1 refused or failed, the reason is on standard error; 64 wrong usage.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, ConfigCommand.self, RoutesCommand.self, CredentialCommand.self,
            KeysCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self,
            VersionCommand.self,
        ])

    /// Version of the program, as `version`, `/healthz` and the API's description tell it.
    static let version = "0.1.0"
}

/// `motcua version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("motcua \(MotCua.version)")
    }
}
