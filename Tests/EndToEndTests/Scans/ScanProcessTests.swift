import Crypto
import DossierAPI
import DossierTesting
import Foundation
import Testing

@Suite("Scans on the real process", .serialized)
struct ScanProcessTests {
    private let installation: Installation
    private let token: String
    private static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    init() throws {
        let (installation, tokens) = try Installation.pilot()
        self.installation = installation
        token = try #require(tokens["VAN_AN_CLERK"])
    }

    private static func picture(_ size: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(size))
        return Pictures.jpeg(
            [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
                for place in 0..<size {
                    buffer[place] = place & 7 == 0 ? UInt8.random(in: 0...254, using: &generator) : 7
                }
                filled = size
            })
    }

    private func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Begins an upload of that content for a new dossier; answers where it goes and the dossier's number.
    private func begin(_ content: [UInt8], at port: UInt16) throws -> (location: String, number: String) {
        let client = Client(port: port, token: token)
        let number = try #require(client.receive(key: "r1")?.field("number"))
        let begun = try #require(
            client.send(
                "POST", "/v1/dossiers/\(number)/documents", key: "s1",
                body: """
                    {"document": "declaration", "mediaType": "image/jpeg", "byteCount": \(content.count),
                     "sha256": "\(sha256(content))"}
                    """))
        #expect(begun.status == 201, "\(begun.text)")
        return (try #require(begun.fields["location"]), number)
    }

    @Test("OFF-03 20 MB in pieces through cuts and killed servers arrive whole, and verify knows a changed file")
    func cutsAndKills() throws {
        let content = Self.picture(20_000_000)
        var server = try installation.serve()
        let (location, number) = try begin(content, at: server.port)
        var generator = SeededGenerator(seed: 7)
        var killCount = 0
        var acknowledged = 0
        var isComplete = false
        var attemptCount = 0
        while !isComplete {
            attemptCount += 1
            try #require(attemptCount < 200, "it comes to an end")
            let client = UploadClient(port: server.port, token: token)
            let standing = try #require(client.standing(location))
            #expect(standing.offset >= acknowledged, "what was acknowledged is never lost")
            if standing.isComplete { break }
            let rest = content[standing.offset...]
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                _ = client.goOn(
                    location, at: standing.offset, with: rest, isLast: true,
                    cutAfter: Int.random(in: 0...min(rest.count, 3_000_000), using: &generator))
            case 1:
                let piece = rest.prefix(Int.random(in: 1...2_000_000, using: &generator))
                let isLast = piece.count == rest.count
                let answer = client.goOn(location, at: standing.offset, with: piece, isLast: isLast)
                // The request that was cut before may have kept more meanwhile.
                if answer?.status == 409 { continue }
                let offset = try #require(answer?.fields["upload-offset"].flatMap { Int($0) }, "\(answer?.text ?? "-")")
                #expect(offset == standing.offset + piece.count)
                acknowledged = offset
                isComplete = answer?.fields["upload-complete"] == "?1"
            default:
                guard killCount < 6 else { continue }
                killCount += 1
                _ = client.goOn(
                    location, at: standing.offset, with: rest.prefix(1_500_000), isLast: rest.count <= 1_500_000,
                    beforeReading: { server.kill() })
                server = try installation.serve()
            }
        }
        #expect(killCount > 0)
        let client = Client(port: server.port, token: token)
        let read = try #require(client.send("GET", "/v1/dossiers/\(number)/documents/declaration/1"))
        #expect(read.status == 200 && read.fields["content-type"] == "image/jpeg")
        #expect(sha256(read.body) == sha256(content))
        let events = client.send("GET", "/v1/dossiers/\(number)/events")?.json["events"]?.asArray ?? []
        #expect(events.count { $0["type"] == "scanAttached" } == 1)
        try verifyKnowsDamage(whileServing: server)
    }

    private func verifyKnowsDamage(whileServing server: ServerProcess) throws {
        let clean = try installation.run(["verify"])
        #expect(clean.status == 0 && clean.output.contains("1 scans"), "\(clean.output)")
        #expect(server.terminate() == 0)
        let folder = installation.folder.path + "/scans"
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        #expect(names.allSatisfy { !$0.hasPrefix("partial/") }, "\(names)")
        let file = folder + "/" + (try #require(names.first { $0.split(separator: "/").count == 3 }))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let damaged = try installation.run(["verify"])
        #expect(damaged.status == 1 && damaged.output.contains("scan declaration/1"), "\(damaged.output)")
        #expect(damaged.output.contains("its digest differs"))
        try FileManager.default.removeItem(atPath: file)
        let missing = try installation.run(["verify"])
        #expect(missing.status == 1 && missing.output.contains("is missing"), "\(missing.output)")
    }

    @Test(
        "OFF-03 256 KB over a line of 64 kbit/s and 600 ms, cut once, arrive whole",
        .enabled(if: isFull, "half a minute of waiting for a slow line"))
    func slowLine() throws {
        let content = Self.picture(256_000)
        let server = try installation.serve()
        let (location, number) = try begin(content, at: server.port)
        let line = try PlayedLine.slow(to: server)
        let port = try #require(UInt16(line.port))
        let client = UploadClient(port: port, token: token)
        _ = client.goOn(location, at: 0, with: content[...], isLast: true, cutAfter: 100_000)
        var isComplete = false
        for _ in 0..<8 where !isComplete {
            // What the line still held when it was cut may arrive meanwhile: then it is asked again.
            guard let standing = client.standing(location) else { continue }
            let answer = client.goOn(location, at: standing.offset, with: content[standing.offset...], isLast: true)
            isComplete = answer?.status == 200
        }
        #expect(isComplete)
        try line.end()
        let read = Client(port: server.port, token: token).send("GET", "/v1/dossiers/\(number)/documents/declaration/1")
        #expect(read?.body == content)
    }
}
