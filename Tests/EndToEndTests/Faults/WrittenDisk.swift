import Foundation

/// What a disk would hold after a loss of power, played out from the record of a process's writes.
///
/// Only what was synced is sure; of the rest any part may have arrived, down to single sectors.
struct WrittenDisk {
    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(size: Int)
    }

    private struct File {
        var durable: [UInt8]
        var pending: [Change] = []
        /// Whether the folder knows it for sure.
        var isEntered: Bool
        /// What the folder knows for sure under that name, where a file that was renamed took its place.
        var displaced: [UInt8]?
    }

    private var files: [String: File] = [:]
    private(set) var syncCount = 0
    private static let sectorLength = 512

    /// The files of a folder as they were before, and everything that was done to those of these names since.
    init(folder: String, names: [String], log: [UInt8], before: [String: [UInt8]]) throws {
        for (name, bytes) in before { files[name] = File(durable: bytes, isEntered: true) }
        for (record, _) in DiskRecord.all(in: log) {
            if record.kind == "D", record.path == folder {
                for name in files.keys {
                    files[name]?.isEntered = true
                    files[name]?.displaced = nil
                }
            }
            guard record.path.hasPrefix(folder + "/") else { continue }
            let name = String(record.path.dropFirst(folder.count + 1))
            if names.contains(name) { apply(record, to: name, in: folder) }
        }
    }

    private mutating func apply(_ record: DiskRecord, to name: String, in folder: String) {
        switch record.kind {
        case "C": files[name] = files[name] ?? File(durable: [], isEntered: false)
        case "W": files[name]?.pending.append(.write(offset: record.number, bytes: record.data))
        case "T": files[name]?.pending.append(.truncate(size: record.number))
        case "U": files[name] = nil
        case "R":
            let source = String(decoding: record.data, as: UTF8.self).dropFirst(folder.count + 1)
            guard var file = files.removeValue(forKey: String(source)) else { return }
            let before = files[name]
            file.isEntered = false
            file.displaced = before?.isEntered == true ? before?.durable : before?.displaced
            files[name] = file
        case "S":
            syncCount += 1
            guard let file = files[name] else { return }
            files[name]?.durable = Self.applied(file.pending, to: file.durable)
            files[name]?.pending = []
        default: break
        }
    }

    /// How much of what wasn't synced has arrived.
    enum Luck: CaseIterable {
        case nothing, everything, someWrites, someSectors
    }

    /// The files as they are found when the power is back.
    func afterPowerLoss(_ luck: Luck) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for (name, file) in files {
            guard file.isEntered || luck == .everything else {
                found[name] = file.displaced
                continue
            }
            found[name] = Self.applied(Self.survivors(of: file.pending, luck), to: file.durable)
        }
        return found
    }

    private static func survivors(of pending: [Change], _ luck: Luck) -> [Change] {
        switch luck {
        case .nothing: return []
        case .everything: return pending
        case .someWrites: return pending.filter { _ in FaultLuck.coin() }
        case .someSectors:
            return pending.flatMap { change -> [Change] in
                guard case .write(let offset, let bytes) = change else { return FaultLuck.coin() ? [change] : [] }
                return stride(from: 0, to: bytes.count, by: sectorLength).compactMap { start in
                    guard FaultLuck.coin() else { return nil }
                    let end = min(start + sectorLength, bytes.count)
                    return .write(offset: offset + start, bytes: Array(bytes[start..<end]))
                }
            }
        }
    }

    private static func applied(_ changes: [Change], to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for change in changes {
            switch change {
            case .truncate(let size):
                if size < bytes.count {
                    bytes.removeLast(bytes.count - size)
                } else {
                    bytes += [UInt8](repeating: 0, count: size - bytes.count)
                }
            case .write(let offset, let written):
                let end = offset + written.count
                if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
                bytes.replaceSubrange(offset..<end, with: written)
            }
        }
        return bytes
    }
}

/// One record of the shim's log.
struct DiskRecord {
    let kind: Character
    let path: String
    let number: Int
    let data: [UInt8]

    /// All records of a log, each with the length of the log up to it.
    static func all(in log: [UInt8]) -> [(record: DiskRecord, end: Int)] {
        var reader = log[...]
        var all: [(record: DiskRecord, end: Int)] = []
        while let record = DiskRecord(&reader) { all.append((record, reader.startIndex)) }
        return all
    }

    /// Reads the next record; `nil` at the end, also where the process died while it wrote one.
    private init?(_ bytes: inout ArraySlice<UInt8>) {
        guard bytes.count >= 15 else { return nil }
        func integer(_ offset: Int, _ length: Int) -> Int {
            (0..<length).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
        }
        let pathLength = integer(1, 2)
        let dataLength = integer(11, 4)
        guard bytes.count >= 15 + pathLength + dataLength else { return nil }
        kind = Character(UnicodeScalar(bytes[bytes.startIndex]))
        number = integer(3, 8)
        let pathStart = bytes.startIndex + 15
        path = String(decoding: bytes[pathStart..<pathStart + pathLength], as: UTF8.self)
        data = Array(bytes[(pathStart + pathLength)..<(pathStart + pathLength + dataLength)])
        bytes = bytes[(pathStart + pathLength + dataLength)...]
    }
}
