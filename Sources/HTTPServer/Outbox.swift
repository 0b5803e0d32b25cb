/// What waits to be sent to one client, and since when: a run of bytes, then perhaps part of a file.
struct Outbox {
    /// Bytes to send, from `start` on. Appended to between `open` and the next `sent`.
    var bytes: [UInt8] = []
    private var start = 0
    /// Follows the bytes. Nothing may be appended while it is there.
    private(set) var file: FileSlice?
    /// Answers that were begun since the client had taken everything.
    private(set) var answerCount = 0
    private var pace: Pace
    /// Bytes that the kernel took since `open`, and those of them that pushed the deadline back.
    private var sentBytes = 0
    private var countedBytes = 0

    init(at now: MonotonicTime) {
        pace = Pace(at: now, grace: .zero)
    }

    @inline(__always)
    var unsentByteCount: Int { bytes.count - start + (file?.count ?? 0) }
    @inline(__always)
    var isEmpty: Bool { start == bytes.count && file == nil }
    @inline(__always)
    var hasBytes: Bool { start < bytes.count }

    /// When the client must have taken more, or be found too slow.
    @inline(__always)
    var deadline: MonotonicTime { pace.deadline }

    /// Pushes the deadline back by what the client has taken: what was sent without `undelivered` bytes, which the
    /// kernel still holds for it. Counted only when a deadline is due: asking the kernel is a system call.
    mutating func judge(undelivered: Int, limits: ConnectionLimits, at now: MonotonicTime) {
        let taken = max(sentBytes - undelivered, countedBytes)
        pace.moved(taken - countedBytes, at: now, grace: limits.answerGrace, rate: limits.minimumAnswerRate)
        countedBytes = taken
    }

    /// Makes ready to append. Connections borrow their buffer, so that idle ones hold none.
    mutating func open(in environment: ConnectionEnvironment, at now: MonotonicTime) {
        guard isEmpty else {
            forgetSent()
            return
        }
        pace = Pace(at: now, grace: environment.spans.answerGrace)
        sentBytes = 0
        countedBytes = 0
        if bytes.capacity == 0 { bytes = environment.takeSpare() }
    }

    /// A client that takes much and never all would otherwise have everything kept that it ever took. Done when as much
    /// has gone as waits, so that a byte is moved once at most.
    private mutating func forgetSent() {
        guard start >= bytes.count - start else { return }
        bytes.removeFirst(start)
        start = 0
    }

    mutating func countAnswer() {
        answerCount += 1
    }

    mutating func append(_ slice: FileSlice) {
        if slice.count > 0 { file = slice }
    }

    @inline(__always)
    func withUnsentBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
        // One more reference to the bytes instead of a copy of all there is here.
        let (bytes, start) = (bytes, start)
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }

    /// Takes note that so many of the bytes went, or, when there are none left, so much of the file.
    mutating func sent(_ count: Int, to environment: ConnectionEnvironment) {
        sentBytes += count
        if hasBytes {
            start += count
        } else if let slice = file {
            file = slice.count > count ? slice.dropping(count) : nil
        }
        if isEmpty { clear(to: environment) }
    }

    mutating func clear(to environment: ConnectionEnvironment) {
        if bytes.capacity > 0 { environment.giveSpare(&bytes) }
        start = 0
        file = nil
        answerCount = 0
    }
}
