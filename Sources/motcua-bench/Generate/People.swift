import DossierService
import DossierTesting

/// Makes up the people of Lạng Sơn.
///
/// Family names of the Kinh by Lê Trung Hoa's count (Họ và tên người Việt Nam, 2005); the shares of the peoples
/// by the census of 2009 (Nùng 42.9 %, Tày 35.4 %, Kinh 17.0 %, Dao 3.5 %). How often each name occurs among
/// Nùng, Tày and Dao is assumed: the names are theirs, the weights are a guess.
struct People: Sendable {
    private enum Descent { case nung, tay, kinh, dao }

    private let descents = Weighted<Descent>([(.nung, 434), (.tay, 359), (.kinh, 172), (.dao, 35)])

    private let nung = Weighted<String>([
        ("Hoàng", 190), ("Nông", 150), ("Lương", 80), ("Vi", 80), ("Lý", 70), ("Triệu", 60), ("Chu", 50),
        ("Hứa", 40), ("Lành", 35), ("Linh", 35), ("Lâm", 35), ("Đàm", 30), ("Phùng", 30), ("Mông", 25), ("Dương", 25),
        ("Lộc", 20), ("Hà", 20), ("Lăng", 15), ("Sái", 10),
    ])
    private let tay = Weighted<String>([
        ("Hoàng", 210), ("Nông", 150), ("Nguyễn", 100), ("Vi", 70), ("Lương", 60), ("Hà", 50), ("Triệu", 45),
        ("Đinh", 35), ("Bế", 35), ("Dương", 35), ("Lý", 35), ("Ma", 25), ("Đàm", 25), ("Chu", 25), ("Lường", 20),
        ("Lục", 20), ("Mạc", 15), ("Bàng", 10), ("Liễu", 10),
    ])
    private let kinh = Weighted<String>([
        ("Nguyễn", 384), ("Trần", 121), ("Lê", 95), ("Phạm", 70), ("Hoàng", 51), ("Phan", 45), ("Vũ", 39),
        ("Đặng", 21), ("Bùi", 20), ("Đỗ", 14), ("Hồ", 13), ("Ngô", 13), ("Dương", 10), ("Lý", 5),
    ])
    private let dao = Weighted<String>([
        ("Triệu", 330), ("Bàn", 200), ("Đặng", 160), ("Phùng", 90), ("Lý", 80), ("Dương", 60), ("Chìu", 40),
    ])

    private let womenMiddle = Weighted<String>([
        ("Thị", 620), ("Thị Thu", 40), ("Thị Ngọc", 30), ("Thị Minh", 25), ("Thu", 30), ("Ngọc", 30), ("Bích", 20),
        ("Hồng", 20), ("Thanh", 20),
    ])
    private let menMiddle = Weighted<String>([
        ("Văn", 560), ("Đức", 60), ("Minh", 50), ("Quốc", 40), ("Công", 30), ("Ngọc", 30), ("Hữu", 25),
        ("Trung", 25), ("Xuân", 25), ("Thế", 20), ("Anh", 20), ("Viết", 15),
    ])
    private let women = [
        "Hương", "Lan", "Hoa", "Mai", "Hằng", "Thủy", "Nga", "Hà", "Thảo", "Phương", "Linh", "Trang", "Huyền", "Yến",
        "Loan", "Nhung", "Hiền", "Hạnh", "Dung", "Liên", "Lệ", "Xuân", "Thơm", "Bình", "Duyên", "Tuyết", "Vân", "Én",
        "Nết", "Pảo", "Bắc", "Quyên",
    ]
    private let men = [
        "Hùng", "Dũng", "Tuấn", "Cường", "Thành", "Long", "Sơn", "Hải", "Nam", "Quân", "Hiếu", "Trung", "Tùng", "Đạt",
        "Khánh", "Bảo", "Toàn", "Hoàn", "Thắng", "Chiến", "Hưng", "Kiên", "Lâm", "Slám", "Páo", "Thảo", "Quý", "Vượng",
        "Bách", "Duy", "Phong", "Điệp",
    ]
    private let hamletKinds = Weighted<String>([
        ("Nà", 30), ("Bản", 25), ("Khòn", 12), ("Pác", 10), ("Khau", 8), ("Cốc", 6), ("Lũng", 6), ("Tồng", 3),
    ])
    private let hamlets = [
        "Lùng", "Mò", "Pàn", "Chang", "Háng", "Lải", "Nầng", "Khoang", "Thuộc", "Quang", "Coóc", "Lình", "Sla", "Phai",
        "Rọ", "Tâu", "Bó", "Danh", "Hin", "Khoác", "Pè", "Giào",
    ]

    /// A full name.
    func name(_ generator: inout SeededGenerator) -> String {
        let family =
            switch descents.pick(&generator) {
            case .nung: nung.pick(&generator)
            case .tay: tay.pick(&generator)
            case .kinh: kinh.pick(&generator)
            case .dao: dao.pick(&generator)
            }
        return generator.happens(perMille: 500)
            ? "\(family) \(womenMiddle.pick(&generator)) \(generator.pick(women))"
            : "\(family) \(menMiddle.pick(&generator)) \(generator.pick(men))"
    }

    /// An applicant who lives in that commune, given by its full name up to the province.
    func applicant(livingIn place: String, _ generator: inout SeededGenerator) -> Party {
        let hamlet = "Thôn \(hamletKinds.pick(&generator)) \(generator.pick(hamlets))"
        // The GSO's code of Lạng Sơn begins its identity numbers; citizen cards replace the older ones.
        let document =
            generator.happens(perMille: 600)
            ? Party.IdentityDocument(kind: "citizen-id", number: "020" + digits(9, &generator))
            : Party.IdentityDocument(kind: "identity-card", number: "08" + digits(7, &generator))
        return Party(
            kind: .person, name: name(&generator), identityDocument: document, address: "\(hamlet), \(place)",
            phone: generator.happens(perMille: 850) ? "09" + digits(8, &generator) : nil)
    }

    private func digits(_ count: Int, _ generator: inout SeededGenerator) -> String {
        String(decoding: (0..<count).map { _ in UInt8(ascii: "0") + UInt8(generator.below(10)) }, as: UTF8.self)
    }
}
