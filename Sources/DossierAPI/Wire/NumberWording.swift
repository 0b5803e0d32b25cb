import DossierDomain

extension RejectionWording {
    /// What is the matter with a number from a block, and what to do next (OFF-01).
    init?(number rejection: CommandRejection) {
        switch rejection {
        case .numbersNotReservable(let date, let latest):
            self.init(
                "numbers-not-reservable", 422,
                vi: "Không giữ trước số cho ngày \(date.spoken.vi). Chỉ giữ cho ngày làm việc, từ hôm nay đến"
                    + " \(latest.spoken.vi).",
                en: "No numbers can be reserved for \(date.spoken.en). Choose a working day from today to"
                    + " \(latest.spoken.en).")
            facts = ["latest": .date(latest)]
        case .tooManyNumbersReserved(let open, let limit):
            self.init(
                "too-many-numbers-reserved", 409,
                vi:
                    "Máy này đang giữ \(open) số chưa dùng của ngày đó, tối đa \(limit). Giữ ít hơn, hoặc hủy số không dùng.",
                en:
                    "This terminal has \(open) unused numbers of that day; \(limit) is the most. Ask for fewer, or declare"
                    + " those void that nobody needs.")
            facts = ["open": .count(open), "limit": .count(limit)]
        case .numberNotReserved(let number):
            self.init(
                "number-not-reserved", 422,
                vi:
                    "Mã \(number) không thuộc dải số máy này đã giữ. Kiểm tra lại; nếu giấy hẹn đã giao, tiếp nhận bằng mã mới"
                    + " và báo công dân đổi giấy hẹn.",
                en:
                    "Number \(number) is in no block of this terminal's. Check it; where a slip was given, receive under a"
                    + " new number and have the citizen change the slip.")
            facts = ["reservedNumber": .string(number.text)]
        case .numberOfAnotherDay(let number, let date):
            self.init(
                "number-of-another-day", 422,
                vi:
                    "Mã \(number) không phải của ngày tiếp nhận \(date.spoken.vi) hoặc của cơ quan này. Kiểm tra đồng hồ"
                    + " máy quầy.",
                en:
                    "Number \(number) is not of the day of reception, \(date.spoken.en), or not of this agency. Check the"
                    + " terminal's clock.")
            facts = ["reservedNumber": .string(number.text), "receivedOn": .date(date)]
        case .numberTaken(let number):
            self.init(
                "number-taken", 409,
                vi:
                    "Mã \(number) đã là của một hồ sơ khác. Tra hồ sơ đó; nếu là hồ sơ khác thật, tiếp nhận bằng mã mới.",
                en:
                    "Number \(number) is another dossier's. Look at that one; where it isn't the same, receive under a new"
                    + " number.")
            facts = ["reservedNumber": .string(number.text)]
        case .numberVoid(let number, let reason):
            self.init(
                "number-void", 409,
                vi:
                    "Mã \(number) đã bị hủy (\(reason.wording.vi)) và không dùng lại. Tiếp nhận bằng mã mới, đổi giấy hẹn.",
                en:
                    "Number \(number) was declared void (\(reason.wording.en)) and is never used again. Receive under a new"
                    + " number and change the slip.")
            facts = ["reservedNumber": .string(number.text), "reason": .name(reason)]
        default: return nil
        }
    }
}

extension VoidReason {
    /// What it is called.
    var wording: Wording {
        switch self {
        case .unused: Wording(vi: "không dùng đến", en: "not needed")
        case .spoilt: Wording(vi: "giấy hẹn hỏng", en: "the slip was spoilt")
        case .receptionRejected:
            Wording(vi: "lượt tiếp nhận bị từ chối khi gửi lên", en: "the reception was rejected when uploaded")
        case .terminalLost: Wording(vi: "mất máy quầy", en: "the terminal is lost")
        }
    }
}
