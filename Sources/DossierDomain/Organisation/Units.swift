/// A level of the administration; data, never code (ORG-02).
public struct Level: Hashable, Codable, Sendable {
    /// Identity, such as `commune`.
    public let id: LevelID
    /// 1 for the highest.
    public let rank: Int
    /// Name in Vietnamese.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// Postal norm in working days between two places whose lowest common unit is of this level (HND-03);
    /// left out where the post takes no day.
    public let transitWorkingDays: Int?

    /// A level.
    public init(id: LevelID, rank: Int, name: String, nameEnglish: String, transitWorkingDays: Int? = nil) {
        self.id = id
        self.rank = rank
        self.name = name
        self.nameEnglish = nameEnglish
        self.transitWorkingDays = transitWorkingDays
    }
}

/// A province, district or commune (đơn vị hành chính) as it was in a span of days.
public struct AdministrativeUnit: EffectiveDated, Hashable, Codable {
    /// Our own identity; official codes changed meaning and names repeat (ORG-03).
    public let id: UnitID
    /// Its level.
    public let level: LevelID
    /// The unit it lies in; `nil` for the highest.
    public let parent: UnitID?
    /// Code of the General Statistics Office in that span.
    public let code: String
    /// Kind as written before the name, such as `Xã`.
    public let kind: String
    /// Full name in Vietnamese, such as `Xã Văn An`.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Why it counts as remote (TIM-04); left out where it doesn't.
    public let remote: [Remoteness]?
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?

    /// A unit.
    public init(
        id: UnitID, level: LevelID, parent: UnitID?, code: String, kind: String, name: String,
        nameEnglish: String, validity: Validity, remote: [Remoteness]? = nil, basis: Basis? = nil
    ) {
        self.id = id
        self.level = level
        self.parent = parent
        self.code = code
        self.kind = kind
        self.name = name
        self.nameEnglish = nameEnglish
        validFrom = validity.from
        validTo = validity.to
        self.remote = remote
        self.basis = basis
    }
}

/// A body that handles and decides (cơ quan): a committee, department, division, police, insurance.
public struct Agency: EffectiveDated, Hashable, Codable {
    /// The type of an agency's field of work, such as `labour`.
    public typealias Field = String

    /// Our own identity.
    public let id: AgencyID
    /// Name in Vietnamese.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// The unit it answers for.
    public let unit: UnitID
    /// What it is responsible for there; selectors ask by field.
    public let fields: [Field]
    /// Agency identifier as the dossier number bears it (TT01/2018 Article 19).
    public let identifier: AgencyIdentifier
    /// Whether the identifier is official.
    public let identifierBasis: Basis
    /// The one-stop office through which it is reached, and which monitors what passes to it (RTE-03).
    public let office: OfficeID
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?

    /// An agency.
    public init(
        id: AgencyID, name: String, nameEnglish: String, unit: UnitID, fields: [Field],
        identifier: AgencyIdentifier, identifierBasis: Basis, office: OfficeID, validity: Validity,
        basis: Basis? = nil
    ) {
        self.id = id
        self.name = name
        self.nameEnglish = nameEnglish
        self.unit = unit
        self.fields = fields
        self.identifier = identifier
        self.identifierBasis = identifierBasis
        self.office = office
        validFrom = validity.from
        validTo = validity.to
        self.basis = basis
    }
}
