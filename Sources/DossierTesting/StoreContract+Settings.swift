import DossierDomain
import DossierStore

extension StoreContract {
    /// Credentials are kept, listed oldest first, revoked once, and seen at once, whoever wrote them.
    public func credentialsAreKept() async throws {
        let store = try await subject.open()
        let other = try await subject.open()
        let reader = try store.makeReader()
        let second = Self.credential("c-1", issuedAt: Self.instant(2))
        let first = Self.credential("c-2", issuedAt: Self.instant(1))
        try await store.issue(second)
        try await other.issue(first)
        let all = CredentialFilter(now: Self.instant(4), limit: 200)
        try expectEqual(try reader.credentials(matching: all), [first, second], "credentials")
        do {
            try await store.issue(Self.credential("c-2", issuedAt: Self.instant(3)))
            throw ContractViolation("one identity twice", file: #fileID, line: #line)
        } catch StoreError.versionConflict {}
        try await other.revoke(second, at: Self.instant(5))
        try expectEqual(try reader.credential(second.id)?.revokedAt, Self.instant(5), "revokedAt")
        let unknown = Self.credential("c-9", issuedAt: Self.instant(1))
        for (credential, what) in [(second, "revoked again"), (unknown, "unknown")] {
            do {
                try await store.revoke(credential, at: Self.instant(9))
                throw ContractViolation(what, file: #fileID, line: #line)
            } catch StoreError.versionConflict {}
        }
        try expectEqual(try reader.credential(second.id)?.revokedAt, Self.instant(5), "revokedAt stays")
        try expectEqual(try reader.credential(CredentialID("c-9")), nil, "unknown")
        try expectEqual(try reader.credential(first.id), first, "the other")
        try await subject.close(other)
        try await subject.close(store)
    }

    /// Facts about the database are kept, and replaced.
    public func metaIsKept() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        try expectEqual(try reader.meta(.clockKind), nil, "at first")
        try await store.keep("real", for: .clockKind)
        try expectEqual(try reader.meta(.clockKind), "real", "kept")
        try await store.keep("shifted", for: .clockKind)
        try expectEqual(try reader.meta(.clockKind), "shifted", "replaced")
        try await subject.close(store)
    }

    /// Personal values come back sealed as they were, with their subject's wrapped key.
    public func personalValuesAreKeptSealed() async throws {
        let store = try await subject.open()
        let plain = DossierLife(DossierID("d-1")).next(at: Self.instant())
        let reference = DossierLife(DossierID("d-1")).reference("applicant")
        let key = [UInt8](0..<48)
        let ciphertext = [UInt8](repeating: 0xEE, count: 99)
        let commit = DossierCommit(
            expectedVersion: 0, events: plain.events, occurredAt: plain.occurredAt,
            recordedAt: plain.recordedAt,
            actor: plain.actor, configurationVersion: 1, requestID: "r", state: plain.state,
            numbering: plain.numbering,
            newSubjects: [SealedSubject(id: reference.subject, dossier: plain.state.id, wrappedKey: key)],
            newValues: [
                NewSealedValue(id: reference.value, subject: reference.subject, ciphertext: ciphertext)
            ])
        _ = try await store.commit(commit)
        let found = try store.makeReader().sealedValues([PrivateValueID("unknown"), reference.value])
        try expectEqual(
            found,
            [
                SealedValue(
                    id: reference.value, subject: reference.subject, wrappedKey: key, ciphertext: ciphertext)
            ], "sealed values")
        try await subject.close(store)
    }

    private static func credential(_ id: String, issuedAt: Timestamp) -> StoredCredential {
        StoredCredential(
            id: CredentialID(id), name: "Quầy số 1, Văn An", secretDigest: [UInt8](repeating: 7, count: 32),
            actor: DossierLife.actor(at: .office(OfficeID("office-van-an"))), issuedAt: issuedAt,
            expiresAt: issuedAt.adding(minutes: 525_600))
    }
}
