import Dispatch
import DossierDomain
import DossierService
import DossierStoreSQLite
import Foundation
import Logging

/// The thread that tends polls while the server runs: ends waits whose time is up, takes back leases that have run
/// out, keeps who has polled, and counts leases for the metrics.
final class PollTending: Sendable {
    /// Last polls are written after so many ticks: each time is a commit.
    private static let ticksBetweenKeeping = 20
    /// Last uses of credentials are written after so many ticks, once a minute.
    private static let ticksBetweenUses = 240
    /// Leases are counted after so many ticks: each time all that are held are looked at.
    private static let ticksBetweenCounting = 4

    private let service: DossierService<SQLiteStore>
    private let metrics: PollingMetrics
    private let logger: Logger
    private let stopped = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(service: DossierService<SQLiteStore>, metrics: PollingMetrics, logger: Logger) throws {
        self.service = service
        self.metrics = metrics
        self.logger = logger
        let reader = try service.store.makeReader()
        try service.recallPolls(reader: reader)
        metrics.count(by: reader)
        // From here on only the thread uses it.
        nonisolated(unsafe) let own = reader
        let thread = Thread { [self] in
            run(own)
            ended.signal()
        }
        thread.name = "poll-tending"
        thread.start()
    }

    /// Ends the thread, after it has kept who polled last.
    func stop() {
        stopped.signal()
        ended.wait()
    }

    private func run(_ reader: SQLiteReader) {
        var last = service.now()
        var tick = 0
        while stopped.wait(timeout: .now() + .milliseconds(250)) == .timedOut {
            let now = service.now()
            // A second is no setting back: clocks are slewed that far.
            let wasSetBack = now.milliseconds < last.milliseconds - 1_000
            if wasSetBack { logger.warning("the clock was set back", metadata: ["from": "\(last)", "to": "\(now)"]) }
            last = now
            tick += 1
            tend(reader, clockWasSetBack: wasSetBack, keepsPolls: tick.isMultiple(of: Self.ticksBetweenKeeping))
            if tick.isMultiple(of: Self.ticksBetweenCounting) { metrics.count(by: reader) }
            if tick.isMultiple(of: Self.ticksBetweenUses) { keepUses() }
        }
        tend(reader, clockWasSetBack: false, keepsPolls: true)
        keepUses()
    }

    private func keepUses() {
        do {
            try waiting { [service] in try await service.keepUses() }
        } catch {
            logger.error("last uses of credentials could not be kept", metadata: ["error": "\(error)"])
        }
    }

    private func tend(_ reader: SQLiteReader, clockWasSetBack: Bool, keepsPolls: Bool) {
        // The thread waits while the task has the reader.
        nonisolated(unsafe) let own = reader
        do {
            try waiting { [service] in
                try await service.tendPolls(reader: own, clockWasSetBack: clockWasSetBack, keepsPolls: keepsPolls)
            }
        } catch {
            logger.error("polls could not be tended", metadata: ["error": "\(error)"])
        }
        // Whatever befell the polls: who was shown what is kept.
        guard keepsPolls else { return }
        do {
            try waiting { [service] in try await service.keepReads() }
        } catch {
            logger.error("reads of personal data could not be kept", metadata: ["error": "\(error)"])
        }
    }
}
