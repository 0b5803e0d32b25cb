import DossierAPI
import Foundation
import Testing

/// Erasing, killed and without power (AUD-03): what was acknowledged stays erased, what wasn't is whole or erased.
@Suite("Faults: erasing", .serialized)
struct ErasureFaultTests {
    private func erase(_ number: String, by client: Client) -> Answer? {
        client.send(
            "POST", "/v1/dossiers/\(number)/erasure", key: "e" + number, body: "{\"ground\":\"retentionExpired\"}")
    }

    /// Looks at what is on the disk, which nobody has open: each dossier is erased or whole, each acknowledged one is erased, and
    /// of what is erased nothing lies in the files. Answers how many are erased.
    private func expectErased(
        _ acknowledged: Set<String>, of dossiers: SealedDossiers, in installation: Installation, _ when: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Set<String> {
        // Opens every key that is there, and moves the log into the database.
        let opened = try SealedDossiers.openedKeys(of: installation, when, sourceLocation: sourceLocation)
        let rows = try SealedDossiers.rows(
            """
            SELECT d.number, d.personal_data_erased_at IS NOT NULL, count(*), count(s.wrapped_key),
            count(s.person), (SELECT count(*) FROM personal_value AS v JOIN personal_subject AS o ON o.id = v.subject
            WHERE o.dossier = d.id) FROM dossier AS d JOIN personal_subject AS s ON s.dossier = d.id GROUP BY d.id
            """, in: installation)
        #expect(rows.count == dossiers.applicants.count, "\(when)", sourceLocation: sourceLocation)
        var erased: Set<String> = []
        for row in rows {
            let keys = dossiers.wrappedKeys[row[0]]?.count ?? 0
            let isErased = row[1] == "1"
            if isErased { erased.insert(row[0]) }
            #expect(
                isErased ? Array(row[2...]) == ["\(keys)", "0", "0", "0"] : row[2] == "\(keys)" && row[3] == row[5],
                "\(when): half erased: \(row)", sourceLocation: sourceLocation)
        }
        #expect(
            acknowledged.isSubset(of: erased), "\(when): \(acknowledged.subtracting(erased)) came back",
            sourceLocation: sourceLocation)
        let left = dossiers.wrappedKeys.filter { !erased.contains($0.key) }.values.reduce(0) { $0 + $1.count }
        #expect(opened == left, "\(when): \(opened) of \(left) keys are there", sourceLocation: sourceLocation)
        let files = try SealedDossiers.files(["motcua.db", "motcua.db-wal"], in: installation)
        for key in erased.flatMap({ dossiers.wrappedKeys[$0] ?? [] }) {
            for (name, bytes) in files {
                #expect(
                    Data(bytes).range(of: Data(hexadecimal: key)) == nil, "\(when): an erased key lies in \(name)",
                    sourceLocation: sourceLocation)
            }
        }
        return erased
    }

    @Test("AUD-03 killed at any kind of write while dossiers are erased, what was acknowledged stays erased")
    func kills() throws {
        let dossiers = try SealedDossiers.all()
        var (runs, promised, kept) = (0, 0, 0)
        // The last three are met as the log is emptied, at the latest in the end.
        let places: [(call: String, file: String, last: Int)] = [
            ("sync", ".db-wal", 14), ("write", ".db-wal", 60), ("write", ".db", 12), ("sync", ".db", 1),
            ("truncate", ".db-wal", 1),
        ]
        for place in places {
            for _ in 0..<Depth.count(smoke: 1, full: 12) {
                let place = WritingPlace(
                    call: place.call, file: place.file, count: FaultLuck.number(in: 1...place.last))
                let act = place.acts[FaultLuck.number(in: 0...(place.acts.count - 1))]
                let when = "\(act) \(place), seed \(FaultLuck.seed)"
                let copy = try dossiers.installation.copied()
                var acknowledged: Set<String> = []
                let isKilled: Bool
                do {
                    let server = try copy.serve(SealedDossiers.later, environment: try place.fault(act))
                    let client = Client(port: server.port, token: dossiers.administrator)
                    for number in dossiers.numbers {
                        guard let answer = erase(number, by: client) else { break }
                        #expect(answer.status == 201, "\(when): \(answer.text)")
                        acknowledged.insert(number)
                    }
                    isKilled = server.terminate() == SIGKILL
                } catch let failure as ProcessFailure where failure.isKilled {
                    isKilled = true
                }
                #expect(isKilled, "\(when): never met")
                let erased = try expectErased(acknowledged, of: dossiers, in: copy, when)
                runs += 1
                promised += acknowledged.count
                kept += acknowledged.intersection(erased).count
                try eraseTheRest(of: dossiers, in: copy, when)
            }
        }
        FaultReport.add(
            .init(
                fault: "kill -9 while dossiers are erased, at each kind of write", runs: runs, acknowledged: promised,
                found: kept, lost: promised - kept, doubled: 0,
                outcome: "erasures: all stay; the others are whole, and erased when asked again"))
    }

    /// Asks for everything again: what was erased is so still, and the rest is erased now, to the last byte in the files.
    private func eraseTheRest(of dossiers: SealedDossiers, in installation: Installation, _ when: String) throws {
        let server = try installation.serve(SealedDossiers.later)
        let client = Client(port: server.port, token: dossiers.administrator)
        for number in dossiers.numbers {
            let answer = erase(number, by: client)
            #expect(answer?.status == 201, "\(when): \(answer?.text ?? "no answer")")
        }
        #expect(server.terminate() == 0)
        let erased = try expectErased(Set(dossiers.numbers), of: dossiers, in: installation, when)
        #expect(erased.count == dossiers.applicants.count)
    }

    @Test("AUD-03 the power lost while dossiers are erased: what was acknowledged stays erased, the others are whole")
    func powerLoss() throws {
        let dossiers = try SealedDossiers.all()
        let copy = try dossiers.installation.copied()
        let log = try TemporaryFolder()
        let before = try SealedDossiers.files(SealedDossiers.writtenNames, in: copy)
        let server = try copy.serve(
            SealedDossiers.later,
            environment: try FaultShim.environment([
                "FAULT_LOG": log.path + "/writes", "FAULT_LOG_FOLDER": copy.folder.path,
            ]))
        let client = Client(port: server.port, token: dossiers.administrator)
        func written() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: log.path + "/writes"))) }
        // How much was recorded when each was acknowledged.
        var acknowledged: [(number: String, end: Int)] = []
        let numbers = dossiers.numbers.prefix(Depth.count(smoke: 8, full: 48))
        for number in numbers {
            let answer = erase(number, by: client)
            #expect(answer?.status == 201, "\(answer?.text ?? "no answer")")
            acknowledged.append((number, try written().count))
        }
        #expect(server.terminate() == 0)
        let whole = try written()
        let all = DiskRecord.all(in: whole)
        // Syncs and truncations, the moments before and after; the log's emptying is among them.
        let turns = all.indices.filter { all[$0].record.kind != "W" }
        #expect(turns.contains { all[$0].record.kind == "T" }, "the log was never emptied")
        var cuts = Set([whole.count])
        for _ in 0..<Depth.count(smoke: 4, full: 60) {
            let turn = turns[FaultLuck.number(in: 0...(turns.count - 1))]
            cuts.insert(all[max(0, turn - FaultLuck.number(in: 0...1))].end)
        }
        var (runs, promised, kept) = (0, 0, 0)
        for cut in cuts.sorted() {
            let disk = try WrittenDisk(
                folder: copy.folder.path, names: SealedDossiers.writtenNames, log: Array(whole[..<cut]), before: before)
            let lucks = WrittenDisk.Luck.allCases
            for luck in Depth.isFull ? lucks : [lucks[FaultLuck.number(in: 0...(lucks.count - 1))]] {
                let when = "power lost after \(cut) of \(whole.count) bytes, \(luck), seed \(FaultLuck.seed)"
                let found = try SealedDossiers.installation(with: disk.afterPowerLoss(luck))
                let told = Set(acknowledged.filter { $0.end <= cut }.map(\.number))
                let erased = try expectErased(told, of: dossiers, in: found, when)
                runs += 1
                promised += told.count
                kept += told.intersection(erased).count
            }
        }
        FaultReport.add(
            .init(
                fault: "loss of power anywhere while dossiers are erased", runs: runs, acknowledged: promised,
                found: kept, lost: promised - kept, doubled: 0, outcome: "erasures: all stay; the others are whole"))
    }

    @Test("AUD-03 within seconds of an erasure its keys are in no file of a server that goes on")
    func emptiedWhileServing() throws {
        let dossiers = try SealedDossiers.all()
        let copy = try dossiers.installation.copied()
        let server = try copy.serve(SealedDossiers.later)
        let client = Client(port: server.port, token: dossiers.administrator)
        let number = try #require(dossiers.numbers.first)
        let keys = try #require(dossiers.wrappedKeys[number])
        func holds() throws -> Bool {
            let files = try SealedDossiers.files(["motcua.db", "motcua.db-wal"], in: copy).values.map { Data($0) }
            return keys.contains { key in files.contains { $0.range(of: Data(hexadecimal: key)) != nil } }
        }
        #expect(try holds())
        #expect(erase(number, by: client)?.status == 201)
        // A bound, not a wait: each look is a round trip and both files.
        var looks = 0
        while try holds(), looks < 20_000 {
            looks += 1
            _ = client.metric("motcua_log_bytes")
        }
        #expect(try !holds(), "an erased key lies in a file after \(looks) looks")
        #expect(server.terminate() == 0)
    }
}

extension Data {
    /// The bytes that hexadecimal digits say.
    init(hexadecimal digits: String) {
        let digits = Array(digits.utf8)
        self.init(
            stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
            })
    }
}
