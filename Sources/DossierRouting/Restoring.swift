import DossierDomain

extension ConfigurationDocument {
    /// This earlier configuration, put back over the one in force (CFG-01).
    ///
    /// Versions of procedures, routes and forms that were published since and are in force can't go, because dossiers may
    /// be pinned to them: they stay, and end on `date`; so do units, agencies, offices and counters that have begun since,
    /// with the calendars and levels that they may need. Those still to come go. An end of a version that is past stays.
    /// Where it knew no rules of retention yet, those in force stay.
    public func restored(over current: ConfigurationDocument, on date: CivilDate) -> ConfigurationDocument {
        var document = self
        document.procedures = Self.restored(procedures, over: current.procedures, on: date) {
            ("\($0.code)@\($0.version)", $0.ending(on: $1))
        }
        document.routes = Self.restored(routes, over: current.routes, on: date) {
            ("\($0.id)@\($0.version)", $0.ending(on: $1))
        }
        document.forms = Self.restored(forms, over: current.forms, on: date) {
            ("\($0.id)@\($0.version)", $0.ending(on: $1))
        }
        document.units += Self.begun(current.units, since: units, on: date, by: \.id) { $0.ending(on: $1) }
        document.agencies += Self.begun(current.agencies, since: agencies, on: date, by: \.id) { $0.ending(on: $1) }
        document.offices += Self.begun(current.offices, since: offices, on: date, by: \.id) { $0.ending(on: $1) }
        document.counters += Self.begun(current.counters, since: counters, on: date, by: \.id) { $0.ending(on: $1) }
        let (knownCalendars, knownLevels) = (Set(calendars.map(\.id)), Set(levels.map(\.id)))
        document.calendars += current.calendars.filter { !knownCalendars.contains($0.id) }
        document.levels += current.levels.filter { !knownLevels.contains($0.id) }
        if retention.isEmpty {
            let known = Set(document.procedures.map(\.code))
            document.retention = current.retention.filter { $0.procedure.map(known.contains) ?? true }
        }
        return document
    }

    private static func begun<Row: EffectiveDated, Key: Hashable>(
        _ current: [Row], since old: [Row], on date: CivilDate, by key: (Row) -> Key,
        ending: (Row, CivilDate) -> Row
    ) -> [Row] {
        let known = Set(old.map(key))
        return current.filter { !known.contains(key($0)) && $0.validFrom <= date }.map { row in
            ending(row, row.validTo.map { min($0, date) } ?? date)
        }
    }

    private static func restored<Version: EffectiveDated>(
        _ old: [Version], over current: [Version], on date: CivilDate,
        _ describe: (Version, CivilDate?) -> (key: String, ended: Version)
    ) -> [Version] {
        let known = Set(old.map { describe($0, nil).key })
        let ends = Dictionary(current.map { (describe($0, nil).key, $0.validTo) }, uniquingKeysWith: { $1 })
        let kept = old.map { row in
            guard let published = ends[describe(row, nil).key] else { return row }
            if let end = published, end < date { return describe(row, end).ended }
            // It was to have ended by now and has gone on.
            if let end = row.validTo, end < date { return describe(row, date).ended }
            return row
        }
        let since = current.compactMap { row -> Version? in
            guard !known.contains(describe(row, nil).key), row.validFrom <= date else { return nil }
            return describe(row, row.validTo.map { min($0, date) } ?? date).ended
        }
        return kept + since
    }
}
