import DossierDomain
import DossierStore

extension VerificationReport {
    /// Looks at every serial up to the last one given, of each agency and day: a dossier bears it, a terminal has it in a
    /// block, or it is void; anything else is a gap that nobody can explain (RCV-05, OFF-02).
    mutating func checkNumbers(_ reader: some DossierReader) throws(StoreError) {
        var last: NumberRequest?
        while true {
            let days = try reader.lastSerials(after: last, limit: 1_000)
            for (request, end) in days {
                var serial = 0
                while serial < end {
                    let page = try reader.numbers(of: request, after: serial, limit: 200)
                    for entry in page where entry.standing == .unexplained {
                        add("number \(entry.serial) of \(request.agency), \(request.date)", "nothing explains the gap")
                    }
                    guard let next = page.last?.serial else { break }
                    serial = next
                }
            }
            guard let end = days.last?.request else { return }
            last = end
        }
    }
}
