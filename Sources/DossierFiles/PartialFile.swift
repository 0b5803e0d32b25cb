import Crypto
import Foundation
import Glibc

/// The file of an upload that isn't whole: records, each sealed under the upload's key and its place.
///
/// What was acknowledged is whole records; a record that a crash has torn is cut off when the file is opened again.
struct PartialFile: ~Copyable {
    enum Kind: UInt8 {
        /// What the upload is to bring; the first record, and the only one of its kind.
        case plan = 1
        /// A piece of the picture.
        case piece = 2
        /// The name of a stored file that was about to be made of it.
        case stored = 3
    }

    private struct Place {
        let kind: Kind
        let offset: Int
        let length: Int
        var pieceLength: Int { length - PartialFile.sealLength }
    }

    private static let headLength = 5
    private static let sealLength = 28

    private let file: File
    private let key: SymmetricKey
    private var places: [Place] = []
    private var end = 0
    /// What the upload is to bring.
    private(set) var plan: [UInt8] = []
    /// How much of the picture is there.
    private(set) var byteCount = 0

    private init(_ file: consuming File, key: SymmetricKey) {
        self.file = file
        self.key = key
    }

    /// Makes the file with its plan; durable, but for its name.
    static func make(at path: String, key: SymmetricKey, plan: [UInt8]) throws(FileError) {
        var made = PartialFile(try File(making: path), key: key)
        try made.append(.plan, plan)
        try made.file.sync()
    }

    /// Opens a file; `nil` where there is none, or none whose plan is whole.
    static func open(at path: String, key: SymmetricKey) throws(FileError) -> PartialFile? {
        guard let file = try File(opening: path, O_RDWR) else { return nil }
        var found = PartialFile(file, key: key)
        try found.findRecords()
        guard let first = found.places.first, first.kind == .plan, let plan = try found.open(0) else { return nil }
        found.plan = plan
        return found
    }

    mutating func append(piece: [UInt8]) throws(FileError) {
        try append(.piece, piece)
        byteCount += piece.count
    }

    /// Notes, durably, that a stored file of that name is about to be made.
    mutating func note(stored name: String) throws(FileError) {
        try append(.stored, Array(name.utf8))
        try file.sync()
    }

    func sync() throws(FileError) {
        try file.sync()
    }

    /// The names of stored files that were made, or about to be made, of it.
    func storedNames() throws(FileError) -> [String] {
        var names: [String] = []
        for index in places.indices where places[index].kind == .stored {
            guard let bytes = try open(index) else { throw .damaged("record \(index) of an upload can't be opened") }
            names.append(String(decoding: bytes, as: UTF8.self))
        }
        return names
    }

    /// How many records there are.
    var recordCount: Int { places.count }

    /// The piece of the picture in a record; `nil` where that holds something else.
    func piece(_ index: Int) throws(FileError) -> [UInt8]? {
        guard places[index].kind == .piece else { return nil }
        guard let bytes = try open(index) else { throw .damaged("record \(index) of an upload can't be opened") }
        return bytes
    }

    private mutating func findRecords() throws(FileError) {
        let size = try file.status().size
        while true {
            let head = try file.read(at: end, count: Self.headLength)
            guard head.count == Self.headLength, let kind = Kind(rawValue: head[0]) else { break }
            let length = head[1...].reduce(0) { $0 << 8 | Int($1) }
            guard length >= Self.sealLength, end + Self.headLength + length <= size else { break }
            places.append(Place(kind: kind, offset: end + Self.headLength, length: length))
            end += Self.headLength + length
        }
        // A loss of power may leave a record's length without its bytes.
        while !places.isEmpty, try open(places.count - 1) == nil {
            end = places.removeLast().offset - Self.headLength
        }
        if end < size { try file.truncate(to: end) }
        byteCount = places.reduce(0) { $0 + ($1.kind == .piece ? $1.pieceLength : 0) }
    }

    /// A record's content; `nil` where its seal doesn't hold.
    private func open(_ index: Int) throws(FileError) -> [UInt8]? {
        let place = places[index]
        let sealed = try file.read(at: place.offset, count: place.length)
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: key, authenticating: Self.binding(place.kind, index)))
        } catch {
            return nil
        }
    }

    private mutating func append(_ kind: Kind, _ content: [UInt8]) throws(FileError) {
        let sealed: [UInt8]
        do {
            // A nonce of chance: a record that was torn is written again at the same place.
            let box = try AES.GCM.seal(content, using: key, authenticating: Self.binding(kind, places.count))
            sealed = Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            preconditionFailure("AES-GCM always seals: \(type(of: error))")
        }
        let length = sealed.count
        let head = [kind.rawValue] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        do {
            try file.write(head + sealed, at: end)
        } catch {
            // What was written of it is cut off, or a later record would be looked for behind it.
            try file.truncate(to: end)
            throw error
        }
        places.append(Place(kind: kind, offset: end + Self.headLength, length: length))
        end += Self.headLength + length
    }

    private static func binding(_ kind: Kind, _ index: Int) -> [UInt8] {
        [kind.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: index >> (56 - 8 * $0)) }
    }
}
