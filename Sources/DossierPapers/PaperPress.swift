/// Why no PDF comes of a paper.
public enum PressFailure: Error, Hashable, Sendable {
    /// As many papers are being laid out as there is room for.
    case busy
    /// It can't be laid out or written; what the library says.
    case broken(String)
}

/// Lays papers out as PDF, off the threads that ask for it. Builds without the trait `PDF` have none (decision 0053).
public struct PaperPress: Sendable {
    /// Begins a document; a list may stay open for as long as its reader takes.
    public let begin: @Sendable (_ isList: Bool) throws(PressFailure) -> PressRun

    /// A press.
    public init(begin: @escaping @Sendable (_ isList: Bool) throws(PressFailure) -> PressRun) {
        self.begin = begin
    }

    /// A whole paper.
    public func print(_ html: String) async throws(PressFailure) -> [UInt8] {
        let run = try begin(false)
        return try await run.print(html) + run.finish()
    }
}

/// A document that is being laid out; given up where it is dropped.
public struct PressRun: Sendable {
    /// Takes a piece of a rendered paper, cut outside of tags, and gives what has been written.
    public let print: @Sendable (_ html: String) async throws(PressFailure) -> [UInt8]
    /// Ends the document and gives the rest.
    public let finish: @Sendable () async throws(PressFailure) -> [UInt8]

    /// A document.
    public init(
        print: @escaping @Sendable (_ html: String) async throws(PressFailure) -> [UInt8],
        finish: @escaping @Sendable () async throws(PressFailure) -> [UInt8]
    ) {
        self.print = print
        self.finish = finish
    }
}
