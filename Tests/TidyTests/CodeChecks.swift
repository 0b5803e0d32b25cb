/// Names that say nothing about what a type is for.
func emptyTypeNames(in files: [TextFile]) -> [Finding] {
    findings(
        in: files,
        ofCode: #"\b(?:class|struct|enum|actor|protocol|typealias)\s+\w*?(Manager|Helpers?|Utils?|Common)\b"#
    ) { "\($0.text) tells nothing: name the type after what it is or does" }
}

/// The most lines that a Swift file may have.
let lineLimit = 450

/// Files that nobody can keep in mind.
func longFiles(in files: [TextFile]) -> [Finding] {
    files.compactMap { file in
        let count =
            file.text.utf8.count { $0 == 10 } + (file.text.isEmpty || file.text.hasSuffix("\n") ? 0 : 1)
        return count > lineLimit
            ? Finding(file.path, "\(count) lines, at most \(lineLimit): split it by what its parts are about")
            : nil
    }
}

/// Crashes that say nothing, and what was left for later.
func carelessness(in files: [TextFile]) -> [Finding] {
    findings(in: files, ofCode: #"\btry!"#) { _ in
        "try! hides why it may not fail: handle the error or say the invariant"
    }
        + findings(in: files, ofCode: #"\b(?:fatalError|preconditionFailure|assertionFailure)\(\s*\)"#) {
            "\($0.text) says nothing when it stops the program: give the broken invariant as its message"
        }
        + files.flatMap { file in
            file.text.matches(of: #"\b(?:TODO|FIXME|HACK|XXX)\b"#).map {
                Finding(
                    file.path, line: $0.line,
                    "\($0.text): do it, or write it where the project keeps its plans")
            }
        }
}

/// Tests that wait for the clock of the wall.
func sleeps(in files: [TextFile]) -> [Finding] {
    findings(in: files, ofCode: #"\b(?:u|nano)?sleep\s*\("#) { _ in
        "tests don't sleep: hand in a clock, or wait for the event itself"
    }
}

/// What a room may import. The build refuses what a target doesn't depend on; this also keeps out what every
/// target could import (Foundation above all) and makes a new arrow a deliberate change.
struct Walls {
    /// Modules allowed to each room; the executables may import all rooms.
    static let allowed: [String: Set<String>] = [
        "CLinux": [], "COpenSSL": [], "CPango": [], "CSQLite": [], "CZlib": [],
        "HTTPMessage": ["HTTPTypes", "Glibc"],
        "HTTPServer": [
            "HTTPMessage", "HTTPTypes", "Logging", "CLinux", "COpenSSL", "CZlib", "Glibc", "Synchronization",
        ],
        "DossierDomain": [],
        "DossierRouting": ["DossierDomain"],
        "DossierPapers": ["DossierDomain", "DossierRouting", "Mustache"],
        "DossierPapersPDF": ["CPango", "DossierPapers", "Dispatch", "Synchronization"],
        "DossierStore": ["DossierDomain", "Synchronization"],
        "DossierStoreSQLite": [
            "CSQLite", "DossierDomain", "DossierStore", "GRDB", "GRDBSQLite", "Crypto", "Dispatch", "Foundation",
            "Glibc",
            "Synchronization",
        ],
        "DossierConfiguration": ["DossierDomain", "DossierPapers", "DossierRouting", "Foundation", "Yams"],
        "DossierService": [
            "DossierDomain", "DossierFiles", "DossierRouting", "DossierStore", "Crypto", "CryptoExtras", "Foundation",
            "Synchronization",
        ],
        "DossierFiles": ["Crypto", "Dispatch", "Foundation", "Glibc", "Synchronization"],
        "DossierAPI": [
            "DossierConfiguration", "DossierDomain", "DossierPapers", "DossierRouting", "DossierStore",
            "DossierService", "HTTPMessage", "HTTPTypes", "Crypto", "Foundation", "Synchronization",
        ],
        "DossierTesting": [
            "DossierDomain", "DossierRouting", "DossierStore", "Crypto", "Foundation", "Synchronization", "Testing",
        ],
        "http-example": ["HTTPMessage", "HTTPServer", "HTTPTypes", "Logging", "Glibc", "Dispatch"],
        "HTTPLoad": ["CLinux", "Glibc"],
        "motcua": executable,
        "motcua-bench": executable.subtracting(["HTTPMessage", "HTTPServer"])
            .union(["CLinux", "CPango", "DossierTesting", "GRDBSQLite", "HTTPLoad"]),
    ]

    private static let executable: Set<String> = [
        "DossierAPI", "DossierConfiguration", "DossierDomain", "DossierFiles", "DossierPapers", "DossierPapersPDF",
        "DossierRouting",
        "DossierService", "DossierStore",
        "DossierStoreSQLite", "HTTPMessage", "HTTPServer", "HTTPTypes", "ArgumentParser", "Crypto",
        "Dispatch",
        "Foundation", "Glibc", "Logging", "Synchronization", "Yams",
    ]

    /// Imports through a wall, and rooms that nobody has given walls.
    static func findings(in sources: [TextFile]) -> [Finding] {
        let kind = "(?:typealias|struct|class|enum|protocol|let|var|func)"
        return sources.flatMap { file -> [Finding] in
            guard let room = file.room else { return [] }
            guard let allowed = allowed[room] else {
                return [Finding(file.path, "the room \(room) has no walls: give it a line in Walls.allowed")]
            }
            return file.text.swiftCode.matches(
                of: #"^[^\S\n]*(?:@?\w+[^\S\n]+)*import[^\S\n]+(?:\#(kind)\s+)?(\w+)"#
            )
            .compactMap { found in
                let module = found.groups[1] ?? ""
                return allowed.contains(module)
                    ? nil
                    : Finding(
                        file.path, line: found.line,
                        "\(room) may not import \(module): see the rooms in docs/architecture.md")
            }
        }
    }
}

private func findings(
    in files: [TextFile], ofCode pattern: String, message: (Match) -> String
) -> [Finding] {
    files.flatMap { file in
        file.text.swiftCode.matches(of: pattern).map { Finding(file.path, line: $0.line, message($0)) }
    }
}
