import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// The pilot's two tasks: where offices sit (ORG-05), and who works there (ORG-07).
    var premisesEndpoints: [Endpoint<Desk>] { [readPremises, listPostings, readReadiness] }

    private var readPremises: Endpoint<Desk> {
        Endpoint(
            operation: "readPremises", method: .get, path: "/v1/offices/{id}/premises", tag: "premises",
            summary: Wording(
                vi: "Trụ sở của bộ phận một cửa theo thời gian, tiêu chí đã đạt, việc chuyển đang dự kiến.",
                en: "Where an office sits and sat, the criteria that were met, and the move that is planned."),
            success: Wording(vi: "Trụ sở.", en: "The premises."), problems: [.notFound],
            answer: AnswerShape.premises
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            let date = service.now().date
            guard let office = service.catalogue.office(id, on: date) else { throw Problem(.notFound) }
            return .json(naming(input).premises(of: office))
        }
    }

    private var listPostings: Endpoint<Desk> {
        Endpoint(
            operation: "listPostings", method: .get, path: "/v1/offices/{id}/postings", tag: "premises",
            summary: Wording(
                vi: "Ai làm việc ở bộ phận này vào một ngày: quầy, vai trò, ai trả lương, làm thay ai, thay cho ai.",
                en:
                    "Who works at an office on a day: counter, role, employer, whom they stand in for, whose post they free."
            ),
            query: [.optional("date", .date, "Ngày; mặc định hôm nay.", "The day; today by default.")],
            success: Wording(vi: "Danh sách.", en: "The list."), problems: [.notFound],
            answer: AnswerShape.postings
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            // Names of staff are nobody else's business.
            try using { () throws(ServiceError) in
                try service.requireAccess(to: .office(id), by: input.caller(), for: .reading)
            }
            let date = input.query.optionalDate("date") ?? service.now().date
            let document = service.catalogue.document
            let names = Dictionary(document.people.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            let postings = document.postings.filter { $0.office == id && $0.validity.contains(date) }
            return .json([
                "office": naming(input).office(id), "date": .date(date),
                "postings": .list(postings) { posting in
                    [
                        "id": .identifier(posting.id), "person": .identifier(posting.person),
                        "name": .optional(names[posting.person]), "counter": .optional(posting.counter),
                        "role": .name(posting.role), "employer": .name(posting.employer),
                        "validFrom": .date(posting.validFrom), "validTo": .optional(posting.validTo),
                        "standsInFor": .optional(posting.standsInFor), "frees": .optional(posting.frees),
                    ]
                },
                "postsFreed": .count(Set(postings.compactMap(\.frees)).count),
            ])
        }
    }

    private var readReadiness: Endpoint<Desk> {
        Endpoint(
            operation: "readReadiness", method: .get, path: "/v1/premises/readiness", tag: "premises",
            summary: Wording(
                vi:
                    "Lộ trình chuyển bộ phận một cửa sang bưu điện: đã chuyển, dự kiến, còn thiếu tiêu chí nào, chưa có kế hoạch.",
                en:
                    "The roll-out: which offices the post houses, which are to follow and what they lack, which have no plan."
            ),
            access: .roles([.official, .administrator, .inspector]),
            query: [.optional("level", .identifier, "Cấp.", "Of that level.")],
            success: Wording(vi: "Báo cáo.", en: "The report."),
            answer: AnswerShape.rollout
        ) { input throws(Problem) in
            try require(.followingRollout, input)
            let level: LevelID? = input.query.optionalIdentifier("level")
            return .json(naming(input).readiness(of: level))
        }
    }
}

extension Naming {
    fileprivate func premises(of office: Office) -> JSONValue {
        [
            "office": self.office(office.id), "host": office.premises(on: date).map { .name($0.kind) },
            "premises": .list(office.premises) { premises in
                [
                    "kind": .name(premises.kind), "from": .date(premises.from), "place": .optional(premises.place),
                    "basis": premises.basis.map { .name($0) }, "findings": findings(premises.findings),
                ]
            },
            "plannedMove": office.plannedMove.map { move -> JSONValue in
                [
                    "kind": .name(move.kind), "target": .date(move.target), "place": .optional(move.place),
                    "basis": move.basis.map { .name($0) }, "findings": findings(move.findings),
                    "lacks": lacking(move),
                ]
            },
            "baseline": office.baseline.map(baseline),
        ]
    }

    private func baseline(_ baseline: Office.Baseline) -> JSONValue {
        [
            "from": .date(baseline.from), "until": .date(baseline.until), "posts": .count(baseline.posts),
            "dossiers": .count(baseline.dossiers), "results": .count(baseline.results),
            "onTime": .count(baseline.onTime), "daysToResult": .count(baseline.daysToResult),
            "visits": .optional(baseline.visits), "areaSquareMetres": .optional(baseline.areaSquareMetres),
            "by": .string(baseline.by), "on": .date(baseline.on), "basis": baseline.basis.map { .name($0) },
        ]
    }

    private func findings(_ findings: [Office.Finding]?) -> JSONValue {
        .list(findings ?? []) { finding in
            [
                "criterion": .name(finding.criterion), "met": .bool(finding.met),
                "evidence": .string(finding.evidence), "by": .string(finding.by), "on": .date(finding.on),
                "basis": finding.basis.map { .name($0) },
            ]
        }
    }

    /// What keeps a planned move into a post office from being decided; a move to an agency's own premises lacks nothing.
    private func lacking(_ move: Office.PlannedMove) -> JSONValue {
        move.kind == .post
            ? .list(Office.unmetCriteria(of: move.findings ?? [], by: date)) { .name($0) } : .array([])
    }

    /// The roll-out as of the day, by level: every office stands in exactly one of the three lists.
    fileprivate func readiness(of level: LevelID?) -> JSONValue {
        let levels = catalogue.document.levels.filter { level == nil || $0.id == level }
        let offices = catalogue.offices(on: date)
        return [
            "date": .date(date),
            "levels": .list(levels) { level in
                let own = offices.filter { office in
                    office.serves.first.flatMap { catalogue.unit($0, on: date) }?.level == level.id
                }
                let hosted = own.filter { $0.premises(on: date)?.kind == .post }
                let planned = own.filter { $0.premises(on: date)?.kind != .post && $0.plannedMove?.kind == .post }
                return [
                    "level": .identifier(level.id),
                    "name": .string(language == .vietnamese ? level.name : level.nameEnglish),
                    "officeCount": .count(own.count), "postHostedCount": .count(hosted.count),
                    "plannedCount": .count(planned.count),
                    "unplannedCount": .count(own.count - hosted.count - planned.count),
                    "postHosted": .list(hosted) { office in
                        [
                            "office": self.office(office.id),
                            "since": .optional(office.premises(on: date)?.from),
                            "place": .optional(office.premises(on: date)?.place),
                            "plannedMove": office.plannedMove.map { .date($0.target) },
                        ]
                    },
                    "planned": .list(planned.sorted { target($0) < target($1) }) { office in
                        [
                            "office": self.office(office.id), "target": .optional(office.plannedMove?.target),
                            "place": .optional(office.plannedMove?.place),
                            "lacks": office.plannedMove.map(lacking),
                        ]
                    },
                ]
            },
        ]
    }

    private func target(_ office: Office) -> (CivilDate, OfficeID) {
        (office.plannedMove?.target ?? date, office.id)
    }
}
