import DossierAPI
import Foundation
import Synchronization
import Testing

/// Personal data under kill -9: replacing the master key, and erasing.
@Suite("Personal data in a real process", .serialized)
struct PersonalDataProcessTests {
    /// How many dossiers there are: three commits' worth of keys.
    private static let count = 1_104

    /// Receives dossiers by several counters at once; answers their numbers with the codes on their slips.
    private func receive(_ count: Int, by client: Client) -> [String: String] {
        let received = Mutex<[String: String]>([:])
        DispatchQueue.concurrentPerform(iterations: 8) { counter in
            for index in 0..<(count / 8) {
                guard let answer = client.receive(key: "\(counter)-\(index)"), let number = answer.field("number"),
                    let code = answer.field("slipCode")
                else { continue }
                received.withLock { $0[number] = code }
            }
        }
        return received.withLock { $0 }
    }

    @Test("AUD-03 the master key is replaced while a server runs, through kill -9 at three places; slips stay valid")
    func rotation() throws {
        let (installation, tokens) = try Installation.pilot()
        let keyFile = installation.folder.path + "/motcua.key"
        let server = try installation.serve()
        let client = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let slips = receive(Self.count, by: client)
        #expect(slips.count == Self.count)
        let first = try String(contentsOfFile: keyFile, encoding: .utf8)
        func expectReadable(by client: Client) throws {
            for number in slips.keys.sorted().prefix(12) {
                let answer = client.send("GET", "/v1/dossiers/\(number)")
                #expect(answer?.json["applicant"]?["name"] != nil, "\(answer?.text ?? "-")")
            }
        }
        func status() throws -> String { try installation.run(["keys", "status"]).output }
        let count = Self.count
        #expect(try status() == "master key 1\t\(count) personal keys\tnewest\n")

        // Killed when the new key is in the file and nothing is wrapped by it; when some keys are and others aren't: at the third
        // sync, of which the first may be that of a log that begins anew; and when all are and the former key is still in the file.
        let batch = 500
        for (call, file, place, wrapped) in [
            ("write", ".db-wal", 1, [0]), ("sync", ".db-wal", 3, [batch, 2 * batch]),
            ("sync", "motcua.key.new", 1, [count]),
        ] {
            let killed = try installation.run(
                ["keys", "rotate"],
                environment: try FaultShim.fault("kill-before", at: place, call: call, file: file))
            #expect(killed.status == SIGKILL, "\(call) of \(file): \(killed.output)")
            let goesOn = killed.output.contains("going on with the change to master key 2")
            #expect(goesOn == (call == "sync"), "\(call) of \(file): \(killed.output)")
            let standing = try status()
            let possible = wrapped.map { wrapped in
                "master key 1\t\(count - wrapped) personal keys\tbeing replaced: run `motcua keys rotate`\n"
                    + "master key 2\t\(wrapped) personal keys\tnewest\n"
            }
            #expect(possible.contains(standing), "\(call) of \(file): \(standing)")
            try expectReadable(by: client)
        }
        // The file from before in its place, a second key of the same version would be made, and the first one's data lost.
        let half = try String(contentsOfFile: keyFile, encoding: .utf8)
        try first.write(toFile: keyFile, atomically: true, encoding: .utf8)
        let other = try installation.run(["keys", "rotate"])
        #expect(other.status == 1 && other.output.contains("master key 2 isn't in it"), "\(other.output)")
        // The file is a link to another account's: both stay what they are.
        let real = keyFile + ".real"
        try half.write(toFile: real, atomically: true, encoding: .utf8)
        #expect(chmod(real, 0o640) == 0)
        if geteuid() == 0 { #expect(chown(real, 12_345, 12_346) == 0) }
        #expect(unlink(keyFile) == 0 && symlink(real, keyFile) == 0)
        #expect(client.receive(key: "meanwhile")?.status == 201)
        let done = try installation.run(["keys", "rotate"])
        #expect(done.status == 0 && done.output.contains("the former master key is retired"), "\(done.output)")
        #expect(try status() == "master key 2\t\(count + 1) personal keys\tnewest\n")
        try expectReadable(by: client)
        #expect(client.receive(key: "afterwards")?.status == 201)
        var status = stat()
        #expect(lstat(keyFile, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(real, &status) == 0 && status.st_mode & 0o777 == 0o640)
        if geteuid() == 0 { #expect(status.st_uid == 12_345 && status.st_gid == 12_346) }

        let last = try String(contentsOfFile: keyFile, encoding: .utf8)
        #expect(!last.contains(first.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        let again = try installation.serve()
        let next = Client(port: again.port, token: tokens["VAN_AN_CLERK"])
        try expectReadable(by: next)
        let slip = try #require(slips.min { $0.key < $1.key })
        let body = "{\"number\":\"\(slip.key)\",\"slipCode\":\"\(slip.value)\"}"
        #expect(Client(port: again.port).send("POST", "/v1/lookup", body: body)?.status == 200)
        let found = next.send("POST", "/v1/dossiers/search", body: "{\"q\":\"2.002307\",\"limit\":1}")
        #expect(found?.json["dossiers"]?.asArray?.count == 1)
        #expect(again.terminate() == 0)
        let log = try String(contentsOfFile: installation.folder.path + "/server.log", encoding: .utf8)
        #expect(!log.contains(last.split(separator: "\n").last?.split(separator: " ").last ?? "-"), "a key in the log")

        // The key file from before opens nothing any more, and says so before it does harm.
        try first.write(toFile: keyFile, atomically: true, encoding: .utf8)
        let missing = try installation.run(["keys", "status"])
        #expect(missing.status == 1 && missing.output.contains("MISSING"), "\(missing.output)")
        #expect(throws: ProcessFailure.self) { try installation.serve() }
        // Nor does another key of the same version, though its number is right.
        let foreign = last.replacingOccurrences(
            of: "master 2 .*", with: "master 2 " + String(repeating: "07", count: 32), options: .regularExpression)
        try foreign.write(toFile: keyFile, atomically: true, encoding: .utf8)
        #expect(throws: ProcessFailure.self) { try installation.serve() }
        let backup = installation.folder.path + "/backup"
        #expect(try installation.run(["backup", backup]).status == 0)
        for file in ["", "-wal", "-shm"] { unlink(installation.folder.path + "/motcua.db" + file) }
        let refused = try installation.run(["restore", backup])
        #expect(refused.status == 1 && refused.output.contains("isn't this database's"), "\(refused.output)")
        try last.write(toFile: keyFile, atomically: true, encoding: .utf8)
        let restored = try installation.run(["restore", backup])
        #expect(restored.status == 0, "\(restored.output)")
    }

    @Test("AUD-03 kill -9 while dossiers are erased: each is erased or not, and what was acknowledged is")
    func erasing() throws {
        let (installation, _) = try Installation.pilot()
        func issue(_ arguments: [String]) throws -> String {
            let issued = try installation.run(["credential", "issue", "--days", "1825"] + arguments)
            guard issued.status == 0 else { throw ProcessFailure(description: issued.output) }
            return issued.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let clerk = try issue([
            "--role", "postal-clerk", "--office", "van-quan.van-an.one-stop", "--counter", "van-quan.van-an.counter-1",
        ])
        let administrator = try issue(["--role", "administrator"])
        let person =
            "{\"name\":\"Hoàng Thị Mẫu\",\"identityDocument\":{\"kind\":\"citizen-id\",\"number\":\"020175001234\"}}"
        var server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        var ended: [String] = []
        for index in 1...48 {
            let client = Client(port: server.port, token: clerk)
            let body = """
                {"procedure":"2.000884","counter":"van-quan.van-an.counter-1","applicantUnit":"van-quan.van-an",\
                "applicant":\(person),"documents":[{"document":"identity","originals":1},{"document":"paper","originals":1}]}
                """
            let received = client.send("POST", "/v1/dossiers", key: "r\(index)", body: body)
            let number = try #require(received?.field("number"), "\(received?.text ?? "-")")
            for (path, key, body) in [
                ("/withdrawal", "w", "{\"requester\":\(person)}"), ("/paper-returns", "p", "{\"recipient\":\(person)}"),
            ] {
                let answer = client.send("POST", "/v1/dossiers/\(number)\(path)", key: key + number, body: body)
                #expect(answer?.status == 201, "\(answer?.text ?? "-")")
            }
            ended.append(number)
        }
        let numbers = ended
        #expect(server.terminate() == 0)

        let acknowledged = Mutex<Set<String>>([])
        for life in 1...3 {
            server = try installation.serve(["--clock", "2030-01-01T08:00:00+07:00"])
            let client = Client(port: server.port, token: administrator)
            let goal = min(acknowledged.withLock(\.count) + 6 + life, numbers.count)
            let isReached = DispatchSemaphore(value: 0)
            if acknowledged.withLock(\.count) == goal { isReached.signal() }
            let group = DispatchGroup()
            for worker in 0..<4 {
                DispatchQueue.global().async(group: group) {
                    for (index, number) in numbers.enumerated() where index % 4 == worker {
                        let answer = client.send(
                            "POST", "/v1/dossiers/\(number)/erasure", key: "e" + number,
                            body: "{\"ground\":\"retentionExpired\"}")
                        guard let answer else { return }
                        guard answer.status == 201 else { continue }
                        let count = acknowledged.withLock { $0.insert(number).inserted ? $0.count : 0 }
                        if count == goal { isReached.signal() }
                    }
                }
            }
            #expect(isReached.wait(timeout: .now() + 240) == .success, "life \(life): no \(goal) erasures in minutes")
            server.kill()
            try #require(group.wait(timeout: .now() + 240) == .success, "a client never came back")
        }
        server = try installation.serve(["--clock", "2030-01-02T08:00:00+07:00"])
        let client = Client(port: server.port, token: clerk)
        for number in numbers {
            let dossier = try #require(client.send("GET", "/v1/dossiers/\(number)")?.json)
            let isErased = dossier["personalDataErasedAt"] != nil
            #expect((dossier["applicant"] == nil) == isErased, "\(number) is half erased: \(dossier)")
            if acknowledged.withLock({ $0.contains(number) }) { #expect(isErased, "\(number) was acknowledged") }
        }
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(server.terminate() == 0)
    }
}
