import Glibc

/// A folder that goes away with the test, together with the files that lie right in it.
final class TemporaryFolder: Sendable {
    struct Failure: Error {
        let what: String
    }

    let path: String

    init() throws {
        var template = Array("/tmp/http-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(what: "mkdtemp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { unlink(path + "/" + name) }
            }
            closedir(folder)
        }
        rmdir(path)
    }

    func contains(_ name: String) -> Bool {
        var status = stat()
        return lstat(path + "/" + name, &status) == 0
    }

    func mode(of name: String) throws -> UInt32 {
        var status = stat()
        guard lstat(path + "/" + name, &status) == 0 else { throw Failure(what: "stat \(name)") }
        return status.st_mode & 0o777
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        let descriptor = creat(file, 0o600)
        guard descriptor >= 0 else { throw Failure(what: "creat \(name)") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(what: "write \(name)") }
            rest = rest.dropFirst(count)
        }
        return file
    }
}
