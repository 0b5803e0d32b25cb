import Crypto
import Foundation
import Glibc

/// The form of a stored scan: chunks of 64 KiB, each sealed by AES-256-GCM under the file's own key.
///
/// A chunk's nonce is its place and whether it is the last, so that chunks can't be swapped, left out or cut off without
/// the next read finding out. A key is used for one file and each place is sealed once, so that no nonce comes twice.
enum SealedForm {
    static let chunkLength = 65_536
    static let tagLength = 16

    /// Size of the stored file for a picture of that size, at least 1.
    static func storedSize(of byteCount: Int) -> Int {
        byteCount + tagLength * chunkCount(of: byteCount)
    }

    static func chunkCount(of byteCount: Int) -> Int {
        (byteCount + chunkLength - 1) / chunkLength
    }

    static func nonce(of chunk: Int, isLast: Bool) throws -> AES.GCM.Nonce {
        var bytes = [UInt8](repeating: 0, count: 12)
        for place in 0..<8 { bytes[10 - place] = UInt8(truncatingIfNeeded: chunk >> (8 * place)) }
        bytes[11] = isLast ? 1 : 0
        return try AES.GCM.Nonce(data: bytes)
    }
}

/// Writes a stored scan from the pieces of a picture, in constant memory.
struct SealedFileWriter: ~Copyable {
    private let file: File
    private let key: SymmetricKey
    private var pending: [UInt8] = []
    private var chunk = 0
    private var size = 0
    private var digest = SHA256()

    init(making path: String, key: SymmetricKey) throws(FileError) {
        file = try File(making: path)
        self.key = key
        pending.reserveCapacity(2 * SealedForm.chunkLength)
    }

    mutating func write(_ piece: [UInt8]) throws(FileError) {
        pending += piece
        // The last chunk is sealed as such, so one is held back until more has come.
        while pending.count > SealedForm.chunkLength {
            try seal(Array(pending[..<SealedForm.chunkLength]), isLast: false)
            pending.removeFirst(SealedForm.chunkLength)
        }
    }

    /// Writes what is left, syncs, and answers the digest of the stored file: its name.
    mutating func finish() throws(FileError) -> String {
        try seal(pending, isLast: true)
        pending = []
        try file.sync()
        return hexadecimal(digest.finalize())
    }

    private mutating func seal(_ bytes: [UInt8], isLast: Bool) throws(FileError) {
        let sealed: [UInt8]
        do {
            let box = try AES.GCM.seal(bytes, using: key, nonce: SealedForm.nonce(of: chunk, isLast: isLast))
            sealed = Array(box.ciphertext) + Array(box.tag)
        } catch {
            preconditionFailure("AES-GCM always seals: \(type(of: error))")
        }
        try file.write(sealed, at: size)
        digest.update(data: sealed)
        size += sealed.count
        chunk += 1
    }
}

/// Reads a stored scan, from any place.
struct SealedFileReader: ~Copyable {
    private let file: File
    private let key: SymmetricKey
    private let byteCount: Int
    private var cached: (chunk: Int, bytes: [UInt8])?

    /// Opens a stored scan; `nil` where there is none.
    init?(opening path: String, key: SymmetricKey, byteCount: Int) throws(FileError) {
        guard let file = try File(opening: path, O_RDONLY) else { return nil }
        guard try file.status().size == SealedForm.storedSize(of: byteCount) else {
            throw .damaged("its size is not what the dossier says")
        }
        self.file = file
        self.key = key
        self.byteCount = byteCount
    }

    /// The bytes of a range that lies within the picture.
    mutating func read(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var place = range.lowerBound
        while place < range.upperBound {
            let chunk = place / SealedForm.chunkLength
            let start = chunk * SealedForm.chunkLength
            let plain = try open(chunk)
            let end = min(range.upperBound, start + plain.count)
            bytes += plain[(place - start)..<(end - start)]
            place = end
        }
        return bytes
    }

    private mutating func open(_ chunk: Int) throws(FileError) -> [UInt8] {
        if let cached, cached.chunk == chunk { return cached.bytes }
        let stride = SealedForm.chunkLength + SealedForm.tagLength
        let sealed = try file.read(at: chunk * stride, count: stride)
        let isLast = chunk == SealedForm.chunkCount(of: byteCount) - 1
        let expected = isLast ? byteCount - chunk * SealedForm.chunkLength : SealedForm.chunkLength
        guard sealed.count == expected + SealedForm.tagLength else { throw .damaged("a chunk is too short") }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: SealedForm.nonce(of: chunk, isLast: isLast), ciphertext: sealed.dropLast(SealedForm.tagLength),
                tag: sealed.suffix(SealedForm.tagLength))
            let bytes = Array(try AES.GCM.open(box, using: key))
            cached = (chunk, bytes)
            return bytes
        } catch {
            throw .damaged("chunk \(chunk) is not what was stored, or the key is another's")
        }
    }
}

/// Lower-case hexadecimal digits of bytes.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
