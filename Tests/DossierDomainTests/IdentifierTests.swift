import DossierDomain
import Testing

@Suite("Identifiers and numbers")
struct IdentifierTests {
    @Test(
        "RCV-05 the long and the short form name the same dossier, and each is printed as it was given",
        arguments: [
            ("000.00.19.H37-190820-0001", "H37.19-190820-0001"),
            ("000.00.00.H37-190820-0001", "H37-190820-0001"),
            ("000.05.19.H37-190820-9999", "H37.19.05-190820-9999"),
            ("001.05.19.H37-190820-0042", "H37.19.05.001-190820-0042"),
            ("000.05.00.H37-190820-0042", "H37.00.05-190820-0042"),
        ])
    func forms(long: String, short: String) throws {
        let (first, second) = (try #require(DossierNumber(long)), try #require(DossierNumber(short)))
        #expect(first == second)
        #expect(first.hashValue == second.hashValue)
        #expect(first.text == long)
        #expect(second.text == short)
        #expect(first.canonical == short)
        #expect(second.canonical == short)
    }

    @Test("RCV-05 a short form with empty groups at the end names the same agency as without")
    func emptyGroups() throws {
        let number = try #require(DossierNumber("H37.19.00-190820-0001"))
        #expect(number == DossierNumber("H37.19-190820-0001"))
        #expect(try #require(AgencyIdentifier("H37.00")).shortForm == "H37")
        #expect(AgencyIdentifier("H37.00")?.text == "H37.00")
    }

    @Test(
        "RCV-05 another agency, day or serial is another dossier",
        arguments: ["H37.20-190820-0001", "H37.19-190821-0001", "H37.19-190820-0002", "H57.19-190820-0001"])
    func others(text: String) throws {
        let other = try #require(DossierNumber(text))
        #expect(other != DossierNumber("H37.19-190820-0001"))
    }

    @Test(
        "RCV-05 what isn't a dossier number is refused",
        arguments: [
            "", "H37.19", "H37.19-190820", "H37.19-190820-", "H37.19-190820-1", "H37.19-190820-00001",
            "H37.19-190820-0000", "H37.19-190832-0001", "H37.19-191301-0001", "H37.19-190229-0001",
            "H37.19-20190820-0001", "H37.19-190820-0001-1", "H37.19-190820-000A", "H37.19 -190820-0001",
            "h37.19-190820-0001", "37.19-190820-0001", "H3.19-190820-0001", "H377.19-190820-0001",
            "H37.1-190820-0001", "H37.1900-190820-0001", "H37.-190820-0001", "00.00.19.H37-190820-0001",
            "0000.00.19.H37-190820-0001", "000.0.19.H37-190820-0001", "000.00.19.H37.01-190820-0001",
            "H37.19.05.001.02-190820-0001", "H37.19-190820-٠٠٠١",
        ])
    func refused(text: String) {
        #expect(DossierNumber(text) == nil)
    }

    @Test(
        "RCV-05 a day has the serials 1 to 9999",
        arguments: [(-1, false), (0, false), (1, true), (9_999, true), (10_000, false)])
    func serials(serial: Int, valid: Bool) throws {
        let agency = try #require(AgencyIdentifier("000.00.19.H37"))
        #expect((DossierNumber(agency: agency, date: day("2019-08-20"), serial: serial) != nil) == valid)
    }

    @Test("RCV-05 the number bears the agency, the date of reception and the serial in four digits")
    func printed() throws {
        let agency = try #require(AgencyIdentifier("000.00.19.H37"))
        let number = try #require(DossierNumber(agency: agency, date: day("2019-08-05"), serial: 7))
        #expect(number.text == "000.00.19.H37-190805-0007")
        #expect("\(number)" == number.text)
    }

    @Test(
        "identities are lower-case letters and digits in groups joined by dots or hyphens",
        arguments: [
            ("a", true), ("van-an", true), ("2.002307", true), ("office-van-an", true), ("a.b-c.d", true),
            ("0", true),
            ("", false), ("-a", false), ("a-", false), (".a", false), ("a.", false), ("a--b", false),
            ("a.-b", false),
            ("A", false), ("văn-an", false), ("a b", false), ("a_b", false), ("a/b", false), ("a:b", false),
            ("a\n", false), (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false),
        ])
    func grammar(text: String, valid: Bool) {
        #expect(UnitID(validating: text)?.text == (valid ? text : nil))
    }

    @Test(
        "a body's key says whether it is an office or an agency",
        arguments: [
            ("office:van-an", Body.office(OfficeID("van-an"))),
            ("agency:van-an", .agency(AgencyID("van-an"))),
            ("van-an", nil), ("office:", nil), (":van-an", nil), ("post:van-an", nil), ("Office:van-an", nil),
            ("office:Van-An", nil), ("office:van-an:1", nil), ("", nil),
        ] as [(String, Body?)])
    func bodies(key: String, body: Body?) {
        #expect(Body(key: key) == body)
        if let body { #expect(body.key == key) }
    }

    @Test("an office and an agency of the same name are different bodies, offices after agencies")
    func bodyOrder() {
        #expect(Body.office(OfficeID("a")) != .agency(AgencyID("a")))
        #expect(Body.agency(AgencyID("z")) < .office(OfficeID("a")))
    }

    @Test(
        "custodians are written as office, agency or carrier",
        arguments: [
            (Custodian.body(.office(OfficeID("van-an"))), "office:van-an"),
            (.body(.agency(AgencyID("labour"))), "agency:labour"), (.carrier("VNPost"), "carrier:VNPost"),
            (.carrier("Bưu điện: tuyến 2"), "carrier:Bưu điện: tuyến 2"),
        ])
    func custodians(custodian: Custodian, key: String) throws {
        #expect(custodian.key == key)
        #expect(try roundTrip(custodian) == custodian)
    }
}
