import DossierDomain
import DossierRouting
import DossierStore
import Foundation
import Synchronization

/// A due date that a changed calendar moved.
public struct MovedDeadline: Hashable, Sendable {
    /// The dossier.
    public let number: DossierNumber
    /// When the whole was due.
    public let from: Timestamp
    /// When it is due now.
    public let to: Timestamp
}

/// What a calendar in force has come to.
public struct AppliedCalendar: Sendable {
    /// The due dates that moved, by number.
    public var moved: [MovedDeadline] = []
    /// The dossiers whose dates can't move yet: their last act is recorded at an instant that is still to come, because
    /// the clock was set back since.
    public var left: [DossierNumber] = []
}

extension DossierService {
    /// Moves the due dates of open dossiers that the calendar in force moves and that are not yet past (TIM-01),
    /// and says which.
    ///
    /// Runs once for each configuration; interrupted, or where dossiers are left, it goes on with what is left the next
    /// time. Throws ``ServiceError`` where the store can't do it.
    public func applyCalendar(reader: Store.Reader) async throws(ServiceError) -> AppliedCalendar {
        let catalogue = self.catalogue
        let applied = try ServiceError.reading { () throws(StoreError) in try reader.meta(.appliedConfiguration) }
        if applied == String(catalogue.version) { return AppliedCalendar() }
        let before = try ServiceError.reading { () throws(StoreError) in
            // Of a version in between some dates may have moved before it was interrupted: then all are looked at.
            guard let version = applied.flatMap({ Int($0) }), version == catalogue.version - 1 else {
                return ConfigurationDocument?.none
            }
            return try reader.configuration(version: version)?.configuration.document
        }
        var outcome = AppliedCalendar()
        if before.map({ Rehearsal.concernsDueDates(from: $0, to: catalogue.document) }) ?? true {
            outcome = try await move(try await dueDatesToMove(under: catalogue), under: catalogue)
        }
        if outcome.left.isEmpty {
            try await storing { () async throws(StoreError) in
                try await store.keep(String(catalogue.version), for: .appliedConfiguration)
            }
        }
        outcome.moved.sort { ($0.number.date, $0.number.text) < ($1.number.date, $1.number.text) }
        outcome.left.sort { ($0.date, $0.text) < ($1.date, $1.text) }
        return outcome
    }

    /// What a change would touch: looks at open dossiers and accepted credentials (CFG-02).
    func rehearse(_ next: Catalogue, after current: Catalogue) async throws(ServiceError) -> RehearsalReport {
        let instant = now()
        var rehearsal = Rehearsal(from: current, to: next, at: instant)
        let reader = try ServiceError.reading { () throws(StoreError) in try store.makeReader() }
        var filter = CredentialFilter(now: instant, limit: 200)
        repeat {
            let page = try ServiceError.reading { () throws(StoreError) in try reader.credentials(matching: filter) }
            for credential in page where credential.isAccepted(at: instant) {
                rehearsal.look(
                    at: credential.id, called: credential.name, of: credential.actor,
                    acceptedUntil: credential.expiresAt)
            }
            filter.after = page.count < filter.limit ? nil : page.last?.id
        } while filter.after != nil
        try lookAtKept(&rehearsal, reader: reader)
        let fresh = rehearsal.fresh
        let whole = Mutex(rehearsal)
        try await eachOpenDossier(of: rehearsal.statuses) { states in
            var own = fresh
            for state in states { own.look(at: state) }
            whole.withLock { $0.add(own) }
        }
        return whole.withLock { $0.report }
    }

    /// What other rules of retention would have due or forgotten: what is over, as far back as one of them reaches.
    private func lookAtKept(_ rehearsal: inout Rehearsal, reader: Store.Reader) throws(ServiceError) {
        if let bound = rehearsal.keptBefore {
            var after: String?
            repeat {
                let page = try ServiceError.reading { () throws(StoreError) in
                    try reader.keptDossiers(submittedBefore: bound, after: after, limit: 200)
                }
                for state in page.elements { rehearsal.look(atKept: state) }
                after = page.next
            } while after != nil
        }
        guard let range = rehearsal.forgottenReads else { return }
        let (count, oldest) = try ServiceError.reading { () throws(StoreError) in
            try reader.oldReads(endedIn: range, limit: Touched<RehearsalReport.ForgottenRead>.limit)
        }
        rehearsal.note(
            forgotten: count,
            oldest: oldest.map {
                .init(
                    dossier: $0.dossier, scope: $0.scope, credential: $0.actor.credential, operation: $0.operation,
                    firstAt: $0.firstAt)
            })
    }

    /// The received dossiers whose due dates a configuration moves.
    private func dueDatesToMove(under catalogue: Catalogue) async throws(ServiceError) -> [DueDateToMove] {
        let instant = now()
        let found = Mutex<[DueDateToMove]>([])
        try await eachOpenDossier(
            of: DossierStatus.allCases.filter { $0.allowedCommands.contains(.applyCalendar) }
        ) { states in
            let moving = states.compactMap { state -> DueDateToMove? in
                guard catalogue.movedDeadlines(of: state, at: instant) != nil, let number = state.number,
                    let reception = state.reception
                else { return nil }
                return DueDateToMove(dossier: state.id, number: number, from: reception.dueAt)
            }
            if !moving.isEmpty { found.withLock { $0 += moving } }
        }
        return found.withLock { $0 }
    }

    /// Moves them by an ordinary command each, several at once, so that they share commits.
    private func move(
        _ dates: [DueDateToMove], under catalogue: Catalogue
    ) async throws(ServiceError) -> AppliedCalendar {
        let pieces = PiecesLeft(dates)
        let caller = Caller(actor: .system, requestID: "configuration-\(catalogue.version)", idempotencyKey: nil)
        let outcomes = await withTaskGroup(of: Result<AppliedCalendar, ServiceError>.self) { group in
            for _ in 0..<min(16, dates.count) {
                group.addTask {
                    var outcome = AppliedCalendar()
                    do throws(ServiceError) {
                        let reader = try ServiceError.reading { () throws(StoreError) in try self.store.makeReader() }
                        while let date = pieces.next() {
                            try await self.move(date, by: caller, reader: reader, into: &outcome)
                        }
                        return .success(outcome)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var whole = AppliedCalendar()
        for outcome in outcomes {
            let part = try outcome.get()
            whole.moved += part.moved
            whole.left += part.left
        }
        return whole
    }

    private func move(
        _ date: DueDateToMove, by caller: Caller, reader: Store.Reader, into outcome: inout AppliedCalendar
    ) async throws(ServiceError) {
        do throws(ServiceError) {
            let after = try await perform(.applyCalendar, on: .identity(date.dossier), by: caller, reader: reader)
            outcome.moved.append(
                MovedDeadline(number: date.number, from: date.from, to: after.state.reception?.dueAt ?? date.from))
        } catch {
            switch error {
            // Somebody else has moved it, decided it or handed it over meanwhile.
            case .rejected(.deadlinesStand, _), .rejected(.notInStatus, _): return
            case .rejected(.occurredBeforeLastAct, _): outcome.left.append(date.number)
            default: throw error
            }
        }
    }

    /// Reads all dossiers and submissions of these statuses, some hundreds at a time on several threads at once.
    private func eachOpenDossier(
        of statuses: [DossierStatus], _ look: @escaping @Sendable ([DossierState]) -> Void
    ) async throws(ServiceError) {
        guard !statuses.isEmpty else { return }
        let end = try ServiceError.reading { () throws(StoreError) in try store.makeReader().chainHead().position }
        let length = max(1_000, end / 64)
        let pieces = stride(from: 0, to: end, by: length).map { Ordinals(after: $0, upTo: min($0 + length, end)) }
        let workers = max(1, min(8, ProcessInfo.processInfo.activeProcessorCount))
        let reading = OpenDossiers(store: store, statuses: statuses, look: look)
        do {
            try await spread(pieces, over: workers) { next throws(StoreError) in
                let reader = try reading.store.makeReader()
                while let piece = next() { try reading.read(piece, with: reader) }
            }
        } catch {
            throw .store(error)
        }
    }
}

/// A dossier whose due date is to be moved: of thousands no more than this is held.
private struct DueDateToMove: Sendable {
    let dossier: DossierID
    let number: DossierNumber
    let from: Timestamp
}

/// Places in lists, after one and up to another.
private struct Ordinals: Sendable {
    let after: Int
    let upTo: Int
}

/// The dossiers that a change may touch, read piece by piece.
private struct OpenDossiers<Store: DossierStore>: Sendable {
    let store: Store
    let statuses: [DossierStatus]
    let look: @Sendable ([DossierState]) -> Void

    static var pageSize: Int { 500 }

    func read(_ piece: Ordinals, with reader: Store.Reader) throws(StoreError) {
        for status in statuses {
            var last = piece.after
            var isWhole = false
            while !isWhole {
                let page = try reader.dossiers(
                    standing: status, after: last, upTo: piece.upTo, limit: Self.pageSize)
                if !page.isEmpty { look(page.map(\.state)) }
                isWhole = page.count < Self.pageSize
                last = page.last?.ordinal ?? last
            }
        }
    }
}
