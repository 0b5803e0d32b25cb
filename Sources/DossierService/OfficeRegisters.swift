import DossierDomain
import DossierRouting
import DossierStore

extension DossierService {
    /// A page of a register; a body's own staff and overseers read it, of a manifest both sides.
    public func register(
        matching filter: RegisterFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<RegisterEntry> {
        var filter = filter
        if !actor.oversees { filter.body = filter.body ?? actor.body }
        if let body = filter.body {
            try requireAccess(to: body, by: actor, for: .reading)
        } else if !actor.oversees {
            throw .notFound
        }
        return try ServiceError.reading { () throws(StoreError) in try reader.register(matching: filter) }
    }

    /// All rows that match; throws ``ServiceError/tooManyRows(limit:)`` where there are more than ``registerRowLimit``.
    func allEntries(
        matching filter: RegisterFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [RegisterEntry] {
        var filter = filter
        filter.limit = 200
        var entries: [RegisterEntry] = []
        repeat {
            let page = try register(matching: filter, for: actor, reader: reader)
            entries += page.elements
            try requireWithinLimit(entries.count)
            filter.after = page.next
        } while filter.after != nil
        return entries
    }

    /// A sum over some of the rows would pass for the sum over all of them.
    func requireWithinLimit(_ rowCount: Int) throws(ServiceError) {
        guard rowCount <= registerRowLimit else { throw .tooManyRows(limit: registerRowLimit) }
    }

    /// The money taken at an office on a day (FEE-01).
    ///
    /// Throws ``ServiceError/tooManyRows(limit:)`` rather than answer a part of it.
    public func payments(
        at office: OfficeID, on date: CivilDate, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [RegisterEntry] {
        var filter = RegisterFilter(kind: .payment, body: .office(office))
        filter.from = Timestamp(date, .midnight)
        filter.before = Timestamp(date.adding(days: 1), .midnight)
        return try allEntries(matching: filter, for: actor, reader: reader)
    }
}
