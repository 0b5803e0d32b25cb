import DossierDomain
import DossierRouting
import Foundation
import Testing

/// Rules as tables that a clerk could read and correct; each row is tried on the engine.
@Suite("Tables of a dossier's life")
struct LifeTableTests {
    /// The rows of a table, by the names in its head.
    private func rows(_ name: String) throws -> [[String: String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/\(name).txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let table = lines.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let head = try #require(table.first)
        return table.dropFirst().map { row in
            Dictionary(uniqueKeysWithValues: zip(head, row))
        }
    }

    private func name(_ rejection: CommandRejection) -> String {
        "rejected " + String("\(rejection)".prefix { $0 != "(" })
    }

    /// `09-16 17:00`, as the tables write it.
    private func written(_ instant: Timestamp?) -> String {
        guard let instant else { return "-" }
        let minutes = instant.millisecondsOfDay / 60_000
        let parts = instant.date.components
        return String(format: "%02d-%02d %02d:%02d", parts.month, parts.day, Int(minutes / 60), Int(minutes % 60))
    }

    @Test("LAT-01 LAT-02 the table of apologies")
    func lateness() throws {
        let district = Actor.system("labour-van-quan")
        let table = try rows("lateness")
        #expect(table.count >= 30)
        for row in table {
            var life = try Life.atDistrict()
            if row["which"] != "first" { try life.act(.apology("2019-09-25"), by: district, "09-10 08:00") }
            let before = life.current.registers?.breaches.count ?? 0
            let day = row["new day"] == "-" ? nil : row["new day"].map { "2019-" + $0 }
            var outcome: String
            do throws(CommandRejection) {
                try life.act(.apology(day), by: district, row["apology"] ?? "")
                outcome = (life.current.registers?.breaches.count ?? 0) > before ? "breach" : "in time"
            } catch {
                outcome = name(error)
            }
            #expect(outcome == row["outcome"], "\(row)")
            #expect(written(life.current.reception?.dueAt) == row["due afterwards"], "\(row)")
            #expect(life.current.reception?.firstDueAt == at("09-16 17:00"))
        }
    }

    @Test("SUP-01 SUP-02 the table of supplements")
    func supplements() throws {
        let committee = Actor.system("committee-van-an")
        let clerk = Actor.clerk("van-an")
        let table = try rows("supplement")
        #expect(table.count >= 25)
        for row in table {
            var life = try Life.received("2.002307")
            try life.pass(by: clerk, "08-20 09:00")
            try life.acknowledge(by: committee, "08-20 10:00")
            try life.act(.ask(life.current, by: "committee-van-an"), by: committee, row["asked"] ?? "")
            try life.acknowledge(by: clerk, row["form 02 given"] ?? "")
            try life.act(.issueSupplementRequest, by: clerk, row["form 02 given"] ?? "")
            try life.act(.supplement(documents: [certificate]), by: clerk, row["paper brought"] ?? "")
            let breaches = life.current.registers?.breaches.map(\.breach.rawValue) ?? []
            #expect((breaches.isEmpty ? "-" : breaches.joined(separator: ", ")) == row["breach"], "\(row)")
            #expect(written(life.current.reception?.dueAt) == row["due afterwards"], "\(row)")
            #expect(written(life.current.reception?.passOnBy) == row["passed on by"], "\(row)")
            #expect(life.current.reception?.firstDueAt == at("09-16 17:00"))
        }
    }

    @Test("RES-03 the table of undelivered results")
    func undelivered() throws {
        let clerk = Actor.clerk("van-an")
        for row in try rows("undelivered") {
            var life = try Life.ready()
            try life.act(.postResult(Carriage(carrier: "VNPost")), by: clerk, "09-06 08:00")
            for invitation in (row["invitations"] ?? "").split(separator: ", ") where invitation != "none" {
                try life.act(.recordFailedDelivery, by: clerk, String(invitation))
            }
            try life.act(.takeBackResult, by: clerk, "09-20 08:00")
            #expect(life.current.registers?.breaches.first?.breach.rawValue ?? "-" == row["breach"], "\(row)")
        }
    }

    @Test("RCV-02 RCV-03 RCV-08 RCV-09 the table of what happens at the counter")
    func reception() throws {
        let table = try rows("reception")
        #expect(table.count >= 30)
        for row in table {
            let actor: Actor = row["staff"] == "official" ? .official("van-an") : .clerk("van-an")
            #expect(outcome(of: row, by: actor) == row["outcome"], "\(row)")
        }
    }

    private func outcome(of row: [String: String], by actor: Actor) -> String {
        let documents = (row["papers"] ?? "").split(separator: ", ").filter { $0 != "none" }.map { paper in
            SubmittedDocument(
                document: DocumentID(String(paper)), originals: paper == "application" ? 1 : 0,
                copies: paper == "application" ? 0 : 1)
        }
        let submit = DossierCommand.Submit.papers("2.002307", at: row["counter"] ?? "", documents)
            .with(standing(row["who hands in"] ?? ""))
        var life = Life()
        do throws(CommandRejection) {
            switch row["act"] {
            case "carry": try life.act(.submit(submit.carried), by: actor, "08-20 08:00")
            case "receive": try life.act(.submitAndReceive(submit, .init()), by: actor, "08-20 08:00")
            default:
                try life.act(.submit(submit), by: actor, "08-20 08:00")
                if let next = next(row["act"] ?? "") { try life.act(next, by: actor, "08-20 08:05") }
            }
        } catch {
            return name(error)
        }
        let waits = life.current.reception?.confirmationAwaited == true ? ", to be confirmed" : ""
        return life.current.status.rawValue + waits
    }

    private func next(_ act: String) -> DossierCommand? {
        switch act {
        case "ask": .requestSupplement(.init(missing: [needsCertificate]))
        case "refuse": .refuseReception(.init(reason: secret("reason")))
        case "refuse, signed": .refuseReception(.init(reason: secret("reason"), signer: secret("signer")))
        default: nil
        }
    }

    private func standing(_ who: String) -> PartyStanding {
        switch who {
        case "applicant without a document": PartyStanding(isIdentified: false)
        case "representative": PartyStanding(representative: RecipientStanding())
        case "representative without an authorisation":
            PartyStanding(representative: RecipientStanding(isAuthorised: false))
        case "representative without a document":
            PartyStanding(representative: RecipientStanding(isIdentified: false))
        case "organisation": PartyStanding(kind: .organisation)
        case "organisation with a representative":
            PartyStanding(kind: .organisation, representative: RecipientStanding())
        default: PartyStanding()
        }
    }
}

extension DossierCommand.Submit {
    /// The same with its own standing, carried by the post.
    fileprivate var carried: Self {
        Self(
            id: id, procedure: procedure, counter: counter, channel: .post, applicantUnit: applicantUnit,
            applicant: applicant, documents: documents, standing: standing,
            consignment: Consignment(number: "PG-1", carriage: Carriage(carrier: "VNPost"), from: OfficeID("none")))
    }
}
