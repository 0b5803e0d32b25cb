import DossierDomain
import DossierRouting
import Testing

@Suite("Inspections")
struct InspectionTests {
    private func rejection(
        about body: Body, by actor: Actor = .administrator, at instant: String = "08-20 08:00"
    ) throws -> CommandRejection? {
        let inspect = try #require(Inspect(about: body, points: [.organisation: 2], minutes: "12/BB"))
        do throws(CommandRejection) {
            let inspected = try decide(
                inspect, by: actor, at: at(instant), now: at("08-20 09:00"), under: SmallProvince.catalogue)
            #expect(inspected.about == body && inspected.scores == inspect.scores && inspected.minutes == "12/BB")
            return nil
        } catch {
            return error
        }
    }

    @Test("EVA-01 an administrator enters what an inspection of a body in force found, and nobody else")
    func decided() throws {
        let office = Body.office(OfficeID("van-an"))
        #expect(try rejection(about: office) == nil)
        #expect(try rejection(about: .agency(AgencyID("labour-van-quan"))) == nil)
        #expect(try rejection(about: office, by: .official("van-an")) == .forbidden(.inspectByAdministrator))
        #expect(try rejection(about: office, by: .clerk("van-an")) == .forbidden(.inspectByAdministrator))
        #expect(try rejection(about: office, at: "08-20 09:01") == .occurredInFuture(now: at("08-20 09:00")))
        let nobody = OfficeID("nowhere")
        #expect(try rejection(about: .office(nobody)) == .unknownOffice(nobody))
        #expect(try rejection(about: .agency(AgencyID("nowhere"))) == .unknownAgency(AgencyID("nowhere")))
    }
}
