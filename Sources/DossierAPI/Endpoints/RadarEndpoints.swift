import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Who has stopped collecting (POL-06).
    var radarEndpoints: [Endpoint<Desk>] { [radar] }

    private var radar: Endpoint<Desk> {
        Endpoint(
            operation: "readRadar", method: .get, path: "/v1/radar", tag: "agency",
            summary: Wording(
                vi: """
                    Nơi nào đang lấy việc về, nơi nào đã ngừng. Quản trị viên xem tất cả; cơ quan xem mình; bộ phận một \
                    cửa xem mình và những nơi đang giữ hồ sơ của mình, chỉ tính các hồ sơ đó.
                    """,
                en: """
                    Who collects its work and who has stopped. Administrators see everybody; an agency itself; an \
                    office itself and the bodies that its own dossiers have come to, counting only these.
                    """), success: Wording(vi: "Từng nơi một.", en: "Body by body."), problems: []
        ) { input throws(Problem) in
            let actor = input.caller()
            let entries = try using { () throws(ServiceError) in
                try service.radar(for: actor, reader: input.context.reader)
            }
            var rows: [JSONValue] = []
            for entry in entries { rows.append(try row(entry, for: input)) }
            return .json(["radar": .array(rows), "at": .instant(service.now())])
        }
    }

    private func row(_ entry: RadarEntry, for input: Input<Desk>) throws(Problem) -> JSONValue {
        let actor = input.caller()
        let isOwn = actor.role == .administrator || actor.body == entry.body
        let backlog = entry.backlog
        let silence = entry.notCollectedSince.map { SilenceWording.notCollected(since: $0, language: input.language) }
        var object: JSONObject = [
            "body": naming(input).body(entry.body), "lastPollAt": .optional(entry.lastPollAt),
            "waiting": .count(backlog?.waiting ?? 0), "oldestWaitingSince": .optional(backlog?.oldestWaitingSince),
            "unclaimed": .count(backlog?.unclaimed ?? 0),
            "oldestUnclaimedSince": .optional(backlog?.oldestUnclaimedSince), "leased": .count(backlog?.leased ?? 0),
            "setAside": .count(backlog?.setAside ?? 0), "collected": .count(backlog?.collected ?? 0),
            "overdueHandovers": .count(backlog?.overdueHandovers ?? 0),
        ]
        if let backlog, backlog.collected > 0 {
            object.append("meanSecondsToCollect", .count(backlog.collectedMilliseconds / backlog.collected / 1_000))
        }
        object.append("notCollectedSince", ifPresent: .optional(entry.notCollectedSince))
        object.append("sentence", ifPresent: .optional(silence))
        guard isOwn else { return .object(object) }
        object.append(
            "credentials",
            .list(entry.polls) { poll in
                [
                    "credential": .identifier(poll.credential), "lastPollAt": .instant(poll.at),
                    "client": .optional(poll.client),
                ]
            })
        object.append("setAsideWork", ifPresent: try setAside(entry, for: input))
        return .object(object)
    }

    /// The work that was set aside, by name: the first of it.
    private func setAside(_ entry: RadarEntry, for input: Input<Desk>) throws(Problem) -> JSONValue? {
        guard let count = entry.backlog?.setAside, count > 0 else { return nil }
        let work = try using { () throws(ServiceError) in
            try service.setAsideWork(of: entry.body, for: input.caller(), reader: input.context.reader)
        }
        return .list(work) { assignment in
            [
                "id": .string(assignment.work.id), "number": .string(assignment.work.number.text),
                "kind": .name(assignment.work.kind), "failures": .count(assignment.trouble?.failures ?? 0),
                "setAsideAt": .optional(assignment.trouble?.setAsideAt),
            ]
        }
    }

    /// What the ledger of a dossier says of waiting that was mere silence.
    func silence(
        of events: [RecordedEvent], in state: DossierState, for input: Input<Desk>
    ) throws(Problem) -> JSONValue {
        let silences = try using { () throws(ServiceError) in
            try service.silences(of: events, in: state, reader: input.context.reader)
        }
        let naming = naming(input)
        return .list(silences) { silence in
            var object: JSONObject = [
                "handover": .identifier(silence.handover), "body": naming.body(silence.body),
                "from": .instant(silence.offeredAt), "collectedAt": .optional(silence.collectedAt),
                "lastPollAt": .optional(silence.lastPollAt),
            ]
            if silence.collectedAt == nil {
                let since = silence.lastPollAt.map { max($0, silence.offeredAt) } ?? silence.offeredAt
                object.append("notCollectedSince", .instant(since))
                object.append(
                    "sentence", .string(SilenceWording.notCollected(since: since, language: input.language)))
            }
            return .object(object)
        }
    }
}

/// Silence in words.
enum SilenceWording {
    /// "Not collected since 09:12 on 20/08/2019."
    static func notCollected(since instant: Timestamp, language: Language) -> String {
        let since = instant.spoken
        return Wording(vi: "Chưa lấy việc về từ \(since.vi).", en: "Not collected since \(since.en).")[language]
    }
}

extension Timestamp {
    /// As a person says it, to the minute: "09:12 ngày 20/08/2019".
    var spoken: (vi: String, en: String) {
        // RFC 3339 with Viet Nam's offset: YYYY-MM-DDTHH:MM…
        let text = description
        let time = text.dropFirst(11).prefix(5)
        let date = text.prefix(10).split(separator: "-").reversed().joined(separator: "/")
        return ("\(time) ngày \(date)", "\(time) on \(date)")
    }
}
