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
        var client = PeerAddress.local
        var clientText = PeerAddress.local.host

        mutating func append(_ text: String) {
            bytes.append(contentsOf: text.utf8)
        }

        mutating func append(_ number: Int64) {
            if number >= 10 { append(number / 10) }
            bytes.append(UInt8(0x30 + number % 10))
        }
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
            if record.client != lines.client {
                lines.client = record.client
                lines.clientText = record.client.host
            }
            Self.append(record, milliseconds: milliseconds % 1_000, to: &lines)
        }
    }

    /// Piece by piece into the buffer: a string for each line would cost as much as the request's own work.
    private static func append(_ record: AccessRecord, milliseconds: Int64, to lines: inout Lines) {
        lines.append(lines.stamp)
        lines.append(milliseconds < 10 ? ".00" : milliseconds < 100 ? ".0" : ".")
        lines.append(milliseconds)
        lines.append("Z access request=")
        lines.append(record.requestID.isEmpty ? "-" : record.requestID)
        lines.append(" operation=")
        lines.append(record.operation.isEmpty ? "-" : record.operation)
        lines.append(" method=")
        lines.append(record.method?.rawValue ?? "-")
        lines.append(" status=")
        lines.append(Int64(record.status))
        lines.append(" in=")
        lines.append(Int64(record.requestBodyBytes))
        lines.append(" out=")
        lines.append(Int64(record.answerBytes))
        lines.append(" handler-us=")
        lines.append(microseconds(record.handlerTime))
        lines.append(" total-us=")
        lines.append(microseconds(record.totalTime))
        lines.append(" client=")
        lines.append(lines.clientText)
        if let refusal = record.refusal {
            lines.append(" refused=\"\(refusal.clause): \(refusal.reason)\"")
        }
        if record.wasCut { lines.append(" cut") }
        lines.append("\n")
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
        return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
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
