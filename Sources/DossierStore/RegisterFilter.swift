import DossierDomain

/// Which rows of a register to list.
public struct RegisterFilter: Hashable, Sendable {
    /// Whose register; of manifests also who sent them. `nil` for everybody's.
    public var body: Body?
    /// Which register.
    public var kind: RegisterEntry.Kind
    /// What belongs together, such as a manifest.
    public var group: String?
    /// Entered at or after that instant.
    public var from: Timestamp?
    /// Entered before that instant.
    public var before: Timestamp?
    /// Only what is settled, or only what isn't.
    public var isSettled: Bool?
    /// Where the page before ended.
    public var after: String?
    /// How many at the most, 1–200.
    public var limit: Int

    /// A register, a page of that size.
    public init(kind: RegisterEntry.Kind, body: Body?, limit: Int = 50) {
        self.kind = kind
        self.body = body
        self.limit = limit
    }
}
