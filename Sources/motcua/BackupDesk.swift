import DossierAPI
import DossierStore
import Foundation
import Logging
import Synchronization

/// Makes the backups that are asked for over HTTP: one at a time, on threads of its own.
final class BackupDesk: Sendable {
    private let backups: Backups?
    private let now: @Sendable () -> String
    private let logger: Logger
    private let isBusy = Mutex(false)
    private let threads = DispatchQueue(label: "backups", qos: .utility, attributes: .concurrent)

    init(backups: Backups?, now: @escaping @Sendable () -> String, logger: Logger) {
        self.backups = backups
        self.now = now
        self.logger = logger
    }

    @Sendable func make(_ name: String) async -> Result<BackupReceipt, BackupRefusal> {
        guard let backups else { return .failure(.noFolder) }
        let isFree = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else { return .failure(.busy) }
        defer { isBusy.withLock { $0 = false } }
        let instant = now()
        return await run { try backups.make(name, at: instant) }
    }

    @Sendable func all() async -> Result<[BackupReceipt], BackupRefusal> {
        guard let backups else { return .failure(.noFolder) }
        return await run { try backups.all() }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, BackupRefusal> {
        await withCheckedContinuation { continuation in
            threads.async { [logger] in
                do {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    logger.error("a backup failed", metadata: ["reason": "\(error)"])
                    continuation.resume(returning: .failure(Self.refusal(error)))
                }
            }
        }
    }

    private static func refusal(_ error: any Error) -> BackupRefusal {
        if error is FolderInUse { return .busy }
        if case StoreError.full = error { return .full }
        if let error = error as? FileTrouble, error.isFull { return .full }
        if let error = error as? CocoaError, error.code == .fileWriteOutOfSpace { return .full }
        return .failed("\(error)")
    }
}
