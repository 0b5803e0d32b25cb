import DossierDomain
import DossierStore

extension StoreContract {
    /// Lists with every filter, in order, page by page: the same as filtering everything in memory.
    public func listsFilterAndPage() async throws {
        let store = try await subject.open()
        let expected = try await populate(store)
        let reader = try store.makeReader()
        var generator = SeededGenerator(seed: 20_190_820)
        for round in 0..<400 {
            let filter = Self.filter(&generator)
            let found = try Self.allPages(of: filter, from: reader)
            var wanted = expected.filter { Self.matches($0.state, filter) }
            if filter.receivedFrom != nil || filter.receivedBefore != nil {
                wanted.sort { Self.receptionKey($0) > Self.receptionKey($1) }
            } else {
                wanted.sort { $0.ordinal > $1.ordinal }
            }
            try expectEqual(found.map(\.id), wanted.map(\.state.id), "round \(round), \(filter)")
            try expectEqual(found, wanted.map(\.state), "states of round \(round)")
        }
        try await subject.close(store)
    }

    /// The work of a body by due date, with every filter, page by page.
    public func workIsListedByDueDate() async throws {
        let store = try await subject.open()
        let everything = try await populate(store).flatMap(\.state.workItems)
        let reader = try store.makeReader()
        var kinds = Set<WorkItem.Kind>()
        for body in Set(everything.map(\.body)).sorted() {
            for kind in [nil] + WorkItem.Kind.allCases.map(Optional.init) {
                var filter = WorkFilter(body: body, limit: 3)
                filter.kind = kind
                filter.procedure = kind == nil ? nil : Self.procedures[0]
                filter.dueBefore = kind == .completeStep ? Self.instant(12_000) : nil
                let wanted = everything.filter { item in
                    item.body == body && (kind == nil || item.kind == kind)
                        && (filter.procedure == nil || item.procedure == filter.procedure)
                        && filter.dueBefore.map { item.dueAt < $0 } ?? true
                }
                .sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
                var found: [WorkItem] = []
                repeat {
                    let page = try reader.work(matching: filter)
                    found += page.elements
                    filter.after = page.next
                } while filter.after != nil
                try expectEqual(found, wanted, "work of \(body)")
                kinds.formUnion(found.map(\.kind))
            }
        }
        for body in Set(everything.compactMap(\.sender)).sorted() {
            var filter = WorkFilter(body: body, limit: 3)
            filter.isSent = true
            filter.dueBefore = Self.instant(12_000)
            let wanted = everything.filter { $0.sender == body && $0.dueAt < Self.instant(12_000) }
                .sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
            var found: [WorkItem] = []
            repeat {
                let page = try reader.work(matching: filter)
                found += page.elements
                filter.after = page.next
            } while filter.after != nil
            try expectEqual(found, wanted, "what \(body) has sent")
        }
        try expectEqual(kinds, Set(WorkItem.Kind.allCases), "kinds of work seen")
        try await subject.close(store)
    }

    /// Pages stay where they are while dossiers are received.
    public func pagesAreStableUnderInserts() async throws {
        let store = try await subject.open()
        let lives = try await receive((1...9).map { DossierID("d-\($0)") }, in: store)
        let reader = try store.makeReader()
        var filter = DossierFilter(rows: .everything, limit: 4)
        let first = try reader.dossiers(matching: filter)
        _ = try await receive((10...12).map { DossierID("d-\($0)") }, in: store)
        filter.after = first.next
        let second = try reader.dossiers(matching: filter)
        filter.after = second.next
        let third = try reader.dossiers(matching: filter)
        try expectEqual(
            (first.elements + second.elements + third.elements).map(\.id), lives.reversed().map(\.id), "pages"
        )
        try expectEqual(third.next, nil, "the end")
        try await subject.close(store)
    }

    /// A body that neither takes part nor monitors sees nothing of a dossier.
    public func foreignBodiesSeeNothing() async throws {
        let store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        for minute in 0..<3 { try await advance(&life, in: store, at: Self.instant(minute)) }
        let reader = try store.makeReader()
        let insiders: [Body] = [
            .office(life.office), .agency(DossierLife.receivingAgency), .agency(DossierLife.leadAgency),
            .office(DossierLife.monitor),
        ]
        for body in insiders {
            try expectEqual(
                try reader.dossiers(matching: DossierFilter(rows: .seen(by: body))).elements.map(\.id), [life.id],
                "what \(body) sees")
        }
        // Of the same identity, but of the other kind: the filter goes by both.
        let outsiders: [Body] = [
            .office(OfficeID("elsewhere")), .agency(AgencyID(life.office.text)),
            .agency(DossierLife.otherAgency),
        ]
        for body in outsiders {
            var filter = DossierFilter(rows: .seen(by: body))
            try expect(try reader.dossiers(matching: filter).elements.isEmpty, "\(body) sees it")
            filter.office = life.office
            try expect(
                try reader.dossiers(matching: filter).elements.isEmpty, "\(body) sees it by its office")
            filter.receivedFrom = Self.instant(-1)
            try expect(
                try reader.dossiers(matching: filter).elements.isEmpty, "\(body) sees it by its reception")
            try expect(
                try reader.work(matching: WorkFilter(body: body)).elements.isEmpty, "\(body) has work of it")
        }
        try await subject.close(store)
    }

    /// For any rights, the list is the dossiers that are found one by one, by identity and by number: one filter (SEC-02).
    public func listIsWhatIsFoundOneByOne() async throws {
        let store = try await subject.open()
        let states = try await populate(store).map(\.state)
        let reader = try store.makeReader()
        var generator = SeededGenerator(seed: 20_190_821)
        // All who have ever to do with any, and some who are like them and have nothing to do with any.
        let insiders = Set(states.flatMap { $0.participants + $0.monitors.map(Body.office) }).sorted()
        let strangers = insiders.map { body -> Body in
            switch body {
            case .office(let id): .agency(AgencyID(id.text))
            case .agency(let id): .office(OfficeID(id.text))
            }
        }
        var found = 0
        for round in 0..<60 {
            let rows: RowFilter =
                switch round {
                case 0: .everything
                case 1: .nothing
                default:
                    (round.isMultiple(of: 2) ? RowFilter.seen(by:) : RowFilter.joined(by:))(
                        (insiders + strangers).randomElement(using: &generator) ?? insiders[0])
                }
            let limit = Int.random(in: 1...40, using: &generator)
            let listed = try Self.allPages(of: DossierFilter(rows: rows, limit: limit), from: reader)
            var byIdentity: Set<DossierID> = []
            for state in states {
                let one = try reader.dossier(state.id, among: rows)
                if one != nil { byIdentity.insert(state.id) }
                try expectEqual(one, rows.admits(state) ? state : nil, "\(state.id) for \(rows)")
                guard let number = state.number else { continue }
                try expectEqual(try reader.dossier(number, among: rows), one, "\(number) for \(rows)")
            }
            try expectEqual(Set(listed.map(\.id)), byIdentity, "the list of \(rows)")
            try expectEqual(listed.count, byIdentity.count, "rows of \(rows)")
            found += rows == .everything ? 0 : byIdentity.count
        }
        try expect(found > 0, "nobody has seen anything")
        try await subject.close(store)
    }

    /// Cursors that were never given are refused, and those of another list.
    public func foreignCursorsAreRefused() async throws {
        let store = try await subject.open()
        _ = try await receive((1...3).map { DossierID("d-\($0)") }, in: store)
        let reader = try store.makeReader()
        let mine = try reader.dossiers(matching: DossierFilter(rows: .everything, limit: 1)).next
        var byReception = DossierFilter(rows: .everything, limit: 1)
        byReception.receivedFrom = Self.instant(-1)
        let other = try reader.dossiers(matching: byReception).next
        try expect(mine != nil && other != nil && mine != other, "two lists, two kinds of cursors")
        for cursor in [
            "", "d", "d.", "d.+1", "d.01", "d.1.1", "d.zzzzzzzzzzzzzzzzzzzz", "x.1", "w.1.", "đ.1", other,
        ] {
            var filter = DossierFilter()
            filter.after = cursor
            try Self.expectInvalid(cursor) { () throws(StoreError) in
                _ = try reader.dossiers(matching: filter)
            }
        }
        byReception.after = mine
        try Self.expectInvalid(mine) { () throws(StoreError) in _ = try reader.dossiers(matching: byReception)
        }
        for cursor in ["", "w", "w.1", "w.1.", "w.A.x", "d.1", "w.1." + String(repeating: "x", count: 257)] {
            var filter = WorkFilter(body: .agency(AgencyID("a")))
            filter.after = cursor
            try Self.expectInvalid(cursor) { () throws(StoreError) in _ = try reader.work(matching: filter) }
        }
        try await subject.close(store)
    }

    private static func expectInvalid(_ cursor: String?, _ read: () throws(StoreError) -> Void) throws {
        // Not a pattern in `catch`: with typed throws that crashes the compiler of Swift 6.3.
        do throws(StoreError) {
            try read()
        } catch {
            if error == .invalidCursor { return }
            throw error
        }
        throw ContractViolation("\(cursor ?? "nil") was taken as a cursor", file: #fileID, line: #line)
    }
}

/// A believable population, and the lists it should give.
extension StoreContract {
    private static var offices: [OfficeID] { ["office-1", "office-2", "office-3"].map { OfficeID($0) } }
    private static var procedures: [ProcedureCode] { ["2.002307", "1.001193"].map { ProcedureCode($0) } }

    /// Dossiers in every state, and where they stand in the order of recording.
    private func populate(_ store: Subject.Store) async throws -> [(state: DossierState, ordinal: Int)] {
        var generator = SeededGenerator(seed: 7)
        var lives: [DossierLife] = []
        let beginnings: [DossierLife.Beginning] = [.complete, .supplemented, .supplemented, .entrusted, .refused]
        let courses: [DossierLife.Course] = [.long, .straight, .long, .withdrawn, .stopped, .straight]
        for index in 0..<144 {
            lives.append(
                DossierLife(
                    DossierID("d-\(index)"), office: Self.offices[Int.random(in: 0..<3, using: &generator)],
                    procedure: Self.procedures[Int.random(in: 0..<2, using: &generator)],
                    beginning: beginnings[index % 5],
                    course: courses[index / 24],
                    timeLimit: Int.random(in: 1...20, using: &generator) * 600))
        }
        // Each stops somewhere on its way, so that all statuses are there.
        var left = lives.indices.map { 1 + $0 % 24 }
        var minute = 0
        for _ in 0..<32 {
            for index in lives.indices where left[index] > 0 && !lives[index].isOver {
                guard Int.random(in: 0..<4, using: &generator) > 0 else { continue }
                minute += Int.random(in: 0...40, using: &generator)
                left[index] -= 1
                try await advance(&lives[index], in: store, at: Self.instant(minute))
            }
        }
        let reader = try store.makeReader()
        let placed = try lives.compactMap { life -> (state: DossierState, ordinal: Int)? in
            let events = try reader.events(of: life.id)
            guard let state = life.state, let first = events.first else { return nil }
            return (state, events.first { $0.event.kind == .received }?.position ?? first.position)
        }
        try expectEqual(
            Set(placed.map(\.state.status)), Set(DossierStatus.allCases), "statuses in the population")
        try expect(
            placed.contains { $0.state.readyAt != nil && $0.state.isLate(at: Self.instant()) },
            "none came late")
        return placed
    }

    private static func filter(_ generator: inout SeededGenerator) -> DossierFilter {
        func maybe<Value>(_ value: Value) -> Value? {
            Int.random(in: 0..<3, using: &generator) == 0 ? value : nil
        }
        func instant() -> Timestamp {
            Self.instant(Int.random(in: 0...16_000, using: &generator))
        }
        let bodies: [Body] =
            offices.map { .office($0) } + [
                .agency(DossierLife.leadAgency), .agency(DossierLife.otherAgency),
                .office(DossierLife.monitor),
            ]
        var filter = DossierFilter(rows: .everything, limit: Int.random(in: 1...9, using: &generator))
        if let body = maybe(bodies[Int.random(in: 0..<bodies.count, using: &generator)]) {
            filter.rows = .seen(by: body)
        }
        filter.office = maybe(offices[Int.random(in: 0..<3, using: &generator)])
        filter.status = maybe(DossierStatus.allCases.randomElement(using: &generator) ?? .received)
        filter.procedure = maybe(procedures[Int.random(in: 0..<2, using: &generator)])
        filter.dueBefore = maybe(instant())
        filter.receivedFrom = maybe(instant())
        filter.receivedBefore = maybe(instant())
        filter.lateAt = maybe(instant())
        filter.isPending = Int.random(in: 0..<4, using: &generator) == 0
        return filter
    }

    private static func matches(_ state: DossierState, _ filter: DossierFilter) -> Bool {
        let reception = state.reception
        return filter.rows.admits(state)
            && filter.office.map { state.office == $0 } ?? true
            && filter.status.map { state.status == $0 } ?? true
            && filter.procedure.map { state.procedure.code == $0 } ?? true
            && filter.dueBefore.map { limit in reception.map { $0.dueAt < limit } ?? false } ?? true
            && filter.receivedFrom.map { limit in reception.map { $0.receivedAt >= limit } ?? false } ?? true
            && filter.receivedBefore.map { limit in reception.map { $0.receivedAt < limit } ?? false } ?? true
            && filter.lateAt.map { state.isLate(at: $0) } ?? true
            && (!filter.isPending || (reception != nil && state.readyAt == nil))
    }

    private static func receptionKey(_ placed: (state: DossierState, ordinal: Int)) -> (Timestamp, Int) {
        (placed.state.reception?.receivedAt ?? Self.instant(), placed.ordinal)
    }

    private static func allPages(
        of filter: DossierFilter, from reader: Subject.Store.Reader
    ) throws -> [DossierState] {
        var filter = filter
        var states: [DossierState] = []
        repeat {
            let page = try reader.dossiers(matching: filter)
            try expect(page.elements.count <= filter.limit, "a page is too long")
            states += page.elements
            filter.after = page.next
        } while filter.after != nil
        return states
    }
}
