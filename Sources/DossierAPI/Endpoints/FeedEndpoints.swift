import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// The feed of an office or an agency, and how far its consumers have read (POL-04).
    var feedEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.flatMap { [feed($0), readPosition($0), keepPosition($0)] }
    }

    private static var consumer: Field {
        .optional(
            "consumer", .identifier.example("default"), "Tên nơi đọc, nếu để máy chủ giữ vị trí; mặc định là default.",
            "Name of the consumer whose position the server keeps; default where left out.")
    }

    private func feed(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "read\(address.word)Events", method: .get, path: address.path + "/events", tag: "agency",
            summary: Wording(
                vi: """
                    Mọi việc xảy ra với hồ sơ mà nơi này được xem, đúng thứ tự, không sót (CloudEvents 1.0). Vị trí \
                    không bao giờ hết hạn. Prefer: wait=N để đợi việc mới.
                    """,
                en: """
                    All that happens to dossiers that the body may see, in order and without gaps (CloudEvents 1.0). A \
                    position never expires. Prefer: wait=N waits for more.
                    """),
            query: [
                .optional(
                    "after", .integer(0...9_007_199_254_740_991),
                    "Đọc sau vị trí này; bỏ trống thì đọc tiếp từ vị trí máy chủ giữ.",
                    "Events after that position; left out, after the position that the server keeps."), Self.consumer,
                .optional(
                    "limit", .integer(1...1_000), "Số sự kiện, tối đa 1000; mặc định 100.",
                    "Events, at most 1,000; 100 by default."),
            ],
            success: Wording(
                vi: "Các sự kiện, và next là vị trí để đọc tiếp; 204 khi đợi mà không có gì mới.",
                en: "The events, and next to go on from; 204 where nothing came while waiting."),
            problems: [.notFound, .placeNotInRecord],
            answer: AnswerShape.feed, headers: [.link, .preferenceApplied], otherAnswers: [.nothingYet]
        ) { input throws(Problem) in try await readFeed(at: address, input) }
    }

    private func readFeed(at address: BodyAddress, _ input: Input<Desk>) async throws(Problem) -> APIReply {
        let body = try address.body(of: input)
        let actor = input.caller()
        service.notePoll(of: actor, for: body, client: input.request.fields[.userAgent])
        let wait = wait(of: input)
        let limit = input.query.optionalInteger("limit") ?? 100
        let path = "/" + input.request.segments.joined(separator: "/")
        let outcome: PollOutcome<APIReply>
        do throws(ServiceError) {
            let start: Int
            if let after: Int = input.query.optionalInteger("after") {
                start = after
            } else {
                start = try service.position(
                    of: input.query.optionalString("consumer") ?? "default", in: body, by: actor,
                    reader: input.context.reader)
            }
            // All of a body's readers see the same.
            let page = SharedPage(
                path, query: ["\(start)", "\(limit)"], role: nil, body: body, for: input, on: service)
            outcome = try await service.feed(
                of: body, after: start, limit: limit, wait: wait, by: actor, reader: input.context.reader,
                remembered: { page.known },
                render: { (events) throws(ServiceError) in
                    let reply = render(events, from: start, at: path, for: input)
                    if !events.isEmpty { page.keep(reply) }
                    return reply
                })
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
        return answer(outcome, nothing: APIReply(status: .noContent), wait: wait)
    }

    private func render(
        _ events: [FeedEvent], from start: Int, at path: String, for input: Input<Desk>
    ) -> APIReply {
        let positions = service.feedPositions
        let next = events.last.map { positions.place(of: $0.recorded.position) } ?? start
        let view = EventView(naming: naming(input))
        return .json(
            [
                "events": .list(events) {
                    view.cloudEvent($0, at: positions.place(of: $0.recorded.position), source: path)
                }, "next": .count(next),
            ],
            fields: [.link: "<\(path)?after=\(next)>; rel=\"next\""])
    }

    private func readPosition(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "read\(address.word)Position", method: .get, path: address.path + "/events/position",
            tag: "agency",
            summary: Wording(
                vi: "Vị trí mà máy chủ giữ cho một nơi đọc.", en: "The position that the server keeps for a consumer."),
            query: [Self.consumer], success: Wording(vi: "Vị trí.", en: "The position."), problems: [.notFound],
            answer: AnswerShape.feedPosition
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            let position = try using { () throws(ServiceError) in
                try service.position(
                    of: input.query.optionalString("consumer") ?? "default", in: body, by: input.caller(),
                    reader: input.context.reader)
            }
            return .json(["after": .count(position)])
        }
    }

    private func keepPosition(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "keep\(address.word)Position", method: .put, path: address.path + "/events/position",
            tag: "agency",
            summary: Wording(
                vi: "Ghi vị trí đã đọc xong; ghi lùi cũng được, để đọc lại. Gửi lại bao nhiêu lần cũng như nhau.",
                en: "Keep the position that has been read; back as well, to read again. Sent again it is the same."),
            access: .roles([.postalClerk, .official, .agencySystem]), query: [Self.consumer],
            body: BodyShape.feedPosition, success: Wording(vi: "Đã ghi.", en: "It is kept."),
            problems: [.notFound, .placeNotInRecord],
            answer: AnswerShape.feedPosition
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            let position = input.body.integer("after")
            do throws(ServiceError) {
                try await service.keepPosition(
                    position, of: input.query.optionalString("consumer") ?? "default", in: body, by: input.caller(),
                    reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            return .json(["after": .count(position)])
        }
    }
}

extension EventView {
    /// An event in the envelope of CloudEvents 1.0 (structured mode); `sequence` is its sequence extension.
    fileprivate func cloudEvent(_ found: FeedEvent, at place: Int, source: String) -> JSONValue {
        let recorded = found.recorded
        return [
            "specversion": "1.0", "id": .string(String(place)), "source": .string(source),
            "type": .string("vn.motcua.dossier.\(recorded.event.kind.rawValue)"),
            "subject": .string(found.number?.text ?? recorded.dossier.text), "time": .instant(recorded.recordedAt),
            "datacontenttype": "application/json", "sequence": .string(String(place)), "data": event(recorded),
        ]
    }
}
