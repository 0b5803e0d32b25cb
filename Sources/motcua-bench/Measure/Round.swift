import Foundation
import HTTPLoad
import Synchronization

/// One measurement of one thing, in one round.
struct Reading: Sendable {
    var rate = 0.0
    var p50 = 0.0
    var p99 = 0.0
    var p999 = 0.0
    var longest = 0.0
    /// The longest time without any answer, in milliseconds.
    var silence = 0.0
    /// Processor time of the server for each request, in microseconds.
    var processor = 0.0
    var bytesWritten = 0.0
    /// The largest that the write-ahead log was, in bytes.
    var log = 0.0
    var residentBytes = 0.0
    var answerBytes = 0.0
    var unsentShare = 0.0

    /// The median of each figure by itself.
    static func median(of readings: [Reading]) -> Reading {
        func middle(_ figure: (Reading) -> Double) -> Double {
            let sorted = readings.map(figure).sorted()
            return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        }
        return Reading(
            rate: middle(\.rate), p50: middle(\.p50), p99: middle(\.p99), p999: middle(\.p999),
            longest: middle(\.longest), silence: readings.map(\.silence).max() ?? 0, processor: middle(\.processor),
            bytesWritten: middle(\.bytesWritten), log: readings.map(\.log).max() ?? 0,
            residentBytes: readings.map(\.residentBytes).max() ?? 0, answerBytes: middle(\.answerBytes),
            unsentShare: middle(\.unsentShare))
    }
}

/// Puts load on a server and reads off what it did meanwhile.
struct Gauge {
    let server: MeasuredServer
    /// The database's write-ahead log; `nil` for a server without one.
    var logPath: String?

    /// Runs the load; throws where the server refused anything or went away: then there is nothing to measure.
    func measure(_ what: String, _ run: LoadRun, _ conversations: [any Conversation]) throws -> Reading {
        let watch = logPath.map(LogWatch.init)
        let processorBefore = server.processorSeconds()
        let writtenBefore = server.figure("write_bytes", in: "io")
        let result = run.run(conversations)
        let log = watch?.stop() ?? 0
        guard !result.isServerGone else { throw Failure("\(what): the server went away.") }
        guard result.refusalCount == 0, result.count > 0 else {
            throw Failure("\(what): refused, by status: \(result.refusals); answered \(result.count).")
        }
        let latency = result.latency
        let count = Double(result.count)
        func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e6 }
        return Reading(
            rate: result.rate, p50: milliseconds(latency.quantile(0.5)), p99: milliseconds(latency.quantile(0.99)),
            p999: milliseconds(latency.quantile(0.999)), longest: milliseconds(latency.maximum),
            silence: milliseconds(result.longestSilence),
            processor: (server.processorSeconds() - processorBefore) * 1e6 / count,
            bytesWritten: Double(server.figure("write_bytes", in: "io") - writtenBefore) / count, log: Double(log),
            residentBytes: Double(server.figure("VmRSS")) * 1_024, answerBytes: Double(result.answeredBytes) / count,
            unsentShare: Double(result.unsentCount) / max(1, count + Double(result.unsentCount)))
    }
}

/// Watches how large a file becomes.
private final class LogWatch: Sendable {
    private let path: String
    private let isOver = Atomic(false)
    private let largest = Atomic(0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ path: String) {
        self.path = path
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .relaxed) {
                note()
                Thread.sleep(forTimeInterval: 0.02)
            }
            ended.signal()
        }
    }

    func stop() -> Int {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
        note()
        return largest.load(ordering: .relaxed)
    }

    private func note() {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        _ = largest.max(size, ordering: .relaxed)
    }
}
