import DossierDomain

extension ConfigurationDocument {
    /// This earlier configuration, put back over the one in force (CFG-01).
    ///
    /// Versions of procedures, routes and forms that were published since and are in force can't go, because dossiers may
    /// be pinned to them: they stay, and end on `date`. Those still to come go. An end that is past stays.
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
        return document
    }

    private static func restored<Version: EffectiveDated>(
        _ old: [Version], over current: [Version], on date: CivilDate,
        _ describe: (Version, CivilDate?) -> (key: String, ended: Version)
    ) -> [Version] {
        let known = Set(old.map { describe($0, nil).key })
        let ends = Dictionary(current.map { (describe($0, nil).key, $0.validTo) }, uniquingKeysWith: { $1 })
        let kept = old.map { row in
            guard let end = ends[describe(row, nil).key] ?? nil, end < date else { return row }
            return describe(row, end).ended
        }
        let since = current.compactMap { row -> Version? in
            guard !known.contains(describe(row, nil).key), row.validFrom <= date else { return nil }
            return describe(row, row.validTo.map { min($0, date) } ?? date).ended
        }
        return kept + since
    }
}
