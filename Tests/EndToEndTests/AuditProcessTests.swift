import Foundation
import Testing

@Suite("The record over HTTP")
struct AuditProcessTests {
    /// The block of shell in that chapter of docs/event-chain.md.
    private func documentedScript(in chapter: String) throws -> String {
        let page = try String(contentsOfFile: Installation.root + "/docs/event-chain.md", encoding: .utf8)
        let heading = try #require(page.range(of: "## \(chapter)\n"))
        let start = try #require(page.range(of: "```sh\n", range: heading.upperBound..<page.endIndex))
        let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
        return String(page[start.upperBound..<end.lowerBound])
    }

    @Test("AUD-01 the chain is checked over HTTP with curl, jq and sha256sum, as docs/event-chain.md says it")
    func chain() throws {
        let campaign = try Campaign()
        let installation = campaign.installation
        let server = try installation.serve()
        // More than an export reads at once.
        campaign.receive(campaign.newKeys(120), at: server.port)
        let tokens = try Installation.pilot().tokens
        var environment = installation.environment
        environment["TOKEN"] = tokens["ADMINISTRATOR"]
        environment["MOTCUA"] = "http://127.0.0.1:\(server.port)"
        let script = try documentedScript(in: "Checking it over HTTP")
        let checked = try installation.run("/bin/sh", ["-c", script], environment: environment)
        #expect(checked.status == 0, "\(checked.output)")
        let verified = try installation.run(["verify"])
        let printed = checked.output.split(separator: "\n").last?.split(separator: " ") ?? []
        #expect(printed.count == 2 && Int(printed.first ?? "").map { $0 > 200 } == true, "\(checked.output)")
        #expect(verified.output.contains("chain head \(printed.last ?? "-")"), "\(verified.output)")

        // A line that says something else is told from the others.
        let forged = script.replacing(
            "jq -r", with: "sed '17s/postal-clerk/administrator/' | jq -r")
        let found = try installation.run("/bin/sh", ["-c", forged], environment: environment)
        #expect(found.status == 1 && found.output.contains("event 17 is missing or was changed"), "\(found.output)")
        #expect(server.terminate() == 0)
    }
}
