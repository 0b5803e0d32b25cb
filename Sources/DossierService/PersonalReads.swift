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

        init(_ read: PersonalDataRead) {
            credential = read.actor.credential
            dossier = read.dossier
            scope = read.scope
            operation = read.operation
        }

        // By hand: who reads what tells places apart, and nearly always by the same operation.
        func hash(into hasher: inout Hasher) {
            hasher.combine(credential)
            hasher.combine(dossier)
        }
    }

    /// What hasn't been appended yet.
    private struct Waiting {
        var reads: [Place: PersonalDataRead] = [:]
        /// How many of them each credential has.
        var counts: [CredentialID: Int] = [:]
        /// How many are being appended, and come back where that fails.
        var takenCount = 0

        mutating func add(_ read: PersonalDataRead, at place: Place) {
            guard let known = reads[place] else {
                counts[place.credential, default: 0] += 1
                reads[place] = read
                return
            }
            reads[place] = PersonalDataRead(
                dossier: known.dossier, scope: known.scope, actor: read.actor, operation: known.operation,
                firstAt: min(known.firstAt, read.firstAt), lastAt: max(known.lastAt, read.lastAt),
                count: known.count + read.count)
        }
    }

    private let waiting = Mutex(Waiting())

    /// How many records wait at the most, those that are being appended among them.
    static let limit = 100_000
    /// How many of them are one credential's at the most, so that none takes the room of all others.
    static let limitForOne = 20_000
    /// How many records go into one commit, so that no reception waits long for it.
    static let batch = 2_000

    /// Counts a reading; `false` where too many wait, or too many of that credential.
    func note(_ read: PersonalDataRead) -> Bool {
        let place = Place(read)
        return waiting.withLock { waiting in
            let hasRoom =
                waiting.reads.count + waiting.takenCount < Self.limit
                && waiting.counts[place.credential, default: 0] < Self.limitForOne
            guard hasRoom || waiting.reads[place] != nil else { return false }
            waiting.add(read, at: place)
            return true
        }
    }

    /// Takes what has to be written, oldest first; each is to be confirmed or put back.
    func takeUnwritten() -> [PersonalDataRead] {
        let taken = waiting.withLock { waiting in
            let reads = Array(waiting.reads.values)
            waiting.reads = [:]
            waiting.counts = [:]
            waiting.takenCount += reads.count
            return reads
        }
        return taken.sorted { ($0.firstAt, $0.actor.credential) < ($1.firstAt, $1.actor.credential) }
    }

    /// So many of those taken have been appended.
    func confirm(_ count: Int) {
        waiting.withLock { $0.takenCount -= count }
    }

    /// Those couldn't be appended, and wait again. Their room was kept: none is dropped.
    func putBack(_ reads: ArraySlice<PersonalDataRead>) {
        waiting.withLock { waiting in
            waiting.takenCount -= reads.count
            for read in reads { waiting.add(read, at: Place(read)) }
        }
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
                readLedger.putBack(waiting)
                throw error
            }
            readLedger.confirm(batch.count)
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
    /// The record is durable before anything is answered; a number that nothing has, or whose personal data was erased, is
    /// recorded as well, so that nobody tries numbers unseen. The caller's key gives the reading its identity, so that a retry begins no other.
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
            return try replayed(
                earlier, of: request, operation: operation, state: state, by: actor, reader: reader)
        }
        let now = now()
        var sealed = SealedValues()
        let reason = vault.seal(Remark(text: request.reason), into: &sealed)
        let read = PersonalDataRead(
            dossier: state?.id, scope: request.number.text, actor: actor, operation: operation, firstAt: now,
            lastAt: now, count: 1,
            emergency: .init(id: id, reason: reason, until: now.adding(minutes: request.minutes)))
        // Where nothing has the number, or its keys are destroyed, the reason belongs to the record itself.
        let erasedAt = state?.personalDataErasedAt
        let subjects = sealed.subjects(of: erasedAt == nil ? state?.id ?? DossierID(id) : DossierID(id))
        do {
            try await store.append([read], subjects, sealed.values)
        } catch .versionConflict {
            // A twin of this request was faster: its reading is this one.
            guard let earlier = try emergencyRead(id, reader: reader) else { throw .contention }
            return try replayed(
                earlier, of: request, operation: operation, state: state, by: actor, reader: reader)
        } catch {
            throw .store(error)
        }
        guard let state else { throw .notFound }
        if let erasedAt { throw .rejected(.personalDataErased(erasedAt), replayed: false) }
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

    /// Who reads a dossier in an emergency now, newest first, at most 200: what its staff are told.
    public func runningEmergencies(
        of state: DossierState, reader: Store.Reader
    ) throws(ServiceError) -> [PersonalDataRead] {
        let now = now()
        var filter = ReadFilter(limit: 200)
        filter.dossier = state.id
        filter.isEmergency = true
        filter.from = now.adding(minutes: -EmergencyRequest.maximumMinutes)
        let page = try ServiceError.reading { () throws(StoreError) in try reader.reads(matching: filter) }
        return page.elements.filter { $0.emergency.map { now < $0.until } == true }
    }

    private func emergencyRead(_ id: String, reader: Store.Reader) throws(ServiceError) -> PersonalDataRead? {
        try ServiceError.reading { () throws(StoreError) in try reader.emergencyRead(id) }
    }

    private func replayed(
        _ earlier: PersonalDataRead, of request: EmergencyRequest, operation: String, state: DossierState?,
        by actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> EmergencyReading {
        guard earlier.scope == request.number.text, earlier.actor.posting == actor.posting,
            let emergency = earlier.emergency,
            emergency.until == earlier.firstAt.adding(minutes: request.minutes)
        else { throw .keyReused }
        // A reason that stood under the dossier's keys went with them, so it isn't compared.
        if let erasedAt = state?.personalDataErasedAt {
            throw .rejected(.personalDataErased(erasedAt), replayed: true)
        }
        guard let reason = emergency.reason else { throw .notFound }
        let known = try open([reason], as: Remark.self, reader: reader)[reason.value]
        guard known?.text == request.reason else { throw .keyReused }
        // Sent again after its end, it opens nothing any more; and a number that nothing had then shows nothing now.
        guard let state, state.id == earlier.dossier, now() < emergency.until else { throw .notFound }
        try noteRead(of: state.id, by: actor, operation: operation)
        return EmergencyReading(read: earlier, state: state, isReplay: true)
    }
}
