import DossierDomain

/// A dossier as the pilot's report counts it: a fold over its events that were recorded by an instant (PIL-03).
///
/// Nothing in it is personal: who the citizen is isn't needed to count them.
public struct PilotRow: Hashable, Sendable {
    /// How it stands to the date that it is judged by (TIM-06).
    public enum Standing: String, Sendable, CaseIterable {
        /// The first result was there on or before the due moment.
        case onTime = "on-time"
        /// It came later, or wasn't there when the due moment had passed.
        case late
        /// No result yet, and not due.
        case open
        /// Not judged: with the citizen, withdrawn or stopped.
        case notJudged = "not-judged"
    }

    /// Internal identity.
    public let dossier: DossierID
    /// Its number.
    public let number: DossierNumber
    /// Where it was received.
    public let office: OfficeID
    /// Who housed that office on the day of reception; its figures stand there.
    public let host: Office.Host
    /// The interlinked group that it was brought with.
    public let group: InterlinkedGroupID?
    /// When it was received.
    public let receivedAt: Timestamp
    /// By when its result is due by law, whatever new appointment was given.
    public let dueAt: Timestamp
    /// When its first result was at the office that hands it over; `nil` while there is none.
    public let resultAt: Timestamp?
    /// How it stands.
    public let standing: Standing
    /// Whether it was received by somebody whom the post employs.
    public let isReceivedByPost: Bool
    /// Whether it was brought by public post.
    public let isBroughtByPost: Bool
    /// Whether its result, or papers given back, went to the citizen by post.
    public let isDeliveredByPost: Bool
    /// The days on which the record has the citizen at a counter.
    public let visitDays: Set<CivilDate>
    /// Those of them that were needed: bringing and collecting.
    public let neededDays: Set<CivilDate>
    /// The days on which something reached the citizen without a visit.
    public let deliveryDays: Set<CivilDate>
    /// Whether it was brought in person.
    public let isBroughtInPerson: Bool

    /// Calendar days from reception to the first result; `nil` while there is none.
    public var daysToResult: Int? { resultAt.map { $0.date.dayNumber - receivedAt.date.dayNumber } }

    /// Whether the post had a part in it: received it, brought it or delivered the result.
    public var isThroughPost: Bool { isReceivedByPost || isBroughtByPost || isDeliveredByPost }

    /// Folds a dossier's events, in order; `nil` where it wasn't received by then.
    ///
    /// `instant` is both the last moment of recording that counts and the moment by which what has no result is judged.
    /// `host` says who housed an office on a day; where nobody knows, it counts as the agency's.
    public init?(
        _ events: [RecordedEvent], asKnownAt instant: Timestamp, host: (OfficeID, CivilDate) -> Office.Host?
    ) {
        var fold = Fold()
        // A prefix: where the clock was set back in between, an event on its own might not follow from those before it.
        for recorded in events.prefix(while: { $0.recordedAt <= instant }) { fold.add(recorded) }
        guard let state = fold.state, let reception = state.reception, let number = reception.number else { return nil }
        dossier = state.id
        self.number = number
        office = state.office
        self.host = host(state.office, reception.receivedAt.date) ?? .agency
        group = fold.group
        receivedAt = reception.receivedAt
        let dueAt = reception.lawfulDueAt ?? reception.dueAt
        self.dueAt = dueAt
        resultAt = fold.resultAt
        if let resultAt = fold.resultAt {
            standing = resultAt <= (fold.dueAtResult ?? dueAt) ? .onTime : .late
        } else if !state.status.isJudged {
            standing = .notJudged
        } else {
            standing = instant > dueAt ? .late : .open
        }
        isReceivedByPost = reception.receivedBy.employer == .post
        isBroughtByPost = state.channel == .post
        isDeliveredByPost = fold.isDeliveredByPost
        visitDays = fold.visitDays
        neededDays = fold.neededDays
        deliveryDays = fold.deliveryDays
        isBroughtInPerson = state.channel == .counter
    }
}

extension PilotRow {
    /// What has happened so far.
    private struct Fold {
        var state: DossierState?
        var group: InterlinkedGroupID?
        var resultAt: Timestamp?
        var dueAtResult: Timestamp?
        var isDeliveredByPost = false
        var visitDays: Set<CivilDate> = []
        var neededDays: Set<CivilDate> = []
        var deliveryDays: Set<CivilDate> = []

        mutating func add(_ recorded: RecordedEvent) {
            let next = evolve(
                state, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
            state = next
            if resultAt == nil, let readyAt = next.readyAt {
                resultAt = readyAt
                dueAtResult = next.lawfulDueAt
            }
            let day = recorded.occurredAt.date
            switch recorded.event {
            case .submitted(let submitted):
                group = submitted.group
                if submitted.channel == .counter { visit(day, isNeeded: true) }
            case .supplemented:
                visit(day, isNeeded: false)
            case .feeCollected(let fee):
                if case .office = fee.at, fee.method == .cash { visit(day, isNeeded: false) }
            case .resultHandedOver(let handedOver): reach(by: handedOver.method, on: day)
            case .papersGivenBack(let given): reach(by: given.method, on: day)
            default: break
            }
        }

        private mutating func visit(_ day: CivilDate, isNeeded: Bool) {
            visitDays.insert(day)
            if isNeeded { neededDays.insert(day) }
        }

        private mutating func reach(by method: HandingOverMethod, on day: CivilDate) {
            switch method {
            case .counter: visit(day, isNeeded: true)
            case .post:
                isDeliveredByPost = true
                deliveryDays.insert(day)
            case .online: deliveryDays.insert(day)
            }
        }
    }
}
