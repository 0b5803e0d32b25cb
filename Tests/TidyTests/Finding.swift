import Foundation

/// Something that a check found, with what to do about it.
struct Finding: Hashable, CustomStringConvertible {
    let path: String
    let line: Int?
    let message: String

    init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}

extension [Finding] {
    /// One finding a line, as a failing test shows them.
    var report: String {
        "\(count) found\n" + map(\.description).sorted().joined(separator: "\n")
    }
}

/// Something that a pattern matched.
struct Match {
    /// What the pattern and its groups matched; `nil` for a group that took no part.
    let groups: [String?]
    /// The line it begins on, from 1.
    let line: Int
    /// Where it ends, in UTF-16 units.
    let end: Int

    /// What the whole pattern matched.
    var text: String { groups[0] ?? "" }
}

extension String {
    /// All matches of a regular expression (ICU's syntax; `^` and `$` at line ends).
    func matches(of pattern: String) -> [Match] {
        let expression: NSRegularExpression
        do {
            expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        } catch {
            preconditionFailure("a check's pattern is no regular expression: \(pattern)")
        }
        let text = self as NSString
        var line = 1
        var counted = 0
        return expression.matches(in: self, range: NSRange(location: 0, length: text.length)).map { found in
            let passed = NSRange(location: counted, length: found.range.location - counted)
            line += text.substring(with: passed).utf16.count { $0 == 10 }
            counted = found.range.location
            let groups = (0..<found.numberOfRanges).map { index -> String? in
                let range = found.range(at: index)
                return range.location == NSNotFound ? nil : text.substring(with: range)
            }
            return Match(groups: groups, line: line, end: found.range.location + found.range.length)
        }
    }
}
