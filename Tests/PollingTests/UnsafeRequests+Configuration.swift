import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

extension UnsafeRequests {
    private static let counter = "/v1/config/counters/van-quan.van-an.counter-1"

    /// What administrators do to the configuration.
    static let configuration: [String: Preparation] = [
        "writeConfiguration": { house in
            try await house.install()
            let read = try await house.configure(.get, "/v1/config")
            let changed = try renamed(read.text)
            return request(.put, "/v1/config?reason=x", changed, ifMatch: read.tag)
        },
        "writeConfigurationObject": { house in
            try await house.install()
            let read = try await house.configure(.get, counter)
            return request(.put, counter + "?reason=x", try renamed(read.text), ifMatch: read.tag)
        },
        "removeConfigurationObject": { house in
            try await house.install()
            let person = "/v1/config/postings/demo.lan.administrator"
            let read = try await house.configure(.get, person)
            return request(.delete, person + "?reason=x", nil, ifMatch: read.tag)
        },
        "rollbackConfiguration": { house in
            try await house.install()
            let changed = try await house.change("counters/van-quan.van-an.counter-1", "Quầy số 1", to: "Quầy xã")
            #expect(changed.status == 200, "\(changed.text)")
            return request(
                .post, "/v1/config/rollback", ["version": 1, "reason": "x"], ifMatch: "\"v2\"",
                other: ["version": 1, "reason": "y"])
        },
        "discardConfigurationDraft": { house in
            try await house.draft()
            let draft = "/v1/config/drafts/summer"
            return request(.delete, draft, nil, ifMatch: try await house.configure(.get, draft).tag)
        },
        "publishConfigurationDraft": { house in
            try await house.draft()
            let draft = "/v1/config/drafts/summer"
            return request(
                .post, draft + "/publication", ["reason": "x"], ifMatch: try await house.configure(.get, draft).tag,
                other: ["reason": "y"])
        },
    ]

    private static func renamed(_ text: String) throws -> JSONValue {
        try JSONReader.read(Array(text.replacing("Quầy số 1", with: "Quầy xã").utf8))
    }

    private static func request(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?, ifMatch: String, other: JSONValue? = nil
    ) -> UnsafeRequest {
        // The same document for another reason is another request.
        var request = UnsafeRequest(House.administrator, path, body ?? [:], other: other ?? body ?? [:])
        request.method = method
        request.ifMatch = ifMatch
        if other == nil, path.contains("reason=x") { request.otherPath = path.replacing("reason=x", with: "reason=y") }
        return request
    }
}

extension House {
    fileprivate func draft() async throws {
        try await install()
        let read = try await configure(.get, "/v1/config/counters/van-quan.van-an.counter-1")
        let kept = try await configure(
            .put, "/v1/config/counters/van-quan.van-an.counter-1?draft=summer",
            body: read.text.replacing("Quầy số 1", with: "Quầy xã"), ifMatch: read.tag)
        #expect(kept.status == 200, "\(kept.text)")
    }
}
