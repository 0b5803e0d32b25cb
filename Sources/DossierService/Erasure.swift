import DossierDomain
import DossierFiles
import DossierRouting
import DossierStore

extension DossierService {
    /// Takes the files of an erased dossier's scans away, whose keys are gone already.
    ///
    /// Whatever is left by a crash or a failing disk is noise; it costs room and tells nothing.
    func removeScanFiles(of state: DossierState) async {
        guard let uploads else { return }
        for scan in state.scans ?? [] {
            try? await uploads.onFiles(of: scan.file) { () throws(FileError) in
                try uploads.folder.remove(stored: scan.file)
            }
        }
    }
}

/// What has been kept as long as it has to be.
public struct DueErasure: Sendable {
    /// The dossier or submission.
    public let state: DossierState
    /// By which rule, and until when it was kept.
    public let retention: Retention
}

extension DossierService {
    /// Whose retention has expired today, oldest first; looks at no more than `limit` dossiers, so that a page may be short and
    /// yet not the last. For administrators and inspectors alone.
    public func dueErasures(
        after: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<DueErasure> {
        guard actor.oversees else { throw .notFound }
        let today = now().date
        // Nothing is due that was brought later than the shortest time ago.
        let months = catalogue.document.retention.filter { $0.kind != .read }.map(\.months).min()
        guard let months else { return Page(elements: [], next: nil) }
        let bound = Timestamp(today.adding(months: -months).adding(days: 1), .midnight)
        let page = try ServiceError.reading { () throws(StoreError) in
            try reader.keptDossiers(submittedBefore: bound, after: after, limit: limit)
        }
        let due = page.elements.compactMap { state -> DueErasure? in
            catalogue.expiredRetention(of: state, on: today).map { DueErasure(state: state, retention: $0) }
        }
        return Page(elements: due, next: page.next)
    }

    /// Forgets who has read what, where its retention has expired: a few thousand records; answers how many.
    ///
    /// Called now and then while the server runs. Throws ``ServiceError/store(_:)``.
    public func forgetOldReads() async throws(ServiceError) -> Int {
        guard let bound = catalogue.document.readsKept(on: now().date) else { return 0 }
        var forgotten = 0
        for _ in 0..<10 {
            let count = try await storing { () async throws(StoreError) in
                try await self.store.forgetReads(before: bound, limit: 500)
            }
            forgotten += count
            if count == 0 { break }
        }
        return forgotten
    }
}

/// The records of reading that a new configuration would have forgotten at once: how many, and the oldest of them, at most
/// `limit` (1–200).
func forgottenReads(
    from old: ConfigurationDocument, to new: ConfigurationDocument, on date: CivilDate, showing limit: Int,
    reader: some DossierReader
) throws(ServiceError) -> (count: Int, oldest: [PersonalDataRead]) {
    guard let range = readsForgotten(from: old, to: new, on: date) else { return (0, []) }
    return try ServiceError.reading { () throws(StoreError) in try reader.oldReads(endedIn: range, limit: limit) }
}

extension KeyRing {
    /// The versions of master keys that wrap personal keys of a database and aren't here, or are other ones under the same
    /// version; none where the key file is that database's.
    ///
    /// Tries to open one personal key of each version. Throws ``StoreError``.
    public func missing(for reader: some DossierReader) throws(StoreError) -> [Int] {
        let vault = PersonalDataVault(keys: { self }, newID: { preconditionFailure("nothing is sealed here") })
        return try reader.subjectOfEachKey().filter { !vault.opens($0) }.map(\.value.keyVersion)
    }
}

/// Replaces the master key of a database that is served meanwhile: wraps all subjects' keys anew, a few at a time (AUD-03).
///
/// Nothing is lost wherever it is stopped: each key is wrapped by one master key or by the other, and both are in the key file
/// until no key needs the former one. Begun again, it goes over everything and finds what is left.
public struct KeyRotation<Store: DossierStore>: Sendable {
    /// How many keys one commit wraps anew, so that no reception waits long for it.
    public static var batch: Int { 500 }

    private let store: Store
    private let keys: KeyRing
    private let vault: PersonalDataVault

    /// A rotation to the newest key of a ring that is in the key file already.
    public init(store: Store, keys: KeyRing) {
        self.store = store
        self.keys = keys
        vault = PersonalDataVault(keys: { keys }, newID: { preconditionFailure("nothing is sealed here") })
    }

    /// Wraps all keys by the newest master key, and makes the people findable by it; answers how many were changed, and which
    /// couldn't be opened.
    ///
    /// `progress` is told after each commit how many were looked at. Throws ``StoreError``.
    public func rewrapAll(
        reader: Store.Reader, progress: (Int) -> Void = { _ in }
    ) async throws(StoreError) -> (changed: Int, unreadable: [SubjectID]) {
        var last: SubjectID?
        var (changed, seen) = (0, 0)
        var unreadable: [SubjectID] = []
        while true {
            let page = try reader.subjects(afterID: last, limit: Self.batch)
            guard let end = page.last?.value.subject else { return (changed, unreadable) }
            var rewrapped: [RewrappedSubject] = []
            for stored in page {
                do {
                    if let new = try vault.rewrapped(stored) { rewrapped.append(new) }
                } catch {
                    unreadable.append(stored.value.subject)
                }
            }
            if !rewrapped.isEmpty { changed += try await store.rewrap(rewrapped) }
            seen += page.count
            progress(seen)
            last = end
        }
    }

    /// From now on nothing that the former master keys wrap is taken any more.
    public func refuseFormer() async throws(StoreError) {
        try await store.keep("\(keys.newestVersion)", for: .oldestMasterKey)
    }
}
