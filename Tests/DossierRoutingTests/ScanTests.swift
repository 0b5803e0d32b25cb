import DossierDomain
import DossierRouting
import Testing

extension DossierCommand {
    /// A scan of that paper, as it comes from an upload.
    static func scan(_ document: String, page: Int? = nil, id: String = "scan-1") -> DossierCommand {
        .attachScan(
            .init(
                id: ScanID(id), document: DocumentID(document), page: page, kind: .pdf, byteCount: 1_000,
                file: String(repeating: "ab", count: 32), content: secret("content")))
    }
}

@Suite("Scans of papers")
struct ScanTests {
    private let clerk = Actor.clerk("van-an")

    @Test("OFF-03 scans of a paper are pages, in the order they are given or came")
    func pages() throws {
        var life = try Life.received("2.002307")
        try life.act(.scan("application", id: "a"), by: clerk, "08-20 08:05")
        try life.act(.scan("application", page: 3, id: "b"), by: clerk, "08-20 08:06")
        try life.act(.scan("application", id: "c"), by: clerk, "08-20 08:07")
        try life.act(.scan("certificate", id: "d"), by: clerk, "08-20 08:08")
        #expect(
            life.current.scans?.map { "\($0.document) \($0.page)" }
                == ["application 1", "application 3", "application 4", "certificate 1"])
        #expect(life.folded == life.current)
        let rows: [(DossierCommand, CommandRejection)] = [
            (.scan("application", id: "a"), .scanAlreadyAttached(ScanID("a"))),
            (.scan("application", page: 3, id: "e"), .pageTaken(DocumentID("application"), page: 3, of: allowance)),
            (
                .scan("application", page: 101, id: "e"),
                .pageBeyondLimit(DocumentID("application"), limit: 100, of: allowance)
            ),
            (
                .scan("application", page: 0, id: "e"),
                .pageBeyondLimit(DocumentID("application"), limit: 100, of: allowance)
            ),
            (.scan("passport", id: "e"), .documentsNotOnList([DocumentID("passport")])),
        ]
        for (command, rejection) in rows {
            #expect(life.rejection(of: command, by: clerk, "08-20 08:09") == rejection)
        }
    }

    @Test("OFF-03 a dossier has two hundred scans at most, and a paper a hundred pages")
    func limits() throws {
        var life = try Life.received("2.002307")
        for number in 1...100 {
            try life.act(.scan("application", id: "a\(number)"), by: clerk, "08-20 08:05")
        }
        #expect(
            life.rejection(of: .scan("application", id: "b"), by: clerk, "08-20 08:06")
                == .pageBeyondLimit(DocumentID("application"), limit: 100, of: allowance))
        for number in 1...100 {
            try life.act(.scan("certificate", id: "c\(number)"), by: clerk, "08-20 08:05")
        }
        #expect(
            life.rejection(of: .scan("certificate", page: 7, id: "d"), by: clerk, "08-20 08:06")
                == .tooManyScans(limit: 200))
    }

    @Test("OFF-03 whoever takes part attaches scans, nobody else")
    func participants() throws {
        let life = try Life.atDistrict()
        #expect(life.rejection(of: .scan("application"), by: .system("labour-van-quan"), "08-26 09:00") == nil)
        for stranger in [Actor.clerk("yen-phuc"), .administrator, .citizen] {
            #expect(
                life.rejection(of: .scan("application"), by: stranger, "08-26 09:00")
                    == .forbidden(.attachByParticipant))
        }
    }

    @Test("TIM-09 a scan that arrives does not keep acts from being told that happened before it arrived")
    func lateTelling() throws {
        var life = try Life.received("2.002307")
        let before = life.current.lastOccurredAt
        try life.act(.scan("application"), by: clerk, "08-20 16:00")
        #expect(life.current.lastOccurredAt == before)
        #expect(life.current.version == life.events.count)
        #expect(life.rejection(of: .pass, by: clerk, "08-20 15:00") == nil)
    }
}
