import DossierAPI
import DossierDomain
import DossierFiles
import DossierService
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Testing

@Suite("Scans are uploaded in pieces")
struct ScanUploadTests {
    private let desk: ScanDesk

    init() throws {
        desk = try ScanDesk()
    }

    @Test("OFF-03 an upload goes on where it stopped, whatever was cut, and its digest proves it whole")
    func resumes() async throws {
        let (number, id) = try await desk.dossier()
        let content = ScanDesk.picture(100_000)
        let begun = try await desk.begin(content, of: "/v1/dossiers/\(number)", key: "s1")
        #expect(begun.status == 201 && begun.offset == 0 && !begun.isComplete, "\(begun.json)")
        #expect(begun.location.hasPrefix("/v1/submissions/\(id)/uploads/"))
        let again = try await desk.begin(content, of: "/v1/dossiers/\(number)", key: "s1")
        #expect(again.location == begun.location, "the same key is the same upload")

        // What came before the line broke is kept, to the byte.
        _ = try await desk.goOn(
            begun.location, at: 0, with: [Array(content[..<30_000]), Array(content[30_000..<30_007])], isLast: true,
            breaks: true)
        let stands = try await desk.send(.head, begun.location)
        #expect(stands.offset == 30_007 && !stands.isComplete && stands.field("Upload-Length") == "\(content.count)")
        let wrong = try await desk.goOn(begun.location, at: 0, with: [content], isLast: true)
        #expect(wrong.status == 409 && wrong.problem == "/problems/upload-offset-mismatch")
        #expect(wrong.json["expected-offset"] == 30_007 && wrong.offset == 30_007)

        let early = try await desk.goOn(begun.location, at: 30_007, with: [[content[30_007]]], isLast: true)
        #expect(early.status == 400 && early.offset == 30_008, "not whole, and what came is kept")
        let none = try await desk.send(.get, "/v1/dossiers/\(number)/documents")
        #expect(none.json["scans"]?.asArray?.isEmpty == true, "nothing half-uploaded is visible")

        let last = try await desk.goOn(begun.location, at: 30_008, with: [Array(content[30_008...])], isLast: false)
        #expect(last.status == 204 && last.offset == content.count && !last.isComplete)
        let complete = try await desk.goOn(begun.location, at: content.count, with: [], isLast: true)
        #expect(complete.status == 200 && complete.isComplete, "\(complete.json)")

        // Whoever lost an answer gets it again, and nothing happens twice.
        for retry in [
            try await desk.goOn(begun.location, at: 30_008, with: [Array(content[30_008...])], isLast: true),
            try await desk.send(.head, begun.location),
            try await desk.begin(content, of: "/v1/dossiers/\(number)", key: "s1"),
        ] {
            #expect(retry.isComplete && retry.offset == content.count)
        }
        let events = try await desk.send(.get, "/v1/dossiers/\(number)/events").json["events"]?.asArray ?? []
        #expect(events.count { $0["type"] == "scanAttached" } == 1, "\(events)")
        let read = try await desk.send(.get, "/v1/dossiers/\(number)/documents/declaration/1")
        #expect(read.status == 200 && read.bytes == content)
        #expect(desk.files.count == 1 && desk.files[0].hasPrefix("stored/"), "\(desk.files)")
    }

    @Test("OFF-03 other bytes than announced, or no picture of that kind, are thrown away and say what to do")
    func refused() async throws {
        let (number, _) = try await desk.dossier()
        let path = "/v1/dossiers/\(number)"
        let content = ScanDesk.picture(20_000)
        let digest = try await desk.begin(content, of: path, key: "a", sha256: ScanDesk.sha256([1]))
        let mismatch = try await desk.goOn(digest.location, at: 0, with: [content], isLast: true)
        #expect(mismatch.status == 422 && mismatch.problem == "/problems/scan-digest-mismatch")
        #expect(mismatch.json["detail"]?.asString?.contains("Bắt đầu gửi lại") == true)
        #expect(try await desk.send(.head, digest.location).status == 404)

        // A name says nothing: what claims to be a PDF is looked at with its first bytes, before the rest is sent.
        let renamed = try await desk.begin(content, of: path, key: "b", mediaType: "application/pdf")
        let early = try await desk.goOn(renamed.location, at: 0, with: [Array(content[..<100])], isLast: false)
        #expect(early.status == 422 && early.problem == "/problems/scan-not-of-kind", "\(early.json)")
        let cut = Array(Pictures.png().dropLast(3))
        let broken = try await desk.attach(cut, of: path, key: "c", mediaType: "image/png")
        #expect(broken.status == 422 && broken.problem == "/problems/scan-not-of-kind")
        #expect(desk.files.isEmpty, "\(desk.files)")
    }

    @Test("OFF-03 every limit is told: size, unfinished uploads, more bytes than announced")
    func limits() async throws {
        let (number, _) = try await desk.dossier()
        let path = "/v1/dossiers/\(number)"
        let content = ScanDesk.picture(5_000)
        let large = try await desk.begin(content, of: path, key: "large", byteCount: 300_001)
        #expect(large.status == 413 && large.json["limit"] == 300_000)
        var locations: [String] = []
        for name in ["1", "2", "3"] { locations.append(try await desk.begin(content, of: path, key: name).location) }
        let many = try await desk.begin(content, of: path, key: "4")
        #expect(many.status == 429 && many.problem == "/problems/too-many-uploads" && many.field("Retry-After") != nil)
        #expect(try await desk.begin(content, of: path, key: "2").status == 201, "one that was begun is no new one")
        #expect(try await desk.send(.delete, locations[0]).status == 204)
        #expect(try await desk.send(.delete, locations[0]).status == 204, "giving up again changes nothing")
        #expect(try await desk.begin(content, of: path, key: "4").status == 201)

        let more = try await desk.goOn(locations[1], at: 0, with: [content, [1]], isLast: true)
        #expect(more.status == 400 && more.problem == "/problems/upload-length-inconsistent")
        #expect(try await desk.send(.head, locations[1]).offset == content.count)
        let page = try await desk.begin(content, of: path, key: "5", page: 101)
        #expect(page.status == 422)
    }

    @Test("OFF-03 what would be rejected in the end is rejected before anything is sent")
    func rehearsed() async throws {
        let (number, _) = try await desk.dossier()
        let path = "/v1/dossiers/\(number)"
        let content = ScanDesk.picture(5_000)
        let unlisted = try await desk.begin(content, of: path, key: "a", document: "passport")
        #expect(unlisted.status == 422 && unlisted.problem == "/problems/documents-not-on-list")
        let body = try await desk.begin(content, of: path, key: "b", page: 1)
        #expect(body.status == 201)
        let other = try await desk.begin(content, of: path, key: "b", page: 2)
        #expect(other.status == 422 && other.problem == "/problems/idempotency-key-reused")
        #expect(try await desk.goOn(body.location, at: 0, with: [content], isLast: true).status == 200)
        let taken = try await desk.begin(content, of: path, key: "c", page: 1)
        #expect(taken.status == 409 && taken.problem == "/problems/page-taken", "\(taken.json)")
        // Two that were begun before either was complete: the later one learns it in the end.
        let race = try await desk.begin(content, of: path, key: "d", page: 2)
        let rival = try await desk.begin(content, of: path, key: "e", page: 2)
        #expect(try await desk.goOn(rival.location, at: 0, with: [content], isLast: true).status == 200)
        let late = try await desk.goOn(race.location, at: 0, with: [content], isLast: true)
        #expect(late.status == 409 && late.problem == "/problems/page-taken")
        let missing = try await desk.send(.patch, race.location, ["Upload-Complete": "?1"], pieces: [])
        #expect(missing.status == 400 && missing.json["errors"]?[0]?["header"] == "Upload-Offset")
        let unclear = try await desk.send(
            .patch, race.location, ["Upload-Offset": "0", "Upload-Complete": "yes"], pieces: [])
        #expect(unclear.status == 400 && unclear.json["errors"]?[0]?["header"] == "Upload-Complete")
        let json = try await desk.send(
            .patch, race.location,
            ["Upload-Offset": "0", "Upload-Complete": "?1", "Content-Type": "application/json"], pieces: [[1]])
        #expect(json.status == 415)
    }

    @Test("OFF-03 a request that comes later takes an upload over, and the earlier one adds nothing to it any more")
    func takenOver() async throws {
        let (number, _) = try await desk.dossier()
        let content = ScanDesk.picture(60_000)
        let begun = try await desk.begin(content, of: "/v1/dossiers/\(number)", key: "s1")
        let later = try await desk.goOn(begun.location, at: 0, with: [Array(content[..<20_000])], isLast: false)
        #expect(later.offset == 20_000)
        let stale = StalePieces(desk: desk, location: begun.location, content: content)
        let earlier = try await stale.run()
        #expect(earlier.status == 409 && earlier.problem == "/problems/upload-taken-over", "\(earlier.json)")
        let read = try await desk.send(.get, "/v1/dossiers/\(number)/documents/declaration/1")
        #expect(read.bytes == content)
    }

    @Test("OFF-03 the same content is stored once in a dossier, and never shared between two")
    func twins() async throws {
        let (first, _) = try await desk.dossier()
        let (second, _) = try await desk.dossier()
        let content = ScanDesk.picture(20_000)
        for (number, key, document) in [
            (first, "a", "declaration"), (first, "b", "death-certificate"), (second, "c", "declaration"),
        ] {
            let done = try await desk.attach(content, of: "/v1/dossiers/\(number)", key: key, document: document)
            #expect(done.status == 200, "\(done.json)")
        }
        #expect(desk.files.count == 2 && desk.files.allSatisfy { $0.hasPrefix("stored/") }, "\(desk.files)")
        for path in [
            "/v1/dossiers/\(first)/documents/death-certificate/1", "/v1/dossiers/\(second)/documents/declaration/1",
        ] {
            #expect(try await desk.send(.get, path).bytes == content)
        }
    }

    @Test("OFF-03 an upload that was left is given up after seven days, and what a dossier names stays")
    func swept() async throws {
        let (number, _) = try await desk.dossier()
        let content = ScanDesk.picture(20_000)
        let kept = try await desk.attach(content, of: "/v1/dossiers/\(number)", key: "kept")
        #expect(kept.status == 200)
        let left = try await desk.begin(ScanDesk.picture(9_000), of: "/v1/dossiers/\(number)", key: "left")
        _ = try await desk.goOn(left.location, at: 0, with: [Array(ScanDesk.picture(9_000)[..<5_000])], isLast: false)
        let now = Int(Date().timeIntervalSince1970)
        let reader = try desk.house.store.makeReader()
        #expect(try await desk.house.service.sweepUploads(now: now + 6 * 86_400, reader: reader) == 0)
        #expect(try await desk.send(.head, left.location).offset == 5_000)
        #expect(try await desk.house.service.sweepUploads(now: now + 8 * 86_400, reader: reader) == 1)
        #expect(try await desk.send(.head, left.location).status == 404)
        #expect(desk.files.count == 1)
        #expect(try await desk.send(.get, "/v1/dossiers/\(number)/documents/declaration/1").bytes == content)
    }
}

/// A request whose second piece comes only after another request has gone on with its upload, to the end.
private struct StalePieces {
    let desk: ScanDesk
    let location: String
    let content: [UInt8]

    func run() async throws -> ScanDesk.Reply {
        try await desk.send(
            .patch, location, ["Upload-Offset": "20000", "Upload-Complete": "?1"],
            pieces: [Array(content[20_000..<40_000])],
            then: { [desk, location, content] in
                let stands = try await desk.send(.head, location)
                let end = try await desk.goOn(
                    location, at: stands.offset ?? 0, with: [Array(content[(stands.offset ?? 0)...])], isLast: false)
                guard end.offset == content.count else { throw Failure("\(end.json)") }
                return Array(content[40_000...])
            },
            finally: { [desk, location, content] in
                _ = try await desk.goOn(location, at: content.count, with: [], isLast: true)
            })
    }
}
