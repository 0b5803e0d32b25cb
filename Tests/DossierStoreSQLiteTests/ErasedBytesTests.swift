import DossierDomain
import DossierRouting
import DossierStore
import DossierTesting
import Foundation
import Testing

@testable import DossierStoreSQLite

/// Of what was erased no byte lies in the database or its log (AUD-03).
struct ErasedBytesTests {
    private let subject: SQLiteUnderTest

    init() throws {
        subject = try SQLiteUnderTest()
    }

    private static let instant = Timestamp(milliseconds: 1_566_277_200_000)

    /// A key and a digest that are found in a file: what they begin with, and a number in any order.
    private static func marks(_ index: Int) -> (key: String, person: String) {
        let number = String(1_000_000_000 + index * 7_919 % 100_003)
        return ("WKEY--" + number, "PERSON" + number)
    }

    private func bring(_ count: Int, in store: SQLiteStore) async throws -> [DossierState] {
        var commits: [DossierCommit] = []
        for index in 0..<count {
            let life = DossierLife(DossierID("d-\(index)"), beginning: .refused)
            let plain = life.next(at: Self.instant)
            let reference = life.reference("applicant")
            let marks = Self.marks(index)
            let key = Array((marks.key + String(repeating: "-", count: 44)).utf8)
            commits.append(
                DossierCommit(
                    expectedVersion: 0, events: plain.events, occurredAt: plain.occurredAt,
                    recordedAt: plain.recordedAt, actor: plain.actor, configurationVersion: 1, requestID: "r",
                    state: plain.state,
                    newSubjects: [
                        SealedSubject(
                            id: reference.subject, dossier: life.id, wrappedKey: key, keyVersion: 1,
                            person: PersonDigest(Array(marks.person.utf8)))
                    ],
                    newValues: [
                        // Large, so that more pages become free than the events of erasing take.
                        NewSealedValue(
                            id: reference.value, subject: reference.subject,
                            ciphertext: [UInt8](repeating: 7, count: 6_000))
                    ]))
        }
        var states: [DossierState] = []
        for start in stride(from: 0, to: count, by: 50) {
            let part = try commits[start..<min(start + 50, count)].map(PreparedCommit.init)
            for case .committed(let state) in try await store.commit(part) { states.append(state) }
        }
        return states
    }

    private func erase(_ state: DossierState, in store: SQLiteStore) async throws {
        let event = DossierEvent.personalDataErased(.init(ground: .personRequest, keptUntil: Self.instant.date))
        let actor = DossierLife.actor(at: .office(state.office))
        let commit = DossierCommit(
            expectedVersion: state.version, events: [event], occurredAt: Self.instant, recordedAt: Self.instant,
            actor: actor, configurationVersion: 1, requestID: "erase",
            state: evolve(state, with: event, of: state.id, at: Self.instant, by: actor))
        guard case .committed = try await store.commit(commit) else {
            Issue.record("\(state.id) wasn't erased")
            return
        }
    }

    /// The keys and digests that lie in database or log, free pages included.
    private func marks(at path: String) throws -> Set<String> {
        var found: Set<String> = []
        for file in [path, path + "-wal"] where FileManager.default.fileExists(atPath: file) {
            let data = try Data(contentsOf: URL(fileURLWithPath: file))
            for beginning in ["WKEY--", "PERSON"] {
                var place = data.startIndex
                while let range = data.range(of: Data(beginning.utf8), in: place..<data.endIndex) {
                    found.insert(String(decoding: data[range.lowerBound...].prefix(16), as: UTF8.self))
                    place = range.upperBound
                }
            }
        }
        return found
    }

    private func logLength(at path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? -1
    }

    /// Returns when the log is empty, or after very many questions, each answered by the writer.
    private func waitForEmptyLog(of store: SQLiteStore, at path: String) async throws -> Bool {
        for _ in 0..<100_000 {
            if try logLength(at: path) == 0 { return true }
            _ = try await store.scannedRowCount()
        }
        return false
    }

    private func options(pause: Duration) -> SQLiteStore.Options {
        var options = SQLiteStore.Options()
        options.emptyingPause = pause
        return options
    }

    @Test(
        "AUD-03 erased keys and digests are overwritten, on pages that become free as well, and soon gone from the log")
    func overwritten() async throws {
        let store = try SQLiteStore(path: subject.path, options: options(pause: .zero))
        let states = try await bring(600, in: store)
        #expect(try marks(at: subject.path).count == 1_200)
        var generator = SeededGenerator(seed: 90)
        let erased = Set((0..<600).shuffled(using: &generator).prefix(500))
        for index in erased { try await erase(states[index], in: store) }
        #expect(try await waitForEmptyLog(of: store, at: subject.path), "the log isn't emptied")
        let freePages = try store.makeReader().statement("PRAGMA freelist_count").first { $0.int(0) }
        #expect(freePages ?? 0 > 3, "else free pages aren't looked at")
        let left = try marks(at: subject.path)
        let kept = (0..<600).filter { !erased.contains($0) }.flatMap { [Self.marks($0).key, Self.marks($0).person] }
        #expect(left == Set(kept), "\(left.subtracting(kept).count) erased ones lie in the file")
        store.close()
    }

    @Test("AUD-03 a reader that needs the log keeps nobody from writing, and it is emptied when the reader has ended")
    func readerInTheWay() async throws {
        let store = try SQLiteStore(path: subject.path, options: options(pause: .milliseconds(50)))
        let states = try await bring(3, in: store)
        let reader = try store.makeReader()
        _ = try reader.statement("BEGIN").run()
        _ = try reader.chainHead()
        try await erase(states[0], in: store)
        for minute in 1...5 {
            let life = DossierLife(DossierID("later-\(minute)"))
            guard case .committed = try await store.commit(life.next(at: Self.instant)) else {
                Issue.record("not committed")
                continue
            }
        }
        #expect(try logLength(at: subject.path) > 0, "what the reader needs is there")
        _ = try reader.statement("COMMIT").run()
        #expect(try await waitForEmptyLog(of: store, at: subject.path), "the log isn't emptied")
        #expect(try marks(at: subject.path).count == 4)
        store.close()
    }

    @Test("AUD-03 what a crash left in the log is gone soon after the next start")
    func afterCrash() async throws {
        let store = try SQLiteStore(path: subject.path, options: options(pause: .seconds(3_600)))
        let states = try await bring(3, in: store)
        try await erase(states[0], in: store)
        #expect(try marks(at: subject.path).count == 6, "the log has it still")
        let copy = subject.directory.file("after-a-crash.sqlite")
        for part in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: subject.path + part, toPath: copy + part)
        }
        store.close()
        var alone = options(pause: .zero)
        alone.isAlone = true
        let next = try SQLiteStore(path: copy, options: alone)
        #expect(try await waitForEmptyLog(of: next, at: copy), "the log isn't emptied")
        #expect(try marks(at: copy).count == 4)
        next.close()
    }
}
