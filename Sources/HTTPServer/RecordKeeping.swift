internal import HTTPMessage
internal import HTTPTypes

/// Follows the requests of one connection for its loop's observer: when each began, what it was answered, and when all
/// of that had gone.
struct RecordKeeping {
    /// A record that waits for its bytes to go.
    private struct Open {
        var record: AccessRecord
        let start: MonotonicTime
        var hasEnded = false
    }

    private var start = MonotonicTime(nanoseconds: 0)
    private var method: HTTPRequest.Method?
    private var bodyBytes = 0
    private var open: [Open] = []
    /// Of the request that was answered last, by the loop's clock; set before its answer.
    var client = PeerAddress.local
    var handlerTime = Duration.zero
    /// What is complete and was not taken yet.
    private(set) var finished: [AccessRecord] = []

    mutating func requestBegan(at now: MonotonicTime) {
        start = now
        method = nil
        bodyBytes = 0
    }

    mutating func headCame(_ method: HTTPRequest.Method, at now: MonotonicTime) {
        self.method = method
        bodyBytes = 0
    }

    mutating func bodyCame(_ count: Int) {
        bodyBytes += count
    }

    mutating func answerBegan(_ response: ServerResponse, refusal: ProtocolRefusal?, at now: MonotonicTime) {
        open.append(
            Open(
                record: AccessRecord(
                    method: method, status: response.status.code, operation: response.operation,
                    requestID: response.requestID, refusal: refusal, client: client, requestBodyBytes: bodyBytes,
                    answerBytes: 0, handlerTime: refusal == nil ? handlerTime : .zero, totalTime: .zero,
                    wasCut: false),
                start: start))
    }

    mutating func answerGrew(by count: Int) {
        if !open.isEmpty { open[open.count - 1].record.answerBytes += count }
    }

    mutating func answerEnded() {
        if !open.isEmpty { open[open.count - 1].hasEnded = true }
    }

    mutating func allSent(at now: MonotonicTime) {
        while let first = open.first, first.hasEnded {
            var record = first.record
            record.totalTime = now - first.start
            finished.append(record)
            open.removeFirst()
        }
    }

    mutating func cut(at now: MonotonicTime) {
        for entry in open {
            var record = entry.record
            record.totalTime = now - entry.start
            record.wasCut = true
            finished.append(record)
        }
        open = []
    }

    mutating func takeFinished() -> [AccessRecord] {
        defer { finished = [] }
        return finished
    }
}
