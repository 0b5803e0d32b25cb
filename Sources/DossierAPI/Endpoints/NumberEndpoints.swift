import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let counterRoles = Access.roles([.postalClerk, .official])
private let readingRoles = Access.roles([.postalClerk, .official, .agencySystem, .administrator, .inspector])

extension DossierEndpoints {
    /// Numbers reserved for counters that work without a line, and what became of all numbers of a day (OFF-01, OFF-02).
    var numberEndpoints: [Endpoint<Desk>] {
        [reserveNumbers, listNumberBlocks, readNumberBlock, voidNumbers, listNumbers]
    }

    private var reserveNumbers: Endpoint<Desk> {
        Endpoint(
            operation: "reserveNumbers", method: .post, path: "/v1/number-blocks", tag: "counter",
            summary: Wording(
                vi: "Giữ trước một dải mã hồ sơ cho máy này, kèm mã tra cứu, để tiếp nhận khi mất mạng.",
                en: "Reserve a block of numbers, with their slip codes, for receiving without a line."),
            access: counterRoles, body: BodyShape.numberBlock, needsKey: true, successStatus: 201,
            success: Wording(
                vi: "Dải mã; ngày kết thúc thì không cấp nữa, gửi lên lúc nào cũng được.", en: "The block."),
            problems: [.notFound, .forbiddenByRule, .keyReused, .contention]
                + rejections([
                    "unknown-office", "numbers-not-reservable", "too-many-numbers-reserved", "serials-exhausted",
                ]),
            answer: AnswerShape.numberBlock, headers: [.location]
        ) { input throws(Problem) in
            do throws(ServiceError) {
                let found = try await service.reserveNumbers(
                    input.body.integer("count"), on: input.body.date("date"), by: caller(of: input),
                    reader: input.context.reader)
                return answer(found, for: input, status: .created)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
        }
    }

    private var voidNumbers: Endpoint<Desk> {
        Endpoint(
            operation: "voidNumbers", method: .post, path: "/v1/number-blocks/{block}/voids", tag: "counter",
            summary: Wording(
                vi: "Hủy mã không dùng trong dải, có lý do; không bao giờ cấp lại. Gửi hết việc trong ngày trước.",
                en: "Declare numbers of a block void, with a reason, for ever. Upload the day first."),
            access: counterRoles, body: BodyShape.numberVoids, needsKey: true, successStatus: 201,
            success: Wording(vi: "Dải mã sau khi hủy.", en: "The block as it stands now."),
            problems: [.notFound, .forbiddenByRule, .keyReused, .contention]
                + rejections(["number-not-reserved", "number-taken"]),
            answer: AnswerShape.numberBlock, headers: [.location]
        ) { input throws(Problem) in
            let id: NumberBlockID = try input.identifier("block")
            let numbers =
                input.body.has("numbers")
                ? input.body.strings("numbers").compactMap { DossierNumber($0) } : nil
            do throws(ServiceError) {
                let found = try await service.voidNumbers(
                    of: id, numbers, reason: input.body.choice("reason"), by: caller(of: input),
                    reader: input.context.reader)
                return answer(found, for: input, status: .created)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
        }
    }

    private var readNumberBlock: Endpoint<Desk> {
        Endpoint(
            operation: "readNumberBlock", method: .get, path: "/v1/number-blocks/{block}", tag: "counter",
            summary: Wording(vi: "Một dải mã và từng mã trong đó.", en: "A block and what became of its numbers."),
            access: readingRoles, success: Wording(vi: "Dải mã.", en: "The block."), problems: [.notFound],
            answer: AnswerShape.numberBlock, headers: [.location]
        ) { input throws(Problem) in
            let id: NumberBlockID = try input.identifier("block")
            let found = try using { () throws(ServiceError) in
                try service.numberBlock(id, for: input.caller(), reader: input.context.reader)
            }
            return answer(found, for: input, status: .ok)
        }
    }

    private var listNumberBlocks: Endpoint<Desk> {
        Endpoint(
            operation: "listNumberBlocks", method: .get, path: "/v1/offices/{id}/number-blocks", tag: "counter",
            summary: Wording(
                vi: "Các dải mã đã giữ của một ngày tại bộ phận một cửa.", en: "The blocks of an office and day."),
            access: readingRoles, query: Self.dayFields(pageSize: 20),
            success: Wording(vi: "Các dải mã.", en: "The blocks."), problems: [.notFound],
            answer: AnswerShape.numberBlocks, headers: [.link]
        ) { input throws(Problem) in
            let office: OfficeID = try input.identifier("id")
            let limit = input.query.optionalInteger("limit") ?? 20
            let blocks = try using { () throws(ServiceError) in
                try service.numberBlocks(
                    of: office, on: input.query.optionalDate("date") ?? service.now().date,
                    after: input.query.optionalInteger("after") ?? 0, limit: limit, for: input.caller(),
                    reader: input.context.reader)
            }
            let next = blocks.count == limit ? blocks.last.map { String($0.block.serials.lowerBound) } : nil
            return list(
                "blocks", blocks.map { .object(blockMembers($0, for: input.caller())) }, next: next, for: input)
        }
    }

    private var listNumbers: Endpoint<Desk> {
        Endpoint(
            operation: "listNumbers", method: .get, path: "/v1/offices/{id}/numbers", tag: "registers",
            summary: Wording(
                vi:
                    "Từng mã hồ sơ của cơ quan trong một ngày: đã cấp, đang giữ ở máy nào, đã hủy vì sao, hay bỏ qua khi khôi phục.",
                en: """
                    Each number of the office's agency on a day: a dossier's, reserved by which terminal, void and why, or \
                    skipped at a restoration.
                    """),
            access: readingRoles, query: Self.dayFields(pageSize: 200),
            success: Wording(
                vi: "Các mã theo thứ tự; không mã nào không có lời giải thích.", en: "The numbers, in order."),
            problems: [.notFound],
            answer: AnswerShape.numbers, headers: [.link]
        ) { input throws(Problem) in
            let office: OfficeID = try input.identifier("id")
            let date = input.query.optionalDate("date") ?? service.now().date
            let limit = input.query.optionalInteger("limit") ?? 200
            let (agency, entries) = try using { () throws(ServiceError) in
                try service.numbers(
                    of: office, on: date, after: input.query.optionalInteger("after") ?? 0, limit: limit,
                    for: input.caller(), reader: input.context.reader)
            }
            let rows = entries.compactMap { entry -> JSONValue? in
                DossierNumber(agency: agency.identifier, date: date, serial: entry.serial).map { number in
                    .object(["number": .string(number.text)] + entry.standing.members)
                }
            }
            let next = entries.count == limit ? entries.last.map { String($0.serial) } : nil
            return list("numbers", rows, next: next, for: input)
        }
    }

    private static func dayFields(pageSize: Int64) -> [Field] {
        [
            .optional("date", .date, "Ngày tiếp nhận; mặc định hôm nay.", "The day of reception; today by default."),
            .optional("limit", .integer(1...pageSize), "Số dòng, tối đa \(pageSize).", "Rows, at most \(pageSize)."),
            .optional(
                "after", .integer(0...9_999), "Số thứ tự cuối của trang trước.", "Last serial of the page before."),
        ]
    }

    private func answer(_ found: BlockInUse, for input: Input<Desk>, status: HTTPResponse.Status) -> APIReply {
        var reply = APIReply.json(.object(blockMembers(found, for: input.caller())), status: status)
        reply.fields[.location] = "/v1/number-blocks/\(found.block.id)"
        if found.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }

    /// A block, with the slip codes where the caller is the terminal that prints them.
    func blockMembers(_ found: BlockInUse, for actor: Actor) -> JSONObject {
        let block = found.block
        let hasCodes = actor.terminal == block.terminal
        return [
            "id": .identifier(block.id), "terminal": .string(block.terminal), "office": .identifier(block.office),
            "agency": .string(block.agency.text), "date": .date(block.date),
            "first": .count(block.serials.lowerBound), "last": .count(block.serials.upperBound),
            "openCount": .count(found.openSerials.count), "reservedAt": .instant(block.reservedAt),
            "expiresAt": .instant(block.expiresAt),
            "numbers": .list(found.entries) { entry in
                guard let number = block.number(entry.serial) else { return .null }
                var members: JSONObject = ["number": .string(number.text)]
                if hasCodes { members.append("slipCode", .string(service.keys.slipCode(for: number))) }
                // Most are open, and the line is thin.
                if case .reserved = entry.standing { return .object(members) }
                return .object(members + entry.standing.members)
            },
        ]
    }
}

extension NumberStanding {
    /// What has become of the number, as members of an object.
    fileprivate var members: JSONObject {
        switch self {
        case .dossier: ["standing": "dossier"]
        case .reserved(let block, let terminal):
            ["standing": "reserved", "block": .identifier(block), "terminal": .string(terminal)]
        case .void(let void):
            [
                "standing": "void", "reason": .name(void.reason), "voidedAt": .instant(void.voidedAt),
                "voidedBy": .string(void.voidedBy.terminal),
            ]
        case .skipped: ["standing": "skipped"]
        case .unexplained: ["standing": "unexplained"]
        }
    }
}

extension JSONObject {
    /// The members of both.
    fileprivate static func + (left: JSONObject, right: JSONObject) -> JSONObject {
        JSONObject(left.members + right.members)
    }
}
