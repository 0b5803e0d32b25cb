/// A version of a route (quy trình): stages one after another, each with one or more parallel branches.
///
/// The shape makes unreachable steps, missing joins and two leads impossible to write down: a stage begins
/// when the one before has ended, and ends when all its branches have ended (NĐ61/2018 Articles 19.6, 19.7).
public struct Route: EffectiveDated, Hashable, Codable {
    /// Branches that run side by side, one of them leading.
    public struct Stage: Hashable, Codable, Sendable {
        /// Identity within the route.
        public let id: StageID
        /// The branch that leads: it has the paper, and the main line of time follows it.
        public let lead: BranchID
        /// The branches.
        public let branches: [Branch]

        /// A stage.
        public init(id: StageID, lead: BranchID, branches: [Branch]) {
            self.id = id
            self.lead = lead
            self.branches = branches
        }
    }

    /// Steps one after another.
    public struct Branch: Hashable, Codable, Sendable {
        /// Identity within the stage.
        public let id: BranchID
        /// The steps, in order.
        public let steps: [Step]

        /// A branch.
        public init(id: BranchID, steps: [Step]) {
            self.id = id
            self.steps = steps
        }
    }

    /// One agency's share of the work.
    public struct Step: Hashable, Codable, Sendable {
        /// Identity within the route.
        public let id: StepID
        /// What is done, in Vietnamese.
        public let name: String
        /// What is done, in English.
        public let nameEnglish: String
        /// Who does it.
        public let at: Selector
        /// Its share of the time, counted from the agency's own receipt (TIM-08).
        public let share: TimeAllowance
        /// Whether it ends with the decision; left out where it doesn't.
        public let decides: Bool?

        /// A step.
        public init(
            id: StepID, name: String, nameEnglish: String, at: Selector, share: TimeAllowance,
            decides: Bool? = nil
        ) {
            self.id = id
            self.name = name
            self.nameEnglish = nameEnglish
            self.at = at
            self.share = share
            self.decides = decides
        }
    }

    /// Where a selector starts to climb from.
    public enum Origin: String, Codable, Sendable, CaseIterable {
        /// The first unit that the receiving office serves.
        case receiving
        /// The unit the applicant lives in.
        case applicant
    }

    /// How the agency of a step is found (RTE-01).
    public enum Selector: Hashable, Sendable {
        /// The agency on whose behalf the receiving office receives.
        case receivingAgency
        /// A named agency.
        case agency(AgencyID)
        /// Climb from a unit to its ancestor (or itself) of a level, and take the agency there for a field.
        case unit(Origin, level: LevelID, field: Agency.Field)
    }

    /// Identity.
    public let id: RouteID
    /// Version, from 1.
    public let version: Int
    /// First day on which it applies.
    public let validFrom: CivilDate
    /// Last day on which it applies; `nil` while no end is known.
    public var validTo: CivilDate?
    /// Name in Vietnamese.
    public let name: String
    /// Name in English.
    public let nameEnglish: String
    /// The stages, in order.
    public let stages: [Stage]
    /// Where the row comes from, where it is not a public source.
    public let basis: Basis?
    /// What was assumed.
    public let notes: String?

    /// A version of a route.
    public init(
        id: RouteID, version: Int, validity: Validity, name: String, nameEnglish: String, stages: [Stage],
        basis: Basis? = nil, notes: String? = nil
    ) {
        self.id = id
        self.version = version
        validFrom = validity.from
        validTo = validity.to
        self.name = name
        self.nameEnglish = nameEnglish
        self.stages = stages
        self.basis = basis
        self.notes = notes
    }

    /// The identity and version that pin it.
    public var reference: RouteReference {
        RouteReference(id: id, version: version)
    }
}

/// Identity and version of a route, pinned when a dossier is received (ORG-01).
public struct RouteReference: Hashable, Codable, Sendable {
    /// Identity.
    public let id: RouteID
    /// Version.
    public let version: Int

    /// A pinned route.
    public init(id: RouteID, version: Int) {
        self.id = id
        self.version = version
    }
}

extension Route.Selector: Codable {
    enum CodingKeys: String, CodingKey {
        case agency, unit, level, field
    }

    /// Reads `"receivingAgency"`, `{agency}` or `{unit, level, field}`.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            guard text == "receivingAgency" else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "no such selector"))
            }
            self = .receivingAgency
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let agency = try values.decodeIfPresent(AgencyID.self, forKey: .agency) {
            self = .agency(agency)
        } else {
            self = .unit(
                try values.decode(Route.Origin.self, forKey: .unit),
                level: try values.decode(LevelID.self, forKey: .level),
                field: try values.decode(String.self, forKey: .field))
        }
    }

    /// Writes `"receivingAgency"`, `{agency}` or `{unit, level, field}`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .receivingAgency:
            var container = encoder.singleValueContainer()
            try container.encode("receivingAgency")
        case .agency(let agency):
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(agency, forKey: .agency)
        case .unit(let origin, let level, let field):
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(origin, forKey: .unit)
            try values.encode(level, forKey: .level)
            try values.encode(field, forKey: .field)
        }
    }
}
