/// The rules as `docs/rules.md` lists them.
struct Rulebook {
    /// A rule: `- **ORG-01** (held) …` or `- **ORG-05** (planned) …`.
    struct Rule: Hashable {
        let id: String
        let isHeld: Bool
        let line: Int
    }

    static let path = "docs/rules.md"
    static let heldPath = "Tests/TidyTests/held-rules.txt"

    let rules: [Rule]
    /// What is wrong with the list itself.
    let problems: [Finding]

    init(_ text: String) {
        var rules: [Rule] = []
        var problems: [Finding] = []
        for entry in text.matches(of: #"^- \*\*([A-Z]{3}-[0-9]{2})\*\*(?: \((\w+)\))?"#) {
            let id = entry.groups[1] ?? ""
            switch entry.groups[2] {
            case "held", "planned":
                if rules.contains(where: { $0.id == id }) {
                    problems.append(Finding(Self.path, line: entry.line, "\(id) is listed twice"))
                }
                rules.append(Rule(id: id, isHeld: entry.groups[2] == "held", line: entry.line))
            default:
                problems.append(
                    Finding(
                        Self.path, line: entry.line, "\(id) needs a status after its id: (held) or (planned)")
                )
            }
        }
        self.rules = rules
        self.problems = problems
    }

    /// Held rules without a test, and tests that name a rule that doesn't exist.
    func findings(inTests tests: [TextFile]) -> [Finding] {
        let known = Set(rules.map(\.id))
        var tested: Set<String> = []
        var findings = problems
        for file in tests {
            for test in testNames(in: file) {
                for id in test.name.matches(of: #"\b[A-Z]{3}-[0-9]{2}\b"#).map(\.text) {
                    if known.contains(id) {
                        if !test.isDisabled { tested.insert(id) }
                    } else if !Self.notRules.contains(id) {
                        findings.append(
                            Finding(
                                file.path, line: test.line,
                                "the test names \(id), which \(Self.path) doesn't list: correct the id or add the rule"
                            ))
                    }
                }
            }
        }
        for rule in rules where rule.isHeld && !tested.contains(rule.id) {
            findings.append(
                Finding(
                    Self.path, line: rule.line,
                    "\(rule.id) is held, but no enabled test bears its id: name one \"\(rule.id) …\" in @Test(\"…\")"
                ))
        }
        return findings
    }

    /// Rules that were held and are planned again, and held ones that are missing from the list that only grows.
    func findings(heldBefore list: String) -> [Finding] {
        let before = heldIDs(in: list)
        let held = Set(rules.filter(\.isHeld).map(\.id))
        return before.subtracting(held).map { id in
            Finding(
                Self.path, "\(id) was held once: it can't become planned or go away; mend its test instead")
        }
            + held.subtracting(before).map { id in
                Finding(Self.heldPath, "\(id) is held now: add it, so that it stays held")
            }
    }

    /// Where a document says how many rules are held, and says another number than the list; once at least it must.
    func findings(inCountOf document: TextFile) -> [Finding] {
        let counts = document.text.matches(of: #"\b[0-9]+ of [0-9]+ rules are held"#)
        guard !counts.isEmpty else { return [Finding(document.path, "doesn't say how many rules are held")] }
        let right = "\(rules.count(where: \.isHeld)) of \(rules.count) rules are held"
        return counts.filter { $0.text != right }.map {
            Finding(document.path, line: $0.line, "says “\($0.text)”, where \(Self.path) has \(right)")
        }
    }

    /// Rules that somebody took off the list that only grows; `history` is the list's `git log -p`.
    static func findings(inHistory history: String, of list: String) -> [Finding] {
        let now = heldIDs(in: list)
        let removed = Set(history.matches(of: "^-([A-Z]{3}-[0-9]{2})$").compactMap { $0.groups[1] })
        return removed.subtracting(now).map { Finding(heldPath, "\($0) was taken off: this list only grows") }
    }

    /// Words of that form that are no rules.
    private static let notRules: Set<String> = ["UTF-16", "UTF-32"]
}

private func heldIDs(in list: String) -> Set<String> {
    Set(list.matches(of: "^[A-Z]{3}-[0-9]{2}$").map(\.text))
}

/// A test's display name.
struct TestName {
    let name: String
    let line: Int
    /// Whether it may be skipped: then nothing rests on it.
    let isDisabled: Bool
}

/// The display names of the tests in a file; comments don't count.
func testNames(in file: TextFile) -> [TestName] {
    let code = Array(file.text.swiftCode.utf16)
    let text = Array(file.text.utf16)
    return file.text.matches(of: #"@Test\(\s*"((?:[^"\\]|\\.)*)""#).compactMap { found in
        let begins = found.end - found.text.utf16.count
        guard code[begins] == text[begins] else { return nil }
        var depth = 1
        var end = found.end
        while end < code.count, depth > 0 {
            if code[end] == 40 { depth += 1 }
            if code[end] == 41 { depth -= 1 }
            end += 1
        }
        let traits = String(decoding: code[found.end..<end], as: UTF16.self)
        return TestName(
            name: found.groups[1] ?? "", line: found.line,
            isDisabled: !traits.matches(of: #"\.(disabled|enabled)\b"#).isEmpty)
    }
}
