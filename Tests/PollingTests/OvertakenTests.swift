import Dispatch
import DossierAPI
import DossierStoreSQLite
import Foundation
import GRDBSQLite
import HTTPTypes
import Synchronization
import Testing

/// A retry comes through as a whole between two looks of its first at the database: at every place where that can be.
@Suite("A request that its own retry overtakes", .serialized, .timeLimit(.minutes(20)))
struct OvertakenTests {
    /// Changes of the configuration wait for each other, and uploads begin in files.
    private static let apart: Set<String> = [
        "writeConfiguration", "writeConfigurationObject", "removeConfigurationObject", "rollbackConfiguration",
        "publishConfigurationDraft", "beginUpload", "beginUploadForSubmission",
    ]
    /// One of each kind.
    private static let few = [
        "answerComplaint", "claimAgencyWork", "completeAgencySteps", "eraseDue", "issueCredential", "rateByCode",
        "receive",
        "returnHandover", "withdraw",
    ]
    private static let operations =
        ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
        ? UnsafeRequests.all.keys.filter { !apart.contains($0) }.sorted()
        : few

    @Test("IDM-01 whatever it has seen before, it is answered what its retry was", arguments: operations)
    func everyPlace(_ operation: String) async throws {
        let prepare = try #require(UnsafeRequests.all[operation])
        var place = 1
        while try await overtake(prepare, operation, at: place) { place += 1 }
        #expect(place > 3, "\(operation) looks at the database but \(place - 1) times")
    }

    /// Has the retry come through before that look at the database; answers whether there was such a look.
    private func overtake(
        _ prepare: UnsafeRequests.Preparation, _ operation: String, at place: Int
    ) async throws -> Bool {
        let house = try House()
        defer { house.close() }
        let request = try await prepare(house)
        _ = try await house.send(.get, "/v1/me", as: request.who)
        let send = { @Sendable (desk: DossierAPI<SQLiteStore>.Desk?) in
            try await house.send(
                request.method, request.path, as: request.who, key: "once", body: request.sent, desk: desk,
                ifMatch: request.ifMatch)
        }
        let retry = Outcome()
        let looks = Looks { count in
            guard count == place else { return }
            let isDone = DispatchSemaphore(value: 0)
            Task.detached {
                let answer: Result<House.Answer, any Error>
                do { answer = .success(try await send(nil)) } catch { answer = .failure(error) }
                retry.answer.withLock { $0 = answer }
                isDone.signal()
            }
            _ = isDone.wait(timeout: .now() + 240)
        }
        let desk = try looks.watching { try house.makeDesk() }
        let first = try await withTaskExecutorPreference(OneLoop()) { try await send(desk) }
        guard looks.count >= place else { return false }
        let second = try #require(retry.answer.withLock { $0 }, "\(operation): the retry was never answered").get()
        let said = "\(operation), overtaken before look \(place): \(first.json) \(second.json)"
        #expect((200..<300).contains(first.status) && first.status == second.status, "\(said)")
        let items = [first, second].compactMap { $0.json["outcomes"]?.asArray }
        if items.count == 2, items.joined().contains(where: { $0["replayed"] == true }) {
            // Each of many is done by one of them, not all by the same.
            for (one, other) in zip(items[0], items[1]) {
                #expect((one["replayed"] == true) != (other["replayed"] == true), "\(said)")
            }
        } else {
            #expect(first.isReplay != second.isReplay, "\(said)")
        }
        return true
    }
}

/// What the retry came to.
private final class Outcome: Sendable {
    let answer = Mutex<Result<House.Answer, any Error>?>(nil)
}

/// Tells a test before each statement that one connection to a database runs.
private final class Looks: Sendable {
    private let before: @Sendable (Int) -> Void
    private let looked = Atomic<Int>(0)
    private let isOpen = Atomic<Bool>(false)

    init(before: @escaping @Sendable (Int) -> Void) {
        self.before = before
    }

    /// How many statements were run.
    var count: Int { looked.load(ordering: .relaxed) }

    /// Watches the connections that this opens.
    func watching<Value>(_ open: () throws -> Value) rethrows -> Value {
        _ = Self.isInstalled
        Thread.current.threadDictionary[Self.name] = self
        defer { Thread.current.threadDictionary[Self.name] = nil }
        let value = try open()
        // What opening it took was no look.
        isOpen.store(true, ordering: .relaxed)
        return value
    }

    private func look() {
        guard isOpen.load(ordering: .relaxed) else { return }
        before(looked.add(1, ordering: .relaxed).newValue)
    }

    private static let name = "looks"

    /// From now on each connection that a thread opens while it is watched tells of its statements.
    private static let isInstalled: Bool = {
        typealias Opened = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?) -> Int32
        let opened: Opened = { connection, _, _ in
            guard let looks = Thread.current.threadDictionary[Looks.name] as? Looks else { return SQLITE_OK }
            return sqlite3_trace_v2(
                connection, UInt32(SQLITE_TRACE_STMT),
                { _, looks, _, _ in
                    guard let looks else { return 0 }
                    Unmanaged<Looks>.fromOpaque(looks).takeUnretainedValue().look()
                    return 0
                    // It outlives its connection: no more than a few hundred of them.
                }, Unmanaged.passRetained(looks).toOpaque())
        }
        return sqlite3_auto_extension(unsafeBitCast(opened, to: (@convention(c) () -> Void).self)) == SQLITE_OK
    }()
}
