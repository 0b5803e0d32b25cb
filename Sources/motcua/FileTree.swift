import Foundation
import Glibc

/// Files and folders copied so that they survive a loss of power.
enum FileTree {
    /// What was copied.
    struct Copied {
        /// How many files there are afterwards.
        var count = 0
        /// Their size.
        var bytes = 0
        /// The files that weren't there before.
        var new: [String] = []
    }

    /// Copies every file below a folder that isn't there yet, and over one that is there but that `isKept` doesn't want;
    /// where it fails, what it has added is taken away again.
    ///
    /// With `skippingVanished`, what goes between being listed and being opened is left out; else it is ``FileTrouble``.
    static func copy(
        _ from: String, to: String, skippingVanished: Bool = false,
        keeping isKept: (_ path: String) throws -> Bool = { _ in true }
    ) throws -> Copied {
        var copied = Copied()
        do {
            try copy(from, to: to, into: &copied, skippingVanished, isKept)
            return copied
        } catch {
            remove(copied.new)
            throw error
        }
    }

    private static func copy(
        _ from: String, to: String, into copied: inout Copied, _ skippingVanished: Bool,
        _ isKept: (String) throws -> Bool
    ) throws {
        let files = FileManager.default
        try makeFolder(to)
        guard files.fileExists(atPath: from) else { return try sync(to) }
        for name in try files.contentsOfDirectory(atPath: from).sorted() {
            let (source, target) = ("\(from)/\(name)", "\(to)/\(name)")
            var isFolder: ObjCBool = false
            _ = files.fileExists(atPath: source, isDirectory: &isFolder)
            if isFolder.boolValue {
                try copy(source, to: target, into: &copied, skippingVanished, isKept)
                continue
            }
            let isThere = files.fileExists(atPath: target)
            if try !isThere || !isKept(target) {
                do {
                    try copyFile(source, to: target)
                } catch let trouble as FileTrouble where skippingVanished && trouble.isMissing(source) {
                    continue
                }
                if !isThere { copied.new.append(target) }
            }
            copied.count += 1
            copied.bytes += try size(of: target)
        }
        try sync(to)
    }

    /// Makes a folder, and those it lies in, where they are missing, so that they survive a loss of power.
    static func makeFolder(_ path: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty { try makeFolder(parent) }
        try files.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try sync(parent.isEmpty ? "." : parent)
    }

    /// Copies a file under another name until it is whole: what has its name is never copied again.
    ///
    /// Throws ``FileTrouble``, also where it is gone.
    static func copyFile(_ source: String, to target: String) throws {
        let copying = target + ".copying"
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw FileTrouble(source) }
        defer { close(input) }
        let output = open(copying, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw FileTrouble(copying) }
        do {
            defer { close(output) }
            try pour(input, into: output, named: copying)
            guard fsync(output) == 0 else { throw FileTrouble(copying) }
            guard rename(copying, target) == 0 else { throw FileTrouble(target) }
        } catch {
            unlink(copying)
            throw error
        }
    }

    private static func pour(_ input: Int32, into output: Int32, named path: String) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            guard count >= 0 else { throw FileTrouble(path) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let step = buffer[written..<count].withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
                guard step > 0 else { throw FileTrouble(path) }
                written += step
            }
        }
    }

    /// Takes files away; those that can't be stay.
    static func remove(_ paths: [String]) {
        for path in paths { unlink(path) }
    }

    /// How many bytes a file has.
    static func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// Writes a new file durably.
    static func write(_ data: Data, to path: String) throws {
        let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw FileTrouble(path) }
        defer { close(output) }
        let count = data.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        guard count == data.count, fsync(output) == 0 else { throw FileTrouble(path) }
    }

    /// Returns when a file, or the names in a folder, survive a loss of power.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileTrouble(path) }
    }
}

/// What the system said about a file.
struct FileTrouble: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    init(_ path: String) {
        self.path = path
        code = errno
    }

    func isMissing(_ source: String) -> Bool { code == ENOENT && path == source }

    var isFull: Bool { code == ENOSPC || code == EDQUOT }

    var description: String { "\(path): \(String(cString: strerror(code)))." }
}
