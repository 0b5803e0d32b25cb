import DossierDomain
import DossierRouting
import DossierStore

/// A dossier's number and slip code looked up by a citizen: status and dates, never personal data (SEC-04).
public struct PublicStatus: Sendable {
    /// The dossier.
    public let state: DossierState
    /// Its procedure.
    public let procedure: Procedure
    /// The office where the result is handed over.
    public let returnOffice: Office
}

extension DossierService {
    /// A submission or dossier that the actor may see.
    public func dossier(
        _ id: DossierID, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> DossierState {
        let state = try ServiceError.reading { () throws(StoreError) in
            try reader.dossier(id, among: RowFilter(for: actor))
        }
        guard let state else { throw .notFound }
        return state
    }

    /// A dossier that the actor may see, by its number in whichever form.
    public func dossier(
        _ number: DossierNumber, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> DossierState {
        let state = try ServiceError.reading { () throws(StoreError) in
            try reader.dossier(number, among: RowFilter(for: actor))
        }
        guard let state else { throw .notFound }
        return state
    }

    /// All events of a dossier that was loaded before.
    public func events(of state: DossierState, reader: Store.Reader) throws(ServiceError) -> [RecordedEvent] {
        try ServiceError.reading { () throws(StoreError) in try reader.events(of: state.id) }
    }

    /// The newest event of the whole chain and its hash, to be printed (AUD-01). It tells nothing of any dossier.
    public func chainHead(reader: Store.Reader) throws(ServiceError) -> ChainHead {
        try ServiceError.reading { () throws(StoreError) in try reader.chainHead() }
    }

    /// A page of dossiers; the row filter is set here, whatever the caller left in it.
    public func dossiers(
        matching filter: DossierFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<DossierState> {
        var filter = filter
        filter.rows = RowFilter(for: actor)
        return try ServiceError.reading { () throws(StoreError) in try reader.dossiers(matching: filter) }
    }

    /// A page of the work that waits for a body; only its own staff and overseers may ask.
    public func work(
        matching filter: WorkFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<WorkItem> {
        try requireAccess(to: filter.body, by: actor, for: .reading)
        return try ServiceError.reading { () throws(StoreError) in try reader.work(matching: filter) }
    }

    /// Opens private values; those that were erased or can't be proved are missing.
    package func open<Value: Record>(
        _ references: [PrivateReference], as type: Value.Type, reader: Store.Reader
    ) throws(ServiceError) -> [PrivateValueID: Value] {
        guard !references.isEmpty else { return [:] }
        let sealed = try ServiceError.reading { () throws(StoreError) in
            try reader.sealedValues(references.map(\.value))
        }
        let commitments = Dictionary(references.map { ($0.value, $0.commitment) }, uniquingKeysWith: { $1 })
        var opened: [PrivateValueID: Value] = [:]
        for value in sealed {
            guard let commitment = commitments[value.id] else { continue }
            opened[value.id] = vault.open(value, as: type, committedTo: commitment)
        }
        return opened
    }

    /// The way a dossier would go from an office, before it is received (RTE-07).
    ///
    /// Throws ``ServiceError/rejected(_:replayed:)`` where the procedure, unit or route can't be found.
    public func previewItinerary(
        of code: ProcedureCode, from officeID: OfficeID, applicantUnit: UnitID?, receivedAt: Timestamp
    ) throws(ServiceError) -> Itinerary {
        func rejected(_ rejection: CommandRejection) -> ServiceError { .rejected(rejection, replayed: false) }
        let catalogue = self.catalogue
        let date = receivedAt.date
        guard let procedure = catalogue.procedure(code, on: date) else { throw rejected(.unknownProcedure(code)) }
        guard let office = catalogue.office(officeID, on: date) else { throw rejected(.unknownOffice(officeID)) }
        guard let unit = applicantUnit ?? office.serves.first, catalogue.unit(unit, on: date) != nil else {
            throw rejected(.unknownUnit(applicantUnit ?? UnitID("")))
        }
        guard let route = catalogue.route(procedure.route, on: date) else {
            preconditionFailure("a published procedure has a route")
        }
        do {
            return try catalogue.itinerary(
                of: procedure, along: route, from: office, applicantUnit: unit, receivedAt: receivedAt)
        } catch {
            throw rejected(.routeUnresolved(error))
        }
    }

    /// The way of a received dossier as it was planned at its reception; `nil` for a submission.
    public func itinerary(of state: DossierState) -> Itinerary? {
        let catalogue = self.catalogue
        guard let reception = state.reception, let procedure = catalogue.procedure(state.procedure),
            let route = catalogue.route(reception.route),
            let office = catalogue.office(state.office, on: reception.receivedAt.date)
        else { return nil }
        do {
            return try catalogue.itinerary(
                of: procedure, along: route, from: office, applicantUnit: state.applicantUnit,
                receivedAt: reception.receivedAt, returnOffice: reception.returnOffice)
        } catch {
            return nil
        }
    }

    /// What a citizen sees with the number and the code on the slip; a wrong code looks like a wrong number.
    public func lookUp(
        _ number: DossierNumber, slipCode: String, reader: Store.Reader
    ) throws(ServiceError) -> PublicStatus {
        guard keys.isSlipCode(slipCode, for: number) else { throw .notFound }
        let state = try ServiceError.reading { () throws(StoreError) in try reader.dossier(number) }
        let catalogue = self.catalogue
        guard let state, let reception = state.reception, let procedure = catalogue.procedure(state.procedure),
            let office = catalogue.office(reception.returnOffice, on: now().date)
                ?? catalogue.office(reception.returnOffice, on: reception.receivedAt.date)
        else { throw .notFound }
        return PublicStatus(state: state, procedure: procedure, returnOffice: office)
    }
}
