import Crypto
import Foundation
import Glibc
import Synchronization

/// The folder in which scans lie: uploads that aren't whole, and stored files under the digest of what is stored.
///
///     partial/UPLOAD          an upload on its way, encrypted
///     partial/UPLOAD.storing  what is being made of it
///     stored/AB/DIGEST        a scan, encrypted, never changed
///
/// Everything here blocks: it is called from threads that may (``FileWorkers``).
public struct ScanFolder: Sendable {
    /// Where it lies.
    public let path: String

    /// Opens the folder, and makes it where it is missing; the folder above it is there.
    public init(path: String) throws(FileError) {
        self.path = path
        for folder in [path, path + "/partial", path + "/stored"] { try Folder.make(folder) }
        try Folder.sync(path)
    }

    /// An upload that isn't whole.
    public struct Partial: Sendable {
        /// What it is to bring, as it was begun.
        public let plan: [UInt8]
        /// How much of it is there, durably.
        public let byteCount: Int
    }

    /// What an upload's content came to.
    public enum Content: Hashable, Sendable {
        /// Its digest is the one that was told, and it is what it claims to be: stored under this name, or, where that
        /// wasn't wanted, only looked through.
        case good(file: String?)
        /// SHA-256 of the content is another one.
        case otherDigest
        /// It begins like nothing or something else, or its frame is broken.
        case notOfForm
    }

    private func partialPath(_ upload: String) -> String { "\(path)/partial/\(upload)" }

    private func storedFolder(_ file: String) -> String { "\(path)/stored/\(file.prefix(2))" }

    private func storedPath(_ file: String) -> String { "\(storedFolder(file))/\(file)" }

    /// Begins an upload durably; where it was begun before, answers that one.
    public func begin(_ upload: String, plan: [UInt8], key: SymmetricKey) throws(FileError) -> Partial {
        if let known = try partial(upload, key: key) { return known }
        try PartialFile.make(at: partialPath(upload), key: key, plan: plan)
        try Folder.sync(path + "/partial")
        return Partial(plan: plan, byteCount: 0)
    }

    /// An upload as it stands; `nil` where there is none.
    public func partial(_ upload: String, key: SymmetricKey) throws(FileError) -> Partial? {
        guard let file = try PartialFile.open(at: partialPath(upload), key: key) else { return nil }
        return Partial(plan: file.plan, byteCount: file.byteCount)
    }

    /// Opens an upload to be gone on with; `nil` where there is none.
    public func open(_ upload: String, key: SymmetricKey) throws(FileError) -> PartialWriter? {
        guard let file = try PartialFile.open(at: partialPath(upload), key: key) else { return nil }
        return PartialWriter(file)
    }

    /// Looks through an upload's content, and stores it under the digest of what is stored, encrypted with `fileKey`;
    /// without one it is only looked through. What is stored is durable, and known to the upload before it has its name.
    public func store(
        _ upload: String, key: SymmetricKey, sha256: String, form: ScanForm, fileKey: SymmetricKey?
    ) throws(FileError) -> Content {
        guard var file = try PartialFile.open(at: partialPath(upload), key: key) else {
            throw .damaged("the upload is gone")
        }
        let storing = partialPath(upload) + ".storing"
        var digest = SHA256()
        guard let fileKey else {
            for index in 0..<file.recordCount {
                if let piece = try file.piece(index) { digest.update(data: piece) }
            }
            return hexadecimal(digest.finalize()) == sha256 ? .good(file: nil) : .otherDigest
        }
        var writer = try SealedFileWriter(making: storing, key: fileKey)
        for index in 0..<file.recordCount {
            guard let piece = try file.piece(index) else { continue }
            digest.update(data: piece)
            try writer.write(piece)
        }
        guard hexadecimal(digest.finalize()) == sha256 else {
            try Folder.remove(storing)
            return .otherDigest
        }
        let name = try writer.finish()
        guard var reader = try SealedFileReader(opening: storing, key: fileKey, byteCount: file.byteCount) else {
            throw .damaged("the file is gone")
        }
        guard try form.isWhole(count: file.byteCount, read: { range throws(FileError) in try reader.read(range) })
        else {
            try Folder.remove(storing)
            return .notOfForm
        }
        try file.note(stored: name)
        try Folder.make(storedFolder(name))
        guard rename(storing, storedPath(name)) == 0 else { throw FileError("rename") }
        try Folder.sync(storedFolder(name))
        try Folder.sync(path + "/stored")
        return .good(file: name)
    }

    /// Ends an upload. What was stored of it goes as well, but for the files in `kept`, which a dossier names.
    public func discard(_ upload: String, key: SymmetricKey, keeping kept: Set<String>) throws(FileError) {
        if let file = try PartialFile.open(at: partialPath(upload), key: key) {
            for name in try file.storedNames() where !kept.contains(name) { try Folder.remove(storedPath(name)) }
        }
        try Folder.remove(partialPath(upload) + ".storing")
        // Last, so that a crash before leaves something that says what is still to go.
        try Folder.remove(partialPath(upload))
    }

    /// The uploads that aren't whole and were last written before that second since 1970, by name; all without one.
    public func uploads(writtenBefore second: Int? = nil) throws(FileError) -> [String] {
        var names: [String] = []
        for name in try Folder.names(in: path + "/partial") where !name.hasSuffix(".storing") {
            if let second {
                guard let file = try File(opening: partialPath(name), O_RDONLY), try file.status().writtenAt < second
                else { continue }
            }
            names.append(name)
        }
        return names.sorted()
    }

    /// The bytes of a range of a stored scan; `nil` where its file is missing.
    public func read(
        _ range: Range<Int>, of file: String, key: SymmetricKey, byteCount: Int
    ) throws(FileError) -> [UInt8]? {
        guard var reader = try SealedFileReader(opening: storedPath(file), key: key, byteCount: byteCount) else {
            return nil
        }
        return try reader.read(range)
    }

    /// Takes a stored file away for good; one that isn't there is gone already.
    public func remove(stored file: String) throws(FileError) {
        try Folder.remove(storedPath(file))
        try Folder.sync(storedFolder(file))
    }

    /// What is wrong with a stored file: compares it with its name and the size that the picture has, without any key.
    public func fault(of file: String, byteCount: Int) throws(FileError) -> String? {
        guard let opened = try File(opening: storedPath(file), O_RDONLY) else { return "is missing" }
        let size = SealedForm.storedSize(of: byteCount)
        guard try opened.status().size == size else { return "has another size than was stored" }
        guard let digest = try Self.digest(of: opened, byteCount: size) else { return "ends too early" }
        return digest == file ? nil : "is not what was stored: its digest differs"
    }

    /// Whether there is a stored file of that name that isn't what was stored, whatever names it.
    public func isDamaged(_ file: String) throws(FileError) -> Bool {
        guard let opened = try File(opening: storedPath(file), O_RDONLY) else { return false }
        return try Self.digest(of: opened, byteCount: opened.status().size) != file
    }

    /// SHA-256 of a file's bytes; `nil` where it has fewer.
    private static func digest(of file: borrowing File, byteCount: Int) throws(FileError) -> String? {
        var digest = SHA256()
        var place = 0
        while place < byteCount {
            let piece = try file.read(at: place, count: min(byteCount - place, 262_144))
            if piece.isEmpty { return nil }
            digest.update(data: piece)
            place += piece.count
        }
        return hexadecimal(digest.finalize())
    }

    /// Hands over the names of stored files that were written before that second since 1970.
    public func forEachStored(before: Int, _ take: (String) -> Void) throws(FileError) {
        for folder in try Folder.names(in: path + "/stored") {
            for name in try Folder.names(in: "\(path)/stored/\(folder)") {
                guard let file = try File(opening: storedPath(name), O_RDONLY) else { continue }
                if try file.status().writtenAt < before { take(name) }
            }
        }
    }
}

/// An upload that is being gone on with; used by one at a time.
public final class PartialWriter: Sendable {
    private let file: Mutex<PartialFile>

    init(_ file: consuming PartialFile) {
        self.file = Mutex(file)
    }

    /// What the upload is to bring.
    public var plan: [UInt8] { file.withLock { $0.plan } }

    /// How much of it is there.
    public var byteCount: Int { file.withLock { $0.byteCount } }

    /// Adds a piece, which survives the end of this process; not a loss of power, before ``sync()``.
    public func append(_ piece: [UInt8]) throws(FileError) {
        try file.withLock { file throws(FileError) in try file.append(piece: piece) }
    }

    /// Returns when what was added survives a loss of power.
    public func sync() throws(FileError) {
        try file.withLock { file throws(FileError) in try file.sync() }
    }
}
