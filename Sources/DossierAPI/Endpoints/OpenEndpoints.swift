import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Health, the citizen's look-up and the problems' documentation: all that is open (SEC-01); and the metrics, which
    /// are not, because they tell how busy which office is.
    var openEndpoints: [Endpoint<Desk>] {
        [health, readiness, metrics, lookup, lookUpPageEndpoint, problemIndex, problemPage]
    }

    private var health: Endpoint<Desk> {
        let version = self.version
        return Endpoint(
            operation: "health", method: .get, path: "/healthz", tag: "operations",
            summary: Wording(vi: "Tiến trình đang chạy.", en: "The process runs."), access: .open,
            success: Wording(vi: "Đang chạy.", en: "It runs."),
            answer: AnswerShape.health
        ) { _ in .json(["status": "ok", "version": .string(version)]) }
    }

    private var readiness: Endpoint<Desk> {
        let service = self.service
        let operations = self.operations
        return Endpoint(
            operation: "readiness", method: .get, path: "/readyz", tag: "operations",
            summary: Wording(
                vi: "Sẵn sàng phục vụ: đọc được cơ sở dữ liệu, máy chủ không đang dừng.",
                en: "Ready: the database can be read, and the server is not going down."),
            access: .open, success: Wording(vi: "Sẵn sàng.", en: "Ready."), problems: [.unavailable],
            answer: AnswerShape.readiness
        ) { input throws(Problem) in
            guard operations.isWelcoming() else { throw Problem(.unavailable) }
            do throws(StoreError) {
                _ = try input.context.reader.chainHead()
            } catch {
                throw Problem(.unavailable)
            }
            return .json(["status": "ok", "configurationVersion": .count(service.catalogue.version)])
        }
    }

    private var metrics: Endpoint<Desk> {
        let operations = self.operations
        return Endpoint(
            operation: "metrics", method: .get, path: "/metrics", tag: "operations",
            summary: Wording(
                vi: "Số đo vận hành theo định dạng văn bản của Prometheus.",
                en: "Metrics in Prometheus' text format."),
            access: .roles([.administrator]), mediaType: "text/plain",
            success: Wording(vi: "Số đo.", en: "Metrics.")
        ) { _ in
            APIReply(
                status: .ok, fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: Array(operations.metrics().utf8))
        }
    }

    private var lookup: Endpoint<Desk> {
        Endpoint(
            operation: "lookUp", method: .post, path: "/v1/lookup", tag: "citizen",
            summary: Wording(
                vi: "Công dân tra cứu bằng mã hồ sơ và mã tra cứu in trên giấy hẹn.",
                en: "A citizen looks up with the number and the code printed on the slip."),
            access: .open, body: BodyShape.lookup,
            success: Wording(vi: "Trạng thái và ngày hẹn.", en: "Status and dates."), problems: [.notFound],
            answer: AnswerShape.lookup
        ) { input throws(Problem) in
            let number = input.body.dossierNumber("number")
            let code = input.body.string("slipCode")
            let found = try using { () throws(ServiceError) in
                try service.lookUp(
                    number, slipCode: code, from: input.request.address, reader: input.context.reader)
            }
            let state = found.state
            return .json([
                "number": .string(number.text),
                "procedure": .string(
                    input.language == .vietnamese ? found.procedure.name : found.procedure.nameEnglish),
                "status": .name(state.status), "statusName": .string(state.status.name[input.language]),
                "nationalStatus": .count(state.nationalCode),
                "nationalStatusName": .string(state.nationalName),
                "receivedAt": .optional(state.reception?.receivedAt), "dueAt": .optional(state.reception?.dueAt),
                "readyAt": .optional(state.readyAt), "handedOverAt": .optional(state.handedOverAt),
                "collectAt": .string(
                    input.language == .vietnamese ? found.returnOffice.name : found.returnOffice.nameEnglish),
            ])
        }
    }

    private var lookUpPageEndpoint: Endpoint<Desk> {
        Endpoint(
            operation: "lookUpPage", method: .get, path: "/tra-cuu", tag: "citizen",
            summary: Wording(
                vi: "Trang tra cứu cho công dân; mã QR trên giấy hẹn dẫn tới đây.",
                en: "The page where citizens look up; the QR code on the slip leads here."), access: .open,
            mediaType: "text/html", success: Wording(vi: "Trang.", en: "The page.")
        ) { _ in LookUpPage.reply }
    }

    private var problemIndex: Endpoint<Desk> {
        Endpoint(
            operation: "listProblems", method: .get, path: "/problems", tag: "description",
            summary: Wording(vi: "Danh sách các loại lỗi.", en: "All kinds of problems."), access: .open,
            success: Wording(vi: "Danh sách.", en: "The list."),
            answer: AnswerShape.problems
        ) { input in
            .json([
                "problems": .list(ProblemKind.all) {
                    [
                        "type": .string("/problems/\($0.slug)"), "status": .count($0.status),
                        "title": .string($0.title[input.language]), "advice": .string($0.advice[input.language]),
                    ]
                }
            ])
        }
    }

    private var problemPage: Endpoint<Desk> {
        Endpoint(
            operation: "readProblem", method: .get, path: "/problems/{slug}", tag: "description",
            summary: Wording(vi: "Giải thích một loại lỗi.", en: "What a kind of problem means."), access: .open,
            mediaType: "text/html", success: Wording(vi: "Trang giải thích.", en: "The page."), problems: [.notFound]
        ) { input throws(Problem) in
            guard let kind = input.parameters["slug"].flatMap({ ProblemKind.named($0) }) else {
                throw Problem(.notFound)
            }
            return kind.page
        }
    }
}
