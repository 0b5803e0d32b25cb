/// A check of the store contract that failed: what was found, and where it was asked.
public struct ContractViolation: Error, CustomStringConvertible {
    /// What was found, with file and line of the check.
    public let description: String

    init(_ fact: String, file: StaticString, line: UInt) {
        description = "\(fact) (\(file):\(line))"
    }
}

/// Throws where the fact isn't so.
func expect(
    _ fact: Bool, _ otherwise: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) throws {
    guard fact else { throw ContractViolation(otherwise(), file: file, line: line) }
}

/// Throws where both differ.
func expectEqual<Value: Equatable>(
    _ found: Value, _ expected: Value, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    try expect(found == expected, "\(what): found \(found), expected \(expected)", file: file, line: line)
}
