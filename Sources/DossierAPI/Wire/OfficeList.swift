import DossierDomain
import DossierPapers
import DossierRouting
import DossierService
import DossierStore

/// What a list is read with; on its loop's thread only, as ``DossierAPI/Desk``.
struct OfficeReading<Store: PollingStore>: @unchecked Sendable {
    let service: DossierService<Store>
    let reader: Store.Reader
    let actor: Actor
}

/// What a list adds up to.
struct ListTotals {
    var count = 0
    var byPost = 0
    var byAgency = 0

    var fields: [String: PaperValue] {
        [
            "count": .text(String(count)), "postTotal": .text(VietnameseWording.grouped(byPost)),
            "agencyTotal": .text(VietnameseWording.grouped(byAgency)),
            "total": .text(VietnameseWording.grouped(byPost + byAgency)),
            "totalWords": .text(VietnameseWording.money(byPost + byAgency)),
        ]
    }
}

/// A list of an office, read a page at a time while it is sent: memory doesn't grow with its length (decision 0052).
struct OfficeList<Store: PollingStore>: Sendable {
    /// Where the rows come from.
    enum Source: Sendable {
        case register(OfficeID, from: CivilDate, to: CivilDate)
        case manifest(OfficeID, CivilDate)
        case fees(OfficeID, CivilDate)
        case due(OfficeID, CivilDate)
    }

    typealias Row = [String: PaperValue]

    let paper: Paper
    /// The day whose form is taken.
    let date: CivilDate
    let period: String
    let reading: OfficeReading<Store>
    let source: Source

    /// Gives the rows a page at a time and answers their totals; after each page and each day it lets others have the loop.
    func eachPage(_ page: @Sendable ([Row]) async throws -> Void) async throws -> ListTotals {
        var totals = ListTotals()
        func take(_ rows: [Row]) async throws {
            // A client that takes it slowly could go on for hours after its token was revoked.
            try reading.service.requireAccepted(reading.actor.credential, reader: reading.reader)
            if !rows.isEmpty { try await page(rows) }
            await Task.yield()
        }
        switch source {
        case .register(let office, let from, let to):
            // The store gives the newest first, a register begins with the oldest: a day, of at most 9,999 numbers for each
            // agency, is turned round as a whole.
            for number in from.dayNumber...to.dayNumber {
                let day = CivilDate(dayNumber: number)
                var filter = DossierFilter(limit: 200)
                filter.office = office
                filter.receivedFrom = Timestamp(day, .midnight)
                filter.receivedBefore = Timestamp(day.adding(days: 1), .midnight)
                var dossiers: [DossierID] = []
                repeat {
                    let page = try dossierPage(filter)
                    dossiers += page.elements.map(\.id)
                    filter.after = page.next
                } while filter.after != nil
                if dossiers.isEmpty { await Task.yield() }
                dossiers.reverse()
                for start in stride(from: 0, to: dossiers.count, by: 100) {
                    let ids = dossiers[start..<min(start + 100, dossiers.count)]
                    try await take(try registerRows(ids, totals: &totals))
                }
            }
        case .due(let office, let day):
            // What it looks after: its own dossiers and those of offices that have ceased and that it took over (RTE-05).
            for receiving in reading.service.offices(lookedAfterBy: office) {
                var filter = DossierFilter(limit: 200)
                filter.office = receiving
                filter.isPending = true
                filter.dueBefore = Timestamp(day.adding(days: 1), .midnight)
                repeat {
                    let found = try dossierPage(filter)
                    let rows = try dueRows(found.elements.filter { $0.officeInCharge == office }, totals: &totals)
                    try await take(rows)
                    filter.after = found.next
                } while filter.after != nil
            }
        case .manifest(let office, let day), .fees(let office, let day):
            var filter = RegisterFilter(
                kind: paper == .manifest ? .manifest : .payment, body: .office(office), limit: 200)
            filter.from = Timestamp(day, .midnight)
            filter.before = Timestamp(day.adding(days: 1), .midnight)
            repeat {
                let page = try reading.service.register(
                    matching: filter, for: reading.actor, reader: reading.reader)
                try await take(page.elements.map { row($0, totals: &totals) })
                filter.after = page.next
            } while filter.after != nil
        }
        return totals
    }

    private func dossierPage(_ filter: DossierFilter) throws(ServiceError) -> Page<DossierState> {
        try reading.service.dossiers(matching: filter, for: reading.actor, reader: reading.reader)
    }

    private func name(_ body: Body?, on date: CivilDate) -> PaperValue {
        switch body {
        case .office(let id): .text(reading.service.catalogue.office(id, on: date)?.name ?? id.text)
        case .agency(let id): .text(reading.service.catalogue.agency(id, on: date)?.name ?? id.text)
        case nil: .absent
        }
    }

    private func parties(_ states: [DossierState]) throws(ServiceError) -> [PrivateValueID: Party] {
        let references = states.filter { reading.service.mayRead(.parties, of: $0, by: reading.actor) }.map(\.applicant)
        return try reading.service.open(references, as: Party.self, reader: reading.reader)
    }

    private func registerRows(
        _ ids: ArraySlice<DossierID>, totals: inout ListTotals
    ) throws(ServiceError) -> [Row] {
        let service = reading.service
        var states: [DossierState] = []
        for id in ids { states.append(try service.dossier(id, for: reading.actor, reader: reading.reader)) }
        let parties = try parties(states)
        var rows: [Row] = []
        for state in states {
            totals.count += 1
            let events = try service.events(of: state, reader: reading.reader)
            rows.append(registerRow(state, events, parties[state.applicant.value], index: totals.count))
        }
        return rows
    }

    private func registerRow(
        _ state: DossierState, _ events: [RecordedEvent], _ party: Party?, index: Int
    ) -> Row {
        var passedOnAt: Timestamp?
        var method: HandingOverMethod?
        for recorded in events {
            switch recorded.event {
            case .handoverOffered(let offered) where offered.handover.purpose == .step:
                passedOnAt = passedOnAt ?? recorded.occurredAt
            case .resultHandedOver(let handed): method = handed.method
            default: break
            }
        }
        let count = state.documents.reduce(0) { $0 + $1.originals + $1.copies }
        let note = [
            state.isLate(at: reading.service.now()) ? Punctuality.late.vietnamese : nil,
            state.endedAt == nil ? nil : state.status.name.vi,
        ]
        return [
            "index": .text(String(index)), "number": .optional(state.number?.text),
            "procedure": .optional(reading.service.catalogue.procedure(state.procedure)?.name),
            "documentCount": .text(String(count)), "applicant": .optional(party?.name ?? state.erasedName),
            "address": .optional(party?.address), "phone": .optional(party?.phone),
            "leadAgency": name(state.leadAgency.map(Body.agency), on: state.submittedAt.date),
            "receivedAt": Self.written(state.reception?.receivedAt), "returnAt": Self.written(state.reception?.dueAt),
            "passedOnAt": Self.written(passedOnAt), "resultAt": Self.written(state.readyAt),
            "handedOverAt": Self.written(state.handedOverAt), "method": .optional(method?.vietnamese),
            "note": .optional(note.compactMap(\.self).joined(separator: "; ")),
        ]
    }

    private func dueRows(_ states: [DossierState], totals: inout ListTotals) throws(ServiceError) -> [Row] {
        let parties = try parties(states)
        let now = reading.service.now()
        return states.map { state in
            totals.count += 1
            let party = parties[state.applicant.value]
            var holder: Body?
            if case .body(let body) = state.currentHolder { holder = body }
            return [
                "index": .text(String(totals.count)), "number": .optional(state.number?.text),
                "procedure": .optional(reading.service.catalogue.procedure(state.procedure)?.name),
                "applicant": .optional(party?.name ?? state.erasedName), "phone": .optional(party?.phone),
                "returnAt": Self.written(state.reception?.dueAt), "holder": name(holder, on: now.date),
                "status": .text(
                    state.isLate(at: now)
                        ? "\(state.status.name.vi), quá hạn" : state.status.name.vi),
            ]
        }
    }

    private func row(_ entry: RegisterEntry, totals: inout ListTotals) -> Row {
        totals.count += 1
        let date = entry.at.date
        let shared: Row = [
            "index": .text(String(totals.count)),
            // What happened before there was a number goes by the submission's.
            "number": .text(entry.number?.text ?? entry.dossier.text),
        ]
        guard paper == .feeReconciliation else {
            return shared.merging([
                "manifest": .text(entry.group), "from": name(entry.counterpart, on: date),
                "to": name(entry.body, on: date), "listedAt": .text(VietnameseWording.shortInstant(entry.at)),
                "answeredAt": Self.written(entry.settledAt), "answer": .optional(Self.answers[entry.detail]),
            ]) { $1 }
        }
        let amount = entry.amountVND ?? 0
        if entry.employer == .post { totals.byPost += amount } else { totals.byAgency += amount }
        return shared.merging([
            "receipt": .text(entry.group), "takenAt": .text(VietnameseWording.shortInstant(entry.at)),
            "collectedBy": .text(entry.employer == .post ? "Bưu điện" : "Cơ quan"),
            "method": .optional(Self.methods[entry.detail]), "amount": .text(VietnameseWording.grouped(amount)),
        ]) { $1 }
    }

    private static func written(_ instant: Timestamp?) -> PaperValue {
        .optional(instant.map(VietnameseWording.shortInstant))
    }

    private static var answers: [String: String] {
        [
            "offered": "Chờ nhận", ManifestItem.Answer.acknowledged.rawValue: "Đã nhận",
            ManifestItem.Answer.withDiscrepancies.rawValue: "Đã nhận, có sai khác",
            ManifestItem.Answer.returned.rawValue: "Trả lại",
            ManifestItem.Answer.overtaken.rawValue: "Không còn hiệu lực",
        ]
    }

    private static var methods: [String: String] {
        [
            Payment.Method.cash.rawValue: "Tiền mặt", Payment.Method.transfer.rawValue: "Chuyển khoản",
            Payment.Method.online.rawValue: "Trực tuyến",
        ]
    }
}

extension HandingOverMethod {
    /// As the register has it.
    fileprivate var vietnamese: String {
        switch self {
        case .counter: "Tại quầy"
        case .post: "Qua bưu điện"
        case .online: "Trực tuyến"
        }
    }
}

extension Paper {
    /// Whether its rows name applicants.
    var listsPeople: Bool { self == .register || self == .dueList }
}

extension DossierState {
    /// What stands in place of the name of whoever's data was erased.
    fileprivate var erasedName: String? { personalDataErasedAt == nil ? nil : "(đã xóa)" }
}
