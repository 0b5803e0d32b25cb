import DossierDomain
import DossierRouting

/// Requests on their way: lost, sent again, sent twice, and told from one another (IDM-01, IDM-02).
extension Simulation {
    /// Sends a request with whatever happens to it on its way, and checks what came of it.
    mutating func send(
        _ command: DossierCommand, on id: DossierID, by actor: Actor, at instant: Timestamp? = nil,
        isSystem: Bool = false
    ) throws(SimulationFailure) -> SimulatedRegistry.Answer {
        keyCount += 1
        let request = SimulatedRegistry.Request(
            command, on: id, by: actor, at: instant ?? clock, key: isSystem ? nil : "key-\(keyCount)")
        var fault: SimulatedRegistry.Fault?
        if !isSystem, faulty {
            if happens(25, using: &generator) { fault = .lostBefore }
            if happens(25, using: &generator) { fault = .lostAfter }
        }
        let answer = try perform(request, fault: fault)
        switch answer {
        case .lost:
            report.lostCount += 1
            unanswered.append(request)
        case .done(_, let isReplay):
            if isReplay { throw failure(id, "a new key was answered from the record") }
            if case .replan = command { report.replannedCount += 1 }
            report.commands.insert(command.name.rawValue)
            if !isSystem { answered.append(request) }
            if answered.count > 200 { answered.removeFirst() }
        case .rejected:
            if !isSystem { report.rejectionCount += 1 }
        case .versionMismatch, .keyReused: throw failure(id, "a new key met another request")
        }
        return answer
    }

    var faulty: Bool { staff.idle > 0 }

    /// A client that heard nothing sends the same request again; others may have acted in between.
    mutating func sendAgain(_ request: SimulatedRegistry.Request) throws(SimulationFailure) {
        let answer = try perform(request, fault: nil)
        switch answer {
        case .done, .rejected: answered.append(request)
        case .lost, .versionMismatch, .keyReused: throw failure(request.dossier, "a retry was answered by \(answer)")
        }
    }

    /// A request that was answered changes nothing when it comes again, and gets the same answer (IDM-01).
    mutating func expectReplay(of request: SimulatedRegistry.Request) throws(SimulationFailure) {
        let before = registry.eventCount
        let answer = try perform(request, fault: nil)
        switch answer {
        case .done(_, true), .rejected(_, true): break
        case .done, .rejected, .lost, .versionMismatch, .keyReused:
            throw failure(request.dossier, "an answered request came again and was answered by \(answer)")
        }
        guard registry.eventCount == before else {
            throw failure(request.dossier, "an answered request that came again changed something")
        }
    }

    /// A key that was used is refused for anything else (IDM-01), and a stale version for everything (IDM-02).
    mutating func expectRefusals(after request: SimulatedRegistry.Request) throws(SimulationFailure) {
        let other = SimulatedRegistry.Request(
            request.command == .checkPlan ? .confirmReception : .checkPlan, on: request.dossier, by: request.actor,
            at: request.occurredAt, key: request.key)
        guard try perform(other, fault: nil) == .keyReused else {
            throw failure(request.dossier, "a key served two requests")
        }
        keyCount += 1
        let stale = SimulatedRegistry.Request(
            .checkPlan, on: request.dossier, by: SimulatedStaff.system, at: clock, key: "key-\(keyCount)")
        guard let current = registry.entries[request.dossier]?.state.version else { return }
        guard try perform(stale, expecting: current - 1, fault: nil) == .versionMismatch(current: current) else {
            throw failure(request.dossier, "a stale version was accepted")
        }
    }
}
