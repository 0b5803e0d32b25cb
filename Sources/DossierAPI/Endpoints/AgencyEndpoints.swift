import Crypto
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

/// An address that offices and agencies both have: `/v1/offices/{id}/…` and `/v1/agencies/{id}/…`.
struct BodyAddress: Sendable {
    /// `Office` or `Agency`, for the operation's name.
    let word: String
    /// Where it begins.
    let path: String
    private let body: @Sendable (String) -> Body

    static let all = [
        BodyAddress(word: "Office", path: "/v1/offices/{id}") { .office(OfficeID($0)) },
        BodyAddress(word: "Agency", path: "/v1/agencies/{id}") { .agency(AgencyID($0)) },
    ]

    /// The body that a request's path names; not found where it can't be one.
    func body<Context>(of input: Input<Context>) throws(Problem) -> Body {
        let id: Identifier<Body> = try input.identifier("id")
        return body(id.text)
    }
}

extension DossierEndpoints {
    /// What waits for an office or an agency.
    var agencyEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.map(assignments)
    }

    private func assignments(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "list\(address.word)Assignments", method: .get, path: address.path + "/assignments",
            tag: "agency",
            summary: Wording(
                vi: """
                    Việc đang chờ, hạn gần nhất trước. ETag là phiên bản của danh sách: gửi lại bằng If-None-Match, \
                    kèm Prefer: wait=N để đợi việc mới (tối đa 60 giây).
                    """,
                en: """
                    The work that waits, by due date. The ETag is the list's version: send it as If-None-Match, with \
                    Prefer: wait=N to wait for another one (60 s at most).
                    """),
            query: [
                .optional("kind", .enumeration(WorkItem.Kind.self), "Loại việc.", "What is to be done."),
                .optional("procedure", .identifier, "Mã thủ tục.", "Of that procedure."),
                .optional("step", .identifier, "Bước.", "At that step."),
                .optional("dueBefore", .instant, "Hạn trước lúc.", "Due before."),
                .optional("late", .boolean, "Chỉ việc đã quá hạn; không đợi được.", "Only what is late; can't wait."),
                .optional(
                    "standing", .enumeration(AssignmentFilter.Standing.self),
                    "Chưa ai nhận, đang có người giữ, hay đã để riêng vì lỗi nhiều lần.",
                    "Unclaimed, claimed, or set aside after failing again and again."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 200), "Dấu trang.", "Cursor of the page before."),
            ],
            entityTag: .heeded, success: Wording(vi: "Một trang việc.", en: "A page of work."), problems: [.notFound],
            answer: AnswerShape.assignments, headers: [.link, .preferenceApplied], otherAnswers: [.nothingYet]
        ) { input throws(Problem) in try await assignments(at: address, input) }
    }

    private func assignments(at address: BodyAddress, _ input: Input<Desk>) async throws(Problem) -> APIReply {
        let now = service.now()
        let body = try address.body(of: input)
        let path = "/" + input.request.segments.joined(separator: "/")
        service.notePoll(of: input.caller(), for: body, client: input.request.fields[.userAgent])
        var work = WorkFilter(body: body, limit: input.query.optionalInteger("limit") ?? 50)
        work.kind = input.query.optionalChoice("kind")
        work.procedure = input.query.optionalIdentifier("procedure")
        work.dueBefore = input.query.optionalInstant("dueBefore")
        work.after = input.query.optionalString("after")
        // What is late changes without a commit: its list is always sent, under a tag of its contents.
        let isLate = input.query.optionalBoolean("late") == true
        if isLate { work.dueBefore = min(work.dueBefore ?? now, now) }
        var filter = AssignmentFilter(work, now: now)
        filter.step = input.query.optionalIdentifier("step")
        filter.standing = input.query.optionalChoice("standing")
        let wait = isLate ? nil : self.wait(of: input)
        let known = isLate ? nil : knownVersion(of: input)
        let page = SharedPage(
            path, query: input.request.query.flatMap { [$0.name, $0.value] },
            role: input.caller().role, body: body, for: input, on: service, quarter: now.milliseconds / 250)
        let outcome: PollOutcome<APIReply>
        do throws(ServiceError) {
            outcome = try await service.assignments(
                matching: filter, known: known, wait: wait, by: input.caller(), reader: input.context.reader,
                remembered: { isLate ? nil : page.known },
                render: { (version, found) throws(ServiceError) in
                    let reply = try list(found, version: version, for: input, byContents: isLate)
                    if !isLate, !found.elements.isEmpty { page.keep(reply) }
                    return reply
                })
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: now.date)
        }
        let nothing = known.map { APIReply(status: .notModified, fields: [.eTag: workTag($0, for: input)]) }
        return answer(outcome, nothing: nothing ?? APIReply(status: .noContent), wait: wait)
    }

    private func list(
        _ page: Page<Assignment>, version: Int, for input: Input<Desk>, byContents: Bool
    ) throws(ServiceError) -> APIReply {
        let readsRemarks = service.verdict(on: .read(.remarks), by: input.caller()).isAllowed
        let references = readsRemarks ? page.elements.flatMap { $0.trouble?.reasons ?? [] } : []
        let reasons = try service.open(references, as: Remark.self, reader: input.context.reader)
        var reply = list(
            "assignments", page.elements.map { $0.json(reasons: reasons) }, next: page.next, for: input)
        reply.fields[.eTag] = workTag(version, for: input)
        if byContents {
            let tag = "\"\(hexadecimal(SHA256.hash(data: reply.body).prefix(8)))\""
            reply.fields[.eTag] = tag
            if input.request.fields.entityTags(.ifNoneMatch)?.matchesWeakly(tag) == true {
                return APIReply(status: .notModified, fields: [.eTag: tag])
            }
        }
        return reply
    }

    /// Version of the list, configuration and language: what the representation depends on.
    private func workTag(_ version: Int, for input: Input<Desk>) -> String {
        "\"w\(version)-\(service.catalogue.version)-\(input.language.rawValue)\(service.restorationMark)\""
    }

    /// The version of the list that the caller has in today's configuration and its language.
    private func knownVersion(of input: Input<Desk>) -> Int? {
        for tag in input.request.fields.entityTags(.ifNoneMatch)?.tags ?? [] where tag.opaque.hasPrefix("w") {
            guard let version = Int(tag.opaque.dropFirst().prefix { $0 != "-" }) else { continue }
            if "\"\(tag.opaque)\"" == workTag(version, for: input) { return version }
        }
        return nil
    }

    /// How long a poll waits.
    func wait(of input: Input<Desk>) -> PollWait? {
        input.request.fields.wait.map { PollWait(.seconds($0), ended: input.request.ended) }
    }

    /// What a poll has come to, as an answer.
    func answer(
        _ outcome: PollOutcome<APIReply>, nothing: @autoclosure () -> APIReply, wait: PollWait?
    ) -> APIReply {
        var reply: APIReply
        switch outcome {
        case .found(let found): reply = found
        case .nothing: reply = nothing()
        case .parked(let place): return .parked(place)
        }
        applied(wait, to: &reply)
        return reply
    }

    /// Says that a wish to wait was heeded (RFC 7240, 3).
    private func applied(_ wait: PollWait?, to reply: inout APIReply) {
        guard let wait else { return }
        reply.fields[.preferenceApplied] = "wait=\(wait.duration.components.seconds)"
    }
}

extension Assignment {
    fileprivate func json(reasons: [PrivateValueID: Remark]) -> JSONValue {
        var object = work.json
        object.append(
            "lease",
            ifPresent: lease.map { lease -> JSONValue in
                [
                    "worker": .string(lease.worker), "claimedAt": .instant(lease.claimedAt),
                    "standing": lease.standing.json,
                ]
            })
        object.append(
            "trouble",
            ifPresent: trouble.map { trouble -> JSONValue in
                [
                    "failures": .count(trouble.failures), "setAsideAt": .optional(trouble.setAsideAt),
                    "reasons": .list(trouble.reasons.compactMap { reasons[$0.value]?.text }) { .string($0) },
                ]
            })
        return .object(object)
    }
}

extension WorkItem {
    /// The work as lists and leases show it.
    var json: JSONObject {
        var object: JSONObject = ["id": .string(id), "kind": .name(kind), "number": .string(number.text)]
        object.append("procedure", .identifier(procedure))
        object.append("step", ifPresent: .optional(step))
        object.append("handover", ifPresent: .optional(handover))
        object.append("assignment", ifPresent: .optional(assignment))
        object.append("since", .instant(since))
        object.append("dueAt", .instant(dueAt))
        return object
    }
}
