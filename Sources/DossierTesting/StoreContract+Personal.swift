import DossierDomain
import DossierRouting
import DossierStore

extension StoreContract {
    /// Erasing destroys keys, values and digests of one dossier with its event, or nothing (AUD-03).
    public func erasedValuesAreGone() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let first = try await bring("d-1", person: 1, in: store)
        let second = try await bring("d-2", person: 2, in: store)
        let stale = Self.erasure(of: first, expecting: first.version + 1)
        guard case .versionConflict = try await store.commit(stale) else {
            throw ContractViolation("a stale erasure went through", file: #fileID, line: #line)
        }
        try expectEqual(try reader.sealedValues([Self.value("d-1")]).count, 1, "after a stale erasure")
        guard case .committed(let state) = try await store.commit(Self.erasure(of: first, expecting: first.version))
        else { throw ContractViolation("not erased", file: #fileID, line: #line) }
        try expect(state.personalDataErasedAt != nil, "the state says so")
        try expectEqual(try reader.dossier(first.id), state, "the stored state")
        try expectEqual(try reader.sealedValues([Self.value("d-1")]), [], "the erased value")
        try expectEqual(try reader.sealedValues([Self.value("d-2")]).count, 1, "the neighbour's value")
        try expectEqual(try reader.subjects(afterID: nil, limit: 10).map(\.value.id), [Self.value("d-2")], "subjects")
        try expectEqual(try reader.keyCounts(), [1: 1], "keys")
        try expectEqual(try reader.events(of: first.id).last?.event.kind, .personalDataErased, "the event")
        try expectEqual(try reader.events(of: second.id).count, second.version, "the neighbour's events")
        try await subject.close(store)
        let again = try await subject.open()
        try expectEqual(try again.makeReader().sealedValues([Self.value("d-1")]), [], "after opening again")
        try await subject.close(again)
    }

    /// Digests find dossiers in pages, newest first, and never beyond the row filter (SEC-02).
    public func peopleAreFoundByTheirDigests() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        for index in 1...7 { _ = try await bring("d-\(index)", person: UInt8(index % 2), in: store) }
        func found(_ people: [UInt8], _ rows: RowFilter, limit: Int = 2) throws -> [String] {
            var filter = DossierFilter(rows: rows, limit: limit)
            filter.person = people.map(Self.person)
            var ids: [String] = []
            repeat {
                let page = try reader.dossiers(matching: filter)
                try expect(page.elements.count <= limit, "no more than a page")
                ids += page.elements.map(\.id.text)
                filter.after = page.next
            } while filter.after != nil
            return ids
        }
        try expectEqual(try found([1], .everything), ["d-7", "d-5", "d-3", "d-1"], "one person")
        try expectEqual(try found([0, 9], .everything), ["d-6", "d-4", "d-2"], "by either digest")
        try expectEqual(try found([9], .everything), [], "nobody")
        try expectEqual(try found([], .everything), [], "by no digest")
        try expectEqual(try found([1], .nothing), [], "nothing to see")
        try expectEqual(
            try found([1], .seen(by: .office(OfficeID("office-van-an")))).count, 4, "the office that received")
        try expectEqual(try found([1], .seen(by: .office(OfficeID("office-elsewhere")))), [], "another office")
        try await subject.close(store)
    }

    /// A key is put in place only where the one that was read still stands, and a retired master key wraps nothing new.
    public func keysAreWrappedAnew() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let first = try await bring("d-1", person: 1, in: store)
        for index in 2...3 { _ = try await bring("d-\(index)", person: nil, in: store) }
        let stored = try reader.subjects(afterID: nil, limit: 2)
        try expectEqual(stored.count, 2, "a page")
        try expectEqual(try reader.subjectOfEachKey(), [stored[0]], "the first of the only key")
        let rest = try reader.subjects(afterID: stored[1].value.subject, limit: 2)
        try expectEqual(rest.map(\.value.id), [Self.value("d-3")], "the next page")
        func rewrapped(_ stored: StoredSubject, former: [UInt8]? = nil) -> RewrappedSubject {
            RewrappedSubject(
                id: stored.value.subject, former: former ?? stored.value.wrappedKey, wrappedKey: [9, 9], keyVersion: 2,
                person: Self.person(5))
        }
        _ = try await store.commit(Self.erasure(of: first, expecting: first.version))
        let changed = try await store.rewrap([
            rewrapped(stored[0]), rewrapped(stored[1]), rewrapped(rest[0], former: [0]),
        ])
        try expectEqual(changed, 1, "neither what was erased nor what is another by now")
        try expectEqual(try reader.keyCounts(), [1: 1, 2: 1], "keys")
        try expectEqual(
            try reader.subjectOfEachKey().map(\.value.id), [Self.value("d-3"), Self.value("d-2")], "one of each key")
        let value = try reader.sealedValues([Self.value("d-2")]).first
        try expectEqual(value?.keyVersion, 2, "its master key")
        try expectEqual(value?.wrappedKey, [9, 9], "its wrapped key")
        var filter = DossierFilter(rows: .everything)
        filter.person = [Self.person(5)]
        try expectEqual(try reader.dossiers(matching: filter).elements.map(\.id.text), ["d-2"], "its new digest")
        try await store.keep("2", for: .oldestMasterKey)
        do {
            _ = try await bring("d-4", person: nil, in: store)
            throw ContractViolation("wrapped by a retired master key", file: #fileID, line: #line)
        } catch StoreError.unavailable {}
        try expectEqual(try reader.dossier(DossierID("d-4")), nil, "nothing of it was kept")
        _ = try await bring("d-5", person: nil, keyVersion: 2, in: store)
        try await subject.close(store)
    }

    /// What goes on isn't listed, nor what was erased; the pages follow the order of bringing.
    public func keptDossiersAreListed() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        _ = try await receive([DossierID("goes-on")], in: store)
        var over: [DossierState] = []
        for index in 1...4 { over.append(try await bring("d-\(index)", person: nil, at: 10 - index, in: store)) }
        func listed(before minute: Int) throws -> [String] {
            var ids: [String] = []
            var after: String?
            repeat {
                let page = try reader.keptDossiers(
                    submittedBefore: Self.instant(minute), after: after, limit: 1)
                ids += page.elements.map(\.id.text)
                after = page.next
            } while after != nil
            return ids
        }
        try expectEqual(try listed(before: 100), ["d-4", "d-3", "d-2", "d-1"], "oldest first")
        try expectEqual(try listed(before: 8), ["d-4", "d-3"], "brought before")
        _ = try await store.commit(Self.erasure(of: over[2], expecting: over[2].version))
        try expectEqual(try listed(before: 100), ["d-4", "d-2", "d-1"], "without what was erased")
        for cursor in ["", "s", "s.1", "d.1", "s.x y.1"] {
            do throws(StoreError) {
                _ = try reader.keptDossiers(submittedBefore: Self.instant(), after: cursor, limit: 1)
                throw .unavailable("\(cursor) was taken as a cursor")
            } catch {
                try expectEqual(error, .invalidCursor, "cursor \(cursor)")
            }
        }
        try await subject.close(store)
    }

    /// Old records of reading go, the oldest first and a few at a time; younger ones stay.
    public func oldReadsAreForgotten() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let reads = (0..<6).map { index in
            PersonalDataRead(
                dossier: nil, scope: "list \(index)", actor: DossierLife.actor(at: .office(OfficeID("office-van-an"))),
                operation: "printRegister", firstAt: Self.instant(index), lastAt: Self.instant(index), count: 1)
        }
        try await store.append(reads, [], [])
        try expectEqual(reader.oldReads(endedIn: Self.instant(0)..<Self.instant(4), limit: 200).count, 4, "to go")
        let some = try reader.oldReads(endedIn: Self.instant(1)..<Self.instant(4), limit: 2)
        try expectEqual(some.count, 3, "beyond those that are shown")
        try expectEqual(some.oldest, [reads[1], reads[2]], "the oldest of them")
        try expectEqual(try await store.forgetReads(before: Self.instant(4), limit: 3), 3, "a few at a time")
        let left = try reader.oldReads(
            endedIn: Timestamp(milliseconds: .min)..<Self.instant(4), limit: 200)
        try expectEqual(left.oldest, [reads[3]], "what is still to go")
        try expectEqual(try await store.forgetReads(before: Self.instant(4), limit: 3), 1, "the rest")
        try expectEqual(try await store.forgetReads(before: Self.instant(2), limit: 3), 0, "none that is younger")
        try expectEqual(try reader.reads(matching: ReadFilter()).elements, [reads[5], reads[4]], "what stays")
        try await store.append([reads[0]], [], [])
        try expectEqual(try reader.reads(matching: ReadFilter()).elements.count, 3, "records are appended as before")
        // A rule that was corrected keeps what the rule before would have let go.
        try await store.append([reads[3]], [], [])
        try expectEqual(try await store.forgetReads(before: Self.instant(2), limit: 3), 1, "by this call's instant")
        try expectEqual(try await store.forgetReads(before: Self.instant(2), limit: 3), 0, "not by an earlier call's")
        try expectEqual(try reader.reads(matching: ReadFilter()).elements, [reads[5], reads[4], reads[3]], "and stays")
        // What was recorded while a clock was ahead stays until its own time, and keeps nothing that came after it.
        let ahead = (0..<3).map { index in
            PersonalDataRead(
                dossier: nil, scope: "ahead \(index)", actor: reads[0].actor, operation: "printRegister",
                firstAt: Self.instant(1_000), lastAt: Self.instant(1_000), count: 1)
        }
        try await store.append(ahead + reads[0...2], [], [])
        try expectEqual(
            try await store.forgetReads(before: Self.instant(20), limit: 3), 3, "behind three of the future")
        try expectEqual(try await store.forgetReads(before: Self.instant(20), limit: 3), 3, "and the rest")
        try expectEqual(try reader.reads(matching: ReadFilter()).elements, ahead.reversed(), "what the clock misdated")
        try await subject.close(store)
    }

    /// The reason of a reading in an emergency goes with its record, and none is taken in of what was erased.
    public func reasonsGoWithTheirRecords() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        func reading(_ id: String, of dossier: DossierID?) -> (PersonalDataRead, SealedSubject, NewSealedValue) {
            let reason = PrivateReference(
                subject: SubjectID("s-" + id), value: PrivateValueID("v-" + id), commitment: Commitment("c"))
            return (
                PersonalDataRead(
                    dossier: dossier, scope: id, actor: DossierLife.actor(at: .office(OfficeID("office-van-an"))),
                    operation: "beginEmergencyReading", firstAt: Self.instant(1), lastAt: Self.instant(1), count: 1,
                    emergency: .init(id: id, reason: reason, until: Self.instant(16))),
                SealedSubject(
                    id: reason.subject, dossier: dossier ?? DossierID(id), wrappedKey: [1], keyVersion: 1, person: nil),
                NewSealedValue(id: reason.value, subject: reason.subject, ciphertext: [7])
            )
        }
        let state = try await bring("d-1", person: nil, in: store)
        let ofNothing = reading("e-1", of: nil)
        let ofDossier = reading("e-2", of: state.id)
        for (read, subject, value) in [ofNothing, ofDossier] { try await store.append([read], [subject], [value]) }
        let reasons = [ofNothing.2.id, ofDossier.2.id]
        try expectEqual(try reader.sealedValues(reasons).count, 2, "reasons")
        try expectEqual(try await store.forgetReads(before: Self.instant(2), limit: 10), 2, "forgotten")
        try expectEqual(try reader.sealedValues(reasons), [], "their reasons")
        try expectEqual(try reader.keyCounts(), [1: 1], "the dossier's own key stays")
        _ = try await store.commit(Self.erasure(of: state, expecting: state.version))
        let late = reading("e-3", of: state.id)
        do {
            try await store.append([late.0], [late.1], [late.2])
            throw ContractViolation("a reason of what was erased", file: #fileID, line: #line)
        } catch StoreError.versionConflict {}
        try expectEqual(try reader.keyCounts(), [:], "no key of what was erased")
        try expectEqual(try reader.subjectOfEachKey(), [], "nor one of it")
        try expectEqual(try reader.emergencyRead("e-3"), nil, "nor the record")
        try await subject.close(store)
    }

    // MARK: What is brought

    private static func value(_ id: String) -> PrivateValueID {
        DossierLife(DossierID(id)).reference("applicant").value
    }

    private static func person(_ number: UInt8) -> PersonDigest {
        PersonDigest([UInt8](repeating: number, count: 16))
    }

    /// A dossier refused at the counter, with its applicant's value; its state.
    private func bring(
        _ name: String, person: UInt8?, keyVersion: Int = 1, at minute: Int = 0, in store: Subject.Store
    ) async throws -> DossierState {
        let id = DossierID(name)
        var life = DossierLife(id, beginning: .refused)
        let reference = life.reference("applicant")
        let plain = life.next(at: Self.instant(minute))
        let commit = DossierCommit(
            expectedVersion: 0, events: plain.events, occurredAt: plain.occurredAt, recordedAt: plain.recordedAt,
            actor: plain.actor, configurationVersion: 1, requestID: "r", state: plain.state,
            numbering: plain.numbering,
            newSubjects: [
                SealedSubject(
                    id: reference.subject, dossier: id, wrappedKey: [1, 2, UInt8(minute)], keyVersion: keyVersion,
                    person: person.map(Self.person))
            ],
            newValues: [NewSealedValue(id: reference.value, subject: reference.subject, ciphertext: [7, 7])])
        guard case .committed(let state) = try await store.commit(commit) else {
            throw ContractViolation("\(name) wasn't brought", file: #fileID, line: #line)
        }
        life.adopt(state)
        while !life.isOver { try await advance(&life, in: store, at: Self.instant(minute + 1)) }
        return life.state ?? state
    }

    private static func erasure(of state: DossierState, expecting version: Int) -> DossierCommit {
        let actor = DossierLife.actor(at: .office(state.office))
        let instant = instant(1_000)
        let event = DossierEvent.personalDataErased(.init(ground: .personRequest, keptUntil: instant.date))
        return DossierCommit(
            expectedVersion: version, events: [event], occurredAt: instant, recordedAt: instant, actor: actor,
            configurationVersion: 1, requestID: "erase",
            state: evolve(
                version == state.version ? state : state.at(version: version), with: event, of: state.id, at: instant,
                by: actor),
            numbering: nil)
    }
}

extension DossierState {
    fileprivate func at(version: Int) -> DossierState {
        var other = self
        other.version = version
        return other
    }
}
