import DossierDomain
import DossierService
import HTTPTypes
import Synchronization

/// How fast and in which turn requests are taken: no client, however greedy, starves the counters.
///
/// Two things: how many requests a credential and an address may send (token buckets), and, for requests that change
/// something, turns: so many are under way at once, and behind them credentials take turns (round robin).
public final class Admission: Sendable {
    /// Rates and limits.
    public struct Limits: Sendable {
        /// What one credential, or all of a posting together, may send; unlimited where `nil`.
        public var perCredential: RequestRate?
        /// What one address may send to what is open; unlimited where `nil`.
        public var perAddress: RequestRate?
        /// How many changes are under way at once: more than one commit takes together gains nothing.
        public var changesUnderWay = 256
        /// How many changes wait for their turn at the most.
        public var changesWaiting = 4_096
        /// How many of one credential.
        public var changesWaitingPerCredential = 256

        /// No rates.
        public init(perCredential: RequestRate? = nil, perAddress: RequestRate? = nil) {
            self.perCredential = perCredential
            self.perAddress = perAddress
        }
    }

    /// That a change may be under way; given back by ``Admission/end(_:)``.
    struct Turn: Sendable {}

    private struct Changes {
        var underWay = 0
        var waiting: FairQueue<String, CheckedContinuation<Bool, Never>>
    }

    private let limits: Limits
    private let tally: AccessTally
    private let credentials: RateLedger?
    private let addresses: RateLedger?
    private let changes: Mutex<Changes>

    /// Takes requests within those limits, and counts what is refused.
    public init(_ limits: Limits = Limits(), tally: AccessTally = AccessTally()) {
        self.limits = limits
        self.tally = tally
        credentials = limits.perCredential.map { RateLedger($0) }
        addresses = limits.perAddress.map { RateLedger($0) }
        changes = Mutex(
            Changes(
                waiting: FairQueue(
                    limit: limits.changesWaiting, limitPerOwner: limits.changesWaitingPerCredential)))
    }

    /// Counts a request against its credential, or its address where it bears none. Throws `too-fast` with
    /// `Retry-After`.
    func count(_ request: APIRequest, of actor: Actor?, at now: Timestamp) throws(Problem) {
        // A poll that was parked was counted when it came.
        guard request.ended == nil else { return }
        let wait: Int?
        if let actor {
            wait = credentials?.take(actor.rateOwner, at: now)
        } else {
            wait = request.address.flatMap { addresses?.take($0, at: now) }
        }
        guard let wait else { return }
        tally.note(actor == nil ? .addressTooFast : .credentialTooFast)
        throw Problem(.tooFast, waiting: wait)
    }

    /// Waits until a change may be under way. Throws `too-fast` where too many of the credential wait already.
    func turn(of request: APIRequest, by actor: Actor?) async throws(Problem) -> Turn {
        let owner = actor?.rateOwner ?? request.address ?? "local"
        let isFree = changes.withLock { changes in
            guard changes.underWay < limits.changesUnderWay else { return false }
            changes.underWay += 1
            return true
        }
        if isFree { return Turn() }
        let hasTurn = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            wait(continuation, of: owner)
        }
        guard hasTurn else {
            tally.note(.changeTooMany)
            throw Problem(.tooFast, waiting: 1)
        }
        return Turn()
    }

    /// Ends a change; the turn goes on to who has waited for it.
    func end(_ turn: Turn) {
        let next = changes.withLock { changes in
            let next = changes.waiting.next()
            if next == nil { changes.underWay -= 1 }
            return next
        }
        next?.resume(returning: true)
    }

    /// How many changes are under way, and how many wait for their turn.
    public var changeCounts: (underWay: Int, waiting: Int) {
        changes.withLock { ($0.underWay, $0.waiting.count) }
    }

    private func wait(_ continuation: CheckedContinuation<Bool, Never>, of owner: String) {
        // Looked at again under the lock: the last turn may have ended in between, and nobody would pass one on.
        let answer: Bool? = changes.withLock { changes in
            if changes.underWay < limits.changesUnderWay {
                changes.underWay += 1
                return true
            }
            return changes.waiting.append(continuation, of: owner) ? nil : false
        }
        if let answer { continuation.resume(returning: answer) }
    }
}

extension Actor {
    /// Whose rate and turn it is: somebody's under their posting, with however many sessions, or else the credential's.
    fileprivate var rateOwner: String { posting.map { "posting \($0)" } ?? credential.text }
}

extension Problem {
    /// With how many seconds to wait, in `Retry-After` and for programs in `retryAfterSeconds`.
    init(_ kind: ProblemKind, waiting seconds: Int) {
        self.init(
            kind,
            Wording(
                vi: "Thử lại sau \(seconds) giây. " + kind.advice.vi,
                en: "Try again in \(seconds) s. " + kind.advice.en))
        fields[.retryAfter] = String(seconds)
        facts = ["retryAfterSeconds": .count(seconds)]
    }
}
