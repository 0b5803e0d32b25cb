import DossierDomain
import DossierStore
import DossierStoreSQLite
import DossierTesting

/// The SQLite store in a directory of its own, with the levers that the contract asks for.
struct SQLiteUnderTest: StoreUnderTest {
    let directory: TemporaryDirectory
    var path: String { directory.file("motcua.sqlite") }

    /// The migrations as the repository has them.
    static let migrationsPath = repositoryPath + "/migrations/sqlite"
    /// The repository, from where this file lies.
    static let repositoryPath = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// An empty, migrated database.
    init() throws {
        directory = try TemporaryDirectory()
        try Migrations(directory: Self.migrationsPath).apply(to: path)
    }

    func open() throws -> SQLiteStore {
        try SQLiteStore(path: path)
    }

    func close(_ store: SQLiteStore) {
        store.close()
    }

    func together(
        _ commits: [DossierCommit], in store: SQLiteStore
    ) async throws -> [Result<CommitOutcome, StoreError>] {
        let hold = try await store.holdWriter()
        defer { hold.release() }
        let tasks = try await withThrowingTaskGroup(
            of: Void.self, returning: [Task<CommitOutcome, any Error>].self
        ) { _ in
            var tasks: [Task<CommitOutcome, any Error>] = []
            for commit in commits {
                tasks.append(Task { try await store.commit(commit) })
                // In this order: the next one starts only once this one waits.
                try await Patience.until("commit \(tasks.count) waits") { store.waitingCount >= tasks.count }
            }
            return tasks
        }
        hold.release()
        var outcomes: [Result<CommitOutcome, StoreError>] = []
        for task in tasks {
            switch await task.result {
            case .success(let outcome): outcomes.append(.success(outcome))
            case .failure(let error as StoreError): outcomes.append(.failure(error))
            case .failure(let error): throw error
            }
        }
        return outcomes
    }

    func giveSerials(_ count: Int, of request: NumberRequest, in store: SQLiteStore) async throws {
        try await store.executeOnWriter(
            """
            INSERT INTO serial (agency, date, last)
            VALUES ('\(request.agency.shortForm)', '\(request.date)', \(count))
            """)
    }

    func breakCommits(in store: SQLiteStore) async throws {
        // A deferred foreign key is looked at by COMMIT alone, which then fails and leaves the transaction open.
        try await store.executeOnWriter(
            """
            CREATE TEMP TABLE promise (id INTEGER PRIMARY KEY);
            CREATE TEMP TABLE breach (promise INTEGER REFERENCES promise (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TEMP TRIGGER break_commit AFTER INSERT ON main.dossier_event
            BEGIN INSERT INTO breach (promise) VALUES (1); END;
            """)
    }

    func mendCommits(in store: SQLiteStore) async throws {
        try await store.executeOnWriter("DROP TRIGGER break_commit")
    }
}
