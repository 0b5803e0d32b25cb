/// What a procedure settles for itself although it shares its route with others (CAT-02, TIM-04).
public struct ProcedureOptions: Hashable, Codable, Sendable {
    /// What form 01 promises (CAT-03).
    public enum AppointmentPolicy: String, Codable, Sendable, CaseIterable {
        /// The statutory limit, counted from reception.
        case statutory
        /// The day on which the chain of shares, transit and return included, has ended.
        case chain
    }

    /// A public posting (niêm yết) that a step includes: the step can't be completed before it has run.
    public struct PublicPosting: Hashable, Codable, Sendable {
        /// The step whose agency posts.
        public let step: StepID
        /// How long it hangs out, counted from the step's own receipt; the step's share includes it.
        public let period: TimeLimit

        /// A public posting.
        public init(step: StepID, period: TimeLimit) {
            self.step = step
            self.period = period
        }
    }

    /// What form 01 promises; the statutory limit where left out.
    public let appointment: AppointmentPolicy?
    /// How much longer the limit is where the receiving unit is remote (TIM-04); left out where it isn't.
    public let remoteExtension: TimeLimit?
    /// The public posting, where the procedure has one.
    public let posting: PublicPosting?

    /// What a procedure settles for itself.
    public init(
        appointment: AppointmentPolicy? = nil, remoteExtension: TimeLimit? = nil, posting: PublicPosting? = nil
    ) {
        self.appointment = appointment
        self.remoteExtension = remoteExtension
        self.posting = posting
    }
}

/// Why a unit counts as remote, so that procedures that allow it have more time there (TIM-04).
public enum Remoteness: String, Codable, Sendable, CaseIterable {
    /// 50 km or more from the office of the unit above.
    case distant
    /// Hard to reach.
    case hardToReach = "hard-to-reach"
    /// No Internet.
    case offline
}

extension TimeLimit {
    /// Both limits together; `nil` where their units differ, or one of them is the same day.
    public func adding(_ other: TimeLimit) -> TimeLimit? {
        switch (self, other) {
        case (.workingDays(let count), .workingDays(let more)): .workingDays(count + more)
        case (.calendarDays(let count), .calendarDays(let more)): .calendarDays(count + more)
        case (.workingHours(let count), .workingHours(let more)): .workingHours(count + more)
        case (.workingDays, _), (.calendarDays, _), (.workingHours, _), (.sameDay, _): nil
        }
    }
}
