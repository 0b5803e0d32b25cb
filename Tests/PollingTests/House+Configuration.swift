import DossierAPI
import DossierConfiguration
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import HTTPTypes

extension House {
    /// A house whose store has the pilot's configuration, as after `motcua config load`.
    static func configured() async throws -> House {
        let house = try House()
        try await house.install()
        return house
    }

    /// What `motcua config load` and a first start do.
    func install() async throws {
        let document = service.catalogue.document
        _ = try await publish(
            ConfigurationProposal(
                WrittenConfiguration(document: document, json: try canonicalJSON(document)), act: .loaded,
                reason: "the pilot"), after: nil, to: store,
            by: Caller(
                actor: Actor(
                    credential: CredentialID("loader"), role: .administrator, body: nil, employer: .agency),
                requestID: "load", idempotencyKey: nil), at: now)
        _ = try await service.applyCalendar(reader: try store.makeReader())
    }

    /// An answer with its bytes.
    struct Reply: Sendable {
        let status: Int
        let fields: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var tag: String { fields[.eTag] ?? "" }
        var isReplay: Bool { fields[HTTPField.Name("Idempotency-Replayed") ?? .accept] == "true" }
        var json: JSONValue {
            do {
                return try JSONReader.read(bytes)
            } catch {
                return .null
            }
        }

        func number(_ path: String...) -> Int64? {
            path.reduce(JSONValue?.some(json)) { $0?[$1] }?.asInteger
        }
    }

    /// A request about the configuration, a document for its body.
    func configure(
        _ method: HTTPRequest.Method, _ path: String, as name: String = House.administrator, body: String? = nil,
        type: String = "application/json", key: String? = nil, accept: String = "application/json",
        ifMatch: String? = nil, ifNoneMatch: String? = nil
    ) async throws -> Reply {
        var fields: HTTPFields = [
            .authorization: "Bearer " + (try await token(of: name)), .acceptLanguage: "en", .accept: accept,
        ]
        if method != .get, let name = HTTPField.Name("Idempotency-Key") { fields[name] = key ?? UUID().uuidString }
        if body != nil { fields[.contentType] = type }
        fields[.ifMatch] = ifMatch
        fields[.ifNoneMatch] = ifNoneMatch
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? parts[1].split(separator: "&") : []
        let request = APIRequest(
            method: method, segments: parts[0].split(separator: "/").map(String.init),
            query: query.map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (sides[0], sides.count == 2 ? sides[1] : "")
            }, fields: fields, body: Array((body ?? "").utf8))
        let desk = try makeDesk()
        let reply = await withTaskExecutorPreference(OneLoop()) {
            await api.respond(to: request, at: desk, newID: { UUID().uuidString })
        }
        return Reply(status: reply.status.code, fields: reply.fields, bytes: reply.body)
    }

    /// Changes a text of one thing and puts it back under its tag.
    func change(
        _ object: String, _ old: String, to new: String, query: String = "?reason=test", key: String? = nil
    ) async throws -> Reply {
        let read = try await configure(.get, "/v1/config/\(object)")
        guard read.text.components(separatedBy: old).count == 2 else {
            throw Failure("“\(old)” stands not once in \(read.text.prefix(2_000))")
        }
        return try await configure(
            .put, "/v1/config/\(object)\(query)", body: read.text.replacingOccurrences(of: old, with: new), key: key,
            ifMatch: read.tag)
    }
}
