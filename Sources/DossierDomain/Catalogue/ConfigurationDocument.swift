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

    /// A configuration of these parts.
    public init(
        levels: [Level] = [], units: [AdministrativeUnit] = [], agencies: [Agency] = [], offices: [Office] = [],
        counters: [Counter] = [], people: [Person] = [], postings: [Posting] = [],
        calendars: [WorkingCalendar] = [], procedures: [Procedure] = [], routes: [Route] = []
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
    }
}
