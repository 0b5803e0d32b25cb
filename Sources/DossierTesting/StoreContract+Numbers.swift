import DossierDomain
import DossierStore

extension StoreContract {
    /// Numbers are consecutive per agency and day, and found in the long and the short form (RCV-05).
    public func numbersAreConsecutive() async throws {
        let store = try await subject.open()
        let other = try agency("000.00.19.H37")
        let otherShort = try agency("H37.19")
        let plan: [(agency: AgencyIdentifier, minute: Int, serial: Int)] = [
            (DossierLife.usualAgency, 0, 1), (other, 0, 1), (DossierLife.usualAgency, 1, 2),
            // The short form names the same agency.
            (otherShort, 1, 2), (DossierLife.usualAgency, 1_440, 1), (other, 2, 3),
        ]
        for (index, entry) in plan.enumerated() {
            var life = DossierLife(DossierID("d-\(index)"), agency: entry.agency)
            try await advance(&life, in: store, at: Self.instant(entry.minute))
            let number = DossierNumber(
                agency: entry.agency, date: Self.instant(entry.minute).date, serial: entry.serial)
            try expectEqual(life.state?.number?.text, number?.text, "number \(index)")
        }
        let reader = try store.makeReader()
        for text in ["000.00.19.H37-190820-0002", "H37.19-190820-0002"] {
            guard let number = DossierNumber(text) else { continue }
            try expectEqual(try reader.dossier(number)?.id, DossierID("d-3"), "the dossier of \(text)")
        }
        // What was printed stays as it was printed.
        try expectEqual(
            try reader.dossier(DossierID("d-3"))?.number?.text, "H37.19-190820-0002", "the printed form")
        try await subject.close(store)
    }

    /// The 10,000th number of an agency and day is refused with a clear reason, on record, and harms nobody
    /// else (RCV-05).
    public func serialsEndAt9999() async throws {
        let store = try await subject.open()
        let request = NumberRequest(agency: DossierLife.usualAgency, date: Self.instant().date)
        try await subject.giveSerials(9_998, of: request, in: store)
        let last = try await receive([DossierID("d-1")], in: store)[0]
        try expectEqual(last.state?.number?.serial, 9_999, "the last serial")
        let rejection = CommandRejection.serialsExhausted(request.agency, request.date)
        let next = DossierLife(DossierID("d-2")).next(at: Self.instant(), key: Self.key("k-2"))
        let elsewhere = DossierLife(DossierID("d-3"), agency: try agency("H37.19")).next(at: Self.instant())
        let outcomes = try await subject.together([next, elsewhere], in: store)
        try expectEqual(outcomes[0], .success(.rejected(rejection)), "the 10,000th")
        guard case .success(.committed(let state)) = outcomes[1], state.number?.serial == 1 else {
            throw ContractViolation("another agency: \(outcomes[1])", file: #fileID, line: #line)
        }
        try expectEqual(try await store.commit(next), .replayed(.rejected(rejection)), "its retry")
        try expectEqual(try store.makeReader().dossier(next.state.id), nil, "the refused dossier")
        try await expectSound(store, eventCount: 6, dossierCount: 2)
        try await subject.close(store)
    }

    /// Incomplete papers spend no number; the dossier gets one when it is received (RCV-02).
    public func submissionsSpendNoNumber() async throws {
        let store = try await subject.open()
        var submission = DossierLife(DossierID("d-1"), beginning: .supplemented)
        for minute in 0..<3 {
            try await advance(&submission, in: store, at: Self.instant(minute))
            try expectEqual(submission.state?.number, nil, "the submission's number")
        }
        let other = try await receive([DossierID("d-2")], in: store)[0]
        try expectEqual(other.state?.number?.serial, 1, "the other's serial")
        try await advance(&submission, in: store, at: Self.instant(4))
        try expectEqual(submission.state?.number?.serial, 2, "the serial at last")
        let recorded = try store.makeReader().events(of: submission.id)
        guard case .received(let received) = recorded[3].event else {
            throw ContractViolation("no reception", file: #fileID, line: #line)
        }
        try expectEqual(received.number, submission.state?.number, "the number in the event")
        try await subject.close(store)
    }

    private func agency(_ text: String) throws -> AgencyIdentifier {
        guard let agency = AgencyIdentifier(text) else {
            throw ContractViolation("\(text) is no identifier", file: #fileID, line: #line)
        }
        return agency
    }
}
