import DossierDomain
import DossierStore

extension NumberBlock {
    /// The columns of `number_block`, in the order of ``sqlValues()``.
    static let columns = "id, agency, printed_agency, date, first, last, terminal, office, reserved_by, reserved_at"

    func sqlValues() throws(StoreError) -> [SQLValue] {
        [
            .text(id.text), .text(agency.shortForm), .text(agency.text), .text(date.description),
            .integer(serials.lowerBound), .integer(serials.upperBound), .text(terminal), .text(office.text),
            .utf8([UInt8](try JSONText.encode(reservedBy))), .integer(reservedAt.milliseconds),
        ]
    }

    /// Reads a row of ``columns``.
    init(row: StatementRow) throws(StoreError) {
        guard let agency = AgencyIdentifier(row.text(2)), let date = CivilDate(row.text(3)), row.int(4) <= row.int(5)
        else { throw .corrupt("the block of numbers \(row.text(0)) can't be read") }
        self.init(
            id: NumberBlockID(row.text(0)), terminal: row.text(6), office: OfficeID(row.text(7)), agency: agency,
            date: date, serials: row.int(4)...row.int(5),
            reservedBy: try JSONText.decode(Actor.self, from: row.bytes(8), what: "who reserved numbers"),
            reservedAt: Timestamp(milliseconds: row.integer(9)))
    }
}

extension NumberVoid {
    /// The columns of `number_void` that ``init(row:)`` reads.
    static let columns = "serial, reason, voided_by, voided_at"

    /// Reads a row of ``columns``.
    init(row: StatementRow) throws(StoreError) {
        guard let reason = VoidReason(rawValue: row.text(1)) else {
            throw .corrupt("the void number \(row.int(0)) can't be read")
        }
        self.init(
            serial: row.int(0), reason: reason,
            voidedBy: try JSONText.decode(Actor.self, from: row.bytes(2), what: "who declared a number void"),
            voidedAt: Timestamp(milliseconds: row.integer(3)))
    }
}

extension Restoration {
    /// The columns of `restoration` beside its ordinal, in the order of ``sqlValues``.
    static let columns = "position, restored_at, last_day, halvings"
    /// How many those are.
    static let columnCount: Int32 = 4

    var sqlValues: [SQLValue] {
        [
            .integer(position), .integer(restoredAt.milliseconds), .text(lastDay.description), .integer(halvings),
        ]
    }

    /// Reads a row of ``columns``.
    init(row: StatementRow) throws(StoreError) {
        guard let lastDay = CivilDate(row.text(2)), row.int(3) > 0 else {
            throw .corrupt("a restoration can't be read")
        }
        self.init(
            position: row.int(0), restoredAt: Timestamp(milliseconds: row.integer(1)), lastDay: lastDay,
            halvings: row.int(3))
    }
}

extension CounterDay {
    /// The columns of `counter_day` beside its ordinal, in the order of ``sqlValues``.
    static let columns = """
        terminal, key, fingerprint, office, sent_at, received_at, clock_wrong, pack_stale, done, repeated, rejected
        """

    var sqlValues: [SQLValue] {
        [
            .text(terminal), .text(key), .blob(fingerprint), .text(office.text), .integer(sentAt.milliseconds),
            .integer(receivedAt.milliseconds), .integer(isClockWrong ? 1 : 0), .integer(isPackStale ? 1 : 0),
            .integer(doneCount), .integer(repeatedCount), .integer(rejectedCount),
        ]
    }

    /// Reads a row of ``columns``.
    init(row: StatementRow) {
        self.init(
            terminal: row.text(0), key: row.text(1), fingerprint: row.bytes(2), office: OfficeID(row.text(3)),
            sentAt: Timestamp(milliseconds: row.integer(4)), receivedAt: Timestamp(milliseconds: row.integer(5)),
            isClockWrong: row.int(6) == 1, isPackStale: row.int(7) == 1, doneCount: row.int(8),
            repeatedCount: row.int(9), rejectedCount: row.int(10))
    }
}
