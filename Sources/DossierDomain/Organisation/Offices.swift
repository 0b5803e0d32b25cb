/// A one-stop office (bộ phận một cửa): receives dossiers and returns results, for one or more units (ORG-04).
public struct Office: EffectiveDated, Hashable, Codable {
    /// Who houses an office.
    public enum Host: String, Codable, Sendable, CaseIterable {
        /// The agency's own premises.
        case agency
        /// A post office.
        case post
    }

    /// Our own identity.
    public let id: OfficeID
    /// Name in Vietnamese.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// The agency on whose behalf it receives; its identifier starts the dossier numbers.
    public let agency: AgencyID
    /// The units it serves; the first is where selectors start from.
    public let serves: [UnitID]
    /// The calendar it works by.
    public let calendar: CalendarID
    /// Address, where known.
    public let address: String?
    /// Telephone, where known.
    public let phone: String?
    /// Where it sits, by date.
    public let premises: [Premises]
    /// A move that is planned and not decided.
    public let plannedMove: PlannedMove?
    /// How it worked before it moved; `nil` while nobody measured that (PIL-01).
    public let baseline: Baseline?
    /// Days on which this office alone is closed.
    public let closures: [WorkingCalendar.DayOff]
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?

    /// An office.
    public init(
        id: OfficeID, name: String, nameEnglish: String, agency: AgencyID, serves: [UnitID], calendar: CalendarID,
        address: String? = nil, phone: String? = nil, premises: [Premises], plannedMove: PlannedMove? = nil,
        baseline: Baseline? = nil, closures: [WorkingCalendar.DayOff] = [], validity: Validity, basis: Basis? = nil
    ) {
        self.id = id
        self.name = name
        self.nameEnglish = nameEnglish
        self.agency = agency
        self.serves = serves
        self.calendar = calendar
        self.address = address
        self.phone = phone
        self.premises = premises
        self.plannedMove = plannedMove
        self.baseline = baseline
        self.closures = closures
        validFrom = validity.from
        validTo = validity.to
        self.basis = basis
    }

    /// Where it sits on that day.
    public func premises(on date: CivilDate) -> Premises? {
        premises.filter { $0.from <= date }.max { $0.from < $1.from }
    }
}

extension Office {
    /// Reads an office; `closures` may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(OfficeID.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        nameEnglish = try values.decode(String.self, forKey: .nameEnglish)
        agency = try values.decode(AgencyID.self, forKey: .agency)
        serves = try values.decode([UnitID].self, forKey: .serves)
        calendar = try values.decode(CalendarID.self, forKey: .calendar)
        address = try values.decodeIfPresent(String.self, forKey: .address)
        phone = try values.decodeIfPresent(String.self, forKey: .phone)
        premises = try values.decode([Premises].self, forKey: .premises)
        plannedMove = try values.decodeIfPresent(PlannedMove.self, forKey: .plannedMove)
        baseline = try values.decodeIfPresent(Baseline.self, forKey: .baseline)
        closures = try values.decodeIfPresent([WorkingCalendar.DayOff].self, forKey: .closures) ?? []
        validFrom = try values.decode(CivilDate.self, forKey: .validFrom)
        validTo = try values.decodeIfPresent(CivilDate.self, forKey: .validTo)
        basis = try values.decodeIfPresent(Basis.self, forKey: .basis)
    }
}

/// A counter (quầy) of an office, where citizens hand in and collect.
public struct Counter: EffectiveDated, Hashable, Codable {
    /// Whether an official must confirm what postal staff received (RCV-01).
    public enum ConfirmationPolicy: String, Codable, Sendable, CaseIterable {
        /// Before it is passed on, an official of the office confirms it.
        case required
        /// Postal staff's reception stands by itself.
        case notRequired = "not-required"
    }

    /// Our own identity.
    public let id: CounterID
    /// Its office.
    public let office: OfficeID
    /// Name in Vietnamese, such as `Quầy số 1`.
    public let name: String
    /// Whether receptions by postal staff need an official's confirmation.
    public let confirmation: ConfirmationPolicy
    /// Procedures assigned to it beyond those of its office's level (ORG-06, NĐ61/2018 Article 14).
    public let alsoReceives: [ProcedureCode]
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?

    /// A counter.
    public init(
        id: CounterID, office: OfficeID, name: String, confirmation: ConfirmationPolicy,
        alsoReceives: [ProcedureCode] = [], validity: Validity, basis: Basis? = nil
    ) {
        self.id = id
        self.office = office
        self.name = name
        self.confirmation = confirmation
        self.alsoReceives = alsoReceives
        validFrom = validity.from
        validTo = validity.to
        self.basis = basis
    }
}

extension Counter {
    /// Reads a counter; `alsoReceives` may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(CounterID.self, forKey: .id)
        office = try values.decode(OfficeID.self, forKey: .office)
        name = try values.decode(String.self, forKey: .name)
        confirmation = try values.decode(ConfirmationPolicy.self, forKey: .confirmation)
        alsoReceives = try values.decodeIfPresent([ProcedureCode].self, forKey: .alsoReceives) ?? []
        validFrom = try values.decode(CivilDate.self, forKey: .validFrom)
        validTo = try values.decodeIfPresent(CivilDate.self, forKey: .validTo)
        basis = try values.decodeIfPresent(Basis.self, forKey: .basis)
    }
}

/// Somebody who works at an office or agency.
public struct Person: Hashable, Codable, Sendable {
    /// Our own identity.
    public let id: PersonID
    /// Name.
    public let name: String
    /// Whether the person was made up for demonstrations; `nil` means not.
    public let fictional: Bool?

    /// A person.
    public init(id: PersonID, name: String, fictional: Bool? = nil) {
        self.id = id
        self.name = name
        self.fictional = fictional
    }
}

/// Who works where, in which role, employed by whom, from when to when (ORG-07).
public struct Posting: EffectiveDated, Hashable, Codable {
    /// Our own identity.
    public let id: PostingID
    /// Who.
    public let person: PersonID
    /// At which office; `nil` where the posting is at an agency.
    public let office: OfficeID?
    /// At which agency; `nil` where the posting is at an office.
    public let agency: AgencyID?
    /// At which counter of the office, where it is tied to one.
    public let counter: CounterID?
    /// In which role.
    public let role: Role
    /// Employed by whom.
    public let employer: Employer
    /// Procedures that the competent authority has delegated to the official, who decides them at the counter
    /// (NĐ61/2018 Article 17.5); `nil` means none.
    public let decides: [ProcedureCode]?
    /// Whether the official answers persons who ask what is held about them (Decree 13/2023/NĐ-CP Articles 14 and 28);
    /// `nil` means not.
    public let protectsData: Bool?
    /// Whose work it does while they are away: another posting at the same place (ORG-07); `nil` where it stands in for
    /// nobody.
    public let standsInFor: PostingID?
    /// The official's posting that it frees (ORG-07); only postal clerks free one.
    public let frees: PostingID?
    /// Whether the posting was made up for demonstrations; `nil` means not.
    public let fictional: Bool?
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?

    /// A posting.
    public init(
        id: PostingID, person: PersonID, office: OfficeID? = nil, agency: AgencyID? = nil,
        counter: CounterID? = nil, role: Role, employer: Employer, validity: Validity,
        decides: [ProcedureCode]? = nil, standsInFor: PostingID? = nil, frees: PostingID? = nil,
        protectsData: Bool? = nil, fictional: Bool? = nil
    ) {
        self.id = id
        self.person = person
        self.office = office
        self.agency = agency
        self.counter = counter
        self.role = role
        self.employer = employer
        self.decides = decides
        self.protectsData = protectsData
        self.standsInFor = standsInFor
        self.frees = frees
        self.fictional = fictional
        validFrom = validity.from
        validTo = validity.to
    }
}

extension Posting {
    /// Where it is.
    public var body: Body? {
        office.map(Body.office) ?? agency.map(Body.agency)
    }
}

/// Who employs somebody; nobody employed by the post ever decides (SEC-03).
public enum Employer: String, Codable, Sendable, CaseIterable {
    /// The public postal operator.
    case post
    /// The agency.
    case agency
}

/// What a credential may do, in outline; the rules are in `Authorization`.
public enum Role: String, Codable, Sendable, CaseIterable {
    /// Postal employee at a counter: receives, guides, hands over, never decides.
    case postalClerk = "postal-clerk"
    /// Official of a one-stop office.
    case official
    /// An agency's back-office system: works the steps and reports results.
    case agencySystem = "agency-system"
    /// Configures and oversees; takes no part in dossiers.
    case administrator
    /// Oversees without configuring: reads who has read what, and no personal data.
    case inspector
    /// A citizen with number and slip code, but no credential: rates and complains.
    case citizen
}

/// A body that can hold a dossier's work: an office or an agency.
public enum Body: Hashable, Sendable, Comparable {
    /// A one-stop office.
    case office(OfficeID)
    /// An agency.
    case agency(AgencyID)

    /// `office:ID` or `agency:ID`, as the store and the events keep it.
    public var key: String {
        switch self {
        case .office(let id): "office:" + id.text
        case .agency(let id): "agency:" + id.text
        }
    }

    /// Reads what ``key`` wrote; `nil` for anything else.
    public init?(key: some StringProtocol) {
        var key = String(key)
        guard let body = key.withUTF8({ Body(keyBytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = body
    }

    /// Reads what ``key`` wrote, as its bytes.
    init?(keyBytes: UnsafeRawBufferPointer) {
        let prefixLength = "office:".utf8.count
        guard keyBytes.count > prefixLength else { return nil }
        let id = String(decoding: keyBytes[prefixLength...], as: UTF8.self)
        if keyBytes.starts(with: "office:".utf8) {
            guard let office = OfficeID(validating: id) else { return nil }
            self = .office(office)
        } else if keyBytes.starts(with: "agency:".utf8) {
            guard let agency = AgencyID(validating: id) else { return nil }
            self = .agency(agency)
        } else {
            return nil
        }
    }

    /// Orders by ``key``.
    public static func < (left: Body, right: Body) -> Bool {
        left.key < right.key
    }
}

extension Body: Codable {
    /// Reads `office:ID` or `agency:ID` from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let body = Body(key: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not office:ID or agency:ID")
        }
        self = body
    }

    /// Writes ``key`` as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(key)
    }
}
