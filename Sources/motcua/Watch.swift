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
                do {
                    let report = try waiting { try await service.watch(reader: try service.store.makeReader()) }
                    Watch.log(report, to: logger)
                    let forgotten = try waiting { try await service.forgetOldRequests() }
                    let reads = try waiting { try await service.forgetOldReads() }
                    if reads > 0 { logger.info("forgot old records of reading", metadata: ["count": "\(reads)"]) }
                    let swept = try waiting {
                        try await service.sweepUploads(
                            now: Int(Date().timeIntervalSince1970), reader: try service.store.makeReader())
                    }
                    if swept > 0 { logger.info("gave up old uploads", metadata: ["count": "\(swept)"]) }
                    if forgotten > 0 { logger.info("forgot old keys", metadata: ["count": "\(forgotten)"]) }
                } catch {
                    logger.error("the watch failed, and will try again", metadata: ["error": "\(error)"])
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

    private static func log(_ report: WatchReport, to logger: Logger) {
        for (what, numbers) in [
            ("somebody who was asked was silent past the limit", report.silent),
            ("a dossier can't go on as planned", report.flagged), ("a dossier will be late", report.foreseen),
        ] {
            for number in numbers { logger.notice("\(what)", metadata: ["number": "\(number.text)"]) }
        }
    }
}
