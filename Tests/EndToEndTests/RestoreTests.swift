import DossierAPI
import Foundation
import Testing

@Suite("What a restoration must not give out again", .serialized)
struct RestoreTests {
    private let installation: Installation
    private let token: String
    private let backup: String

    init() throws {
        let (installation, tokens) = try Installation.pilot()
        self.installation = installation
        token = try #require(tokens["VAN_AN_CLERK"])
        backup = installation.folder.path + "/backup"
    }

    private func client(_ server: ServerProcess) -> Client { Client(port: server.port, token: token, language: "en") }

    private func serial(_ answer: Answer?) -> Int? { answer?.field("number").flatMap { Int($0.suffix(4)) } }

    /// The database is lost, and put back from the backup.
    private func restore(_ arguments: [String] = []) throws {
        for file in ["", "-wal", "-shm"] { unlink(installation.folder.path + "/motcua.db" + file) }
        let restored = try installation.run(["restore", backup] + arguments)
        #expect(restored.status == 0 && restored.output.contains("Make a backup now"), "\(restored.output)")
    }

    private func expectSound() throws {
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test(
        "RCV-05 OFF-01 after a restoration nobody gets a number that is on somebody's slip, and who has one brings it")
    func numbers() throws {
        var server = try installation.serve()
        var clerk = client(server)
        #expect(clerk.receive(key: "k1")?.status == 201)
        #expect(try installation.run(["backup", backup]).status == 0)
        let lost = try #require(clerk.receive(key: "k2"))
        let (number, code) = (try #require(lost.field("number")), try #require(lost.field("slipCode")))
        let instant = try #require(lost.field("receivedAt"))
        let block = try #require(
            clerk.send(
                "POST", "/v1/number-blocks", key: "b1", body: "{\"date\": \"\(instant.prefix(10))\", \"count\": 3}"))
        let reserved = try #require(block.json["numbers"]?[0]?["number"]?.asString, "\(block.text)")
        #expect(server.terminate() == 0)

        try restore()
        try expectSound()
        server = try installation.serve()
        clerk = client(server)
        let next = clerk.receive(key: "k3")
        #expect(serial(next) ?? 0 > 5_000, "\(next?.text ?? "-")")
        let lookUp = "{\"number\": \"\(number)\", \"slipCode\": \"\(code)\"}"
        #expect(clerk.send("POST", "/v1/lookup", body: lookUp)?.status == 404, "the code opens nobody else's")
        // What the terminal has kept it brings again, under the numbers that the citizens have.
        for (key, number) in [("k2-again", number), ("k4", reserved)] {
            let body =
                "{\"number\": \"\(number)\", \"occurredAt\": \"\(instant)\", " + Client.newDossier.dropFirst()
            let brought = clerk.send("POST", "/v1/dossiers", key: key, body: body)
            #expect(brought?.status == 201 && brought?.field("number") == number, "\(brought?.text ?? "-")")
            let twice = clerk.send("POST", "/v1/dossiers", key: key + "-other", body: body)
            #expect(twice?.status == 409, "\(twice?.text ?? "-")")
        }
        #expect(clerk.send("POST", "/v1/lookup", body: lookUp)?.status == 200)
        let standings = clerk.send("GET", "/v1/offices/van-quan.van-an.one-stop/numbers?date=\(instant.prefix(10))")
        #expect(standings?.text.contains("\"skipped\"") == true && standings?.text.contains("unexplained") == false)
        #expect(server.terminate() == 0)
        try expectSound()

        // The same backup once more: it knows nothing of the first restoration.
        try restore(["--earlier-restorations", "1"])
        server = try installation.serve()
        let last = client(server).receive(key: "k5")
        #expect((serial(last) ?? 0) > 7_400, "\(last?.text ?? "-")")
        #expect(server.terminate() == 0)
        try expectSound()
    }

    @Test(
        "POL-04 after a restoration a feed's reader who has read what was lost is told, and misses nothing from there on"
    )
    func feeds() throws {
        let path = "/v1/offices/van-quan.van-an.one-stop/events"
        var server = try installation.serve()
        #expect(client(server).receive(key: "k1")?.status == 201)
        #expect(try installation.run(["backup", backup]).status == 0)
        let kept = try #require(client(server).send("GET", path)?.json["next"]?.asInteger)
        #expect(client(server).receive(key: "k2")?.status == 201)
        let ahead = try #require(client(server).send("GET", path)?.json["next"]?.asInteger)
        #expect(ahead > kept)
        #expect(server.terminate() == 0)

        try restore()
        server = try installation.serve()
        let clerk = client(server)
        for key in ["k3", "k4"] {
            let told = clerk.send("GET", path + "?after=\(ahead)")
            #expect(
                told?.status == 409 && told?.field("type") == "/problems/place-not-in-record", "\(told?.text ?? "-")")
            #expect(told?.json["after"]?.asInteger == kept)
            #expect(clerk.receive(key: key)?.status == 201)
        }
        let read = clerk.send("GET", path + "?after=\(kept)")
        let ids = read?.json["events"]?.asArray?.compactMap { $0["id"]?.asString.flatMap { Int64($0) } } ?? []
        #expect(ids.count >= 4 && ids.allSatisfy { $0 > ahead }, "\(ids)")
        let end = clerk.send("GET", path + "?after=\(ids.last ?? 0)")
        #expect(end?.status == 200 && end?.json["events"]?.asArray?.isEmpty == true, "\(end?.text ?? "-")")
        #expect(server.terminate() == 0)
        try expectSound()
    }
}
