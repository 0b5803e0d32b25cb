import DossierAPI
import DossierDomain
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

/// One test for every endpoint that changes something, made from the endpoint table itself.
@Suite("Every request that changes something happens once", .timeLimit(.minutes(20)))
struct IdempotencyTests {
    /// Where the key of each item, not that of the request, keeps it from happening twice.
    private static let manyAtOnce: Set<String> = ["completeAgencySteps", "completeOfficeSteps"]
    /// Uploads begin in files, not in the record: begun again, they say how far they stand.
    private static let uploads: Set<String> = ["beginUpload", "beginUploadForSubmission"]
    /// Changes of the configuration come one after the other.
    private static let inTurn: Set<String> = [
        "writeConfiguration", "writeConfigurationObject", "removeConfigurationObject", "rollbackConfiguration",
        "publishConfigurationDraft",
    ]
    /// Where neither body nor query could say anything else.
    private static let withoutOther: Set<String> = ["discardConfigurationDraft"]
    /// Where the row of it can't be done at all, so that what is repeated is a rejection.
    private static let rejected: Set<String> = ["completeOfficeSteps"]

    @Test("IDM-01 the endpoint table and the rows of this test are the same")
    func everyEndpoint() async throws {
        let house = try House()
        let description = try await house.send(.get, "/openapi.json", as: House.clerk).json
        let operations = (description["paths"]?.asObject?.members ?? []).flatMap { path in
            (path.value.asObject?.members ?? []).filter { operation in
                (operation.value["parameters"]?.asArray ?? []).contains { $0["name"] == "Idempotency-Key" }
            }.compactMap { $0.value["operationId"]?.asString }
        }
        #expect(Set(operations) == Set(UnsafeRequests.all.keys))
        // Whatever else is posted or put changes nothing, or is the same however often.
        let others = (description["paths"]?.asObject?.members ?? []).flatMap { path in
            (path.value.asObject?.members ?? []).filter { $0.name != "get" }
                .compactMap { $0.value["operationId"]?.asString }
        }.filter { !operations.contains($0) }
        #expect(
            Set(others) == [
                "lookUp", "previewRoute", "goOnWithUpload", "abandonUpload", "reconcileCounterDay",
                "keepAgencyPosition", "keepOfficePosition", "revokeCredential", "setLogin", "removeLogin", "logIn",
                "logOut", "newCodeSecret", "useCodes", "searchDossiers", "exportPersonalData", "makeBackup",
                "writeLogLevel",
            ])
        house.close()
    }

    @Test("IDM-01 is idempotent", arguments: UnsafeRequests.all.keys.sorted())
    func isIdempotent(_ operation: String) async throws {
        let prepare = try #require(UnsafeRequests.all[operation])
        var house = try House()
        let request = try await prepare(house)
        let before = try Trace(house)
        let keyless = try await house.send(
            request.method, request.path, as: request.who, body: request.sent, isKeyless: true, ifMatch: request.ifMatch
        )
        #expect(keyless.status == 400 && keyless.problem == "/problems/idempotency-key-missing", "\(keyless.json)")
        #expect(try Trace(house) == before)

        let first = try await house.send(
            request.method, request.path, as: request.who, key: "once", body: request.sent, ifMatch: request.ifMatch)
        #expect((200..<300).contains(first.status), "\(first.json)")
        #expect(!first.isReplay)
        let after = try Trace(house)
        if !Self.rejected.union(Self.uploads).contains(operation) {
            #expect(after != before, "\(operation) changes nothing")
        }

        try await expectReplay(of: first, request, in: house, operation)
        let other = try await house.send(
            request.method, request.otherPath ?? request.path, as: request.who, key: "once", body: request.otherSent,
            ifMatch: request.ifMatch)
        if Self.withoutOther.contains(operation) {
            #expect(other.isReplay, "\(other.json)")
        } else if Self.manyAtOnce.contains(operation) {
            #expect(
                other.json["outcomes"]?[0]?["problem"]?["type"] == "/problems/idempotency-key-reused", "\(other.json)")
        } else {
            #expect(other.status == 422 && other.problem == "/problems/idempotency-key-reused", "\(other.json)")
        }
        #expect(try Trace(house) == after)

        // Another process on the same database, and another token for the same terminal; but a token is shown again only to
        // the credential that issued it.
        let token = try await house.token(of: request.who)
        house.close()
        house = try House(in: house.directory)
        if Self.shownToOne.contains(operation) { house.bear(token, as: request.who) }
        try await expectReplay(of: first, request, in: house, operation)
        #expect(try Trace(house) == after)
        house.close()
    }

    /// What answers a retry to nobody but the credential that asked first.
    private static let shownToOne: Set<String> = ["issueCredential", "rotateCredential"]

    private func expectReplay(
        of first: House.Answer, _ request: UnsafeRequest, in house: House, _ operation: String
    ) async throws {
        let again = try await house.send(
            request.method, request.path, as: request.who, key: "once", body: request.sent, ifMatch: request.ifMatch)
        #expect(again.status == first.status, "\(again.json)")
        if Self.uploads.contains(operation) {
            #expect(again.json["upload"]?.asString != nil && again.json == first.json, "\(again.json)")
        } else if Self.rejected.contains(operation) {
            #expect(again.json["outcomes"]?[0]?["status"] == first.json["outcomes"]?[0]?["status"])
        } else {
            #expect(again.isReplay, "\(operation): \(again.json)")
        }
    }

    @Test("IDM-01 happens once while the first is still under way", arguments: UnsafeRequests.all.keys.sorted())
    func twins(_ operation: String) async throws {
        let prepare = try #require(UnsafeRequests.all[operation])
        let alone = try House()
        let request = try await prepare(alone)
        let start = try Trace(alone)
        _ = try await alone.send(
            request.method, request.path, as: request.who, key: "once", body: request.sent, ifMatch: request.ifMatch)
        let once = try Trace(alone).minus(start)
        alone.close()

        let house = try House()
        let twin = try await prepare(house)
        // So that its credential is there before both ask for it.
        _ = try await house.send(.get, "/v1/me", as: twin.who)
        let before = try Trace(house)
        // Both are decided before either is written.
        let hold = try await house.store.holdWriter()
        let answers = try await withThrowingTaskGroup(of: House.Answer.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await house.send(
                        twin.method, twin.path, as: twin.who, key: "once", body: twin.sent, ifMatch: twin.ifMatch)
                }
            }
            let waiting = Self.uploads.contains(operation) ? 0 : Self.inTurn.contains(operation) ? 1 : 2
            do {
                try await house.until("\(waiting) changes wait to be written") { house.store.waitingCount >= waiting }
            } catch {
                hold.release()
                throw error
            }
            hold.release()
            return try await group.reduce(into: [House.Answer]()) { $0.append($1) }
        }
        #expect(answers.allSatisfy { (200..<300).contains($0.status) }, "\(answers.map(\.json))")
        if Self.uploads.contains(operation) {
            #expect(answers[0].json == answers[1].json)
        } else if !Self.rejected.contains(operation) {
            let items = answers.compactMap { $0.json["outcomes"]?.asArray }
            if items.count == 2, items.joined().contains(where: { $0["replayed"] == true }) {
                // Each of many is done by one of them, not all by the same.
                for (one, other) in zip(items[0], items[1]) {
                    #expect((one["replayed"] == true) != (other["replayed"] == true), "\(operation): \(one) \(other)")
                }
            } else {
                #expect(answers.count(where: \.isReplay) == 1, "\(operation): \(answers.map(\.json))")
            }
        }
        #expect(try Trace(house).minus(before) == once, "\(operation)")
        house.close()
    }

    @Test(
        "IDM-01 a rejection is answered again, whatever has become possible since",
        arguments: UnsafeRequests.all.keys.sorted())
    func rejections(_ operation: String) async throws {
        let prepare = try #require(UnsafeRequests.all[operation])
        let house = try House()
        let request = try await prepare(house)
        _ = try await house.send(
            request.method, request.path, as: request.who, key: "first", body: request.sent, ifMatch: request.ifMatch)
        // Once more under a new key: most acts can't be done twice.
        let second = try await house.send(
            request.method, request.path, as: request.who, key: "second", body: request.sent, ifMatch: request.ifMatch)
        guard second.status == 403 || second.status == 409 || second.status == 422 else { return house.close() }
        let before = try Trace(house)
        let third = try await house.send(
            request.method, request.path, as: request.who, key: "second", body: request.sent, ifMatch: request.ifMatch)
        #expect(third.status == second.status && third.problem == second.problem, "\(third.json)")
        #expect(third.isReplay, "\(operation): \(third.json)")
        #expect(try Trace(house) == before)
        house.close()
    }
}

/// What a request may have changed, counted.
private struct Trace: Equatable {
    let events: Int
    let leases: Int
    let serials: Int
    let voids: Int
    let days: Int
    let drafts: Int
    let readings: Int
    let credentials: Int

    init(
        events: Int, leases: Int, serials: Int, voids: Int, days: Int, drafts: Int, readings: Int, credentials: Int
    ) {
        self.events = events
        self.leases = leases
        self.serials = serials
        self.voids = voids
        self.days = days
        self.drafts = drafts
        self.readings = readings
        self.credentials = credentials
    }

    init(_ house: House) throws {
        let reader = try house.store.makeReader()
        // But for those of the callers themselves.
        let callers = try reader.accessRecords(afterID: nil, limit: 200).count {
            $0.text.hasPrefix(AccessEvent.credentialPrefix + "test-")
        }
        events = try reader.chainHead().position - callers
        credentials = try reader.credentials(matching: CredentialFilter(now: house.now, limit: 200))
            .count { !$0.id.text.hasPrefix("test-") }
        let serials = try reader.lastSerials(after: nil, limit: 100)
        self.serials = serials.reduce(0) { $0 + $1.last }
        var voids = 0
        for (request, _) in serials {
            voids += try reader.numbers(of: request, after: 0, limit: 200).count { entry in
                if case .void = entry.standing { true } else { false }
            }
        }
        self.voids = voids
        days = try reader.counterDays(of: OfficeID("van-quan.van-an.one-stop"), after: nil, limit: 200).elements.count
        drafts = try reader.drafts().reduce(0) { $0 + $1.version }
        var emergencies = ReadFilter(limit: 200)
        emergencies.isEmergency = true
        readings = try reader.reads(matching: emergencies).elements.count
        // Every act on leases moves the version of somebody's list.
        var versions = 0
        for body in [
            Body.office(OfficeID("van-quan.van-an.one-stop")), .agency(AgencyID("van-quan.van-an.committee")),
        ] {
            versions += try reader.workVersion(of: body)
        }
        leases = versions
    }

    func minus(_ other: Trace) -> Trace {
        Trace(
            events: events - other.events, leases: leases - other.leases, serials: serials - other.serials,
            voids: voids - other.voids, days: days - other.days, drafts: drafts - other.drafts,
            readings: readings - other.readings, credentials: credentials - other.credentials)
    }
}
