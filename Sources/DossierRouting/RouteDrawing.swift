import DossierDomain

/// The routes in force on a day as a Markdown document: what can be commanded in which status, and for each route
/// its procedures, a table of its steps and a Mermaid drawing.
public func routesDocument(of catalogue: Catalogue, on date: CivilDate) -> String {
    let procedures = Dictionary(grouping: catalogue.procedures(on: date), by: \.route)
    let routes = Set(catalogue.document.routes.map(\.id)).sorted().compactMap { catalogue.route($0, on: date) }
    let parts = routes.map { route in
        text(of: route, procedures: procedures[route.id, default: []])
    }
    return """
        # Routes

        Written by `motcua routes table`; a test holds it against the configuration and the engine. As of \(date).

        ## What a step's role is

        It follows from the step's place: steps of the branch that leads have the papers and the main line of the time (chủ trì);
        steps of another branch cooperate (phối hợp); the one that decides, the last of the route, makes the decision (quyết
        định). The only branch of a stage leads.

        ## What can be commanded in which status

        Who may, and under which conditions, is another question; every rejection says what would be allowed.

        \(transitionTable())

        \(parts.joined(separator: "\n\n"))

        """
}

private func transitionTable() -> String {
    let statuses = DossierStatus.allCases
    let head = "| | " + statuses.map { "`\($0.rawValue)`" }.joined(separator: " | ") + " |"
    let rule = "|---|" + statuses.map { _ in ":-:|" }.joined()
    let rows = DossierCommand.Name.allCases.compactMap { name -> String? in
        guard statuses.contains(where: { $0.allowedCommands.contains(name) }) else { return nil }
        let cells = statuses.map { $0.allowedCommands.contains(name) ? "●" : " " }
        return "| `\(name.rawValue)` | " + cells.joined(separator: " | ") + " |"
    }
    return ([head, rule] + rows).joined(separator: "\n")
}

private func text(of route: Route, procedures: [Procedure]) -> String {
    let followers =
        procedures.isEmpty
        ? "No procedure follows it."
        : procedures.map { "- \($0.reference.text) \($0.name): \($0.timeLimit.written)\($0.options.written)" }
            .joined(separator: "\n")
    return """
        ## \(route.reference.text): \(route.name)

        \(followers)

        \(stepTable(of: route))

        ```mermaid
        \(drawing(of: route))
        ```
        """
}

private func stepTable(of route: Route) -> String {
    var rows = ["| Stage | Branch | Step | At | Share | Then |", "|---|---|---|---|---|---|"]
    for (index, stage) in route.stages.enumerated() {
        for branch in stage.branches {
            for (place, step) in branch.steps.enumerated() {
                let lead = branch.id == stage.lead && stage.branches.count > 1 ? " (leads)" : ""
                let next: String
                if place + 1 < branch.steps.count {
                    next = "`\(branch.steps[place + 1].id)`"
                } else if index + 1 < route.stages.count {
                    next =
                        stage.branches.count > 1
                        ? "joins, then stage `\(route.stages[index + 1].id)`"
                        : "stage `\(route.stages[index + 1].id)`"
                } else {
                    next = "decides; back to the receiving office"
                }
                rows.append(
                    "| `\(stage.id)` | `\(branch.id)`\(lead) | `\(step.id)` \(step.name) | \(step.at.written) |"
                        + " \(step.share.written) | \(next) |")
            }
        }
    }
    return rows.joined(separator: "\n")
}

/// The route as a flowchart: offices are round, steps are boxes, stages with several branches are frames.
private func drawing(of route: Route) -> String {
    var lines = ["flowchart LR", "    office([bộ phận một cửa])"]
    var ends = ["office"]
    func box(_ step: Route.Step, indent: String) -> String {
        "\(indent)\(step.id.drawn)[\"\(step.name)<br/>\(step.at.written)<br/>\(step.share.written)\"]"
    }
    for stage in route.stages {
        let isParallel = stage.branches.count > 1
        if isParallel { lines.append("    subgraph \(stage.id.text)") }
        for branch in stage.branches {
            for step in branch.steps { lines.append(box(step, indent: isParallel ? "        " : "    ")) }
        }
        if isParallel { lines.append("    end") }
        var nextEnds: [String] = []
        for branch in stage.branches {
            guard let first = branch.steps.first, let last = branch.steps.last else { continue }
            // The paper goes with the lead; the others work on the data alone.
            let arrow = branch.id == stage.lead ? "-->" : "-.->"
            for end in ends { lines.append("    \(end) \(arrow) \(first.id.drawn)") }
            for (from, to) in zip(branch.steps, branch.steps.dropFirst()) {
                lines.append("    \(from.id.drawn) --> \(to.id.drawn)")
            }
            nextEnds.append(last.id.drawn)
        }
        ends = nextEnds
    }
    for end in ends { lines.append("    \(end) ==>|kết quả| office") }
    return lines.joined(separator: "\n")
}

extension StepID {
    /// An identity that Mermaid takes: some words, such as `end`, are its own.
    fileprivate var drawn: String { "s-" + text }
}

extension Route.Selector {
    /// Whom it finds.
    fileprivate var written: String {
        switch self {
        case .receivingAgency: "receiving agency"
        case .agency(let id): id.text
        case .unit(let origin, let level, let field): "\(field) of the \(origin.rawValue) unit's \(level)"
        }
    }
}

extension TimeAllowance {
    /// The limit, with its cut-off.
    fileprivate var written: String {
        let limit =
            switch limit {
            case .workingDays(let count): "\(count) working days"
            case .calendarDays(let count): "\(count) calendar days"
            case .workingHours(let count): "\(count) working hours"
            case .sameDay: "the same day"
            }
        return limit + (cutOff.map { ", until \($0)" } ?? "")
    }
}

extension ProcedureOptions? {
    /// What the procedure settles for itself.
    fileprivate var written: String {
        guard let self else { return "" }
        var parts: [String] = []
        if self.appointment == .chain { parts.append("form 01 promises the chain's date") }
        if let more = self.remoteExtension {
            parts.append("\(TimeAllowance(more).written) more where the receiving unit is remote")
        }
        if let posting = self.posting {
            parts.append("`\(posting.step)` includes a public posting of \(TimeAllowance(posting.period).written)")
        }
        return parts.isEmpty ? "" : " (" + parts.joined(separator: "; ") + ")"
    }
}
