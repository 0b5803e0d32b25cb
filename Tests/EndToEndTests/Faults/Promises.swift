import Foundation
import HTTPLoad
import Synchronization

/// What the counters asked of one database and what they were promised, over all lives of its server.
final class Promises: Sendable {
    private struct Book {
        /// Numbers by key, as they were first acknowledged.
        var promised: [String: String] = [:]
        /// Keys that were sent and never answered with a number.
        var open: Set<String> = []
        /// Keys that came back with another number than was promised.
        var broken: [String] = []
        var refusals: [Int: Int] = [:]
        var acknowledgements = 0
    }

    private let book = Mutex(Book())

    func ask(_ key: String) {
        book.withLock { book in
            if book.promised[key] == nil { book.open.insert(key) }
        }
    }

    /// Notes an answer; returns how many acknowledgements there were in all.
    func note(_ status: Int, _ number: String?, under key: String) -> Int {
        book.withLock { book in
            guard status == 201, let number else {
                book.refusals[status, default: 0] += 1
                return book.acknowledgements
            }
            book.acknowledgements += 1
            book.open.remove(key)
            if let first = book.promised[key] {
                if first != number { book.broken.append(key) }
            } else {
                book.promised[key] = number
            }
            return book.acknowledgements
        }
    }

    var promised: [String: String] { book.withLock { $0.promised } }
    var open: [String] { book.withLock { $0.open.sorted() } }
    var broken: [String] { book.withLock { $0.broken } }
    var acknowledgementCount: Int { book.withLock { $0.acknowledgements } }

    /// How many answers of each status were refusals since this was asked last.
    func takeRefusals() -> [Int: Int] {
        book.withLock { book in
            defer { book.refusals = [:] }
            return book.refusals
        }
    }
}

/// A counter that receives dossiers: first under the keys it is given, then under new ones.
struct CounterAtWork: Conversation {
    let token: String
    let promises: Promises
    var keys: ArraySlice<String>
    /// What is told after each answer: its status and how many acknowledgements there were in all.
    var afterAnswer: @Sendable (Int, Int) -> Void = { _, _ in }
    private var key = ""

    init(
        token: String, promises: Promises, keys: some Sequence<String>,
        afterAnswer: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) {
        self.token = token
        self.promises = promises
        self.keys = Array(keys)[...]
        self.afterAnswer = afterAnswer
    }

    mutating func next(into buffer: inout [UInt8]) -> Int? {
        guard let next = keys.popFirst() else { return nil }
        key = next
        promises.ask(key)
        let body = Client.newDossier
        buffer +=
            """
            POST /v1/dossiers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n\
            Idempotency-Key: \(key)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\
            \(body)
            """.utf8
        return 0
    }

    mutating func take(_ answer: HTTPLoad.Answer) {
        let count = promises.note(answer.status, answer.text(between: "\"number\":\"", and: "\""), under: key)
        afterAnswer(answer.status, count)
    }
}
