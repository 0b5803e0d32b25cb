import DossierDomain

/// Form 05 (phiếu kiểm soát quá trình giải quyết hồ sơ): who gave the dossier to whom, when, and how in time
/// (TT01/2018 Article 9). A fold over the events; nobody fills it in.
public struct ControlSheet: Sendable {
    /// One giving and receiving.
    public struct Row: Hashable, Sendable {
        /// One side of a row.
        public enum Party: Hashable, Sendable {
            /// The citizen.
            case applicant
            /// An office or agency.
            case body(Body)
        }
        /// Who gave.
        public let from: Party
        /// Who received.
        public let to: Party
        /// The handover; `nil` for what passes between citizen and counter.
        public let handover: HandoverID?
        /// When it was given.
        public let givenAt: Timestamp
        /// Who gave it.
        public let givenBy: Actor?
        /// The carrier, whose times and invoice stand for the signatures (form 05, note 2).
        public var carriage: Carriage?
        /// When the carrier took it.
        public var dispatchedAt: Timestamp?
        /// When it was received; `nil` while it is on its way or after it was returned.
        public var receivedAt: Timestamp?
        /// Who received it.
        public var receivedBy: Actor?
        /// When it was sent back.
        public var returnedAt: Timestamp?
        /// Early, on time or late, of whoever gave it, as the receiver fills it in.
        public var result: Punctuality?
        /// By when the giver was to have given it.
        let due: Timestamp?
        /// When the giver was done, where that wasn't when it was given: a lead that waited for a side branch.
        var doneAt: Timestamp?
    }

    /// The rows, in order of giving.
    public let rows: [Row]

    /// Reads the sheet from a dossier's events, in order.
    public init(events: [RecordedEvent]) {
        var rows: [Row] = []
        var state: DossierState?
        var dueOfGiver: [Body: Timestamp] = [:]
        var doneByGiver: [Body: Timestamp] = [:]
        for recorded in events {
            let next = evolve(
                state, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
            Self.note(
                recorded, before: state, after: next, dueOfGiver: &dueOfGiver, doneByGiver: &doneByGiver, in: &rows)
            state = next
        }
        self.rows = rows
    }

    private static func note(
        _ recorded: RecordedEvent, before: DossierState?, after: DossierState,
        dueOfGiver: inout [Body: Timestamp], doneByGiver: inout [Body: Timestamp], in rows: inout [Row]
    ) {
        let instant = recorded.occurredAt
        switch recorded.event {
        case .received(let received):
            dueOfGiver[.office(after.office)] = received.passOnBy
            rows.append(
                Row(
                    from: .applicant, to: .body(.office(after.office)), handover: nil, givenAt: instant,
                    givenBy: nil, receivedAt: instant, receivedBy: recorded.actor, due: nil))
        case .stepCompleted(let completed):
            guard let branch = before?.branches.first(where: { $0.assignment == completed.assignment }) else { return }
            dueOfGiver[branch.holder] = branch.dueAt
            doneByGiver[branch.holder] = instant
        case .planFlagged(let flagged) where flagged.isTakenOver:
            guard let former = before?.officeInCharge else { return }
            dueOfGiver[.office(flagged.reportedTo)] = dueOfGiver[.office(former)]
        case .decisionReplaced:
            // No date was set for giving a corrected result.
            guard let decider = after.decidedBy else { return }
            dueOfGiver[decider] = nil
            doneByGiver[decider] = nil
        case .stepSentBack(let sentBack):
            rows.append(
                Row(
                    from: .body(sentBack.handover.from), to: .body(sentBack.handover.to),
                    handover: sentBack.handover.id,
                    givenAt: instant, givenBy: recorded.actor, carriage: sentBack.carriage,
                    dispatchedAt: sentBack.carriage == nil ? nil : instant, due: sentBack.work.dueAt))
        case .handoverOffered(let offered):
            let handover = offered.handover
            // Requests for papers, papers of what has ended and results that move between offices have no date by which they
            // were to be given.
            let isDated =
                switch (handover.purpose, handover.from) {
                case (.step, _), (.result, .agency): true
                case (.result, .office), (.sendBack, _), (.supplement, _), (.papers, _): false
                }
            rows.append(
                Row(
                    from: .body(handover.from), to: .body(handover.to), handover: handover.id, givenAt: instant,
                    givenBy: recorded.actor, carriage: offered.carriage,
                    dispatchedAt: offered.carriage == nil ? nil : instant,
                    due: isDated ? dueOfGiver[handover.from] : nil,
                    doneAt: recorded.actor.body == handover.from ? nil : doneByGiver[handover.from]))
        case .handoverDispatched(let dispatched):
            change(dispatched.handover, in: &rows) { row in
                row.carriage = dispatched.carriage
                row.dispatchedAt = instant
            }
        case .handoverAcknowledged(let acknowledged):
            if let back = before?.openHandovers.first(where: { $0.handover.id == acknowledged.handover })?.handover,
                back.purpose == .sendBack
            {
                // Whoever had it sent back gives it a second time, by no date.
                dueOfGiver[back.to] = nil
                doneByGiver[back.to] = nil
            }
            change(acknowledged.handover, in: &rows) { row in
                row.receivedAt = instant
                row.receivedBy = recorded.actor
                row.result = row.due.map { Punctuality(doneAt: row.doneAt ?? row.givenAt, dueAt: $0) }
            }
        case .handoverReturned(let returned):
            change(returned.handover, in: &rows) { $0.returnedAt = instant }
        case .resultHandedOver:
            guard let dueAt = after.reception?.dueAt, let readyAt = after.readyAt else { return }
            rows.append(
                Row(
                    from: .body(after.holder), to: .applicant, handover: nil, givenAt: instant,
                    givenBy: recorded.actor, receivedAt: instant, receivedBy: nil,
                    result: Punctuality(doneAt: readyAt, dueAt: dueAt), due: dueAt))
        case .supplementRequested where after.reception != nil, .papersGivenBack:
            rows.append(
                Row(
                    from: .body(recorded.actor.body ?? .office(after.officeInCharge)), to: .applicant, handover: nil,
                    givenAt: instant, givenBy: recorded.actor, receivedAt: instant, receivedBy: nil, due: nil))
        case .supplemented where after.reception != nil:
            rows.append(
                Row(
                    from: .applicant, to: .body(.office(after.officeInCharge)), handover: nil, givenAt: instant,
                    givenBy: nil, receivedAt: instant, receivedBy: recorded.actor, due: nil))
        case .timeLimitReset(let reset):
            dueOfGiver[.office(after.officeInCharge)] = reset.passOnBy
        case .submitted, .supplementRequested, .supplemented, .receptionConfirmed, .stageEntered, .stepStarted,
            .decided, .deadlineMoved, .consultationRequested, .consultationAnswered, .consultationSilent, .planFlagged,
            .replanned, .latenessForeseen, .handoverRecordSigned, .refusalProposed, .receptionRefused, .supplementAsked,
            .rescheduled, .withdrawn, .stopped, .incidentReported, .resultPosted, .deliveryFailed, .resultReturned,
            .paymentDemanded, .feeCollected, .noticeRecorded, .rated, .complaintReceived,
            .complaintAnswered, .scanAttached, .personalDataErased, .inspected, .configurationChanged, .access:
            return
        }
    }

    private static func change(_ id: HandoverID, in rows: inout [Row], _ change: (inout Row) -> Void) {
        guard let index = rows.lastIndex(where: { $0.handover == id }) else { return }
        change(&rows[index])
    }
}
