import DossierDomain
import Synchronization

/// Buckets for many names: what each has left of a rate. Bounded, whoever comes.
public final class RateLedger: Sendable {
    private let rate: RequestRate
    private let limit: Int
    private let buckets = Mutex<[String: TokenBucket]>([:])

    /// No name has taken anything yet; so many names are remembered at the most.
    public init(_ rate: RequestRate, limit: Int = 50_000) {
        self.rate = rate
        self.limit = limit
    }

    /// After how many seconds the name will have a token; `nil` where it has one.
    public func secondsToWait(_ name: String, at now: Timestamp) -> Int? {
        buckets.withLock { $0[name]?.secondsToWait(at: now) }
    }

    /// Takes one of the name's tokens, or answers after how many seconds it will have one.
    @discardableResult
    public func take(_ name: String, at now: Timestamp) -> Int? {
        buckets.withLock { buckets in
            if buckets[name] == nil, buckets.count >= limit {
                // A full bucket is as good as none. Where none is full, all begin anew: seldom, and better than no room.
                buckets = buckets.filter { !$0.value.isFull(at: now) }
                if buckets.count >= limit { buckets = [:] }
            }
            return buckets[name, default: TokenBucket(rate, at: now)].take(at: now)
        }
    }
}

/// Wrong passwords and slip codes: counted by address, and slip codes by number as well.
///
/// Only what is wrong costs a token, but while there is none nothing is looked at, right or wrong.
public final class Guessing: Sendable {
    /// From one address: an office behind one line mistypes now and then.
    private let addresses = RateLedger(RequestRate(burst: 20, perMinute: 10))
    /// For one dossier's number, from wherever: of 2^40 codes, some 1,400 a day.
    private let numbers = RateLedger(RequestRate(burst: 30, perMinute: 1))

    /// Nothing was guessed yet.
    public init() {}

    /// After how many seconds something from there is looked at again; `nil` where it is. An address that nobody can tell
    /// is no reason to wait: behind it may be everybody.
    func secondsToWait(from address: String?, number: DossierNumber? = nil, at now: Timestamp) -> Int? {
        let waits = [
            address.flatMap { addresses.secondsToWait($0, at: now) },
            number.flatMap { numbers.secondsToWait($0.canonical, at: now) },
        ]
        return waits.compactMap(\.self).max()
    }

    /// Something from there was wrong.
    func noteFailure(from address: String?, number: DossierNumber? = nil, at now: Timestamp) {
        if let address { addresses.take(address, at: now) }
        if let number { numbers.take(number.canonical, at: now) }
    }
}

extension DossierService {
    /// The slip's code is looked at, unless too much was guessed from there or for that number (SEC-04).
    ///
    /// Throws ``ServiceError/tooFast(seconds:)`` then, and ``ServiceError/notFound`` where number and code aren't a
    /// slip's.
    public func lookUp(
        _ number: DossierNumber, slipCode: String, from address: String?, reader: Store.Reader
    ) throws(ServiceError) -> PublicStatus {
        if let wait = guessing.secondsToWait(from: address, number: number, at: now()) { throw .tooFast(seconds: wait) }
        do throws(ServiceError) {
            return try lookUp(number, slipCode: slipCode, reader: reader)
        } catch {
            if error == .notFound { guessing.noteFailure(from: address, number: number, at: now()) }
            throw error
        }
    }
}
