import Crypto
import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let counterRoles = Access.roles([.postalClerk, .official])

extension DossierEndpoints {
    /// Days that counters worked without a line (OFF-01, OFF-02); `acts` are what such a day may hold.
    func counterDayEndpoints(holding acts: [Endpoint<Desk>]) -> [Endpoint<Desk>] {
        let table = EndpointTable(acts.filter { $0.act != nil })
        return [uploadDay(table), reconcile, listCounterDays]
    }

    private func uploadDay(_ table: EndpointTable<Desk>) -> Endpoint<Desk> {
        Endpoint(
            operation: "uploadCounterDay", method: .post, path: "/v1/counter-days", tag: "counter",
            summary: Wording(
                vi:
                    "Gửi các việc đã làm khi mất mạng trong một lần; mỗi việc có khóa và kết quả riêng, gửi lại không lặp.",
                en:
                    "Upload what was done without a line at once: each act has its own key and outcome, and a retry happens"
                    + " once."),
            access: counterRoles, body: BodyShape.counterDay, needsKey: true,
            success: Wording(
                vi: "Kết quả từng việc theo thứ tự gửi: done, alreadyThere hoặc rejected kèm lời báo công dân.",
                en:
                    "An outcome for each, in the order sent: done, alreadyThere, or rejected with what to tell the citizen."
            ),
            problems: [.notFound, .keyReused],
            answer: AnswerShape.uploadedDay
        ) { input throws(Problem) in
            let caller = caller(of: input)
            guard let office = caller.actor.office, let key = caller.idempotencyKey else { throw Problem(.notFound) }
            _ = try using { () throws(ServiceError) in
                try service.uploadedDay(of: caller, reader: input.context.reader)
            }
            let receivedAt = service.now()
            let sentAt = input.body.instant("sentAt")
            let items = (input.body.value("items")?.asArray ?? []).enumerated().map { DayItem($1, index: $0) }
            let outcomes = await DayUpload(endpoints: self, table: table, input: input, sentAt: sentAt).outcomes(
                of: items)
            let skew = abs(sentAt.milliseconds - receivedAt.milliseconds) / 1_000
            let pack = input.body.optionalString("pack")
            let day = CounterDay(
                terminal: key.owner, key: key.key, fingerprint: key.fingerprint, office: office, sentAt: sentAt,
                receivedAt: receivedAt, isClockWrong: skew > service.counterPolicy.clockSkewSeconds,
                isPackStale: pack != nil && pack != packTag(of: office, for: input),
                doneCount: outcomes.count { $0.kind == .done },
                repeatedCount: outcomes.count { $0.kind == .alreadyThere },
                rejectedCount: outcomes.count { $0.kind == .rejected })
            let isReplay: Bool
            do throws(ServiceError) {
                isReplay = try await service.keep(day)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            var answer = dayMembers(day)
            answer.append("outcomes", .list(outcomes) { .object($0.members) })
            var reply = APIReply.json(.object(answer))
            if isReplay { reply.fields[.idempotencyReplayed] = "true" }
            return reply
        }
    }

    private var listCounterDays: Endpoint<Desk> {
        Endpoint(
            operation: "listCounterDays", method: .get, path: "/v1/offices/{id}/counter-days", tag: "counter",
            summary: Wording(
                vi:
                    "Các lần gửi việc làm khi mất mạng, mới nhất trước: máy nào, đồng hồ lệch bao nhiêu, bao nhiêu bị từ chối.",
                en: "The days uploaded, newest first: by which terminal, how far off its clock, how much was rejected."),
            access: .roles([.postalClerk, .official, .administrator, .inspector]),
            query: [
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 200), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Một trang.", en: "A page."), problems: [.notFound],
            answer: AnswerShape.counterDays, headers: [.link]
        ) { input throws(Problem) in
            let office: OfficeID = try input.identifier("id")
            let page = try using { () throws(ServiceError) in
                try service.counterDays(
                    of: office, after: input.query.optionalString("after"),
                    limit: input.query.optionalInteger("limit") ?? 50, for: input.caller(),
                    reader: input.context.reader)
            }
            return list("days", page.elements.map { .object(dayMembers($0)) }, next: page.next, for: input)
        }
    }

    private func dayMembers(_ day: CounterDay) -> JSONObject {
        [
            "terminal": .string(day.terminal), "sentAt": .instant(day.sentAt), "receivedAt": .instant(day.receivedAt),
            "clockSkewSeconds": .count(day.skewSeconds), "clockWrong": .bool(day.isClockWrong),
            "packStale": .bool(day.isPackStale), "doneCount": .count(day.doneCount),
            "alreadyThereCount": .count(day.repeatedCount), "rejectedCount": .count(day.rejectedCount),
        ]
    }

    private var reconcile: Endpoint<Desk> {
        Endpoint(
            operation: "reconcileCounterDay", method: .post, path: "/v1/counter-days/reconciliation", tag: "counter",
            summary: Wording(
                vi: "Đối chiếu việc máy đã làm với hệ thống: đúng, thiếu, khác, bị từ chối, hay hồ sơ đã đi tiếp.",
                en:
                    "Compare what the terminal did with what the server has: same, missing, different, rejected, or moved on."
            ),
            access: counterRoles, body: BodyShape.reconciliation,
            success: Wording(vi: "Từng việc theo thứ tự gửi.", en: "For each, in the order sent."),
            answer: AnswerShape.reconciliation
        ) { input throws(Problem) in
            let actor = input.caller()
            let reader = input.context.reader
            let items = input.body.objects("items")
            let rows = try reader.snapshot { () throws(Problem) in
                try items.map { item throws(Problem) in
                    let key = item.string("key")
                    let standing = try using { () throws(ServiceError) in
                        try service.standing(
                            ofActUnder: key, digest: bytes(ofHexadecimal: item.string("digest")), for: actor,
                            reader: reader)
                    }
                    return row(of: key, standing, for: input)
                }
            }
            return .json(["items": .array(rows)])
        }
    }

    private func row(of key: String, _ standing: ActStanding, for input: Input<Desk>) -> JSONValue {
        var members: JSONObject = ["key": .string(key)]
        switch standing {
        case .missing: members.append("standing", "missing")
        case .different: members.append("standing", "different")
        case .doneElsewhere: members.append("standing", "same")
        case .rejected(let rejection):
            members.append("standing", "rejected")
            let problem = Problem(
                .rejected(rejection, replayed: true), catalogue: service.catalogue, date: service.now().date)
            members.append("problem", .string("/problems/\(problem.kind.slug)"))
            members.append("detail", .string(problem.detail[input.language]))
        case .done(let state, let version):
            members.append("standing", state.version == version ? "same" : "movedOn")
            members.append("number", ifPresent: state.number.map { .string($0.text) })
            members.append("submission", .identifier(state.id))
            members.append("status", .name(state.status))
            members.append("version", .count(state.version))
        }
        return .object(members)
    }
}

/// The bytes of a SHA-256 digest whose form was checked.
private func bytes(ofHexadecimal text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { Byte.value(ofHexadecimal: $0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
