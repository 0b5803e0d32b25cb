import DossierDomain

/// How large a configuration and what stands in it may be.
///
/// The province needs 540 rows of a kind and 150 KB a file; the limits leave room for ten provinces and keep a
/// mistake (a list pasted a thousand times, an amount with three zeros too many) from being published.
public enum ConfigurationLimits {
    /// Bytes of one file.
    public static let fileByteCount = 4 * 1_024 * 1_024
    /// Bytes of the whole configuration as one document.
    public static let documentByteCount = 16 * 1_024 * 1_024
    /// Rows of one kind.
    public static let rowCount = 10_000
    /// Elements of a list within a row.
    public static let listCount = 1_000
    /// Characters of a name or any other text of one line.
    public static let nameLength = 300
    /// Characters of a note.
    public static let noteLength = 4_000
    /// Problems that one load reports; who has more has a wrong file.
    public static let problemCount = 1_000

    /// What a number may be, by the key under which it stands.
    static let numbers: [String: ClosedRange<Int>] = [
        "workingDays": timeLimit, "calendarDays": timeLimit, "workingHours": timeLimit,
        "amountVND": 0...1_000_000_000_000,
        "originals": 0...99, "copies": 0...99,
        "version": 1...9_999,
        "rank": 1...99,
        "transitWorkingDays": 0...30, "supplementWorkingDays": 1...99,
    ]

    private static let timeLimit = 1...TimeLimit.maximumCount

    /// How many elements a list may have that stands at a path.
    static func listCount(at path: [any CodingKey]) -> Int {
        path.count == 1 && documentKeys.contains(path[0].stringValue) ? rowCount : listCount
    }

    /// Whether the text at a path is a key of ours although its type is plain text: a fee's identity, an
    /// agency's fields, and the field a selector asks for.
    static func isKey(at path: [any CodingKey]) -> Bool {
        let names = path.filter { $0.intValue == nil }.map(\.stringValue)
        switch names.suffix(2) {
        case ["fees", "id"], ["agencies", "fields"], ["at", "field"]: return true
        default: return false
        }
    }

    private static let documentKeys = Set(ConfigurationKind.allCases.map(\.rawValue))
}
