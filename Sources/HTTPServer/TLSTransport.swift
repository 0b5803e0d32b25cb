#if TLS
    internal import COpenSSL
    import Glibc

    /// Bytes in TLS records. Belongs to its connection, and so to the loop's thread.
    ///
    /// OpenSSL works on a BIO that takes whatever it writes and queues what the socket does not: a handshake or a key
    /// update that has to be answered never keeps reading from going on, and a record is never half given to it.
    final class TLSTransport {
        /// Ciphertext that a client may leave untaken while it makes the server write more, such as by key updates;
        /// beyond, the connection is broken off. One record of an answer and a handshake flight fit many times.
        private static let queueBytes = 65_536
        /// Ciphertext that is taken at one time, before others on the loop get their turn: two of the largest records.
        private static let bytesAtATime = 33_280

        private let stream: UnsafeMutablePointer<copenssl_stream>
        private let session: OpaquePointer?
        /// Bytes of answers that are in a record in the queue: they count as sent when the queue is empty.
        private var queuedAnswerBytes = 0
        private var shutdownIsPending = false
        private var isBroken = false

        init(descriptor: Int32, context: TLSContext) {
            stream = .allocate(capacity: 1)
            stream.initialize(to: copenssl_stream())
            stream.pointee.descriptor = descriptor
            session = context.session(on: stream)
        }

        deinit {
            SSL_free(session)
            free(stream.pointee.queue)
            stream.deallocate()
        }

        var descriptor: Int32 { stream.pointee.descriptor }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportOutcome {
            guard let session, !isBroken else { return .failed }
            var count = 0
            stream.pointee.allowance = Self.bytesAtATime
            let code = copenssl_read(session, buffer.baseAddress, buffer.count, &count)
            guard copenssl_stream_queued(stream) <= Self.queueBytes else {
                isBroken = true
                return .failed
            }
            switch code {
            case SSL_ERROR_NONE:
                // Records that were read along with this one count as left, whole or not.
                return .moved(count, mayGoOn: stream.pointee.is_drained == 0 || SSL_has_pending(session) == 1)
            case SSL_ERROR_WANT_READ:
                // More stands in the socket, but it was the turn of others.
                return stream.pointee.is_drained == 0 ? .moved(0, mayGoOn: true) : .blocked
            case SSL_ERROR_ZERO_RETURN: return .ended
            default:
                isBroken = true
                return .failed
            }
        }

        func write(_ bytes: UnsafeRawBufferPointer) -> TransportOutcome {
            guard let session, !isBroken else { return .failed }
            if hasUnsentBytes { return .blocked }
            var count = 0
            switch copenssl_write(session, bytes.baseAddress, bytes.count, &count) {
            case SSL_ERROR_NONE:
                if copenssl_stream_queued(stream) == 0 { return .moved(count, mayGoOn: true) }
                queuedAnswerBytes = count
                return .blocked
            case SSL_ERROR_WANT_READ:
                // Hands are not shaken yet. With the client's next bytes epoll tells of both directions.
                return .blocked
            default:
                isBroken = true
                return .failed
            }
        }

        var hasUnsentBytes: Bool { copenssl_stream_queued(stream) > 0 }

        /// Sends what is queued; `moved` tells how many bytes of answers that were has settled, which may be none.
        func flush() -> TransportOutcome {
            if isBroken { return .failed }
            switch copenssl_stream_flush(stream) {
            case 1:
                let count = queuedAnswerBytes
                queuedAnswerBytes = 0
                if shutdownIsPending { shutdown(descriptor, Int32(SHUT_WR)) }
                return .moved(count, mayGoOn: true)
            case 0: return .blocked
            default:
                isBroken = true
                return .failed
            }
        }

        func shutdownWrite() {
            sayFarewell()
            shutdownIsPending = hasUnsentBytes
            if !shutdownIsPending { shutdown(descriptor, Int32(SHUT_WR)) }
        }

        func close() {
            sayFarewell()
            Glibc.close(descriptor)
        }

        /// Says that the end is the end and nobody cut the line (RFC 8446, 6.1).
        private func sayFarewell() {
            if let session, !isBroken { copenssl_say_farewell(session) }
        }
    }
#endif
