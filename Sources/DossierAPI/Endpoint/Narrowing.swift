import DossierDomain

/// `fields=`: which members of a dossier a caller on a thin line wants.
enum Narrowing {
    /// The members that every row of a list has.
    static let ofRows = [
        "number", "submission", "status", "nationalStatus", "procedure", "office", "holder", "receivedAt", "dueAt",
        "readyAt", "handedOverAt", "version",
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
            "fields", .string(max: 600).example(.string(names.prefix(3).joined(separator: ","))),
            "Chỉ lấy các mục này, cách nhau bằng dấu phẩy.", "Only these members, separated by commas.")
    }
}

extension Input {
    /// The members that `fields` asks for; `nil` for all. A name that no dossier has is refused, so that a misspelt one
    /// doesn't pass for an absent value.
    func narrowing(to known: [String]) throws(Problem) -> Set<String>? {
        guard let text = query.optionalString("fields") else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Problem(
                .invalidQuery,
                errors: [
                    FieldError(
                        .query("fields"), .notOneOf,
                        Wording(
                            vi: "Không có mục “\(unknown)”. Các mục: \(known.joined(separator: ", ")).",
                            en: "There is no member “\(unknown)”. Members are: \(known.joined(separator: ", "))."))
                ])
        }
        return Set(names)
    }
}
