import ArgumentParser
import DossierDomain
import DossierStore
import DossierStoreSQLite
import Foundation

/// A database of made-up dossiers with what is needed to serve it and to ask it.
struct ServedDatabase {
    let path: String
    let keyFile: String
    let communes: [Commune]
    let pools: Measurement.Pools
    /// Events in it before it was served.
    let eventCount: Int

    /// Opens the database of that size in a folder; generates it where it is missing.
    static func open(size: Int, folder: String, name: String = "dossiers") async throws -> ServedDatabase {
        let path = "\(folder)/\(name)-\(size).db"
        let installation = Installation(database: path, keyFile: "\(folder)/\(name)-\(size).key")
        if !FileManager.default.fileExists(atPath: path) {
            var generate = try GenerateCommand.parse([])
            generate.database = path
            generate.keyFile = installation.keyFile
            generate.dossiers = size
            try await generate.run()
        }
        let (store, catalogue) = try await installation.open(
            migrations: "migrations/sqlite", configuration: "config/lang-son")
        defer { store.close() }
        // Told last by whoever generates.
        guard try store.makeReader().meta(.appliedConfiguration) != nil else {
            throw Failure("The generation of \(path) was never finished: remove it.")
        }
        let communes = try await Commune.issueAll(in: store, catalogue)
        return ServedDatabase(
            path: path, keyFile: installation.keyFile, communes: communes,
            pools: try pools(communes, store, path: path),
            eventCount: try store.makeReader().chainHead().position)
    }

    /// Starts the service on it. Without the watch, where figures are compared: made-up dossiers that are pending are all
    /// overdue, and telling of them all at once would fall into some figure.
    ///
    /// `rate` is how many requests a minute a credential and an address may send, 0 for as many as they like.
    func serve(logLevel: String, log: String, isWatching: Bool, rate: String = "0") throws -> MeasuredServer {
        try MeasuredServer(
            Self.program("motcua"),
            [
                "serve", "--database", path, "--key-file", keyFile, "--port", "0", "--log-level", logLevel,
                "--max-rate-per-credential", rate, "--max-rate-per-address", rate,
            ] + (isWatching ? [] : ["--watch-seconds", "0"]), log: log)
    }

    /// What `motcua verify` came to.
    struct Verification: Sendable {
        let seconds: Double
        /// Its last line.
        let summary: String
    }

    /// Has the whole record checked; throws where anything differs.
    func verify() throws -> Verification {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program("motcua"))
        process.arguments = ["verify", "--progress", "--database", path, "--key-file", keyFile]
        let pipe = Pipe()
        process.standardOutput = pipe
        let start = ContinuousClock.now
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure("\(path) doesn't verify:\n\(output)") }
        return Verification(
            seconds: (ContinuousClock.now - start) / .seconds(1),
            summary: output.split(separator: ";").first.map(String.init) ?? "")
    }

    /// Numbers of dossiers that a commune has handed over and given a form 01 for.
    func numbers(of commune: Commune) throws -> [DossierNumber] {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        return try Self.numbers(of: commune, try store.makeReader()) { $0.reception?.slipIssued == true }
    }

    /// How large the database file is.
    func databaseBytes() -> Int { Self.size(path) }

    /// How large the write-ahead log is.
    func logBytes() -> Int { Self.size(path + "-wal") }

    /// A program of the same build.
    static func program(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent(name).path
    }

    private static func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    private static func pools(
        _ communes: [Commune], _ store: SQLiteStore, path: String
    ) throws -> Measurement.Pools {
        let reader = try store.makeReader()
        var random: [String] = []
        var lists: [String] = []
        var work: [String] = []
        var feed: [String] = []
        for commune in communes {
            for number in try numbers(of: commune, reader) {
                random.append(RequestPool.get("/v1/dossiers/\(number)", commune.clerk))
            }
            lists.append(
                RequestPool.get("/v1/dossiers?office=\(commune.office)&status=handedOver&limit=50", commune.clerk))
            let agency = "/v1/agencies/\(commune.agency)"
            work.append(RequestPool.get(agency + "/assignments?limit=50", commune.committee))
            feed.append(RequestPool.get(agency + "/events?after=0&limit=50", commune.committee))
        }
        guard !random.isEmpty else { throw Failure("No commune has handed anything over: generate more dossiers.") }
        return Measurement.Pools(
            hot: RequestPool(Array(random.prefix(16))), random: RequestPool(random), lists: RequestPool(lists),
            work: RequestPool(work), feed: RequestPool(feed), quietFeed: { try quietFeed(communes, path: path) })
    }

    private static func quietFeed(_ communes: [Commune], path: String) throws -> RequestPool {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        let end = try store.makeReader().chainHead().position
        return RequestPool(
            communes.map { commune in
                RequestPool.get("/v1/agencies/\(commune.agency)/events?after=\(end)", commune.committee)
            })
    }

    /// Up to 800 numbers of a commune from all of its time: what was read last may be in no cache.
    private static func numbers(
        of commune: Commune, _ reader: SQLiteReader, where isWanted: (DossierState) -> Bool = { _ in true }
    ) throws -> [DossierNumber] {
        var filter = DossierFilter(rows: .seen(by: .office(commune.office)), limit: 200)
        filter.office = commune.office
        filter.status = .handedOver
        var all: [DossierNumber] = []
        repeat {
            let page = try reader.dossiers(matching: filter)
            all += page.elements.filter(isWanted).compactMap(\.number)
            filter.after = page.next
        } while filter.after != nil && all.count < 20_000
        let stride = max(1, all.count / 800)
        return all.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    }
}
