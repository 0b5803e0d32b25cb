/// Something in a configuration's files that keeps it from being loaded: where it stands and what to do.
public struct ConfigurationProblem: Error, Hashable, Sendable {
    /// Path of the file within the configuration's directory, such as `offices.yaml`.
    public let file: String
    /// Line of the file, from 1; `nil` where the file as a whole is meant.
    public let line: Int?
    /// Where in the file's document, such as `offices[12].agency`; empty for the whole.
    public let path: String
    /// What is wrong and what to do.
    public let reason: String

    /// A problem at a place.
    public init(file: String, line: Int?, path: String, reason: String) {
        self.file = file
        self.line = line
        self.path = path
        self.reason = reason
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// `offices.yaml:14: offices[12].agency: what is wrong`, as compilers write it and editors follow it.
    public var description: String {
        let place = line.map { "\(file):\($0): " } ?? "\(file): "
        return place + (path.isEmpty ? "" : path + ": ") + reason
    }
}

/// Everything that keeps a configuration from being loaded, by file and line; never empty.
public struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems.
    public let problems: [ConfigurationProblem]

    /// Problems in the order in which somebody would mend them.
    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.sorted {
            ($0.file, $0.line ?? 0, $0.path) < ($1.file, $1.line ?? 0, $1.path)
        }
    }

    /// One problem a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
