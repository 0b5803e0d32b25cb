import DossierDomain
import DossierStore
import Foundation

/// The canonical line of an event, complete but for its position and the dossier's serial.
///
/// The keys stand in the order of their bytes, as `docs/event-chain.md` promises; the position comes between
/// `payload` and `recordedAt`.
struct EventLine: Sendable {
    let kind: DossierEvent.Kind
    private let head: NumberedJSON
    private let tail: [UInt8]

    init(
        _ event: DossierEvent, sequence: Int, of commit: DossierCommit, shared: Shared,
        placeholder: DossierNumber?
    ) throws(StoreError) {
        kind = event.kind
        var event = event
        var placed: DossierNumber?
        if let placeholder, case .received(var received) = event {
            guard received.number == nil else { throw .inconsistent("a reception has its number already") }
            received.number = placeholder
            event = .received(received)
            placed = placeholder
        }
        var head = Data("{\"actor\":".utf8)
        head.append(shared.actor)
        head.append(Data(",\"configurationVersion\":\(commit.configurationVersion),\"dossier\":".utf8))
        head.append(shared.dossier)
        head.append(Data(",\"kind\":\"\(kind.rawValue)\",\"occurredAt\":\"".utf8))
        head.append(Data(commit.occurredAt.utcDescription.utf8))
        head.append(Data("\",\"payload\":".utf8))
        head.append(try Self.encode(event.payload))
        head.append(Data(",\"position\":".utf8))
        self.head = try NumberedJSON(head, placeholder: placed)
        var tail = Data(",\"recordedAt\":\"\(commit.recordedAt.utcDescription)\",\"requestID\":".utf8)
        tail.append(shared.requestID)
        tail.append(Data(",\"sequence\":\(sequence)}".utf8))
        self.tail = [UInt8](tail)
    }

    /// The line of that position.
    func bytes(position: Int, serial: Int?) -> [UInt8] {
        head.filled(serial: serial) + Array(String(position).utf8) + tail
    }

    /// What all events of a commit say alike, encoded once.
    struct Shared {
        let actor: Data
        let dossier: Data
        let requestID: Data

        init(_ commit: DossierCommit) throws(StoreError) {
            actor = try JSONText.encode(commit.actor)
            dossier = try JSONText.encode(commit.state.id)
            requestID = try JSONText.encode(commit.requestID)
        }
    }

    private static func encode(_ payload: any Encodable) throws(StoreError) -> Data {
        try JSONText.encode(payload)
    }
}

extension EventLine {
    /// Reads a canonical line back.
    static func decode(_ line: [UInt8], position: Int) throws(StoreError) -> RecordedEvent {
        try JSONText.decode(Decoded.self, from: line, what: "the event at position \(position)").event
    }

    private struct Decoded: Decodable {
        let event: RecordedEvent

        enum Key: String, CodingKey {
            case actor, configurationVersion, dossier, kind, occurredAt, payload, position, recordedAt,
                requestID
            case sequence
        }

        init(from decoder: any Decoder) throws {
            let line = try decoder.container(keyedBy: Key.self)
            let payload = DossierEvent.PayloadDecoder { type in try line.decode(type, forKey: .payload) }
            event = RecordedEvent(
                position: try line.decode(Int.self, forKey: .position),
                dossier: try line.decode(DossierID.self, forKey: .dossier),
                sequence: try line.decode(Int.self, forKey: .sequence),
                event: try DossierEvent(
                    try line.decode(DossierEvent.Kind.self, forKey: .kind), decode: payload),
                occurredAt: try line.decode(Timestamp.self, forKey: .occurredAt),
                recordedAt: try line.decode(Timestamp.self, forKey: .recordedAt),
                actor: try line.decode(Actor.self, forKey: .actor),
                configurationVersion: try line.decode(Int.self, forKey: .configurationVersion),
                requestID: try line.decode(String.self, forKey: .requestID))
        }
    }
}
