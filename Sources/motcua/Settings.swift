import ArgumentParser
import DossierService
import Foundation
import Yams

/// What a setting takes.
enum SettingKind {
    /// Any text.
    case text
    /// Any text, or nothing.
    case optionalText
    /// A list separated by commas, also an empty one.
    case list(of: String)
    /// One of these words.
    case oneOf([String])
    /// A whole number within limits, with its unit.
    case count(ClosedRange<Int>, unit: String)
}

/// Every setting, with default, unit and limits: the one list behind flags, environment, file and documentation.
enum Setting: String, CaseIterable {
    case database, keyFile = "key-file", migrations, host, port, listen
    case adminListen = "admin-listen"
    case trustedProxies = "trusted-proxies"
    case forwardedField = "forwarded-field"
    case hostNames = "host-names"
    case corsOrigins = "cors-origins"
    case loops
    case graceSeconds = "grace-seconds"
    case drainDelaySeconds = "drain-delay-seconds"
    case maxConnections = "max-connections"
    case maxConnectionsPerAddress = "max-connections-per-address"
    case maxRequestsPerConnection = "max-requests-per-connection"
    case maxHeaderBytes = "max-header-bytes"
    case maxPipelined = "max-pipelined"
    case maxPipelinedBytes = "max-pipelined-bytes"
    case maxUnsentBytes = "max-unsent-bytes"
    case maxRequests = "max-requests"
    case maxRequestsPerClient = "max-requests-per-client"
    case maxBodyBytes = "max-body-bytes"
    case maxBodyMemoryBytes = "max-body-memory-bytes"
    case headTimeoutSeconds = "head-timeout-seconds"
    case idleTimeoutSeconds = "idle-timeout-seconds"
    case transferGraceSeconds = "transfer-grace-seconds"
    case minTransferRate = "min-transfer-rate"
    case retryAfterSeconds = "retry-after-seconds"
    case gzip
    case accessLog = "access-log"
    case watchSeconds = "watch-seconds"
    case leaseFailures = "lease-failures"
    case numberDaysAhead = "number-days-ahead"
    case openNumbers = "open-numbers"
    case clockSkewSeconds = "clock-skew-seconds"
    case lookUpPage = "look-up-page"
    case scanFolder = "scan-folder"
    case maxScanBytes = "max-scan-bytes"
    case maxOpenUploads = "max-open-uploads"
    case maxRatePerCredential = "max-rate-per-credential"
    case maxRatePerAddress = "max-rate-per-address"
    case maxGuessesPerAddress = "max-guesses-per-address"
    case codesRequired = "codes-required"
    case passwordCost = "password-cost"
    case backupFolder = "backup-folder"
    case logLevel = "log-level"
    case tlsCertificate = "tls-certificate"
    case tlsKey = "tls-key"

    var kind: SettingKind {
        switch self {
        case .database, .keyFile, .migrations, .host: .text
        case .port: .count(0...65_535, unit: "port")
        case .listen, .adminListen: .list(of: "places")
        case .trustedProxies: .list(of: "ranges")
        case .forwardedField: .oneOf(["x-forwarded-for", "forwarded"])
        case .hostNames: .list(of: "names")
        case .corsOrigins: .list(of: "origins")
        case .loops: .count(1...64, unit: "event loops")
        case .graceSeconds: .count(1...300, unit: "seconds")
        case .drainDelaySeconds: .count(0...300, unit: "seconds")
        case .maxConnections: .count(1...100_000, unit: "connections")
        case .maxConnectionsPerAddress: .count(1...100_000, unit: "connections")
        case .maxRequestsPerConnection: .count(1...1_000_000_000, unit: "requests")
        // A header line has to fit into what may wait, or it would never be complete: these two do not overlap.
        case .maxHeaderBytes: .count(1_024...32_768, unit: "bytes")
        case .maxPipelinedBytes: .count(32_768...16_777_216, unit: "bytes")
        case .maxPipelined: .count(1...10_000, unit: "requests")
        case .maxUnsentBytes: .count(1_024...16_777_216, unit: "bytes")
        case .maxRequests, .maxRequestsPerClient: .count(1...1_000_000, unit: "requests")
        case .maxBodyBytes: .count(1_024...67_108_864, unit: "bytes")
        case .maxBodyMemoryBytes: .count(1_048_576...68_719_476_736, unit: "bytes")
        case .headTimeoutSeconds: .count(1...120, unit: "seconds")
        case .idleTimeoutSeconds: .count(1...3_600, unit: "seconds")
        case .transferGraceSeconds: .count(1...600, unit: "seconds")
        case .minTransferRate: .count(1...1_000_000_000, unit: "bytes a second")
        case .retryAfterSeconds: .count(1...3_600, unit: "seconds")
        case .gzip, .accessLog: .oneOf(["on", "off"])
        case .watchSeconds: .count(0...86_400, unit: "seconds")
        case .leaseFailures: .count(1...100, unit: "failures")
        case .numberDaysAhead: .count(0...30, unit: "working days")
        case .openNumbers: .count(1...1_000, unit: "numbers")
        case .clockSkewSeconds: .count(1...86_400, unit: "seconds")
        case .logLevel: .oneOf(["trace", "debug", "info", "notice", "warning", "error"])
        case .maxScanBytes: .count(65_536...1_073_741_824, unit: "bytes")
        case .maxOpenUploads: .count(1...1_000, unit: "uploads")
        case .maxRatePerCredential, .maxRatePerAddress: .count(0...10_000_000, unit: "requests a minute")
        case .maxGuessesPerAddress: .count(0...10_000, unit: "wrong tries a minute")
        case .passwordCost: .count(13...18, unit: "power of two")
        case .codesRequired: .oneOf(CodesRequired.allCases.map(\.rawValue))
        case .scanFolder, .backupFolder, .lookUpPage, .tlsCertificate, .tlsKey: .optionalText
        }
    }

    var defaultText: String {
        switch self {
        case .database: "var/motcua.db"
        case .keyFile: "var/motcua.key"
        case .migrations: "migrations/sqlite"
        case .host: "127.0.0.1"
        case .port: "8080"
        case .listen, .adminListen, .trustedProxies, .hostNames, .corsOrigins: ""
        case .forwardedField: "x-forwarded-for"
        case .loops: String(max(1, min(64, ProcessInfo.processInfo.activeProcessorCount)))
        case .graceSeconds: "20"
        case .drainDelaySeconds: "0"
        case .maxConnections: "16384"
        case .maxConnectionsPerAddress: "1024"
        case .maxRequestsPerConnection: "10000"
        case .maxHeaderBytes: "16384"
        case .maxPipelined: "256"
        case .maxPipelinedBytes, .maxUnsentBytes: "65536"
        case .maxRequests: "8192"
        case .maxRequestsPerClient: "256"
        case .maxBodyBytes: "1048576"
        case .maxBodyMemoryBytes: "268435456"
        case .headTimeoutSeconds: "10"
        case .idleTimeoutSeconds: "75"
        case .transferGraceSeconds: "15"
        case .minTransferRate: "1024"
        case .retryAfterSeconds: "5"
        case .gzip, .accessLog: "on"
        case .watchSeconds: "60"
        case .leaseFailures, .numberDaysAhead: "5"
        case .openNumbers: "100"
        case .clockSkewSeconds: "300"
        case .logLevel: "info"
        case .maxScanBytes: "33554432"
        case .maxOpenUploads: "16"
        case .maxRatePerCredential: "30000"
        case .maxRatePerAddress: "6000"
        case .maxGuessesPerAddress: "10"
        case .codesRequired: "administrators"
        case .passwordCost: "15"
        case .scanFolder, .backupFolder, .lookUpPage, .tlsCertificate, .tlsKey: ""
        }
    }

    var meaning: String {
        switch self {
        case .database: "Database file."
        case .keyFile: "File of the secret outside the database; made on first use. Back it up apart."
        case .migrations: "Folder of the numbered SQL migrations."
        case .host: "Address to listen on."
        case .port: "Port to listen on; 0 takes a free one."
        case .listen: "Places to listen on instead of host and port: \(ListenPlaces.examples)."
        case .adminListen: "More places, where /metrics needs no credential."
        case .trustedProxies: "Proxies believed about who their client is: 10.0.0.0/8, 2001:db8::/32, unix."
        case .forwardedField: "The field that the trusted proxies set."
        case .hostNames: "Hosts that requests may name, without port, such as motcua.example; others get 421."
        case .corsOrigins: "Origins whose pages may call the API from a browser, exactly as browsers write them."
        case .loops: "Event loops, a thread each (default: one for each core)."
        case .graceSeconds: "How long SIGTERM waits for requests that are under way."
        case .drainDelaySeconds: "How long SIGTERM goes on serving with /readyz at 503, for load balancers to see it."
        case .maxConnections: "Connections at the same time."
        case .maxConnectionsPerAddress: "Connections at the same time from one address."
        case .maxRequestsPerConnection: "Requests on one connection before it is closed."
        case .maxHeaderBytes: "All header lines of a request together; more get 431."
        case .maxPipelined: "Answers on one connection that its client has not taken, before its next request waits."
        case .maxPipelinedBytes: "Requests that wait unread on one connection; beyond, nothing more is taken from it."
        case .maxUnsentBytes:
            "The same as max-pipelined in bytes: so much of its answers untaken, and its next request waits."
        case .maxRequests: "Requests being handled at the same time; more get 503 with Retry-After."
        case .maxRequestsPerClient: "The same for one client of a trusted proxy, on each loop; more get 429."
        case .maxBodyBytes: "Largest request body, before and after unpacking."
        case .maxBodyMemoryBytes: "Memory for all request bodies together; more get 503 with Retry-After."
        case .headTimeoutSeconds: "How long a request's head may take to arrive."
        case .idleTimeoutSeconds: "How long an idle connection is kept."
        case .transferGraceSeconds: "How long a body or an answer may take before its rate is looked at."
        case .minTransferRate: "The rate at which clients must send bodies and take answers."
        case .retryAfterSeconds: "What Retry-After says when there is too much to do."
        case .gzip: "Whether answers are compressed for clients that take it."
        case .accessLog: "Whether each answer gets a line on standard error."
        case .watchSeconds:
            "How often pending dossiers are looked at for lateness, silence and broken plans, and old keys, old records of reading"
                + " and uploads that nobody goes on with are forgotten; 0 never."
        case .leaseFailures: "After so many leases that ran out or were returned, work is set aside for a person."
        case .numberDaysAhead: "For how many working days ahead counters may reserve numbers."
        case .openNumbers: "How many unused numbers of a day a terminal may have reserved."
        case .clockSkewSeconds: "From which difference on a terminal's clock counts as wrong."
        case .lookUpPage: "Address of the page where citizens look up, printed on slips with a QR code; none without."
        case .scanFolder:
            "Folder of scans, encrypted; the folder `scans` beside the database without. Back it up with the database."
        case .maxScanBytes: "Largest scan that is taken."
        case .maxOpenUploads: "Unfinished uploads of one terminal or agency system; more get 429."
        case .maxRatePerCredential:
            "Requests a minute of one credential, a sixth of them at once; more get 429. 0 sets no limit."
        case .maxRatePerAddress:
            "Requests a minute without a good credential from one address; more get 429. 0 sets no limit."
        case .maxGuessesPerAddress:
            "Wrong passwords, and wrong slip codes, a minute from one address, twice as many at once. 0 sets no limit."
        case .passwordCost:
            "What a try of a password costs: scrypt's N, as a power of two. 15 takes 32 MiB on each of two threads, one more"
                + " twice as much; passwords that were digested at another cost are digested anew at the next login."
        case .codesRequired: "Who can't log in without an authenticator's code, even who hasn't set one up."
        case .backupFolder: "Folder of the backups that are asked for over HTTP, on another disk; none without."
        case .logLevel: "How much is logged, until it is changed by PUT /v1/log-level."
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
            case .text, .optionalText, .list: ""
            case .oneOf(let words): " One of \(words.joined(separator: ", "))."
            case .count(let range, let unit): " \(range.lowerBound)–\(range.upperBound) \(unit)."
            }
        let byDefault = self == .loops || defaultText.isEmpty ? "" : " Default: \(defaultText)."
        return ArgumentHelp("\(meaning)\(limits)\(byDefault) Environment: \(environmentName).", valueName: valueName)
    }

    private var valueName: String {
        switch kind {
        case .text, .optionalText: ["host", "page"].contains(where: rawValue.hasSuffix) ? "address" : "path"
        case .list(let things): things
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

    /// The members of a list.
    func list(_ setting: Setting) -> [String] {
        self[setting].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The same, but for those.
    func with(_ changed: [Setting: String]) -> Settings {
        var copy = self
        copy.values.merge(changed) { $1 }
        return copy
    }

    private static func check(_ text: String, for setting: Setting, named origin: String) throws {
        switch setting.kind {
        case .list: break
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
    @Option(name: .long, help: Setting.scanFolder.help) var scanFolder: String?
    @Option(
        name: .long,
        help: .init(
            "YAML file of settings, `name: value` a line. Environment: MOTCUA_SETTINGS.", valueName: "path"))
    var settings: String?

    func resolved(with more: [Setting: String?] = [:]) throws -> Settings {
        var flags: [Setting: String?] = [
            .database: database, .keyFile: keyFile, .migrations: migrations, .scanFolder: scanFolder,
        ]
        flags.merge(more) { $1 }
        return try Settings(flags: flags, file: settings, environment: ProcessInfo.processInfo.environment)
    }
}
