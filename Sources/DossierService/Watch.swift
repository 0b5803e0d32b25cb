import DossierDomain
import DossierRouting
import DossierStore

/// What a round of the watch told of, by number.
public struct WatchReport: Hashable, Sendable {
    /// How many pending dossiers it looked at.
    public var lookedAt = 0
    /// Where somebody who was asked was silent past the limit (RTE-06).
    public var silent: [DossierNumber] = []
    /// What can't go on as planned (RTE-05).
    public var flagged: [DossierNumber] = []
    /// What will be late (LAT-03).
    public var foreseen: [DossierNumber] = []
}

extension DossierService {
    /// How many dossiers a page of the watch has.
    static var watchPageSize: Int { 200 }

    /// Looks once at every pending dossier, and tells of silence, of plans that can't go on and of lateness, each by
    /// an ordinary command on the service's clock.
    ///
    /// Goes page by page, so that readers and writers get their turn in between; what somebody else changes
    /// meanwhile is looked at again the next time. Throws ``ServiceError`` where the store can't do it.
    public func watch(reader: Store.Reader) async throws(ServiceError) -> WatchReport {
        var report = WatchReport()
        var filter = DossierFilter(rows: .everything, limit: Self.watchPageSize)
        filter.isPending = true
        repeat {
            let page = try ServiceError.reading { () throws(StoreError) in try reader.dossiers(matching: filter) }
            for state in page.elements { try await look(at: state, reader: reader, report: &report) }
            filter.after = page.next
        } while filter.after != nil
        return report
    }

    private func look(
        at state: DossierState, reader: Store.Reader, report: inout WatchReport
    ) async throws(ServiceError) {
        guard let number = state.number, let dueAt = state.reception?.dueAt else { return }
        report.lookedAt += 1
        let instant = now()
        let allowed = state.status.allowedCommands
        for consultation in state.consultations
        where allowed.contains(.reportSilence) && consultation.silenceReportedAt == nil
            && consultation.dueAt < instant
        {
            if try await tell(.reportSilence(consultation.id), of: state, reader: reader) {
                report.silent.append(number)
            }
        }
        let problems = catalogue.planProblems(of: state, on: instant.date)
        if allowed.contains(.checkPlan), problems != state.planProblems,
            try await tell(.checkPlan, of: state, reader: reader), !problems.isEmpty
        {
            report.flagged.append(number)
        }
        if allowed.contains(.warnOfLateness), state.latenessForeseenFor != dueAt,
            try await tell(.warnOfLateness, of: state, reader: reader)
        {
            report.foreseen.append(number)
        }
    }

    /// Whether it was recorded; what the engine rejects was nothing to tell of.
    private func tell(
        _ command: DossierCommand, of state: DossierState, reader: Store.Reader
    ) async throws(ServiceError) -> Bool {
        do throws(ServiceError) {
            _ = try await perform(
                command, on: .identity(state.id),
                by: Caller(actor: .system, requestID: "watch-\(now().utcDescription)", idempotencyKey: nil),
                reader: reader)
            return true
        } catch {
            switch error {
            case .rejected, .contention: return false
            case .notFound, .versionMismatch, .keyReused, .tooManyRows, .placeNotInRecord, .configurationRefused,
                .store,
                .credentialRefused, .loginRefused,
                .tooFast:
                throw error
            }
        }
    }
}
