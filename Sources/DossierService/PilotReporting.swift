import DossierDomain
import DossierRouting
import DossierStore
import Synchronization

/// What the pilot's report is asked for.
public struct PilotQuestion: Hashable, Sendable {
    /// First day of reception.
    public let from: CivilDate
    /// Last day of reception, on which posts freed are counted.
    public let until: CivilDate
    /// Only what was recorded by then counts (PIL-03).
    public let asKnownAt: Timestamp
    /// Of that office alone; of all where `nil`.
    public let office: OfficeID?

    /// A question.
    public init(from: CivilDate, until: CivilDate, asKnownAt: Timestamp, office: OfficeID? = nil) {
        self.from = from
        self.until = until
        self.asKnownAt = asKnownAt
        self.office = office
    }
}

/// The pilot's report with what it was made of.
public struct PilotAnswer: Sendable {
    /// The offices.
    public let offices: [PilotReport.OfficePart]
    /// The configuration that was known then: premises, baselines and postings are its.
    public let catalogue: Catalogue
}

extension DossierService {
    /// How many days a report covers at the most.
    public static var pilotDayCount: Int { 366 }
    /// How many dossiers are read before others get the loop.
    private static var pilotPageSize: Int { 50 }

    /// The pilot's report (PIL-01…03), for overseers, and for officials of their own office alone.
    ///
    /// Refuses anybody else by rule. Throws ``ServiceError/tooManyRows(limit:)`` where more dossiers than
    /// ``registerRowLimit`` were received: a part would pass for the whole.
    public func pilotReport(
        _ question: PilotQuestion, for actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) -> PilotAnswer {
        let office = try pilotOffice(of: question, for: actor)
        let catalogue = try await catalogueKnown(at: question.asKnownAt, reader: reader)
        var report = PilotReport()
        var after: String?
        var rowCount = 0
        repeat {
            let page = try pilotPage(
                question, office, after: after, limit: Self.pilotPageSize, for: actor, under: catalogue, reader: reader)
            for row in page.elements { report.add(row) }
            rowCount += page.elements.count
            try requireWithinLimit(rowCount)
            after = page.next
            await Task.yield()
        } while after != nil
        return PilotAnswer(
            offices: report.offices(
                under: catalogue, from: question.from, until: question.until, only: office),
            catalogue: catalogue)
    }

    /// A page of the rows that a figure of the report counts, newest reception first.
    ///
    /// A page may have fewer rows than asked for, even none, and still have a next one: what the figure doesn't count
    /// is left out afterwards. Throws as the report does.
    public func pilotRows(
        _ question: PilotQuestion, figure: PilotFigure, host: Office.Host?, after: String?, limit: Int,
        for actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) -> Page<PilotRow> {
        let office = try pilotOffice(of: question, for: actor)
        let catalogue = try await catalogueKnown(at: question.asKnownAt, reader: reader)
        let page = try pilotPage(
            question, office, after: after, limit: limit, for: actor, under: catalogue, reader: reader)
        return Page(
            elements: page.elements.filter { figure.counts($0) && (host == nil || $0.host == host) }, next: page.next)
    }

    /// Which office's rows the actor gets: the one asked for, all for an overseer, an official's own.
    private func pilotOffice(of question: PilotQuestion, for actor: Actor) throws(ServiceError) -> OfficeID? {
        let office = question.office ?? (actor.oversees ? nil : actor.office)
        try require(.readingPilot(of: office), by: actor)
        return office
    }

    private func pilotPage(
        _ question: PilotQuestion, _ office: OfficeID?, after: String?, limit: Int, for actor: Actor,
        under catalogue: Catalogue, reader: Store.Reader
    ) throws(ServiceError) -> Page<PilotRow> {
        var filter = DossierFilter(rows: RowFilter(for: actor), limit: limit)
        filter.office = office
        filter.receivedFrom = Timestamp(question.from, .midnight)
        filter.receivedBefore = Timestamp(question.until.adding(days: 1), .midnight)
        filter.after = after
        let asked = filter
        return try ServiceError.reading { () throws(StoreError) in
            // States and events of one moment: whoever commits meanwhile changes both together.
            try reader.snapshot { () throws(StoreError) in
                let page = try reader.dossiers(matching: asked)
                var rows: [PilotRow] = []
                for state in page.elements {
                    let events = try reader.events(of: state.id)
                    let row = PilotRow(events, asKnownAt: question.asKnownAt) { office, date in
                        catalogue.office(office, on: date)?.premises(on: date)?.kind
                    }
                    if let row { rows.append(row) }
                }
                return Page(elements: rows, next: page.next)
            }
        }
    }

    /// The configuration that was the newest at an instant: its first version where all came later, as on a clock for
    /// training, and what is in force where the store keeps none.
    ///
    /// An earlier one is read off the event loop, and the last such is remembered: rows are asked for page by page.
    private func catalogueKnown(at instant: Timestamp, reader: Store.Reader) async throws(ServiceError) -> Catalogue {
        let current = catalogue
        let newest = try ServiceError.reading { () throws(StoreError) in
            try reader.configurations(changing: nil, before: nil, limit: 1).first
        }
        guard let newest, newest.recordedAt > instant || newest.version != current.version else { return current }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(ServiceError) in
            try ServiceError.reading { () throws(StoreError) in
                let reader = try store.makeReader()
                let version = try Self.version(knownAt: instant, reader: reader) ?? current.version
                if version == current.version { return current }
                if let known = earlierCatalogue.withLock({ $0 }), known.version == version { return known }
                guard let stored = try reader.configuration(version: version) else {
                    throw .corrupt("configuration \(version) is missing")
                }
                let earlier = Catalogue(stored.configuration.document, version: version)
                earlierCatalogue.withLock { $0 = earlier }
                return earlier
            }
        }
    }

    /// The newest version that was recorded by an instant; the first one where all came later, `nil` where there is none.
    private static func version(knownAt instant: Timestamp, reader: Store.Reader) throws(StoreError) -> Int? {
        var before: Int?
        while true {
            let records = try reader.configurations(changing: nil, before: before, limit: 200)
            if let known = records.first(where: { $0.recordedAt <= instant }) { return known.version }
            guard let last = records.last else { return before }
            before = last.version
        }
    }
}
