import DossierDomain
import DossierStore

extension MemoryContent {
    /// The number that a reception takes, or why it can't have one.
    mutating func takeNumber(
        for request: NumberRequest, of actor: Actor
    ) -> Result<DossierNumber, CommandRejection> {
        skipWhatMayBeGiven(of: request)
        guard let reserved = request.reserved else {
            guard let last = takeSerials(1, of: request),
                let number = DossierNumber(agency: request.agency, date: request.date, serial: last)
            else { return .failure(.serialsExhausted(request.agency, request.date)) }
            return .success(number)
        }
        guard let number = DossierNumber(agency: request.agency, date: request.date, serial: reserved) else {
            preconditionFailure("a reserved serial is within 1–9999")
        }
        guard block(of: number)?.terminal == actor.terminal || isSkipped(number) else {
            return .failure(.numberNotReserved(number))
        }
        if let void = voids[number] { return .failure(.numberVoid(number, void.reason)) }
        guard numbers[number] == nil else { return .failure(.numberTaken(number)) }
        return .success(number)
    }

    /// Reserves a block, or says why not.
    mutating func apply(_ reservation: BlockReservation) -> NumberOutcome {
        if let earlier = requests[RequestKey(reservation.key)]?.request {
            return NumberOutcome(earlier, of: reservation.key)
        }
        let request = NumberRequest(agency: reservation.agency, date: reservation.date)
        skipWhatMayBeGiven(of: request)
        let open = blocks.filter { block in
            block.office == reservation.office && block.date == reservation.date
                && block.terminal == reservation.reservedBy.terminal
        }.reduce(0) { count, block in
            count + block.serials.compactMap(block.number).count { numbers[$0] == nil && voids[$0] == nil }
        }
        let rejection: CommandRejection
        if open + reservation.count > reservation.openLimit {
            rejection = .tooManyNumbersReserved(open: open, limit: reservation.openLimit)
        } else if let last = takeSerials(reservation.count, of: request) {
            let block = reservation.block(serials: (last - reservation.count + 1)...last)
            blocks.append(block)
            note(.numberBlock(block.id), for: reservation.key, at: reservation.reservedAt)
            return .done(block.id)
        } else {
            rejection = .serialsExhausted(request.agency, request.date)
        }
        note(.rejected(rejection), for: reservation.key, at: reservation.reservedAt)
        return .rejected(rejection)
    }

    /// Declares numbers void, or says why not.
    mutating func apply(_ voiding: NumberVoiding) throws(StoreError) -> NumberOutcome {
        if let earlier = requests[RequestKey(voiding.key)]?.request { return NumberOutcome(earlier, of: voiding.key) }
        guard let block = blocks.first(where: { $0.id == voiding.block }) else {
            throw .inconsistent("numbers of a block that isn't there are declared void")
        }
        for serial in voiding.serials ?? Array(block.serials) {
            guard let number = block.number(serial) else {
                throw .inconsistent("a number outside its block is declared void")
            }
            if numbers[number] != nil, voiding.serials != nil {
                note(.rejected(.numberTaken(number)), for: voiding.key, at: voiding.voidedAt)
                return .rejected(.numberTaken(number))
            }
        }
        for serial in voiding.serials ?? Array(block.serials) {
            guard let number = block.number(serial), numbers[number] == nil, voids[number] == nil else { continue }
            voids[number] = NumberVoid(
                serial: serial, reason: voiding.reason, voidedBy: voiding.voidedBy, voidedAt: voiding.voidedAt)
        }
        note(.numberBlock(block.id), for: voiding.key, at: voiding.voidedAt)
        return .done(block.id)
    }

    func block(of number: DossierNumber) -> NumberBlock? {
        blocks.first { block in
            block.agency.shortForm == number.agency.shortForm && block.date == number.date
                && block.serials.contains(number.serial)
        }
    }

    func isSkipped(_ number: DossierNumber) -> Bool {
        let day = NumberRequest(agency: Self.short(number.agency), date: number.date)
        return skipped[day, default: []].contains { $0.contains(number.serial) }
    }

    private mutating func skipWhatMayBeGiven(of request: NumberRequest) {
        let day = NumberRequest(agency: Self.short(request.agency), date: request.date)
        for restoration in restorations.filter({ $0.lastDay >= day.date })[skipped[day, default: []].count...] {
            let last = serials[day, default: 0]
            let end = restoration.last(after: last)
            guard end > last else { return }
            skipped[day, default: []].append(last + 1...end)
            serials[day] = end
        }
    }

    private mutating func takeSerials(_ count: Int, of request: NumberRequest) -> Int? {
        let counted = NumberRequest(agency: Self.short(request.agency), date: request.date)
        let last = serials[counted, default: 0] + count
        guard last <= DossierNumber.maximumSerial else { return nil }
        serials[counted] = last
        return last
    }
}

extension MemoryReader {
    /// The block of that identity.
    public func numberBlock(_ id: NumberBlockID) -> NumberBlock? { content.blocks.first { $0.id == id } }

    /// The blocks of an office and day, by their first serial.
    public func numberBlocks(
        of office: OfficeID, on date: CivilDate, after serial: Int, limit: Int
    ) -> [NumberBlock] {
        let found = content.blocks.filter {
            $0.office == office && $0.date == date && $0.serials.lowerBound > serial
        }
        return Array(found.sorted { $0.serials.lowerBound < $1.serials.lowerBound }.prefix(limit))
    }

    /// What has become of the serials of an agency and day.
    public func numbers(of request: NumberRequest, after serial: Int, limit: Int) -> [NumberEntry] {
        let content = content
        let counted = NumberRequest(agency: MemoryContent.short(request.agency), date: request.date)
        let end = min(content.serials[counted, default: 0], serial + limit)
        guard end > serial else { return [] }
        return (serial + 1...end).compactMap { serial in
            DossierNumber(agency: request.agency, date: request.date, serial: serial)
        }.map { number in
            let standing: NumberStanding
            if content.numbers[number] != nil {
                standing = .dossier
            } else if let void = content.voids[number] {
                standing = .void(void)
            } else if let block = content.block(of: number) {
                standing = .reserved(block.id, terminal: block.terminal)
            } else if content.isSkipped(number) {
                standing = .skipped
            } else {
                standing = .unexplained
            }
            return NumberEntry(serial: number.serial, standing: standing)
        }
    }

    /// Agencies and days with the last serial given, in their order.
    public func lastSerials(after request: NumberRequest?, limit: Int) -> [(request: NumberRequest, last: Int)] {
        func place(_ request: NumberRequest) -> (String, CivilDate) { (request.agency.shortForm, request.date) }
        let found = content.serials.map { (request: $0.key, last: $0.value) }
            .sorted { place($0.request) < place($1.request) }
            .filter { row in request.map { place(row.request) > place($0) } ?? true }
        return Array(found.prefix(limit))
    }

    /// How often the record was put back from a backup, oldest first.
    public func restorations() -> [Restoration] { content.restorations }

    /// The day that a terminal uploaded under that key.
    public func counterDay(of terminal: String, key: String) -> CounterDay? {
        content.days.first { $0.terminal == terminal && $0.key == key }
    }

    /// The days that were uploaded at an office, newest first.
    public func counterDays(of office: OfficeID, after: String?, limit: Int) throws(StoreError) -> Page<CounterDay> {
        var found = content.days.enumerated().filter { $0.element.office == office }.reversed().map { $0 }
        if let after {
            let parts = after.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "d", let ordinal = Int(parts[1], radix: 36) else {
                throw .invalidCursor
            }
            found.removeAll { $0.offset + 1 >= ordinal }
        }
        let shown = found.prefix(limit)
        let next = found.count > limit ? shown.last.map { "d." + String($0.offset + 1, radix: 36) } : nil
        return Page(elements: shown.map(\.element), next: next)
    }
}
