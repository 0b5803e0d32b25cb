import DossierDomain
import DossierStore

extension StoreContract {
    /// A credential takes another's place, both for a while; last uses are noted; sessions that are over are forgotten.
    public func credentialsAreReplaced() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let old = issued("c-1", at: 1)
        try await store.issue(old)
        let new = issued("c-2", at: 2, replaces: old.id)
        func replace(_ old: StoredCredential, with new: StoredCredential, endingAt minute: Int) async throws {
            try await store.commit(
                commit(
                    .replace(new, old: old, endingOldAt: Self.instant(minute)),
                    [
                        .credentialIssued(.init(holder: new.actor, expiresAt: new.expiresAt, replaces: old.id)),
                        .credentialReplaced(
                            .init(credential: old.id, by: new.id, expiresAt: Self.instant(minute))),
                    ], at: 2))
        }
        try await replace(old, with: new, endingAt: 60)
        try expectEqual(try reader.credential(new.id), new, "the new one")
        try expectEqual(try reader.credential(old.id)?.expiresAt, Self.instant(60), "the old one's end")
        let shortened = old.changed(expiresAt: Self.instant(60))
        try await expectConflict("a new one of a known identity") {
            try await replace(shortened, with: new, endingAt: 70)
        }
        let third = issued("c-3", at: 4, replaces: old.id)
        try await expectConflict("in place of one that has moved on") {
            try await replace(old, with: third, endingAt: 70)
        }
        try await store.revoke(shortened, at: Self.instant(3))
        try await expectConflict("in place of a revoked one") {
            try await replace(shortened, with: third, endingAt: 70)
        }
        try expectEqual(try reader.credential(third.id), nil, "the refused one")
        try expectEqual(try reader.events(of: AccessEvent.record(of: third.id)), [], "nor is there an event of it")

        try await store.noteUse(of: [new.id: Self.instant(9), CredentialID("c-9"): Self.instant(9)])
        try await store.noteUse(of: [new.id: Self.instant(8)])
        try expectEqual(try reader.credential(new.id)?.lastUsedAt, Self.instant(9), "last use")

        func ids(_ filter: CredentialFilter) throws -> [String] {
            try reader.credentials(matching: filter).map(\.id.text)
        }
        for (name, end) in [("s-1", 10), ("s-2", 11), ("s-3", 20)] {
            try await store.issue(issued(name, at: 5, until: end, kind: .session))
        }
        try expectEqual(try await store.forgetSessions(endedBefore: Self.instant(15), limit: 1), 1, "one at a time")
        try expectEqual(try await store.forgetSessions(endedBefore: Self.instant(15), limit: 100), 1, "the other")
        try expectEqual(ids(CredentialFilter(now: Self.instant(9), limit: 200)), ["c-1", "c-2", "s-3"], "what is left")
        try await subject.close(store)
    }

    /// Credentials are listed by body, kind, standing and who issued them, page by page.
    public func credentialsAreListed() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        func ids(_ narrow: (inout CredentialFilter) -> Void) throws -> [String] {
            var filter = CredentialFilter(now: Self.instant(30), limit: 2)
            narrow(&filter)
            return try reader.credentials(matching: filter).map(\.id.text)
        }
        try await store.issue(issued("c-2", at: 1))
        try await store.issue(issued("c-1", at: 1, until: 30))
        try await store.issue(issued("s-1", at: 2, until: 60, kind: .session, issuedBy: CredentialID("c-1")))
        try await store.issue(issued("c-4", at: 3))
        // Revoked by a clock that is ahead of the one by which they are listed: revoked is revoked.
        try await store.revoke(issued("c-4", at: 3), at: Self.instant(40))
        try expectEqual(try ids { _ in }, ["c-1", "c-2"], "the first page")
        try expectEqual(try ids { $0.after = CredentialID("c-2") }, ["s-1", "c-4"], "the second")
        try expectEqual(try ids { $0.kind = .session }, ["s-1"], "sessions")
        try expectEqual(try ids { $0.issuedBy = CredentialID("c-1") }, ["s-1"], "issued by that one")
        try expectEqual(try ids { $0.standing = .accepted }, ["c-2", "s-1"], "accepted")
        try expectEqual(try ids { $0.standing = .expired }, ["c-1"], "expired")
        try expectEqual(try ids { $0.standing = .revoked }, ["c-4"], "revoked")
        try expectEqual(try ids { $0.body = .agency(AgencyID("office-van-an")) }, [], "another body")
        try expectEqual(
            try ids {
                $0.body = .office(OfficeID("office-van-an"))
                $0.limit = 200
            }.count, 4, "the body")
        do {
            _ = try ids { $0.after = CredentialID("c-9") }
            throw ContractViolation("after one that isn't there", file: #fileID, line: #line)
        } catch StoreError.invalidCursor {}
        try await subject.close(store)
    }

    /// Logins are kept by person and by name, each change made from the newest; removing one ends its sessions.
    public func loginsAreKept() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let person = PersonID("demo.an")
        try expectEqual(try reader.login(named: "an.vanan"), nil, "at first")
        let first = StoredLogin(
            person: person, userName: "an.vanan", passwordDigest: "scrypt$1", mustChange: true,
            changedAt: Self.instant(1))
        let kept = try await store.keep(first)
        try expectEqual(kept.version, Self.instant(1).milliseconds, "version")
        try await expectConflict("one person twice") { _ = try await store.keep(first) }
        try await expectConflict("one name twice") {
            _ = try await store.keep(
                StoredLogin(
                    person: PersonID("demo.binh"), userName: "an.vanan", passwordDigest: "scrypt$2",
                    mustChange: true, changedAt: Self.instant(1)))
        }
        var changed = kept
        changed.passwordDigest = "scrypt$3"
        changed.mustChange = false
        changed.codeSecret = [1, 2, 3]
        changed.lastCodeStep = 52_208_760
        changed.home = [7, 8]
        changed.failuresAtHome = FailedAttempts(count: 1, latestAt: Self.instant(2))
        changed.failuresElsewhere = FailedAttempts(count: 2, latestAt: Self.instant(3))
        changed.setBy = CredentialID("c-1")
        let second = try await store.keep(changed)
        try expectEqual(second.version, kept.version + 1, "the next version")
        try await expectConflict("from an old version") { _ = try await store.keep(changed) }
        try expectEqual(try reader.login(of: person), second, "by person")
        try expectEqual(try reader.login(named: "an.vanan"), second, "by name")
        try expectEqual(try reader.logins(), [second], "the list")

        let sessions = SessionsEnd(postings: [PostingID("demo.an.van-an")], at: Self.instant(7))
        let other = issued("s-0", at: 6, until: 50, kind: .session, posting: PostingID("demo.binh.van-an"))
        let machine = issued("c-1", at: 6, until: 50, posting: PostingID("demo.an.van-an"))
        for credential in [other, machine] { try await store.issue(credential) }
        var third = second
        for (id, end) in [("s-1", "changed"), ("s-2", "removed")] {
            let session = issued(id, at: 5, until: 50, kind: .session, posting: PostingID("demo.an.van-an"))
            try await store.issue(session)
            if end == "changed" {
                third = try await store.keep(second, ending: sessions)
                try expectEqual(try reader.login(of: person), third, "changed, ending sessions")
            } else {
                try await remove(third, ending: sessions, in: store)
                try expectEqual(try reader.login(of: person), nil, "removed")
            }
            try expectEqual(try reader.credential(session.id)?.revokedAt, Self.instant(7), "its session, \(end)")
        }
        try expectEqual(try reader.credential(other.id)?.revokedAt, nil, "somebody else's session")
        try expectEqual(try reader.credential(machine.id)?.revokedAt, nil, "a terminal's credential")
        let gone = third
        try await expectConflict("there is none any more") { try await self.remove(gone, ending: sessions, in: store) }
        try await subject.close(store)
    }

    /// A session is opened only where the login still has the password and the codes that were proved.
    public func sessionsFollowTheLogin() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        func session(_ id: String) -> StoredCredential {
            issued(id, at: 5, until: 50, kind: .session, posting: PostingID("demo.an.van-an"))
        }
        func open(_ id: String, provenBy login: StoredLogin) async throws {
            let limit = SessionsLimit(postings: [PostingID("demo.an.van-an")], count: 8)
            try await store.open(session(id), provenBy: login, within: limit)
        }
        let first = try await store.keep(
            StoredLogin(
                person: PersonID("demo.an"), userName: "an.vanan", passwordDigest: "scrypt$1", mustChange: false,
                changedAt: Self.instant(1)))
        var tried = first
        tried.failuresElsewhere = FailedAttempts(count: 1, latestAt: Self.instant(2))
        var newest = try await store.keep(tried)
        try await open("s-1", provenBy: first)
        try expectEqual(try reader.credential(CredentialID("s-1")), session("s-1"), "tried by others meanwhile")
        try await expectConflict("an identity twice") { try await open("s-1", provenBy: first) }
        newest.codeSecret = [1, 2, 3]
        newest = try await store.keep(newest)
        try await expectConflict("codes set up meanwhile") { try await open("s-2", provenBy: first) }
        try await open("s-3", provenBy: newest)
        let proven = newest
        newest.passwordDigest = "scrypt$2"
        newest = try await store.keep(newest)
        try await expectConflict("another password") { try await open("s-4", provenBy: proven) }
        let last = newest
        try await remove(
            last, ending: SessionsEnd(postings: [PostingID("demo.an.van-an")], at: Self.instant(7)), in: store)
        try await expectConflict("removed") { try await open("s-5", provenBy: last) }
        try expectEqual(
            try reader.credentials(matching: CredentialFilter(now: Self.instant(9), limit: 200)).map(\.id.text),
            ["s-1", "s-3"], "what was opened")
        try await subject.close(store)
    }

    /// With each session beyond the limit the oldest one ends, whichever of their postings it is under; others' don't.
    public func sessionsAreLimited() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let login = try await store.keep(
            StoredLogin(
                person: PersonID("demo.an"), userName: "an.vanan", passwordDigest: "scrypt$1", mustChange: false,
                changedAt: Self.instant(1)))
        let postings = [PostingID("demo.an.van-an"), PostingID("demo.an.van-quan")]
        func session(_ id: String, at minute: Int, until end: Int = 90, under posting: PostingID) -> StoredCredential {
            issued(id, at: minute, until: end, kind: .session, posting: posting)
        }
        let others = [
            session("s-0", at: 1, under: PostingID("demo.binh.van-an")), issued("c-1", at: 1, posting: postings[0]),
            session("s-1", at: 1, until: 4, under: postings[0]),
        ]
        for credential in others { try await store.issue(credential) }
        let limit = SessionsLimit(postings: postings, count: 2)
        for (id, minute, posting) in [("s-9", 5, 0), ("s-3", 6, 1), ("s-2", 7, 0)] {
            try await store.open(session(id, at: minute, under: postings[posting]), provenBy: login, within: limit)
        }
        let ends: [(String, Int?)] = [
            ("s-9", 7), ("s-3", nil), ("s-2", nil), ("s-0", nil), ("c-1", nil), ("s-1", nil),
        ]
        for (id, end) in ends {
            try expectEqual(
                try reader.credential(CredentialID(id))?.revokedAt, end.map { Self.instant($0) }, "the end of \(id)")
        }
        try await subject.close(store)
    }

    /// Changes of who may come in are in the chain with their rows, each in the record that it names, or neither is (AUD-01).
    public func accessIsOnRecord() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let (old, new) = (issued("c-1", at: 1), issued("c-2", at: 2, replaces: CredentialID("c-1")))
        let person = PersonID("demo.an")
        var login = StoredLogin(
            person: person, userName: "an.vanan", passwordDigest: "scrypt$1", mustChange: true,
            changedAt: Self.instant(4), setBy: CredentialID("c-1"))
        let sessions = SessionsEnd(postings: [PostingID("demo.an.van-an")], at: Self.instant(7))
        let given = AccessEvent.loginGiven(.init(person: person, anew: false, codesEnded: false))
        let events: [AccessEvent] = [
            .credentialIssued(.init(holder: old.actor, expiresAt: old.expiresAt)),
            .credentialIssued(.init(holder: new.actor, expiresAt: new.expiresAt, replaces: old.id)),
            .credentialReplaced(.init(credential: old.id, by: new.id, expiresAt: Self.instant(9))),
            .credentialRevoked(.init(holder: old.actor)), given,
            .loginBarred(.init(person: person, atHome: false, failures: 10, until: Self.instant(19))),
            .loginRemoved(.init(person: person)),
        ]
        try await store.commit(commit(.issue(old), [events[0]], at: 1))
        try await store.commit(
            commit(.replace(new, old: old, endingOldAt: Self.instant(9)), [events[1], events[2]], at: 2))
        try await store.commit(commit(.revoke(old.id, at: Self.instant(3)), [events[3]], at: 3))
        try await store.commit(commit(.keep(login, ending: sessions), [given], at: 4))
        login = login.written
        let before = login
        login.failuresElsewhere = FailedAttempts(count: 10, latestAt: Self.instant(5))
        try await store.commit(commit(.keep(login, ending: nil), [events[5]], at: 5))
        login = login.written
        let head = try reader.chainHead()
        try await expectConflict("an identity twice") {
            try await store.commit(self.commit(.issue(new), [events[1]], at: 6))
        }
        try await expectConflict("revoked twice") {
            try await store.commit(self.commit(.revoke(old.id, at: Self.instant(6)), [events[3]], at: 6))
        }
        try await expectConflict("a login that has moved on") {
            try await store.commit(self.commit(.remove(before, ending: sessions), [events[6]], at: 6))
        }
        try expectEqual(try reader.chainHead(), head, "what wasn't changed isn't told")
        try await store.commit(commit(.remove(login, ending: sessions), [events[6]], at: 7))

        let links = try reader.chain(after: 0, limit: 100)
        try expectEqual(links.map(\.event?.event), events.map { .access($0) }, "the chain")
        try expectEqual(links.map(\.event?.actor), events.map { _ in Actor.system }, "who did it")
        let records = [AccessEvent.record(of: old.id), AccessEvent.record(of: new.id), AccessEvent.record(of: person)]
        for (record, sequences) in zip(records, [[1, 2, 3], [1], [1, 2, 3]]) {
            try expectEqual(try reader.events(of: record).map(\.sequence), sequences, "sequences of \(record)")
        }
        var found: [DossierID] = []
        while let next = try reader.accessRecords(afterID: found.last, limit: 1).first { found.append(next) }
        try expectEqual(found, records, "the records, one after the other")
        try expectEqual(try reader.accessRecords(afterID: nil, limit: 200), records, "all at once")
        let history = CredentialHistory(of: try reader.events(of: records[0]))
        try expectEqual(history?.expiresAt, Self.instant(9), "the old one's end, from its events")
        try expectEqual(history?.revokedAt, Self.instant(3), "its revocation")
        try expectEqual(history?.issuedBy, nil, "the machine itself issued it")
        try expectEqual(LoginHistory(of: try reader.events(of: records[2]))?.stands, false, "the login is gone")
        try await subject.close(store)
    }

    private func commit(_ change: AccessCommit.Change, _ events: [AccessEvent], at minute: Int) -> AccessCommit {
        AccessCommit(
            change, events: events, recordedAt: Self.instant(minute), actor: .system, configurationVersion: 1,
            requestID: "r-\(minute)")
    }

    private func remove(
        _ login: StoredLogin, ending sessions: SessionsEnd, in store: Subject.Store
    ) async throws {
        try await store.commit(
            commit(.remove(login, ending: sessions), [.loginRemoved(.init(person: login.person))], at: 7))
    }

    private func expectConflict(_ what: String, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch StoreError.versionConflict {
            return
        }
        throw ContractViolation(what, file: #fileID, line: #line)
    }

    private func issued(
        _ id: String, at minute: Int, until end: Int = 525_600, kind: StoredCredential.Kind = .machine,
        replaces: CredentialID? = nil, issuedBy: CredentialID? = nil, posting: PostingID? = nil
    ) -> StoredCredential {
        StoredCredential(
            id: CredentialID(id), name: "Quầy số 1", secretDigest: [UInt8](repeating: 7, count: 32),
            actor: Actor(
                credential: CredentialID(id), role: .official, body: .office(OfficeID("office-van-an")),
                employer: .agency, posting: posting),
            issuedAt: Self.instant(minute), expiresAt: Self.instant(end), kind: kind, replaces: replaces,
            issuedBy: issuedBy, salt: kind == .machine ? [1, 2, 3] : nil)
    }
}
