import CLinux

/// An answer while it lies in the connection's buffer; not to be kept.
package struct Answer {
    /// The status.
    package let status: Int
    /// The head, with its empty line.
    package let head: UnsafeRawBufferPointer
    /// The body.
    package let body: UnsafeRawBufferPointer

    /// The text of the body between two pieces of text where they first stand; `nil` where they don't.
    ///
    /// Enough for identities and numbers of JSON without spaces and escapes.
    package func text(between opening: String, and closing: String) -> String? {
        guard let start = body.firstRange(of: Array(opening.utf8))?.upperBound,
            let end = body.firstRange(of: Array(closing.utf8), from: start)?.lowerBound
        else { return nil }
        return String(decoding: body[start..<end], as: UTF8.self)
    }
}

/// What one connection says: the next request once the one before is answered.
package protocol Conversation {
    /// Appends the next request, whole, to the buffer and answers its kind, from 0 on; `nil` where all is said.
    mutating func next(into buffer: inout [UInt8]) -> Int?
    /// Takes the answer to the last request.
    mutating func take(_ answer: Answer)
}

extension UnsafeRawBufferPointer {
    /// Where those bytes stand for the first time.
    func firstRange(of pattern: [UInt8], from start: Int = 0) -> Range<Int>? {
        guard count - start >= pattern.count, let base = baseAddress else { return nil }
        return pattern.withUnsafeBytes { wanted -> Range<Int>? in
            guard let wantedStart = wanted.baseAddress else { return nil }
            guard let found = clinux_memmem(base + start, count - start, wantedStart, wanted.count) else { return nil }
            let offset = UnsafeRawPointer(found) - base
            return offset..<offset + pattern.count
        }
    }
}
