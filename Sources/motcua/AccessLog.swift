import Foundation
import HTTPServer
import HTTPTypes
import Synchronization

/// One line for each answer on standard error, gathered over a turn of the loop and written at once: a write for each
/// request would cost more than the request.
final class AccessLog: Sendable {
    private struct Lines {
        var bytes: [UInt8] = []
        var second = Int64.min
        var stamp = ""
    }

    private let lines = Mutex(Lines())
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameter write: takes whole lines.
    init(write: @escaping @Sendable ([UInt8]) -> Void = AccessLog.toStandardError) {
        self.write = write
    }

    /// Adds a line. `milliseconds` is the time of day since 1970.
    func add(_ record: AccessRecord, atMilliseconds milliseconds: Int64) {
        lines.withLock { lines in
            let second = milliseconds / 1_000
            if second != lines.second {
                lines.second = second
                lines.stamp = Self.stamp(second)
            }
            var line = lines.stamp
            line += "." + Self.threeDigits(milliseconds % 1_000) + "Z access"
            line += " request=" + (record.requestID.isEmpty ? "-" : record.requestID)
            line += " operation=" + (record.operation.isEmpty ? "-" : record.operation)
            line += " method=" + (record.method?.rawValue ?? "-")
            line += " status=\(record.status) in=\(record.requestBodyBytes) out=\(record.answerBytes)"
            line += " handler-us=\(Self.microseconds(record.handlerTime))"
            line += " total-us=\(Self.microseconds(record.totalTime)) client=" + record.client.host
            if let refusal = record.refusal { line += " refused=\"\(refusal.clause): \(refusal.reason)\"" }
            if record.wasCut { line += " cut" }
            lines.bytes += line.utf8
            lines.bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Writes what was added.
    func flush() {
        let bytes = lines.withLock { lines in
            defer { lines.bytes.removeAll(keepingCapacity: lines.bytes.capacity <= 65_536) }
            return lines.bytes
        }
        if !bytes.isEmpty { write(bytes) }
    }

    private static let toStandardError: @Sendable ([UInt8]) -> Void = { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            // A log that nobody can take is no reason to stop.
            if count <= 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    private static func threeDigits(_ value: Int64) -> String {
        let text = String(value)
        return String(repeating: "0", count: 3 - text.count) + text
    }

    private static func stamp(_ second: Int64) -> String {
        var time = time_t(second)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
            + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
