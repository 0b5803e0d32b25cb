import DossierDomain
import DossierFiles
import Synchronization

/// The uploads that are under way: their folder, their threads, and who goes on with which.
///
/// What must outlive the process lies in the folder; here is only what keeps two requests from going on with one upload.
public final class Uploads: Sendable {
    /// What uploads may cost.
    public let limits: UploadLimits
    let folder: ScanFolder
    let workers = FileWorkers()
    let keys: KeyRing
    private let underWay: Mutex<[ScanID: UnderWay]>

    private struct UnderWay {
        let owner: String
        /// Counts the requests that went on with it: the newest has it.
        var turn = 0
        var isCompleting = false
    }

    /// One request's turn at an upload.
    struct Turn: Sendable {
        let upload: ScanID
        let number: Int
    }

    /// Opens a folder with what lies in it, under those keys.
    ///
    /// Throws ``FileError``. An upload whose key is another's is not counted, and given up in time.
    public init(folder: ScanFolder, keys: KeyRing, limits: UploadLimits = UploadLimits()) throws(FileError) {
        self.folder = folder
        self.keys = keys
        self.limits = limits
        var known: [ScanID: UnderWay] = [:]
        for name in try folder.uploads() {
            let id = ScanID(name)
            guard let partial = try folder.partial(name, key: keys.uploadKey(of: id)),
                let plan = UploadPlan(bytes: partial.plan)
            else { continue }
            known[id] = UnderWay(owner: plan.owner)
        }
        underWay = Mutex(known)
    }

    /// Counts an upload as its owner's, and answers whether it is a new one; `nil` where that one has too many.
    func admit(_ id: ScanID, of owner: String) -> Bool? {
        underWay.withLock { known in
            if known[id] != nil { return false }
            guard known.values.count(where: { $0.owner == owner }) < limits.openCount else { return nil }
            known[id] = UnderWay(owner: owner)
            return true
        }
    }

    /// Forgets one that has ended.
    func forget(_ id: ScanID) {
        underWay.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// Takes the next turn at an upload, from whoever had the one before; `nil` while somebody completes it.
    func takeTurn(at id: ScanID, owner: String) -> Turn? {
        underWay.withLock { known in
            var upload = known[id] ?? UnderWay(owner: owner)
            guard !upload.isCompleting else { return nil }
            upload.turn += 1
            known[id] = upload
            return Turn(upload: id, number: upload.turn)
        }
    }

    /// Whether nobody has taken a later turn.
    func isCurrent(_ turn: Turn) -> Bool {
        underWay.withLock { $0[turn.upload]?.turn == turn.number }
    }

    /// Keeps everybody else away until ``endCompleting(_:)``; `false` where somebody has taken a later turn, or completes it.
    func beginCompleting(_ turn: Turn) -> Bool {
        underWay.withLock { known in
            guard known[turn.upload]?.turn == turn.number, known[turn.upload]?.isCompleting == false else {
                return false
            }
            known[turn.upload]?.isCompleting = true
            return true
        }
    }

    func endCompleting(_ id: ScanID) {
        underWay.withLock { $0[id]?.isCompleting = false }
    }

    /// Does work on files, on the thread of that name.
    func onFiles<Value: Sendable>(
        of name: String, _ work: @escaping @Sendable () throws(FileError) -> Value
    ) async throws(ScanError) -> Value {
        do {
            return try await workers.run(for: name, work)
        } catch {
            throw .service(ServiceError(error))
        }
    }
}
