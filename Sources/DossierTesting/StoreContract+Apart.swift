import DossierDomain
import DossierStore

extension StoreContract {
    /// A complaint that stands apart is in the chain, in the register and under its key, once (CMP-01, IDM-01).
    public func complaintsStandApart() async throws {
        let store = try await subject.open()
        let clerk = Actor(
            credential: CredentialID("clerk"), role: .postalClerk, body: .office(OfficeID("van-an")), employer: .post)
        let reference = PrivateReference(
            subject: SubjectID("complainant"), value: PrivateValueID("content"),
            commitment: Commitment(String(repeating: "0", count: 64)))
        let received = DossierEvent.complaintReceived(
            .init(content: reference, about: .agency(AgencyID("labour")), dueAt: Self.instant(7_200)))
        let id = DossierID(OfficeComplaint.prefix + "1")
        let key = IdempotencyKey(owner: "clerk", key: "k1", fingerprint: [UInt8](repeating: 1, count: 32))
        let other = IdempotencyKey(owner: "clerk", key: "k1", fingerprint: [UInt8](repeating: 2, count: 32))
        let first = try change(nil, received, id, by: clerk, at: 10, key: key)
        try expectEqual(try await store.commit(first), .committed, "the first time")
        try expectEqual(try await store.commit(first), .replayed(.committed(id, version: 1)), "a retry happens once")
        let reused = try change(nil, received, id, by: clerk, at: 10, key: other)
        try expectEqual(try await store.commit(reused), .keyReused, "another request under its key")
        let again = try change(nil, received, id, by: clerk, at: 11, key: nil)
        try expectEqual(try await store.commit(again), .versionConflict(current: 1), "it was received once")

        let answered = DossierEvent.complaintAnswered(
            .init(
                complaint: ComplaintID(id.text), answer: reference, upheld: true, breach: .complaintAnsweredLate))
        let open = OfficeComplaint(nil, with: received, of: id, at: Self.instant(10), by: clerk)
        let second = try change(open, answered, id, by: clerk, at: 9_000, key: nil)
        try expectEqual(try await store.commit(second), .committed, "the answer")
        try expectEqual(try await store.commit(second), .versionConflict(current: 2), "it is answered once")

        let reader = try store.makeReader()
        try expectEqual(try reader.events(of: id).map(\.event), [received, answered], "its events")
        try expectEqual(RecordApart(of: try reader.events(of: id)), second.record, "the fold")
        try expectEqual(try reader.chainHead().position, 2, "the chain")
        try expectEqual(try reader.dossier(id), nil, "it is no dossier")
        for kind in [RegisterEntry.Kind.complaint, .breach] {
            let filter = RegisterFilter(kind: kind, body: .agency(AgencyID("labour")))
            try expectEqual(
                try reader.register(matching: filter).elements,
                second.record.registerEntries.filter { $0.kind == kind }, "register \(kind)")
        }
        let stored = try reader.recordsApart(afterID: nil, limit: 1)
        try expectEqual(stored.map(\.id), [id], "the complaints as they lie")
        try expectEqual(
            Set(stored.first?.registerEntries ?? []), Set(second.record.registerEntries), "all its rows")
        try expectEqual(try reader.recordsApart(afterID: id, limit: 1), [], "there is no other")
        try expectEqual(try reader.sealedValues([reference.value]).count, 1, "what was said is kept apart")
        try await subject.close(store)
    }

    /// An inspection is in the chain and in the register, and told apart from complaints (EVA-01).
    public func inspectionsStandApart() async throws {
        let store = try await subject.open()
        let administrator = Actor(
            credential: CredentialID("administrator"), role: .administrator, body: nil, employer: .agency)
        let labour = Body.agency(AgencyID("labour"))
        guard let inspect = Inspect(about: labour, points: [.publication: 2, .onlineServices: 0], minutes: "12/BB")
        else {
            throw ContractViolation("two indicators have points", file: #fileID, line: #line)
        }
        let inspected = DossierEvent.Inspected(inspect)
        func commit(_ name: String, at minute: Int) -> (inspection: Inspection, commit: ApartCommit) {
            let instant = Self.instant(minute)
            let inspection = Inspection(
                inspected, of: DossierID(Inspection.prefix + name), at: instant, by: administrator)
            let commit = ApartCommit(
                event: .inspected(inspected), record: RecordApart(inspection), occurredAt: instant,
                recordedAt: instant, actor: administrator, configurationVersion: 1, requestID: "r-\(name)")
            return (inspection, commit)
        }
        let first = commit("1", at: 10)
        let second = commit("2", at: 5)
        try expectEqual(try await store.commit(first.commit), .committed, "the first")
        try expectEqual(try await store.commit(first.commit), .versionConflict(current: 1), "it is entered once")
        try expectEqual(try await store.commit(second.commit), .committed, "the second")
        let received = DossierEvent.complaintReceived(
            .init(
                content: PrivateReference(
                    subject: SubjectID("complainant"), value: PrivateValueID("content"),
                    commitment: Commitment(String(repeating: "0", count: 64))), about: labour,
                dueAt: Self.instant(7_200)))
        let clerk = Actor(
            credential: CredentialID("clerk"), role: .postalClerk, body: .office(OfficeID("van-an")), employer: .post)
        let complaint = try change(
            nil, received, DossierID(OfficeComplaint.prefix + "1"), by: clerk, at: 20, key: nil)
        try expectEqual(try await store.commit(complaint), .committed, "a complaint")

        let reader = try store.makeReader()
        try expectEqual(
            Inspection(of: try reader.events(of: first.inspection.id)), first.inspection, "the inspection, read again")
        try expectEqual(
            try reader.register(matching: RegisterFilter(kind: .inspection, body: labour)).elements,
            second.inspection.registerEntries + first.inspection.registerEntries, "its register")
        var found: [DossierID] = []
        while let next = try reader.recordsApart(afterID: found.last, limit: 1).first { found.append(next.id) }
        let all = [complaint.record.id, first.inspection.id, second.inspection.id]
        try expectEqual(found, all, "records apart, one after the other")
        try expectEqual(try reader.recordsApart(afterID: nil, limit: 2).map(\.id), Array(all.prefix(2)), "two at once")
        try await subject.close(store)
    }

    private func change(
        _ state: OfficeComplaint?, _ event: DossierEvent, _ id: DossierID, by actor: Actor, at minute: Int,
        key: IdempotencyKey?
    ) throws -> ApartCommit {
        let instant = Self.instant(minute)
        guard let complaint = OfficeComplaint(state, with: event, of: id, at: instant, by: actor) else {
            throw ContractViolation("the event doesn't follow", file: #fileID, line: #line)
        }
        let subject = SealedSubject(id: SubjectID("complainant"), dossier: id, wrappedKey: [1, 2, 3])
        return ApartCommit(
            event: event, record: RecordApart(complaint), occurredAt: instant, recordedAt: instant, actor: actor,
            configurationVersion: 1, requestID: "r-\(minute)", newSubjects: state == nil ? [subject] : [],
            newValues: state == nil
                ? [NewSealedValue(id: PrivateValueID("content"), subject: subject.id, ciphertext: [4, 5])] : [],
            idempotencyKey: key)
    }
}
