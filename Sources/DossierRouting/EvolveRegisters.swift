import DossierDomain

// What stands in registers about a dossier.
extension DossierState {
    /// Changes the registers, which come about with their first entry.
    mutating func register(_ change: (inout Registers) -> Void) {
        var changed = registers ?? Registers()
        change(&changed)
        registers = changed
    }

    mutating func note(_ breach: Breach?, by body: Body?, at occurredAt: Timestamp) {
        guard let breach else { return }
        register { $0.breaches.append(RecordedBreach(breach: breach, at: occurredAt, by: body)) }
    }

    /// A notice that the law owes the citizen from now on (NTC-01); named after the event that owes it.
    mutating func owe(_ kind: Notice.Kind, at occurredAt: Timestamp) {
        let id = NoticeID("\(self.id).\(version + 1)")
        register { $0.notices.append(Notice(id: id, kind: kind, owedAt: occurredAt)) }
    }

    /// Nobody needs to be told any more what has come about or was overtaken.
    mutating func settleNotices(_ kinds: [Notice.Kind], at occurredAt: Timestamp) {
        guard registers?.notices.contains(where: { kinds.contains($0.kind) && $0.settledAt == nil }) == true else {
            return
        }
        register { registers in
            for index in registers.notices.indices
            where kinds.contains(registers.notices[index].kind) && registers.notices[index].settledAt == nil {
                registers.notices[index].obsoleteAt = occurredAt
            }
        }
    }

    mutating func list(_ manifest: ManifestID?, _ handover: Handover, at occurredAt: Timestamp) {
        guard let manifest else { return }
        register {
            $0.manifestItems.append(
                ManifestItem(
                    manifest: manifest, handover: handover.id, from: handover.from, to: handover.to,
                    listedAt: occurredAt))
        }
    }

    mutating func answer(_ open: OpenHandover, with discrepancies: [Discrepancy]?, at occurredAt: Timestamp) {
        answer(open, discrepancies == nil ? .acknowledged : .withDiscrepancies, at: occurredAt)
        guard let discrepancies else { return }
        register {
            $0.discrepancies.append(
                HandoverDiscrepancy(
                    handover: open.handover.id, from: open.handover.from, to: open.handover.to, items: discrepancies,
                    at: occurredAt))
        }
    }

    mutating func answer(_ open: OpenHandover, _ answer: ManifestItem.Answer, at occurredAt: Timestamp) {
        guard registers?.manifestItems.contains(where: { $0.handover == open.handover.id }) == true else { return }
        register { registers in
            for index in registers.manifestItems.indices
            where registers.manifestItems[index].handover == open.handover.id {
                registers.manifestItems[index].answeredAt = occurredAt
                registers.manifestItems[index].answer = answer
            }
        }
    }

    /// The name of whatever an event enters: the dossier's and the event's own number.
    private var nextName: String { "\(id).\(version + 1)" }

    mutating func report(_ report: DossierEvent.IncidentReported, at occurredAt: Timestamp) {
        register {
            $0.incidents.append(
                Incident(
                    kind: report.kind, custodian: report.custodian, handover: report.handover,
                    documents: report.documents, description: report.description, reportedAt: occurredAt))
        }
    }

    mutating func demand(_ demand: DossierEvent.PaymentDemanded, at occurredAt: Timestamp) {
        let name = ObligationID(nextName)
        register {
            $0.obligations.append(
                Obligation(
                    id: name, amountVND: demand.amountVND, basis: demand.basis, by: demand.by,
                    demandedAt: occurredAt))
        }
    }

    mutating func tryNotice(_ recorded: DossierEvent.NoticeRecorded, at occurredAt: Timestamp) {
        register { registers in
            for index in registers.notices.indices where registers.notices[index].id == recorded.notice {
                registers.notices[index].trials.append(
                    Notice.Trial(channel: recorded.channel, outcome: recorded.outcome, at: occurredAt))
            }
        }
    }

    mutating func rate(_ rated: DossierEvent.Rated, at occurredAt: Timestamp) {
        register {
            $0.ratings.append(
                Rating(channel: rated.channel, scores: rated.scores, comment: rated.comment, ratedAt: occurredAt))
        }
    }

    mutating func complain(_ complaint: DossierEvent.ComplaintReceived, at occurredAt: Timestamp) {
        let name = ComplaintID(nextName)
        register {
            $0.complaints.append(
                Complaint(
                    id: name, content: complaint.content, about: complaint.about, receivedAt: occurredAt,
                    dueAt: complaint.dueAt))
        }
        join(complaint.about)
    }

    mutating func collect(_ collected: DossierEvent.FeeCollected, at occurredAt: Timestamp) {
        register { registers in
            registers.payments.append(
                Payment(
                    receipt: collected.receipt, method: collected.method, charges: collected.charges,
                    obligation: collected.obligation, amountVND: collected.amountVND, at: collected.at,
                    employer: collected.employer, takenAt: occurredAt))
            for index in registers.obligations.indices where registers.obligations[index].id == collected.obligation {
                registers.obligations[index].paidAt = occurredAt
            }
        }
    }

    mutating func answerComplaint(_ answered: DossierEvent.ComplaintAnswered, at occurredAt: Timestamp) {
        var about: Body?
        register { registers in
            for index in registers.complaints.indices where registers.complaints[index].id == answered.complaint {
                registers.complaints[index].answer = answered.answer
                registers.complaints[index].answeredAt = occurredAt
                registers.complaints[index].upheld = answered.upheld
                about = registers.complaints[index].about
            }
        }
        note(answered.breach, by: about, at: occurredAt)
    }
}
