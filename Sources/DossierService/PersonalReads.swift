import Crypto
import DossierDomain
import DossierRouting
import DossierStore
import Synchronization

/// Who was shown personal data: counted in memory, appended to the store every few seconds.
///
/// What a crash loses are the reads of those few seconds. Where so many wait that they can't be kept, nobody is shown
/// anything more: no record, no reading.
final class ReadLedger: Sendable {
    private struct Place: Hashable {
        let credential: CredentialID
        let dossier: DossierID?
        let scope: String?
        let operation: String

        // By hand: who reads what tells places apart, and nearly always by the same operation.
        func hash(into hasher: inout Hasher) {
            hasher.combine(credential)
            hasher.combine(dossier)
        }
    }

    private let unwritten = Mutex<[Place: PersonalDataRead]>([:])

    /// How many records wait at the most.
    static let limit = 100_000
    /// How many records go into one commit, so that no reception waits long for it.
    static let batch = 2_000

    /// Counts a reading; `false` where too many wait.
    func note(_ read: PersonalDataRead) -> Bool {
        unwritten.withLock { unwritten in
            let place = Place(
                credential: read.actor.credential, dossier: read.dossier, scope: read.scope, operation: read.operation)
            guard let known = unwritten[place] else {
                guard unwritten.count < Self.limit else { return false }
                unwritten[place] = read
                return true
            }
            unwritten[place] = PersonalDataRead(
                dossier: known.dossier, scope: known.scope, actor: read.actor, operation: known.operation,
                firstAt: min(known.firstAt, read.firstAt), lastAt: max(known.lastAt, read.lastAt),
                count: known.count + read.count)
            return true
        }
    }

    /// Takes what has to be written, oldest first.
    func takeUnwritten() -> [PersonalDataRead] {
        let taken = unwritten.withLock { unwritten in
            defer { unwritten = [:] }
            return Array(unwritten.values)
        }
        return taken.sorted { ($0.firstAt, $0.actor.credential) < ($1.firstAt, $1.actor.credential) }
    }
}

extension DossierService {
    /// Notes that a caller was shown personal data of a dossier, or of a list (`scope`).
    ///
    /// It is durable at the next ``keepReads()``. Throws ``StoreError/unavailable(_:)`` where so many records wait that
    /// they can't be kept: then nothing may be shown.
    public func noteRead(
        of dossier: DossierID?, scope: String? = nil, by actor: Actor, operation: String
    ) throws(ServiceError) {
        let now = now()
        let read = PersonalDataRead(
            dossier: dossier, scope: scope, actor: actor, operation: operation, firstAt: now, lastAt: now, count: 1)
        guard readLedger.note(read) else { throw .store(.unavailable("too many reads wait to be recorded")) }
    }

    /// Appends to the store who was shown what since the last time; to be called every few seconds, and at the end.
    ///
    /// Throws ``ServiceError/store(_:)`` where it can't be done; what wasn't appended is tried again the next time.
    public func keepReads() async throws(ServiceError) {
        var waiting = readLedger.takeUnwritten()[...]
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(ReadLedger.batch))
            do throws(ServiceError) {
                try await storing { () async throws(StoreError) in try await store.append(batch, [], []) }
            } catch {
                for read in waiting { _ = readLedger.note(read) }
                throw error
            }
            waiting = waiting.dropFirst(ReadLedger.batch)
        }
    }

    /// Who was shown what, newest first; for inspectors and administrators alone.
    ///
    /// What was read in the last few seconds is not among it yet.
    public func reads(
        matching filter: ReadFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<PersonalDataRead> {
        guard actor.oversees else { throw .notFound }
        return try ServiceError.reading { () throws(StoreError) in try reader.reads(matching: filter) }
    }
}

/// A wish to read a dossier that isn't one's own.
public struct EmergencyRequest: Sendable {
    /// Which dossier.
    public let number: DossierNumber
    /// Why.
    public let reason: String
    /// For how many minutes.
    public let minutes: Int

    /// How long somebody may read at the most, and unless told otherwise, in minutes.
    public static let maximumMinutes = 60
    /// Unless told otherwise.
    public static let usualMinutes = 15

    /// A wish to read a dossier that isn't one's own.
    public init(number: DossierNumber, reason: String, minutes: Int) {
        self.number = number
        self.reason = reason
        self.minutes = minutes
    }
}

/// A reading in an emergency, as it stands.
public struct EmergencyReading: Sendable {
    /// Its record.
    public let read: PersonalDataRead
    /// The dossier.
    public let state: DossierState
    /// Whether an earlier request under the same key had begun it.
    public let isReplay: Bool
}

extension DossierService {
    /// Lets an official under a posting read a foreign dossier for a stated reason, for a limited time.
    ///
    /// The record is durable before anything is answered; a number that nothing has is recorded as well, so that
    /// nobody tries numbers unseen. The caller's key gives the reading its identity, so that a retry begins no other.
    /// Throws ``ServiceError``: rejected by `readInEmergencyByOfficial`, not found, or the key was used for another.
    public func readInEmergency(
        _ request: EmergencyRequest, operation: String, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> EmergencyReading {
        let actor = caller.actor
        let verdict = authorizeEmergency(by: actor, on: now().date, under: catalogue)
        guard verdict.isAllowed else { throw .rejected(.forbidden(verdict.rule), replayed: false) }
        guard let key = caller.idempotencyKey else { preconditionFailure("a reading in an emergency has a key") }
        let id = "e-" + hexadecimal(SHA256.hash(data: Array("\(key.owner)\n\(key.key)".utf8)).prefix(12))
        let state = try ServiceError.reading { () throws(StoreError) in try reader.dossier(request.number) }
        if let earlier = try emergencyRead(id, reader: reader) {
            return try replayed(earlier, of: request, state: state, by: actor, reader: reader)
        }
        let now = now()
        var sealed = SealedValues()
        let reason = state == nil ? nil : vault.seal(Remark(text: request.reason), into: &sealed)
        let read = PersonalDataRead(
            dossier: state?.id, scope: request.number.text, actor: actor, operation: operation, firstAt: now,
            lastAt: now, count: 1,
            emergency: .init(id: id, reason: reason, until: now.adding(minutes: request.minutes)))
        let subjects = state.map { state in
            sealed.subjects.map { SealedSubject(id: $0.id, dossier: state.id, wrappedKey: $0.wrappedKey) }
        }
        do {
            try await store.append([read], subjects ?? [], sealed.values)
        } catch .versionConflict {
            // A twin of this request was faster: its reading is this one.
            guard let earlier = try emergencyRead(id, reader: reader) else { throw .contention }
            return try replayed(earlier, of: request, state: state, by: actor, reader: reader)
        } catch {
            throw .store(error)
        }
        guard let state else { throw .notFound }
        return EmergencyReading(read: read, state: state, isReplay: false)
    }

    /// Goes on with a reading in an emergency, by whoever began it and while it lasts; recorded like any reading.
    public func emergencyReading(
        _ id: String, operation: String, by actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> EmergencyReading {
        guard authorizeEmergency(by: actor, on: now().date, under: catalogue).isAllowed,
            let read = try emergencyRead(id, reader: reader), let emergency = read.emergency,
            read.actor.posting == actor.posting, now() < emergency.until, let dossier = read.dossier
        else { throw .notFound }
        let state = try ServiceError.reading { () throws(StoreError) in try reader.dossier(dossier) }
        guard let state else { throw .notFound }
        try noteRead(of: dossier, by: actor, operation: operation)
        return EmergencyReading(read: read, state: state, isReplay: false)
    }

    private func emergencyRead(_ id: String, reader: Store.Reader) throws(ServiceError) -> PersonalDataRead? {
        try ServiceError.reading { () throws(StoreError) in try reader.emergencyRead(id) }
    }

    private func replayed(
        _ earlier: PersonalDataRead, of request: EmergencyRequest, state: DossierState?, by actor: Actor,
        reader: Store.Reader
    ) throws(ServiceError) -> EmergencyReading {
        guard earlier.scope == request.number.text, earlier.actor.posting == actor.posting,
            let emergency = earlier.emergency,
            emergency.until == earlier.firstAt.adding(minutes: request.minutes)
        else { throw .keyReused }
        guard let state, let reason = emergency.reason else { throw .notFound }
        let known = try open([reason], as: Remark.self, reader: reader)[reason.value]
        guard known?.text == request.reason else { throw .keyReused }
        // Sent again after its end, it opens nothing any more.
        guard now() < emergency.until else { throw .notFound }
        return EmergencyReading(read: earlier, state: state, isReplay: true)
    }
}
