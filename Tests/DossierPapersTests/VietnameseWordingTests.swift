import DossierDomain
import Testing

@testable import DossierPapers

@Suite("Vietnamese wording")
struct VietnameseWordingTests {
    @Test(
        "numbers are read as people read them",
        arguments: [
            (0, "không"), (1, "một"), (4, "bốn"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"),
            (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"),
            (31, "ba mươi mốt"), (44, "bốn mươi tư"), (55, "năm mươi lăm"), (100, "một trăm"),
            (101, "một trăm linh một"), (104, "một trăm linh bốn"), (105, "một trăm linh năm"),
            (110, "một trăm mười"), (111, "một trăm mười một"), (115, "một trăm mười lăm"),
            (121, "một trăm hai mươi mốt"), (205, "hai trăm linh năm"), (999, "chín trăm chín mươi chín"),
            (1_000, "một nghìn"), (1_001, "một nghìn không trăm linh một"),
            (1_010, "một nghìn không trăm mười"), (1_015, "một nghìn không trăm mười lăm"),
            (2_024, "hai nghìn không trăm hai mươi tư"), (8_000, "tám nghìn"),
            (10_005, "mười nghìn không trăm linh năm"), (24_000, "hai mươi tư nghìn"),
            (1_000_000, "một triệu"), (1_000_005, "một triệu không trăm linh năm"),
            (1_250_500, "một triệu hai trăm năm mươi nghìn năm trăm"),
            (1_005_000, "một triệu không trăm linh năm nghìn"), (1_000_000_000, "một tỷ"),
            (2_000_000_021, "hai tỷ không trăm hai mươi mốt"), (1_000_000_000_000, "một nghìn tỷ"),
            (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"), (-21, "âm hai mươi mốt"),
        ])
    func words(number: Int, text: String) {
        #expect(VietnameseWording.words(number) == text)
    }

    @Test("the South says lẻ")
    func emptyTens() {
        #expect(VietnameseWording.words(105, emptyTens: .le) == "một trăm lẻ năm")
        #expect(VietnameseWording.words(1_001, emptyTens: .le) == "một nghìn không trăm lẻ một")
    }

    @Test("money begins with a capital, in words and in figures")
    func money() {
        #expect(VietnameseWording.money(8_000) == "Tám nghìn đồng")
        #expect(VietnameseWording.money(0) == "Không đồng")
        #expect(VietnameseWording.money(Int.max).hasPrefix("Chín tỷ hai trăm hai mươi ba triệu"))
        #expect(VietnameseWording.grouped(1_250_000) == "1.250.000")
        #expect(VietnameseWording.grouped(999) == "999")
        #expect(VietnameseWording.grouped(-1_000) == "-1.000")
    }

    @Test("dates and hours are written out, with a nought where a digit could be added")
    func dates() throws {
        let instant = try #require(Timestamp("2019-01-05T08:05:00+07:00"))
        #expect(VietnameseWording.instant(instant) == "08 giờ 05 phút, ngày 05 tháng 01 năm 2019")
        #expect(VietnameseWording.shortInstant(instant) == "08:05 05/01/2019")
        let august = try #require(CivilDate("2019-08-20"))
        #expect(VietnameseWording.date(august) == "ngày 20 tháng 8 năm 2019")
        #expect(VietnameseWording.shortDate(august) == "20/08/2019")
    }

    @Test("time limits carry their unit")
    func limits() {
        #expect(VietnameseWording.timeLimit(TimeAllowance(.workingDays(2))) == "02 ngày làm việc")
        #expect(VietnameseWording.timeLimit(TimeAllowance(.calendarDays(30))) == "30 ngày")
        #expect(VietnameseWording.timeLimit(TimeAllowance(.workingHours(8))) == "08 giờ làm việc")
        #expect(VietnameseWording.timeLimit(TimeAllowance(.sameDay)) == "trong ngày làm việc")
    }
}
