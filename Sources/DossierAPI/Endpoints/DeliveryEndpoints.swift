import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let counterRoles = Access.roles([.postalClerk, .official])
private let handlingRoles = Access.roles([.official, .agencySystem])
private let workingRoles = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Delivery by post, corrections, money, notices, complaints and ratings (RES-03, RES-04, FEE-01, NTC-01, CMP-01).
    var deliveryEndpoints: [Endpoint<Desk>] {
        [
            postResult, recordFailedDelivery, takeBackResult, correctDecision, demandPayment, collectFee,
            recordNotice, rate, complain, answerComplaint, rateByCode, complainByCode,
        ]
    }

    private var postResult: Endpoint<Desk> {
        act(
            "postResult", "/result-delivery", roles: counterRoles, body: BodyShape.dispatch,
            Wording(vi: "Gửi kết quả cho công dân qua bưu điện.", en: "Give the result to the post for the citizen."),
            Wording(vi: "Bưu điện đã nhận.", en: "The post has it."), ["result-with-post"]
        ) { input, _ in
            guard let carriage = input.body.carriage else { preconditionFailure("the shape requires a carrier") }
            return .postResult(carriage)
        }
    }

    private var recordFailedDelivery: Endpoint<Desk> {
        act(
            "recordFailedDelivery", "/result-delivery/attempts", roles: counterRoles, body: BodyShape.act,
            Wording(
                vi: "Phát không thành, đã để lại giấy mời.", en: "Nobody was found; an invitation was left."),
            Wording(vi: "Đã ghi.", en: "Recorded."), ["result-not-with-post"]
        ) { _, _ in .recordFailedDelivery }
    }

    private var takeBackResult: Endpoint<Desk> {
        act(
            "takeBackResult", "/result-delivery/return", roles: counterRoles, body: BodyShape.act,
            Wording(
                vi: "Nhận lại kết quả không phát được, sau hai lần mời cách nhau hai ngày làm việc.",
                en: "Take an undeliverable result back, after two invitations two working days apart."),
            Wording(vi: "Đã nhận lại.", en: "It is back."), ["result-not-with-post"]
        ) { _, _ in .takeBackResult }
    }

    private var correctDecision: Endpoint<Desk> {
        act(
            "correctDecision", "/result-corrections", roles: handlingRoles, body: BodyShape.correction,
            Wording(
                vi: "Thay kết quả sai bằng kết quả mới; không xóa gì.",
                en: "Replace a wrong result by a new one; nothing is erased."),
            Wording(vi: "Đã thay.", en: "Replaced."), ["reasons-missing", "result-with-post", "result-on-its-way"]
        ) { input, sealed in
            guard
                let decision = input.body.completion(
                    of: AssignmentID("correction"), vault: service.vault, into: &sealed
                ).decision
            else { preconditionFailure("the shape requires a decision") }
            return .correctDecision(
                .init(
                    decision: decision, reason: input.body.sealedText("reason", service.vault, into: &sealed),
                    carriage: input.body.carriage))
        }
    }

    private var demandPayment: Endpoint<Desk> {
        act(
            "demandPayment", "/payment-demands", roles: handlingRoles, body: BodyShape.paymentDemand,
            Wording(
                vi: "Yêu cầu thực hiện nghĩa vụ tài chính ngoài phí, lệ phí.",
                en: "Demand a payment beyond the published fees."),
            Wording(vi: "Đã yêu cầu.", en: "Demanded."), []
        ) { input, sealed in
            .demandPayment(
                .init(
                    amountVND: input.body.integer("amountVND"),
                    basis: input.body.sealedText("basis", service.vault, into: &sealed)))
        }
    }

    private var collectFee: Endpoint<Desk> {
        act(
            "collectFee", "/fees", roles: workingRoles, body: BodyShape.payment,
            Wording(vi: "Thu phí, lệ phí, có biên lai.", en: "Take fees, against a receipt."),
            Wording(vi: "Đã thu.", en: "Taken."),
            ["unknown-fee", "already-collected", "fee-once", "nothing-to-collect", "unknown-obligation"]
        ) { input, _ in .collectFee(input.body.collection()) }
    }

    private var recordNotice: Endpoint<Desk> {
        act(
            "recordNotice", "/notices/{notice}/outcome", roles: counterRoles, body: BodyShape.noticeOutcome,
            Wording(vi: "Ghi việc đã thông báo cho công dân.", en: "Record what became of a notice."),
            Wording(vi: "Đã ghi.", en: "Recorded."), ["unknown-notice"]
        ) { input, _ throws(Problem) in
            .recordNotice(
                .init(
                    notice: try input.identifier("notice"), channel: input.body.choice("channel"),
                    outcome: input.body.choice("outcome")))
        }
    }

    private var rate: Endpoint<Desk> {
        act(
            "rate", "/ratings", roles: counterRoles, body: BodyShape.rating,
            Wording(vi: "Ghi phiếu đánh giá của công dân.", en: "Take down a citizen's rating."),
            Wording(vi: "Đã ghi.", en: "Recorded."), ["already-rated", "not-rated"]
        ) { input, sealed in
            .rate(
                input.body.rating(
                    by: input.body.optionalChoice("channel") ?? .slip, vault: service.vault, into: &sealed))
        }
    }

    private var complain: Endpoint<Desk> {
        act(
            "complain", "/complaints", roles: counterRoles, body: BodyShape.complaint,
            Wording(vi: "Tiếp nhận phản ánh, kiến nghị.", en: "Take a complaint."),
            Wording(
                vi: "Đã tiếp nhận; hạn trả lời là dueAt của mục mới nhất trong complaints.",
                en: "Taken; dueAt of the newest entry of complaints says by when it is answered."), ["unknown-agency"]
        ) { input, sealed in .complain(input.body.complaint(vault: service.vault, into: &sealed)) }
    }

    private var answerComplaint: Endpoint<Desk> {
        act(
            "answerComplaint", "/complaints/{complaint}/answer", roles: handlingRoles, body: BodyShape.complaintAnswer,
            Wording(vi: "Trả lời phản ánh, kiến nghị.", en: "Answer a complaint."),
            Wording(vi: "Đã trả lời.", en: "Answered."), ["unknown-complaint"]
        ) { input, sealed throws(Problem) in
            .answerComplaint(
                .init(
                    complaint: try input.identifier("complaint"),
                    answer: input.body.sealedText("answer", service.vault, into: &sealed),
                    upheld: input.body.boolean("upheld")))
        }
    }

    /// A citizen acts with number and slip code in the body, and without a credential (SEC-04).
    private func byCode(
        _ operation: String, _ path: String, body: Shape, _ summary: Wording, _ success: Wording, _ slugs: [String],
        _ command: @escaping @Sendable (Input<Desk>, inout SealedValues) -> DossierCommand
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .post, path: path, tag: "citizen", summary: summary, access: .open,
            body: body, needsKey: true, successStatus: 201, success: success,
            problems: [.notFound, .keyMissing, .keyReused, .contention, .personalDataErased]
                + rejections(slugs + ["not-in-status"]),
            answer: AnswerShape.recorded
        ) { input throws(Problem) in
            let number = input.body.dossierNumber("number")
            let code = input.body.string("slipCode")
            _ = try using { () throws(ServiceError) in
                try service.lookUp(
                    number, slipCode: code, from: input.request.address, reader: input.context.reader)
            }
            var sealed = SealedValues()
            let command = command(input, &sealed)
            let isReplay = try await performForCitizen(command, on: number, sealing: sealed, for: input)
            var reply = APIReply.json(["number": .string(number.text), "recorded": true], status: .created)
            if isReplay { reply.fields[.idempotencyReplayed] = "true" }
            return reply
        }
    }

    private var rateByCode: Endpoint<Desk> {
        byCode(
            "rateByCode", "/v1/ratings", body: BodyShape.citizenRating,
            Wording(
                vi: "Công dân đánh giá bằng mã hồ sơ và mã tra cứu.",
                en: "A citizen rates with the number and the code on the slip."),
            Wording(vi: "Cảm ơn; đã ghi.", en: "Thank you; recorded."), ["already-rated", "not-rated"]
        ) { input, sealed in .rate(input.body.rating(by: .link, vault: service.vault, into: &sealed)) }
    }

    private var complainByCode: Endpoint<Desk> {
        byCode(
            "complainByCode", "/v1/complaints", body: BodyShape.citizenComplaint,
            Wording(
                vi: "Công dân phản ánh, kiến nghị bằng mã hồ sơ và mã tra cứu.",
                en: "A citizen complains with the number and the code on the slip."),
            Wording(vi: "Đã tiếp nhận.", en: "Taken."), ["unknown-agency"]
        ) { input, sealed in .complain(input.body.complaint(vault: service.vault, into: &sealed)) }
    }
}
