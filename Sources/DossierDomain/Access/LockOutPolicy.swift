/// Wrong passwords in a row.
public struct FailedAttempts: Hashable, Sendable {
    /// How many.
    public let count: Int
    /// When the latest was; `nil` where there is none.
    public let latestAt: Timestamp?

    /// None.
    public static let none = FailedAttempts(count: 0, latestAt: nil)

    /// So many, the latest at that instant.
    public init(count: Int, latestAt: Timestamp?) {
        self.count = count
        self.latestAt = latestAt
    }
}

/// How long somebody has to wait after wrong passwords: longer after each, and locked out after many.
///
/// No lock is for ever: whoever knows a name could keep its owner out.
public struct LockOutPolicy: Hashable, Sendable {
    /// How many are free: people mistype.
    public let freeAttempts: Int
    /// Waiting after the first that isn't; it doubles with each.
    public let firstDelaySeconds: Int
    /// After so many the account is locked out.
    public let lockOutAttempts: Int
    /// For how long.
    public let lockOutSeconds: Int
    /// After how long without any, they are forgotten.
    public let memoryHours: Int

    /// A policy.
    public init(
        freeAttempts: Int = 3, firstDelaySeconds: Int = 2, lockOutAttempts: Int = 10, lockOutSeconds: Int = 900,
        memoryHours: Int = 24
    ) {
        self.freeAttempts = freeAttempts
        self.firstDelaySeconds = firstDelaySeconds
        self.lockOutAttempts = lockOutAttempts
        self.lockOutSeconds = lockOutSeconds
        self.memoryHours = memoryHours
    }

    /// Until when no password is looked at; `nil` where one is.
    public func barredUntil(_ attempts: FailedAttempts, at now: Timestamp) -> Timestamp? {
        guard let latest = attempts.latestAt else { return nil }
        let until = Timestamp(milliseconds: latest.milliseconds + Int64(delaySeconds(after: attempts.count)) * 1_000)
        // A clock that was set back behind the latest attempt bars for no longer than the delay itself.
        guard now >= latest else { return nil }
        return now < until ? until : nil
    }

    /// The attempts with one more that has failed.
    public func adding(to attempts: FailedAttempts, at now: Timestamp) -> FailedAttempts {
        let isForgotten = attempts.latestAt.map { $0.adding(minutes: memoryHours * 60) <= now } ?? true
        return FailedAttempts(count: isForgotten ? 1 : min(attempts.count + 1, 1_000), latestAt: now)
    }

    private func delaySeconds(after count: Int) -> Int {
        guard count > freeAttempts else { return 0 }
        guard count < lockOutAttempts else { return lockOutSeconds }
        let doublings = min(count - freeAttempts - 1, 20)
        return min(firstDelaySeconds << doublings, lockOutSeconds)
    }
}
