import DossierDomain
import DossierStore
import DossierTesting
import Foundation
import Testing

@testable import DossierStoreSQLite

/// No list reads what it doesn't need: every shape is a search along an index, without sorting.
struct QueryPlanTests {
    private let reader: SQLiteReader
    private let directory: TemporaryDirectory

    init() throws {
        let subject = try SQLiteUnderTest()
        directory = subject.directory
        reader = try SQLiteReader(path: subject.path)
    }

    /// Every combination of filters, first page and later ones.
    private static var dossierFilters: [DossierFilter] {
        let instant = Timestamp(milliseconds: 0)
        return (0..<1_024).map { bits in
            func has(_ bit: Int) -> Bool { bits >> bit & 1 == 1 }
            var filter = DossierFilter(rows: has(0) ? .seen(by: .agency(AgencyID("a"))) : .everything)
            if has(1) { filter.office = OfficeID("o") }
            if has(2) { filter.status = .handling }
            if has(3) { filter.procedure = ProcedureCode("p") }
            if has(4) { filter.dueBefore = instant }
            if has(5) { filter.receivedFrom = instant }
            if has(6) { filter.receivedBefore = instant }
            if has(7) { filter.lateAt = instant }
            if has(8) { filter.after = has(5) || has(6) ? "r.1.1" : "d.1" }
            // Nobody asks for what is pending by its reception.
            filter.isPending = has(9) && !has(5) && !has(6)
            return filter
        }
    }

    @Test("every list of dossiers is a search along an index, without sorting")
    func dossiers() throws {
        for filter in Self.dossierFilters {
            let listing = try DossierListing(filter)
            try expectSearch(listing.sql, listing.values, "\(filter)")
        }
    }

    @Test("every list of work is a search along an index, without sorting")
    func work() throws {
        for bits in 0..<32 {
            var filter = WorkFilter(body: .agency(AgencyID("a")))
            if bits & 1 == 1 { filter.kind = .completeStep }
            if bits & 2 == 2 { filter.procedure = ProcedureCode("p") }
            if bits & 4 == 4 { filter.dueBefore = Timestamp(milliseconds: 0) }
            if bits & 8 == 8 { filter.after = "w.1.x" }
            filter.isSent = bits & 16 == 16
            let listing = try WorkListing(filter)
            try expectSearch(listing.sql, listing.values, "\(filter)")
        }
    }

    @Test("each kind of list goes by the index made for it")
    func leads() throws {
        let instant = Timestamp(milliseconds: 0)
        func index(_ change: (inout DossierFilter) -> Void) throws -> String {
            var filter = DossierFilter(rows: .everything)
            change(&filter)
            let listing = try DossierListing(filter)
            return try plan(of: listing.sql, listing.values).joined(separator: "; ")
        }
        let office = OfficeID("o")
        #expect(try index { _ in } == "SEARCH d USING INTEGER PRIMARY KEY (rowid<?)")
        #expect(
            try index { $0.office = office }.contains("dossier_by_office_status (office=? AND status=? AND rowid<?)"))
        #expect(
            try index {
                $0.office = office
                $0.status = .handling
            }.contains("dossier_by_office_status (office=? AND status=? AND rowid<?)"))
        #expect(try index { $0.status = .handling }.contains("dossier_by_status (status=? AND rowid<?)"))
        #expect(try index { $0.rows = .seen(by: .office(office)) }.contains("PRIMARY KEY (body=? AND ordinal<?)"))
        #expect(try index { $0.lateAt = instant }.contains("dossier_by_status (status=? AND rowid<?)"))
        #expect(try index { $0.lateAt = instant }.contains("dossier_overdue (ordinal<?)"))
        #expect(
            try index {
                $0.lateAt = instant
                $0.office = office
            }.contains("dossier_overdue_by_office (office=? AND rowid<?)"))
        #expect(
            try index {
                $0.receivedFrom = instant
                $0.office = office
            }.contains("dossier_by_office_reception (office=? AND received_at>?"))
    }

    @Test(
        "what is pending or late is looked for where it can be, and a status in which it can't be is an empty list",
        arguments: DossierStatus.allCases)
    func unfinished(status: DossierStatus) throws {
        let isReady = status == .readyToHandOver || status == .handedOver
        let hasDueDate: Set<DossierStatus> = [
            .received, .handling, .awaitingSupplement, .decided, .withdrawn, .stopped,
        ]
        let mayBeLate = hasDueDate.subtracting([.awaitingSupplement, .withdrawn, .stopped])
        for office in [nil, OfficeID("o")] {
            let lists: [(Timestamp?, Set<DossierStatus>)] = [
                (nil, hasDueDate), (Timestamp(milliseconds: 0), mayBeLate),
            ]
            for (lateAt, searched) in lists {
                var filter = DossierFilter(rows: .everything)
                filter.office = office
                filter.lateAt = lateAt
                filter.isPending = lateAt == nil
                let all = try DossierListing(filter).sql
                #expect(all.contains("d.status = '\(status.rawValue)'") == searched.contains(status))
                filter.status = status
                #expect(try reader.dossiers(matching: filter).elements.isEmpty)
                let listing = try DossierListing(filter)
                try expectSearch(listing.sql, listing.values, "\(filter)")
                let steps = try plan(of: listing.sql, listing.values)
                let isSearched = isReady || searched.contains(status)
                #expect(steps.contains { $0.contains("USING INDEX") } == isSearched, "\(steps)")
            }
        }
    }

    /// Whatever a reader may ask, asked once.
    private func askEverything() throws {
        for filter in Self.dossierFilters { _ = try reader.dossiers(matching: filter) }
        let body = Body.agency(AgencyID("a"))
        for bits in 0..<32 {
            var filter = WorkFilter(body: body)
            if bits & 1 == 1 { filter.kind = .completeStep }
            if bits & 2 == 2 { filter.procedure = ProcedureCode("p") }
            if bits & 4 == 4 { filter.dueBefore = Timestamp(milliseconds: 0) }
            if bits & 8 == 8 { filter.after = "w.1.x" }
            filter.isSent = bits & 16 == 16
            _ = try reader.work(matching: filter)
        }
        for bits in 0..<32 {
            let kind = bits & 16 == 16 ? RegisterEntry.Kind.manifest : .payment
            var filter = RegisterFilter(kind: kind, body: bits & 1 == 1 ? body : nil)
            if bits & 1 == 0 || bits & 2 == 2 { filter.group = "m" }
            if bits & 4 == 4 {
                filter.from = Timestamp(milliseconds: 0)
                filter.isSettled = false
            }
            if bits & 8 == 8 { filter.after = "w.1.x" }
            _ = try reader.register(matching: filter)
        }
        let id = DossierID("d")
        let number = try #require(DossierNumber("000.00.19.H37-190820-0001"))
        for rows in [RowFilter.everything, .nothing, .seen(by: body), .joined(by: body)] {
            _ = (try reader.dossier(id, among: rows), try reader.dossier(number, among: rows))
        }
        _ = try reader.events(of: id)
        _ = try reader.sealedValues([PrivateValueID("v")])
        _ = (try reader.subjects(afterID: nil, limit: 10), try reader.subjectOfEachKey())
        _ = try reader.outcome(of: IdempotencyKey(owner: "o", key: "k", fingerprint: []))
        _ = try reader.rejections(after: "1:ok", lookingAt: 10)
        _ = (try reader.credential(CredentialID("c")), try reader.meta(.clockKind), try reader.chainHead())
        for bits in 0..<16 {
            var filter = ReadFilter(limit: 10)
            filter.dossier = bits & 1 == 1 ? id : nil
            filter.credential = bits & 2 == 2 ? CredentialID("c") : nil
            filter.isEmergency = bits & 4 == 4
            filter.from = bits & 8 == 8 ? Timestamp(milliseconds: 0) : nil
            filter.before = filter.from
            _ = try reader.reads(matching: filter)
        }
        _ = try reader.oldReads(
            endedIn: Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 1), limit: 1)
        _ = try reader.emergencyRead("e")
        _ = (try reader.chain(after: 0, limit: 10), try reader.dossiers(afterID: nil, limit: 10))
        _ = (try reader.recordsApart(afterID: nil, limit: 10), try reader.accessRecords(afterID: nil, limit: 10))
        let day = NumberRequest(agency: number.agency, date: number.date)
        _ = (try reader.numberBlock(NumberBlockID("b")), try reader.numbers(of: day, after: 0, limit: 10))
        _ = try reader.numberBlocks(of: OfficeID("o"), on: number.date, after: 0, limit: 10)
        _ = (try reader.lastSerials(after: nil, limit: 10), try reader.counterDay(of: "t", key: "k"))
        _ = try reader.counterDays(of: OfficeID("o"), after: nil, limit: 10)
        _ = try reader.feed(of: body, after: 0, limit: 10)
        _ = try reader.claimable(WorkSelection(body: body), at: Timestamp(milliseconds: 0))
        _ = try reader.position(of: "default", in: body)
        let now = Timestamp(milliseconds: 0)
        for standing in [nil] + AssignmentFilter.Standing.allCases.map(Optional.some) {
            var filter = AssignmentFilter(WorkFilter(body: body), now: now)
            filter.standing = standing
            _ = try reader.assignments(matching: filter)
        }
        _ = (try reader.workVersion(of: body), try reader.hasExpiredLeases(at: now))
        _ = (try reader.leases([FencingToken(1)], at: now), try reader.leases(of: id, at: now))
        _ = (try reader.polls(), try reader.backlogs(.everywhere, at: now))
        _ = (try reader.backlogs(.body(body), at: now), try reader.backlogs(.dossiers(of: OfficeID("o")), at: now))
    }

    /// What may be read as a whole or put in order, because there is never much of it: by what the SQL begins with.
    private static let exceptions: [(sql: String, steps: Set<String>)] = [
        // Only the last event of all is found at the end of its table instead of by a search.
        ("SELECT position, hash FROM dossier_event", ["SCAN dossier_event"]),
        // The radar counts all that waits, not what ever was, by body and by who has it: everywhere, at one body, or
        // among one office's open dossiers.
        ("SELECT w.body, l.credential, l.worker", ["SCAN w", "USE TEMP B-TREE FOR GROUP BY"]),
        // A row for each credential that polls.
        ("SELECT credential, body, at, client FROM poll", ["SCAN poll"]),
    ]

    @Test("every question's plan is the one that was looked at")
    func plans() throws {
        try askEverything()
        var found: Set<String> = []
        var stepsBySQL: [(sql: String, steps: [String])] = []
        for sql in reader.statements.keys where sql.contains("SELECT") {
            let count = try reader.statement(sql).parameterCount
            let steps = try plan(of: sql, Array(repeating: .null, count: count))
            stepsBySQL.append((sql, steps))
            found.insert(steps.joined(separator: "; "))
        }
        let text = found.sorted().joined(separator: "\n") + "\n"
        let path = SQLiteUnderTest.repositoryPath + "/Tests/DossierStoreSQLiteTests/query-plans.txt"
        if ProcessInfo.processInfo.environment["MOTCUA_WRITE_GOLDENS"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOfFile: path, encoding: .utf8)), "MOTCUA_WRITE_GOLDENS=1 writes it anew")
        for (sql, steps) in stepsBySQL {
            let allowed = Self.exceptions.first { sql.hasPrefix($0.sql) }?.steps ?? []
            for step in steps where !allowed.contains(step) {
                #expect(!step.contains("TEMP B-TREE"), "sorted: \(step) in \(sql)")
                #expect(!step.hasPrefix("SCAN"), "read as a whole: \(step) in \(sql)")
            }
        }
    }

    @Test("who has read what is listed along an index, whatever is asked for, and never sorted")
    func reads() throws {
        for round in 0..<16 {
            var filter = ReadFilter()
            filter.dossier = round & 1 == 1 ? DossierID("d") : nil
            filter.credential = round & 2 == 2 ? CredentialID("c") : nil
            filter.isEmergency = round & 4 == 4
            if round & 8 == 8 {
                filter.from = Timestamp(milliseconds: 1)
                filter.before = Timestamp(milliseconds: 2)
                filter.after = "p.1.1"
            }
            let (sql, values) = try SQLiteReader.listing(of: filter)
            let steps = try plan(of: sql, values)
            #expect(steps.count == 1 && steps[0].hasPrefix("SEARCH personal_read USING INDEX "), "\(steps)")
        }
    }

    @Test("no commit scans a table, its foreign keys and triggers included")
    func commits() async throws {
        let store = try SQLiteUnderTest().open()
        var minute = 0
        for (index, beginning) in [DossierLife.Beginning.complete, .supplemented].enumerated() {
            var life = DossierLife(DossierID("d-\(index)"), beginning: beginning)
            while !life.isOver {
                minute += 1
                let key = IdempotencyKey(owner: "o", key: "k-\(minute)", fingerprint: Array(repeating: 1, count: 32))
                let instant = Timestamp(milliseconds: 1_566_277_200_000).adding(minutes: minute)
                guard case .committed(let state) = try await store.commit(life.next(at: instant, key: key)) else {
                    Issue.record("not committed")
                    return
                }
                life.adopt(state)
            }
        }
        #expect(try await store.scannedRowCount() == 0)
        store.close()
    }

    private func expectSearch(_ sql: String, _ values: [SQLValue], _ what: String) throws {
        let steps = try plan(of: sql, values)
        #expect(!steps.isEmpty)
        for step in steps where !Self.joints.contains(where: step.hasPrefix) {
            #expect(step.hasPrefix("SEARCH "), "\(what): \(step)")
        }
    }

    /// Steps that join searches: lists that are merged in their common order, and a question about each row.
    private static let joints = ["MERGE (UNION ALL)", "LEFT", "RIGHT", "CORRELATED SCALAR SUBQUERY"]

    private func plan(of sql: String, _ values: [SQLValue]) throws -> [String] {
        try reader.statement("EXPLAIN QUERY PLAN " + sql).all(values) { $0.text(3) }
    }
}
