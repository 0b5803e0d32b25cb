/// Metrics as Prometheus reads them (text exposition format 0.0.4).
public struct MetricsText: Sendable {
    /// The kinds of metrics.
    public enum Kind: String, Sendable {
        /// Goes up and down.
        case gauge
        /// Only goes up.
        case counter
        /// Counts by upper bounds.
        case histogram
    }

    /// For `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What was written so far.
    public private(set) var text = ""

    /// Nothing yet.
    public init() {}

    /// Begins a metric; its samples follow.
    public mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// A sample.
    public mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Int) {
        text += name + Self.braces(labels) + " \(value)\n"
    }

    /// A sample in seconds.
    public mutating func sample(_ name: String, _ labels: [(String, String)] = [], seconds: Duration) {
        text += name + Self.braces(labels) + " \(Self.seconds(seconds))\n"
    }

    /// A metric of one sample.
    public mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        begin(name, kind, help)
        sample(name, [], value)
    }

    /// A histogram's samples.
    ///
    /// - Parameter buckets: how many were at most so long, each including those before.
    public mutating func histogram(
        _ name: String, _ labels: [(String, String)] = [], buckets: [(bound: Duration, count: Int)], count: Int,
        sum: Duration
    ) {
        for (bound, count) in buckets {
            sample(name + "_bucket", labels + [("le", Self.seconds(bound))], count)
        }
        sample(name + "_bucket", labels + [("le", "+Inf")], count)
        sample(name + "_sum", labels, seconds: sum)
        sample(name + "_count", labels, count)
    }

    private static func braces(_ labels: [(String, String)]) -> String {
        if labels.isEmpty { return "" }
        let pairs = labels.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(escaped)\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private static func seconds(_ duration: Duration) -> String {
        let nanoseconds = duration.nanoseconds
        let whole = nanoseconds / 1_000_000_000
        let rest = nanoseconds % 1_000_000_000
        if rest == 0 { return "\(whole)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}

extension ServerStatistics {
    /// Writes what the server counted.
    public func write(to metrics: inout MetricsText) {
        metrics.add("http_connections", .gauge, "Connections that count against the limits.", connectionCount)
        metrics.add("http_connections_accepted_total", .counter, "Connections that were accepted.", acceptedCount)
        metrics.add(
            "http_connections_turned_away_total", .counter, "Connections beyond a limit.", turnedAwayCount)
        metrics.add("http_connections_closed_total", .counter, "Connections that were closed.", closedCount)
        metrics.add("http_requests_dispatched_total", .counter, "Requests that were given to handlers.", requestCount)
        metrics.begin("http_answers_total", .counter, "Answers by the first figure of their status.")
        for (figure, count) in answerCounts.sorted(by: { $0.key < $1.key }) {
            metrics.sample("http_answers_total", [("class", "\(figure)xx")], count)
        }
        metrics.begin("http_refusals_total", .counter, "What the server refused by itself, by reason.")
        for (refusal, count) in refusals {
            metrics.sample(
                "http_refusals_total",
                [("status", "\(refusal.status)"), ("clause", refusal.clause), ("reason", refusal.reason)], count)
        }
        metrics.add("http_received_bytes_total", .counter, "Bytes read from sockets.", bytesIn)
        metrics.add("http_sent_bytes_total", .counter, "Bytes given to sockets.", bytesOut)
        metrics.add(
            "http_accept_pauses_total", .counter, "Pauses of accepting for want of descriptors.", acceptPauseCount)
        metrics.begin(
            "http_loop_turn_seconds", .histogram, "Turns of the event loops: while one lasts, its other clients wait.")
        metrics.histogram("http_loop_turn_seconds", buckets: turns, count: turnCount, sum: turnTime)
    }
}
