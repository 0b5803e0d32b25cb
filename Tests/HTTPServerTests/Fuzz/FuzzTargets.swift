import HTTPMessage
import HTTPTypes

@testable import HTTPServer

/// What must hold for all bytes whatever. One body for libFuzzer (`make fuzz`), for the committed corpus and for the
/// seeded mutations of `make test`.
enum FuzzTargets {
    /// A broken invariant, with enough said to know which.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    /// The first byte chooses the target, the second how the rest is cut.
    static func run(_ input: [UInt8]) throws(Broken) {
        guard input.count > 2 else { return }
        let data = input[2...]
        switch input[0] % 5 {
        case 0: try parser(data, cuts: input[1], limits: HTTPLimits())
        case 1: try parser(data, cuts: input[1], limits: tightLimits)
        case 2:
            let head = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
            try parser(head + data, cuts: input[1], limits: tightLimits)
        case 3: try gunzip(data, cuts: input[1])
        default: try ConversationFuzz.run(data, cuts: input[1])
        }
    }

    static func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws(Broken) {
        if !condition { throw Broken(description: what()) }
    }

    /// Small enough to be reached by inputs of a few hundred bytes.
    static let tightLimits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.requestLineBytes = 80
        limits.methodBytes = 8
        limits.targetBytes = 60
        limits.pathSegmentCount = 6
        limits.queryItemCount = 4
        limits.headerBytes = 200
        limits.headerCount = 8
        limits.bodyBytes = 300
        limits.chunkLineBytes = 24
        limits.chunkExtensionBytes = 40
        limits.trailerBytes = 60
        limits.trailerCount = 3
        return limits
    }()

    /// Pieces whose sizes follow from `seed`: mostly small, now and then everything that is left.
    static func pieces(_ data: some RandomAccessCollection<UInt8>, cuts seed: UInt8) -> [[UInt8]] {
        var source = SeededSource(seed: UInt64(seed))
        var pieces: [[UInt8]] = []
        var rest = Array(data)[...]
        while !rest.isEmpty {
            let count = seed == 0 ? 1 : 1 + Int(source.next() % (source.next() % 8 == 0 ? 4_096 : 12))
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    // MARK: Parser and chunked decoder

    private struct Parsed: Equatable {
        var heads: [RequestHead] = []
        var framings: [RequestFraming] = []
        var bodies: [[UInt8]] = []
        var endCount = 0
        var error: ParseError?
        var isBetweenRequests = false
    }

    private static func parser(
        _ data: some RandomAccessCollection<UInt8>, cuts: UInt8, limits: HTTPLimits
    ) throws(Broken) {
        let whole = try parse([Array(data)], limits: limits)
        let cut = try parse(pieces(data, cuts: cuts), limits: limits)
        try expect(whole == cut, "cut otherwise it means something else:\n\(whole)\n\(cut)")
    }

    private static func parse(_ pieces: [[UInt8]], limits: HTTPLimits) throws(Broken) -> Parsed {
        var parser = RequestParser(limits: limits)
        var parsed = Parsed()
        for piece in pieces {
            parser.receive(piece)
            feeding: while true {
                let event: RequestEvent
                do {
                    event = try parser.next()
                } catch {
                    try expect(!error.clause.isEmpty && (400...505).contains(error.status), "an odd refusal: \(error)")
                    try expect(parser.bufferedByteCount == 0, "a failed parser holds bytes")
                    parsed.error = error
                    return parsed
                }
                switch event {
                case .needMore: break feeding
                case .head(let head, let framing):
                    try check(head, limits)
                    parsed.heads.append(head)
                    parsed.framings.append(framing)
                    parsed.bodies.append([])
                case .body(let bytes):
                    try expect(!bytes.isEmpty, "an empty piece of body")
                    try expect(!parsed.bodies.isEmpty, "a body without a head")
                    parsed.bodies[parsed.bodies.count - 1] += bytes
                    try expect(parsed.bodies.last?.count ?? 0 <= limits.bodyBytes, "more body than the limit")
                case .end: parsed.endCount += 1
                }
            }
            // What waits for more is one unfinished line, and no line is longer than its limit.
            let longest = max(limits.requestLineBytes, limits.headerBytes, limits.chunkLineBytes, limits.trailerBytes)
            try expect(parser.bufferedByteCount <= longest + 2, "\(parser.bufferedByteCount) bytes wait")
        }
        parsed.isBetweenRequests = parser.isBetweenRequests
        return parsed
    }

    private static func check(_ head: RequestHead, _ limits: HTTPLimits) throws(Broken) {
        try expect(head.fields.count <= limits.headerCount, "\(head.fields.count) fields")
        try expect(head.target.raw.utf8.count <= limits.targetBytes, "a target of \(head.target.raw.utf8.count) bytes")
        try expect(head.target.path.count <= limits.pathSegmentCount, "\(head.target.path.count) segments")
        try expect(head.target.query.count <= limits.queryItemCount, "\(head.target.query.count) parameters")
        for segment in head.target.path {
            try expect(segment != "." && segment != "..", "a dot segment came through")
            try expect(!segment.utf8.contains { $0 < 0x20 || $0 == 0x2F || $0 == 0x7F }, "\(segment) as a segment")
        }
        for field in head.fields {
            try expect(!field.value.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }, "a field with a line end")
        }
    }

    // MARK: gzip

    private static func gunzip(_ data: some RandomAccessCollection<UInt8>, cuts: UInt8) throws(Broken) {
        let whole = try unpack([Array(data)])
        let cut = try unpack(pieces(data, cuts: cuts))
        // Where exactly a bomb is noticed depends on how it comes; that it is one does not.
        if whole == .failure(413) || cut == .failure(413) { return }
        try expect(whole == cut, "gzip cut otherwise means something else: \(whole) \(cut)")
    }

    private enum Unpacked: Equatable {
        case success([UInt8])
        case failure(Int)
    }

    private static func unpack(_ pieces: [[UInt8]]) throws(Broken) -> Unpacked {
        let limit = 100_000
        var output: [UInt8] = []
        do throws(ProtocolRefusal) {
            let gunzip = try Gunzip(limit: limit, maximumRatio: 100)
            for piece in pieces { output += try gunzip.decode(piece) }
            try gunzip.finish()
        } catch {
            try expect([400, 413].contains(error.status), "gzip refused with \(error.status)")
            return .failure(error.status)
        }
        try expect(output.count <= limit, "\(output.count) bytes came out")
        return .success(output)
    }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
