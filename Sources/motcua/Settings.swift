import ArgumentParser
import Foundation
import Yams

/// What a setting takes.
enum SettingKind {
    /// Any text.
    case text
    /// Any text, or nothing.
    case optionalText
    /// One of these words.
    case oneOf([String])
    /// A whole number within limits, with its unit.
    case count(ClosedRange<Int>, unit: String)
}

/// Every setting, with default, unit and limits: the one list behind flags, environment, file and documentation.
enum Setting: String, CaseIterable {
    case database, keyFile = "key-file", migrations, host, port, loops
    case graceSeconds = "grace-seconds"
    case maxConnections = "max-connections"
    case maxConnectionsPerAddress = "max-connections-per-address"
    case maxBodyBytes = "max-body-bytes"
    case headTimeoutSeconds = "head-timeout-seconds"
    case idleTimeoutSeconds = "idle-timeout-seconds"
    case watchSeconds = "watch-seconds"
    case leaseFailures = "lease-failures"
    case logLevel = "log-level"
    case tlsCertificate = "tls-certificate"
    case tlsKey = "tls-key"

    var kind: SettingKind {
        switch self {
        case .database, .keyFile, .migrations, .host: .text
        case .port: .count(0...65_535, unit: "port")
        case .loops: .count(1...64, unit: "event loops")
        case .graceSeconds: .count(1...300, unit: "seconds")
        case .maxConnections: .count(1...100_000, unit: "connections")
        case .maxConnectionsPerAddress: .count(1...100_000, unit: "connections")
        case .maxBodyBytes: .count(1_024...67_108_864, unit: "bytes")
        case .headTimeoutSeconds: .count(1...120, unit: "seconds")
        case .idleTimeoutSeconds: .count(1...3_600, unit: "seconds")
        case .watchSeconds: .count(0...86_400, unit: "seconds")
        case .leaseFailures: .count(1...100, unit: "failures")
        case .logLevel: .oneOf(["trace", "debug", "info", "notice", "warning", "error"])
        case .tlsCertificate, .tlsKey: .optionalText
        }
    }

    var defaultText: String {
        switch self {
        case .database: "var/motcua.db"
        case .keyFile: "var/motcua.key"
        case .migrations: "migrations/sqlite"
        case .host: "127.0.0.1"
        case .port: "8080"
        case .loops: String(max(1, min(64, ProcessInfo.processInfo.activeProcessorCount)))
        case .graceSeconds: "20"
        case .maxConnections: "16384"
        case .maxConnectionsPerAddress: "1024"
        case .maxBodyBytes: "1048576"
        case .headTimeoutSeconds: "10"
        case .idleTimeoutSeconds: "75"
        case .watchSeconds: "60"
        case .leaseFailures: "5"
        case .logLevel: "info"
        case .tlsCertificate, .tlsKey: ""
        }
    }

    var meaning: String {
        switch self {
        case .database: "Database file."
        case .keyFile: "File of the secret outside the database; made on first use. Back it up apart."
        case .migrations: "Folder of the numbered SQL migrations."
        case .host: "Address to listen on."
        case .port: "Port to listen on; 0 takes a free one."
        case .loops: "Event loops, a thread each (default: one for each core)."
        case .graceSeconds: "How long SIGTERM waits for requests that are under way."
        case .maxConnections: "Connections at the same time."
        case .maxConnectionsPerAddress: "Connections at the same time from one address."
        case .maxBodyBytes: "Largest request body, before and after unpacking."
        case .headTimeoutSeconds: "How long a request's head may take to arrive."
        case .idleTimeoutSeconds: "How long an idle connection is kept."
        case .watchSeconds: "How often pending dossiers are looked at for lateness, silence and broken plans; 0 never."
        case .leaseFailures: "After so many leases that ran out or were returned, work is set aside for a person."
        case .logLevel: "How much is logged."
        case .tlsCertificate: "PEM file of the certificate chain: speak TLS on all TCP addresses. Read again on SIGHUP."
        case .tlsKey: "PEM file of the certificate's key."
        }
    }

    /// `MOTCUA_KEY_FILE` for `key-file`.
    var environmentName: String {
        "MOTCUA_" + rawValue.uppercased().replacingOccurrences(of: "-", with: "_")
    }

    /// The line that `--help` shows.
    var help: ArgumentHelp {
        let limits =
            switch kind {
            case .text, .optionalText: ""
            case .oneOf(let words): " One of \(words.joined(separator: ", "))."
            case .count(let range, let unit): " \(range.lowerBound)–\(range.upperBound) \(unit)."
            }
        let byDefault = self == .loops || defaultText.isEmpty ? "" : " Default: \(defaultText)."
        return ArgumentHelp("\(meaning)\(limits)\(byDefault) Environment: \(environmentName).", valueName: valueName)
    }

    private var valueName: String {
        switch kind {
        case .text, .optionalText: rawValue.hasSuffix("host") ? "address" : "path"
        case .oneOf: "word"
        case .count: "n"
        }
    }
}

/// The settings of one run: flag before environment before file before default.
struct Settings {
    private var values: [Setting: String] = [:]

    init(flags: [Setting: String?], file path: String?, environment: [String: String]) throws {
        let fromFile = try Settings.read(path ?? environment["MOTCUA_SETTINGS"])
        for setting in Setting.allCases {
            let flag = flags[setting] ?? nil
            let text =
                flag ?? environment[setting.environmentName] ?? fromFile[setting] ?? setting.defaultText
            let origin =
                flag != nil
                ? "--\(setting.rawValue)"
                : environment[setting.environmentName] != nil ? setting.environmentName : setting.rawValue
            try Settings.check(text, for: setting, named: origin)
            values[setting] = text
        }
    }

    subscript(setting: Setting) -> String {
        values[setting] ?? setting.defaultText
    }

    func count(_ setting: Setting) -> Int {
        guard let count = Int(self[setting]) else {
            preconditionFailure("\(setting.rawValue) was checked to be a whole number")
        }
        return count
    }

    private static func check(_ text: String, for setting: Setting, named origin: String) throws {
        switch setting.kind {
        case .text:
            guard !text.isEmpty else { throw Failure("\(origin) is empty: give a value or leave it out.") }
        case .optionalText: break
        case .oneOf(let words):
            guard words.contains(text) else {
                throw Failure("\(origin) is '\(text)': it takes one of \(words.joined(separator: ", ")).")
            }
        case .count(let range, let unit):
            guard let count = Int(text), range.contains(count) else {
                throw Failure(
                    "\(origin) is '\(text)': it takes a whole number of \(unit) from \(range.lowerBound) to"
                        + " \(range.upperBound).")
            }
        }
    }

    /// Reads a YAML file of `name: value` lines; unknown names are refused.
    private static func read(_ path: String?) throws -> [Setting: String] {
        guard let path else { return [:] }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("The settings file \(path) can't be read: \(error.localizedDescription)")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Failure("The settings file \(path) is not YAML: \(error)")
        }
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            throw Failure("The settings file \(path) has to hold lines like `port: 8080`.")
        }
        var values: [Setting: String] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, let setting = Setting(rawValue: name), let scalar = value.scalar
            else {
                let line = key.mark.map { ":\($0.line)" } ?? ""
                throw Failure(
                    "\(path)\(line): no such setting '\(key.scalar?.string ?? "?")'. Settings are: "
                        + Setting.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            values[setting] = scalar.string
        }
        return values
    }
}

/// A reason to stop, told in a sentence on standard error; the process ends with exit code 1.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The options that every subcommand has.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: Setting.database.help) var database: String?
    @Option(name: .long, help: Setting.keyFile.help) var keyFile: String?
    @Option(name: .long, help: Setting.migrations.help) var migrations: String?
    @Option(
        name: .long,
        help: .init(
            "YAML file of settings, `name: value` a line. Environment: MOTCUA_SETTINGS.", valueName: "path"))
    var settings: String?

    func resolved(with more: [Setting: String?] = [:]) throws -> Settings {
        var flags: [Setting: String?] = [.database: database, .keyFile: keyFile, .migrations: migrations]
        flags.merge(more) { $1 }
        return try Settings(flags: flags, file: settings, environment: ProcessInfo.processInfo.environment)
    }
}
