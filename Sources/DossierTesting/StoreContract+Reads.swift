import DossierDomain
import DossierStore

extension StoreContract {
    /// Who was shown personal data is appended, listed newest first by every filter, and an emergency is one.
    public func readsAreKept() async throws {
        let store = try await subject.open()
        let lives = try await receive([DossierID("d-1"), DossierID("d-2")], in: store)
        let reader = try store.makeReader()
        let reads = (0..<12).map { index in
            PersonalDataRead(
                dossier: index % 4 == 3 ? nil : lives[index % 2].id, scope: index % 4 == 3 ? "list \(index)" : nil,
                actor: Self.reader(index % 3), operation: "readDossier", firstAt: Self.instant(index),
                lastAt: Self.instant(index + 1), count: index + 1,
                emergency: index % 5 == 2 ? .init(id: "e-\(index)", reason: nil, until: Self.instant(index + 20)) : nil)
        }
        try await store.append(Array(reads[..<7]), [], [])
        // What was put back after a failure is appended later than what was read later.
        try await store.append(reads[7...].reversed(), [], [])
        for round in 0..<16 {
            var filter = ReadFilter(limit: 1 + round % 5)
            filter.dossier = round & 1 == 1 ? lives[0].id : nil
            filter.credential = round & 2 == 2 ? Self.reader(1).credential : nil
            filter.isEmergency = round & 4 == 4
            filter.from = round & 8 == 8 ? Self.instant(2) : nil
            filter.before = round & 8 == 8 ? Self.instant(9) : nil
            let wanted = reads.reversed().filter { read in
                filter.dossier.map { read.dossier == $0 } ?? true
                    && filter.credential.map { read.actor.credential == $0 } ?? true
                    && (!filter.isEmergency || read.emergency != nil)
                    && (round & 8 == 0 || (read.firstAt >= Self.instant(2) && read.firstAt < Self.instant(9)))
            }
            var found: [PersonalDataRead] = []
            repeat {
                let page = try reader.reads(matching: filter)
                found += page.elements
                filter.after = page.next
            } while filter.after != nil
            try expectEqual(found, Array(wanted), "round \(round)")
        }
        try expectEqual(try reader.emergencyRead("e-7"), reads[7], "an emergency")
        try expectEqual(try reader.emergencyRead("e-1"), nil, "none")
        do {
            try await store.append([reads[0], reads[7]], [], [])
            throw ContractViolation("one emergency twice", file: #fileID, line: #line)
        } catch StoreError.versionConflict {}
        try expectEqual(try reader.reads(matching: ReadFilter(limit: 200)).elements.count, 12, "nothing of it was kept")
        for cursor in ["", "p", "p.", "p.0", "p.-1", "p.1", "p.1.0", "p.1.01", "p.1.1.1", "d.1.1"] {
            var filter = ReadFilter()
            filter.after = cursor
            do throws(StoreError) {
                _ = try reader.reads(matching: filter)
                throw .unavailable("\(cursor) was taken as a cursor")
            } catch {
                try expectEqual(error, .invalidCursor, "cursor \(cursor)")
            }
        }
        try await subject.close(store)
    }

    private static func reader(_ index: Int) -> Actor {
        Actor(
            credential: CredentialID("reader-\(index)"), role: .official, body: .office(OfficeID("office-\(index)")),
            employer: .agency, posting: index == 0 ? PostingID("posting") : nil)
    }
}
