import Crypto
import DossierDomain
import DossierStore

/// Compares every version of the configuration with what its event says of it (AUD-01, CFG-01).
func checkConfigurations(
    _ reader: some DossierReader, chainEnd: Int, tally: VerificationTally
) throws(StoreError) {
    var part = VerificationReport()
    let events = try reader.events(of: DossierEvent.configurationRecord)
    for (index, recorded) in events.enumerated() {
        let place = "configuration \(index + 1)"
        guard case .configurationChanged(let changed) = recorded.event, changed.version == index + 1,
            recorded.sequence == index + 1
        else {
            part.add(place, "the event in its place is another's")
            continue
        }
        do throws(StoreError) {
            guard let stored = try reader.configuration(version: changed.version) else {
                part.add(place, "it is missing")
                continue
            }
            let reason = stored.record.reason.map { hexadecimal(SHA256.hash(data: Array($0.utf8))) }
            if hexadecimal(SHA256.hash(data: stored.configuration.json)) != changed.document
                || reason != changed.reason || stored.record.act != changed.act
                || stored.record.actor != recorded.actor || stored.record.recordedAt != recorded.recordedAt
            {
                part.add(place, "it is not what its event says")
            }
        } catch {
            part.add(place, "it can't be read")
        }
    }
    let newest = try reader.configurations(changing: nil, before: nil, limit: 1).first?.version ?? 0
    if newest > events.count { part.add("configuration \(newest)", "there is no event of it") }
    // What a server added meanwhile is not counted.
    tally.add(part, folded: events.count { $0.position <= chainEnd })
}
