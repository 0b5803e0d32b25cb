import DossierAPI
import DossierTesting
import Foundation
import HTTPTypes
import Testing

@Suite("Scans are read")
struct ScanReadingTests {
    private let desk: ScanDesk
    private let content = ScanDesk.picture(150_000)

    init() throws {
        desk = try ScanDesk()
    }

    @Test("OFF-03 a scan is read whole or in one range, and not again where it is known")
    func ranges() async throws {
        let (number, id) = try await desk.dossier()
        #expect(try await desk.attach(content, of: "/v1/submissions/\(id)", key: "s1").status == 200)
        let path = "/v1/dossiers/\(number)/documents/declaration/1"
        let whole = try await desk.send(.get, path)
        #expect(whole.status == 200 && whole.bytes == content && whole.fields[.contentType] == "image/jpeg")
        #expect(whole.fields[.acceptRanges] == "bytes" && whole.fields[.xContentTypeOptions] == "nosniff")
        let tag = try #require(whole.fields[.eTag])
        #expect(try await desk.send(.get, path, ["If-None-Match": tag]).status == 304)
        for (range, part) in [
            ("bytes=0-0", 0..<1), ("bytes=65530-65540", 65_530..<65_541),
            ("bytes=-10", (content.count - 10)..<content.count),
            ("bytes=100000-", 100_000..<content.count),
        ] {
            let read = try await desk.send(.get, path, ["Range": range])
            #expect(read.status == 206 && read.bytes == Array(content[part]), "\(range)")
            #expect(
                read.fields[.contentRange] == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(content.count)")
        }
        let beyond = try await desk.send(.get, path, ["Range": "bytes=999999-"])
        #expect(beyond.status == 416 && beyond.fields[.contentRange] == "bytes */\(content.count)")
        #expect(try await desk.send(.get, path, ["Range": "bytes=0-0", "If-Range": "\"other\""]).status == 200)
        let head = try await desk.send(.head, path)
        #expect(head.status == 200 && head.bytes.isEmpty)
        let list = try await desk.send(.get, "/v1/dossiers/\(number)/documents").json
        #expect(list["scans"]?[0]?["byteCount"]?.asInteger == Int64(content.count), "\(list)")
        #expect(list["documents"]?[0]?["scanCount"] == 1)
        for missing in ["declaration/2", "declaration/x", "passport/1"] {
            #expect(try await desk.send(.get, "/v1/dossiers/\(number)/documents/\(missing)").status == 404)
        }
    }

    @Test("SEC-02 OFF-03 a foreign credential sees no scan, no upload, and not that there is a dossier")
    func strangers() async throws {
        let (number, _) = try await desk.dossier()
        #expect(try await desk.attach(content, of: "/v1/dossiers/\(number)", key: "s1").status == 200)
        let open = try await desk.begin(content, of: "/v1/dossiers/\(number)", key: "s2", document: "death-certificate")
        let path = "/v1/dossiers/\(number)/documents"
        for stranger in [House.neighbour, House.province] {
            #expect(try await desk.send(.get, path, as: stranger).status == 404)
            #expect(try await desk.send(.get, path + "/declaration/1", as: stranger).status == 404)
            #expect(try await desk.begin(content, of: "/v1/dossiers/\(number)", as: stranger, key: "x").status == 404)
            #expect(try await desk.send(.head, open.location, as: stranger).status == 404)
            #expect(try await desk.send(.delete, open.location, as: stranger).status == 404)
            let going = try await desk.goOn(open.location, at: 0, with: [content], isLast: true, as: stranger)
            #expect(going.status == 404)
        }
        // Whoever oversees sees that there are scans, and reads none; whoever takes part reads them.
        #expect(try await desk.send(.get, path, as: House.administrator).status == 200)
        #expect(try await desk.send(.get, path + "/declaration/1", as: House.administrator).status == 403)
        #expect(try await desk.send(.get, path + "/declaration/1", as: House.committee).bytes == content)
        // An upload is its own body's, also where another may see the dossier.
        #expect(try await desk.send(.head, open.location, as: House.committee).status == 404)
        #expect(try await desk.send(.head, open.location).offset == 0)
    }

    @Test("OFF-03 a missing or damaged file is told as a problem, and another page is read all the same")
    func damage() async throws {
        let (number, _) = try await desk.dossier()
        let path = "/v1/dossiers/\(number)"
        #expect(try await desk.attach(content, of: path, key: "a").status == 200)
        let file = desk.house.directory.file("scans/" + (try #require(desk.files.first)))
        #expect(
            try await desk.attach(ScanDesk.picture(9_000, seed: 2), of: path, key: "b", document: "death-certificate")
                .status == 200)
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        bytes[100] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let damaged = try await desk.send(.get, path + "/documents/declaration/1")
        #expect(damaged.status == 503 && damaged.problem == "/problems/storage-damaged")
        // Damage behind the beginning cuts the answer off: nobody takes half a scan for a whole one.
        bytes[100] ^= 1
        bytes[100_000] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let later = try await desk.send(.get, path + "/documents/declaration/1")
        #expect(later.failure != nil && later.bytes == Array(content[..<65_536]))
        try FileManager.default.removeItem(atPath: file)
        #expect(try await desk.send(.get, path + "/documents/declaration/1").status == 503)
        #expect(try await desk.send(.get, path + "/documents/death-certificate/1").status == 200)
    }
}
