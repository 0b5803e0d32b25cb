/// A row of a register (sổ) that an office or agency keeps: what is owed, taken, reported or on its way.
///
/// Derived from the state, never decided apart; it is added once and settled at the most once.
public struct RegisterEntry: Hashable, Codable, Sendable {
    /// Which register.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Notices owed to citizens: the outbox (NTC-01).
        case notice
        /// Payments demanded.
        case obligation
        /// Money taken (FEE-01).
        case payment
        /// What citizens thought (EVA-01).
        case rating
        /// Complaints (CMP-01).
        case complaint
        /// Loss and damage (HND-04).
        case incident
        /// Breaches of the law's limits.
        case breach
        /// What differed at handovers (HND-02).
        case discrepancy
        /// Handovers that went with a manifest (HND-02).
        case manifest
        /// Inspections (EVA-01).
        case inspection
    }

    /// Identity: the dossier's, the kind, and the place in the dossier's own register.
    public let id: String
    /// Which register.
    public let kind: Kind
    /// Whose register.
    public let body: Body
    /// The other side, where there is one: who sent what a manifest lists.
    public let counterpart: Body?
    /// The dossier.
    public let dossier: DossierID
    /// Its number; `nil` for a submission.
    public let number: DossierNumber?
    /// What it belongs together with: the manifest, the receipt, the notice's or complaint's own identity.
    public let group: String
    /// What it is, in a word of a closed list.
    public let detail: String
    /// Who employs whoever did it, where it matters.
    public let employer: Employer?
    /// How much, in đồng.
    public let amountVND: Int?
    /// When it was entered.
    public let at: Timestamp
    /// By when it is to be settled.
    public let dueAt: Timestamp?
    /// When it was settled.
    public let settledAt: Timestamp?

    /// A row of a register.
    public init(
        id: String, kind: Kind, body: Body, counterpart: Body? = nil, dossier: DossierID, number: DossierNumber?,
        group: String, detail: String, employer: Employer? = nil, amountVND: Int? = nil, at: Timestamp,
        dueAt: Timestamp? = nil, settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.body = body
        self.counterpart = counterpart
        self.dossier = dossier
        self.number = number
        self.group = group
        self.detail = detail
        self.employer = employer
        self.amountVND = amountVND
        self.at = at
        self.dueAt = dueAt
        self.settledAt = settledAt
    }
}

extension DossierState {
    /// All rows that stand in registers about this dossier.
    public var registerEntries: [RegisterEntry] {
        guard let registers else { return [] }
        let office = Body.office(office)
        var entries: [RegisterEntry] = []
        func enter(
            _ kind: RegisterEntry.Kind, _ index: Int, _ body: Body, group: String, detail: String, at: Timestamp,
            counterpart: Body? = nil, employer: Employer? = nil, amountVND: Int? = nil, dueAt: Timestamp? = nil,
            settledAt: Timestamp? = nil
        ) {
            entries.append(
                RegisterEntry(
                    id: "\(id).\(kind.rawValue).\(index)", kind: kind, body: body, counterpart: counterpart,
                    dossier: id, number: number, group: group, detail: detail, employer: employer,
                    amountVND: amountVND, at: at, dueAt: dueAt, settledAt: settledAt))
        }
        for (index, notice) in registers.notices.enumerated() {
            enter(
                .notice, index, office, group: notice.id.text, detail: notice.kind.rawValue, at: notice.owedAt,
                settledAt: notice.settledAt)
        }
        for (index, owed) in registers.obligations.enumerated() {
            enter(
                .obligation, index, owed.by, group: owed.id.text, detail: "demanded", at: owed.demandedAt,
                amountVND: owed.amountVND, settledAt: owed.paidAt)
        }
        for (index, payment) in registers.payments.enumerated() {
            enter(
                .payment, index, payment.at, group: payment.receipt, detail: payment.method.rawValue,
                at: payment.takenAt, employer: payment.employer, amountVND: payment.amountVND)
        }
        for (index, rating) in registers.ratings.enumerated() {
            enter(.rating, index, office, group: id.text, detail: rating.channel.rawValue, at: rating.ratedAt)
        }
        for (index, complaint) in registers.complaints.enumerated() {
            enter(
                .complaint, index, complaint.about, group: complaint.id.text,
                detail: complaint.upheld.map { $0 ? "upheld" : "dismissed" } ?? "received", at: complaint.receivedAt,
                dueAt: complaint.dueAt, settledAt: complaint.answeredAt)
        }
        for (index, incident) in registers.incidents.enumerated() {
            var holder = office
            if case .body(let body) = incident.custodian { holder = body }
            enter(
                .incident, index, holder, group: incident.custodian.key, detail: incident.kind.rawValue,
                at: incident.reportedAt)
        }
        for (index, breach) in registers.breaches.enumerated() {
            enter(
                .breach, index, breach.by ?? office, group: id.text, detail: breach.breach.rawValue, at: breach.at)
        }
        for (index, discrepancy) in registers.discrepancies.enumerated() {
            enter(
                .discrepancy, index, discrepancy.to, group: discrepancy.handover.text,
                detail: discrepancy.items.first?.kind.rawValue ?? "none", at: discrepancy.at,
                counterpart: discrepancy.from)
        }
        for (index, item) in registers.manifestItems.enumerated() {
            enter(
                .manifest, index, item.to, group: item.manifest.text, detail: item.answer?.rawValue ?? "offered",
                at: item.listedAt, counterpart: item.from, settledAt: item.answeredAt)
        }
        return entries
    }
}
