/// The whole configuration as one document: what is loaded, versioned, kept and exported (CFG-01).
public struct ConfigurationDocument: Hashable, Codable, Sendable {
    /// Levels of the administration.
    public var levels: [Level]
    /// Units.
    public var units: [AdministrativeUnit]
    /// Agencies.
    public var agencies: [Agency]
    /// One-stop offices.
    public var offices: [Office]
    /// Counters.
    public var counters: [Counter]
    /// People.
    public var people: [Person]
    /// Postings.
    public var postings: [Posting]
    /// Calendars.
    public var calendars: [WorkingCalendar]
    /// Published procedure versions.
    public var procedures: [Procedure]
    /// Published route versions.
    public var routes: [Route]

    /// Published versions of printed forms.
    public var forms: [FormSet]
    /// How long personal data is kept.
    public var retention: [RetentionRule]

    /// A configuration of these parts.
    public init(
        levels: [Level] = [], units: [AdministrativeUnit] = [], agencies: [Agency] = [], offices: [Office] = [],
        counters: [Counter] = [], people: [Person] = [], postings: [Posting] = [],
        calendars: [WorkingCalendar] = [], procedures: [Procedure] = [], routes: [Route] = [],
        forms: [FormSet] = [], retention: [RetentionRule] = []
    ) {
        self.levels = levels
        self.units = units
        self.agencies = agencies
        self.offices = offices
        self.counters = counters
        self.people = people
        self.postings = postings
        self.calendars = calendars
        self.procedures = procedures
        self.routes = routes
        self.forms = forms
        self.retention = retention
    }
}

extension ConfigurationDocument {
    /// Reads a document; one from before forms and retention were part of it has none.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        levels = try values.decode([Level].self, forKey: .levels)
        units = try values.decode([AdministrativeUnit].self, forKey: .units)
        agencies = try values.decode([Agency].self, forKey: .agencies)
        offices = try values.decode([Office].self, forKey: .offices)
        counters = try values.decode([Counter].self, forKey: .counters)
        people = try values.decode([Person].self, forKey: .people)
        postings = try values.decode([Posting].self, forKey: .postings)
        calendars = try values.decode([WorkingCalendar].self, forKey: .calendars)
        procedures = try values.decode([Procedure].self, forKey: .procedures)
        routes = try values.decode([Route].self, forKey: .routes)
        forms = try values.decodeIfPresent([FormSet].self, forKey: .forms) ?? []
        retention = try values.decodeIfPresent([RetentionRule].self, forKey: .retention) ?? []
    }
}
