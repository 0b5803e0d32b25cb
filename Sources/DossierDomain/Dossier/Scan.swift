/// A picture of a paper that was brought: one file of one page, or of a document of pages of its own.
///
/// The file lies outside the database, encrypted; what opens it lies with the personal data (AUD-03, OFF-03).
public struct AttachedScan: Hashable, Codable, Sendable {
    /// What the file is, told from its content and never from its name.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// ISO 32000.
        case pdf
        /// ISO 10918.
        case jpeg
        /// ISO 15948.
        case png
        /// TIFF 6.0.
        case tiff
    }

    /// The highest page that a document may have.
    public static let pageLimit = 100
    /// How many scans a dossier may have.
    public static let countLimit = 200

    /// Identity; that of the upload which brought it.
    public let id: ScanID
    /// Which paper of the procedure's list it shows.
    public let document: DocumentID
    /// Its place among the scans of that paper, from 1.
    public let page: Int
    /// What it is.
    public let kind: Kind
    /// Size of the picture in bytes.
    public let byteCount: Int
    /// SHA-256 of the encrypted file in lower-case hexadecimal, under which it is stored. It tells nothing of the content.
    public let file: String
    /// The picture's own digest and the key of its file.
    public let content: PrivateReference

    /// A picture of a paper.
    public init(
        id: ScanID, document: DocumentID, page: Int, kind: Kind, byteCount: Int, file: String, content: PrivateReference
    ) {
        self.id = id
        self.document = document
        self.page = page
        self.kind = kind
        self.byteCount = byteCount
        self.file = file
        self.content = content
    }
}

extension DossierEvent {
    /// A scan that was uploaded whole, and proved by its digest (OFF-03).
    public struct ScanAttached: Hashable, Codable, Sendable {
        /// The scan.
        public let scan: AttachedScan

        /// A scan that was uploaded whole.
        public init(scan: AttachedScan) {
            self.scan = scan
        }
    }
}

extension DossierCommand {
    /// A scan whose file is on disk.
    public struct AttachScan: Hashable, Sendable {
        /// Identity; that of the upload.
        public let id: ScanID
        /// Which paper it shows.
        public let document: DocumentID
        /// Its place among the scans of that paper; behind the last where `nil`.
        public let page: Int?
        /// What it is.
        public let kind: AttachedScan.Kind
        /// Size of the picture in bytes.
        public let byteCount: Int
        /// SHA-256 of the encrypted file.
        public let file: String
        /// The picture's own digest and the key of its file.
        public let content: PrivateReference

        /// A scan whose file is on disk.
        public init(
            id: ScanID, document: DocumentID, page: Int?, kind: AttachedScan.Kind, byteCount: Int, file: String,
            content: PrivateReference
        ) {
            self.id = id
            self.document = document
            self.page = page
            self.kind = kind
            self.byteCount = byteCount
            self.file = file
            self.content = content
        }
    }
}
