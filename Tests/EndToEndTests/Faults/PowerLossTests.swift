import DossierAPI
import Foundation
import Testing

@Suite("Faults: power", .serialized)
struct PowerLossTests {
    private static let names = ["motcua.db", "motcua.db-wal", "motcua.key.new", "motcua.key"]

    @Test("AUD-02 IDM-01 after a loss of power everything acknowledged is there, whatever else reached the disk")
    func powerLoss() throws {
        var acknowledged = 0
        var lost = 0
        var runs = 0
        for _ in 0..<Depth.count(smoke: 1, full: 12) {
            let campaign = try Campaign()
            let folder = campaign.installation.folder.path
            let log = try TemporaryFolder()
            let before = try files(in: folder)
            let server = try campaign.installation.serve(
                environment: try FaultShim.environment([
                    "FAULT_LOG": log.path + "/writes", "FAULT_LOG_FOLDER": folder,
                ]))
            // The first key file is made, receptions come in, a checkpoint may run, and in its midst the end.
            campaign.receiveAndKill(server, after: FaultLuck.number(in: 20...220), of: campaign.newKeys(300))
            let disk = try WrittenDisk(
                folder: folder, names: Self.names,
                log: [UInt8](Data(contentsOf: URL(fileURLWithPath: log.path + "/writes"))), before: before)
            #expect(disk.syncCount > 0)
            for luck in WrittenDisk.Luck.allCases {
                runs += 1
                acknowledged += campaign.promises.promised.count
                lost += try lostAfter(disk.afterPowerLoss(luck), campaign, "\(luck)")
            }
        }
        #expect(lost == 0, "seed \(FaultLuck.seed)")
        FaultReport.add(
            .init(
                fault: "loss of power: of what wasn't synced nothing, all, some writes, some sectors", runs: runs,
                acknowledged: acknowledged, found: acknowledged - lost, lost: lost, doubled: 0,
                outcome: "starts and goes on"))
    }

    private func files(in folder: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in Self.names where FileManager.default.fileExists(atPath: folder + "/" + name) {
            found[name] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        }
        return found
    }

    /// Starts on what the disk held and counts promises that aren't kept.
    private func lostAfter(_ files: [String: [UInt8]], _ campaign: Campaign, _ luck: String) throws -> Int {
        let installation = Installation(folder: try TemporaryFolder(), isWithoutRates: true)
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: installation.folder.path + "/" + name))
        }
        let server = try installation.serve()
        let client = Client(port: server.port, token: campaign.token)
        let promised = campaign.promises.promised
        let again = Promises()
        campaign.receive(promised.keys.sorted(), at: server.port, into: again)
        let kept = again.promised
        let lost = promised.count { kept[$0.key] != $0.value }
        #expect(lost == 0, "\(luck): lost \(lost) of \(promised.count)")
        // Personal data comes back too: the key that seals it was on the disk before the first reception.
        if let number = promised.values.max() {
            let answer = try #require(client.send("GET", "/v1/dossiers/\(number)"))
            #expect(answer.json["applicant"]?["name"]?.asString == "Hoàng Thị Mẫu", "\(luck): \(answer.text)")
        }
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(luck): \(verified.output)")
        return lost
    }
}
