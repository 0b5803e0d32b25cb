import DossierAPI
import Foundation

/// A running server and everybody who calls it: each role of the dossier's own, an upper, a past and a foreign office or
/// agency, by credentials that an administrator issued over HTTP.
final class RightsServer {
    static let own = ["clerk", "own official", "labour", "labour official"]
    static let upstream = ["upstream clerk", "district"]
    static let downstream = ["past clerk", "past official", "committee", "official"]
    static let foreign = ["foreign clerk", "foreign terminal", "foreign official", "foreign system"]
    static let nobody = "nobody"
    static let callers = own + upstream + downstream + foreign + ["administrator", "inspector", nobody]

    /// Whose identity document the applicant of every dossier shows.
    static let identityNumber = "020175001234"

    /// An office or agency, and a counter or posting.
    private struct Place {
        let role: String
        let body: (String, String)
        var seat: (String, String)?

        init(_ role: String, office: String, counter: String) {
            self.role = role
            body = ("office", office)
            seat = ("counter", counter)
        }

        init(_ role: String, office: String, posting: String) {
            self.role = role
            body = ("office", office)
            seat = ("posting", posting)
        }

        init(_ role: String, agency: String, posting: String? = nil) {
            self.role = role
            body = ("agency", agency)
            seat = posting.map { ("posting", $0) }
        }
    }

    private static let places: [String: Place] = [
        "clerk": Place("postal-clerk", office: "van-quan.van-an.one-stop", counter: "van-quan.van-an.counter-1"),
        "own official": Place("official", office: "van-quan.van-an.one-stop", counter: "van-quan.van-an.counter-1"),
        "labour": Place("agency-system", agency: "van-quan.labour"),
        "labour official": Place("official", agency: "van-quan.labour", posting: "demo.hoa.van-quan-labour"),
        "upstream clerk": Place("postal-clerk", office: "van-quan.one-stop", counter: "van-quan.counter-1"),
        "district": Place("official", office: "van-quan.one-stop", counter: "van-quan.counter-2"),
        "past clerk": Place(
            "postal-clerk", office: "cao-loc.tan-lien.one-stop", counter: "cao-loc.tan-lien.counter-1"),
        "past official": Place(
            "official", office: "cao-loc.tan-lien.one-stop", posting: "demo.cao-loc.tan-lien.official.at"),
        "committee": Place("agency-system", agency: "van-quan.van-an.committee"),
        "official": Place("official", agency: "van-quan.van-an.committee", posting: "demo.binh.van-an"),
        "foreign clerk": Place(
            "postal-clerk", office: "van-quan.yen-phuc.one-stop", counter: "van-quan.yen-phuc.counter-1"),
        "foreign terminal": Place(
            "official", office: "van-quan.yen-phuc.one-stop", counter: "van-quan.yen-phuc.counter-1"),
        "foreign official": Place(
            "official", office: "van-quan.yen-phuc.one-stop", posting: "demo.van-quan.yen-phuc.official.at"),
        "foreign system": Place("agency-system", agency: "van-quan.yen-phuc.committee"),
        "province": Place("agency-system", agency: "lang-son.labour"),
        "inspector": Place("inspector", agency: ""),
    ]

    /// The role in which somebody calls; `nil` for nobody.
    static func role(of caller: String) -> String? {
        caller == "administrator" ? caller : places[caller]?.role
    }

    private let installation: Installation
    private let server: ServerProcess
    private var tokens: [String: String]
    private var serial = 0

    /// Serves from that instant on, at any rate, with passwords as cheap as they can be had.
    init(at instant: String = "2019-08-20T08:00:00+07:00") throws {
        var (installation, issued) = try Installation.pilot()
        installation.isWithoutRates = true
        self.installation = installation
        server = try installation.serve([
            "--clock", instant, "--password-cost", "13", "--max-guesses-per-address", "0",
        ])
        tokens = ["administrator": issued["ADMINISTRATOR"] ?? ""]
        for (name, place) in Self.places {
            var wanted: JSONObject = ["role": .string(place.role), "name": .string(name)]
            for (kind, id) in [place.body] + [place.seat].compactMap(\.self) where !id.isEmpty {
                wanted.append(kind, .string(id))
            }
            let answer = try send("POST", "/v1/credentials", as: "administrator", body: .object(wanted))
            guard answer.status == 201, let token = answer.field("token") else {
                throw ProcessFailure(description: "\(name) got no credential: \(answer.text)")
            }
            tokens[name] = token
        }
    }

    /// Sends a request as that caller and reads the answer to its end; what changes something bears a key of its own.
    func send(
        _ method: String, _ target: String, as caller: String, body: JSONValue? = nil, key: String? = nil,
        fields: [String] = []
    ) throws -> Answer {
        serial += 1
        let isSafe = ["GET", "HEAD", "OPTIONS"].contains(method)
        let client = Client(port: server.port, token: tokens[caller], language: "en")
        // One name for all requests, so that answers can be compared byte for byte.
        let answer = client.send(
            method, target, key: isSafe ? nil : key ?? "rights-\(serial)",
            body: body.map { String(decoding: $0.encoded(), as: UTF8.self) }, fields: ["X-Request-Id: rights"] + fields)
        guard let answer else { throw ProcessFailure(description: "no whole answer to \(method) \(target)") }
        return answer
    }

    /// Returns in the next second of the server's clock: what is asked "until now" then counts all that was done before.
    func nextSecond() throws {
        func clock() throws -> String? {
            try send("GET", "/healthz", as: Self.nobody).fields["x-motcua-clock"]
        }
        let second = try clock()
        for _ in 0..<100_000 { guard try clock() == second else { break } }
    }

    /// All operations of the description that this server gives.
    func operations() throws -> [DescribedOperation] {
        DescribedOperation.all(of: try send("GET", "/openapi.json", as: Self.nobody).json)
    }

    /// Does something that has to go well; answers what it answers.
    func act(_ path: String, as caller: String, _ body: JSONValue = [:]) throws -> JSONValue {
        let answer = try send("POST", path, as: caller, body: body)
        guard answer.status < 300 else { throw ProcessFailure(description: "\(path) by \(caller): \(answer.text)") }
        return answer.json
    }

    /// Sends bytes of an upload.
    func upload(_ bytes: [UInt8], to location: String, as caller: String, isLast: Bool) throws {
        let answer = UploadClient(port: server.port, token: tokens[caller] ?? "").goOn(
            location, at: 0, with: bytes[...], isLast: isLast)
        guard let answer, answer.status < 300 else {
            throw ProcessFailure(description: "\(location): \(answer?.text ?? "no answer")")
        }
    }
}

extension Answer {
    /// The answer as it came, but for what every answer has of its own: when it was given.
    func compared() -> String {
        let lines = head.filter { line in !line.hasPrefix("Date: ") && !line.hasPrefix("X-MotCua-Clock: ") }
        return lines.joined(separator: "\n") + "\n\n" + text
    }

    /// The same without the names that it was asked with, and without identities that were given anew: what it says of what
    /// was asked about.
    func told(of things: Things) -> String {
        things.names.reduce(compared()) { $0.replacing($1, with: "<asked>") }
            .replacing(/"(manifest|id|terminal|upload)":"[^"]*"/) { "\($0.output.1)" }
            .replacing(/"(sentAt|receivedAt|expiresAt|at)":"[^"]*"/) { "\($0.output.1)" }
            .replacing(/(Lease |"leaseToken":)\d+/) { "\($0.output.1)" }
            .replacing(/Location: .*/, with: "")
    }
}
