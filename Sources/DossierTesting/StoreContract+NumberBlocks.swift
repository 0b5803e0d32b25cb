import DossierDomain
import DossierStore

extension StoreContract {
    private static var office: OfficeID { OfficeID("office-van-an") }
    private static var today: NumberRequest {
        NumberRequest(agency: DossierLife.usualAgency, date: instant().date)
    }

    /// A wish of the terminal at that counter of the usual office.
    private static func reservation(
        _ name: String, count: Int, limit: Int = 1_000, counter: String = "counter-1"
    ) -> BlockReservation {
        BlockReservation(
            id: NumberBlockID(name), office: office, agency: DossierLife.usualAgency, date: today.date, count: count,
            openLimit: limit, reservedBy: terminal(counter), reservedAt: instant(), key: key(name))
    }

    private static func terminal(_ counter: String) -> Actor {
        Actor(
            credential: CredentialID("terminal-1"), role: .postalClerk, body: .office(office), employer: .post,
            counter: CounterID(counter))
    }

    private static func voiding(_ name: String, of block: String, _ serials: [Int]?) -> NumberVoiding {
        NumberVoiding(
            block: NumberBlockID(block), serials: serials, reason: .unused, voidedBy: terminal("counter-1"),
            voidedAt: instant(5), key: key(name))
    }

    /// What has become of the day's serials, in a word each.
    private func standings(in store: Subject.Store) throws -> [String] {
        try store.makeReader().numbers(of: Self.today, after: 0, limit: 200).map { entry in
            switch entry.standing {
            case .dossier: "dossier"
            case .reserved(let block, _): block.text
            case .void(let void): "void \(void.reason.rawValue)"
            case .skipped: "skipped"
            case .unexplained: "unexplained"
            }
        }
    }

    /// After a restoration no number is given that may be on somebody's slip, of that day and of days ahead; who bears one may
    /// still bring it, and each one is explained.
    public func restorationsSkipNumbers() async throws {
        var store = try await subject.open()
        _ = try await receive([DossierID("d-1")], in: store)
        let position = try store.makeReader().chainHead().position
        func restoration(_ minute: Int, at position: Int, halvings: Int = 1) -> Restoration {
            Restoration(
                position: position, restoredAt: Self.instant(minute), lastDay: Self.today.date, halvings: halvings)
        }
        do {
            try await store.note(restoration(1, at: position + 1))
            throw ContractViolation("a restoration of another record is kept", file: #fileID, line: #line)
        } catch is StoreError {}
        try await store.note(restoration(1, at: position))
        try await subject.close(store)
        store = try await subject.open()
        try expectEqual(
            try store.makeReader().restorations(), [restoration(1, at: position)], "the restorations kept")
        func upload(_ id: String, _ serial: Int) async throws -> CommitOutcome {
            try await store.commit(DossierLife(DossierID(id)).next(at: Self.instant(2), reserved: serial))
        }
        // Uploaded before anything is received online, and afterwards.
        for (id, serial) in [("d-2", 2), ("d-3", 5_000)] {
            guard case .committed(let state) = try await upload(id, serial), state.number?.serial == serial else {
                throw ContractViolation("serial \(serial) isn't taken", file: #fileID, line: #line)
            }
            let online = try await receive([DossierID(id + "-online")], in: store)[0]
            try expectEqual(online.state?.number?.serial, id == "d-2" ? 5_001 : 5_002, "the number online")
        }
        for (serial, expected) in [(2, "taken"), (5_001, "not reserved"), (5_003, "not reserved")] {
            switch try await upload("d-\(serial)-again", serial) {
            case .rejected(.numberTaken) where expected == "taken": break
            case .rejected(.numberNotReserved) where expected == "not reserved": break
            case let other: throw ContractViolation("\(serial): \(other)", file: #fileID, line: #line)
            }
        }
        try expectEqual(
            try await store.reserve(Self.reservation("b-1", count: 2)), .done(NumberBlockID("b-1")), "a block")
        try expectEqual(
            try store.makeReader().numberBlock(NumberBlockID("b-1"))?.serials, 5_003...5_004, "behind all")
        try expectEqual(
            try standings(in: store), ["dossier", "dossier"] + Array(repeating: "skipped", count: 198), "the day")
        let next = BlockReservation(
            id: NumberBlockID("b-2"), office: Self.office, agency: DossierLife.usualAgency,
            date: Self.today.date.adding(days: 1), count: 1, openLimit: 9, reservedBy: Self.terminal("counter-1"),
            reservedAt: Self.instant(), key: Self.key("b-2"))
        _ = try await store.reserve(next)
        try expectEqual(
            try store.makeReader().numberBlock(NumberBlockID("b-2"))?.serials, 1...1, "a day that nobody could reserve")
        // Once more, and once more than the backup knows of.
        let later = try store.makeReader().chainHead().position
        try await store.note(restoration(3, at: later, halvings: 2))
        let online = try await receive([DossierID("d-9")], in: store)[0]
        // Of 4,995 that are left, 2,498 and of the rest 1,249.
        try expectEqual(online.state?.number?.serial, 5_004 + 2_498 + 1_249 + 1, "the number online")
        var unexplained: [Int] = []
        for after in stride(from: 0, to: 8_800, by: 200) {
            unexplained += try store.makeReader().numbers(of: Self.today, after: after, limit: 200)
                .filter { $0.standing == .unexplained }.map(\.serial)
        }
        try expectEqual(unexplained, [], "serials that nothing explains")
        try await subject.close(store)
    }

    /// Where few numbers are left at a restoration, all are skipped at last: the next one is refused, never doubled.
    public func restorationsEndAt9999() async throws {
        let store = try await subject.open()
        _ = try await store.reserve(Self.reservation("b-1", count: 9_998, limit: 9_999))
        try await store.note(Restoration(position: 0, restoredAt: Self.instant(), lastDay: Self.today.date))
        for id in ["d-1", "d-2"] {
            let refused = try await store.commit(DossierLife(DossierID(id)).next(at: Self.instant(), key: Self.key(id)))
            guard case .rejected(.serialsExhausted) = refused else {
                throw ContractViolation("\(refused)", file: #fileID, line: #line)
            }
        }
        try expectEqual(
            try store.makeReader().numbers(of: Self.today, after: 9_998, limit: 9).map(\.standing), [.skipped],
            "the last serial")
        try await subject.close(store)
    }

    /// Numbers given online go on behind a block, also after the store was opened again; reserved ones are found like any.
    public func blocksAreSkippedOnline() async throws {
        var store = try await subject.open()
        _ = try await receive([DossierID("d-1")], in: store)
        try expectEqual(
            try await store.reserve(Self.reservation("b-1", count: 3)), .done(NumberBlockID("b-1")), "the block")
        let online = try await receive([DossierID("d-2")], in: store)[0]
        try expectEqual(online.state?.number?.serial, 5, "the number online")
        try await subject.close(store)
        store = try await subject.open()
        let block = try store.makeReader().numberBlock(NumberBlockID("b-1"))
        try expectEqual(block?.serials, 2...4, "the block's serials")
        try expectEqual(
            block?.terminal, DossierLife.actor(at: .office(Self.office)).terminal, "the terminal that has it")
        let late = DossierLife(DossierID("d-3")).next(at: Self.instant(1), key: Self.key("k-3"), reserved: 3)
        guard case .committed(let state) = try await store.commit(late), state.number?.serial == 3 else {
            throw ContractViolation("the reserved number wasn't given", file: #fileID, line: #line)
        }
        try expectEqual(try await store.commit(late), .replayed(.committed(state.id, version: 3)), "its retry")
        let number = state.number
        try expect(number != nil, "a number")
        if let number {
            try expectEqual(try store.makeReader().dossier(number)?.id, DossierID("d-3"), "found by its number")
        }
        guard case .received(let received) = try store.makeReader().events(of: state.id)[1].event else {
            throw ContractViolation("no reception", file: #fileID, line: #line)
        }
        try expectEqual(received.number, number, "the number in the event")
        let next = try await receive([DossierID("d-4")], in: store)[0]
        try expectEqual(next.state?.number?.serial, 6, "the next number online")
        try expectEqual(
            try standings(in: store), ["dossier", "b-1", "dossier", "b-1", "dossier", "dossier"], "the day")
        try await subject.close(store)
    }

    /// A reserved number is given to the terminal that has it alone, and once; what is refused changes nothing.
    public func reservedNumbersAreTheTerminals() async throws {
        let store = try await subject.open()
        _ = try await store.reserve(Self.reservation("b-1", count: 2))
        _ = try await store.reserve(Self.reservation("b-2", count: 2, counter: "counter-2"))
        func number(_ serial: Int) throws -> DossierNumber {
            guard let number = DossierNumber(agency: Self.today.agency, date: Self.today.date, serial: serial) else {
                throw ContractViolation("no number", file: #fileID, line: #line)
            }
            return number
        }
        func commit(_ id: String, _ serial: Int) -> DossierCommit {
            DossierLife(DossierID(id)).next(at: Self.instant(), key: Self.key(id), reserved: serial)
        }
        // Two of one number in one transaction: the first has it.
        let outcomes = try await subject.together([commit("d-1", 1), commit("d-2", 1)], in: store)
        guard case .success(.committed) = outcomes[0] else {
            throw ContractViolation("not given: \(outcomes[0])", file: #fileID, line: #line)
        }
        try expectEqual(outcomes[1], .success(.rejected(.numberTaken(try number(1)))), "the same number again")
        for (id, serial) in [("d-3", 3), ("d-4", 5)] {
            try expectEqual(
                try await store.commit(commit(id, serial)), .rejected(.numberNotReserved(try number(serial))),
                "serial \(serial), which is another terminal's or nobody's")
            try expectEqual(
                try await store.commit(commit(id, serial)),
                .replayed(.rejected(.numberNotReserved(try number(serial)))), "its retry")
        }
        try expectEqual(try standings(in: store), ["dossier", "b-1", "b-2", "b-2"], "the day")
        let blocks = try store.makeReader().numberBlocks(of: Self.office, on: Self.today.date, after: 0, limit: 10)
        try expectEqual(blocks.map(\.id.text), ["b-1", "b-2"], "the office's blocks")
        try await expectSound(store, eventCount: 3, dossierCount: 1)
        try await subject.close(store)
    }

    /// Void numbers are never given again, and what a dossier bears can't become void.
    public func voidNumbersStayVoid() async throws {
        var store = try await subject.open()
        _ = try await store.reserve(Self.reservation("b-1", count: 4))
        let used = DossierLife(DossierID("d-1")).next(at: Self.instant(), reserved: 2)
        guard case .committed(let state) = try await store.commit(used), let number = state.number else {
            throw ContractViolation("not given", file: #fileID, line: #line)
        }
        try expectEqual(
            try await store.void(Self.voiding("v-1", of: "b-1", [1, 2])), .rejected(.numberTaken(number)),
            "one of those named is a dossier's")
        try expectEqual(try standings(in: store), ["b-1", "dossier", "b-1", "b-1"], "none is void")
        try expectEqual(
            try await store.void(Self.voiding("v-2", of: "b-1", [1])), .done(NumberBlockID("b-1")), "one named")
        try expectEqual(
            try await store.void(Self.voiding("v-2", of: "b-1", [1])),
            .replayed(.numberBlock(NumberBlockID("b-1"))), "its retry")
        try expectEqual(
            try await store.void(Self.voiding("v-3", of: "b-1", nil)), .done(NumberBlockID("b-1")), "all that are open")
        try await subject.close(store)
        store = try await subject.open()
        let day = ["void unused", "dossier", "void unused", "void unused"]
        try expectEqual(try standings(in: store), day, "the day")
        for serial in [1, 4] {
            let late = DossierLife(DossierID("d-\(serial)9")).next(at: Self.instant(), reserved: serial)
            guard case .rejected(.numberVoid(_, .unused)) = try await store.commit(late) else {
                throw ContractViolation("a void number was given", file: #fileID, line: #line)
            }
        }
        let online = try await receive([DossierID("d-2")], in: store)[0]
        try expectEqual(online.state?.number?.serial, 5, "numbers online don't fill gaps")
        try expectEqual(try standings(in: store), day + ["dossier"], "the day afterwards")
        let last = try store.makeReader().lastSerials(after: nil, limit: 10)
        try expectEqual(last.map(\.last), [5], "the last serial")
        try await subject.close(store)
    }

    /// A terminal has only so many open numbers, a block ends within 9,999 serials, and a wish sent again is one block.
    public func blocksHaveLimits() async throws {
        let store = try await subject.open()
        _ = try await store.reserve(Self.reservation("b-1", count: 6, limit: 10))
        let greedy = Self.reservation("b-2", count: 5, limit: 10)
        try expectEqual(
            try await store.reserve(greedy), .rejected(.tooManyNumbersReserved(open: 6, limit: 10)), "beyond the limit")
        try expectEqual(
            try await store.reserve(greedy), .replayed(.rejected(.tooManyNumbersReserved(open: 6, limit: 10))),
            "its retry")
        try expectEqual(
            try await store.reserve(Self.reservation("b-1", count: 6, limit: 10)),
            .replayed(.numberBlock(NumberBlockID("b-1"))), "the same wish again")
        let other = BlockReservation(
            id: NumberBlockID("b-3"), office: Self.office, agency: Self.today.agency, date: Self.today.date, count: 1,
            openLimit: 10, reservedBy: Self.terminal("counter-1"), reservedAt: Self.instant(),
            key: Self.key("b-1", body: 2))
        try expectEqual(try await store.reserve(other), .keyReused, "another wish under its key")
        _ = try await store.void(Self.voiding("v-1", of: "b-1", [1]))
        try expectEqual(
            try await store.reserve(Self.reservation("b-4", count: 5, limit: 10)), .done(NumberBlockID("b-4")),
            "what is void is not open")
        try expectEqual(
            try await store.reserve(Self.reservation("b-5", count: 5, limit: 10, counter: "counter-2")),
            .done(NumberBlockID("b-5")), "another terminal")
        try expectEqual(
            try await store.reserve(Self.reservation("b-6", count: 9_982, limit: 9_999, counter: "counter-3")),
            .done(NumberBlockID("b-6")), "nearly all the rest")
        try expectEqual(
            try await store.reserve(Self.reservation("b-7", count: 2, counter: "counter-4")),
            .rejected(.serialsExhausted(Self.today.agency, Self.today.date)), "beyond 9,999")
        let last = try await receive([DossierID("d-1")], in: store)[0]
        try expectEqual(last.state?.number?.serial, 9_999, "a refused block takes no serial")
        try await subject.close(store)
    }

    /// A day is kept once under its key, and an office's days are listed newest first.
    public func counterDaysAreKept() async throws {
        let store = try await subject.open()
        func day(_ key: String, body: UInt8 = 1, office: OfficeID = Self.office) -> CounterDay {
            CounterDay(
                terminal: "office:\(office)/counter-1", key: key, fingerprint: [UInt8](repeating: body, count: 32),
                office: office, sentAt: Self.instant(9), receivedAt: Self.instant(), isClockWrong: true,
                isPackStale: false, doneCount: 3, repeatedCount: 2, rejectedCount: 1)
        }
        for again in [day("a"), day("a"), day("a", body: 2)] {
            try expectEqual(try await store.keep(again), day("a"), "the day that is kept under the key")
        }
        for other in [day("b"), day("c"), day("d", office: OfficeID("office-b"))] {
            try expectEqual(try await store.keep(other), other, "another day")
        }
        let reader = try store.makeReader()
        try expectEqual(try reader.counterDay(of: day("a").terminal, key: "a"), day("a"), "the day as it was kept")
        try expectEqual(day("a").skewSeconds, 540, "how far the clock was ahead")
        var keys: [String] = []
        var after: String?
        repeat {
            let page = try reader.counterDays(of: Self.office, after: after, limit: 2)
            keys += page.elements.map(\.key)
            after = page.next
        } while after != nil
        try expectEqual(keys, ["c", "b", "a"], "the office's days")
        do {
            _ = try reader.counterDays(of: Self.office, after: "w.1.x", limit: 2)
            throw ContractViolation("a foreign cursor was taken", file: #fileID, line: #line)
        } catch StoreError.invalidCursor {}
        try await subject.close(store)
    }
}
