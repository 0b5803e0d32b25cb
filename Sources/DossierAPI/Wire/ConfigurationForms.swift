import Crypto
import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes
import Synchronization

/// What a configuration or a part of it is written in.
enum ConfigurationFormat: String, CaseIterable {
    case json = "application/json"
    case yaml = "application/yaml"

    static let mediaTypes = allCases.map(\.rawValue)

    /// What the caller likes best.
    init(preferredBy fields: HTTPFields) throws(Problem) {
        guard let format = fields.preferred(of: Self.mediaTypes).flatMap(Self.init(rawValue:)) else {
            throw Problem(.notAcceptable)
        }
        self = format
    }

    /// A strong tag for that content in this format: other bytes, another tag.
    func tag(_ content: String) -> String { self == .json ? "\"\(content)\"" : "\"\(content).yaml\"" }
}

/// What `If-Match` and `If-None-Match` demand of something before it is changed (RFC 9110, 13.1).
struct ChangeConditions: Sendable {
    private let match: EntityTags?
    private let makesNew: Bool

    /// Refused where neither says from what the change is made.
    init(_ fields: HTTPFields) throws(Problem) {
        match = fields.entityTags(.ifMatch)
        makesNew = fields.entityTags(.ifNoneMatch)?.isAny == true
        guard match != nil || makesNew else { throw Problem(.preconditionRequired) }
    }

    /// Whether they hold for what is there; `nil` where nothing is. A tag of whichever format names the same content.
    func hold(for content: String?) -> Bool {
        if makesNew, content != nil { return false }
        guard let match else { return true }
        guard let content else { return false }
        return match.isAny
            || match.tags.contains { !$0.isWeak && ($0.opaque == content || $0.opaque == content + ".yaml") }
    }
}

/// The configuration in force as YAML, kept because writing it takes long.
final class ConfigurationShelf: Sendable {
    private let kept = Mutex<(version: Int, bytes: [UInt8])?>(nil)

    func yaml(of document: ConfigurationDocument, version: Int) throws(ServiceError) -> [UInt8] {
        if let kept = kept.withLock({ $0 }), kept.version == version { return kept.bytes }
        let bytes = try written { try canonicalYAML(document) }
        kept.withLock { $0 = (version, bytes) }
        return bytes
    }
}

/// What an encoder writes of a checked value; one that can't be written breaks an invariant.
func written<Value>(_ write: () throws -> Value) throws(ServiceError) -> Value {
    do {
        return try write()
    } catch {
        throw .store(.inconsistent("a configuration can't be written: \(type(of: error))"))
    }
}

extension WrittenConfiguration {
    /// A configuration in canonical order, with its bytes; refused where it is larger than may be.
    init(_ document: ConfigurationDocument) throws(ServiceError) {
        let document = document.inCanonicalOrder
        let json = try written { try canonicalJSON(document) }
        var findings: [ReviewFinding] = []
        for kind in ConfigurationKind.allCases {
            let count = document.rowCount(of: kind)
            guard count > ConfigurationLimits.rowCount, let place = ReviewFinding.Kind(kind) else { continue }
            findings.append(
                ReviewFinding(
                    .error, .init(kind: place, id: "*"),
                    "has \(count) rows; at most \(ConfigurationLimits.rowCount) are accepted"))
        }
        if json.count > ConfigurationLimits.documentByteCount {
            findings.append(
                ReviewFinding(
                    .error, .init(kind: .form, id: "*"),
                    "the whole is longer than the \(ConfigurationLimits.documentByteCount) bytes that are accepted"))
        }
        guard findings.isEmpty else { throw .configurationRefused(findings) }
        self.init(document: document, json: json)
    }
}

extension ConfigurationDraft {
    /// The bytes of what it makes of its things.
    var byteCount: Int {
        get throws(ServiceError) {
            var count = 0
            for change in changes { count += try change.after.bytes(of: change.object, as: .json).count }
            return count
        }
    }

    /// What its `ETag` says: a digest of what it changes, from what to what, so that one that was discarded and made again
    /// is another one.
    func contentTag() throws(ServiceError) -> String {
        var digest = SHA256()
        for change in changes {
            digest.update(data: Array("\(change.object)\n".utf8))
            for part in [change.before, change.after] {
                digest.update(data: try part.bytes(of: change.object, as: .json))
            }
        }
        return hexadecimal(digest.finalize().prefix(16))
    }
}

extension ReviewFinding.Kind {
    /// The singular of a kind of objects.
    init?(_ kind: ConfigurationKind) {
        let singular: [ConfigurationKind: ReviewFinding.Kind] = [
            .levels: .level, .units: .unit, .agencies: .agency, .offices: .office, .counters: .counter,
            .people: .person, .postings: .posting, .calendars: .calendar, .procedures: .procedure, .routes: .route,
            .forms: .form, .retention: .retention,
        ]
        guard let found = singular[kind] else { return nil }
        self = found
    }
}

extension ConfigurationDocument {
    /// What names the content of one thing; `nil` where there is none.
    func contentTag(of object: ConfigurationObject) throws(ServiceError) -> String? {
        let part = part(object)
        guard !part.identities(of: object.kind).isEmpty else { return nil }
        let json = try written { try canonicalJSON(part, of: object.kind) }
        return hexadecimal(SHA256.hash(data: json).prefix(16))
    }

    /// One thing as it is sent.
    func bytes(
        of object: ConfigurationObject, as format: ConfigurationFormat
    ) throws(ServiceError) -> [UInt8] {
        let part = part(object)
        return try written {
            switch format {
            case .json: try canonicalJSON(part, of: object.kind)
            case .yaml: try canonicalYAML(part, of: object.kind)
            }
        }
    }
}

extension Problem {
    /// A failure of a request about the configuration.
    init(configuration error: ServiceError, catalogue: Catalogue, date: CivilDate) {
        switch error {
        case .versionMismatch(let current):
            self.init(.configurationChanged)
            facts = ["currentVersion": .count(current)]
        case .notFound:
            self.init(
                .notFound,
                Wording(
                    vi:
                        "Không có bản nháp, phiên bản hay đối tượng cấu hình đó; bản nháp đã ban hành hoặc đã bỏ thì không còn."
                        + " Xem GET /v1/config/drafts, /v1/config/versions, hoặc /v1/config/{kind}.",
                    en:
                        "There is no such draft, version or configured thing; a draft that was published or discarded is gone."
                        + " See GET /v1/config/drafts, /v1/config/versions, or /v1/config/{kind}."))
        default: self.init(error, catalogue: catalogue, date: date)
        }
    }

    /// What can't be read, as the folder's check says it.
    init(_ problems: ConfigurationProblems) {
        self.init(.configurationUnreadable)
        facts = [
            "problems": .list(problems.problems.prefix(Self.shownProblems)) { problem in
                [
                    "line": .optional(problem.line), "path": problem.path.isEmpty ? nil : .string(problem.path),
                    "reason": .string(problem.reason),
                ]
            },
            "problemCount": .count(problems.problems.count),
        ]
    }

    private static var shownProblems: Int { 100 }
}

extension ReviewFinding {
    var json: JSONValue {
        ["severity": .name(severity), "kind": .name(place.kind), "id": .string(place.id), "reason": .string(reason)]
    }
}

extension ConfigurationChange {
    var json: JSONValue { ["object": .string(object.description), "act": .name(act)] }
}

extension Naming {
    /// What was done to the configuration.
    func record(_ record: ConfigurationRecord) -> JSONValue {
        [
            "version": .count(record.version), "act": .name(record.act), "recordedAt": .instant(record.recordedAt),
            "by": actor(record.actor), "reason": .optional(record.reason),
            "changeCount": .count(record.changes.count),
            "changes": .list(record.changes.prefix(100)) { $0.json },
        ]
    }

    /// A draft without its contents.
    func draft(_ draft: DraftSummary) -> JSONObject {
        [
            "id": .identifier(draft.id), "version": .count(draft.version), "changedAt": .instant(draft.changedAt),
            "by": actor(draft.changedBy), "changeCount": .count(draft.objects.count),
            "objects": .list(draft.objects) { .string($0.description) },
        ]
    }
}

extension ConfigurationPerformed {
    var json: JSONValue {
        [
            "version": .count(version), "changeCount": .count(changes.count),
            "changes": .list(changes.prefix(100)) { $0.json },
            "warnings": .list(warnings.filter { $0.severity == .warning }) { $0.json },
            "movedDueDates": [
                "count": .count(moved.count),
                "first": .list(moved.prefix(100)) {
                    ["number": .string($0.number.text), "from": .instant($0.from), "to": .instant($0.to)]
                },
            ],
        ]
    }
}
