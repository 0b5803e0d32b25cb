import DossierTesting
import HTTPLoad

/// Requests that were made beforehand, one after another in one piece of memory.
final class RequestPool: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    /// At least one request.
    init(_ requests: [String]) {
        precondition(!requests.isEmpty, "something to ask for")
        var bytes: [UInt8] = []
        var starts = [0]
        for request in requests {
            bytes += request.utf8
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    var count: Int { starts.count - 1 }

    func append(_ index: Int, to buffer: inout [UInt8]) {
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0[starts[index]..<starts[index + 1]]) }
    }

    /// A GET by a bearer.
    static func get(_ path: String, _ token: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n\r\n"
    }
}

/// Asks for one after the other of a pool, in random order.
struct Asking: Conversation {
    let pool: RequestPool
    var generator: SeededGenerator

    mutating func next(into buffer: inout [UInt8]) -> Int? {
        pool.append(generator.below(pool.count), to: &buffer)
        return 0
    }

    mutating func take(_ answer: Answer) {}
}

/// Receives one dossier after the other, every time at another commune.
struct Receiving: Conversation {
    private let templates: [Template]
    private var turn: Int
    private var key: KeyText

    /// A request with the place in it where the key's digits go.
    private struct Template: Sendable {
        let bytes: [UInt8]
        let keyStart: Int
    }

    init(_ communes: [Commune], keys: KeyText, startingAt turn: Int) {
        templates = communes.map { commune in
            let request = commune.post(
                "/v1/dossiers", key: KeyText.placeholder, body: commune.newDossier, by: commune.clerk)
            let bytes = Array(request.utf8)
            guard let start = bytes.firstIndex(of: UInt8(ascii: "#")) else {
                preconditionFailure("the placeholder is in the request")
            }
            return Template(bytes: bytes, keyStart: start)
        }
        self.turn = turn
        key = keys
    }

    mutating func next(into buffer: inout [UInt8]) -> Int? {
        turn += 1
        let template = templates[turn % templates.count]
        let start = buffer.count
        buffer.append(contentsOf: template.bytes)
        key.advance()
        key.write(into: &buffer, at: start + template.keyStart)
        return 0
    }

    mutating func take(_ answer: Answer) {}
}

/// Readings with some receptions among them.
struct Mixing: Conversation {
    var asking: Asking
    var receiving: Receiving
    /// How many of a thousand requests are receptions.
    var receptionsPerMille = 100

    mutating func next(into buffer: inout [UInt8]) -> Int? {
        if !asking.generator.happens(perMille: receptionsPerMille) { return asking.next(into: &buffer) }
        _ = receiving.next(into: &buffer)
        return 1
    }

    mutating func take(_ answer: Answer) {}
}

/// Brings dossiers from the counter through certification into the citizen's hands, six acts each.
struct Living: Conversation {
    private enum Act: Int { case receive, offer, acknowledge, complete, takeBack, handOver }

    private let communes: [Commune]
    private var turn: Int
    private var key: KeyText
    private var act = Act.receive
    private var number = ""
    private var handover = ""

    /// How many requests a life has.
    static let actCount = 6

    init(_ communes: [Commune], keys: KeyText, startingAt turn: Int) {
        self.communes = communes
        self.turn = turn
        key = keys
    }

    mutating func next(into buffer: inout [UInt8]) -> Int? {
        let commune = communes[turn % communes.count]
        key.advance()
        let dossier = "/v1/dossiers/\(number)"
        let request =
            switch act {
            case .receive: commune.post("/v1/dossiers", key: key.text, body: commune.newDossier, by: commune.clerk)
            case .offer: commune.post(dossier + "/handovers", key: key.text, body: "{}", by: commune.clerk)
            case .acknowledge:
                commune.post(
                    dossier + "/handovers/\(handover)/acknowledgement", key: key.text, body: "{}", by: commune.committee
                )
            case .complete:
                commune.post(
                    dossier + "/assignments/\(handover)/completion", key: key.text, body: Commune.decision,
                    by: commune.committee)
            case .takeBack:
                commune.post(
                    dossier + "/handovers/\(handover)/acknowledgement", key: key.text, body: "{}", by: commune.clerk)
            case .handOver:
                commune.post(dossier + "/handing-over", key: key.text, body: Commune.handingOver, by: commune.clerk)
            }
        buffer += request.utf8
        return act.rawValue
    }

    mutating func take(_ answer: Answer) {
        if act == .receive { number = answer.text(between: "\"number\":\"", and: "\"") ?? "" }
        if act == .offer || act == .complete {
            handover = answer.text(between: "\"handovers\":[{\"id\":\"", and: "\"") ?? ""
        }
        guard answer.status < 300, let next = Act(rawValue: act.rawValue + 1) else {
            act = .receive
            turn += 1
            return
        }
        act = next
    }
}

/// Idempotency keys that no other connection or run has.
struct KeyText: Sendable {
    /// As long as every key.
    static let placeholder = String(repeating: "#", count: 32)

    private let prefix: [UInt8]
    private var count = 0

    /// Keys of that run and connection.
    init(run: UInt64, connection: Int) {
        let run = String(run, radix: 16)
        let connection = String(connection, radix: 16)
        let text =
            String(repeating: "0", count: 16 - run.utf8.count) + run
            + String(repeating: "0", count: 6 - connection.utf8.count) + connection
        prefix = Array(text.utf8)
    }

    mutating func advance() { count += 1 }

    var text: String {
        var bytes = [UInt8](repeating: 0, count: 32)
        write(into: &bytes, at: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(into buffer: inout [UInt8], at start: Int) {
        for (offset, byte) in prefix.enumerated() { buffer[start + offset] = byte }
        var rest = count
        for offset in (22..<32).reversed() {
            buffer[start + offset] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}
