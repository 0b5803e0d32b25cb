import DossierDomain
import DossierStore

/// Opens the key of each subject that wasn't erased, and a value with it (AUD-03).
///
/// `keys` answers the key file's keys as they are whenever it is asked: where the master key is replaced meanwhile, what was
/// read before is read again. What can't be opened is told by its identity alone; of a master key that isn't in the key file
/// how many it wraps.
func checkKeys(
    _ reader: some DossierReader, keys: @escaping @Sendable () -> KeyRing, tally: VerificationTally
) throws(StoreError) {
    let vault = PersonalDataVault(keys: keys, newID: { preconditionFailure("nothing is sealed here") })
    func failing(in page: [StoredSubject]) -> [StoredSubject] { page.filter { !vault.opens($0) } }
    var missing: [Int: Int] = [:]
    var last: SubjectID?
    while true {
        let page = try reader.subjects(afterID: last, limit: keyPageSize)
        guard let end = page.last?.value.subject else { break }
        var part = VerificationReport()
        part.keyCount = page.count
        var failed = failing(in: page)
        if !failed.isEmpty {
            let again = try reader.subjects(afterID: last, limit: keyPageSize)
            let suspects = Set(failed.map(\.value.subject))
            failed = failing(in: again.filter { suspects.contains($0.value.subject) })
        }
        let versions = Set(keys().versions)
        for stored in failed {
            if versions.contains(stored.value.keyVersion) {
                part.add("personal key \(stored.value.subject)", "the key file doesn't open it, or not its value")
            } else {
                missing[stored.value.keyVersion, default: 0] += 1
            }
        }
        tally.add(part)
        last = end
    }
    var part = VerificationReport()
    for (version, count) in missing.sorted(by: { $0.key < $1.key }) {
        part.add("master key \(version)", "it isn't in the key file, and \(count) personal keys are wrapped by it")
    }
    tally.add(part)
}

/// How many keys are in memory at a time.
private let keyPageSize = 500
