#if TLS
    import COpenSSL
    import Glibc
    import Testing

    @Suite("Ciphertext that its client has not taken")
    struct TLSQueueTests {
        @Test("stays in order and costs what waits of it, for a client that takes much and never all")
        func neverAll() {
            var stream = copenssl_stream()
            defer { free(stream.queue) }
            var taken = 0
            var isInOrder = true
            for number in 0..<10_000 {
                let record = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100)
                #expect(copenssl_stream_enqueue(&stream, record, record.count) == 1)
                guard copenssl_stream_queued(&stream) > 300 else { continue }
                let oldest = UnsafeBufferPointer(start: stream.queue + stream.queue_start, count: 100)
                isInOrder = isInOrder && oldest.allSatisfy { $0 == UInt8(truncatingIfNeeded: taken) }
                stream.queue_start += 100
                taken += 1
            }
            #expect(isInOrder)
            #expect(taken == 9_997)
            #expect(stream.queue_capacity <= 1_600)
        }
    }
#endif
