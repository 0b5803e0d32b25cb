import DossierDomain

/// A procedure whose lawful chain can miss what form 01 promises, from offices where it goes the same way (CAT-03).
public struct ChainMiss: Hashable, Sendable {
    /// The procedure version.
    public let procedure: ProcedureReference
    /// The route version.
    public let route: RouteReference
    /// The first of the offices.
    public let office: OfficeID
    /// How many offices there are where it goes the same way.
    public let officeCount: Int
    /// On how many reception days it misses, received when the office opens.
    public let missedDayCount: Int
    /// On how many reception days it misses, received just after 15:00 and so passed on a working day later.
    public let missedAfterCutOffCount: Int
    /// How many reception days were tried.
    public let dayCount: Int
    /// The reception whose chain misses by most.
    public let worst: Reception

    /// One reception that was tried.
    public struct Reception: Hashable, Sendable {
        /// When it would be received.
        public let receivedAt: Timestamp
        /// What form 01 would promise.
        public let promisedAt: Timestamp
        /// When the chain would end.
        public let chainEndsAt: Timestamp
        /// By how many working days of the receiving office it misses.
        public let workingDayCount: Int
    }
}

extension ChainMiss: CustomStringConvertible {
    /// One line for whoever plans.
    public var description: String {
        let others = officeCount == 1 ? "" : " and \(officeCount - 1) more offices"
        return
            "\(procedure.text) on \(route.text) from \(office)\(others): of \(dayCount) reception days \(missedDayCount) miss,"
            + " after 15:00 \(missedAfterCutOffCount); the worst, received \(worst.receivedAt), is promised for \(worst.promisedAt.date) and ends"
            + " \(worst.chainEndsAt.date), \(worst.workingDayCount) working days later"
    }
}

extension Catalogue {
    /// Simulates the whole chain of every procedure from every office that receives it, transit by the postal norms
    /// and return included, for each working day of a year, received when the office opens and just after 15:00;
    /// answers where it would miss what form 01 promises (CAT-03).
    ///
    /// Offices from which a chain goes the same way (the same shares, norms, calendars and remoteness) are tried
    /// once. Where form 01 promises the chain's own date nothing can miss.
    public func chainMisses(from first: CivilDate, dayCount: Int = 365) -> [ChainMiss] {
        var misses: [ChainMiss] = []
        for procedure in procedures(on: first) {
            guard procedure.options?.appointment != .chain, let route = route(procedure.route, on: first) else {
                continue
            }
            var groups: [Way: [Office]] = [:]
            for office in offices(on: first) where receives(procedure, at: office, on: first) {
                guard var way = way(of: route, from: office, on: first) else { continue }
                if procedure.options?.remoteExtension == nil { way.isRemote = false }
                groups[way, default: []].append(office)
            }
            let ordered = groups.values.sorted { $0[0].id < $1[0].id }
            misses += ordered.compactMap { offices in
                miss(of: procedure, along: route, from: offices, first: first, dayCount: dayCount)
            }
        }
        return misses
    }

    private func receives(_ procedure: Procedure, at office: Office, on date: CivilDate) -> Bool {
        counters(of: office.id, on: date).contains { receives(procedure, at: $0, on: date) }
    }

    private func miss(
        of procedure: Procedure, along route: Route, from offices: [Office], first: CivilDate, dayCount: Int
    ) -> ChainMiss? {
        let office = offices[0]
        let calendar = calendar(of: office.id, on: first)
        var (tried, missed, missedAfterCutOff) = (0, 0, 0)
        var worst: ChainMiss.Reception?
        for offset in 0..<dayCount where calendar.isWorking(first.adding(days: offset)) {
            let day = first.adding(days: offset)
            tried += 1
            let afterCutOff = Timestamp(day, .passOnCutOff).adding(minutes: 1)
            let early = reception(of: procedure, along: route, from: office, at: calendar.opening(of: day))
            let late = reception(of: procedure, along: route, from: office, at: afterCutOff)
            missed += early == nil ? 0 : 1
            missedAfterCutOff += late == nil ? 0 : 1
            for reception in [early, late].compactMap({ $0 })
            where reception.workingDayCount > worst?.workingDayCount ?? -1 { worst = reception }
        }
        guard let worst else { return nil }
        return ChainMiss(
            procedure: procedure.reference, route: route.reference, office: office.id, officeCount: offices.count,
            missedDayCount: missed, missedAfterCutOffCount: missedAfterCutOff, dayCount: tried, worst: worst)
    }

    /// The reception at that instant, where its chain would miss.
    private func reception(
        of procedure: Procedure, along route: Route, from office: Office, at instant: Timestamp
    ) -> ChainMiss.Reception? {
        guard let unit = office.serves.first else { return nil }
        let itinerary: Itinerary
        do {
            itinerary = try self.itinerary(
                of: procedure, along: route, from: office, applicantUnit: unit, receivedAt: instant)
        } catch {
            return nil
        }
        guard itinerary.chainEndsAt > itinerary.promisedAt else { return nil }
        let calendar = calendar(of: office.id, on: instant.date)
        var day = itinerary.promisedAt.date
        var count = 0
        while day < itinerary.chainEndsAt.date {
            day = day.adding(days: 1)
            if calendar.isWorking(day) { count += 1 }
        }
        return ChainMiss.Reception(
            receivedAt: instant, promisedAt: itinerary.promisedAt, chainEndsAt: itinerary.chainEndsAt,
            workingDayCount: count)
    }

    /// What makes a chain's dates from an office: norms between the bodies, their calendars, remoteness.
    private struct Way: Hashable {
        var norms: [Int] = []
        var calendars: [CalendarID] = []
        var closures: [[WorkingCalendar.DayOff]] = []
        var isRemote = false
    }

    /// The way of a route from an office; `nil` where a step finds no agency, which the review tells.
    private func way(of route: Route, from office: Office, on date: CivilDate) -> Way? {
        guard let unit = office.serves.first else { return nil }
        var way = Way()
        way.isRemote = self.unit(unit, on: date)?.remote?.isEmpty == false
        func pass(_ office: Office?) {
            guard let office else { return }
            way.calendars.append(office.calendar)
            way.closures.append(office.closures)
        }
        pass(office)
        var place = unit
        for stage in route.stages {
            let start = place
            for branch in stage.branches {
                var side = start
                for step in branch.steps {
                    let agency: Agency
                    do {
                        agency = try self.agency(
                            for: step, of: route.id, from: office, applicantUnit: unit, on: date)
                    } catch {
                        return nil
                    }
                    way.norms.append(transitWorkingDays(from: side, to: agency.unit, on: date))
                    pass(self.office(agency.office, on: date))
                    side = agency.unit
                }
                if branch.id == stage.lead { place = side }
            }
        }
        way.norms.append(transitWorkingDays(from: place, to: unit, on: date))
        return way
    }
}
