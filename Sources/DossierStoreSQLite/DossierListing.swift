import DossierDomain
import DossierStore

/// The SQL of a list of dossiers: which index leads, what the rest must fulfil, where the page starts.
///
/// The index is named in the SQL, so that the plan is the same with any statistics; every one ends with the
/// row id, which is the ordinal, so that no list is ever sorted.
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
        if let body = filter.visibleTo {
            switch lead {
            case .party: conditions.add("p.body = ?", .text(body.key))
            default:
                conditions.add(
                    "EXISTS (SELECT 1 FROM dossier_party AS p WHERE p.body = ? AND p.ordinal = d.ordinal)",
                    .text(body.key))
            }
        }
        let ordinal = lead == .party ? "p.ordinal" : "d.ordinal"
        let order = isByReception ? "d.received_at DESC, d.ordinal DESC" : "\(ordinal) DESC"
        try conditions.start(after: filter.after, isByReception: isByReception, ordinal: ordinal)
        conditions.values.append(.integer(filter.limit + 1))
        sql = """
            SELECT d.ordinal, d.received_at, d.state FROM \(lead.source) \
            WHERE \(conditions.terms.joined(separator: " AND ")) ORDER BY \(order) LIMIT ?
            """
        values = conditions.values
    }

    /// What the rows are found by.
    private enum Lead {
        case party, recording, status, procedure, office, officeAndStatus, behind, behindAtOffice, reception, pending
        case pendingAtOffice
        case receptionAtOffice

        init(_ filter: DossierFilter, isByReception: Bool) {
            if isByReception {
                self = filter.office == nil ? .reception : .receptionAtOffice
            } else if filter.office != nil {
                self =
                    filter.isPending
                    ? .pendingAtOffice
                    : filter.lateAt != nil ? .behindAtOffice : filter.status != nil ? .officeAndStatus : .office
            } else if filter.visibleTo != nil {
                self = .party
            } else if filter.isPending {
                self = .pending
            } else if filter.lateAt != nil {
                self = .behind
            } else if filter.status != nil {
                self = .status
            } else {
                self = filter.procedure != nil ? .procedure : .recording
            }
        }

        var source: String {
            switch self {
            // CROSS JOIN keeps SQLite from turning the loops round.
            case .party: "dossier_party AS p CROSS JOIN dossier AS d ON d.ordinal = p.ordinal"
            case .recording: "dossier AS d NOT INDEXED"
            case .status: "dossier AS d INDEXED BY dossier_by_status"
            case .procedure: "dossier AS d INDEXED BY dossier_by_procedure"
            case .office: "dossier AS d INDEXED BY dossier_by_office"
            case .officeAndStatus: "dossier AS d INDEXED BY dossier_by_office_status"
            case .behind: "dossier AS d INDEXED BY dossier_behind"
            case .behindAtOffice: "dossier AS d INDEXED BY dossier_behind_by_office"
            case .pending: "dossier AS d INDEXED BY dossier_pending"
            case .pendingAtOffice: "dossier AS d INDEXED BY dossier_pending_by_office"
            case .reception: "dossier AS d INDEXED BY dossier_by_reception"
            case .receptionAtOffice: "dossier AS d INDEXED BY dossier_by_office_reception"
            }
        }
    }

    private struct Conditions {
        var terms: [String] = []
        var values: [SQLValue] = []

        mutating func add(_ term: String, _ values: SQLValue...) {
            terms.append(term)
            self.values += values
        }

        mutating func add(_ filter: DossierFilter) {
            if let office = filter.office { add("d.office = ?", .text(office.text)) }
            if let status = filter.status { add("d.status = ?", .text(status.rawValue)) }
            if let procedure = filter.procedure { add("d.procedure = ?", .text(procedure.text)) }
            if filter.isPending { add("d.due_at IS NOT NULL AND d.ready_at IS NULL") }
            if let instant = filter.dueBefore { add("d.due_at < ?", .integer(instant.milliseconds)) }
            if let instant = filter.lateAt {
                // Not ready, or ready too late: word for word as in the partial indexes; then late at that instant.
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
            case (.ordinal, true), (.reception, false): throw .invalidCursor
            }
        }
    }
}

/// The SQL of a list of work.
struct WorkListing {
    let sql: String
    let values: [SQLValue]

    init(_ filter: WorkFilter) throws(StoreError) {
        var terms = ["body = ?"]
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
            SELECT \(WorkItem.columns) FROM work_item WHERE \(terms.joined(separator: " AND ")) \
            ORDER BY due_at, id LIMIT ?
            """
        self.values = values
    }
}
