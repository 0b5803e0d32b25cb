import Crypto
import DossierDomain
import DossierFiles
import DossierRouting
import DossierStore

extension DossierService {
    /// A scan that the actor's task needs to see; the row filter was asked before. Throws ``ScanError``.
    public func openScan(
        _ scan: AttachedScan, of state: DossierState, for actor: Actor, reader: Store.Reader
    ) throws(ScanError) -> OpenedScan {
        guard mayRead(.parties, of: state, by: actor) else { throw .notForReading }
        let opened: [PrivateValueID: ScanContent]
        do {
            opened = try open([scan.content], as: ScanContent.self, reader: reader)
        } catch {
            throw .service(error)
        }
        guard let content = opened[scan.content.value] else { throw .erased }
        return OpenedScan(scan: scan, key: content.fileKey, uploads: desk)
    }
}

/// A scan with what opens it.
public struct OpenedScan: Sendable {
    /// The scan.
    public let scan: AttachedScan
    private let key: SymmetricKey
    private let uploads: Uploads

    /// How much is read at a time, in bytes.
    private static let pieceLength = 65_536

    init(scan: AttachedScan, key: SymmetricKey, uploads: Uploads) {
        self.scan = scan
        self.key = key
        self.uploads = uploads
    }

    /// Hands over the bytes of a range, piece by piece; the pieces begin where the stored file's chunks do, so that each
    /// is opened once. Throws ``ScanError``, or what `write` throws.
    public func read(_ range: Range<Int>, _ write: ([UInt8]) async throws -> Void) async throws {
        var place = range.lowerBound
        while place < range.upperBound {
            let end = min(range.upperBound, (place / Self.pieceLength + 1) * Self.pieceLength)
            let part = place..<end
            try await write(try await piece(part))
            place = end
        }
    }

    /// The bytes of a range. Throws ``ScanError``.
    public func piece(_ range: Range<Int>) async throws(ScanError) -> [UInt8] {
        let bytes = try await uploads.onFiles(of: scan.file) { [uploads, scan, key] () throws(FileError) in
            try uploads.folder.read(range, of: scan.file, key: key, byteCount: scan.byteCount)
        }
        guard let bytes else { throw .service(.store(.corrupt("a scan's file is missing"))) }
        return bytes
    }
}
