import DossierDomain
import DossierPapers
import DossierRouting
import DossierService

/// The pilot's report as JSON and CSV: every figure with the address of the rows that it counted (PIL-02).
struct PilotView {
    let naming: Naming
    let question: PilotQuestion

    func report(_ answer: PilotAnswer) -> JSONValue {
        let offices = answer.offices
        return [
            "from": .date(question.from), "until": .date(question.until), "asKnownAt": .instant(question.asKnownAt),
            "configurationVersion": .count(answer.catalogue.version),
            "formulas": .string("docs/pilot.md"),
            "total": [
                "baselineCount": .count(offices.count { $0.baseline != nil }),
                "before": figures(
                    offices.compactMap { $0.baseline?.figures }.reduce(PilotFigures(), +), office: nil, host: nil),
                "agencyHosted": figures(
                    PilotReport.total(of: offices, \.agencyHosted), office: question.office, host: .agency),
                "postHosted": figures(
                    PilotReport.total(of: offices, \.postHosted), office: question.office, host: .post),
                "postsFreed": .count(offices.reduce(0) { $0 + $1.postsFreed.count }),
            ],
            "offices": .list(offices, office),
        ]
    }

    private func office(_ part: PilotReport.OfficePart) -> JSONValue {
        [
            "office": naming.office(part.office), "host": part.host.map { .name($0) },
            "movedOn": .optional(part.movedOn), "baseline": part.baseline.map(baseline),
            "postsFreed": .count(part.postsFreed.count), "freed": .list(part.postsFreed) { .identifier($0) },
            "agencyHosted": figures(part.agencyHosted, office: part.office, host: .agency),
            "postHosted": figures(part.postHosted, office: part.office, host: .post),
        ]
    }

    func baseline(_ baseline: Office.Baseline) -> JSONValue {
        [
            "from": .date(baseline.from), "until": .date(baseline.until), "posts": .count(baseline.posts),
            "areaSquareMetres": .optional(baseline.areaSquareMetres), "visits": .optional(baseline.visits),
            "by": .string(baseline.by), "on": .date(baseline.on), "basis": baseline.basis.map { .name($0) },
            "figures": figures(baseline.figures, office: nil, host: nil),
        ]
    }

    /// The figures; with the addresses of their rows where a host is given: nobody kept those of a baseline.
    private func figures(_ figures: PilotFigures, office: OfficeID?, host: Office.Host?) -> JSONValue {
        var object: JSONObject = [
            "dossiers": .count(figures.dossiers), "results": .count(figures.results),
            "onTime": .count(figures.onTime), "late": .count(figures.late),
            "daysToResult": .count(figures.daysToResult),
            "onTimePerMille": .optional(figures.onTimePerMille),
            "daysToResultTenths": .optional(figures.daysToResultTenths),
        ]
        // Of a baseline the office's own entry says whether visits were counted at all.
        guard let host else { return .object(object) }
        object.append("visits", .count(figures.visits))
        object.append(
            "visitsPerDossierHundredths", ifPresent: figures.visitsPerDossierHundredths.map { .count($0) })
        object.append("citizens", .count(figures.citizens))
        object.append("throughPost", .count(figures.throughPost))
        object.append("receivedByPost", .count(figures.receivedByPost))
        object.append("broughtByPost", .count(figures.broughtByPost))
        object.append("deliveredByPost", .count(figures.deliveredByPost))
        object.append("throughPostPerMille", ifPresent: figures.throughPostPerMille.map { .count($0) })
        object.append("neededVisits", .count(figures.neededVisits))
        object.append("tripsSpared", .count(figures.tripsSpared))
        // Where nothing was received there is nothing behind any figure.
        guard figures.dossiers > 0 else { return .object(object) }
        var rows = JSONObject()
        for figure in PilotFigure.allCases {
            rows.append(figure.rawValue, .string(address(of: figure, office: office, host: host)))
        }
        object.append("rows", .object(rows))
        return .object(object)
    }

    private func address(of figure: PilotFigure, office: OfficeID?, host: Office.Host) -> String {
        let instant = question.asKnownAt.description.queryEncoded
        let place = office.map { "&office=\($0)" } ?? ""
        return "/v1/reports/pilot/rows?from=\(question.from)&until=\(question.until)&asKnownAt=\(instant)\(place)"
            + "&host=\(host.rawValue)&figure=\(figure.rawValue)"
    }

    func row(_ row: PilotRow) -> JSONValue {
        [
            "number": .string(row.number.text), "office": naming.office(row.office), "host": .name(row.host),
            "group": .optional(row.group), "receivedAt": .instant(row.receivedAt), "dueAt": .instant(row.dueAt),
            "resultAt": .optional(row.resultAt), "daysToResult": .optional(row.daysToResult),
            "standing": .name(row.standing), "broughtInPerson": .bool(row.isBroughtInPerson),
            "receivedByPost": .bool(row.isReceivedByPost), "broughtByPost": .bool(row.isBroughtByPost),
            "deliveredByPost": .bool(row.isDeliveredByPost),
            "visitDays": .list(row.visitDays.sorted()) { .date($0) },
            "neededDays": .list(row.neededDays.sorted()) { .date($0) },
            "deliveryDays": .list(row.deliveryDays.sorted()) { .date($0) },
        ]
    }
}

extension PilotView {
    private static let columns = [
        "office", "name", "part", "from", "until", "posts", "dossiers", "citizens", "throughPost", "receivedByPost",
        "broughtByPost", "deliveredByPost", "results", "onTime", "late", "daysToResult", "visits", "neededVisits",
        "tripsSpared",
    ]

    /// The report for spreadsheets: for each office a line of its baseline, one under each host; whole counts, of which
    /// sums over lines are right. `posts` is how many officials had a post before, and how many are freed since.
    func csv(_ answer: PilotAnswer) -> String {
        var text = "\u{FEFF}" + Self.line(Self.columns)
        for part in answer.offices {
            let name = answer.catalogue.office(part.office, on: question.until)?.name ?? ""
            func line(
                _ label: String, _ from: CivilDate, _ until: CivilDate, posts: Int?, _ figures: PilotFigures
            ) -> String {
                // What nobody counted before the move is left empty: a 0 would pass for a count.
                let known = label != "baseline"
                let visits = known || part.baseline?.visits != nil
                let counts: [Int?] = [
                    figures.dossiers, known ? figures.citizens : nil, known ? figures.throughPost : nil,
                    known ? figures.receivedByPost : nil, known ? figures.broughtByPost : nil,
                    known ? figures.deliveredByPost : nil, figures.results, figures.onTime, figures.late,
                    figures.daysToResult, visits ? figures.visits : nil, known ? figures.neededVisits : nil,
                    known ? figures.tripsSpared : nil,
                ]
                let head = [
                    part.office.text, name, label, from.description, until.description, posts.map { String($0) } ?? "",
                ]
                return Self.line(head + counts.map { count in count.map { String($0) } ?? "" })
            }
            if let baseline = part.baseline {
                text += line("baseline", baseline.from, baseline.until, posts: baseline.posts, baseline.figures)
            }
            text += line("agency-hosted", question.from, question.until, posts: nil, part.agencyHosted)
            text += line("post-hosted", question.from, question.until, posts: part.postsFreed.count, part.postHosted)
        }
        return text
    }

    private static let rowColumns = [
        "number", "office", "host", "group", "receivedAt", "dueAt", "resultAt", "daysToResult", "standing",
        "broughtInPerson", "receivedByPost", "broughtByPost", "deliveredByPost", "visitDays", "neededDays",
        "deliveryDays",
    ]

    /// A page of rows for spreadsheets.
    static func csv(_ rows: [PilotRow]) -> String {
        func days(_ days: Set<CivilDate>) -> String { days.sorted().map(\.description).joined(separator: " ") }
        func said(_ value: Bool) -> String { value ? "1" : "0" }
        return rows.reduce("\u{FEFF}" + line(rowColumns)) { text, row in
            let facts = [
                row.number.text, row.office.text, row.host.rawValue, row.group?.text ?? "",
                row.receivedAt.description, row.dueAt.description, row.resultAt?.description ?? "",
                row.daysToResult.map { String($0) } ?? "", row.standing.rawValue,
            ]
            let flags = [row.isBroughtInPerson, row.isReceivedByPost, row.isBroughtByPost, row.isDeliveredByPost]
                .map(said)
            return text
                + line(facts + flags + [days(row.visitDays), days(row.neededDays), days(row.deliveryDays)])
        }
    }

    private static func line(_ cells: [String]) -> String {
        cells.map(PaperTable.cell).joined(separator: ",") + "\r\n"
    }
}
