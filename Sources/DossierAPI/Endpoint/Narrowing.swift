import DossierDomain

/// `fields=`: which members of a dossier a caller on a thin line wants.
enum Narrowing {
    /// The members that every row of a list has.
    static let ofRows = [
        "number", "submission", "status", "nationalStatus", "procedure", "office", "holder", "receivedAt", "dueAt",
        "readyAt", "handedOverAt", "personalDataErasedAt", "version",
    ]

    /// Those that a dossier may have beyond them.
    static let ofDossiers =
        ofRows + [
            "counter", "channel", "applicantUnit", "applicant", "representative", "submittedAt", "documents",
            "supplementRequested", "slipCode", "onBehalfOf", "receivedBy", "firstDueAt", "passOnBy",
            "confirmationAwaited", "slipIssued", "returnOffice", "fees", "stage", "branches", "handovers",
            "consultations", "officeInCharge", "planProblems", "flaggedTo", "custodian", "decision", "allowed",
        ] + ofLaterLife

    /// The parameter, for an endpoint whose objects have those members.
    static func field(of names: [String]) -> Field {
        .optional(
            "fields", .string(max: 600, form(of: names)), "Chỉ lấy các mục này, cách nhau bằng dấu phẩy.",
            "Only these members, separated by commas.")
    }

    /// Some of those names. Any other is refused, so that a misspelt one doesn't pass for an absent value.
    private static func form(of names: [String]) -> StringForm {
        let one = "(\(names.joined(separator: "|")))"
        let list = names.joined(separator: ", ")
        let known = Set(names)
        return StringForm(
            pattern: "^\(one)(,\(one))*$", length: 1...600,
            rule: Wording(
                vi: "tên các mục cách nhau bằng dấu phẩy, không có dấu cách; các mục: \(list)",
                en: "members separated by commas, without spaces; members are: \(list)"),
            example: names.prefix(3).joined(separator: ",")
        ) { text in members(text).allSatisfy { known.contains($0) } }
    }

    fileprivate static func members(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}

extension Input {
    /// The members that `fields` asks for; `nil` for all.
    var narrowing: Set<String>? {
        query.optionalString("fields").map { Set(Narrowing.members($0)) }
    }
}
