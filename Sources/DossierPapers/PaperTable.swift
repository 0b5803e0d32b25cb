import DossierDomain

/// A list as lines of CSV for spreadsheets: UTF-8 with a byte-order mark, every cell in quotation marks (RFC 4180).
public struct PaperTable: Sendable {
    private let columns: [(field: String, title: String)]

    /// The columns of a list; `nil` for papers that aren't lists.
    public init?(_ paper: Paper) {
        switch paper {
        case .register:
            columns = [
                ("index", "TT"), ("number", "Mã hồ sơ"), ("procedure", "Tên thủ tục hành chính"),
                ("documentCount", "Số giấy tờ"), ("applicant", "Tên cá nhân, tổ chức"), ("address", "Địa chỉ"),
                ("phone", "Số điện thoại"), ("leadAgency", "Cơ quan chủ trì giải quyết"), ("receivedAt", "Nhận hồ sơ"),
                ("returnAt", "Hẹn trả kết quả"), ("passedOnAt", "Chuyển hồ sơ đến cơ quan giải quyết"),
                ("resultAt", "Nhận kết quả từ cơ quan giải quyết"), ("handedOverAt", "Trả kết quả"),
                ("method", "Phương thức nhận kết quả"), ("note", "Ghi chú"),
            ]
        case .manifest:
            columns = [
                ("index", "TT"), ("manifest", "Biên bản"), ("number", "Mã hồ sơ"), ("from", "Bên giao"),
                ("to", "Bên nhận"), ("listedAt", "Giao lúc"), ("answeredAt", "Trả lời lúc"), ("answer", "Kết quả"),
            ]
        case .feeReconciliation:
            columns = [
                ("index", "TT"), ("receipt", "Biên lai"), ("number", "Mã hồ sơ"), ("takenAt", "Thu lúc"),
                ("collectedBy", "Người thu"), ("method", "Hình thức"), ("amount", "Số tiền (đồng)"),
            ]
        case .dueList:
            columns = [
                ("index", "TT"), ("number", "Mã hồ sơ"), ("procedure", "Tên thủ tục hành chính"),
                ("applicant", "Tên cá nhân, tổ chức"), ("phone", "Số điện thoại"), ("returnAt", "Hẹn trả"),
                ("holder", "Đang ở"), ("status", "Trạng thái"),
            ]
        case .receipt, .supplementRequest, .refusal, .apology, .stopNotice, .controlSheet, .consignmentNote,
            .handoverRecord:
            return nil
        }
    }

    /// The byte-order mark, without which spreadsheets take UTF-8 for something else, and the columns' titles.
    public var head: String { "\u{FEFF}" + line(columns.map(\.title)) }

    /// A row.
    public func line(of row: [String: PaperValue]) -> String {
        line(
            columns.map { column in
                if case .text(let text)? = row[column.field] { text } else { "" }
            })
    }

    private func line(_ cells: [String]) -> String { cells.map(Self.cell).joined(separator: ",") + "\r\n" }

    /// A cell; what a spreadsheet would take for a formula is marked as text by an apostrophe (decision 0052).
    public static func cell(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        let visible = text.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        if let visible, "=+-@＝＋－＠".unicodeScalars.contains(visible) { scalars.append("'") }
        for scalar in text.unicodeScalars {
            if scalar == "\"" { scalars.append("\"") }
            scalars.append(scalar)
        }
        return "\"" + String(scalars) + "\""
    }
}
