/// The papers that are printed: what each is, whatever number a legal basis gives it.
///
/// The numbers move (TT01/2018 has six forms, TT03/2025 seven, and the control sheet went from 05 to 06); what a paper
/// says doesn't, so that templates and the code that fills them are bound to this and not to a number.
public enum Paper: String, Codable, Sendable, CaseIterable {
    /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
    case receipt
    /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
    case supplementRequest = "supplement-request"
    /// Phiếu từ chối tiếp nhận, giải quyết hồ sơ.
    case refusal
    /// Phiếu xin lỗi và hẹn lại ngày trả kết quả.
    case apology
    /// Thông báo dừng giải quyết hồ sơ (from 2025).
    case stopNotice = "stop-notice"
    /// Phiếu kiểm soát quá trình giải quyết hồ sơ.
    case controlSheet = "control-sheet"
    /// Sổ theo dõi hồ sơ.
    case register
    /// Phiếu gửi hồ sơ: what the sender gives the post (QĐ45/2016 Article 6.4).
    case consignmentNote = "consignment-note"
    /// Biên bản giao nhận: the post hands over to the authority (QĐ45/2016 Article 7.3).
    case handoverRecord = "handover-record"
    /// Danh sách hồ sơ bàn giao trong ngày.
    case manifest
    /// Bảng đối soát phí, lệ phí đã thu trong ngày.
    case feeReconciliation = "fee-reconciliation"
    /// Danh sách hồ sơ đến hạn trả.
    case dueList = "due-list"
}

/// The printed forms of one legal basis, in force from a day on (TT01/2018 Articles 9 and 10).
///
/// A version that was published can't change: a dossier received under it prints as it did then, for ever. Wording is
/// mended by the next version, from a day on.
public struct FormSet: EffectiveDated, Hashable, Codable {
    /// A template, filled from the record.
    public struct Form: Hashable, Codable, Sendable {
        /// What it is.
        public let paper: Paper
        /// The number the legal basis gives it, such as `01`; `nil` where it gives none.
        public let number: String?
        /// Its name in Vietnamese.
        public let title: String
        /// Its name in English.
        public let titleEnglish: String
        /// Name of the template's file within the set.
        public let file: String
        /// The template.
        public let template: String

        /// A form.
        public init(
            paper: Paper, number: String?, title: String, titleEnglish: String, file: String, template: String
        ) {
            self.paper = paper
            self.number = number
            self.title = title
            self.titleEnglish = titleEnglish
            self.file = file
            self.template = template
        }
    }

    /// A piece that several forms share, such as the heading or the style sheet.
    public struct Part: Hashable, Codable, Sendable {
        /// The name by which forms call it.
        public let name: String
        /// The piece.
        public let template: String

        /// A part.
        public init(name: String, template: String) {
            self.name = name
            self.template = template
        }
    }

    /// Identity.
    public let id: FormSetID
    /// Version of the set.
    public let version: Int
    /// First day on which dossiers are received under it.
    public let validFrom: CivilDate
    /// Last day, where known.
    public var validTo: CivilDate?
    /// The legal basis, as it is cited.
    public let legalBasis: String
    /// The forms.
    public let forms: [Form]
    /// What they share.
    public let parts: [Part]

    /// A set of forms.
    public init(
        id: FormSetID, version: Int, validity: Validity, legalBasis: String, forms: [Form], parts: [Part]
    ) {
        self.id = id
        self.version = version
        validFrom = validity.from
        validTo = validity.to
        self.legalBasis = legalBasis
        self.forms = forms
        self.parts = parts
    }
}

extension Catalogue {
    /// The form by which that paper is printed for what was received on that day, with its set: the newest in force.
    public func form(_ paper: Paper, on date: CivilDate) -> (set: FormSet, form: FormSet.Form)? {
        formSets(on: date).lazy.compactMap { set in
            set.forms.first { $0.paper == paper }.map { (set, $0) }
        }.first
    }

    /// The paper that has that number on that day: numbers move with the legal basis.
    public func paper(numbered number: String, on date: CivilDate) -> Paper? {
        formSets(on: date).lazy.compactMap { set in set.forms.first { $0.number == number }?.paper }.first
    }

    /// The sets in force on that day, newest first.
    public func formSets(on date: CivilDate) -> [FormSet] {
        document.forms.filter { $0.validity.contains(date) }
            .sorted { ($0.validFrom, $0.version, $0.id) > ($1.validFrom, $1.version, $1.id) }
    }
}
