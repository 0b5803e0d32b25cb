import DossierDomain
import DossierStore

extension StoreContract {
    /// Registers list what the states say, with every filter, in the order of entry, page by page (FEE-01, NTC-01).
    public func registersSayWhatTheStatesSay() async throws {
        let store = try await subject.open()
        var everything: [RegisterEntry] = []
        for (index, course) in DossierLife.Course.allCases.enumerated() {
            var life = DossierLife(DossierID("d-\(index)"), course: course)
            var minute = index * 10_000
            while !life.isOver {
                try await advance(&life, in: store, at: Self.instant(minute))
                minute += 61
            }
            everything += life.state?.registerEntries ?? []
        }
        try expect(everything.contains { $0.settledAt != nil }, "nothing was settled")
        let reader = try store.makeReader()
        for kind in RegisterEntry.Kind.allCases {
            let bodies = Set(everything.map(\.body) + everything.compactMap(\.counterpart)).sorted()
            for body in [nil] + bodies.map(Optional.some) {
                for isSettled in [nil, true, false] {
                    var filter = RegisterFilter(kind: kind, body: body, limit: 2)
                    filter.isSettled = isSettled
                    filter.from = isSettled == nil ? Self.instant(300) : nil
                    let wanted = everything.filter { Self.matches($0, filter) }
                        .sorted { ($0.at, $0.id) < ($1.at, $1.id) }
                    var found: [RegisterEntry] = []
                    repeat {
                        let page = try reader.register(matching: filter)
                        found += page.elements
                        filter.after = page.next
                    } while filter.after != nil
                    try expectEqual(found, wanted, "\(kind) of \(body?.key ?? "everybody")")
                }
            }
        }
        try await manifests(everything, in: reader)
        for stored in try reader.dossiers(afterID: nil, limit: 200) {
            try expectEqual(
                Set(stored.registerEntries), Set(stored.state?.registerEntries ?? []), "rows of \(stored.id)")
        }
        try await subject.close(store)
    }

    private func manifests(_ everything: [RegisterEntry], in reader: Subject.Store.Reader) async throws {
        let listed = everything.filter { $0.kind == .manifest }
        guard let manifest = listed.first else { throw ContractViolation("no manifest", file: #fileID, line: #line) }
        var filter = RegisterFilter(kind: .manifest, body: nil)
        filter.group = manifest.group
        try expectEqual(try reader.register(matching: filter).elements, listed, "a manifest")
        filter.body = manifest.counterpart
        try expectEqual(try reader.register(matching: filter).elements, listed, "a manifest, for who sent it")
        var day = RegisterFilter(kind: .manifest, body: manifest.counterpart)
        day.from = manifest.at
        day.before = manifest.at.adding(minutes: 1)
        try expect(manifest.body != manifest.counterpart, "nobody else was sent anything")
        try expectEqual(
            try reader.register(matching: day).elements,
            listed.filter { $0.at == manifest.at && [$0.body, $0.counterpart].contains(manifest.counterpart) },
            "what a body sent on a day")
        filter.group = "none"
        try expectEqual(try reader.register(matching: filter).elements, [], "no such manifest")
    }

    private static func matches(_ entry: RegisterEntry, _ filter: RegisterFilter) -> Bool {
        let isSides = filter.body.map { entry.body == $0 || (entry.kind == .manifest && entry.counterpart == $0) }
        return entry.kind == filter.kind && isSides ?? true && filter.from.map { entry.at >= $0 } ?? true
            && filter.isSettled.map { (entry.settledAt != nil) == $0 } ?? true
    }
}
