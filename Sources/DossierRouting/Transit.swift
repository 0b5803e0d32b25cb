import DossierDomain

extension Catalogue {
    /// The unit where a body sits: the first that an office serves, the one an agency answers for.
    ///
    /// A body that has ceased sits where it sat last; `nil` for one that was never configured.
    public func place(of body: Body, on date: CivilDate) -> UnitID? {
        switch body {
        case .office(let id): (office(id, on: date) ?? document.offices.last { $0.id == id })?.serves.first
        case .agency(let id): (agency(id, on: date) ?? document.agencies.last { $0.id == id })?.unit
        }
    }

    /// The postal norm between two places in working days: that of the level of their lowest common unit
    /// (HND-03); 0 within one unit, and where no norm is configured.
    public func transitWorkingDays(from: UnitID, to: UnitID, on date: CivilDate) -> Int {
        guard from != to else { return 0 }
        let above = Set(chain(above: to, on: date))
        guard let common = chain(above: from, on: date).first(where: above.contains),
            let level = unit(common, on: date).flatMap({ level($0.level) })
        else { return 0 }
        return level.transitWorkingDays ?? 0
    }

    /// By when the post is to have brought what it took at that instant (HND-03): the closing of the norm's last
    /// working day by the calendar of whoever sends; the same instant where the norm is nothing.
    ///
    /// What is taken after closing time, or on a day off, counts as taken on the next working day.
    public func arrival(from: Body, to: Body, takenAt: Timestamp) -> Timestamp {
        let date = takenAt.date
        guard let start = place(of: from, on: date), let end = place(of: to, on: date) else { return takenAt }
        let count = transitWorkingDays(from: start, to: end, on: date)
        guard count > 0 else { return takenAt }
        let calendar = calendar(of: from, on: date)
        var day = calendar.workingDay(onOrAfter: date)
        if day == date, takenAt > calendar.closing(of: date) { day = calendar.workingDay(after: date) }
        for _ in 0..<count { day = calendar.workingDay(after: day) }
        return calendar.closing(of: day)
    }

    /// The unit itself and those above it, from below.
    private func chain(above id: UnitID, on date: CivilDate) -> [UnitID] {
        var chain: [UnitID] = []
        var current: UnitID? = id
        // The bound ends a configured circle; a checked configuration has none.
        while let next = current, chain.count < 16 {
            chain.append(next)
            current = unit(next, on: date)?.parent
        }
        return chain
    }

    /// When the whole is due by the law for a dossier that counts from that instant (CAT-02, TIM-04): the
    /// procedure's limit, longer where the procedure allows it and the receiving unit is remote.
    public func statutoryDeadline(of procedure: Procedure, at office: OfficeID, countedFrom: Timestamp) -> Deadline {
        let calendar = calendar(of: office, on: countedFrom.date)
        guard let more = procedure.options?.remoteExtension,
            let id = place(of: .office(office), on: countedFrom.date),
            let remote = unit(id, on: countedFrom.date)?.remote, !remote.isEmpty,
            let longer = procedure.timeLimit.limit.adding(more)
        else { return procedure.timeLimit.deadline(from: countedFrom, calendar: calendar) }
        let deadline = TimeAllowance(longer, cutOff: procedure.timeLimit.cutOff)
            .deadline(from: countedFrom, calendar: calendar)
        return Deadline(
            dueAt: deadline.dueAt, reasons: [.extended(more, unit: id, because: remote)] + deadline.reasons)
    }
}

extension Carriage {
    /// The same carriage with the date that the postal norm sets (HND-03).
    func arriving(by instant: Timestamp) -> Carriage {
        Carriage(carrier: carrier, trackingCode: trackingCode, arriveBy: instant)
    }
}
