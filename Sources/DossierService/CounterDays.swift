import DossierDomain
import DossierRouting
import DossierStore

/// What the server has of an act that a terminal did (OFF-02).
public enum ActStanding: Sendable {
    /// Nothing under that key.
    case missing
    /// Another act under that key.
    case different
    /// That act; the dossier as it is now, and its version right after the act.
    case done(DossierState, version: Int)
    /// That act was rejected.
    case rejected(CommandRejection)
    /// A block of numbers was reserved, or some of it declared void; or a complaint was taken.
    case doneElsewhere
}

extension DossierService {
    /// The day that the caller uploaded under its key before; throws ``ServiceError/keyReused`` where it was another one.
    public func uploadedDay(of caller: Caller, reader: Store.Reader) throws(ServiceError) -> CounterDay? {
        guard let key = caller.idempotencyKey else { return nil }
        let day = try ServiceError.reading { () throws(StoreError) in
            try reader.counterDay(of: key.owner, key: key.key)
        }
        guard day == nil || day?.fingerprint == key.fingerprint else { throw .keyReused }
        return day
    }

    /// Keeps what was noticed about a day that was uploaded; whether an earlier request under its key had brought it.
    ///
    /// Throws ``ServiceError/keyReused`` where that was another day.
    public func keep(_ day: CounterDay) async throws(ServiceError) -> Bool {
        let kept = try await storing { () async throws(StoreError) in try await self.store.keep(day) }
        guard kept.fingerprint == day.fingerprint else { throw .keyReused }
        return kept != day
    }

    /// The days that were uploaded at an office, newest first: for its staff and overseers.
    public func counterDays(
        of office: OfficeID, after: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<CounterDay> {
        try requireAccess(to: .office(office), by: actor, for: .reading)
        return try ServiceError.reading { () throws(StoreError) in
            try reader.counterDays(of: office, after: after, limit: limit)
        }
    }

    /// What the server has under a key of the actor's terminal, compared with the digest that the terminal has (OFF-02).
    public func standing(
        ofActUnder key: String, digest: [UInt8], for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> ActStanding {
        let key = IdempotencyKey(owner: actor.terminal, key: key, fingerprint: digest)
        return try ServiceError.reading { () throws(StoreError) in
            guard let recorded = try reader.outcome(of: key) else { return .missing }
            guard recorded.fingerprint == digest else { return .different }
            switch recorded.outcome {
            case .rejected(let rejection): return .rejected(rejection)
            case .leases, .numberBlock: return .doneElsewhere
            case .committed(let id, let version):
                guard let state = try reader.dossier(id) else { return .doneElsewhere }
                return .done(state, version: version)
            }
        }
    }

    /// What the terminal's clock said is the world's time, unless that lies ahead of the server's clock (TIM-09).
    ///
    /// Where the terminal's clock is ahead, what it did in its last minutes seems to lie in the future: it happened before
    /// it was sent, so it counts as now. What lies behind the moment of sending is left as it is, and rejected.
    public func occurred(at instant: Timestamp, sentAt: Timestamp) -> Timestamp {
        instant <= sentAt ? min(instant, now()) : instant
    }
}
