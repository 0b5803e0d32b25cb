import Crypto
import DossierDomain

/// One act of a counter's day, as it was sent (OFF-01).
struct DayItem {
    /// Where it stands in the list.
    let index: Int
    /// Its key; empty where the item can't be read.
    let key: String
    /// What is wrong with the item itself.
    let errors: [FieldError]
    let path: String
    let follows: String?
    let body: JSONValue

    init(_ value: JSONValue, index: Int) {
        self.index = index
        let errors = BodyShape.dayItem.check(value)
        key = value["key"]?.asString ?? ""
        path = value["path"]?.asString ?? ""
        follows = value["follows"]?.asString
        body = value["body"] ?? .null
        var all = errors.map { $0.moved(below: "/items/\(index)") }
        if errors.isEmpty, !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            all.append(
                FieldError(
                    pointer: "/items/\(index)/key", .badFormat,
                    Wording(vi: "Khóa chỉ gồm ký tự ASCII thấy được.", en: "A key has visible ASCII characters only.")))
        }
        self.errors = all
    }

    /// The path's segments.
    var segments: [String] { path.split(separator: "/", omittingEmptySubsequences: true).map(String.init) }

    /// SHA-256 of the request that it stands for, the same as when it is sent alone: “POST path”, a line feed and the body
    /// as compact JSON in the order in which it came. Where the item follows another, “ after ” and that one's key stand
    /// behind the path.
    var digest: [UInt8] {
        var digest = SHA256()
        let after = follows.map { " after \($0)" } ?? ""
        digest.update(data: Array("POST /\(segments.joined(separator: "/"))\(after)\n".utf8))
        digest.update(data: body.encoded())
        return Array(digest.finalize())
    }
}

extension FieldError {
    /// The same of a body that is part of another one.
    func moved(below pointer: String) -> FieldError {
        guard case .body(let inner) = place else { return self }
        return FieldError(pointer: pointer + inner, code, message)
    }
}

/// Items that are about the same dossier, in order; those of different groups may be done at the same time.
struct DayGroups {
    private(set) var groups: [[DayItem]] = []

    /// Puts items together that name the same number, the same submission or the same key, or that follow one another.
    init(_ items: [DayItem]) {
        var groupOfName: [String: Int] = [:]
        var members: [[DayItem]] = []
        for item in items {
            let names = Self.names(of: item)
            let known = Set(names.compactMap { groupOfName[$0] }).sorted()
            let group: Int
            if let first = known.first {
                group = first
                for other in known.dropFirst() {
                    members[group] += members[other]
                    members[other] = []
                    for (name, owner) in groupOfName where owner == other { groupOfName[name] = group }
                }
            } else {
                group = members.count
                members.append([])
            }
            members[group].append(item)
            for name in names { groupOfName[name] = group }
        }
        groups = members.filter { !$0.isEmpty }.map { group in group.sorted { $0.index < $1.index } }
    }

    private static func names(of item: DayItem) -> [String] {
        // Items without a key can't be read, and have nothing to do with one another.
        var names = item.key.isEmpty ? [] : ["key \(item.key)"]
        if let follows = item.follows { names.append("key \(follows)") }
        let segments = item.segments
        let texts = [item.body["number"]?.asString, segments.count > 2 ? segments[2] : nil].compactMap { $0 }
        for text in texts {
            if let number = DossierNumber(text) { names.append("number \(number.canonical)") }
        }
        if segments.count > 2, segments[1] == "submissions" { names.append("submission \(segments[2])") }
        return names
    }
}
