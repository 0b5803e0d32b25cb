import DossierDomain
import DossierRouting
import DossierService

extension ConfigurationRehearsal {
    /// What the change would come to, and what it would touch (CFG-02).
    var json: JSONValue {
        [
            "dryRun": true, "version": .count(version), "changeCount": .count(changes.count),
            "changes": .list(changes.prefix(100)) { $0.json },
            "warnings": .list(warnings.filter { $0.severity == .warning }) { $0.json }, "touched": report.json,
        ]
    }
}

extension RehearsalReport {
    fileprivate var json: JSONValue {
        [
            "days": .list(days) { .date($0) }, "daysLeftOut": .count(daysLeftOut),
            "dossiersLookedAt": .count(dossierCount), "dueDates": dueDates.json { $0.json },
            "plans": plans.json { $0.json }, "atOffices": atOffices.json { $0.json },
            "keepingVersion": keeping.json { $0.json }, "submissions": submissions.json { $0.json },
            "receptions": receptions.json { $0.json }, "counters": counters.json { $0.json },
            "credentials": credentials.json { $0.json }, "postings": postings.json { $0.json },
            "retention": .list(retention) { $0.json },
        ]
    }
}

extension Touched {
    fileprivate func json(_ row: (Row) -> JSONValue) -> JSONValue {
        ["count": .count(count), "first": .list(first, row)]
    }
}

extension RehearsalReport.Dossier {
    /// Number, or identity of a submission, under the name that such things have elsewhere.
    fileprivate func named(_ rest: JSONObject) -> JSONValue {
        var object: JSONObject =
            if let number { ["number": .string(number.text)] } else { ["submission": .identifier(id)] }
        for member in rest.members { object.append(member.name, member.value) }
        return .object(object)
    }
}

extension RehearsalReport.MovedDueDate {
    fileprivate var json: JSONValue {
        dossier.named([
            "from": .instant(from), "to": .instant(to),
            "steps": .list(steps) {
                ["branch": .identifier($0.branch), "from": .instant($0.from), "to": .instant($0.to)]
            },
        ])
    }
}

extension RehearsalReport.ChangedPlan {
    fileprivate var json: JSONValue {
        func problems(_ problems: [PlanProblem]) -> JSONValue {
            .list(problems) {
                ["cause": .name($0.cause), "step": .optional($0.step), "body": .optional($0.body?.key)]
            }
        }
        return dossier.named(["on": .date(on), "before": problems(before), "after": problems(after)])
    }
}

extension RehearsalReport.AtOffice {
    fileprivate var json: JSONValue { dossier.named(["office": .identifier(office)]) }
}

extension RehearsalReport.OtherVersion {
    fileprivate var json: JSONValue {
        dossier.named(["procedure": .identifier(procedure.code), "version": .count(procedure.version)])
    }
}

extension RehearsalReport.ChangedSubmission {
    fileprivate var json: JSONValue {
        dossier.named([
            "procedure": .identifier(procedure.code), "version": .count(procedure.version), "on": .date(on),
            "before": before.json, "after": after.json,
        ])
    }
}

extension ReceptionOutlook {
    fileprivate var json: JSONValue {
        switch self {
        case .received(let version, let route):
            ["version": .count(version), "route": .identifier(route.id), "routeVersion": .count(route.version)]
        case .hindered(let hindrance): ["hindrance": .name(hindrance)]
        }
    }
}

extension RehearsalReport.ChangedReception {
    fileprivate var json: JSONValue {
        [
            "subject": .name(subject), "id": .string(id), "on": .date(on), "versionBefore": .optional(before),
            "versionAfter": .optional(after), "counterCount": .count(counterCount),
        ]
    }
}

extension RehearsalReport.ChangedCounter {
    fileprivate var json: JSONValue {
        [
            "counter": .identifier(counter), "office": .identifier(office), "on": .date(on),
            "effects": .list(effects) { $0.json },
        ]
    }
}

extension RehearsalReport.ChangedCounter.Effect {
    fileprivate var json: JSONValue {
        switch self {
        case .opens: ["effect": "opens"]
        case .closes: ["effect": "closes"]
        case .moves(let host, let place):
            ["effect": "moves", "host": host.map { .name($0) }, "place": .optional(place)]
        case .gains(let code): ["effect": "gains", "procedure": .identifier(code)]
        case .loses(let code): ["effect": "loses", "procedure": .identifier(code)]
        case .changes: ["effect": "changes"]
        }
    }
}

extension RehearsalReport.ChangedCredential {
    fileprivate var json: JSONValue {
        [
            "credential": .identifier(credential), "name": .string(name), "on": .date(on),
            "reasons": .list(reasons) { .name($0) },
        ]
    }
}

extension RehearsalReport.ChangedPosting {
    fileprivate var json: JSONValue {
        [
            "posting": .identifier(posting), "person": .identifier(person), "on": .date(on),
            "effects": .list(effects) { .name($0) },
        ]
    }
}

extension RehearsalReport.ChangedRetention {
    fileprivate var json: JSONValue {
        [
            "rule": .string(change.key), "monthsBefore": .optional(change.before),
            "monthsAfter": .optional(change.after), "due": due.json { $0.json }, "notDue": notDue.json { $0.json },
            "forgotten": forgotten.json { $0.json },
        ]
    }
}

extension RehearsalReport.DueDossier {
    fileprivate var json: JSONValue { dossier.named(["keptUntil": .optional(keptUntil)]) }
}

extension RehearsalReport.ForgottenRead {
    fileprivate var json: JSONValue {
        [
            "submission": .optional(dossier), "scope": .optional(scope), "credential": .identifier(credential),
            "operation": .string(operation), "firstAt": .instant(firstAt),
        ]
    }
}
