import DossierDomain

/// How much is logged, from everything to errors alone.
public enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error
}

/// What a backup holds; kept beside it.
public struct BackupReceipt: Hashable, Codable, Sendable {
    /// What it is called.
    public let name: String
    /// When its copy of the database began (RFC 3339): everything acknowledged before is in it.
    public let startedAt: String
    /// Position of its last event.
    public let position: Int
    /// Hash of that event, in hexadecimal.
    public let head: String
    /// Size of its database in bytes.
    public let databaseBytes: Int
    /// How many scans it holds.
    public let scanCount: Int
    /// Their size in bytes.
    public let scanBytes: Int

    /// A receipt.
    public init(
        name: String, startedAt: String, position: Int, head: String, databaseBytes: Int, scanCount: Int,
        scanBytes: Int
    ) {
        self.name = name
        self.startedAt = startedAt
        self.position = position
        self.head = head
        self.databaseBytes = databaseBytes
        self.scanCount = scanCount
        self.scanBytes = scanBytes
    }
}

/// Why a backup wasn't made.
public enum BackupRefusal: Error, Hashable, Sendable {
    /// No folder is configured for backups that are asked for over HTTP.
    case noFolder
    /// Another one is being made.
    case busy
    /// The disk is full.
    case full
    /// It failed; the text is for the log alone.
    case failed(String)
}

/// What administrators may do to the process itself.
public struct Administration: Sendable {
    let readLogLevel: @Sendable () -> LogLevel
    let writeLogLevel: @Sendable (_ level: LogLevel, _ by: CredentialID) -> Void
    let backUp: @Sendable (_ name: String) async -> Result<BackupReceipt, BackupRefusal>
    let backups: @Sendable () async -> Result<[BackupReceipt], BackupRefusal>

    /// - Parameter backUp: makes a backup of that name off the event loops, or answers the one there is.
    /// - Parameter backups: those that were made and are whole, by name.
    public init(
        readLogLevel: @escaping @Sendable () -> LogLevel,
        writeLogLevel: @escaping @Sendable (_ level: LogLevel, _ by: CredentialID) -> Void,
        backUp: @escaping @Sendable (_ name: String) async -> Result<BackupReceipt, BackupRefusal>,
        backups: @escaping @Sendable () async -> Result<[BackupReceipt], BackupRefusal>
    ) {
        self.readLogLevel = readLogLevel
        self.writeLogLevel = writeLogLevel
        self.backUp = backUp
        self.backups = backups
    }
}
