import DossierDomain

/// What the reception of a submission would come to on a day, as far as the configuration says.
public enum ReceptionOutlook: Hashable, Sendable {
    /// It would be received by that version of its procedure, along that route.
    case received(version: Int, route: RouteReference)
    /// It couldn't be received.
    case hindered(Hindrance)

    /// What is in the way of a reception.
    public enum Hindrance: String, Codable, Sendable, CaseIterable {
        /// No version of the procedure is in force.
        case procedureEnds
        /// The office isn't in force.
        case officeCeases
        /// The counter that took it in isn't.
        case counterCloses
        /// A step of the route finds no agency.
        case stepUnresolved
    }
}

extension Catalogue {
    /// What the reception of a submission on that day would come to; what is missing of its papers aside.
    func outlook(of submission: DossierState, on date: CivilDate) -> ReceptionOutlook {
        guard let procedure = procedure(submission.procedure.code, on: date),
            let route = route(procedure.route, on: date)
        else { return .hindered(.procedureEnds) }
        guard let office = office(submission.office, on: date) else { return .hindered(.officeCeases) }
        guard counter(submission.counter, on: date) != nil else { return .hindered(.counterCloses) }
        do {
            _ = try itinerary(
                of: procedure, along: route, from: office, applicantUnit: submission.applicantUnit,
                receivedAt: calendar(of: office.id, on: date).opening(of: date))
        } catch {
            return .hindered(.stepUnresolved)
        }
        return .received(version: procedure.version, route: route.reference)
    }
}
