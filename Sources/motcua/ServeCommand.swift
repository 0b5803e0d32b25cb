import ArgumentParser
import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import Glibc
import HTTPServer
import Logging

/// `motcua serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the API.",
        discussion: """
            Settings come from flags, else from the environment, else from the --settings file, else from the
            defaults below. SIGTERM and SIGINT drain: requests under way are answered, then the process ends with 0.
            SIGHUP reads again what can be read again while serving.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var http: HTTPOptions
    @Option(name: .long, help: Setting.watchSeconds.help) var watchSeconds: String?
    @Option(name: .long, help: Setting.leaseFailures.help) var leaseFailures: String?
    @Option(name: .long, help: Setting.numberDaysAhead.help) var numberDaysAhead: String?
    @Option(name: .long, help: Setting.openNumbers.help) var openNumbers: String?
    @Option(name: .long, help: Setting.clockSkewSeconds.help) var clockSkewSeconds: String?
    @Option(name: .long, help: Setting.lookUpPage.help) var lookUpPage: String?
    @Option(name: .long, help: Setting.maxScanBytes.help) var maxScanBytes: String?
    @Option(name: .long, help: Setting.maxOpenUploads.help) var maxOpenUploads: String?
    @Option(name: .long, help: Setting.maxRatePerCredential.help) var maxRatePerCredential: String?
    @Option(name: .long, help: Setting.maxRatePerAddress.help) var maxRatePerAddress: String?
    @Option(name: .long, help: Setting.maxGuessesPerAddress.help) var maxGuessesPerAddress: String?
    @Option(name: .long, help: Setting.codesRequired.help) var codesRequired: String?
    @Option(name: .long, help: Setting.passwordCost.help) var passwordCost: String?
    @Option(name: .long, help: Setting.backupFolder.help) var backupFolder: String?
    @Option(name: .long, help: Setting.logLevel.help) var logLevel: String?
    @Option(name: .long, help: Setting.tlsCertificate.help) var tlsCertificate: String?
    @Option(name: .long, help: Setting.tlsKey.help) var tlsKey: String?
    @Option(
        help: .init(
            """
            For training and demonstrations: run on a clock that starts there, such as \
            2019-08-20T08:00:00+07:00. Refused on a database that was used on the real clock.
            """, valueName: "instant"))
    var clock: String?

    func run() throws {
        let settings = try common.resolved(
            with: http.flags.merging([
                .watchSeconds: watchSeconds, .leaseFailures: leaseFailures,
                .numberDaysAhead: numberDaysAhead, .openNumbers: openNumbers, .clockSkewSeconds: clockSkewSeconds,
                .lookUpPage: lookUpPage, .maxScanBytes: maxScanBytes, .maxOpenUploads: maxOpenUploads,
                .maxRatePerCredential: maxRatePerCredential, .maxRatePerAddress: maxRatePerAddress,
                .maxGuessesPerAddress: maxGuessesPerAddress, .codesRequired: codesRequired,
                .passwordCost: passwordCost, .backupFolder: backupFolder, .logLevel: logLevel,
                .tlsCertificate: tlsCertificate, .tlsKey: tlsKey,
            ]) { $1 })
        var configuration = try HTTPOptions.configuration(
            settings, environment: ProcessInfo.processInfo.environment)
        let crossOrigins = try HTTPOptions.crossOrigins(settings)
        let lookUpPage = try HTTPOptions.lookUpPage(settings)
        let reload = try Encryption.apply(settings, to: &configuration)
        let clock = try SystemClock(startingAt: clock)
        // Blocked before any thread is made, so that all inherit it and only this one waits for them.
        let signals = ProcessSignals()
        signals.block()

        let threshold = LogThreshold(Logger.Level(rawValue: settings[.logLevel]) ?? .info)
        let logger = Logger(label: "motcua") { AdjustableLogHandler(label: $0, threshold: threshold) }
        SQLiteStore.tellOfTrouble { code, message in
            logger.log(
                level: code & 0xff == 27 ? .notice : .error, "storage",
                metadata: ["code": "\(code)", "message": "\(message)"])
        }
        let files = Files(settings: settings)
        let lock = try files.lock()
        let store = try files.openStore(alone: true)
        defer {
            store.close()
            withExtendedLifetime(lock) {}
        }
        let keyFile = try files.keys(isFirstUse: try store.makeReader().meta(.clockKind) == nil) { reason in
            logger.error(
                "the key file was changed and isn't used: what is new is sealed by the keys from before",
                metadata: ["reason": "\(reason)"])
        }
        let keys = keyFile.current
        if let oldest = try store.makeReader().meta(.oldestMasterKey).flatMap({ Int($0) }), oldest > keys.newestVersion
        {
            throw Failure(
                "The key file \(keyFile.path) is from before the master key was replaced and opens nothing any more: put back"
                    + " the one that `motcua keys rotate` wrote.")
        }
        try keyFile.expectFit(with: store)
        try clock.claim(store)
        guard let current = try store.makeReader().configuration() else {
            throw Failure("No configuration is loaded yet: run `motcua config load config/lang-son`.")
        }
        let service = DossierService(
            store: store, keys: keys, currentKeys: { keyFile.current },
            catalogue: Catalogue(current.document, version: current.version),
            restorations: try store.makeReader().restorations(),
            leasePolicy: LeasePolicy(failureLimit: settings.count(.leaseFailures)),
            uploads: try files.uploads(keys: keys),
            counterPolicy: CounterPolicy(
                workingDaysAhead: settings.count(.numberDaysAhead), openNumbers: settings.count(.openNumbers),
                clockSkewSeconds: settings.count(.clockSkewSeconds)),
            passwords: PasswordWorkers(roundsLog2: settings.count(.passwordCost)),
            guessing: GuessingPolicy(perAddress: settings.count(.maxGuessesPerAddress)),
            codesRequired: CodesRequired(rawValue: settings[.codesRequired]) ?? .administrators,
            now: clock.now, newID: newIdentity)
        try moveDueDates(with: service, logger: logger)
        warnOfCoverage(in: current.document, now: clock.now(), logger: logger)
        let application = try Application(
            service: service, clock: clock, crossOrigins: crossOrigins, lookUpPage: lookUpPage,
            press: try Printing.press(),
            administration: administration(settings, files, threshold: threshold, clock: clock, logger: logger),
            admission: Admission(HTTPOptions.requestRates(settings), tally: service.accessTally),
            logsAccess: { [isOn = settings[.accessLog] == "on"] in isOn && threshold.level <= .info })
        configuration.observer = application.observer(ofLoop:)
        configuration.immediateAnswer = application.immediateAnswer
        configuration.bodyReception = application.bodyReception
        let server = try HTTPServer(
            configuration: configuration, logger: logger, refusal: application.refusal,
            handlers: { _ in try application.handler() })
        application.metrics.attach(server)
        let watch = Watch(of: service, every: settings.count(.watchSeconds), logger: logger)
        let tending = try PollTending(service: service, metrics: application.metrics.polling, logger: logger)
        // Announced last: whoever reads it finds nothing left that may fail.
        announce(try server.start(), clock: clock, logger: logger)
        let signal = signals.waitForEnd { reload(logger) }
        application.stopWelcoming()
        logger.notice("draining", metadata: ["signal": "\(signal)"])
        signals.wait(seconds: settings.count(.drainDelaySeconds))
        watch.stop()
        let grace = Duration.seconds(settings.count(.graceSeconds))
        let cut = try waiting {
            async let cut = server.drain(within: grace)
            // Whoever waits for news is answered at once that there are none.
            service.store.waitingPolls.close()
            return await cut
        }
        tending.stop()
        logger.notice("stopped", metadata: ["cut-connections": "\(cut)"])
    }

    private func moveDueDates(with service: DossierService<SQLiteStore>, logger: Logger) throws {
        let applied = try waiting { try await service.applyCalendar(reader: try service.store.makeReader()) }
        for number in applied.left {
            logger.warning(
                "a due date is left as it is until the next start: was the clock set back since the dossier's last act?",
                metadata: ["number": "\(number)"])
        }
        for moved in applied.moved {
            logger.notice(
                "the calendar moved a due date",
                metadata: ["number": "\(moved.number)", "from": "\(moved.from)", "to": "\(moved.to)"])
        }
    }

    private func announce(_ addresses: [BoundAddress], clock: SystemClock, logger: Logger) {
        if clock.isShifted {
            logger.warning(
                "TRAINING CLOCK: this server does not run on the real time", metadata: ["now": "\(clock.now())"])
        }
        for address in addresses {
            let place =
                if case .tcp = address.address.place {
                    (address.address.security == .plain ? "http" : "https") + "://\(address)"
                } else {
                    address.description
                }
            logger.notice("serving", metadata: ["address": "\(place)"])
            // For whoever starts it by a script: the real port on standard output, once it answers.
            print("motcua \(MotCua.version) serves \(place)")
        }
        fflush(nil)
    }

    private func administration(
        _ settings: Settings, _ files: Files, threshold: LogThreshold, clock: SystemClock, logger: Logger
    ) -> Administration {
        let folder = settings[.backupFolder]
        let desk = BackupDesk(
            backups: folder.isEmpty
                ? nil : Backups(folder: folder, databasePath: files.databasePath, scanPath: files.scanPath),
            now: { clock.now().description }, logger: logger)
        return Administration(
            readLogLevel: { threshold.word },
            writeLogLevel: { level, credential in
                // Told before it is lowered, or after it was raised: whoever turns the log off stands in it.
                threshold.level = min(threshold.level, Logger.Level(rawValue: level.rawValue) ?? .info)
                logger.notice(
                    "the log level was changed",
                    metadata: ["level": "\(level.rawValue)", "credential": "\(credential)"])
                threshold.word = level
            },
            backUp: desk.make, backups: desk.all)
    }

    private func warnOfCoverage(in document: ConfigurationDocument, now: Timestamp, logger: Logger) {
        for calendar in document.calendars where calendar.coversTo < now.date.adding(days: 365) {
            logger.warning(
                "the calendar's holidays end within a year: load a configuration that goes on",
                metadata: ["calendar": "\(calendar.id)", "covers-to": "\(calendar.coversTo)"])
        }
    }
}

/// The signals that the server answers to, taken by the thread that waits for them.
struct ProcessSignals {
    private var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        return set
    }

    func block() {
        var set = set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns with the signal that ends the server; each SIGHUP before calls `reload`.
    func waitForEnd(reload: () -> Void) -> Int32 {
        while true {
            var set = set
            var signal: Int32 = 0
            sigwait(&set, &signal)
            if signal != SIGHUP { return signal }
            reload()
        }
    }

    /// Waits so long, or until the next signal shortens it.
    func wait(seconds: Int) {
        guard seconds > 0 else { return }
        var set = set
        var duration = timespec(tv_sec: seconds, tv_nsec: 0)
        sigtimedwait(&set, nil, &duration)
    }
}

/// The system's clock, or one that started elsewhere for training.
struct SystemClock: Sendable {
    private let offsetMilliseconds: Int64

    /// Starts at that instant (RFC 3339), or on the real time where `nil`.
    init(startingAt text: String?) throws {
        guard let text else {
            offsetMilliseconds = 0
            return
        }
        guard let start = Timestamp(text) else {
            throw Failure("--clock takes an instant like 2019-08-20T08:00:00+07:00, not '\(text)'.")
        }
        offsetMilliseconds = start.milliseconds - systemNow().milliseconds
    }

    var isShifted: Bool { offsetMilliseconds != 0 }

    @Sendable func now() -> Timestamp {
        Timestamp(milliseconds: systemNow().milliseconds + offsetMilliseconds)
    }

    /// Marks the database as used on this kind of clock; refuses one that was used on the other kind.
    func claim(_ store: SQLiteStore) throws {
        let kind = isShifted ? "shifted" : "real"
        let used = try store.makeReader().meta(.clockKind)
        if let used, used != kind {
            throw Failure(
                isShifted
                    ? "This database was used on the real clock, so --clock is refused: take another --database."
                    : "This database was used for training on a shifted clock: go on with --clock, or take another"
                        + " --database for real work.")
        }
        if used == nil { try waiting { try await store.keep(kind, for: .clockKind) } }
    }
}

/// An identity that was never used and sorts by time: 48 bits of time, 80 random bits, in hexadecimal.
@Sendable func newIdentity() -> String {
    let time = UInt64(systemNow().milliseconds) & 0xFFFF_FFFF_FFFF
    var random: (high: UInt64, low: UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &random) { bytes in
        guard getentropy(bytes.baseAddress, bytes.count) == 0 else {
            preconditionFailure("the system gives no randomness: identities could be given twice")
        }
    }
    return String(unsafeUninitializedCapacity: 32) { text in
        for (word, place) in [(time << 16 | random.high & 0xFFFF, 0), (random.low, 16)] {
            for digit in 0..<16 {
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit) & 15)
                text[place + digit] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            }
        }
        return 32
    }
}
