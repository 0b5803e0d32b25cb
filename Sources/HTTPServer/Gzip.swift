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
}

/// Decompresses request bodies, distrusting them.
enum Gunzip {
    /// The decompressed bytes.
    ///
    /// - Throws: 413 as soon as more comes out than the configuration allows, 400 for anything that is not gzip.
    static func decode(
        _ bytes: [UInt8], configuration: ContentCodingConfiguration
    ) throws(ProtocolRefusal) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard czlib_inflate_init_gzip(stream) == Z_OK else {
            throw ProtocolRefusal(status: 503, clause: "RFC 9110, 15.6.4", reason: "no memory to decompress")
        }
        defer { inflateEnd(stream) }
        var input = bytes
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        let refusal = input.withUnsafeMutableBufferPointer { input -> ProtocolRefusal? in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            while true {
                let (code, count) = piece.withUnsafeMutableBufferPointer { piece in
                    stream.pointee.next_out = piece.baseAddress
                    stream.pointee.avail_out = UInt32(piece.count)
                    let code = inflate(stream, Z_NO_FLUSH)
                    return (code, piece.count - Int(stream.pointee.avail_out))
                }
                output.append(contentsOf: piece[0..<count])
                if isBomb(output.count, from: input.count - Int(stream.pointee.avail_in), configuration) {
                    return ProtocolRefusal(
                        status: 413, clause: "RFC 9110, 15.5.14", reason: "decompressed body too large")
                }
                if code == Z_STREAM_END {
                    if stream.pointee.avail_in == 0 { return nil }
                    // RFC 1952, 2.2: members may follow one another.
                    if inflateReset(stream) == Z_OK { continue }
                }
                // Z_OK with no input left is a body cut short; Z_BUF_ERROR says the same.
                if code != Z_OK || (stream.pointee.avail_in == 0 && count < piece.count) {
                    return ProtocolRefusal(
                        status: 400, clause: "RFC 9110, 8.4.1.3", reason: "body is not gzip")
                }
            }
        }
        if let refusal { throw refusal }
        return output
    }

    private static func isBomb(
        _ outputBytes: Int, from inputBytes: Int, _ configuration: ContentCodingConfiguration
    ) -> Bool {
        if outputBytes > configuration.decodedBodyBytes { return true }
        // Short runs of equal bytes compress very well in honest bodies too.
        return outputBytes > 65_536 && outputBytes / max(inputBytes, 1) > configuration.maximumRatio
    }
}
