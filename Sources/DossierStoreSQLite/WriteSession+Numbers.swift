import DossierDomain
import DossierStore

/// The writer's statements for numbers, prepared once.
struct NumberStatements {
    let takeSerials, insertBlock, findBlock, blocksOfTerminal, blockOfSerial: PreparedStatement
    let findVoid, insertVoid, findNumber, findDay, keepDay: PreparedStatement
    let restorationsDue, lastSerial, raiseSerial, insertSkipped, findSkipped: PreparedStatement

    init(_ connection: Connection) throws(StoreError) {
        // The last of so many more serials; none where that would be beyond the last of all.
        takeSerials = try connection.prepare(
            """
            INSERT INTO serial (agency, date, last) VALUES (?1, ?2, ?3)
            ON CONFLICT (agency, date) DO UPDATE SET last = last + ?3 WHERE last + ?3 <= \(DossierNumber.maximumSerial)
            RETURNING last
            """)
        insertBlock = try connection.prepare(
            "INSERT INTO number_block (\(NumberBlock.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        findBlock = try connection.prepare("SELECT \(NumberBlock.columns) FROM number_block WHERE id = ?")
        blocksOfTerminal = try connection.prepare(
            "SELECT \(NumberBlock.columns) FROM number_block WHERE office = ? AND date = ? AND terminal = ?")
        blockOfSerial = try connection.prepare(
            """
            SELECT \(NumberBlock.columns) FROM number_block WHERE agency = ? AND date = ? AND first <= ?
            ORDER BY first DESC LIMIT 1
            """)
        findVoid = try connection.prepare(
            "SELECT reason FROM number_void WHERE agency = ? AND date = ? AND serial = ?")
        insertVoid = try connection.prepare(
            """
            INSERT INTO number_void (agency, date, serial, reason, voided_by, voided_at) VALUES (?, ?, ?, ?, ?, ?)
            """)
        findNumber = try connection.prepare("SELECT 1 FROM dossier WHERE canonical_number = ?")
        findDay = try connection.prepare(
            "SELECT \(CounterDay.columns) FROM counter_day WHERE terminal = ? AND key = ?")
        keepDay = try connection.prepare(
            """
            INSERT INTO counter_day (\(CounterDay.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        restorationsDue = try connection.prepare(
            """
            SELECT \(Restoration.columns), ordinal FROM restoration AS r WHERE last_day >= ?2 AND NOT EXISTS (
                SELECT 1 FROM number_skipped WHERE agency = ?1 AND date = ?2 AND restoration = r.ordinal)
            ORDER BY ordinal
            """)
        lastSerial = try connection.prepare("SELECT last FROM serial WHERE agency = ? AND date = ?")
        raiseSerial = try connection.prepare(
            """
            INSERT INTO serial (agency, date, last) VALUES (?1, ?2, ?3)
            ON CONFLICT (agency, date) DO UPDATE SET last = ?3
            """)
        insertSkipped = try connection.prepare(
            "INSERT INTO number_skipped (agency, date, restoration, first, last) VALUES (?, ?, ?, ?, ?)")
        findSkipped = try connection.prepare(
            "SELECT 1 FROM number_skipped WHERE agency = ?1 AND date = ?2 AND first <= ?3 AND last >= ?3")
    }

    /// All of them, to be looked at together.
    var all: [PreparedStatement] {
        [
            takeSerials, insertBlock, findBlock, blocksOfTerminal, blockOfSerial, findVoid, insertVoid, findNumber,
            findDay, keepDay, restorationsDue, lastSerial, raiseSerial, insertSkipped, findSkipped,
        ]
    }
}

extension WriteSession {
    /// The number that a reception takes, or why it can't have one (RCV-05, OFF-01).
    func number(
        for request: NumberRequest, of actor: Actor
    ) throws(StoreError) -> Result<DossierNumber, CommandRejection> {
        try skipWhatMayBeGiven(of: request)
        guard let reserved = request.reserved else {
            guard let serial = try takeSerials(1, of: request),
                let number = DossierNumber(agency: request.agency, date: request.date, serial: serial)
            else { return .failure(.serialsExhausted(request.agency, request.date)) }
            return .success(number)
        }
        guard let number = DossierNumber(agency: request.agency, date: request.date, serial: reserved) else {
            throw .inconsistent("a reserved serial is outside 1–9999")
        }
        let block = try numbers.blockOfSerial.first(
            [.text(request.agency.shortForm), .text(request.date.description), .integer(reserved)],
            NumberBlock.init(row:))
        let isItsOwn = block.map { $0.serials.contains(reserved) && $0.terminal == actor.terminal } ?? false
        // A block that a restoration has lost: who has its numbers is known by nobody but that terminal.
        guard try isItsOwn ? true : isSkipped(number) else { return .failure(.numberNotReserved(number)) }
        if let reason = try voidReason(of: number) { return .failure(.numberVoid(number, reason)) }
        guard try !isTaken(number) else { return .failure(.numberTaken(number)) }
        return .success(number)
    }

    /// Reserves a block, or says why not.
    func write(_ reservation: BlockReservation) throws(StoreError) -> NumberOutcome {
        if let earlier = try earlierRequest(of: reservation.key) {
            return NumberOutcome(earlier, of: reservation.key)
        }
        let request = NumberRequest(agency: reservation.agency, date: reservation.date)
        try skipWhatMayBeGiven(of: request)
        let open = try openCount(of: reservation)
        guard open + reservation.count <= reservation.openLimit else {
            return try reject(
                .tooManyNumbersReserved(open: open, limit: reservation.openLimit), for: reservation.key,
                at: reservation.reservedAt)
        }
        guard let last = try takeSerials(reservation.count, of: request) else {
            return try reject(
                .serialsExhausted(request.agency, request.date), for: reservation.key, at: reservation.reservedAt)
        }
        let block = reservation.block(serials: (last - reservation.count + 1)...last)
        try numbers.insertBlock.run(try block.sqlValues())
        try record(.numberBlock(block.id), for: reservation.key, at: reservation.reservedAt)
        return .done(block.id)
    }

    /// Declares numbers void, or says why not; all of those named or none.
    func write(_ voiding: NumberVoiding) throws(StoreError) -> NumberOutcome {
        if let earlier = try earlierRequest(of: voiding.key) { return NumberOutcome(earlier, of: voiding.key) }
        guard let block = try numbers.findBlock.first([.text(voiding.block.text)], NumberBlock.init(row:)) else {
            throw .inconsistent("numbers of a block that isn't there are declared void")
        }
        var serials: [Int] = []
        for serial in voiding.serials ?? Array(block.serials) {
            guard let number = block.number(serial) else {
                throw .inconsistent("a number outside its block is declared void")
            }
            let isVoid = try voidReason(of: number) != nil
            if try isTaken(number) {
                guard voiding.serials == nil else {
                    return try reject(.numberTaken(number), for: voiding.key, at: voiding.voidedAt)
                }
            } else if !isVoid {
                serials.append(serial)
            }
        }
        let actor = [UInt8](try JSONText.encode(voiding.voidedBy))
        for serial in serials {
            try numbers.insertVoid.run([
                .text(block.agency.shortForm), .text(block.date.description), .integer(serial),
                .text(voiding.reason.rawValue), .utf8(actor), .integer(voiding.voidedAt.milliseconds),
            ])
        }
        try record(.numberBlock(block.id), for: voiding.key, at: voiding.voidedAt)
        return .done(block.id)
    }

    /// Keeps that a day was uploaded, once; answers what is kept under its key.
    func write(_ day: CounterDay) throws(StoreError) -> CounterDay {
        let known = try numbers.findDay.first([.text(day.terminal), .text(day.key)]) { CounterDay(row: $0) }
        if let known { return known }
        try numbers.keepDay.run(day.sqlValues)
        return day
    }

    /// Keeps that the record was put back from a backup, and lets leases go on behind all that were ever given.
    func write(_ restoration: Restoration) throws(StoreError) {
        guard restoration.position == counters.position else {
            throw .inconsistent("a restoration is of another record")
        }
        try connection.prepare(
            """
            INSERT INTO restoration (ordinal, \(Restoration.columns))
            VALUES ((SELECT count(*) + 1 FROM restoration), ?, ?, ?, ?)
            """
        ).run(restoration.sqlValues)
        let instant = SQLValue.integer(restoration.restoredAt.milliseconds)
        try connection.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'lease'").run([instant])
        try connection.prepare(
            """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT 'lease', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'lease')
            """
        ).run([instant])
    }

    /// Passes over what may have been given out of that day before a restoration, once for each.
    private func skipWhatMayBeGiven(of request: NumberRequest) throws(StoreError) {
        let day: [SQLValue] = [.text(request.agency.shortForm), .text(request.date.description)]
        let due = try numbers.restorationsDue.all(day) { row throws(StoreError) in
            (restoration: try Restoration(row: row), ordinal: row.integer(Restoration.columnCount))
        }
        for (restoration, ordinal) in due {
            let last = try numbers.lastSerial.first(day) { $0.int(0) } ?? 0
            let end = restoration.last(after: last)
            guard end > last else { continue }
            try numbers.insertSkipped.run(day + [.integer(ordinal), .integer(last + 1), .integer(end)])
            try numbers.raiseSerial.run(day + [.integer(end)])
        }
    }

    private func isSkipped(_ number: DossierNumber) throws(StoreError) -> Bool {
        try numbers.findSkipped.first(
            [.text(number.agency.shortForm), .text(number.date.description), .integer(number.serial)]
        ) { _ in true } ?? false
    }

    private func takeSerials(_ count: Int, of request: NumberRequest) throws(StoreError) -> Int? {
        try numbers.takeSerials.first(
            [.text(request.agency.shortForm), .text(request.date.description), .integer(count)]
        ) { $0.int(0) }
    }

    /// How many numbers of that day the terminal has that are neither used nor void.
    private func openCount(of reservation: BlockReservation) throws(StoreError) -> Int {
        let blocks = try numbers.blocksOfTerminal.all(
            [
                .text(reservation.office.text), .text(reservation.date.description),
                .text(reservation.reservedBy.terminal),
            ], NumberBlock.init(row:))
        var count = 0
        for block in blocks {
            for number in block.serials.compactMap(block.number) {
                if try voidReason(of: number) != nil { continue }
                if try !isTaken(number) { count += 1 }
            }
        }
        return count
    }

    private func voidReason(of number: DossierNumber) throws(StoreError) -> VoidReason? {
        let found = try numbers.findVoid.first(
            [.text(number.agency.shortForm), .text(number.date.description), .integer(number.serial)]
        ) { VoidReason(rawValue: $0.text(0)) }
        return found ?? nil
    }

    private func isTaken(_ number: DossierNumber) throws(StoreError) -> Bool {
        try numbers.findNumber.first([.text(number.sortedByDay)]) { _ in true } ?? false
    }

    private func reject(
        _ rejection: CommandRejection, for key: IdempotencyKey, at instant: Timestamp
    ) throws(StoreError) -> NumberOutcome {
        try record(.rejected(rejection), for: key, at: instant)
        return .rejected(rejection)
    }
}
