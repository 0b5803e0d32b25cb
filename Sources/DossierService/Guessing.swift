import DossierDomain
import Synchronization

/// How fast passwords, slip codes and identity numbers may be guessed.
public struct GuessingPolicy: Sendable {
    /// Wrong passwords from one address: an office behind one line mistypes now and then. Unlimited where `nil`.
    public var passwordsPerAddress: RequestRate?
    /// Wrong slip codes from one address. Unlimited where `nil`.
    public var slipCodesPerAddress: RequestRate?
    /// Wrong codes for one dossier's number, from wherever: of 2^40, a year tries 32 million. So high that no single address
    /// can keep the citizen from looking it up.
    public var slipCodesPerNumber = RequestRate(burst: 60, perMinute: 60)
    /// Numbers of identity documents that nobody has, by whoever searches: of a masked number some thousands are left to
    /// try, by whoever knows where and about when its owner was born.
    public var identityNumbersPerSearcher = RequestRate(burst: 20, perMinute: 10)

    /// So many wrong passwords, and as many wrong slip codes, a minute from one address, twice as many at once; 0 sets no
    /// limit.
    public init(perAddress perMinute: Int = 10) {
        guard perMinute > 0 else { return }
        passwordsPerAddress = RequestRate(burst: 2 * perMinute, perMinute: perMinute)
        slipCodesPerAddress = passwordsPerAddress
    }
}

/// Wrong passwords and slip codes, counted by address; slip codes by number as well, passwords by name where nobody has
/// that name, and identity numbers by who searches for them.
///
/// Only what is wrong costs a token, but while there is none nothing is looked at, right or wrong. An address that nobody
/// can tell is no reason to wait: behind it may be everybody.
final class Guessing: Sendable {
    private let passwords: RateLedger?
    private let slipCodes: RateLedger?
    private let numbers: RateLedger
    private let identityNumbers: RateLedger
    private let unknownNames = Mutex(RecentNames<FailedAttempts>(limit: 10_000))

    /// Nothing was guessed yet.
    init(_ policy: GuessingPolicy) {
        passwords = policy.passwordsPerAddress.map { RateLedger($0) }
        slipCodes = policy.slipCodesPerAddress.map { RateLedger($0) }
        numbers = RateLedger(policy.slipCodesPerNumber)
        identityNumbers = RateLedger(policy.identityNumbersPerSearcher)
    }

    /// After how many seconds passwords from there are looked at again; `nil` where they are.
    func secondsToWait(from address: String?, at now: Timestamp) -> Int? {
        address.flatMap { passwords?.secondsToWait($0, at: now) }
    }

    /// A password or one-time code from there was wrong.
    func noteWrongPassword(from address: String?, at now: Timestamp) {
        if let address { passwords?.take(address, at: now) }
    }

    /// Wrong passwords for a name that nobody has: it is slowed like others, or names could be found out.
    func failures(ofUnknown name: String) -> FailedAttempts {
        unknownNames.withLock { $0[name] ?? .none }
    }

    /// One more wrong password for a name that nobody has.
    func noteWrongPassword(forUnknown name: String, under policy: LockOutPolicy, at now: Timestamp) {
        unknownNames.withLock { names in
            names.change(name, initial: .none) { $0 = policy.adding(to: $0, at: now) }
        }
    }

    /// After how many seconds codes from there for that number are looked at again; `nil` where they are.
    func secondsToWait(from address: String?, for number: DossierNumber, at now: Timestamp) -> Int? {
        let waits = [
            address.flatMap { slipCodes?.secondsToWait($0, at: now) },
            numbers.secondsToWait(number.canonical, at: now),
        ]
        return waits.compactMap(\.self).max()
    }

    /// A slip code from there was wrong.
    func noteWrongSlipCode(from address: String?, for number: DossierNumber, at now: Timestamp) {
        if let address { slipCodes?.take(address, at: now) }
        numbers.take(number.canonical, at: now)
    }

    /// After how many seconds that actor's numbers of identity documents are looked for again; `nil` where they are.
    func secondsToWait(bySearcher actor: Actor, at now: Timestamp) -> Int? {
        identityNumbers.secondsToWait(actor.searcher, at: now)
    }

    /// Nobody whom that actor may find has that number.
    func noteWrongIdentityNumber(bySearcher actor: Actor, at now: Timestamp) {
        identityNumbers.take(actor.searcher, at: now)
    }
}

extension Actor {
    /// Whose tries are counted together: a new session forgives none.
    fileprivate var searcher: String { posting.map { "posting:" + $0.text } ?? credential.text }
}

extension DossierService {
    /// The slip's code is looked at, unless too much was guessed from there or for that number (SEC-04).
    ///
    /// Throws ``ServiceError/tooFast(seconds:)`` then, and ``ServiceError/notFound`` where number and code aren't a
    /// slip's.
    public func lookUp(
        _ number: DossierNumber, slipCode: String, from address: String?, reader: Store.Reader
    ) throws(ServiceError) -> PublicStatus {
        if let wait = guessing.secondsToWait(from: address, for: number, at: now()) {
            accessTally.note(.lookUpBarred)
            throw .tooFast(seconds: wait)
        }
        do throws(ServiceError) {
            return try lookUp(number, slipCode: slipCode, reader: reader)
        } catch {
            if error == .notFound {
                guessing.noteWrongSlipCode(from: address, for: number, at: now())
                accessTally.note(.slipCodeWrong)
            }
            throw error
        }
    }
}
