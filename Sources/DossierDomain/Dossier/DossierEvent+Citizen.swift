extension DossierEvent {
    /// What became of a notice that the law owes the citizen.
    public struct NoticeRecorded: Hashable, Codable, Sendable {
        /// Which.
        public let notice: NoticeID
        /// How it was tried.
        public let channel: Notice.Channel
        /// Whether it arrived.
        public let outcome: Notice.Outcome

        /// What became of a notice that the law owes the citizen.
        public init(notice: NoticeID, channel: Notice.Channel, outcome: Notice.Outcome) {
            self.notice = notice
            self.channel = channel
            self.outcome = outcome
        }
    }

    /// What a citizen thinks of how the dossier was handled (TT01/2018 Article 13).
    public struct Rated: Hashable, Codable, Sendable {
        /// How it was given.
        public let channel: Rating.Channel
        /// Points by indicator.
        public let scores: [IndicatorScore]
        /// In words.
        public let comment: PrivateReference?

        /// What a citizen thinks of how the dossier was handled (TT01/2018 Article 13).
        public init(channel: Rating.Channel, scores: [IndicatorScore], comment: PrivateReference?) {
            self.channel = channel
            self.scores = scores
            self.comment = comment
        }
    }

    /// A complaint or feedback on the dossier.
    public struct ComplaintReceived: Hashable, Codable, Sendable {
        /// What is complained of.
        public let content: PrivateReference
        /// Whom it is about.
        public let about: Body
        /// By when it is to be answered.
        public let dueAt: Timestamp

        /// A complaint or feedback on the dossier.
        public init(content: PrivateReference, about: Body, dueAt: Timestamp) {
            self.content = content
            self.about = about
            self.dueAt = dueAt
        }
    }

    /// The answer to a complaint.
    public struct ComplaintAnswered: Hashable, Codable, Sendable {
        /// Which.
        public let complaint: ComplaintID
        /// What was found.
        public let answer: PrivateReference
        /// Whether the complaint was right.
        public let upheld: Bool
        /// Answered after its limit; recorded all the same.
        public let breach: Breach?

        /// The answer to a complaint.
        public init(
            complaint: ComplaintID, answer: PrivateReference, upheld: Bool, breach: Breach? = nil
        ) {
            self.complaint = complaint
            self.answer = answer
            self.upheld = upheld
            self.breach = breach
        }
    }

    /// What an inspection found (TT01/2018 Articles 13 and 14.3c).
    public struct Inspected: Hashable, Codable, Sendable {
        /// Who was inspected.
        public let about: Body
        /// Points by indicator.
        public let scores: [IndicatorScore]
        /// Number of the minutes.
        public let minutes: String

        /// What an inspection found.
        public init(_ inspection: Inspect) {
            about = inspection.about
            scores = inspection.scores
            minutes = inspection.minutes
        }
    }
}
