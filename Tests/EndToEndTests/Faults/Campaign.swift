import DossierTesting
import Foundation
import HTTPLoad
import Synchronization
import Testing

/// One database whose server is made to suffer again and again, and what became of its promises.
final class Campaign: Sendable {
    let installation: Installation
    let promises = Promises()
    let token: String
    private let askedCount = Mutex(0)

    /// A database of its own, with the pilot loaded.
    init() throws {
        let (pilot, tokens) = try Installation.pilot()
        var installation = pilot
        installation.isWithoutRates = true
        self.installation = installation
        token = try #require(tokens["VAN_AN_CLERK"])
    }

    /// Keys that nobody has used.
    func newKeys(_ count: Int) -> [String] {
        let end = askedCount.withLock { asked in
            asked += count
            return asked
        }
        return ((end - count)..<end).map { "key-\($0)" }
    }

    /// What is still open, and so many new keys.
    func openAndNewKeys(_ count: Int) -> [String] {
        promises.open + newKeys(count)
    }

    /// Receives under those keys at eight counters at once, until all are answered or the server is gone.
    @discardableResult
    func receive(
        _ keys: [String], at port: UInt16, counters: Int = 8, into book: Promises? = nil,
        afterAnswer: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) -> LoadResult {
        var load = LoadRun(port: port)
        // A bound, not a wait: the run is over when all keys are answered.
        load.duration = .seconds(60)
        return load.run(
            (0..<counters).map { counter in
                CounterAtWork(
                    token: token, promises: book ?? promises,
                    keys: stride(from: counter, to: keys.count, by: counters).map { keys[$0] },
                    afterAnswer: afterAnswer)
            })
    }

    /// Receives until so many more were acknowledged, then kills the server in the middle of the rest.
    func receiveAndKill(_ server: ServerProcess, after count: Int, of keys: [String]) {
        let limit = promises.acknowledgementCount + count
        let identifier = server.identifier
        receive(keys, at: server.port) { _, acknowledged in
            if acknowledged >= limit { kill(identifier, SIGKILL) }
        }
        server.kill()
    }

    /// Whether a fault ended the server by itself: as it started, for that writes too; under load; or at the latest in
    /// the checkpoint with which it ends.
    func receiveUntilGone(under fault: [String: String], keys: [String]) throws -> Bool {
        let server: ServerProcess
        do {
            server = try installation.serve(environment: fault)
        } catch let failure as ProcessFailure where failure.isKilled {
            return true
        }
        if receive(keys, at: server.port).isServerGone {
            server.kill()
            return true
        }
        return server.terminate() == SIGKILL
    }

    /// Asks a healthy server for everything again, and compares: promised, found, lost, doubled.
    func settle(
        _ fault: String, runs: Int, outcome: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let promisedBefore = promises.promised
        let server = try installation.serve()
        _ = promises.takeRefusals()
        receive(promisedBefore.keys.sorted() + promises.open, at: server.port)
        let refusals = promises.takeRefusals()
        #expect(server.terminate() == 0, sourceLocation: sourceLocation)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(fault): \(verified.output)", sourceLocation: sourceLocation)

        let promised = promises.promised
        let dossierCount = verified.output.split(separator: "\n").last.flatMap { line -> Int? in
            guard let range = line.range(of: #"\d+ dossiers"#, options: .regularExpression) else { return nil }
            return Int(line[range].dropLast(" dossiers".count))
        }
        let lost = promises.broken.count + refusals.values.reduce(0, +)
        let doubled = (dossierCount ?? 0) - promised.count + promised.count - Set(promised.values).count
        #expect(promises.open.isEmpty, "\(fault): unanswered at the end", sourceLocation: sourceLocation)
        #expect(
            lost == 0, "\(fault), seed \(FaultLuck.seed): lost \(promises.broken), refused \(refusals)",
            sourceLocation: sourceLocation)
        #expect(doubled == 0, "\(fault): \(verified.output)", sourceLocation: sourceLocation)
        FaultReport.add(
            .init(
                fault: fault, runs: runs, acknowledged: promisedBefore.count, found: promisedBefore.count - lost,
                lost: lost, doubled: doubled, outcome: outcome))
    }
}

/// How deep the tests go: a taste of every fault, or hundreds.
enum Depth {
    static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    static func count(smoke: Int, full: Int) -> Int { isFull ? full : smoke }
}

/// The luck of the faults: the same in each smoke run, another one each time in depth.
///
/// `MOTCUA_TEST_SEED` has the luck of an earlier run again.
enum FaultLuck {
    static let seed: UInt64 = {
        if let given = ProcessInfo.processInfo.environment["MOTCUA_TEST_SEED"].flatMap(UInt64.init) { return given }
        return Depth.isFull ? .random(in: 1...999_999) : 2_019
    }()

    private static let generator = Mutex(SeededGenerator(seed: seed))

    static func number(in range: ClosedRange<Int>) -> Int {
        generator.withLock { Int.random(in: range, using: &$0) }
    }

    static func coin() -> Bool {
        generator.withLock { Bool.random(using: &$0) }
    }
}

/// The library that stands between a server and its disk.
enum FaultShim {
    static func environment(_ settings: [String: String]) throws -> [String: String] {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for folder in [own.path, Installation.root + "/.build/debug"] {
            let library = folder + "/libFaultShim.so"
            guard FileManager.default.fileExists(atPath: library) else { continue }
            return settings.merging(["LD_PRELOAD": library]) { $1 }
        }
        throw ProcessFailure(description: "libFaultShim.so is not beside the tests: build everything first")
    }

    /// A fault at the `at`th call of that kind on the file whose path ends so.
    static func fault(
        _ act: String, at count: Int = 1, call: String, file: String, while path: String? = nil,
        marking mark: String? = nil
    ) throws -> [String: String] {
        var settings = [
            "FAULT_FILE": file, "FAULT_CALL": call, "FAULT_AT": "\(count)", "FAULT_DO": act,
        ]
        if let path { settings["FAULT_SWITCH"] = path }
        if let mark { settings["FAULT_MARK"] = mark }
        return try environment(settings)
    }
}
