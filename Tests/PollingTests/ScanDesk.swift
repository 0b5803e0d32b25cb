import Crypto
import DossierAPI
import DossierFiles
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Synchronization

/// What a counter's scanner does, on a whole service but for its sockets.
struct ScanDesk {
    let house: House

    init() throws {
        house = try House()
    }

    struct Reply {
        let status: Int
        let fields: HTTPFields
        let bytes: [UInt8]
        /// What broke the answer off, where its head had left.
        let failure: (any Error)?

        var json: JSONValue { (try? JSONReader.read(bytes)) ?? .null }
        var problem: String? { json["type"]?.asString }
        var offset: Int? { field("Upload-Offset").flatMap { Int($0) } }
        var isComplete: Bool { field("Upload-Complete") == "?1" }
        var location: String { fields[.location] ?? "" }

        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }

    /// Sends a request whose body comes in pieces, and breaks off after them where `breaks`; `more` gives one more piece
    /// when these are taken, and `end` is done before the answer is waited for.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as who: String = House.clerk, _ fields: [String: String] = [:],
        body: JSONValue? = nil, pieces: [[UInt8]]? = nil, breaks: Bool = false,
        then more: (@Sendable () async throws -> [UInt8])? = nil,
        finally end: (@Sendable () async throws -> Void)? = nil
    ) async throws -> Reply {
        var all: HTTPFields = [.authorization: "Bearer " + (try await house.token(of: who)), .acceptLanguage: "vi"]
        if body != nil { all[.contentType] = "application/json" }
        if pieces != nil { all[.contentType] = "application/partial-upload" }
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { all[name] = value }
        }
        let rest = Mutex(pieces ?? [])
        let hasMore = Atomic<Bool>(false)
        var next: (@Sendable () async throws -> [UInt8]?)?
        if pieces != nil {
            next = {
                if let piece = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return piece }
                if breaks { throw Failure("the line broke") }
                if let more, !hasMore.exchange(true, ordering: .relaxed) { return try await more() }
                return nil
            }
        }
        let request = APIRequest(
            method: method, segments: path.split(separator: "/").map(String.init), fields: all,
            body: body.map { $0.encoded() } ?? [], pieces: next)
        let own = try house.makeDesk()
        let reply = await withTaskExecutorPreference(OneLoop()) { [house] in
            await house.api.respond(to: request, at: own, newID: { "request-1" })
        }
        try await end?()
        let streamed = Mutex(reply.body)
        var failure: (any Error)?
        if method != .head {
            do {
                try await reply.stream?({ bytes in streamed.withLock { $0 += bytes } })
            } catch let error {
                failure = error
            }
        }
        return Reply(
            status: reply.status.code, fields: reply.fields, bytes: streamed.withLock { $0 }, failure: failure)
    }

    /// A new dossier's number and identity.
    func dossier() async throws -> (number: String, id: String) {
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier).json
        guard let number = received["number"]?.asString, let id = received["submission"]?.asString else {
            throw Failure("\(received)")
        }
        return (number, id)
    }

    func begin(
        _ content: [UInt8], of path: String, as who: String = House.clerk, key: String,
        document: String = "declaration",
        page: Int? = nil, mediaType: String = "image/jpeg", sha256: String? = nil, byteCount: Int? = nil
    ) async throws -> Reply {
        var body: JSONObject = [
            "document": .string(document), "mediaType": .string(mediaType),
            "byteCount": .integer(Int64(byteCount ?? content.count)), "sha256": .string(sha256 ?? Self.sha256(content)),
        ]
        if let page { body.append("page", .integer(Int64(page))) }
        return try await send(
            .post, path + "/documents", as: who, ["Idempotency-Key": key], body: .object(body))
    }

    /// Goes on with an upload.
    func goOn(
        _ location: String, at offset: Int, with pieces: [[UInt8]], isLast: Bool, breaks: Bool = false,
        as who: String = House.clerk
    ) async throws -> Reply {
        try await send(
            .patch, location, as: who,
            ["Upload-Offset": String(offset), "Upload-Complete": isLast ? "?1" : "?0"], pieces: pieces, breaks: breaks)
    }

    /// Uploads all of it at once.
    func attach(
        _ content: [UInt8], of path: String, key: String, document: String = "declaration",
        mediaType: String = "image/jpeg"
    ) async throws -> Reply {
        let begun = try await begin(content, of: path, key: key, document: document, mediaType: mediaType)
        guard begun.status == 201 else { return begun }
        return try await goOn(begun.location, at: 0, with: [content], isLast: true)
    }

    /// The paths of all files in the folder of scans, below it.
    var files: [String] {
        let root = house.directory.file("scans")
        return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// A JPEG of about that size.
    static func picture(_ size: Int, seed: UInt64 = 1) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return Pictures.jpeg((0..<size).map { _ in UInt8.random(in: 0...254, using: &generator) })
    }
}
