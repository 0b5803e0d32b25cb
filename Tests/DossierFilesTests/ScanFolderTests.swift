import Crypto
import DossierFiles
import DossierTesting
import Foundation
import Testing

@Suite("The folder of scans")
struct ScanFolderTests {
    private let directory: TemporaryDirectory
    private let folder: ScanFolder
    private let key = SymmetricKey(size: .bits256)
    private let fileKey = SymmetricKey(size: .bits256)

    init() throws {
        directory = try TemporaryDirectory()
        folder = try ScanFolder(path: directory.file("scans"))
    }

    private var partialPath: String { folder.path + "/partial/u1" }

    private func storedPath(_ file: String) -> String { "\(folder.path)/stored/\(file.prefix(2))/\(file)" }

    private func bytes(at path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func put(_ bytes: [UInt8], at path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Uploads it in pieces of that length.
    private func upload(_ content: [UInt8], piece length: Int = 10_000) throws {
        _ = try folder.begin("u1", plan: Array("plan".utf8), key: key)
        let writer = try #require(try folder.open("u1", key: key))
        for start in stride(from: 0, to: content.count, by: length) {
            try writer.append(Array(content[start..<min(content.count, start + length)]))
        }
        try writer.sync()
    }

    private func stored(_ content: [UInt8]) throws -> String {
        try upload(content)
        let outcome = try folder.store("u1", key: key, sha256: sha256(content), form: .jpeg, fileKey: fileKey)
        guard case .good(.some(let file)) = outcome else { throw Unexpected(outcome: outcome) }
        return file
    }

    private struct Unexpected: Error {
        let outcome: ScanFolder.Content
    }

    private static func picture(of size: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(size))
        let frame = Pictures.jpeg().count
        return Pictures.jpeg((0..<max(0, size - frame)).map { _ in UInt8.random(in: 0...254, using: &generator) })
    }

    @Test(
        "OFF-03 any range of a stored scan reads as it was sent, whatever the size",
        arguments: [40, 65_535, 65_536, 65_537, 131_072, 200_001])
    func ranges(size: Int) throws {
        let content = Self.picture(of: size)
        let file = try stored(content)
        let count = content.count
        #expect(try folder.read(0..<count, of: file, key: fileKey, byteCount: count) == content)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            let start = Int.random(in: 0..<count, using: &generator)
            let end = Int.random(in: (start + 1)...count, using: &generator)
            let read = try folder.read(start..<end, of: file, key: fileKey, byteCount: count)
            #expect(read == Array(content[start..<end]))
        }
    }

    @Test("OFF-03 a stored scan lies under the digest of what is stored, and shows nothing of the picture")
    func name() throws {
        let content = Pictures.jpeg(Array("Hoàng Thị Mẫu".utf8))
        let file = try stored(content)
        let raw = try bytes(at: storedPath(file))
        #expect(sha256(raw) == file)
        #expect(Data(raw).range(of: Data("Hoàng".utf8)) == nil && !raw.starts(with: [0xFF, 0xD8]))
        #expect(Data(try bytes(at: partialPath)).range(of: Data("Hoàng".utf8)) == nil)
        #expect(try folder.fault(of: file, byteCount: content.count) == nil)
    }

    @Test("OFF-03 a changed, swapped or cut stored scan is found out, by its digest and by whoever reads it")
    func damage() throws {
        let content = Self.picture(of: 200_000)
        let file = try stored(content)
        let raw = try bytes(at: storedPath(file))
        let stride = 65_552
        var flipped = raw
        flipped[70_000] ^= 1
        var swapped = raw
        swapped.replaceSubrange(0..<stride, with: raw[stride..<(2 * stride)])
        swapped.replaceSubrange(stride..<(2 * stride), with: raw[..<stride])
        for damaged in [flipped, swapped, raw.dropLast(), raw + [0]] {
            try put(damaged, at: storedPath(file))
            #expect(try folder.fault(of: file, byteCount: content.count) != nil)
            #expect(throws: FileError.self) {
                try folder.read(0..<content.count, of: file, key: fileKey, byteCount: content.count)
            }
        }
        try FileManager.default.removeItem(atPath: storedPath(file))
        #expect(try folder.fault(of: file, byteCount: content.count) == "is missing")
        #expect(try folder.read(0..<1, of: file, key: fileKey, byteCount: content.count) == nil)
    }

    @Test("OFF-03 a chunk cut off at the end of a scan is no shorter scan")
    func shortened() throws {
        let content = Self.picture(of: 65_536 + 100)
        let file = try stored(content)
        try put(Array(try bytes(at: storedPath(file)).prefix(65_552)), at: storedPath(file))
        #expect(throws: FileError.self) {
            try folder.read(0..<65_536, of: file, key: fileKey, byteCount: 65_536)
        }
    }

    @Test("OFF-03 an upload torn anywhere in its last piece stands at the piece before, and goes on from there")
    func torn() throws {
        let content = Pictures.jpeg([UInt8](repeating: 5, count: 60))
        try upload(content, piece: 40)
        let whole = try bytes(at: partialPath)
        let lastLength = content.count % 40 + 5 + 28
        for cut in [1, 5, 17, lastLength - 1] {
            try put(Array(whole.dropLast(cut)), at: partialPath)
            let partial = try #require(try folder.partial("u1", key: key))
            #expect(partial.byteCount == content.count / 40 * 40, "cut by \(cut)")
            let writer = try #require(try folder.open("u1", key: key))
            try writer.append(Array(content[partial.byteCount...]))
            let outcome = try folder.store("u1", key: key, sha256: sha256(content), form: .jpeg, fileKey: nil)
            #expect(outcome == .good(file: nil))
        }
        // A length without its bytes, as a loss of power leaves it.
        var zeroed = whole
        for index in (whole.count - 20)..<whole.count { zeroed[index] = 0 }
        try put(zeroed, at: partialPath)
        #expect(try folder.partial("u1", key: key)?.byteCount == content.count / 40 * 40)
    }

    @Test("an upload whose beginning was torn is begun again, and one that was begun is left as it is")
    func begin() throws {
        _ = try folder.begin("u1", plan: Array("plan".utf8), key: key)
        let whole = try bytes(at: partialPath)
        for count in 0..<whole.count {
            try put(Array(whole.prefix(count)), at: partialPath)
            #expect(try folder.partial("u1", key: key) == nil)
            #expect(try folder.begin("u1", plan: Array("plan 2".utf8), key: key).plan == Array("plan 2".utf8))
        }
        #expect(try folder.begin("u1", plan: Array("plan 3".utf8), key: key).plan == Array("plan 2".utf8))
        #expect(try folder.partial("u1", key: SymmetricKey(size: .bits256)) == nil, "another's key opens nothing")
    }

    @Test("OFF-03 other bytes than were announced, or no picture, leave nothing behind")
    func refused() throws {
        try upload(Pictures.png())
        let digest = sha256(Pictures.png())
        #expect(
            try folder.store("u1", key: key, sha256: sha256([1]), form: .png, fileKey: fileKey) == .otherDigest)
        #expect(try folder.store("u1", key: key, sha256: digest, form: .jpeg, fileKey: fileKey) == .notOfForm)
        var stored: [String] = []
        try folder.forEachStored(before: .max) { stored.append($0) }
        #expect(stored.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/partial") == ["u1"])
    }

    @Test("OFF-03 giving an upload up takes what was stored of it along, but for what a dossier names")
    func discard() throws {
        let content = Self.picture(of: 5_000)
        try upload(content)
        let outcomes = try (0..<2).map { _ in
            try folder.store(
                "u1", key: key, sha256: sha256(content), form: .jpeg, fileKey: SymmetricKey(size: .bits256))
        }
        let files = outcomes.compactMap { if case .good(let file) = $0 { file } else { nil } }
        #expect(Set(files).count == 2)
        try folder.discard("u1", key: key, keeping: [files[1]])
        #expect(try folder.fault(of: files[0], byteCount: content.count) == "is missing")
        #expect(try folder.fault(of: files[1], byteCount: content.count) == nil)
        #expect(try folder.uploads().isEmpty)
        try folder.discard("u1", key: key, keeping: [])
    }
}
