import DossierDomain
import DossierStore

/// The canonical line of an event, complete but for its position and the dossier's serial.
///
/// The keys stand in the order of their bytes, as `docs/event-chain.md` promises; the position comes between
/// `payload` and `recordedAt`.
struct EventLine: Sendable {
    let kind: DossierEvent.Kind
    private let head: NumberedRecord
    private let tail: [UInt8]

    /// Whose record an event belongs to, and how it came about.
    struct Origin {
        let dossier: DossierID
        let actor: Actor
        let configurationVersion: Int
        let occurredAt: Timestamp
        let recordedAt: Timestamp
        let requestID: String
    }

    init(
        _ event: DossierEvent, sequence: Int, of origin: Origin, placeholder: DossierNumber?
    ) throws(StoreError) {
        kind = event.kind
        var event = event
        var isNumbered = false
        if let placeholder, case .received(var received) = event {
            guard received.number == nil else { throw .inconsistent("a reception has its number already") }
            received.number = placeholder
            event = .received(received)
            isNumbered = true
        }
        var head = RecordWriter(placeholder: isNumbered ? placeholder : nil)
        head.beginObject()
        head.write("actor", origin.actor)
        head.write("configurationVersion", origin.configurationVersion)
        head.write("dossier", origin.dossier)
        head.write("kind", kind)
        head.write("occurredAt", origin.occurredAt)
        head.beginField("payload")
        event.payload.write(to: &head)
        head.beginField("position")
        self.head = try NumberedRecord(head, isNumbered: isNumbered)
        var tail = RecordWriter(capacity: 128)
        tail.write("recordedAt", origin.recordedAt)
        tail.write("requestID", origin.requestID)
        tail.write("sequence", sequence)
        tail.endObject()
        self.tail = tail.bytes
    }

    /// The line of that position.
    func bytes(position: Int, serial: Int?) -> [UInt8] {
        head.filled(serial: serial) + Array(String(position).utf8) + tail
    }
}

extension EventLine {
    /// Reads a canonical line back.
    static func decode(_ line: UnsafeRawBufferPointer, position: Int) throws(StoreError) -> RecordedEvent {
        do throws(RecordError) {
            var record = RecordReader(line)
            try record.beginObject()
            let event = try Self.event(fieldsOf: &record)
            try record.endObject()
            try record.finish()
            return event
        } catch {
            throw .corrupt("the event at position \(position): \(error.expected) expected at byte \(error.offset)")
        }
    }

    private static func event(fieldsOf line: inout RecordReader) throws(RecordError) -> RecordedEvent {
        let actor: Actor = try line.read("actor")
        let configurationVersion: Int = try line.read("configurationVersion")
        let dossier: DossierID = try line.read("dossier")
        let kind: DossierEvent.Kind = try line.read("kind")
        let occurredAt: Timestamp = try line.read("occurredAt")
        guard try line.seek("payload") else { throw line.error("payload") }
        var payload = PayloadInLine(line: line)
        let event = try DossierEvent(kind, decode: &payload)
        line = payload.line
        let position: Int = try line.read("position")
        let recordedAt: Timestamp = try line.read("recordedAt")
        let requestID: String = try line.read("requestID")
        return RecordedEvent(
            position: position, dossier: dossier, sequence: try line.read("sequence"), event: event,
            occurredAt: occurredAt, recordedAt: recordedAt, actor: actor,
            configurationVersion: configurationVersion, requestID: requestID)
    }
}

/// Reads a payload where it stands in a line.
private struct PayloadInLine: PayloadReader {
    var line: RecordReader

    mutating func callAsFunction<Payload: Record & Decodable>(
        _ type: Payload.Type
    ) throws(RecordError) -> Payload {
        try Payload(from: &line)
    }
}
