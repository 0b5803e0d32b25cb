import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

extension UnsafeRequests {
    // MARK: Counters without a line

    static let counters: [String: Preparation] = [
        "reserveNumbers": { _ in
            UnsafeRequest(
                House.clerk, "/v1/number-blocks", ["date": "2019-08-20", "count": 2],
                other: ["date": "2019-08-20", "count": 3])
        },
        "voidNumbers": { house in
            let block = try await house.reserve(2)
            return UnsafeRequest(
                House.clerk, "/v1/number-blocks/\(block.text("id"))/voids", ["reason": "unused"],
                other: ["reason": "spoilt"])
        },
        "uploadCounterDay": { house in
            let number = House.numbers(of: try await house.reserve(1))[0]
            let item = House.reception("k", number: number, at: "2019-08-20T08:00:00+07:00")
            func body(_ sentAt: JSONValue) -> JSONValue { ["sentAt": sentAt, "items": [item]] }
            return UnsafeRequest(
                House.clerk, "/v1/counter-days", body("2019-08-20T08:00:00+07:00"),
                other: body("2019-08-20T08:00:01+07:00"))
        },
    ]

    // MARK: Reading in an emergency

    static let erasures: [String: Preparation] = [
        "erasePersonalData": { house in
            let path = try await house.withdrawn()
            house.pass(years: 21)
            return UnsafeRequest(
                House.administrator, path + "/erasure", ["ground": "personRequest"],
                other: ["ground": "retentionExpired"])
        },
        "eraseSubmission": { house in
            let path = try await house.refused()
            house.pass(years: 2)
            return UnsafeRequest(
                House.administrator, path + "/erasure", ["ground": "personRequest"],
                other: ["ground": "retentionExpired"])
        },
        "eraseDue": { house in
            let names = [try await house.refused(), try await house.refused()].map { path in
                JSONValue.string(path.replacing("/v1/submissions/", with: ""))
            }
            house.pass(years: 2)
            return UnsafeRequest(
                House.administrator, "/v1/retention/erasures", ["submissions": .array(names)],
                other: ["submissions": [names[0]]])
        },
    ]

    static let readings: [String: Preparation] = [
        "beginEmergencyReading": { house in
            let received = try await house.must(
                "/v1/dossiers", House.neighbourClerk,
                .object(
                    papers(
                        "2.002307", at: "van-quan.yen-phuc.counter-1", from: "van-quan.yen-phuc",
                        ["declaration", "death-certificate"])))
            func body(_ reason: JSONValue) -> JSONValue {
                ["number": .string(received.text("number")), "reason": reason]
            }
            return UnsafeRequest(
                House.delegated, "/v1/emergency-readings", body("Cấp cứu."), other: body("Việc khác."))
        }
    ]
}
