import DossierAPI
import DossierDomain
import DossierService
import DossierStoreSQLite
import Foundation
import HTTPTypes
import Testing

@Suite("The configuration over the API", .timeLimit(.minutes(20)))
struct ConfigurationTests {
    static let counter = "counters/van-quan.van-an.counter-1"

    @Test("CFG-01 one thing is changed under its tag, is in force at once, and is put back by one call")
    func oneThing() async throws {
        let house = try await House.configured()
        let read = try await house.configure(.get, "/v1/config/\(Self.counter)")
        #expect(read.status == 200 && read.text.hasPrefix(#"{"counters":[{"alsoReceives":"#), "\(read.text)")
        let changed = read.text.replacing(#""confirmation":"not-required""#, with: #""confirmation":"required""#)
        #expect(changed != read.text)
        let path = "/v1/config/\(Self.counter)?reason=pilot"
        #expect(try await house.configure(.put, path, body: changed).status == 428)
        #expect(try await house.configure(.put, path, body: changed, ifMatch: "\"old\"").status == 412)
        #expect(try await house.configure(.put, path, body: changed, ifNoneMatch: "*").status == 412, "it is there")
        let unexplained = try await house.configure(
            .put, "/v1/config/\(Self.counter)", body: changed, ifMatch: read.tag)
        #expect(unexplained.status == 400 && unexplained.text.contains("Say why"), "\(unexplained.text)")
        #expect(house.service.catalogue.version == 1, "nothing was changed")

        let done = try await house.configure(.put, path, body: changed, key: "k1", ifMatch: read.tag)
        #expect(done.status == 200 && done.number("version") == 2, "\(done.text)")
        let again = try await house.configure(.put, path, body: changed, key: "k1", ifMatch: read.tag)
        #expect(again.isReplay && again.number("version") == 2, "\(again.text)")
        let other = try await house.configure(.put, path, body: read.text, key: "k1", ifMatch: done.tag)
        #expect(other.status == 422 && other.text.contains("idempotency-key-reused"))
        #expect(try await house.configure(.get, "/v1/config/\(Self.counter)").tag == done.tag)
        // In force at once: what postal staff receive waits for an official from now on.
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(received.json["confirmationAwaited"]?.asBool == true, "\(received.json)")
        let number = try #require(received.json["number"]?.asString)
        let events = try await house.send(.get, "/v1/dossiers/\(number)/events", as: House.clerk)
        #expect(events.json["events"]?[0]?["configurationVersion"]?.asInteger == 2, "\(events.json)")

        let history = try await house.configure(.get, "/v1/config/\(Self.counter)/versions")
        let newest = try #require(history.json["versions"]?[0])
        #expect(newest["version"]?.asInteger == 2 && newest["reason"]?.asString == "pilot", "\(history.text)")
        #expect(newest["by"]?["role"]?.asString == "administrator" && newest["recordedAt"] != nil)
        #expect(history.json["versions"]?.asArray?.count == 2, "the load and the change")
        let before = try await house.configure(.get, "/v1/config/\(Self.counter)/versions/1")
        #expect(before.bytes == read.bytes)
        let diff = try await house.configure(.get, "/v1/config/diff?from=1&to=2")
        #expect(diff.number("changeCount") == 1, "\(diff.text)")
        #expect(diff.json["changes"]?[0]?["after"]?["counters"]?[0]?["confirmation"]?.asString == "required")

        let whole = try await house.configure(.get, "/v1/config")
        let back = try await house.configure(
            .post, "/v1/config/rollback", body: #"{"version": 1, "reason": "too slow"}"#, ifMatch: whole.tag)
        #expect(back.status == 200 && back.number("version") == 3, "\(back.text)")
        #expect(try await house.configure(.get, "/v1/config/\(Self.counter)").bytes == read.bytes)
        let report = try await verify(
            house.store, genesis: EventChain.genesis,
            hash: { EventChain.hash(after: $0, canonical: $1) }, workers: 1)
        #expect(report.isClean, "\(report.differences)")
        house.close()
    }

    @Test("CFG-01 the whole is one canonical document in JSON and YAML, and comes back byte for byte")
    func whole() async throws {
        let house = try await House.configured()
        for type in ["application/json", "application/yaml"] {
            let read = try await house.configure(.get, "/v1/config", accept: type)
            #expect(read.status == 200 && read.fields[.contentType] == type)
            let unchanged = try await house.configure(.get, "/v1/config", accept: type, ifNoneMatch: read.tag)
            #expect(unchanged.status == 304)
            let put = try await house.configure(
                .put, "/v1/config?reason=again", body: read.text, type: type, ifMatch: read.tag)
            #expect(put.status == 200 && put.number("version") == 1 && put.number("changeCount") == 0, "\(put.text)")
            let marked = read.text.replacing("Giấy chứng tử", with: "Giấy chứng tử (bản chính)")
            #expect(marked != read.text)
            let refused = try await house.configure(
                .put, "/v1/config?reason=wrong", body: marked, type: type, ifMatch: read.tag)
            #expect(refused.status == 422 && refused.text.contains("was published and must stay as it is"))
            #expect(try await house.configure(.get, "/v1/config", accept: type).bytes == read.bytes)
        }
        house.close()
    }

    @Test("CFG-01 what is wrong is refused by object, field and reason, and changes nothing")
    func refused() async throws {
        let house = try await House.configured()
        func put(_ object: String, _ body: String, as name: String = House.administrator) async throws -> House.Reply {
            try await house.configure(
                .put, "/v1/config/\(object)?reason=test", as: name, body: body, type: "application/yaml", ifMatch: "*")
        }
        let unreadable = try await put(
            Self.counter,
            """
            counters:
              - { id: van-quan.van-an.counter-1, office: van-quan.van-an.one-stop, nmae: Quầy, confirmation: maybe, validFrom: 2019-01-01 }
            """)
        #expect(unreadable.status == 422 && unreadable.number("problems", "0", "line") == nil)
        let lines = unreadable.json["problems"]?.asArray ?? []
        #expect(lines.contains { $0["path"]?.asString == "counters[0].confirmation" && $0["line"]?.asInteger == 2 })
        #expect(lines.contains { $0["path"]?.asString == "counters[0].nmae" }, "\(unreadable.text)")
        let elsewhere = try await put(
            Self.counter,
            """
            counters:
              - { id: van-quan.van-an.counter-1, office: van-quan.nowhere, name: Quầy số 1, confirmation: required, validFrom: 2019-01-01 }
            """)
        #expect(elsewhere.status == 422)
        let finding = try #require(elsewhere.json["findings"]?[0])
        #expect(finding["kind"]?.asString == "counter" && finding["id"]?.asString == "van-quan.van-an.counter-1")
        #expect(finding["reason"]?.asString?.contains("refers to office van-quan.nowhere") == true, "\(finding)")
        let misplaced = try await put(
            Self.counter, "counters: [{ id: x, office: y, name: z, confirmation: required, validFrom: 2019-01-01 }]")
        #expect(misplaced.text.contains("has rows of x"), "\(misplaced.text)")
        #expect(try await put("counter/x", "counters: []").status == 404)
        #expect(try await put(Self.counter, "counters: []", as: House.clerk).status == 403)
        let used = try await house.configure(
            .delete, "/v1/config/offices/van-quan.van-an.one-stop?reason=x", ifMatch: "*")
        #expect(
            used.status == 422 && used.text.contains("refers to office van-quan.van-an.one-stop"),
            "\(used.text.prefix(500))")
        let missing = try await house.configure(.delete, "/v1/config/counters/x?reason=x", ifMatch: "*")
        #expect(missing.status == 404)
        let form = try await house.configure(.get, "/v1/config/forms/qd45-2016")
        let broken = form.text.replacing("{{number}}", with: "{{nmuber}}")
        #expect(broken != form.text)
        let unprintable = try await house.configure(
            .put, "/v1/config/forms/qd45-2016?reason=x", body: broken, ifMatch: form.tag)
        #expect(unprintable.status == 422 && unprintable.text.contains("nmuber"), "\(unprintable.text.prefix(500))")
        #expect(house.service.catalogue.version == 1)
        house.close()
    }

    @Test("CFG-01 a draft collects changes that need each other, and is published at once or not at all")
    func drafts() async throws {
        let house = try await House.configured()
        func put(_ object: String, _ body: String, draft: String = "new-office") async throws -> House.Reply {
            try await house.configure(
                .put, "/v1/config/\(object)?draft=\(draft)", body: body, type: "application/yaml", ifNoneMatch: "*")
        }
        let counter = try await put(
            "counters/market",
            "counters: [{ id: market, office: market, name: Quầy chợ, confirmation: required, validFrom: 2019-09-01 }]")
        #expect(counter.status == 200 && counter.number("version") == 1, "\(counter.text)")
        let half = try await house.configure(.get, "/v1/config/drafts/new-office")
        #expect(
            half.json["isPublishable"]?.asBool == false && half.text.contains("refers to office market"), "\(half.text)"
        )
        let tooEarly = try await house.configure(
            .post, "/v1/config/drafts/new-office/publication", body: #"{"reason": "market day"}"#, ifMatch: half.tag)
        #expect(tooEarly.status == 422 && tooEarly.text.contains("refers to office market"))
        // A second office may not serve the same unit: it takes over from the first.
        let office = try await house.configure(.get, "/v1/config/offices/van-quan.van-an.one-stop")
        let moved = office.text.replacing("van-quan.van-an.one-stop", with: "market")
            .replacing(#""serves":["van-quan.van-an"]"#, with: #""serves":["van-quan.hoa-binh"]"#)
        let made = try await house.configure(
            .put, "/v1/config/offices/market?draft=new-office", body: moved, ifNoneMatch: "*")
        #expect(made.status == 200 && made.tag != counter.tag, "\(made.text)")
        let judged = try await house.configure(.get, "/v1/config/drafts/new-office")
        #expect(judged.text.contains("a unit has one office at a time"), "\(judged.text)")
        let gone = try await house.configure(
            .delete, "/v1/config/offices/market?draft=new-office",
            ifMatch: try await house.configure(
                .get, "/v1/config/offices/market?draft=new-office"
            ).tag)
        #expect(gone.tag == counter.tag, "taken out, it was never published: \(gone.text)")
        let atHome = try await house.configure(.get, "/v1/config/counters/market?draft=new-office")
        let kept = try await house.configure(
            .put, "/v1/config/counters/market?draft=new-office",
            body: atHome.text.replacing(#""office":"market""#, with: #""office":"van-quan.van-an.one-stop""#),
            ifMatch: atHome.tag)
        #expect(kept.status == 200)
        let rehearsed = try await house.configure(
            .post, "/v1/config/drafts/new-office/publication?dryRun=true", body: #"{"reason": "market day"}"#,
            ifMatch: kept.tag)
        #expect(
            rehearsed.json["touched"]?["counters"]?["first"]?[0]?["counter"]?.asString == "market", "\(rehearsed.text)")
        #expect(try await house.configure(.get, "/v1/config/counters/market").status == 404, "still a draft")
        let published = try await house.configure(
            .post, "/v1/config/drafts/new-office/publication", body: #"{"reason": "market day"}"#, ifMatch: kept.tag)
        #expect(published.status == 200 && published.number("version") == 2, "\(published.text)")
        #expect(try await house.configure(.get, "/v1/config/counters/market").status == 200)
        #expect(try await house.configure(.get, "/v1/config/drafts").json["drafts"]?.asArray?.isEmpty == true)
        house.close()
    }

    @Test("CFG-01 what was published meanwhile is never overwritten by a draft; taken out of it, it is changed anew")
    func draftsLeftBehind() async throws {
        let house = try await House.configured()
        let (draft, object) = ("/v1/config/drafts/late", "/v1/config/\(Self.counter)")
        let read = try await house.configure(.get, object)
        let late = read.text.replacing("Quầy số 1", with: "Quầy một cửa")
        func put(_ body: String) async throws -> House.Reply {
            try await house.configure(
                .put, object + "?draft=late", body: body,
                ifMatch: try await house.configure(.get, object + "?draft=late").tag)
        }
        func publish(ifMatch tag: String) async throws -> House.Reply {
            try await house.configure(.post, draft + "/publication", body: #"{"reason": "x"}"#, ifMatch: tag)
        }
        let first = try await house.configure(.put, object + "?draft=late", body: late, ifMatch: read.tag)
        _ = try await house.change(Self.counter, "Quầy số 1", to: "Quầy xã")
        let stale = try await publish(ifMatch: first.tag)
        #expect(stale.status == 422 && stale.text.contains("since the draft was written"), "\(stale.text)")
        #expect(try await put(late).status == 200)
        #expect(try await publish(ifMatch: "*").status == 422, "whoever wrote it hasn't looked at what is published")
        let published = try await house.configure(.get, object)
        let emptied = try await put(published.text)
        #expect(emptied.status == 200 && emptied.json["objects"]?.asArray?.isEmpty != false, "\(emptied.text)")
        let anew = try await put(published.text.replacing("Quầy xã", with: "Quầy thôn"))
        let done = try await publish(ifMatch: anew.tag)
        #expect(done.status == 200, "\(done.text)")
        #expect(try await house.configure(.get, object).text.contains("Quầy thôn"))
        house.close()
    }

    @Test("CFG-01 a draft that was discarded and made again has another tag")
    func draftsMadeAgain() async throws {
        let house = try await House.configured()
        let (draft, object) = ("/v1/config/drafts/late", "/v1/config/\(Self.counter)")
        let read = try await house.configure(.get, object)
        func put(_ name: String) async throws -> House.Reply {
            try await house.configure(
                .put, object + "?draft=late", body: read.text.replacing("Quầy số 1", with: name),
                ifMatch: read.tag)
        }
        let first = try await put("Quầy xã")
        let discarded = try await house.configure(.delete, draft, ifMatch: first.tag)
        #expect(discarded.status == 200)
        #expect(try await house.configure(.get, draft).status == 404)
        let other = try await put("Quầy thôn")
        #expect(other.status == 200 && other.tag != first.tag, "\(other.text)")
        let blind = try await house.configure(
            .post, draft + "/publication", body: #"{"reason": "x"}"#, ifMatch: first.tag)
        #expect(blind.status == 412, "\(blind.text)")
        house.close()
    }
}
