import DossierAPI
import Logging
import Synchronization

/// How much is logged, changed while the server runs.
final class LogThreshold: Sendable {
    private let index: Atomic<Int>

    init(_ level: Logger.Level) {
        index = Atomic(Self.index(of: level))
    }

    private static func index(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }

    var level: Logger.Level {
        get { Logger.Level.allCases[index.load(ordering: .relaxed)] }
        set { index.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    /// The same as the API says it; the API knows no level above errors.
    var word: LogLevel {
        get { LogLevel(rawValue: level.rawValue) ?? .error }
        set { level = Logger.Level(rawValue: newValue.rawValue) ?? .error }
    }
}

/// Lines on standard error, as many as the threshold lets through: loggers are copied, their threshold is one.
struct AdjustableLogHandler: LogHandler {
    private var lines: StreamLogHandler
    private let threshold: LogThreshold

    init(label: String, threshold: LogThreshold) {
        lines = StreamLogHandler.standardError(label: label)
        lines.logLevel = .trace
        self.threshold = threshold
    }

    var logLevel: Logger.Level {
        get { threshold.level }
        set { threshold.level = newValue }
    }

    var metadata: Logger.Metadata {
        get { lines.metadata }
        set { lines.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { lines.metadataProvider }
        set { lines.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { lines[metadataKey: key] }
        set { lines[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        lines.log(event: event)
    }
}
