import Mustache

/// A value that a template can show.
public enum PaperValue: Hashable, Sendable {
    /// Nothing; a section over it isn't shown.
    case absent
    /// A text, escaped when it is shown.
    case text(String)
    /// Whether something holds, for sections.
    case flag(Bool)
    /// Rows.
    case list([[String: PaperValue]])
    /// Fields of their own.
    case object([String: PaperValue])

    /// A text, or nothing where it is missing or empty.
    public static func optional(_ text: String?) -> PaperValue {
        guard let text, !text.isEmpty else { return .absent }
        return .text(text)
    }

    /// What the renderer takes.
    var mustache: Any {
        switch self {
        case .absent: Absent()
        case .text(let text): text
        case .flag(let flag): flag
        case .list(let rows): rows.map { $0.mapValues(\.mustache) }
        case .object(let fields): fields.mapValues(\.mustache)
        }
    }

    private struct Absent: MustacheCustomRenderable {
        var renderText: String { "" }
        var isNull: Bool { true }
    }
}

/// What a template may name: the shape of what a paper is filled with.
public indirect enum PaperField: Hashable, Sendable {
    /// A text, or nothing.
    case text
    /// A yes or no.
    case flag
    /// Rows with these fields.
    case list([String: PaperField])
    /// Fields of their own, or nothing.
    case object([String: PaperField])

    /// Whether a value has this shape, with no field more or less.
    public func fits(_ value: PaperValue) -> Bool {
        switch (self, value) {
        case (.text, .text), (.text, .absent), (.flag, .flag), (.object, .absent): true
        case (.list(let fields), .list(let rows)): rows.allSatisfy { PaperField.fit(fields, $0) }
        case (.object(let fields), .object(let values)): PaperField.fit(fields, values)
        default: false
        }
    }

    /// Whether values have these fields, no more and no less.
    public static func fit(_ fields: [String: PaperField], _ values: [String: PaperValue]) -> Bool {
        Set(fields.keys) == Set(values.keys)
            && values.allSatisfy { name, value in fields[name]?.fits(value) ?? false }
    }
}

/// Escapes for HTML by Unicode scalars.
///
/// The library's own escaping goes by characters and lets `"` followed by a combining mark through, which a browser
/// reads as a quotation mark all the same (decision 0051).
struct PaperEscaping: MustacheContentType {
    /// The name that a template's text begins with.
    static let name = "PAPER"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        escaped.reserveCapacity(text.unicodeScalars.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            case "`": escaped.append(contentsOf: "&#96;".unicodeScalars)
            // A bare carriage return is read as a line feed.
            case "\r": escaped.append(contentsOf: "&#13;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
