import DossierAPI
import DossierDomain
import DossierRouting
import DossierTesting
import Foundation
import Synchronization

/// A connection's worth of staff: receives at any counter, and does what waits for its share of the bodies.
final class SimulatedWorker: @unchecked Sendable {
    // Used by its own thread alone until that has ended; `join` orders everything before what reads the tally.
    private(set) var tally = WorkerTally()
    private let index: Int
    private let province: RunningProvince
    private let bodies: [Body]
    private let staff = SimulatedStaff()
    private var later: LaterLife
    private var generator: SeededGenerator
    private var client: KeptConnection
    private var keyCount = 0
    private let ended = DispatchSemaphore(value: 0)

    /// Receptions between two looks at all lists.
    private static let receptionsPerRound = 40

    init(index: Int, of count: Int, in province: RunningProvince) {
        self.index = index
        self.province = province
        bodies = province.bodies.enumerated().filter { $0.offset % count == index }.map(\.element)
        generator = SeededGenerator(seed: province.seed &+ UInt64(index) &* 0x9E37_79B9)
        client = KeptConnection(port: province.port)
        later = LaterLife(province: province)
    }

    func start() {
        Thread.detachNewThread { [self] in
            while !province.isStopped {
                for _ in 0..<Self.receptionsPerRound where !province.isStopped { receive() }
                for body in bodies where !province.isStopped { work(for: body) }
                while !province.isStopped, let next = later.nextAnswer() {
                    perform(next.deed, on: next.number, at: nil)
                }
            }
            ended.signal()
        }
    }

    func join() { ended.wait() }

    // MARK: Deeds

    private func receive() {
        guard province.beginReception() else { return province.stop() }
        let entry = province.mix.entries.pick(&generator)
        let desk = entry.desks.pick(&generator)
        let home = generator.pick(desk.homes)
        let documents = entry.procedure.documents.filter(\.required).map {
            "{\"document\":\"\($0.id)\",\"originals\":\($0.originals),\"copies\":\($0.copies)}"
        }.joined(separator: ",")
        let name = province.people.name(&generator)
        let channel = entry.procedure.channels.contains(.counter) ? "counter" : "post"
        let body = """
            {"procedure":"\(entry.procedure.code)","counter":"\(desk.counter)","applicantUnit":"\(home.unit)",\
            "channel":"\(channel)","applicant":{"name":"\(name)","address":"\(home.place)",\
            "identityDocument":{"kind":"citizen-id","number":"0\(20_000_000_000 + generator.below(999_999_999))"}},\
            "documents":[\(documents)],
            """
        let token = province.staff.counters[desk.counter] ?? ""
        if change("receive", "/v1/dossiers", fields: body, by: token) { tally.receptionCount += 1 }
    }

    private func work(for body: Body) {
        let path: String
        switch body {
        case .office(let id): path = "/v1/offices/\(id)/assignments?limit=100"
        case .agency(let id): path = "/v1/agencies/\(id)/assignments?limit=100"
        }
        tally.pollCount += 1
        let answer = exchange("GET", path, key: nil, body: nil, token: province.token(for: body, kind: .completeStep))
        guard answer.status == 200, let rows = answer.json["assignments"]?.asArray else {
            return wrong("a list was answered by \(answer.status)")
        }
        for row in rows where !province.isStopped {
            guard let kind = row["kind"]?.asString.flatMap({ WorkItem.Kind(rawValue: $0) }),
                let number = row["number"]?.asString
            else { continue }
            act(on: row, kind: kind, number: number, for: body)
        }
    }

    private func act(on row: JSONValue, kind: WorkItem.Kind, number: String, for body: Body) {
        let dossier = "/v1/dossiers/\(number)"
        let token = province.token(for: body, kind: kind)
        let handover = row["handover"]?.asString ?? ""
        let assignment = row["assignment"]?.asString ?? ""
        if let instead = later.deed(about: row, kind: kind, number: number, for: body, using: &generator) {
            return perform(instead, on: number, at: body)
        }
        let deed = staff.deed(for: kind, using: &generator)
        switch deed {
        // No body ceases in the simulated year.
        case .wait, .replan: return
        case .issueForm, .takeSupplement, .giveBack:
            let answer = later.answer(to: deed, about: row, number: number, token: token, using: &generator)
            if let answer { perform(answer, on: number, at: body) }
        case .confirm: change("confirm", dossier + "/confirmation", fields: "{", by: token)
        case .passOn(let carrier): change("pass on", dossier + "/handovers", fields: "{" + carrier.written, by: token)
        case .acknowledge:
            change("acknowledge", dossier + "/handovers/\(handover)/acknowledgement", fields: "{", by: token)
        case .refuseHandover:
            change(
                "send a handover back", dossier + "/handovers/\(handover)/return",
                fields: "{\"reason\":\"Thiếu chữ ký ở trang cuối\",", by: token)
        case .complete(let isGranted, let carrier):
            change(
                "complete a step", dossier + "/assignments/\(assignment)/completion",
                fields: "{" + decision(of: row, isGranted) + carrier.written, by: token)
        case .consult:
            change(
                "consult", dossier + "/assignments/\(assignment)/consultations",
                fields:
                    "{\"asked\":\"lang-son.committee\",\"answerWithinWorkingDays\":3,\"question\":\"Có đúng không?\",",
                by: token)
        case .sendBack(let carrier):
            change(
                "send a step back", dossier + "/assignments/\(assignment)/return",
                fields: "{\"reason\":\"Hồ sơ chưa đủ căn cứ\"," + carrier.written, by: token)
        case .answer:
            change(
                "answer", dossier + "/consultations/\(row["id"]?.asString ?? "")/answer",
                fields: "{\"answer\":\"Đúng như hồ sơ\",", by: token)
        case .handOver:
            let fields = """
                {\(later.method(of: number))"recipient":{"name":"\(province.people.name(&generator))",\
                "identityDocument":{"kind":"identity-card","number":"\(80_000_000 + generator.below(9_999_999))"}},
                """
            if change("hand over", dossier + "/handing-over", fields: fields, by: token) { tally.handedOverCount += 1 }
        }
    }

    private func perform(_ deed: LaterDeed, on number: String, at body: Body?) {
        guard let answer = changed(deed.name, "/v1/dossiers/\(number)" + deed.path, fields: deed.fields, by: deed.token)
        else { return }
        if let body { later.note(deed, on: number, at: body, answer: answer) }
    }

    private func decision(of row: JSONValue, _ isGranted: Bool) -> String {
        guard let code = row["procedure"]?.asString, let step = row["step"]?.asString,
            let procedure = province.catalogue.procedure(ProcedureCode(code), on: province.now.date),
            province.catalogue.route(procedure.route, on: province.now.date)?.step(StepID(step))?.decides == true
        else { return "\"opinion\":\"Đủ điều kiện\"," }
        let reasons = isGranted ? "" : "\"reasons\":\"Không thuộc đối tượng\","
        return """
            "decision":{"outcome":"\(isGranted ? "granted" : "refused")","number":"\(1 + generator.below(9_999))/QĐ",\(reasons)\
            "date":"\(province.now.date)","signer":{"name":"Hoàng Văn Mẫu","position":"Chủ tịch"}},
            """
    }

    // MARK: Requests

    /// Sends a change until it is answered, some twice; whether it was done.
    @discardableResult
    private func change(_ deed: String, _ path: String, fields: String, by token: String) -> Bool {
        changed(deed, path, fields: fields, by: token) != nil
    }

    /// Sends a change until it is answered, some twice; what it was answered, where it was done.
    private func changed(_ deed: String, _ path: String, fields: String, by token: String) -> JSONValue? {
        keyCount += 1
        let key = "w\(index)-\(keyCount)"
        let body = fields + "\"occurredAt\":\"\(province.now)\"}"
        // Some clients lose the answer on the way: they never read it, and ask again.
        if generator.below(100) == 0 {
            client.sendOnly(request("POST", path, key: key, body: body, token: token))
            tally.unansweredCount += 1
        }
        let answer = exchange("POST", path, key: key, body: body, token: token)
        if let unreadable = answer.json.asString { wrong("\(deed) was answered by \(unreadable)") }
        let isDone = (200...299).contains(answer.status)
        if isDone {
            tally.deeds[deed, default: 0] += 1
            if generator.below(50) == 0 { repeatOnce(path, key: key, body: body, token: token, first: answer) }
            return answer.json
        }
        let slug = answer.json["type"]?.asString ?? "status \(answer.status)"
        tally.rejections[slug, default: 0] += 1
        if answer.status >= 500 && answer.status != 503 || answer.status == 400 || answer.status == 401 {
            wrong("\(deed) was answered by \(answer.status) \(slug) \(answer.json["detail"]?.asString ?? "")")
        }
        return nil
    }

    /// The same request under the same key: the same answer, marked as a replay (IDM-01).
    private func repeatOnce(_ path: String, key: String, body: String, token: String, first: KeptConnection.Answer) {
        tally.twiceCount += 1
        let again = exchange("POST", path, key: key, body: body, token: token)
        if again.status != first.status || !again.isReplay || again.json["number"] != first.json["number"] {
            wrong("a request sent twice was answered by \(again.status)")
        }
    }

    /// An answer, however often the connection breaks before it: the server may be killed at any moment.
    private func exchange(
        _ method: String, _ path: String, key: String?, body: String?, token: String
    ) -> KeptConnection.Answer {
        let bytes = request(method, path, key: key, body: body, token: token)
        for attempt in 0... {
            tally.requestCount += 1
            if let answer = client.exchange(bytes) {
                guard answer.status == 503 else { return answer }
                let slug = answer.json["type"]?.asString ?? "status 503"
                tally.rejections[slug, default: 0] += 1
                if attempt > 500 {
                    wrong("\(method) \(path) was answered by 503 for ever: \(answer.json["detail"]?.asString ?? "")")
                    return answer
                }
            } else {
                tally.unansweredCount += 1
            }
            if attempt > 3_000 { break }
            // The server is being started again.
            usleep(20_000)
        }
        wrong("no answer in a minute to \(method) \(path) \(key ?? "") \(body?.utf8.count ?? 0): \(client.lastTrouble)")
        return KeptConnection.Answer(status: 0, isReplay: false, json: .null)
    }

    private func request(_ method: String, _ path: String, key: String?, body: String?, token: String) -> [UInt8] {
        var head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(province.port)\r\nAuthorization: Bearer \(token)\r\n"
        if let key { head += "Idempotency-Key: \(key)\r\n" }
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        return Array((head + "\r\n" + (body ?? "")).utf8)
    }

    private func wrong(_ fact: String) {
        if tally.wrong.count < 20 { tally.wrong.append(fact) }
    }
}

extension Carriage? {
    fileprivate var written: String {
        guard let self else { return "" }
        return "\"carrier\":\"\(self.carrier)\",\"trackingCode\":\"\(self.trackingCode ?? "")\","
    }
}
