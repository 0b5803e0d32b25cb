import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation
import Testing

@Suite("Whole chains")
struct ChainReportTests {
    @Test("CAT-03 a chain whose shares use up the limit misses by its transit, and by a day more after 15:00")
    func misses() throws {
        let misses = TransitTests.withNorms.chainMisses(from: date("2019-08-19"), dayCount: 12)
        let allowance = try #require(misses.first { $0.procedure.code == ProcedureCode("2.002307") })
        #expect(allowance.dayCount == 10, "ten working days of twelve")
        #expect(allowance.missedDayCount == 10 && allowance.missedAfterCutOffCount == 10)
        #expect(
            allowance.office == OfficeID("van-an") && allowance.officeCount == 1, "Yên Phúc has a day off of its own")
        let residence = misses.first { $0.procedure.code == ProcedureCode("1.000656") }
        #expect(residence == nil, "a same-day procedure at the commune itself is in time")
    }

    @Test("CAT-03 after 15:00 alone a share that is the whole limit misses by the day it is passed on later")
    func afterCutOff() throws {
        let misses = SmallProvince.catalogue.chainMisses(from: date("2019-08-19"), dayCount: 5)
        let business = try #require(misses.first { $0.procedure.code == ProcedureCode("1.001612") })
        #expect(business.missedDayCount == 0 && business.missedAfterCutOffCount == 5)
        #expect(business.worst.workingDayCount == 1)
        #expect(business.worst.receivedAt == at("08-19 15:01"))
    }

    @Test("CAT-03 where form 01 promises the chain's date nothing can miss")
    func chainPolicy() {
        #expect(
            TransitTests.with(.init(appointment: .chain)).chainMisses(from: date("2019-08-19"), dayCount: 5).isEmpty)
    }

    @Test("CAT-03 options that contradict limit or route are refused")
    func options() {
        func errors(_ options: ProcedureOptions) -> [String] {
            review(TransitTests.with(options).document, on: date("2019-08-20"))
                .filter { $0.severity == .error && $0.place.kind == .procedure && $0.place.id.hasPrefix("2.002307") }
                .map(\.reason)
        }
        #expect(errors(.init(appointment: .chain, remoteExtension: .calendarDays(5))).isEmpty)
        #expect(errors(.init(remoteExtension: .workingDays(5)))[0].contains("another unit"))
        #expect(
            errors(.init(posting: .init(step: StepID("none"), period: .calendarDays(5))))[0].contains("doesn't have"))
        #expect(
            errors(.init(posting: .init(step: StepID("decide"), period: .calendarDays(11))))[0].contains("longer than"))
        #expect(
            errors(.init(posting: .init(step: StepID("decide"), period: .workingDays(5))))[0].contains("in one unit"))
    }

    @Test("the routes that docs/routes.md draws are the pilot's, and what it says can be commanded is what can")
    func drawing() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try loadConfiguration(from: root.appending(path: "config/lang-son").path)
        let written = routesDocument(of: Catalogue(document, version: 0), on: date("2019-08-20"))
        let committed = try String(contentsOf: root.appending(path: "docs/routes.md"), encoding: .utf8)
        let isSame = written == committed
        #expect(isSame, "write it anew: motcua routes table --on 2019-08-20 > docs/routes.md")
    }
}
