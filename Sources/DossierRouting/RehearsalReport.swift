import DossierDomain

/// Things of one sort that a change would touch: how many, and the first of them in order.
public struct Touched<Row: Comparable & Hashable & Sendable>: Hashable, Sendable {
    /// How many rows are shown at the most.
    public static var limit: Int { 100 }
    /// How many there are.
    public private(set) var count = 0
    /// The first ones, at most ``limit``.
    public private(set) var first: [Row] = []

    /// None.
    public init() {}

    /// Counted elsewhere, with the first ones in order.
    init(count: Int, first: [Row]) {
        self.count = count
        self.first = Array(first.sorted().prefix(Self.limit))
    }

    mutating func add(_ row: Row) {
        count += 1
        keep(row)
    }

    mutating func add(_ other: Touched) {
        count += other.count
        for row in other.first { keep(row) }
    }

    private mutating func keep(_ row: Row) {
        if first.count == Self.limit, let last = first.last, last < row { return }
        var place = first.count
        while place > 0, row < first[place - 1] { place -= 1 }
        first.insert(row, at: place)
        if first.count > Self.limit { first.removeLast() }
    }
}

/// What a change of the configuration would touch (CFG-02).
public struct RehearsalReport: Hashable, Sendable {
    /// A dossier, or a submission that has no number yet.
    public struct Dossier: Hashable, Comparable, Sendable {
        /// Its identity.
        public let id: DossierID
        /// Its number; `nil` for a submission.
        public let number: DossierNumber?

        init(_ state: DossierState) {
            id = state.id
            number = state.number
        }

        /// By day of reception, agency and serial; submissions come last.
        public static func < (left: Dossier, right: Dossier) -> Bool {
            switch (left.number, right.number) {
            case (let first?, let second?):
                (first.date, first.agency.shortForm, first.serial) < (
                    second.date, second.agency.shortForm, second.serial
                )
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): left.id < right.id
            }
        }
    }

    /// A dossier whose due dates would move (TIM-01).
    public struct MovedDueDate: Hashable, Comparable, Sendable {
        /// A step's due date that moves.
        public struct Step: Hashable, Sendable {
            /// Of which branch.
            public let branch: BranchID
            /// When its step is due now.
            public let from: Timestamp
            /// When it would be.
            public let to: Timestamp
        }

        /// The dossier.
        public let dossier: Dossier
        /// When the whole is due now.
        public let from: Timestamp
        /// When it would be; the same where only steps move.
        public let to: Timestamp
        /// The steps' dates that move.
        public let steps: [Step]

        /// By dossier.
        public static func < (left: MovedDueDate, right: MovedDueDate) -> Bool { left.dossier < right.dossier }
    }

    /// A dossier that couldn't go on as planned, or could again (RTE-05).
    public struct ChangedPlan: Hashable, Comparable, Sendable {
        /// The dossier.
        public let dossier: Dossier
        /// From which day.
        public let on: CivilDate
        /// What is in its way as it is.
        public let before: [PlanProblem]
        /// What would be.
        public let after: [PlanProblem]

        /// By dossier.
        public static func < (left: ChangedPlan, right: ChangedPlan) -> Bool {
            (left.dossier, left.on) < (right.dossier, right.on)
        }
    }

    /// A dossier at an office, or that is to come back to it, which would move, change or cease.
    public struct AtOffice: Hashable, Comparable, Sendable {
        /// The dossier.
        public let dossier: Dossier
        /// The office.
        public let office: OfficeID

        /// By dossier.
        public static func < (left: AtOffice, right: AtOffice) -> Bool {
            (left.dossier, left.office) < (right.dossier, right.office)
        }
    }

    /// A received dossier of a procedure that would have another version in force.
    public struct OtherVersion: Hashable, Comparable, Sendable {
        /// The dossier.
        public let dossier: Dossier
        /// The version that it keeps (ORG-01).
        public let procedure: ProcedureReference

        /// By dossier.
        public static func < (left: OtherVersion, right: OtherVersion) -> Bool { left.dossier < right.dossier }
    }

    /// A submission that would be received by other versions, or couldn't be received any more, or could again.
    public struct ChangedSubmission: Hashable, Comparable, Sendable {
        /// The submission.
        public let dossier: Dossier
        /// The version that it was checked against.
        public let procedure: ProcedureReference
        /// From which day.
        public let on: CivilDate
        /// What its reception would come to as it is.
        public let before: ReceptionOutlook
        /// What it would come to.
        public let after: ReceptionOutlook

        /// By submission.
        public static func < (left: ChangedSubmission, right: ChangedSubmission) -> Bool {
            (left.dossier, left.on) < (right.dossier, right.on)
        }
    }

    /// What would be received by another version of a procedure or along another version of a route.
    public struct ChangedReception: Hashable, Comparable, Sendable {
        /// What changes.
        public enum Subject: String, Codable, Sendable, CaseIterable {
            /// The procedure.
            case procedure
            /// The route.
            case route
        }

        /// What changes.
        public let subject: Subject
        /// Its key.
        public let id: String
        /// From which day.
        public let on: CivilDate
        /// The version in force as it is; `nil` where none is.
        public let before: Int?
        /// The version that would be.
        public let after: Int?
        /// How many counters receive it, or what follows the route, on that day.
        public let counterCount: Int

        /// By key, then by day.
        public static func < (left: ChangedReception, right: ChangedReception) -> Bool {
            (left.subject.rawValue, left.id, left.on) < (right.subject.rawValue, right.id, right.on)
        }
    }

    /// A counter that would open, close, move or receive something else.
    public struct ChangedCounter: Hashable, Comparable, Sendable {
        /// The counter.
        public let counter: CounterID
        /// Its office.
        public let office: OfficeID
        /// From which day.
        public let on: CivilDate
        /// What would happen to it.
        public let effects: [Effect]

        /// What happens to a counter.
        public enum Effect: Hashable, Sendable {
            /// It opens.
            case opens
            /// It closes.
            case closes
            /// Its office sits elsewhere: housed by whom, where.
            case moves(to: Office.Host?, place: String?)
            /// It receives a procedure that it didn't.
            case gains(ProcedureCode)
            /// It receives a procedure no more.
            case loses(ProcedureCode)
            /// Another rule about confirmation, another name or office.
            case changes
        }

        /// By counter, then by day.
        public static func < (left: ChangedCounter, right: ChangedCounter) -> Bool {
            (left.counter, left.on) < (right.counter, right.on)
        }
    }

    /// A credential whose office, agency, counter or posting would change or cease.
    public struct ChangedCredential: Hashable, Comparable, Sendable {
        /// Why it is touched.
        public enum Reason: String, Codable, Sendable, CaseIterable {
            /// The body it acts for would be in force no more.
            case bodyCeases
            /// The counter it stands at would be in force no more.
            case counterCloses
            /// The posting it acts under would be in force no more.
            case postingEnds
            /// The posting would have another role, place or employer.
            case postingChanges
            /// The office would sit elsewhere.
            case officeMoves
            /// The body it acts for would be in force again, or from then on.
            case bodyBegins
            /// The counter it stands at would be.
            case counterOpens
            /// The posting it acts under would be.
            case postingBegins
        }

        /// The credential.
        public let credential: CredentialID
        /// What it is called.
        public let name: String
        /// From which day.
        public let on: CivilDate
        /// Why.
        public let reasons: [Reason]

        /// By credential, then by day.
        public static func < (left: ChangedCredential, right: ChangedCredential) -> Bool {
            (left.credential, left.on) < (right.credential, right.on)
        }
    }

    /// A posting that would begin, end or be another one.
    public struct ChangedPosting: Hashable, Comparable, Sendable {
        /// What would happen to it.
        public enum Effect: String, Codable, Sendable, CaseIterable {
            /// It would be in force.
            case begins
            /// It wouldn't be in force any more.
            case ends
            /// Another role, place, employer, counter, delegation or stand-in.
            case changes
            /// Its office would sit elsewhere.
            case moves
        }

        /// The posting.
        public let posting: PostingID
        /// Whose it is.
        public let person: PersonID
        /// From which day.
        public let on: CivilDate
        /// What would happen.
        public let effects: [Effect]

        /// By posting, then by day.
        public static func < (left: ChangedPosting, right: ChangedPosting) -> Bool {
            (left.posting, left.on) < (right.posting, right.on)
        }
    }

    /// A rule of retention by which something would be kept for another time.
    public struct ChangedRetention: Hashable, Sendable {
        /// Which, and for how long.
        public let change: RetentionChange
        /// What would be due for erasure at once and isn't.
        public internal(set) var due = Touched<DueDossier>()
        /// What is due for erasure and wouldn't be any more.
        public internal(set) var notDue = Touched<DueDossier>()
        /// The records of reading that would be forgotten at once.
        public internal(set) var forgotten = Touched<ForgottenRead>()

        init(change: RetentionChange) {
            self.change = change
        }
    }

    /// A dossier or submission that is over, and would be due for erasure, or wouldn't be any more.
    public struct DueDossier: Hashable, Comparable, Sendable {
        /// The dossier or submission.
        public let dossier: Dossier
        /// The last day on which it would be kept; `nil` where no rule would end it.
        public let keptUntil: CivilDate?

        /// By dossier.
        public static func < (left: DueDossier, right: DueDossier) -> Bool { left.dossier < right.dossier }
    }

    /// A record of reading that would be forgotten.
    public struct ForgottenRead: Hashable, Comparable, Sendable {
        /// Whose personal data was shown; `nil` where it wasn't one dossier's.
        public let dossier: DossierID?
        /// Which list.
        public let scope: String?
        /// By which credential.
        public let credential: CredentialID
        /// By which operation.
        public let operation: String
        /// When it was read first.
        public let firstAt: Timestamp

        /// A record.
        public init(
            dossier: DossierID?, scope: String?, credential: CredentialID, operation: String, firstAt: Timestamp
        ) {
            self.dossier = dossier
            self.scope = scope
            self.credential = credential
            self.operation = operation
            self.firstAt = firstAt
        }

        /// Oldest first.
        public static func < (left: ForgottenRead, right: ForgottenRead) -> Bool {
            (left.firstAt, left.credential) < (right.firstAt, right.credential)
        }
    }

    /// The days on which it was looked at: today, and those on which something of the change takes effect.
    public var days: [CivilDate] = []
    /// How many later days on which something takes effect were left out.
    public var daysLeftOut = 0
    /// How many open dossiers and submissions were looked at.
    public var dossierCount = 0
    /// Dossiers whose due dates move.
    public var dueDates = Touched<MovedDueDate>()
    /// Dossiers that can't go on as planned, or can again.
    public var plans = Touched<ChangedPlan>()
    /// Dossiers at offices that move, change or cease.
    public var atOffices = Touched<AtOffice>()
    /// Received dossiers that keep the version they were received by.
    public var keeping = Touched<OtherVersion>()
    /// Submissions whose reception would come to something else.
    public var submissions = Touched<ChangedSubmission>()
    /// Procedures and routes of which another version would be in force.
    public var receptions = Touched<ChangedReception>()
    /// Counters.
    public var counters = Touched<ChangedCounter>()
    /// Credentials.
    public var credentials = Touched<ChangedCredential>()
    /// Postings.
    public var postings = Touched<ChangedPosting>()
    /// Rules of retention, with what they would have due or forgotten as of today.
    public var retention: [ChangedRetention] = []

    /// One that names nothing.
    public init() {}

    /// Adds what was found among other dossiers and credentials by the same rehearsal.
    mutating func add(_ other: RehearsalReport) {
        dossierCount += other.dossierCount
        dueDates.add(other.dueDates)
        plans.add(other.plans)
        atOffices.add(other.atOffices)
        keeping.add(other.keeping)
        submissions.add(other.submissions)
        credentials.add(other.credentials)
    }
}
