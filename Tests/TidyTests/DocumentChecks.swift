import Foundation

/// Links in Markdown to files that aren't there.
func brokenLinks(in documents: [TextFile], existing paths: Set<String>) -> [Finding] {
    documents.flatMap { document -> [Finding] in
        let folder = (document.path as NSString).deletingLastPathComponent
        return document.text.withoutMarkdownCode.matches(of: #"\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)"#)
            .compactMap { found in
                let target = found.groups[1] ?? ""
                guard !target.contains("://"), !target.hasPrefix("mailto:"), !target.hasPrefix("#") else {
                    return nil
                }
                let file = target.split(separator: "#", maxSplits: 1).first.map(String.init) ?? target
                let path = normal(file.hasPrefix("/") ? String(file.dropFirst()) : folder + "/" + file)
                let exists = paths.contains(path) || paths.contains { $0.hasPrefix(path + "/") }
                return exists
                    ? nil
                    : Finding(
                        document.path, line: found.line, "the link to \(target) leads nowhere (\(path))")
            }
    }
}

/// Code words of the glossary that no source uses: the second column of its tables.
func deadWords(inGlossary glossary: TextFile, sources: [TextFile]) -> [Finding] {
    let code = sources.map(\.text.swiftCode).joined(separator: "\n")
    let used = Set(code.matches(of: #"\b[A-Za-z_]\w*"#).map(\.text))
    return glossary.text.matches(of: #"^\|[^|\n]*\|([^|\n]*)\|"#).flatMap { row in
        (row.groups[1] ?? "").matches(of: "`([^`]+)`").flatMap { span in
            (span.groups[1] ?? "").split(separator: ".").map(String.init).filter { !used.contains($0) }.map {
                word in
                Finding(
                    glossary.path, line: row.line,
                    "`\(word)` is in no source: use the word the code uses, or list it as planned without backticks"
                )
            }
        }
    }
}

/// Rooms that the architecture doesn't tell of.
func untoldRooms(_ rooms: [String], inArchitecture text: String) -> [Finding] {
    rooms.filter { !text.contains("`\($0)`") }.map {
        Finding(
            "docs/architecture.md",
            "the room `\($0)` isn't described: say what it is for and what it may import")
    }
}

/// Migrations that aren't called `NNNN_name.sql` or whose numbers don't go 1, 2, 3, ….
func misnumberedMigrations(_ paths: [String]) -> [Finding] {
    var findings: [Finding] = []
    for (index, path) in paths.sorted().enumerated() {
        let name = (path as NSString).lastPathComponent
        guard let number = name.matches(of: #"^([0-9]{4})_[a-z0-9_]+\.sql$"#).first?.groups[1] else {
            findings.append(Finding(path, "a migration is called NNNN_name.sql, in small letters"))
            continue
        }
        if Int(number) != index + 1 {
            findings.append(
                Finding(path, "number \(index + 1) is missing or there twice: number them without gaps"))
        }
    }
    return findings
}

/// Absolute paths that exist on one machine only.
func machinePaths(in files: [TextFile]) -> [Finding] {
    files.flatMap { file in
        file.text.matches(
            of: #"(?<![\w.}~/-])(?:/(?:home|Users|root|work|workspace)/[\w.-]|[A-Z]:\\Users\\)[^\s"'`)]*"#
        )
        .map {
            Finding(
                file.path, line: $0.line,
                "\($0.text) is a path of one machine: write it from the package's root")
        }
    }
}

/// Removes `.` and `..` from a path.
private func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
        if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
}

extension String {
    /// Markdown with fenced and inline code blanked, line ends kept.
    fileprivate var withoutMarkdownCode: String {
        var inFence = false
        return split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFence { inFence.toggle() }
            if isFence || inFence { return "" }
            return String(line).replacing("``", with: "").split(
                separator: "`", omittingEmptySubsequences: false
            )
            .enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined(separator: "`")
        }.joined(separator: "\n")
    }
}

/// Tests that a document names as `File`: "title", "title", and that are not in that file (its name without ending).
func untruePromises(in document: TextFile, tests: [TextFile]) -> [Finding] {
    document.text.matches(of: #"`(\w+)`: ("[^"\n]+"(?:, "[^"\n]+")*)"#).flatMap { found -> [Finding] in
        let name = found.groups[1] ?? ""
        let files = tests.filter { (($0.path as NSString).lastPathComponent as NSString).deletingPathExtension == name }
        guard !files.isEmpty else {
            return [Finding(document.path, line: found.line, "there is no file \(name) among the tests")]
        }
        return (found.groups[2] ?? "").matches(of: #""([^"]+)""#).compactMap { title in
            let text = title.groups[1] ?? ""
            return files.contains { $0.text.contains(text) }
                ? nil : Finding(document.path, line: found.line, "\(name) has no test \"\(text)\"")
        }
    }
}

/// Settings with a default of their own that a document does not mention in backticks.
func unmentionedLimits(in document: TextFile, sources: [TextFile]) -> [Finding] {
    sources.flatMap { source in
        source.text.swiftCode.matches(of: #"public var (\w+) = (?:[\d_]+|Duration\.\w+\([\d_]+\))\s*\n"#).compactMap {
            found in
            let name = found.groups[1] ?? ""
            return document.text.contains("`\(name)`")
                ? nil
                : Finding(source.path, line: found.line, "the limit \(name) is missing from \(document.path)")
        }
    }
}

/// Rows of a document's tables of limits, which end in a column `Test`, that name no test.
func untestedLimits(in document: TextFile) -> [Finding] {
    var isInTable = false
    var findings: [Finding] = []
    for (index, line) in document.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard line.hasPrefix("|"), cells.count > 2 else {
            isInTable = false
            continue
        }
        let last = cells[cells.count - 2]
        if last == "Test" {
            isInTable = true
        } else if isInTable, !last.hasPrefix("---"), !last.contains(#": ""#) {
            findings.append(Finding(document.path, line: index + 1, "no test is named for \(cells[1])"))
        }
    }
    return findings
}
