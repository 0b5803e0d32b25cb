import DossierDomain
import DossierStore
import Testing

@Suite("What a restoration skips")
struct RestorationTests {
    @Test(
        "RCV-05 half of the numbers left of a day are skipped, rounded up, once for each restoration",
        arguments: [
            (serial: 0, halvings: 1, last: 5_000), (42, 1, 5_021), (9_998, 1, 9_999), (9_999, 1, 9_999),
            (42, 2, 7_510), (0, 13, 9_998), (0, 14, 9_999), (9_999, 13, 9_999),
        ])
    func halves(_ row: (serial: Int, halvings: Int, last: Int)) {
        let restoration = Restoration(
            position: 1, restoredAt: Timestamp(milliseconds: 0), lastDay: CivilDate(dayNumber: 18_000),
            halvings: row.halvings)
        #expect(restoration.last(after: row.serial) == row.last)
        #expect(restoration.last(after: row.serial) <= DossierNumber.maximumSerial)
    }
}
