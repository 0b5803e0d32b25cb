import Crypto
import DossierDomain
import DossierFiles
import DossierStore
import Foundation

/// What somebody is about to upload, as they tell before the first byte (OFF-03).
public struct ScanPlan: Hashable, Sendable {
    /// Which paper of the procedure's list it shows.
    public let document: DocumentID
    /// Its place among the scans of that paper; behind the last where `nil`.
    public let page: Int?
    /// What it is.
    public let kind: AttachedScan.Kind
    /// Its size in bytes.
    public let byteCount: Int
    /// SHA-256 of it in lower-case hexadecimal.
    public let sha256: String

    /// What somebody is about to upload.
    public init(document: DocumentID, page: Int?, kind: AttachedScan.Kind, byteCount: Int, sha256: String) {
        self.document = document
        self.page = page
        self.kind = kind
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}

/// What uploads may cost.
public struct UploadLimits: Hashable, Sendable {
    /// The largest scan in bytes. Default 32 MiB.
    public var byteCount: Int
    /// Uploads of one terminal or agency system that aren't whole. Default 16.
    public var openCount: Int
    /// After how many seconds without a byte an upload is given up. Default seven days: as long as its key is remembered.
    public var abandonedAfterSeconds: Int

    /// Limits; the defaults are the documented ones.
    public init(
        byteCount: Int = 33_554_432, openCount: Int = 16, abandonedAfterSeconds: Int = 7 * 86_400
    ) {
        self.byteCount = byteCount
        self.openCount = openCount
        self.abandonedAfterSeconds = abandonedAfterSeconds
    }
}

/// An upload as it stands.
public struct Upload: Hashable, Sendable {
    /// Identity; the scan's, once it is attached.
    public let id: ScanID
    /// Of which dossier or submission.
    public let dossier: DossierID
    /// How large the whole is.
    public let byteCount: Int
    /// How much of it is there for certain: where to go on.
    public let offset: Int
    /// The scan that came of it; `nil` while it isn't complete.
    public let scan: AttachedScan?

    init(id: ScanID, dossier: DossierID, byteCount: Int, offset: Int) {
        self.id = id
        self.dossier = dossier
        self.byteCount = byteCount
        self.offset = offset
        scan = nil
    }

    init(of scan: AttachedScan, dossier: DossierID) {
        id = scan.id
        self.dossier = dossier
        byteCount = scan.byteCount
        offset = scan.byteCount
        self.scan = scan
    }
}

/// Why an upload, or the reading of a scan, ended without its effect.
public enum ScanError: Error, Hashable, Sendable {
    /// What any use-case may meet; a file that can't be read or written is the store's trouble.
    case service(ServiceError)
    /// It is larger than is taken.
    case tooLarge(limit: Int)
    /// The terminal has so many uploads that aren't whole.
    case tooManyUploads(limit: Int)
    /// It doesn't stand where the piece would go on.
    case offsetMismatch(expected: Int, given: Int)
    /// There are more bytes than were told; what fits was kept.
    case beyondLength(Int)
    /// It was said to be complete, and isn't.
    case notWhole(offset: Int, length: Int)
    /// It is complete already.
    case completed
    /// Another request completes it right now.
    case busy
    /// Another request goes on with it; this one's later pieces were not kept.
    case takenOver
    /// The connection broke; what had come was kept.
    case cut
    /// The content has another digest than was told; the upload is gone.
    case otherDigest
    /// The content is not what was told, or broken; the upload is gone.
    case notOfKind(AttachedScan.Kind)
    /// What the caller's task doesn't need to see (SEC-03).
    case notForReading
    /// Its key was destroyed (AUD-03).
    case erased
}

extension ServiceError {
    init(_ error: FileError) {
        switch error {
        case .full: self = .store(.full)
        case .unavailable(let text): self = .store(.unavailable("a scan's file: \(text)"))
        case .damaged(let text): self = .store(.corrupt("a scan's file: \(text)"))
        }
    }
}

extension ScanError {
    /// Turns what use-cases throw into what uploads throw.
    static func within<Value>(_ work: () async throws(ServiceError) -> Value) async throws(ScanError) -> Value {
        do {
            return try await work()
        } catch {
            throw .service(error)
        }
    }
}

extension ScanForm {
    init(_ kind: AttachedScan.Kind) {
        switch kind {
        case .pdf: self = .pdf
        case .jpeg: self = .jpeg
        case .png: self = .png
        case .tiff: self = .tiff
        }
    }
}

/// What opens a scan's file and proves what it shows; sealed like personal data, so that erasing it erases the scan.
struct ScanContent: Record, Hashable {
    /// The key of its file, in hexadecimal.
    let key: String
    /// SHA-256 of the picture, in hexadecimal.
    let sha256: String

    init(key: SymmetricKey, sha256: String) {
        self.key = key.withUnsafeBytes { hexadecimal($0) }
        self.sha256 = sha256
    }

    var fileKey: SymmetricKey {
        SymmetricKey(data: hexadecimalBytes(key) ?? [])
    }

    func writeFields(to record: inout RecordWriter) {
        record.write("key", key)
        record.write("sha256", sha256)
    }

    init(fieldsOf record: inout RecordReader) throws(RecordError) {
        key = try record.read("key")
        sha256 = try record.read("sha256")
    }
}

/// What an upload is to bring and for whom; kept encrypted at the head of its file.
struct UploadPlan: Record, Hashable {
    /// Whose staff or system began it, and may go on with it.
    let body: Body
    let byteCount: Int
    let document: DocumentID
    let dossier: DossierID
    let kind: AttachedScan.Kind
    /// The terminal or agency system that counts it.
    let owner: String
    let page: Int?
    let sha256: String

    init(_ plan: ScanPlan, of dossier: DossierID, by body: Body, owner: String) {
        self.body = body
        self.dossier = dossier
        self.owner = owner
        byteCount = plan.byteCount
        document = plan.document
        kind = plan.kind
        page = plan.page
        sha256 = plan.sha256
    }

    func writeFields(to record: inout RecordWriter) {
        record.write("body", body)
        record.write("byteCount", byteCount)
        record.write("document", document)
        record.write("dossier", dossier)
        record.write("kind", kind)
        record.write("owner", owner)
        record.write("page", page)
        record.write("sha256", sha256)
    }

    init(fieldsOf record: inout RecordReader) throws(RecordError) {
        body = try record.read("body")
        byteCount = try record.read("byteCount")
        document = try record.read("document")
        dossier = try record.read("dossier")
        kind = try record.read("kind")
        owner = try record.read("owner")
        page = try record.readIfPresent("page")
        sha256 = try record.read("sha256")
    }

    /// Reads a plan; `nil` where it is none.
    init?(bytes: [UInt8]) {
        do {
            self = try bytes.withUnsafeBytes { try UploadPlan(recordBytes: $0) }
        } catch {
            return nil
        }
    }
}
