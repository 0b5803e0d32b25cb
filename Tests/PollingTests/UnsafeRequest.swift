import DossierAPI
import HTTPTypes

/// A request that changes something, in a house where it can be done.
struct UnsafeRequest: Sendable {
    let who: String
    let path: String
    let body: JSONValue
    /// Another body that has the shape as well.
    let other: JSONValue
    var method = HTTPRequest.Method.post
    /// What it is made from, where that has to be said.
    var ifMatch: String?
    /// Where another request goes that has no other body; the same place where `nil`.
    var otherPath: String?

    /// What is sent: DELETE has no body.
    var sent: JSONValue? { method == .delete ? nil : body }
    var otherSent: JSONValue? { method == .delete ? nil : other }

    /// A request with `occurredAt` as what makes the other body another one, unless one is given.
    init(_ who: String, _ path: String, _ body: JSONValue = [:], other: JSONValue? = nil) {
        self.who = who
        self.path = path
        self.body = body
        self.other =
            other ?? body.with("occurredAt", "2019-08-20T08:00:00+07:00")
    }
}

extension JSONValue {
    /// The string of that name; empty where there is none.
    func text(_ name: String) -> String { self[name]?.asString ?? "" }

    /// The object with one more member.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        var object = asObject ?? [:]
        object.append(name, value)
        return .object(object)
    }
}
