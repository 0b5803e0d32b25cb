import Crypto
import DossierDomain
import DossierFiles
import DossierRouting
import DossierStore
import Foundation

// Scans are uploaded in pieces, over however many connections, days and lives of the process, and attached to the
// dossier by one event when they are whole (OFF-03).
extension DossierService {
    /// How much of a piece is gathered before it is written: what a kill may cost on a thin line.
    private static var pieceLength: Int { 16_384 }

    /// The uploads; asking for them without is a broken invariant, for without them there are no endpoints for scans.
    var desk: Uploads {
        guard let uploads else { preconditionFailure("a service without uploads was asked for one") }
        return uploads
    }

    /// Begins an upload, or answers how far the one stands that was begun under the same key.
    ///
    /// What would be rejected when it is complete is rejected here, before anybody sends it. Throws ``ScanError``.
    public func beginUpload(
        of plan: ScanPlan, on target: Target, by caller: Caller, reader: Store.Reader
    ) async throws(ScanError) -> Upload {
        let state = try await ScanError.within { () throws(ServiceError) in
            try load(target, for: caller.actor, reader: reader)
        }
        guard let state, let key = caller.idempotencyKey, let body = caller.actor.body else {
            throw .service(.notFound)
        }
        let id = keys.uploadID(owner: key.owner, key: key.key)
        if let scan = state.scans?.first(where: { $0.id == id }) {
            guard try await isSame(scan, as: plan, reader: reader) else { throw .service(.keyReused) }
            return Upload(of: scan, dossier: state.id)
        }
        guard plan.byteCount <= desk.limits.byteCount else { throw .tooLarge(limit: desk.limits.byteCount) }
        try rehearse(plan, id: id, on: state, by: caller.actor)
        guard let isNew = desk.admit(id, of: key.owner) else { throw .tooManyUploads(limit: desk.limits.openCount) }
        let wanted = UploadPlan(plan, of: state.id, by: body, owner: key.owner)
        let begun: ScanFolder.Partial
        do {
            begun = try await desk.onFiles(of: id.text) { [desk, keys] () throws(FileError) in
                try desk.folder.begin(id.text, plan: wanted.recordBytes, key: keys.uploadKey(of: id))
            }
        } catch {
            if isNew { desk.forget(id) }
            throw error
        }
        guard UploadPlan(bytes: begun.plan) == wanted else { throw .service(.keyReused) }
        return Upload(id: id, dossier: state.id, byteCount: plan.byteCount, offset: begun.byteCount)
    }

    /// Whether a scan that was attached is the one that is planned.
    private func isSame(
        _ scan: AttachedScan, as plan: ScanPlan, reader: Store.Reader
    ) async throws(ScanError) -> Bool {
        guard scan.document == plan.document, plan.page == nil || scan.page == plan.page, scan.kind == plan.kind,
            scan.byteCount == plan.byteCount
        else { return false }
        let content = try await content(of: [scan], reader: reader)[scan.id]
        return content == nil || content?.sha256 == plan.sha256
    }

    /// Decides what completing would come to, so that nobody sends megabytes to be told no.
    private func rehearse(
        _ plan: ScanPlan, id: ScanID, on state: DossierState, by actor: Actor
    ) throws(ScanError) {
        let instant = now()
        let nothing = PrivateReference(
            subject: SubjectID("none"), value: PrivateValueID("none"), commitment: Commitment(""))
        let command = DossierCommand.attachScan(
            .init(
                id: id, document: plan.document, page: plan.page, kind: plan.kind, byteCount: plan.byteCount, file: "",
                content: nothing))
        do {
            _ = try decide(command, given: state, by: actor, at: instant, now: instant, under: catalogue)
        } catch {
            throw .service(.rejected(error, replayed: false))
        }
    }

    /// An upload as it stands, complete or not. Throws ``ScanError``.
    public func upload(
        _ id: ScanID, of dossier: DossierID, for actor: Actor, reader: Store.Reader
    ) async throws(ScanError) -> Upload {
        let state = try await ScanError.within { () throws(ServiceError) in
            try self.dossier(dossier, for: actor, reader: reader)
        }
        if let scan = state.scans?.first(where: { $0.id == id }) { return Upload(of: scan, dossier: dossier) }
        let found = try await partial(id, of: dossier, for: actor)
        return Upload(id: id, dossier: dossier, byteCount: found.plan.byteCount, offset: found.offset)
    }

    /// An upload that isn't complete, if it is the dossier's and the actor's body began it.
    func partial(
        _ id: ScanID, of dossier: DossierID, for actor: Actor
    ) async throws(ScanError) -> (plan: UploadPlan, offset: Int) {
        let partial = try await desk.onFiles(of: id.text) { [desk, keys] () throws(FileError) in
            try desk.folder.partial(id.text, key: keys.uploadKey(of: id))
        }
        guard let partial, let plan = UploadPlan(bytes: partial.plan), plan.dossier == dossier, plan.body == actor.body
        else { throw .service(.notFound) }
        return (plan, partial.byteCount)
    }

    /// Goes on with an upload at `offset` with the pieces that `next` gives until it gives none, and completes it where
    /// that is wanted and it is whole. What `next` throws ends it with ``ScanError/cut``; what had come is kept.
    public func goOn(
        with id: ScanID, of dossier: DossierID, at offset: Int, completing: Bool,
        next: @Sendable () async throws -> [UInt8]?, by caller: Caller, reader: Store.Reader
    ) async throws(ScanError) -> Upload {
        let state = try await ScanError.within { () throws(ServiceError) in
            try self.dossier(dossier, for: caller.actor, reader: reader)
        }
        if let scan = state.scans?.first(where: { $0.id == id }) {
            // The answer that said so was lost.
            guard completing, offset <= scan.byteCount else { throw .completed }
            return Upload(of: scan, dossier: dossier)
        }
        let (plan, _) = try await partial(id, of: dossier, for: caller.actor)
        guard let turn = desk.takeTurn(at: id, owner: plan.owner) else { throw .busy }
        let end = try await receive(plan, at: offset, next: next, turn: turn)
        guard completing else { return Upload(id: id, dossier: dossier, byteCount: plan.byteCount, offset: end) }
        guard end == plan.byteCount else { throw .notWhole(offset: end, length: plan.byteCount) }
        guard desk.beginCompleting(turn) else { throw .takenOver }
        defer { desk.endCompleting(id) }
        return try await complete(turn.upload, plan, by: caller, reader: reader)
    }

    /// Writes what comes; answers how much is there, durably.
    private func receive(
        _ plan: UploadPlan, at offset: Int, next: @Sendable () async throws -> [UInt8]?, turn: Uploads.Turn
    ) async throws(ScanError) -> Int {
        let id = turn.upload
        let key = keys.uploadKey(of: id)
        let opened = try await desk.onFiles(of: id.text) { [desk] () throws(FileError) in
            try desk.folder.open(id.text, key: key)
        }
        guard let writer = opened else { throw .service(.notFound) }
        guard writer.byteCount == offset else {
            throw .offsetMismatch(expected: writer.byteCount, given: offset)
        }
        var end = offset
        var gathered: [UInt8] = []
        var failure: ScanError?
        while failure == nil {
            do {
                guard let piece = try await next() else { break }
                gathered += piece
            } catch {
                failure = .cut
            }
            let room = plan.byteCount - end
            if gathered.count > room {
                gathered.removeLast(gathered.count - room)
                failure = .beyondLength(plan.byteCount)
            }
            if offset == 0, end == 0, gathered.count >= ScanForm.signatureLength,
                ScanForm(signature: gathered) != ScanForm(plan.kind)
            {
                try await discard(id, keeping: [])
                throw .notOfKind(plan.kind)
            }
            if gathered.count >= Self.pieceLength {
                try await write(gathered, with: writer, turn: turn, durably: false)
                end += gathered.count
                gathered = []
            }
        }
        try await write(gathered, with: writer, turn: turn, durably: true)
        if let failure { throw failure }
        return end + gathered.count
    }

    private func write(
        _ bytes: [UInt8], with writer: PartialWriter, turn: Uploads.Turn, durably: Bool
    ) async throws(ScanError) {
        let isMine = try await desk.onFiles(of: turn.upload.text) { [desk] () throws(FileError) in
            // Looked up on the upload's own thread: whoever took it over opens its file after this.
            guard desk.isCurrent(turn) else { return false }
            if !bytes.isEmpty { try writer.append(bytes) }
            if durably { try writer.sync() }
            return true
        }
        guard isMine else { throw .takenOver }
    }

    /// Proves the content, stores it, and attaches it by a command; the upload is gone after the event is durable.
    private func complete(
        _ id: ScanID, _ plan: UploadPlan, by caller: Caller, reader: Store.Reader
    ) async throws(ScanError) -> Upload {
        let dossier = plan.dossier
        let state = try await ScanError.within { () throws(ServiceError) in
            try self.dossier(dossier, for: caller.actor, reader: reader)
        }
        let twin = try await twin(of: plan, in: state, reader: reader)
        let fileKey = twin == nil ? SymmetricKey(size: .bits256) : nil
        let content = try await desk.onFiles(of: id.text) { [desk, keys] () throws(FileError) in
            try desk.folder.store(
                id.text, key: keys.uploadKey(of: id), sha256: plan.sha256, form: ScanForm(plan.kind), fileKey: fileKey)
        }
        var sealed = SealedValues()
        let file: String
        let reference: PrivateReference
        switch (content, twin, fileKey) {
        case (.good, .some(let twin), _):
            file = twin.file
            reference = twin.content
        case (.good(.some(let name)), nil, .some(let fileKey)):
            file = name
            reference = vault.seal(ScanContent(key: fileKey, sha256: plan.sha256), into: &sealed)
        case (.otherDigest, _, _):
            try await discard(id, keeping: [])
            throw .otherDigest
        case (.notOfForm, _, _):
            try await discard(id, keeping: [])
            throw .notOfKind(plan.kind)
        case (.good, nil, _): preconditionFailure("what is stored has a name and a key")
        }
        let command = DossierCommand.attachScan(
            .init(
                id: id, document: plan.document, page: plan.page, kind: plan.kind, byteCount: plan.byteCount,
                file: file, content: reference))
        let attached = try await attach(command, to: dossier, sealing: sealed, by: caller, reader: reader)
        guard let scan = attached.scans?.first(where: { $0.id == id }) else {
            preconditionFailure("what was attached is among the scans")
        }
        try await discard(id, keeping: Set(attached.scans?.map(\.file) ?? []))
        return Upload(of: scan, dossier: dossier)
    }

    private func attach(
        _ command: DossierCommand, to dossier: DossierID, sealing sealed: SealedValues, by caller: Caller,
        reader: Store.Reader
    ) async throws(ScanError) -> DossierState {
        // Without a key of its own: the scan's identity says whether it was attached, for ever.
        let unkeyed = Caller(actor: caller.actor, requestID: caller.requestID, idempotencyKey: nil)
        return try await ScanError.within { () async throws(ServiceError) in
            try await perform(command, on: .identity(dossier), sealing: sealed, by: unkeyed, reader: reader).state
        }
    }

    /// A scan of the same dossier with the same content: its file and key serve both. Never another dossier's, or
    /// erasing one would leave the other's open, and a digest would tell who else has such a paper.
    private func twin(
        of plan: UploadPlan, in state: DossierState, reader: Store.Reader
    ) async throws(ScanError) -> AttachedScan? {
        let alike = (state.scans ?? []).filter { $0.byteCount == plan.byteCount && $0.kind == plan.kind }
        let contents = try await content(of: alike, reader: reader)
        return alike.first { contents[$0.id]?.sha256 == plan.sha256 }
    }

    private func content(
        of scans: [AttachedScan], reader: Store.Reader
    ) async throws(ScanError) -> [ScanID: ScanContent] {
        let opened = try await ScanError.within { () throws(ServiceError) in
            try open(scans.map(\.content), as: ScanContent.self, reader: reader)
        }
        return Dictionary(
            scans.compactMap { scan in opened[scan.content.value].map { (scan.id, $0) } }, uniquingKeysWith: { $1 })
    }
}
