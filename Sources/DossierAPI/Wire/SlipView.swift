import DossierDomain
import DossierRouting

extension DossierView {
    /// What whoever changed the dossier has to know of it, where a thin line asks for no more (RFC 7240, 4.2).
    func minimal(_ state: DossierState) -> JSONObject {
        [
            "number": state.number.map { .string($0.text) }, "submission": .identifier(state.id),
            "status": .name(state.status), "version": .count(state.version),
        ]
    }

    /// All that form 01 says and whoever sent the reception doesn't know, so that one round trip prints it (RCV-06).
    ///
    /// `state` is the dossier as the reception left it; `nil` where it wasn't received.
    func slip(of state: DossierState) -> JSONValue? {
        guard let reception = state.reception else { return nil }
        let date = reception.receivedAt.date
        let office = naming.catalogue.office(state.office, on: date)
        let procedure = naming.catalogue.procedure(state.procedure)
        var object: JSONObject = [
            "slipCode": .optional(slipCode), "issued": .bool(reception.slipIssued),
            "authority": .optional(naming.name(of: naming.catalogue.agency(reception.agency, on: date))),
            "office": .optional(naming.name(of: office)),
            "officeAddress": .optional(office?.address), "officePhone": .optional(office?.phone),
            "procedure": .optional(naming.name(of: procedure)), "field": .optional(procedure?.field),
            "documents": .list(state.documents) { document($0.document, $0.originals, $0.copies, in: state) },
            "receivedAt": .instant(reception.receivedAt), "returnAt": .instant(reception.firstDueAt),
        ]
        object.append("timeLimit", ifPresent: procedure?.timeLimit.json)
        if reception.returnOffice != state.office {
            let place = naming.catalogue.office(reception.returnOffice, on: date)
            object.append("returnOffice", ifPresent: .optional(naming.name(of: place)))
        }
        object.append(
            "fees",
            .list(procedure?.fees ?? []) {
                ["name": .string($0.name), "amountVND": .count($0.amountVND), "per": .name($0.per)]
            })
        return .object(object)
    }
}

extension DossierState {
    /// The dossier as its reception left it, of all its events; `nil` where it wasn't received.
    init?(receivedBy events: [RecordedEvent]) {
        let last = events.firstIndex { recorded in
            if case .received = recorded.event { true } else { false }
        }
        guard let last else { return nil }
        self.init(of: events[...last])
    }
}

extension JSONObject {
    /// The members of those names alone, in the object's order.
    func narrowed(to names: Set<String>) -> JSONObject {
        var narrow = JSONObject()
        for member in members where names.contains(member.name) { narrow.append(member.name, member.value) }
        return narrow
    }
}

extension DossierCommand {
    /// Whether a slip is to be printed after it.
    var receives: Bool {
        switch self {
        case .receive, .submitAndReceive: true
        default: false
        }
    }
}

extension Naming {
    func name(of office: Office?) -> String? { language == .vietnamese ? office?.name : office?.nameEnglish }
    func name(of agency: Agency?) -> String? { language == .vietnamese ? agency?.name : agency?.nameEnglish }
    func name(of procedure: Procedure?) -> String? {
        language == .vietnamese ? procedure?.name : procedure?.nameEnglish
    }
}
