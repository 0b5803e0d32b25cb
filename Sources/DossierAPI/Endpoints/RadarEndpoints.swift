import DossierDomain
import DossierRouting
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
                    Nơi nào đang lấy việc về, nơi nào đã ngừng, ai đang giữ việc. Quản trị viên xem tất cả, kể cả nơi \
                    chưa từng lấy việc; cơ quan xem mình; bộ phận một cửa xem mình và những nơi đang giữ hồ sơ của \
                    mình, chỉ tính các hồ sơ đó.
                    """,
                en: """
                    Who collects its work, who has stopped, and who holds it under leases. Administrators see \
                    everybody, also who has never polled; an agency itself; an office itself and the bodies that its \
                    own dossiers have come to, counting only these.
                    """),
            query: [
                .optional(
                    "limit", .integer(1...Int64(DossierService<Store>.maximumRadarLength)),
                    "Số nơi, tối đa và mặc định 1000.", "Bodies, at most and by default 1,000."),
                .optional("after", .string(max: 200), "Dấu trang của trang trước.", "Cursor of the page before."),
            ],
            success: Wording(
                vi: """
                    Từng nơi một: lần lấy việc gần nhất, việc chờ lâu nhất và việc chưa ai nhận lâu nhất (số hồ sơ, từ \
                    lúc nào), ai đang giữ bao nhiêu việc; mỗi nơi nêu tối đa 50 tiến trình, giữ lâu nhất trước.
                    """,
                en: """
                    Body by body: its last poll, the work that has waited longest and that nobody has claimed longest \
                    (number and since when), and who holds how much; at most 50 workers for each body, who has held \
                    longest first.
                    """), problems: [],
            answer: AnswerShape.radar, headers: [.link]
        ) { input throws(Problem) in
            let page = try using { () throws(ServiceError) in
                try service.radar(
                    after: input.query.optionalString("after"),
                    limit: input.query.optionalInteger("limit") ?? DossierService<Store>.maximumRadarLength,
                    for: input.caller(), reader: input.context.reader)
            }
            var rows: [JSONValue] = []
            for entry in page.elements { rows.append(try row(entry, for: input)) }
            return list("radar", rows, next: page.next, also: ["at": .instant(service.now())], for: input)
        }
    }

    /// How many workers a body's row names.
    private static var maximumHolderCount: Int { 50 }

    private func row(_ entry: RadarEntry, for input: Input<Desk>) throws(Problem) -> JSONValue {
        let actor = input.caller()
        let isOwn = authorize(.reading, ofBooksOf: entry.body, by: actor).isAllowed
        let backlog = entry.backlog
        let silence = entry.notCollectedSince.map { SilenceWording.notCollected(since: $0, language: input.language) }
        // The numbers are of dossiers that the caller may see: an office's own, those that wait at the body itself.
        var object: JSONObject = [
            "body": naming(input).body(entry.body), "lastPollAt": .optional(entry.lastPollAt),
            "waiting": .count(backlog?.waiting ?? 0), "oldestWaitingSince": .optional(backlog?.oldestWaiting.since),
            "oldestWaitingNumber": .optional(backlog?.oldestWaiting.number.text),
            "unclaimed": .count(backlog?.unclaimed ?? 0),
            "oldestUnclaimedSince": .optional(backlog?.oldestUnclaimed?.since),
            "oldestUnclaimedNumber": .optional(backlog?.oldestUnclaimed?.number.text),
            "leased": .count(backlog?.leased ?? 0),
            "leaseHolders": .list(backlog?.holders.prefix(Self.maximumHolderCount) ?? []) { holder in
                holding(holder, isOwn: isOwn)
            },
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
            .list(entry.credentials) { credential in
                [
                    "credential": .identifier(credential.id), "lastPollAt": .optional(credential.poll?.at),
                    "client": .optional(credential.poll?.client), "leased": .count(credential.leased),
                ]
            })
        object.append("setAsideWork", ifPresent: try setAside(entry, for: input))
        return .object(object)
    }

    /// Who holds leases. Credentials are a body's own business, also where a worker is called by nothing else.
    private func holding(_ holder: Backlog.Holder, isOwn: Bool) -> JSONValue {
        let isNamed = isOwn || holder.worker != holder.credential.text
        return [
            "worker": isNamed ? .string(holder.worker) : nil,
            "credential": isOwn ? .identifier(holder.credential) : nil, "leased": .count(holder.leased),
            "since": .instant(holder.since), "until": .instant(holder.until),
        ]
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
    /// "Not collected since 09:12 on 20 August 2019."
    static func notCollected(since instant: Timestamp, language: Language) -> String {
        let since = instant.spoken
        return Wording(vi: "Chưa lấy việc về từ \(since.vi).", en: "Not collected since \(since.en).")[language]
    }
}
