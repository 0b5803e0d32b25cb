import DossierAPI
import Foundation
import Testing

/// What each thing that a counter does costs on the wire, held against the table that is committed.
@Suite("The byte budget", .serialized)
struct ByteBudgetTests {
    /// An operation as it was measured, or as the table has it.
    private struct Row: Equatable {
        let operation: String
        let up: Int
        let down: Int
    }

    /// What an operation may cost at the most.
    private static let budgets: [String: (up: Int, down: Int)] = [
        "receive, `return=minimal`, gzip": (1_536, 1_024)
    ]

    private static let path = Installation.root + "/docs/byte-budget.md"
    /// Identities, gzip and dates differ a little from run to run.
    private static func isNear(_ measured: Int, _ told: Int) -> Bool {
        abs(measured - told) <= max(24, told / 20)
    }

    @Test("what counters do costs what docs/byte-budget.md says, and a reception keeps within its budget")
    func budget() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        var measuring = try Measuring(port: server.port, token: try #require(tokens["VAN_AN_CLERK"]))
        try measuring.receptions()
        try measuring.changes()
        try measuring.reads()
        try measuring.scans()
        let measured = measuring.rows
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        if ProcessInfo.processInfo.environment["MOTCUA_WRITE_BYTE_BUDGET"] != nil {
            try Self.rewritten(text, with: measured).write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        let told = Self.rows(in: try String(contentsOfFile: Self.path, encoding: .utf8))
        let advice = "write it anew: MOTCUA_WRITE_BYTE_BUDGET=1 swift test --filter ByteBudgetTests"
        #expect(measured.map(\.operation) == told.map(\.operation), "\(advice)")
        for (row, told) in zip(measured, told) {
            #expect(
                Self.isNear(row.up, told.up) && Self.isNear(row.down, told.down),
                "\(row.operation): \(row.up) up and \(row.down) down, told \(told.up) and \(told.down); \(advice)")
        }
        for (operation, budget) in Self.budgets {
            let row = try #require(measured.first { $0.operation == operation })
            #expect(row.up <= budget.up && row.down <= budget.down, "\(row) is over its budget \(budget)")
        }
    }

    private static func rows(in text: String) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let up = Int(cells[1]), let down = Int(cells[2]) else { return nil }
            return Row(operation: cells[0], up: up, down: down)
        }
    }

    private static func rewritten(_ text: String, with rows: [Row]) -> String {
        var lines = text.components(separatedBy: "\n").filter { self.rows(in: $0).isEmpty }
        guard let rule = lines.firstIndex(of: "|---|--:|--:|") else { return text }
        lines.insert(contentsOf: rows.map { "| \($0.operation) | \($0.up) | \($0.down) |" }, at: rule + 1)
        return lines.joined(separator: "\n")
    }

    /// A terminal that does one thing after the other.
    private struct Measuring {
        private let wire: WireClient
        private let plain: Client
        private var keyCount = 0
        private(set) var rows: [Row] = []
        private static let gzip = "Accept-Encoding: gzip"
        private static let minimal = "Prefer: return=minimal"

        init(port: UInt16, token: String) throws {
            wire = try WireClient(port: port, token: token)
            plain = Client(port: port, token: token)
        }

        /// Does it and takes it down; `status` is what it is to come to.
        @discardableResult
        private mutating func take(
            _ operation: String, _ method: String, _ path: String, _ fields: [String] = [], body: String? = nil,
            status: Int
        ) throws -> WireClient.Exchange {
            keyCount += 1
            let serial = String(10_000 + keyCount)
            let key = method == "POST" ? "5f0c1a52-8d4e-4c55-9d5a-0f52a71\(serial)" : nil
            let exchange = try wire.exchange(method, path, fields, body: body, key: key)
            #expect(exchange.status == status, "\(operation): \(String(decoding: exchange.body, as: UTF8.self))")
            rows.append(Row(operation: operation, up: exchange.up, down: exchange.down))
            return exchange
        }

        private static let dossier = """
            {"procedure":"2.002307","counter":"van-quan.van-an.counter-1","applicantUnit":"van-quan.van-an",\
            "applicant":{"name":"Hoàng Thị Mẫu","identityDocument":{"kind":"citizen-id","number":"020175001234"},\
            "address":"Thôn Khòn Nưa, xã Văn An, huyện Văn Quan, tỉnh Lạng Sơn","phone":"0912345678"},\
            "documents":[{"document":"declaration","originals":1},{"document":"death-certificate","originals":1,\
            "copies":1}],"slip":true}
            """

        private var dossier: String { Self.dossier }

        mutating func receptions() throws {
            try take("receive, `return=minimal`", "POST", "/v1/dossiers", [Self.minimal], body: dossier, status: 201)
            try take(
                "receive, `return=minimal`, gzip", "POST", "/v1/dossiers", [Self.minimal, Self.gzip], body: dossier,
                status: 201)
            try take("receive, gzip", "POST", "/v1/dossiers", [Self.gzip], body: dossier, status: 201)
        }

        private func number() throws -> String {
            try #require(plain.send("POST", "/v1/dossiers", key: "n\(keyCount)", body: dossier)?.field("number"))
        }

        mutating func changes() throws {
            let number = try number()
            let fee = #"{"receipt":"BL-0001234","fees":[]}"#
            try take(
                "submit, `return=minimal`", "POST", "/v1/submissions", [Self.minimal],
                body: dossier.replacingOccurrences(of: #","slip":true"#, with: ""), status: 201)
            try take(
                "pass on, `return=minimal`", "POST", "/v1/dossiers/\(number)/handovers", [Self.minimal], body: "{}",
                status: 201)
            try take(
                "rejected (fees that don't exist)", "POST", "/v1/dossiers/\(number)/fees", [Self.minimal],
                body: fee,
                status: 422)
        }

        mutating func reads() throws {
            let number = try number()
            let path = "/v1/dossiers/\(number)"
            let read = try take("read a dossier, gzip", "GET", path, [Self.gzip], status: 200)
            try take("read a dossier, `fields=status,dueAt`", "GET", path + "?fields=status,dueAt", status: 200)
            try take(
                "read a dossier that hasn't changed", "GET", path,
                [Self.gzip, "If-None-Match: \(read.fields["etag"] ?? "")"], status: 304)
            for _ in 0..<20 {
                keyCount += 1
                _ = try self.number()
            }
            try take("list 20 dossiers, gzip", "GET", "/v1/dossiers?limit=20", [Self.gzip], status: 200)
            try take(
                "list 20 dossiers, `fields=number,status,dueAt`, gzip", "GET",
                "/v1/dossiers?limit=20&fields=number,status,dueAt", [Self.gzip], status: 200)
        }

        mutating func scans() throws {
            let number = try number()
            let upload = """
                {"document":"declaration","mediaType":"image/jpeg","byteCount":248312,\
                "sha256":"\(String(repeating: "0f", count: 32))"}
                """
            let begun = try take(
                "begin an upload", "POST", "/v1/dossiers/\(number)/documents", body: upload, status: 201)
            let location = begun.fields["location"] ?? ""
            try take("ask how far an upload stands", "HEAD", location, status: 200)
            try take(
                "a piece of an upload, beside its content", "PATCH", location,
                ["Upload-Offset: 0", "Upload-Complete: ?0", "Content-Type: application/partial-upload"], body: "",
                status: 204)
        }
    }
}
