import DossierDomain
import DossierStore

extension StoreContract {
    /// A credential takes another's place, both for a while; last uses are noted; sessions that are over are forgotten.
    public func credentialsAreReplaced() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let old = issued("c-1", at: 1)
        try await store.save(old)
        let new = issued("c-2", at: 2, replaces: old.id)
        try await store.replace(with: new, endingOldAt: Self.instant(60))
        try expectEqual(try reader.credential(new.id), new, "the new one")
        try expectEqual(try reader.credential(old.id)?.expiresAt, Self.instant(60), "the old one's end")
        try await expectConflict("a new one of a known identity") {
            try await store.replace(with: new, endingOldAt: Self.instant(70))
        }
        _ = try await store.revoke(old.id, at: Self.instant(3))
        try await expectConflict("in place of a revoked one") {
            try await store.replace(with: self.issued("c-3", at: 4, replaces: old.id), endingOldAt: Self.instant(70))
        }
        try expectEqual(try reader.credential(CredentialID("c-3")), nil, "the refused one")

        try await store.noteUse(of: [new.id: Self.instant(9), CredentialID("c-9"): Self.instant(9)])
        try await store.noteUse(of: [new.id: Self.instant(8)])
        try expectEqual(try reader.credential(new.id)?.lastUsedAt, Self.instant(9), "last use")

        for (name, end) in [("s-1", 10), ("s-2", 11), ("s-3", 20)] {
            try await store.save(issued(name, at: 5, until: end, kind: .session))
        }
        try expectEqual(try await store.forgetSessions(endedBefore: Self.instant(15), limit: 1), 1, "one at a time")
        try expectEqual(try await store.forgetSessions(endedBefore: Self.instant(15), limit: 100), 1, "the other")
        try expectEqual(try reader.credentials().map(\.id.text), ["c-1", "c-2", "s-3"], "what is left")
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
        let kept = try await store.save(first)
        try expectEqual(kept.version, 1, "version")
        try await expectConflict("one person twice") { _ = try await store.save(first) }
        try await expectConflict("one name twice") {
            _ = try await store.save(
                StoredLogin(
                    person: PersonID("demo.binh"), userName: "an.vanan", passwordDigest: "scrypt$2",
                    mustChange: true, changedAt: Self.instant(1)))
        }
        var changed = kept
        changed.passwordDigest = "scrypt$3"
        changed.mustChange = false
        changed.codeSecret = [1, 2, 3]
        changed.lastCodeStep = 52_208_760
        changed.failures = FailedAttempts(count: 2, latestAt: Self.instant(3))
        let second = try await store.save(changed)
        try await expectConflict("from an old version") { _ = try await store.save(changed) }
        try expectEqual(try reader.login(of: person), second, "by person")
        try expectEqual(try reader.login(named: "an.vanan"), second, "by name")
        try expectEqual(try reader.logins(), [second], "the list")

        let session = issued("s-1", at: 5, until: 50, kind: .session, posting: PostingID("demo.an.van-an"))
        let other = issued("s-2", at: 6, until: 50, kind: .session, posting: PostingID("demo.binh.van-an"))
        try await store.save(session)
        try await store.save(other)
        let removed = try await store.removeLogin(
            of: person, revokingSessionsOf: [PostingID("demo.an.van-an")], at: Self.instant(7))
        try expectEqual(removed, true, "removed")
        try expectEqual(try reader.login(of: person), nil, "removed")
        try expectEqual(try reader.credential(session.id)?.revokedAt, Self.instant(7), "its session")
        try expectEqual(try reader.credential(other.id)?.revokedAt, nil, "somebody else's session")
        let again = try await store.removeLogin(of: person, revokingSessionsOf: [], at: Self.instant(8))
        try expectEqual(again, false, "there is none any more")
        try await subject.close(store)
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
        replaces: CredentialID? = nil, posting: PostingID? = nil
    ) -> StoredCredential {
        StoredCredential(
            id: CredentialID(id), name: "Quầy số 1", secretDigest: [UInt8](repeating: 7, count: 32),
            actor: Actor(
                credential: CredentialID(id), role: .official, body: .office(OfficeID("office-van-an")),
                employer: .agency, posting: posting),
            issuedAt: Self.instant(minute), expiresAt: Self.instant(end), kind: kind, replaces: replaces)
    }
}
