import DossierDomain
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPLoad

/// What is measured at one size: every figure in every round, interleaved with its peers.
struct Measurement {
    /// A row of the table.
    struct Row: Sendable {
        let name: String
        /// The name of the row that this one is held against, where there is one.
        var peer: String?
        var readings: [Reading] = []

        var median: Reading { Reading.median(of: readings) }
    }

    private(set) var rows: [Row] = []
    private let seconds: Double
    private let service: MeasuredServer
    private let bare: MeasuredServer
    private let logPath: String
    private let communes: [Commune]
    private let pools: Pools
    /// What the names of the figures that are measured have in them; `nil` for all.
    private let only: String?
    private var run: UInt64
    private var bareSizes: [String: Int] = [:]

    /// Requests by what they ask for.
    struct Pools {
        let hot: RequestPool
        let random: RequestPool
        let lists: RequestPool
        let work: RequestPool
        let feed: RequestPool
        /// Of the place where the record ends when it is asked for: what a round brings comes after it.
        let quietFeed: () throws -> RequestPool
    }

    init(
        seconds: Double, service: MeasuredServer, bare: MeasuredServer, logPath: String, communes: [Commune],
        pools: Pools, only: String? = nil
    ) {
        self.only = only
        self.seconds = seconds
        self.service = service
        self.bare = bare
        self.logPath = logPath
        self.communes = communes
        self.pools = pools
        run = UInt64(Installation.now().milliseconds) << 8
    }

    /// Measures everything once.
    mutating func round() throws {
        try read("GET of a dossier, hot", pools.hot)
        try read("GET of a dossier, random", pools.random)
        try read("list of 50 by office and status", pools.lists)
        try read("poll of waiting work", pools.work)
        try read("poll of the feed, nothing new", pools.quietFeed())
        try read("feed, a page of 50 events", pools.feed)
        for connections in [1, 16, 64] { try receive(connections) }
        try live()
        try mix()
    }

    private func isWanted(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }

    private mutating func read(_ name: String, _ pool: RequestPool) throws {
        guard isWanted(name) else { return }
        let reading = try gauge(name, connections: 64) { Asking(pool: pool, generator: SeededGenerator(seed: $0)) }
        let peer = "bare answer: \(name)"
        note(name, peer: peer, reading)
        // The same bytes from the same server without anything behind it. The heads differ by a few fields.
        let size = bareSizes[name] ?? max(0, Int(reading.answerBytes) - 160)
        bareSizes[name] = size
        let answer = RequestPool([RequestPool.get("/bytes/\(size)", String(repeating: "t", count: 96))])
        note(
            peer, peer: nil,
            try Gauge(server: bare).measure(
                peer, load(bare, seconds: seconds),
                (0..<64).map { Asking(pool: answer, generator: SeededGenerator(seed: UInt64($0))) }))
    }

    /// Receives so many dossiers, to have rows for SQLite by itself; answers nothing.
    mutating func receive(atLeast count: Int) throws {
        var received = 0
        while received < count {
            let reading = try gauge("receptions beforehand", connections: 64, seconds: 2) { [communes, run] in
                Receiving(communes, keys: KeyText(run: run, connection: Int($0)), startingAt: Int($0) * 7)
            }
            received += Int(reading.rate * 1.9)
            run += 1
        }
    }

    private mutating func receive(_ connections: Int) throws {
        let name = "durable reception, \(connections) connection\(connections == 1 ? "" : "s")"
        guard isWanted(name) else { return }
        let reading = try gauge(name, connections: connections) { [communes, run] in
            Receiving(communes, keys: KeyText(run: run, connection: Int($0)), startingAt: Int($0) * 7)
        }
        note(name, peer: "SQLite alone, \(connections == 1 ? "one by one" : "groups of \(connections)")", reading)
        run += 1
    }

    /// Notes what SQLite alone did.
    mutating func noteRaw(groupSize: Int, rate: Double) {
        note(
            "SQLite alone, \(groupSize == 1 ? "one by one" : "groups of \(groupSize)")", peer: nil, Reading(rate: rate))
    }

    private mutating func live() throws {
        let name = "whole life of a dossier (6 acts), 64 connections: acts"
        guard isWanted(name) else { return }
        let reading = try gauge(name, connections: 64, kinds: Living.actCount) { [communes, run] in
            Living(communes, keys: KeyText(run: run, connection: Int($0)), startingAt: Int($0) * 3)
        }
        note(name, peer: nil, reading)
        run += 1
    }

    private mutating func mix() throws {
        let whole = "90 reads, 10 receptions in 100; 64 connections"
        guard isWanted(whole) else { return }
        let fastest = try mixed(whole, rate: nil)
        for share in [50, 70] {
            let rate = fastest * Double(share) / 100
            _ = try mixed("the same at a fixed rate of \(share) % of it, from the intended moment", rate: rate)
        }
    }

    private mutating func mixed(_ name: String, rate: Double?) throws -> Double {
        let reading = try gauge(name, connections: 64, kinds: 2, rate: rate) { [communes, pools, run] in
            Mixing(
                asking: Asking(pool: pools.random, generator: SeededGenerator(seed: $0)),
                receiving: Receiving(communes, keys: KeyText(run: run, connection: Int($0)), startingAt: Int($0) * 7))
        }
        note(name, peer: nil, reading)
        run += 1
        return reading.rate
    }

    private func gauge(
        _ name: String, connections: Int, kinds: Int = 1, seconds: Double? = nil, rate: Double? = nil,
        _ make: (UInt64) -> any Conversation
    ) throws -> Reading {
        var load = load(service, seconds: seconds ?? self.seconds)
        load.kindCount = kinds
        load.rate = rate
        return try Gauge(server: service, logPath: logPath).measure(
            name, load, (0..<connections).map { make(UInt64($0)) })
    }

    private func load(_ server: MeasuredServer, seconds: Double) -> LoadRun {
        var load = LoadRun(port: server.port)
        load.duration = .seconds(seconds)
        return load
    }

    private mutating func note(_ name: String, peer: String?, _ reading: Reading) {
        if let index = rows.firstIndex(where: { $0.name == name }) {
            rows[index].readings.append(reading)
        } else {
            rows.append(Row(name: name, peer: peer, readings: [reading]))
        }
    }
}
