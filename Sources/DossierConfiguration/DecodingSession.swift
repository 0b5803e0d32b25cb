import DossierDomain
import Yams

/// The reading of one file: where its problems are written down.
final class DecodingSession {
    /// What a key must look like, for messages.
    static let grammar =
        "is not a key: use lower-case ASCII letters and digits in groups joined by . or -, at most 64 characters"

    let file: String
    private(set) var problems: [ConfigurationProblem] = []

    init(file: String) {
        self.file = file
    }

    /// Writes a problem down, with the line on which the node begins.
    func record(at path: [any CodingKey], node: Node?, _ reason: String) {
        record(at: path, line: node?.mark?.line, reason)
    }

    /// Writes a problem down that has a line but no node.
    func record(at path: [any CodingKey], line: Int?, _ reason: String) {
        problems.append(
            ConfigurationProblem(file: file, line: line, path: Self.text(of: path), reason: reason))
    }

    /// Reads a value; where it can't be read, writes down why and answers a stand-in.
    ///
    /// Throws only where no stand-in is known; the problem is written down all the same.
    func value<T: Decodable>(of type: T.Type, at path: [any CodingKey], from node: Node) throws -> T {
        let countBefore = problems.count
        let decoder = NodeDecoder(node, at: path, in: self)
        if type is [Weekday: [WorkingCalendar.Period]].Type { reportForeignKeys(of: node, at: path) }
        do {
            let value = try decoder.decode(type)
            decoder.reportSurplusKeys()
            if let key = value as? any GrammaticalKey, !key.isWellFormed {
                record(at: path, node: node, "“\(key.text)” " + Self.grammar)
            }
            return value
        } catch {
            // What went wrong inside was written down there, and its consequences would only be noise.
            if problems.count == countBefore {
                record(at: path, node: node, reason(for: error, of: type, node))
            }
            return try Placeholder.value(of: type)
        }
    }

    /// A dictionary refuses a key that is no weekday, but can't say which one.
    private func reportForeignKeys(of node: Node, at path: [any CodingKey]) {
        for (key, _) in node.mapping ?? Node.Mapping([]) {
            guard let name = key.scalar?.string, Weekday(rawValue: name) == nil else { continue }
            let words = Weekday.allCases.map(\.rawValue).joined(separator: ", ")
            record(at: path + [PathKey(name)], node: key, "“\(name)” is none of \(words)")
        }
    }

    private func reason(for error: any Error, of type: any Decodable.Type, _ node: Node) -> String {
        guard case .dataCorrupted(let context)? = error as? DecodingError else {
            return "can't be read: \(error)"
        }
        guard let text = node.scalar?.string, !text.isEmpty else { return context.debugDescription }
        let words = Placeholder.words(of: type)
        if !words.isEmpty { return "“\(text)” is none of " + words.joined(separator: ", ") }
        let ours = context.debugDescription
        return ours.hasPrefix("not ") ? "“\(text)” is \(ours)" : ours
    }

    private static func text(of path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text
    }
}

/// A key whose grammar is checked when it comes from outside; its own `Codable` trusts the store.
private protocol GrammaticalKey {
    var text: String { get }
    var isWellFormed: Bool { get }
}

extension Identifier: GrammaticalKey {
    fileprivate var isWellFormed: Bool { Identifier(validating: text) != nil }
}
