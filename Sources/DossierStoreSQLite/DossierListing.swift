import DossierDomain
import DossierStore

/// The SQL of a list of dossiers: which index leads, what the rest must fulfil, where the page starts.
///
/// The index is named in the SQL, so that the plan is the same with any statistics; every one ends with the
/// row id, which is the ordinal, so that no list is ever sorted. Where several statuses are asked for at once, each
/// is a search of its own along the index by status, and SQLite merges them in the order of their ordinals.
struct DossierListing {
    let sql: String
    let values: [SQLValue]
    /// Whether it goes by reception instead of by recording.
    let isByReception: Bool

    init(_ filter: DossierFilter) throws(StoreError) {
        var conditions = Conditions()
        isByReception = filter.receivedFrom != nil || filter.receivedBefore != nil
        let lead = Lead(filter, isByReception: isByReception)
        conditions.add(filter)
        let people = conditions.places(of: filter.person ?? [])
        switch (lead, filter.rows) {
        case (.party, .seen(let body)): conditions.add("p.body = ?", .text(body.key))
        case (.party, .joined(let body)): conditions.add("p.body = ? AND p.joined", .text(body.key))
        default:
            if let condition = filter.rows.condition { conditions.add(condition.sql, condition.values) }
        }
        let ordinal = lead == .party ? "p.ordinal" : "d.ordinal"
        try conditions.start(after: filter.after, isByReception: isByReception, ordinal: ordinal)
        let searches = lead.searches(filter, people: people).map { search in
            let terms = conditions.terms + (search.term.map { [$0] } ?? [])
            return """
                SELECT \(ordinal), d.received_at, d.state FROM \(search.source) \
                WHERE \(terms.joined(separator: " AND "))
                """
        }
        conditions.values.append(.integer(filter.limit + 1))
        sql = """
            \(searches.joined(separator: " UNION ALL ")) \
            ORDER BY \(isByReception ? "d.received_at DESC, d.ordinal DESC" : "1 DESC") LIMIT ?\(conditions.values.count)
            """
        values = conditions.values
    }

    /// A way to some of the rows: the table with its index, and what the index is asked for beside the filter.
    private struct Search {
        let source: String
        var term: String?
    }

    /// What the rows are found by.
    private enum Lead {
        case person, party, recording, procedure, statuses, reception, receptionAtOffice

        init(_ filter: DossierFilter, isByReception: Bool) {
            if filter.person != nil {
                self = .person
            } else if isByReception {
                self = filter.office == nil ? .reception : .receptionAtOffice
            } else if filter.office == nil, filter.rows.isOfBody {
                self = .party
            } else if filter.office != nil || filter.status != nil || filter.isPending || filter.lateAt != nil {
                self = .statuses
            } else {
                self = filter.procedure != nil ? .procedure : .recording
            }
        }

        func searches(_ filter: DossierFilter, people: String) -> [Search] {
            switch self {
            // SQLite finds no plan by the index for what can't be true.
            case .person where people.isEmpty || filter.rows == .nothing:
                [Search(source: "dossier AS d NOT INDEXED", term: "FALSE")]
            case .person:
                [
                    Search(
                        source: """
                            (SELECT DISTINCT dossier FROM personal_subject INDEXED BY personal_subject_by_person \
                            WHERE person IN (\(people))) AS s CROSS JOIN dossier AS d ON d.id = s.dossier
                            """)
                ]
            // CROSS JOIN keeps SQLite from turning the loops round.
            case .party: [Search(source: "dossier_party AS p CROSS JOIN dossier AS d ON d.ordinal = p.ordinal")]
            case .recording: [Search(source: "dossier AS d NOT INDEXED")]
            case .procedure: [Search(source: "dossier AS d INDEXED BY dossier_by_procedure")]
            case .reception: [Search(source: "dossier AS d INDEXED BY dossier_by_reception")]
            case .receptionAtOffice: [Search(source: "dossier AS d INDEXED BY dossier_by_office_reception")]
            case .statuses: Self.byStatus(filter)
            }
        }

        private static func byStatus(_ filter: DossierFilter) -> [Search] {
            let index = filter.office == nil ? "dossier_by_status" : "dossier_by_office_status"
            let overdue = filter.office == nil ? "dossier_overdue" : "dossier_overdue_by_office"
            let isUnfinished = filter.isPending || filter.lateAt != nil
            let statuses = filter.status.map { [$0] } ?? DossierStatus.allCases
            let searched = statuses.filter { status in
                if filter.lateAt != nil { return status.mayBecomeLate }
                return !filter.isPending || (status.hasDueDate && !status.isResultReady)
            }
            var searches = searched.map {
                Search(source: "dossier AS d INDEXED BY \(index)", term: "d.status = '\($0.rawValue)'")
            }
            // Of all whose result is ready, only those that the index of what came late holds.
            if isUnfinished, statuses.contains(where: \.isResultReady) {
                searches.append(
                    Search(
                        source: "dossier AS d INDEXED BY \(overdue)",
                        term: """
                            d.status IN ('readyToHandOver', 'handedOver') \
                            AND (d.ready_at IS NULL OR d.ready_at > d.due_at)
                            """))
            }
            // A status in which there can be none is a list all the same.
            return searches.isEmpty ? [Search(source: "dossier AS d NOT INDEXED", term: "FALSE")] : searches
        }
    }

    private struct Conditions {
        var terms: [String] = []
        var values: [SQLValue] = []

        /// A condition with a `?` for each value; the searches share the values, so they are numbered.
        mutating func add(_ term: String, _ new: SQLValue...) { add(term, new) }

        mutating func add(_ term: String, _ new: [SQLValue]) {
            let pieces = term.split(separator: "?", omittingEmptySubsequences: false)
            precondition(pieces.count == new.count + 1, "a value for every parameter")
            var text = String(pieces[0])
            for (value, piece) in zip(new, pieces.dropFirst()) {
                values.append(value)
                text += "?\(values.count)\(piece)"
            }
            terms.append(text)
        }

        /// The places of digests among the values, for a list in parentheses.
        mutating func places(of people: [PersonDigest]) -> String {
            people.map { person in
                values.append(.blob(person.bytes))
                return "?\(values.count)"
            }.joined(separator: ", ")
        }

        mutating func add(_ filter: DossierFilter) {
            if let office = filter.office { add("d.office = ?", .text(office.text)) }
            if let status = filter.status { add("d.status = ?", .text(status.rawValue)) }
            if let procedure = filter.procedure { add("d.procedure = ?", .text(procedure.text)) }
            if filter.isPending { add("d.due_at IS NOT NULL AND d.ready_at IS NULL") }
            if let instant = filter.dueBefore { add("d.due_at < ?", .integer(instant.milliseconds)) }
            if let instant = filter.lateAt {
                // Not ready, or ready too late; then late at that instant. Nobody is late while the citizen has it, or
                // after it ended without a result.
                add("d.due_at IS NOT NULL AND (d.ready_at IS NULL OR d.ready_at > d.due_at)")
                add("d.status NOT IN ('awaitingSupplement', 'withdrawn', 'stopped')")
                add("(d.ready_at IS NOT NULL OR d.due_at < ?)", .integer(instant.milliseconds))
            }
            guard filter.receivedFrom != nil || filter.receivedBefore != nil else { return }
            add("d.received_at IS NOT NULL")
            if let instant = filter.receivedFrom { add("d.received_at >= ?", .integer(instant.milliseconds)) }
            if let instant = filter.receivedBefore {
                add("d.received_at < ?", .integer(instant.milliseconds))
            }
        }

        mutating func start(after text: String?, isByReception: Bool, ordinal: String) throws(StoreError) {
            // A first page starts after everything: with a bound it is the same plan as every other page.
            var cursor: DossierCursor =
                isByReception ? .reception(at: .max, ordinal: .max) : .ordinal(.max)
            if let text { cursor = try DossierCursor(text) }
            switch (cursor, isByReception) {
            case (.ordinal(let value), false):
                add("\(ordinal) < ?", .integer(value))
            case (.reception(let at, let value), true):
                add("(d.received_at, d.ordinal) < (?, ?)", .integer(at), .integer(value))
            case (.ordinal, true), (.reception, false), (.submission, _): throw .invalidCursor
            }
        }
    }
}

extension RowFilter {
    /// What it asks of a row `d` of `dossier`, with a value for each `?`; `nil` where every row passes.
    ///
    /// The only place where rights become SQL (SEC-02).
    var condition: (sql: String, values: [SQLValue])? {
        switch self {
        case .everything: nil
        case .nothing: ("FALSE", [])
        case .seen(let body): (Self.condition(), [.text(body.key)])
        case .joined(let body): (Self.condition(" AND p.joined"), [.text(body.key)])
        }
    }

    private static func condition(_ more: String = "") -> String {
        "EXISTS (SELECT 1 FROM dossier_party AS p WHERE p.body = ? AND p.ordinal = d.ordinal\(more))"
    }

    /// Whether it is what has to do with one body, which the index of parties knows.
    fileprivate var isOfBody: Bool {
        switch self {
        case .everything, .nothing: false
        case .seen, .joined: true
        }
    }
}

extension DossierStatus {
    /// Whether the result is at the return office or with the citizen: most of what was ever received.
    fileprivate var isResultReady: Bool { self == .readyToHandOver || self == .handedOver }

    /// Whether it was received, which is when it gets a date.
    fileprivate var hasDueDate: Bool {
        switch self {
        case .entrusted, .submitted, .supplementRequested, .refusalProposed, .receptionRefused: false
        case .received, .handling, .awaitingSupplement, .decided, .readyToHandOver, .handedOver, .withdrawn, .stopped:
            true
        }
    }

    /// Whether it may be late although its result isn't ready.
    fileprivate var mayBecomeLate: Bool {
        switch self {
        case .awaitingSupplement, .withdrawn, .stopped: false
        default: hasDueDate && !isResultReady
        }
    }
}

/// The SQL of a list of work.
struct WorkListing {
    let sql: String
    let values: [SQLValue]

    init(_ filter: WorkFilter) throws(StoreError) {
        var terms = [filter.isSent ? "sender = ?" : "body = ?"]
        var values: [SQLValue] = [.text(filter.body.key)]
        if let after = filter.after {
            let cursor = try WorkCursor(after)
            terms.append("(due_at, id) > (?, ?)")
            values += [.integer(cursor.dueAt), .text(cursor.id)]
        }
        if let kind = filter.kind {
            terms.append("kind = ?")
            values.append(.text(kind.rawValue))
        }
        if let procedure = filter.procedure {
            terms.append("procedure = ?")
            values.append(.text(procedure.text))
        }
        if let instant = filter.dueBefore {
            terms.append("due_at < ?")
            values.append(.integer(instant.milliseconds))
        }
        values.append(.integer(filter.limit + 1))
        sql = """
            SELECT \(WorkItem.columns) FROM work_item\(filter.isSent ? " INDEXED BY work_item_by_sender" : "") \
            WHERE \(terms.joined(separator: " AND ")) \
            ORDER BY due_at, id LIMIT ?
            """
        self.values = values
    }
}
