import Glibc
import HTTPMessage
import HTTPServer
import HTTPTypes

/// Writes down each request that reached a handler, so that a test can compare what server and proxy saw.
///
/// One `write` a line to a file opened for appending, so lines of several loops never mix.
struct RequestRecorder: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RecorderFailure(path: path, errorNumber: errno) }
    }

    /// Appends method, target as it came, and body in hexadecimal (`-` without one).
    func append(_ request: ServerRequest) {
        let digits = Array("0123456789abcdef".utf8)
        var line = Array("\(request.head.method.rawValue) \(request.head.target.raw) ".utf8)
        if request.body.isEmpty { line.append(UInt8(ascii: "-")) }
        for byte in request.body {
            line.append(digits[Int(byte >> 4)])
            line.append(digits[Int(byte & 15)])
        }
        line.append(UInt8(ascii: "\n"))
        let written = write(descriptor, line, line.count)
        precondition(written == line.count, "a record that is lost would hide a disagreement")
    }
}

struct RecorderFailure: Error, CustomStringConvertible {
    let path: String
    let errorNumber: Int32

    var description: String { "\(path) cannot be written: error \(errorNumber)" }
}
