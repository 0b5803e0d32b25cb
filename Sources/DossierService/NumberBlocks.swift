import DossierDomain
import DossierRouting
import DossierStore

/// What terminals that work without a line may do (OFF-01).
public struct CounterPolicy: Sendable {
    /// For how many working days ahead of today numbers can be reserved.
    public var workingDaysAhead: Int
    /// How many numbers of a day a terminal may have that are neither used nor void.
    public var openNumbers: Int
    /// By how many seconds a terminal's clock may differ before it is noticed.
    public var clockSkewSeconds: Int

    /// What terminals that work without a line may do.
    public init(workingDaysAhead: Int = 5, openNumbers: Int = 100, clockSkewSeconds: Int = 300) {
        self.workingDaysAhead = workingDaysAhead
        self.openNumbers = openNumbers
        self.clockSkewSeconds = clockSkewSeconds
    }

    /// The most items that a day has that is uploaded in one request.
    public static var dayItemLimit: Int { 500 }
}

/// A block with what has become of its numbers.
public struct BlockInUse: Sendable {
    /// The block.
    public let block: NumberBlock
    /// Its serials, in order.
    public let entries: [NumberEntry]
    /// Whether an earlier request under the same key had done it.
    public var isReplay = false

    /// The serials that no dossier bears and that aren't void.
    public var openSerials: [Int] {
        entries.compactMap { entry in
            if case .reserved = entry.standing { entry.serial } else { nil }
        }
    }
}

extension DossierService {
    /// The last day for which numbers can be reserved at an office: so many working days ahead of today.
    public func lastReservableDay(at office: OfficeID, from today: CivilDate) -> CivilDate {
        let calendar = catalogue.calendar(of: office, on: today)
        var day = today
        for _ in 0..<counterPolicy.workingDaysAhead { day = calendar.workingDay(after: day) }
        return day
    }

    /// Reserves so many numbers of a day for the caller's terminal (OFF-01).
    ///
    /// Throws ``ServiceError``; a rejection is recorded under the key.
    public func reserveNumbers(
        _ count: Int, on date: CivilDate, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> BlockInUse {
        guard let office = caller.actor.office, let key = caller.idempotencyKey else { throw .notFound }
        if let earlier = try recordedBlock(under: key, reader: reader) { return earlier }
        let now = now()
        let verdict = authorizeReservation(by: caller.actor)
        guard verdict.isAllowed else { throw try await reject(.forbidden(verdict.rule), caller: caller, at: now) }
        let catalogue = self.catalogue
        let latest = lastReservableDay(at: office, from: now.date)
        guard let agency = catalogue.office(office, on: date).flatMap({ catalogue.agency($0.agency, on: date) }) else {
            throw try await reject(.unknownOffice(office), caller: caller, at: now)
        }
        guard (now.date...latest).contains(date),
            date == now.date || catalogue.calendar(of: office, on: date).isWorking(date)
        else { throw try await reject(.numbersNotReservable(date, latest: latest), caller: caller, at: now) }
        let reservation = BlockReservation(
            id: NumberBlockID(newID()), office: office, agency: agency.identifier, date: date, count: count,
            openLimit: counterPolicy.openNumbers, reservedBy: caller.actor, reservedAt: now, key: key)
        let outcome = try await storing { () async throws(StoreError) in try await self.store.reserve(reservation) }
        return try answer(outcome, reader: reader)
    }

    /// Declares numbers of a block void: those named, or all that are still open (OFF-02).
    ///
    /// The block's own terminal may, and officials of its office. Throws ``ServiceError``.
    public func voidNumbers(
        of id: NumberBlockID, _ numbers: [DossierNumber]?, reason: VoidReason, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> BlockInUse {
        guard let key = caller.idempotencyKey else { throw .notFound }
        if let earlier = try recordedBlock(under: key, reader: reader) { return earlier }
        let block = try block(id, reader: reader).block
        let actor = caller.actor
        try requireAccess(to: .office(block.office), by: actor, for: .working)
        let now = now()
        let verdict = authorizeVoiding(of: block, by: actor)
        guard verdict.isAllowed else { throw try await reject(.forbidden(verdict.rule), caller: caller, at: now) }
        if let foreign = numbers?.first(where: { block.number($0.serial) != $0 }) {
            throw try await reject(.numberNotReserved(foreign), caller: caller, at: now)
        }
        let voiding = NumberVoiding(
            block: id, serials: numbers?.map(\.serial), reason: reason, voidedBy: actor, voidedAt: now, key: key)
        let outcome = try await storing { () async throws(StoreError) in try await self.store.void(voiding) }
        return try answer(outcome, reader: reader)
    }

    /// A block of the caller's office.
    public func numberBlock(
        _ id: NumberBlockID, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> BlockInUse {
        let found = try block(id, reader: reader)
        try requireAccess(to: .office(found.block.office), by: actor, for: .reading)
        return found
    }

    /// The blocks of an office and day after a serial, at most `limit`, with what has become of their numbers.
    public func numberBlocks(
        of office: OfficeID, on date: CivilDate, after serial: Int, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [BlockInUse] {
        try requireAccess(to: .office(office), by: actor, for: .reading)
        return try reader.snapshot { () throws(ServiceError) in
            let blocks = try ServiceError.reading { () throws(StoreError) in
                try reader.numberBlocks(of: office, on: date, after: serial, limit: limit)
            }
            return try blocks.map { block throws(ServiceError) in try inUse(block, reader: reader) }
        }
    }

    /// The blocks of the actor's terminal with open numbers of those days, by day and serial.
    public func openBlocks(
        of actor: Actor, at office: OfficeID, from first: CivilDate, to last: CivilDate, reader: Store.Reader
    ) throws(ServiceError) -> [BlockInUse] {
        var open: [BlockInUse] = []
        for day in (first.dayNumber...last.dayNumber).map(CivilDate.init(dayNumber:)) {
            var after = 0
            while true {
                let blocks = try ServiceError.reading { () throws(StoreError) in
                    try reader.numberBlocks(of: office, on: day, after: after, limit: 200)
                }
                for block in blocks where block.terminal == actor.terminal {
                    let found = try inUse(block, reader: reader)
                    if !found.openSerials.isEmpty { open.append(found) }
                }
                guard blocks.count == 200, let end = blocks.last?.serials.lowerBound else { break }
                after = end
            }
        }
        return open
    }

    /// What has become of each number of the agency on whose behalf an office receives, on a day: its own staff, the
    /// agency's and administrators read it (OFF-02).
    public func numbers(
        of office: OfficeID, on date: CivilDate, after serial: Int, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> (agency: Agency, entries: [NumberEntry]) {
        let catalogue = self.catalogue
        guard let agency = catalogue.office(office, on: date).flatMap({ catalogue.agency($0.agency, on: date) }),
            [Body.office(office), .agency(agency.id)].contains(where: { body in
                authorize(.reading, ofBooksOf: body, by: actor).isAllowed
            })
        else { throw .notFound }
        let request = NumberRequest(agency: agency.identifier, date: date)
        let entries = try ServiceError.reading { () throws(StoreError) in
            try reader.numbers(of: request, after: serial, limit: limit)
        }
        return (agency, entries)
    }

    private func block(_ id: NumberBlockID, reader: Store.Reader) throws(ServiceError) -> BlockInUse {
        let found = try ServiceError.reading { () throws(StoreError) in try reader.numberBlock(id) }
        guard let found else { throw .notFound }
        return try inUse(found, reader: reader)
    }

    private func inUse(_ block: NumberBlock, reader: Store.Reader) throws(ServiceError) -> BlockInUse {
        let request = NumberRequest(agency: block.agency, date: block.date)
        var entries: [NumberEntry] = []
        while entries.count < block.serials.count {
            let after = block.serials.lowerBound - 1 + entries.count
            let page = try ServiceError.reading { () throws(StoreError) in
                try reader.numbers(
                    of: request, after: after, limit: min(200, block.serials.count - entries.count))
            }
            guard !page.isEmpty else { throw .store(.corrupt("block \(block.id) ends behind the last serial")) }
            entries += page
        }
        return BlockInUse(block: block, entries: entries)
    }

    private func recordedBlock(
        under key: IdempotencyKey, reader: Store.Reader
    ) throws(ServiceError) -> BlockInUse? {
        let recorded = try ServiceError.reading { () throws(StoreError) in try reader.outcome(of: key) }
        guard let recorded else { return nil }
        return try answer(NumberOutcome(recorded, of: key), reader: reader)
    }

    private func answer(_ outcome: NumberOutcome, reader: Store.Reader) throws(ServiceError) -> BlockInUse {
        switch outcome {
        case .done(let id): return try block(id, reader: reader)
        case .replayed(.numberBlock(let id)):
            var found = try block(id, reader: reader)
            found.isReplay = true
            return found
        case .replayed(.rejected(let rejection)): throw .rejected(rejection, replayed: true)
        case .replayed(.committed), .replayed(.leases):
            throw .store(.corrupt("a request for numbers is recorded as one of another kind"))
        case .keyReused: throw .keyReused
        case .rejected(let rejection): throw .rejected(rejection, replayed: false)
        }
    }
}
