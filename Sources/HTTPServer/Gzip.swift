internal import CZlib
internal import HTTPMessage

/// Compresses answers; one for each loop, because its quarter of a megabyte is too much to make anew every time.
final class GzipCompressor {
    /// On the heap, because zlib remembers its address.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool

    init(level: Int) {
        stream.initialize(to: z_stream())
        isReady = czlib_deflate_init_gzip(stream, Int32(min(max(level, 1), 9))) == Z_OK
    }

    deinit {
        if isReady { deflateEnd(stream) }
        stream.deallocate()
    }

    /// The compressed bytes, or nil when there is no memory or no gain; the plain answer is always right.
    func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard isReady, bytes.count <= Int(UInt32.max), deflateReset(stream) == Z_OK else { return nil }
        let capacity = bytes.count
        var input = bytes
        var finished = false
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(capacity)
                finished = deflate(stream, Z_FINISH) == Z_STREAM_END
                count = capacity - Int(stream.pointee.avail_out)
            }
        }
        return finished ? output : nil
    }

    // MARK: Piece by piece, where this compressor belongs to one answer

    /// Takes the next bytes of an answer; what comes out may be empty while zlib gathers.
    func compressPiece(_ bytes: [UInt8]) -> [UInt8] {
        deflateAll(bytes, flush: Z_NO_FLUSH)
    }

    /// The end of an answer.
    func finishPieces() -> [UInt8] {
        deflateAll([], flush: Z_FINISH)
    }

    /// Nil when there is no memory for one.
    static func forPieces(level: Int) -> GzipCompressor? {
        let compressor = GzipCompressor(level: level)
        return compressor.isReady ? compressor : nil
    }

    private func deflateAll(_ bytes: [UInt8], flush: Int32) -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                let room = max(1_024, Int(stream.pointee.avail_in) / 4)
                output += [UInt8](unsafeUninitializedCapacity: room) { piece, count in
                    stream.pointee.next_out = piece.baseAddress
                    stream.pointee.avail_out = UInt32(room)
                    _ = deflate(stream, flush)
                    count = room - Int(stream.pointee.avail_out)
                }
                isFull = stream.pointee.avail_out == 0
            }
        }
        return output
    }
}

/// Decompresses one request body piece by piece, distrusting it.
final class Gunzip {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let limit: Int
    private let maximumRatio: Int
    private var inputBytes = 0
    private var outputBytes = 0
    private var isAtEnd = false

    /// - Parameter limit: bytes that may come out.
    /// - Throws: 503 when there is no memory.
    init(limit: Int, maximumRatio: Int) throws(ProtocolRefusal) {
        self.limit = limit
        self.maximumRatio = maximumRatio
        stream.initialize(to: z_stream())
        guard czlib_inflate_init_gzip(stream) == Z_OK else {
            throw ProtocolRefusal(status: 503, clause: "RFC 9110, 15.6.4", reason: "no memory to decompress")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// What comes out of the next bytes.
    ///
    /// - Throws: 413 as soon as more comes out than the limits allow, 400 for anything that is not gzip.
    func decode(_ bytes: [UInt8]) throws(ProtocolRefusal) -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        let start = inputBytes
        let refusal = input.withUnsafeMutableBufferPointer { input -> ProtocolRefusal? in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            while stream.pointee.avail_in > 0 {
                // RFC 1952, 2.2: members may follow one another.
                if isAtEnd {
                    guard inflateReset(stream) == Z_OK else { return Self.notGzip }
                    isAtEnd = false
                }
                let code = inflateOnce(into: &output)
                inputBytes = start + input.count - Int(stream.pointee.avail_in)
                if isBomb {
                    return ProtocolRefusal(
                        status: 413, clause: "RFC 9110, 15.5.14", reason: "decompressed body too large")
                }
                switch code {
                case Z_STREAM_END: isAtEnd = true
                case Z_OK: break
                // No progress is possible: all input is used up, and the output had room.
                case Z_BUF_ERROR where stream.pointee.avail_in == 0: break
                default: return Self.notGzip
                }
                // A full piece of output may hide more that needs no further input.
                while stream.pointee.avail_in == 0, !isAtEnd, stream.pointee.avail_out == 0 {
                    let code = inflateOnce(into: &output)
                    if isBomb {
                        return ProtocolRefusal(
                            status: 413, clause: "RFC 9110, 15.5.14", reason: "decompressed body too large")
                    }
                    if code == Z_STREAM_END { isAtEnd = true } else if code != Z_OK { break }
                }
            }
            return nil
        }
        if let refusal { throw refusal }
        return output
    }

    /// - Throws: 400 when the body was cut short.
    func finish() throws(ProtocolRefusal) {
        guard isAtEnd else { throw Self.notGzip }
    }

    private func inflateOnce(into output: inout [UInt8]) -> Int32 {
        let room = 32_768
        var code = Z_OK
        let piece = [UInt8](unsafeUninitializedCapacity: room) { piece, count in
            stream.pointee.next_out = piece.baseAddress
            stream.pointee.avail_out = UInt32(room)
            code = inflate(stream, Z_NO_FLUSH)
            count = room - Int(stream.pointee.avail_out)
        }
        outputBytes += piece.count
        output += piece
        return code
    }

    private var isBomb: Bool {
        // Short runs of equal bytes compress very well in honest bodies too.
        outputBytes > limit || (outputBytes > 65_536 && outputBytes / max(inputBytes, 1) > maximumRatio)
    }

    private static let notGzip = ProtocolRefusal(
        status: 400, clause: "RFC 9110, 8.4.1.3", reason: "body is not gzip")

    /// A whole body at once.
    static func decode(
        _ bytes: [UInt8], configuration: ContentCodingConfiguration
    ) throws(ProtocolRefusal) -> [UInt8] {
        let gunzip = try Gunzip(
            limit: configuration.decodedBodyBytes, maximumRatio: configuration.maximumRatio)
        let output = try gunzip.decode(bytes)
        try gunzip.finish()
        return output
    }
}
