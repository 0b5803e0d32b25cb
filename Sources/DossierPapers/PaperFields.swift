import DossierDomain

/// What each paper is filled with: what its template may name, and what the record must give.
public enum PaperFields {
    /// What every paper has.
    public static let shared: [String: PaperField] = [
        "form": .object([
            "number": .text, "title": .text, "titleEnglish": .text, "legalBasis": .text,
        ]),
        "large": .flag, "gloss": .flag, "agency": .text, "agencyEnglish": .text, "office": .text,
        "officeEnglish": .text, "officeAddress": .text, "officePhone": .text, "place": .text, "dated": .text,
        "printedAt": .text,
    ]

    private static let dossier: [String: PaperField] = [
        "number": .text,
        "applicant": .object(["name": .text, "address": .text, "phone": .text, "email": .text]),
        "representative": .object(["name": .text, "phone": .text]),
        "procedure": .object(["code": .text, "name": .text, "nameEnglish": .text, "field": .text]),
        "qr": .object(["size": .text, "path": .text]),
        "lookUp": .object(["page": .text, "code": .text]),
        "chain": .object(["position": .text, "hash": .text]),
    ]

    private static let documents: PaperField = .list([
        "index": .text, "name": .text, "originals": .text, "copies": .text,
    ])
    private static let signer: PaperField = .object(["name": .text, "position": .text])

    private static let receipt: [String: PaperField] = [
        "documents": documents, "documentCount": .text, "receivedAt": .text, "returnAt": .text, "returnOffice": .text,
        "timeLimit": .text, "receivedBy": .text, "byPost": .flag, "bookYear": .text,
        "fees": .list(["name": .text, "amount": .text, "per": .text]),
        "paid": .object(["amount": .text, "words": .text, "receipts": .text]),
    ]
    private static let refusal: [String: PaperField] = [
        "refusalNumber": .text, "reason": .text, "signer": signer, "atCounter": .flag, "decidedBy": .text,
    ]
    private static let apology: [String: PaperField] = [
        "lateBody": .text, "receivedAt": .text, "originalReturnAt": .text, "newReturnAt": .text, "reason": .text,
        "signer": signer,
    ]
    private static let controlSheet: [String: PaperField] = [
        "leadAgency": .text, "otherAgencies": .text,
        "handovers": .list([
            "index": .text, "from": .text, "to": .text, "givenAt": .text, "givenBy": .text, "receivedAt": .text,
            "receivedBy": .text, "result": .text, "carrier": .text, "note": .text,
        ]),
    ]
    private static let consignment: [String: PaperField] = [
        "noteNumber": .text, "carrier": .text, "trackingCode": .text, "postOffice": .text, "entrustedAt": .text,
        "documents": documents, "documentCount": .text,
    ]
    private static let handoverRecord: [String: PaperField] = [
        "recordNumber": .text, "signedAt": .text, "missing": documents, "receivedBy": .text,
    ]

    private static let totals: [String: PaperField] = [
        "count": .text, "postTotal": .text, "agencyTotal": .text, "total": .text, "totalWords": .text,
    ]
    private static let registerRow: [String: PaperField] = [
        "index": .text, "number": .text, "procedure": .text, "documentCount": .text, "applicant": .text,
        "address": .text, "phone": .text, "leadAgency": .text, "receivedAt": .text, "returnAt": .text,
        "passedOnAt": .text, "resultAt": .text, "handedOverAt": .text, "method": .text, "note": .text,
    ]
    private static let manifestRow: [String: PaperField] = [
        "index": .text, "manifest": .text, "number": .text, "from": .text, "to": .text, "listedAt": .text,
        "answeredAt": .text, "answer": .text,
    ]
    private static let feeRow: [String: PaperField] = [
        "index": .text, "receipt": .text, "number": .text, "takenAt": .text, "collectedBy": .text, "method": .text,
        "amount": .text,
    ]
    private static let dueRow: [String: PaperField] = [
        "index": .text, "number": .text, "procedure": .text, "applicant": .text, "phone": .text, "returnAt": .text,
        "holder": .text, "status": .text,
    ]

    /// The fields of a paper.
    public static func of(_ paper: Paper) -> [String: PaperField] {
        func with(_ own: [String: PaperField]) -> [String: PaperField] {
            shared.merging(dossier) { $1 }.merging(own) { $1 }
        }
        func list(_ row: [String: PaperField]) -> [String: PaperField] {
            shared.merging(totals) { $1 }.merging(["period": .text, "rows": .list(row)]) { $1 }
        }
        return switch paper {
        case .receipt: with(receipt)
        case .supplementRequest: with(["documents": documents, "reason": .text, "askedBy": .text])
        case .refusal: with(refusal)
        case .apology: with(apology)
        case .stopNotice: with(["stoppedBy": .text, "reason": .text, "signer": signer])
        case .controlSheet: with(controlSheet)
        case .consignmentNote: with(consignment)
        case .handoverRecord: with(consignment.merging(handoverRecord) { $1 })
        case .register: list(registerRow)
        case .manifest: list(manifestRow)
        case .feeReconciliation: list(feeRow)
        case .dueList: list(dueRow)
        }
    }

    /// What is known of a list, with these fields, before its first row: neither rows nor totals.
    static func before(_ list: [String: PaperField]) -> [String: PaperField] {
        after(list).filter { totals[$0.key] == nil }
    }

    /// What is known in each row.
    static func row(_ list: [String: PaperField]) -> [String: PaperField] {
        guard case .list(let row)? = list["rows"] else { return before(list) }
        return before(list).merging(row) { $1 }
    }

    /// What is known after the last row.
    static func after(_ list: [String: PaperField]) -> [String: PaperField] {
        list.filter { $0.key != "rows" }
    }
}
