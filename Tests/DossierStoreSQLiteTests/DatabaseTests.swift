import DossierDomain
import DossierStore
import DossierTesting
import Foundation
import Testing

@testable import DossierStoreSQLite

/// What the contract can't ask of every store: the schema's own guards, the lock, a full disk.
struct DatabaseTests {
    private let subject: SQLiteUnderTest

    init() throws {
        subject = try SQLiteUnderTest()
    }

    private func receive(_ id: String, in store: SQLiteStore) async throws -> CommitOutcome {
        let instant = Timestamp(milliseconds: 1_566_277_200_000)
        return try await store.commit(DossierLife(DossierID(id)).next(at: instant))
    }

    @Test(
        "AUD-01 the schema itself refuses to change, delete, replace or skip events",
        arguments: [
            "UPDATE dossier_event SET kind = 'decided' WHERE position = 1",
            "DELETE FROM dossier_event WHERE position = 3",
            """
            INSERT OR REPLACE INTO dossier_event
            SELECT position, dossier, sequence, kind, 0, recorded_at, canonical, hash FROM dossier_event LIMIT 1
            """,
            """
            INSERT INTO dossier_event
            SELECT position + 9, dossier, sequence + 9, kind, 0, recorded_at, canonical, hash FROM dossier_event
            """,
            """
            INSERT INTO dossier_event
            SELECT 4, dossier, 5, kind, 0, recorded_at, canonical, hash FROM dossier_event LIMIT 1
            """,
        ])
    func eventsAreImmutable(sql: String) async throws {
        let store = try subject.open()
        _ = try await receive("d-1", in: store)
        let before = try store.makeReader().chain(after: 0, limit: 100)
        await #expect {
            try await store.executeOnWriter(sql)
        } throws: { error in
            guard case .inconsistent(let text) = error as? StoreError else { return false }
            return text.contains("AUD-01")
        }
        #expect(try store.makeReader().chain(after: 0, limit: 100) == before)
        store.close()
    }

    @Test(
        "the schema itself refuses what is of no dossier and no complaint",
        arguments: [
            (
                """
                INSERT INTO dossier_event
                SELECT 4, 'd-?', 1, kind, 0, recorded_at, canonical, hash FROM dossier_event LIMIT 1
                """, true
            ),
            (
                """
                INSERT INTO dossier_event
                SELECT 4, 'complaint-?', 1, kind, 0, recorded_at, canonical, hash FROM dossier_event LIMIT 1
                """, false
            ),
            (
                """
                INSERT INTO personal_subject (id, dossier, wrapped_key, key_version)
                VALUES ('s', 'd-?', x'00', 1)
                """, true
            ),
            (
                """
                INSERT INTO personal_subject (id, dossier, wrapped_key, key_version)
                VALUES ('s', 'd-1', x'00', 1)
                """, false
            ),
            (
                """
                INSERT INTO register_entry (id, kind, body, dossier, group_id, detail, at)
                VALUES ('r', 'rating', 'office:o', 'd-?', 'g', '{}', 0)
                """, true
            ),
            (
                """
                INSERT INTO idempotency_record (owner, key, fingerprint, dossier, version, recorded_at)
                VALUES ('o', 'k', zeroblob(32), 'd-?', 1, 0)
                """, true
            ),
            (
                """
                INSERT INTO idempotency_record (owner, key, fingerprint, dossier, version, recorded_at)
                VALUES ('o', 'k', zeroblob(32), 'd-1', 4, 0)
                """, true
            ),
            (
                """
                INSERT INTO idempotency_record (owner, key, fingerprint, dossier, version, recorded_at)
                VALUES ('o', 'k', zeroblob(32), 'd-1', 3, 0)
                """, false
            ),
        ])
    func nothingIsOfNothing(sql: String, isRefused: Bool) async throws {
        let store = try subject.open()
        _ = try await receive("d-1", in: store)
        do throws(StoreError) {
            try await store.executeOnWriter(sql)
            #expect(!isRefused)
        } catch {
            guard case .inconsistent(let text) = error else { throw error }
            #expect(isRefused && text.contains("events"), "\(text)")
        }
        store.close()
    }

    @Test("what a failed COMMIT gave up isn't counted as committed")
    func failedGroupsAreNotCounted() async throws {
        let store = try subject.open()
        _ = try await receive("d-1", in: store)
        try await subject.breakCommits(in: store)
        let before = store.statistics
        await #expect(throws: StoreError.self) { try await receive("d-2", in: store) }
        #expect(store.statistics.failedGroupCount == before.failedGroupCount + 1)
        #expect(store.statistics.changeCount == before.changeCount)
        try await subject.mendCommits(in: store)
        _ = try await receive("d-2", in: store)
        // The reception, and the mending.
        #expect(store.statistics.changeCount == before.changeCount + 2)
        store.close()
    }

    @Test("a full disk fails what it hits and nothing else; afterwards the store goes on without a gap")
    func fullDisk() async throws {
        let store = try subject.open()
        _ = try await receive("d-0", in: store)
        let pageCount = try store.makeReader().statement("PRAGMA page_count").first { $0.int(0) } ?? 0
        try await store.executeOnWriter("PRAGMA max_page_count = \(pageCount + 3)")
        var acknowledged = 1
        var failure: StoreError?
        while failure == nil, acknowledged < 1_000 {
            do throws(StoreError) {
                guard case .committed = try await receiveTyped("d-\(acknowledged)", in: store) else { break }
                acknowledged += 1
            } catch {
                failure = error
            }
        }
        #expect(failure == .full)
        #expect(try store.makeReader().chainHead().position == acknowledged * 3)
        try await store.executeOnWriter("PRAGMA max_page_count = 1000000")
        _ = try await receive("d-after", in: store)
        let contract = StoreContract(subject)
        try await contract.expectSound(
            store, eventCount: (acknowledged + 1) * 3, dossierCount: acknowledged + 1)
        store.close()
    }

    private func receiveTyped(_ id: String, in store: SQLiteStore) async throws(StoreError) -> CommitOutcome {
        let instant = Timestamp(milliseconds: 1_566_277_200_000)
        return try await store.commit(DossierLife(DossierID(id)).next(at: instant))
    }

    @Test("a batch in which the disk fills up fails as a whole")
    func fullDiskWithinABatch() async throws {
        let store = try subject.open()
        _ = try await receive("d-0", in: store)
        let pageCount = try store.makeReader().statement("PRAGMA page_count").first { $0.int(0) } ?? 0
        try await store.executeOnWriter("PRAGMA max_page_count = \(pageCount + 3)")
        let instant = Timestamp(milliseconds: 1_566_277_200_000)
        let commits = (1...60).map { DossierLife(DossierID("d-\($0)")).next(at: instant) }
        let outcomes = try await subject.together(commits, in: store)
        let committed = outcomes.count { outcome in
            if case .success(.committed) = outcome { return true }
            return false
        }
        // SQLite rolls the whole transaction back or the one savepoint; either way nobody is told otherwise.
        #expect(outcomes.contains(.failure(.full)))
        let contract = StoreContract(subject)
        try await contract.expectSound(store, eventCount: (committed + 1) * 3, dossierCount: committed + 1)
        try await store.executeOnWriter("PRAGMA max_page_count = 1000000")
        let again = try await subject.together(commits, in: store)
        #expect(again.count { $0 == .failure(.full) } == 0)
        try await contract.expectSound(store, eventCount: 61 * 3, dossierCount: 61)
        store.close()
    }

    @Test("another process's commits don't break the chain")
    func twoWriters() async throws {
        let first = try subject.open()
        let second = try subject.open()
        for index in 0..<6 {
            _ = try await receive("d-\(index)", in: index.isMultiple(of: 2) ? first : second)
        }
        try await StoreContract(subject).expectSound(first, eventCount: 18, dossierCount: 6)
        first.close()
        second.close()
    }

    @Test("only one server gets the lock of a database")
    func lock() throws {
        var lock: DatabaseLock? = try DatabaseLock(database: subject.path)
        #expect(throws: DatabaseLock.Failure.held(path: subject.path + ".lock")) {
            try DatabaseLock(database: subject.path)
        }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try DatabaseLock(database: subject.path)
        #expect(throws: DatabaseLock.Failure.self) { try DatabaseLock(database: "/nowhere/motcua.sqlite") }
    }

    @Test("the writer is durable: WAL, synchronous FULL, foreign keys")
    func durability() async throws {
        let connection = try Connection(path: subject.path, access: .readWrite)
        #expect(try connection.prepare("PRAGMA journal_mode").first { $0.text(0) } == "wal")
        #expect(try connection.prepare("PRAGMA synchronous").first { $0.int(0) } == 2)
        #expect(try connection.prepare("PRAGMA foreign_keys").first { $0.int(0) } == 1)
        // A database in memory has no write-ahead log: refused, not quietly less durable.
        #expect(throws: StoreError.self) { try Connection(path: ":memory:", access: .readWrite) }
    }

    @Test("a reader can't write, and closing leaves no write-ahead log behind")
    func readersAndClosing() async throws {
        let store = try subject.open()
        _ = try await receive("d-1", in: store)
        do {
            let reader = try store.makeReader()
            #expect(throws: StoreError.self) { try reader.statement("DELETE FROM meta").run() }
        }
        store.close()
        store.close()
        let log = try? FileManager.default.attributesOfItem(atPath: subject.path + "-wal")[.size] as? Int
        #expect((log ?? 0) == 0)
    }

    @Test("the write-ahead log stays bounded, however much is written without a pause")
    func boundedLog() async throws {
        let store = try subject.open()
        // 200 MiB in rows of 2 MiB, each in a batch of its own.
        for index in 0..<100 {
            try await store.executeOnWriter(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('filler-\(index % 4)', hex(zeroblob(1048576)))")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: subject.path + "-wal")
        let size = try #require(attributes[.size] as? Int)
        // It waits at 16,000 pages of 4 KiB; what was written until then may go beyond by a few rows.
        #expect(size < 80 << 20, "the log has \(size >> 20) MiB")
        let value = try store.makeReader().chainHead()
        #expect(value.position == 0)
        store.close()
    }

    @Test("an unreadable state is reported as such, and verification goes on")
    func unreadableState() async throws {
        let store = try subject.open()
        _ = try await receive("d-1", in: store)
        _ = try await receive("d-2", in: store)
        try await store.executeOnWriter("UPDATE dossier SET state = '{' WHERE id = 'd-1'")
        try await store.executeOnWriter("UPDATE dossier SET office = 'elsewhere' WHERE id = 'd-2'")
        let reader = try store.makeReader()
        #expect(
            throws: StoreError.corrupt(
                "a dossier's state can't be read as DossierState: a field's name expected at byte 1")
        ) {
            try reader.dossier(DossierID("d-1"))
        }
        let stored = try reader.dossiers(afterID: nil, limit: 10)
        #expect(stored.map(\.indexAgrees) == [false, false])
        #expect(stored.map { $0.state == nil } == [true, false])
        store.close()
    }
}
