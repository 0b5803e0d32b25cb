import Crypto
import DossierDomain
import DossierStore
import DossierTesting
import Foundation
import Testing

@testable import DossierStoreSQLite

/// The chain, checked by means other than those that wrote it.
struct EventChainTests {
    private let subject: SQLiteUnderTest

    init() throws {
        subject = try SQLiteUnderTest()
    }

    /// A few whole lives, and what the chain then is.
    private func populate() async throws -> ChainHead {
        let store = try subject.open()
        for index in 0..<3 {
            var life = DossierLife(
                DossierID("d-\(index)"), beginning: index.isMultiple(of: 2) ? .complete : .supplemented)
            var instant = Timestamp(milliseconds: 1_566_277_200_123)
            while !life.isOver {
                guard case .committed(let state) = try await store.commit(life.next(at: instant)) else {
                    break
                }
                life.adopt(state)
                instant = instant.adding(minutes: 90)
            }
        }
        let head = try store.makeReader().chainHead()
        store.close()
        return head
    }

    @Test("AUD-01 each hash follows from the one before, as docs/event-chain.md says it")
    func everyHashFollows() async throws {
        let head = try await populate()
        var previous = String(repeating: "0", count: 64)
        for link in try SQLiteReader(path: subject.path).chain(after: 0, limit: 1_000) {
            let digest = SHA256.hash(data: Data("\(previous)\n\(link.canonical)\n".utf8))
            #expect(Array(digest) == link.hash)
            previous = digest.map { String(format: "%02x", $0) }.joined()
        }
        #expect(previous == String(decoding: hexadecimal(head.hash), as: UTF8.self))
        #expect(head.position > 40)
    }

    @Test(
        "AUD-01 the canonical line is one line of JSON with sorted keys, the whole envelope, and nothing else"
    )
    func canonicalForm() async throws {
        _ = try await populate()
        let keys = [
            "actor", "configurationVersion", "dossier", "kind", "occurredAt", "payload", "position",
            "recordedAt",
            "requestID", "sequence",
        ]
        for link in try SQLiteReader(path: subject.path).chain(after: 0, limit: 1_000) {
            let data = Data(link.canonical.utf8)
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(object.keys.sorted() == keys)
            let again = try JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
            #expect(String(decoding: again, as: UTF8.self) == link.canonical)
            #expect(!link.canonical.contains("\n"))
        }
    }

    @Test("AUD-01 a page of shell checks the chain, and finds what was changed or left out")
    func shellCheck() async throws {
        let head = try await populate()
        let script = try documentedScript()
        let clean = try run(script)
        #expect(clean.status == 0, "\(clean.errors)")
        #expect(
            clean.output == "\(head.position) \(String(decoding: hexadecimal(head.hash), as: UTF8.self))\n")

        try tamper(
            "UPDATE dossier_event SET canonical = replace(canonical, 'VNPost', 'VNPast') WHERE position = 6")
        let changed = try run(script)
        #expect(changed.status != 0)
        #expect(changed.errors.contains("was changed"))

        try tamper("DELETE FROM dossier_event WHERE position = 5")
        let missing = try run(script)
        #expect(missing.status != 0)
        #expect(missing.errors.contains("event 5 is missing"))
    }

    /// Changes events as somebody with the file in their hands would: without the triggers.
    private func tamper(_ sql: String) throws {
        let connection = try Connection(path: subject.path, access: .readWrite)
        for trigger in ["updated", "deleted"] {
            try connection.execute("DROP TRIGGER IF EXISTS dossier_event_not_\(trigger)")
        }
        try connection.execute(sql)
    }

    private func documentedScript() throws -> String {
        let page = try String(
            contentsOfFile: SQLiteUnderTest.repositoryPath + "/docs/event-chain.md", encoding: .utf8)
        let start = try #require(page.range(of: "```sh\n"))
        let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
        return String(page[start.upperBound..<end.lowerBound])
    }

    private func run(_ script: String) throws -> (status: Int32, output: String, errors: String) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for tool in ["sqlite3", "sha256sum"] {
            let isThere = path.split(separator: ":").contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
            }
            try #require(isThere, "\(tool) is not in PATH: `make test` installs what the tests need")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "check-chain.sh", subject.path]
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: printed, as: UTF8.self),
            String(decoding: complained, as: UTF8.self)
        )
    }
}
