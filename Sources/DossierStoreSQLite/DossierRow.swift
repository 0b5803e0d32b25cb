import DossierDomain
import DossierStore

/// What a dossier's state says in the columns of `dossier`, so that writing and verifying can't differ.
struct DossierRow {
    /// The columns beside `ordinal` and `state`, in the order of ``values``.
    static let columns = """
        id, version, status, procedure, office, applicant_unit, submitted_at, number, canonical_number, agency, \
        received_at, first_due_at, due_at, decided_at, ready_at, handed_over_at, personal_data_erased_at
        """

    /// How many there are.
    static let columnCount: Int32 = 17

    /// Those of the columns that change after the reception, in the order of ``movingValues``.
    ///
    /// What isn't named in an UPDATE keeps its index entries, and `id`, which other tables refer to, would have
    /// them all searched for references.
    static let movingColumns = "version, status, due_at, decided_at, ready_at, handed_over_at, personal_data_erased_at"

    /// Those that a reception fixes, in the order of ``receptionValues``; `id` never changes.
    static let receptionColumns = String(columns.dropFirst("id, ".count))

    let values: [SQLValue]

    var movingValues: [SQLValue] { [1, 2, 12, 13, 14, 15, 16].map { values[$0] } }
    var receptionValues: [SQLValue] { Array(values.dropFirst()) }

    init(_ state: DossierState) {
        let reception = state.reception
        values = [
            .text(state.id.text), .integer(state.version), .text(state.status.rawValue),
            .text(state.procedure.code.text), .text(state.office.text), .text(state.applicantUnit.text),
            .integer(state.submittedAt.milliseconds), .text(reception?.number?.text),
            .text(reception?.number?.sortedByDay), .text(reception?.agency.text),
            .instant(reception?.receivedAt.milliseconds), .instant(reception?.firstDueAt.milliseconds),
            .instant(reception?.dueAt.milliseconds), .instant(state.decidedAt?.milliseconds),
            .instant(state.readyAt?.milliseconds), .instant(state.handedOverAt?.milliseconds),
            .instant(state.personalDataErasedAt?.milliseconds),
        ]
    }
}

extension DossierNumber {
    /// What numbers are compared by in `canonical_number`, beginning with the day: receptions of one day, at whatever
    /// agency, then change a few pages of the index instead of one for each agency.
    var sortedByDay: String {
        let canonical = canonical
        let agency = canonical.dropLast("-YYMMDD-SSSS".count)
        return canonical.suffix("YYMMDD-SSSS".count) + "-" + agency
    }
}

extension WorkItem {
    /// The columns of `work_item`, in the order of ``sqlValues``.
    static let columns = """
        body, due_at, id, dossier, number, procedure, kind, step, handover, assignment, since, sender
        """

    var sqlValues: [SQLValue] {
        [
            .text(body.key), .integer(dueAt.milliseconds), .text(id), .text(dossier.text), .text(number.text),
            .text(procedure.text), .text(kind.rawValue), .text(step?.text), .text(handover?.text),
            .text(assignment?.text), .integer(since.milliseconds), .text(sender?.key),
        ]
    }

    /// Reads a row of ``columns``.
    init(_ row: StatementRow) throws(StoreError) {
        guard let body = Body(key: row.text(0)), let number = DossierNumber(row.text(4)),
            let kind = Kind(rawValue: row.text(6))
        else { throw .corrupt("a work item of dossier \(row.text(3)) can't be read") }
        self.init(
            id: row.text(2), dossier: DossierID(row.text(3)), number: number,
            procedure: ProcedureCode(row.text(5)),
            body: body, kind: kind, step: row.optionalText(7).map { StepID($0) },
            handover: row.optionalText(8).map { HandoverID($0) },
            assignment: row.optionalText(9).map { AssignmentID($0) },
            sender: row.optionalText(11).flatMap { Body(key: $0) },
            since: Timestamp(milliseconds: row.integer(10)), dueAt: Timestamp(milliseconds: row.integer(1)))
    }
}

extension DossierState {
    /// Keys of the bodies that may see it, without repetition, in order.
    var partyKeys: [String] { parties.map(\.key) }

    /// The bodies that may see it, with whether they take part, in order of their keys.
    var parties: [(key: String, joined: Bool)] {
        let joined = Set(participants.map(\.key))
        return joined.union(monitors.map { Body.office($0).key }).sorted().map { ($0, joined.contains($0)) }
    }
}
