import DossierDomain
import DossierFiles
import DossierStore

// Uploads that nobody goes on with: given up by whoever began them, by an erasure, or by the sweep.
extension DossierService {
    /// Gives an upload up. One that isn't there is given up already. Throws ``ScanError``.
    public func abandonUpload(
        _ id: ScanID, of dossier: DossierID, by actor: Actor, reader: Store.Reader
    ) async throws(ScanError) {
        let state = try await ScanError.within { () throws(ServiceError) in
            try self.dossier(dossier, for: actor, reader: reader)
        }
        guard state.scans?.contains(where: { $0.id == id }) != true else { throw .completed }
        let plan: UploadPlan
        do {
            plan = try await partial(id, of: dossier, for: actor).plan
        } catch .service(.notFound) {
            return
        }
        guard let turn = desk.takeTurn(at: id, owner: plan.owner), desk.beginCompleting(turn) else { throw .busy }
        try await discard(id, keeping: Set(state.scans?.map(\.file) ?? []))
    }

    func discard(_ id: ScanID, keeping kept: Set<String>) async throws(ScanError) {
        try await desk.onFiles(of: id.text) { [desk, keys] () throws(FileError) in
            try desk.folder.discard(id.text, key: keys.uploadKey(of: id), keeping: kept)
        }
        desk.forget(id)
    }

    /// Gives up the uploads of an erased dossier that aren't whole: the key file opens them.
    ///
    /// One that is being completed right now is left to the sweep, and so is what a failing disk leaves.
    func discardUploads(of dossier: DossierID) async {
        guard let uploads else { return }
        let names = try? await uploads.onFiles(of: "") { () throws(FileError) in try uploads.folder.uploads() }
        for name in names ?? [] {
            let id = ScanID(name)
            let key = keys.uploadKey(of: id)
            let partial = try? await uploads.onFiles(of: name) { () throws(FileError) in
                try uploads.folder.partial(name, key: key)
            }
            guard let plan = partial.flatMap({ UploadPlan(bytes: $0.plan) }), plan.dossier == dossier,
                let turn = uploads.takeTurn(at: id, owner: plan.owner), uploads.beginCompleting(turn)
            else { continue }
            do {
                try await discard(id, keeping: [])
            } catch {
                uploads.endCompleting(id)
            }
        }
    }

    /// Gives up the uploads that nobody has gone on with for long, a file at a time; answers how many.
    ///
    /// What was stored of one goes with it, unless its dossier names it. An upload whose dossier isn't there is left to a
    /// person: the database may be another one. `now` in seconds since 1970, by the clock that dates files.
    public func sweepUploads(now: Int, reader: Store.Reader) async throws(ScanError) -> Int {
        guard let uploads else { return 0 }
        var count = 0
        let limit = now - uploads.limits.abandonedAfterSeconds
        let old = try await uploads.onFiles(of: "") { () throws(FileError) in
            try uploads.folder.uploads(writtenBefore: limit)
        }
        for name in old {
            let id = ScanID(name)
            let key = keys.uploadKey(of: id)
            let partial = try await uploads.onFiles(of: name) { () throws(FileError) in
                try uploads.folder.partial(name, key: key)
            }
            guard let partial, let plan = UploadPlan(bytes: partial.plan) else { continue }
            guard let turn = uploads.takeTurn(at: id, owner: plan.owner), uploads.beginCompleting(turn) else {
                continue
            }
            let state: DossierState?
            do {
                state = try reader.dossier(plan.dossier)
            } catch {
                uploads.endCompleting(id)
                throw .service(.store(error))
            }
            guard let state else {
                uploads.endCompleting(id)
                continue
            }
            do {
                try await discard(id, keeping: Set(state.scans?.map(\.file) ?? []))
            } catch {
                uploads.endCompleting(id)
                throw error
            }
            count += 1
        }
        return count
    }
}
