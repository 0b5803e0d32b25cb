import DossierDomain
import DossierService
import DossierStoreSQLite
import Foundation
import Logging
import Synchronization

/// Calls the service's watch now and then, on a thread of its own; what is looked for, and what is told, is the
/// service's and the engine's business.
final class Watch: Sendable {
    private let stopped = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isRunning: Bool

    /// Looks after so many seconds each time; 0 never.
    init(of service: DossierService<SQLiteStore>, every seconds: Int, logger: Logger) {
        isRunning = seconds > 0
        guard isRunning else { return }
        Thread.detachNewThread { [stopped, ended] in
            while stopped.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
                // Each by itself: what one of them can't read doesn't keep the others from their work.
                Watch.attempt("looking at pending dossiers", logger) {
                    Watch.log(
                        try waiting { try await service.watch(reader: try service.store.makeReader()) }, to: logger)
                }
                Watch.attempt("forgetting old keys", logger) {
                    let forgotten = try waiting { try await service.forgetOldRequests() }
                    if forgotten > 0 { logger.info("forgot old keys", metadata: ["count": "\(forgotten)"]) }
                }
                Watch.attempt("forgetting old records of reading", logger) {
                    let reads = try waiting { try await service.forgetOldReads() }
                    if reads > 0 { logger.info("forgot old records of reading", metadata: ["count": "\(reads)"]) }
                }
                Watch.attempt("giving up old uploads", logger) {
                    let swept = try waiting {
                        try await service.sweepUploads(
                            now: Int(Date().timeIntervalSince1970), reader: try service.store.makeReader())
                    }
                    if swept > 0 { logger.info("gave up old uploads", metadata: ["count": "\(swept)"]) }
                }
            }
            ended.signal()
        }
    }

    /// Ends it, after the round under way.
    func stop() {
        guard isRunning else { return }
        stopped.signal()
        ended.wait()
    }

    private static func attempt(_ what: String, _ logger: Logger, _ work: () throws -> Void) {
        do {
            try work()
        } catch {
            logger.error(
                "the watch failed at a part, and will try again", metadata: ["part": "\(what)", "error": "\(error)"])
        }
    }

    private static func log(_ report: WatchReport, to logger: Logger) {
        for (what, numbers) in [
            ("somebody who was asked was silent past the limit", report.silent),
            ("a dossier can't go on as planned", report.flagged), ("a dossier will be late", report.foreseen),
        ] {
            for number in numbers { logger.notice("\(what)", metadata: ["number": "\(number.text)"]) }
        }
    }
}
