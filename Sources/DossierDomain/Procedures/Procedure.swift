/// A version of an administrative procedure (thủ tục hành chính); immutable once published (CAT-01, CAT-02).
public struct Procedure: EffectiveDated, Hashable, Codable {
    /// How a citizen hands in.
    public enum Channel: String, Codable, Sendable, CaseIterable {
        /// In person at a counter (national code 1).
        case counter
        /// Online (national code 2).
        case online
        /// By public post (national code 3).
        case post
    }

    /// Whether form 01 is always printed (RCV-06).
    public enum SlipPolicy: String, Codable, Sendable, CaseIterable {
        /// Always.
        case always
        /// Only when the citizen asks: same-day procedures (NĐ61/2018 Article 17.4).
        case onRequest = "on-request"
    }

    /// National code, such as `2.002307`.
    public let code: ProcedureCode
    /// Version of our copy of the procedure, from 1.
    public let version: Int
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Name in Vietnamese.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// Field of law (lĩnh vực), in Vietnamese.
    public let field: String
    /// The level whose counters receive it; others only where assigned (ORG-06).
    public let level: LevelID
    /// The whole time limit, printed on form 01.
    public let timeLimit: TimeAllowance
    /// The route it follows.
    public let route: RouteID
    /// How it may be handed in.
    public let channels: [Channel]
    /// Whether form 01 is always printed.
    public let slip: SlipPolicy
    /// Within how many working days of reception a supplement may be asked for, where sector law says otherwise than
    /// three (NĐ61/2018 Article 19.4).
    public let supplementWorkingDays: Int?
    /// What is to be paid.
    public let fees: [Fee]
    /// The published list of papers; nothing beyond it may be demanded (QĐ45/2016 Article 16.5).
    public let documents: [RequiredDocument]
    /// What the citizen gets, in Vietnamese.
    public let result: String
    /// Legal basis, in Vietnamese.
    public let legalBasis: [String]
    /// What it settles for itself although it shares its route; left out where nothing.
    public let options: ProcedureOptions?
    /// Where the values come from.
    public let basis: Basis?
    /// What was assumed.
    public let notes: String?

    /// A version of a procedure.
    public init(
        code: ProcedureCode, version: Int, validity: Validity, name: String, nameEnglish: String, field: String,
        level: LevelID, timeLimit: TimeAllowance, route: RouteID, channels: [Channel], slip: SlipPolicy,
        fees: [Fee], documents: [RequiredDocument], result: String, legalBasis: [String],
        options: ProcedureOptions? = nil, supplementWorkingDays: Int? = nil, basis: Basis? = nil,
        notes: String? = nil
    ) {
        self.code = code
        self.version = version
        validFrom = validity.from
        validTo = validity.to
        self.name = name
        self.nameEnglish = nameEnglish
        self.field = field
        self.level = level
        self.timeLimit = timeLimit
        self.route = route
        self.channels = channels
        self.slip = slip
        self.supplementWorkingDays = supplementWorkingDays
        self.fees = fees
        self.documents = documents
        self.result = result
        self.legalBasis = legalBasis
        self.options = options
        self.basis = basis
        self.notes = notes
    }

    /// The code and version that pin it.
    public var reference: ProcedureReference {
        ProcedureReference(code: code, version: version)
    }
}

/// A paper the published list asks for (thành phần hồ sơ).
public struct RequiredDocument: Hashable, Codable, Sendable {
    /// Identity within the procedure.
    public let id: DocumentID
    /// Name in Vietnamese.
    public let name: String
    /// How many originals.
    public let originals: Int
    /// How many copies.
    public let copies: Int
    /// Whether every applicant brings it; otherwise ``when`` says who does.
    public let required: Bool
    /// When it is needed, in Vietnamese; `nil` where always.
    public let when: String?
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?

    /// A paper of the list.
    public init(
        id: DocumentID, name: String, originals: Int, copies: Int, required: Bool, when: String? = nil,
        basis: Basis? = nil
    ) {
        self.id = id
        self.name = name
        self.originals = originals
        self.copies = copies
        self.required = required
        self.when = when
        self.basis = basis
    }
}

/// Something to be paid, in whole đồng (FEE-01).
public struct Fee: Hashable, Codable, Sendable {
    /// What the amount is counted by.
    public enum Unit: String, Codable, Sendable, CaseIterable {
        /// Once for the dossier.
        case dossier
        /// For each copy.
        case copy
        /// For each page.
        case page
    }
    /// Identity within the procedure.
    public let id: String
    /// Name in Vietnamese.
    public let name: String
    /// Amount in đồng.
    public let amountVND: Int
    /// What the amount is counted by.
    public let per: Unit
    /// Where the amount comes from, where it is not a public source.
    public let basis: Basis?

    /// A fee.
    public init(id: String, name: String, amountVND: Int, per: Unit, basis: Basis? = nil) {
        self.id = id
        self.name = name
        self.amountVND = amountVND
        self.per = per
        self.basis = basis
    }
}

/// Code and version of a procedure, pinned when a dossier is received (ORG-01).
public struct ProcedureReference: Hashable, Codable, Sendable {
    /// National code.
    public let code: ProcedureCode
    /// Version.
    public let version: Int

    /// A pinned procedure.
    public init(code: ProcedureCode, version: Int) {
        self.code = code
        self.version = version
    }
}
