import DossierDomain

extension Review {
    /// How many offices are named for a step that can't be resolved; the others are counted.
    private static let namedOffices = 5

    /// Every step of every route finds its agency, from every office that receives a procedure on that route, for
    /// every unit the office serves, on every day on which something changes (RTE-05, ORG-06).
    mutating func judgeResolution() {
        var found: [UnresolvedStep: [(office: OfficeID, reason: String)]] = [:]
        for day in daysOfChange {
            for office in catalogue.offices(on: day) {
                for route in routesReceived(at: office, on: day) {
                    for (step, reason) in unresolved(route, from: office, on: day) {
                        let key = UnresolvedStep(route: route.reference, step: step)
                        if found[key]?.contains(where: { $0.office == office.id }) == true { continue }
                        found[key, default: []].append((office.id, reason))
                    }
                }
            }
        }
        for (key, offices) in found.sorted(by: { $0.key.text < $1.key.text }) {
            for (office, reason) in offices.prefix(Self.namedOffices) {
                error(
                    .route, key.route.text,
                    "step \(key.step) can't be resolved from office \(office): \(reason)")
            }
            let others = offices.count - Self.namedOffices
            if others > 0 {
                error(
                    .route, key.route.text, "step \(key.step) can't be resolved from \(others) more offices")
            }
        }
    }

    /// The first days on which the organisation or the catalogue is another than the day before.
    private var daysOfChange: [CivilDate] {
        func changes(_ rows: [some EffectiveDated]) -> [CivilDate] {
            rows.flatMap { row in [row.validFrom] + (row.validTo.map { [$0.adding(days: 1)] } ?? []) }
        }
        let days =
            changes(document.units) + changes(document.agencies) + changes(document.offices)
            + changes(document.counters) + changes(document.procedures) + changes(document.routes)
        return Set(days).sorted()
    }

    private func routesReceived(at office: Office, on day: CivilDate) -> [Route] {
        let counters = catalogue.counters(of: office.id, on: day)
        guard !counters.isEmpty else { return [] }
        let level = office.serves.first.flatMap { catalogue.unit($0, on: day)?.level }
        let assigned = Set(counters.flatMap(\.alsoReceives))
        let procedures = catalogue.procedures(on: day).filter {
            $0.level == level || assigned.contains($0.code)
        }
        return Set(procedures.map(\.route)).sorted().compactMap { catalogue.route($0, on: day) }
    }

    private func unresolved(
        _ route: Route, from office: Office, on day: CivilDate
    ) -> [(step: StepID, reason: String)] {
        var found: [(step: StepID, reason: String)] = []
        for step in route.stages.flatMap({ $0.branches.flatMap(\.steps) }) {
            for unit in office.serves {
                do {
                    _ = try catalogue.agency(
                        for: step, of: route.id, from: office, applicantUnit: unit, on: day)
                } catch {
                    found.append((step.id, "\(error.lack.text) on \(day)"))
                    break
                }
            }
        }
        return found
    }

    /// Every procedure is received somewhere (ORG-06): on the day of the review, or on its first day after that.
    mutating func judgeReception() {
        var receivedLevels: [CivilDate: Set<LevelID>] = [:]
        var assigned: [CivilDate: Set<ProcedureCode>] = [:]
        for procedure in document.procedures {
            let day = max(date, procedure.validFrom)
            guard procedure.validity.contains(day) else { continue }
            if receivedLevels[day] == nil {
                let offices = catalogue.offices(on: day).map { ($0, catalogue.counters(of: $0.id, on: day)) }
                receivedLevels[day] = Set(
                    offices.compactMap { office, counters in
                        counters.isEmpty
                            ? nil : office.serves.first.flatMap { catalogue.unit($0, on: day)?.level }
                    })
                assigned[day] = Set(offices.flatMap { $0.1.flatMap(\.alsoReceives) })
            }
            guard receivedLevels[day]?.contains(procedure.level) == false,
                assigned[day]?.contains(procedure.code) == false
            else { continue }
            warn(.procedure, procedure.reference.text, "is received at no counter on \(day)")
        }
    }
}

private struct UnresolvedStep: Hashable {
    let route: RouteReference
    let step: StepID
    var text: String { "\(route.text) \(step)" }
}

extension RouteProblem.Lack {
    fileprivate var text: String {
        switch self {
        case .noAncestor(let unit, let level): "unit \(unit) lies in no unit of level \(level)"
        case .noAgency(let unit, let field): "no agency of unit \(unit) answers for field \(field)"
        case .agencyNotInForce(let agency): "agency \(agency) is not in force"
        }
    }
}
