import DossierAPI
import DossierTesting
import Foundation
import Testing

/// Real workers against a real server over a bad line.
@Suite("Workers killed, frozen and cut off", .serialized)
struct PollingChaosTests {
    private static let committee = "/v1/agencies/van-quan.van-an.committee"
    private static let leaseSeconds = 3

    private struct Size {
        let seeds: Range<UInt64>
        let workers: Int
        let dossiers: Int
        /// What happens to workers while there is work.
        let blows: Int
    }

    private static let size =
        ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
        ? Size(seeds: 0..<5, workers: 20, dossiers: 60, blows: 60)
        : Size(seeds: 0..<1, workers: 4, dossiers: 8, blows: 10)

    @Test("POL-01 POL-02 POL-03 real workers are killed, frozen and cut off: each step is completed exactly once")
    func chaos() throws {
        for seed in Self.size.seeds {
            let told = try Chaos(seed: seed, workers: Self.size.workers).run(
                dossiers: Self.size.dossiers, blows: Self.size.blows, leaseSeconds: Self.leaseSeconds)
            print("seed \(seed): \(told)")
        }
    }

    /// One run.
    private final class Chaos {
        private let seed: UInt64
        private let installation: Installation
        private let tokens: [String: String]
        private let server: ServerProcess
        private var generator: SeededGenerator
        private var workers: [Process?]
        private let proxy = Process()
        private let proxyInput = Pipe()
        private var proxyPort = ""
        private var completed: [String: Int] = [:]
        private var position: Int64 = 0
        private var kills = 0
        private var freezes = 0

        init(seed: UInt64, workers count: Int) throws {
            self.seed = seed
            (installation, tokens) = try Installation.pilot()
            server = try installation.serve(["--lease-failures", "100"])
            generator = SeededGenerator(seed: seed)
            workers = Array(repeating: nil, count: count)
        }

        deinit {
            for process in workers.compactMap({ $0 }) { kill(process.processIdentifier, SIGKILL) }
            try? proxyInput.fileHandleForWriting.close()
        }

        func run(dossiers: Int, blows: Int, leaseSeconds: Int) throws -> String {
            let clock = ContinuousClock()
            let start = clock.now
            try startProxy()
            let program = installation.folder.path + "/work.sh"
            // Takes as long as a clerk's look: long enough to be killed in the midst of it.
            try Data("#!/bin/sh\ncat > /dev/null\nsleep 0.05\necho '{\"opinion\": \"Bản khai đúng.\"}'\n".utf8)
                .write(to: URL(fileURLWithPath: program))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            for index in workers.indices { workers[index] = try worker(index, program, leaseSeconds) }
            var offered: [String] = []
            for blow in 0..<blows {
                while offered.count < dossiers * (blow + 1) / blows { offered.append(try offer(offered.count)) }
                try strike(program, leaseSeconds)
                readOn(waiting: 0)
            }
            // From here on nobody strikes: what is left lies under leases of the dead, and comes back when they run out.
            for process in workers.compactMap({ $0 }) { kill(process.processIdentifier, SIGCONT) }
            let quiet = clock.now
            let patience = Patience()
            while completed.count < dossiers, !patience.isExhausted { readOn(waiting: 1) }
            let stuck = clock.now - quiet
            for process in workers.compactMap({ $0 }) {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            for _ in 0..<3 { readOn(waiting: 0) }
            #expect(Set(completed.keys) == Set(offered), "seed \(seed): \(completed.count) of \(offered.count) done")
            #expect(completed.values.allSatisfy { $0 == 1 }, "seed \(seed): \(completed)")
            try proxyInput.fileHandleForWriting.close()
            proxy.waitUntilExit()
            #expect(server.terminate() == 0)
            let verified = try installation.run(["verify"])
            #expect(verified.status == 0, "seed \(seed): \(verified.output)")
            return """
                \(completed.count) completions, \(completed.values.filter { $0 > 1 }.count) doubled, \(kills) kills, \
                \(freezes) freezes, all done \(stuck) after the last blow, \(clock.now - start) in all
                """
        }

        private func startProxy() throws {
            proxy.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            proxy.arguments = [
                "python3", Installation.root + "/Tests/EndToEndTests/Polling/cutting_proxy.py", String(server.port),
                String(seed), "0.2",
            ]
            proxy.standardInput = proxyInput
            let output = Pipe()
            proxy.standardOutput = output
            try proxy.run()
            let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            proxyPort = line.trimmingCharacters(in: .whitespacesAndNewlines)
            try #require(UInt16(proxyPort) != nil, "the proxy says no port: '\(line)'")
        }

        private func worker(_ index: Int, _ program: String, _ leaseSeconds: Int) throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Installation.root + "/docs/clients/worker.py")
            process.arguments = [installation.folder.path + "/state-\(index)", program]
            process.environment = installation.environment.merging([
                "MOTCUA": "http://127.0.0.1:\(proxyPort)", "TOKEN": tokens["VAN_AN_COMMITTEE"] ?? "",
                "AGENCY": "van-quan.van-an.committee", "WAIT": "1", "LEASE_SECONDS": String(leaseSeconds),
                "COUNT": "3", "WORKER": "worker-\(index)",
            ]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }

        /// Kills a worker and starts it again on what it left behind, or freezes one until it is struck again.
        private func strike(_ program: String, _ leaseSeconds: Int) throws {
            let index = Int.random(in: workers.indices, using: &generator)
            guard let process = workers[index] else { return }
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                kill(process.processIdentifier, SIGSTOP)
                freezes += 1
            case 1:
                kill(process.processIdentifier, SIGCONT)
            default:
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                kills += 1
                workers[index] = try worker(index, program, leaseSeconds)
            }
        }

        private func offer(_ index: Int) throws -> String {
            let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
            let number = try #require(clerk.receive(key: "receive-\(index)")?.field("number"))
            let offered = clerk.send("POST", "/v1/dossiers/\(number)/handovers", key: "offer-\(index)", body: "{}")
            #expect(offered?.status == 201)
            return number
        }

        /// Reads in the feed what was completed, from where it stopped.
        private func readOn(waiting seconds: Int) {
            let reader = Client(port: server.port, token: tokens["VAN_AN_COMMITTEE"])
            let path = PollingChaosTests.committee + "/events?limit=1000&after=\(position)"
            guard
                let page = reader.send("GET", path, fields: seconds > 0 ? ["Prefer: wait=\(seconds)"] : [])?.json,
                let next = page["next"]?.asInteger
            else { return }
            position = next
            for event in page["events"]?.asArray ?? [] where event["type"] == "vn.motcua.dossier.stepCompleted" {
                completed[event["subject"]?.asString ?? "", default: 0] += 1
            }
        }
    }
}
