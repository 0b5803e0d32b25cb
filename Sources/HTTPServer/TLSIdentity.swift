#if TLS
    internal import COpenSSL
    internal import Synchronization

    /// Why certificate and key cannot be used.
    public struct TLSIdentityError: Error, Sendable, Equatable, CustomStringConvertible {
        /// The file of the certificate chain.
        public let certificateFile: String
        /// OpenSSL's reason.
        public let reason: String

        /// File and reason, for a log line.
        public var description: String { "\(certificateFile) and its key cannot be used: \(reason)" }
    }

    /// A certificate chain with its key, and all sessions that were begun on it.
    ///
    /// TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers (RFC 9325), ALPN `http/1.1` (RFC 7301), no
    /// renegotiation. Sessions resume by tickets (RFC 8446, 4.6.1; RFC 5077) whose keys live as long as one reading
    /// of the files: `reload` renews both.
    public final class TLSIdentity: Sendable, Equatable {
        /// PEM: the server's certificate first, then those that lead to a root.
        public let certificateFile: String
        /// PEM: the key of the first certificate.
        public let keyFile: String
        private let context: Mutex<TLSContext>

        /// Reads the files.
        ///
        /// - Throws: a `TLSIdentityError` when they cannot be read or do not belong together.
        public init(certificateFile: String, keyFile: String) throws(TLSIdentityError) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            context = Mutex(try TLSContext(certificateFile: certificateFile, keyFile: keyFile))
        }

        /// Reads the files again; connections from now on get what they hold, those that are there keep what they have.
        ///
        /// - Throws: a `TLSIdentityError`, and then all stays as it was.
        public func reload() throws(TLSIdentityError) {
            let renewed = try TLSContext(certificateFile: certificateFile, keyFile: keyFile)
            context.withLock { $0 = renewed }
        }

        var current: TLSContext { context.withLock { $0 } }

        /// The same object.
        public static func == (left: TLSIdentity, right: TLSIdentity) -> Bool { left === right }
    }

    /// OpenSSL's context.
    ///
    /// Unchecked because it is not changed once it is made, and counts its references itself, atomically.
    final class TLSContext: @unchecked Sendable {
        private let context: OpaquePointer
        /// One for the process, because OpenSSL knows methods by a number of which there are few. It reads and writes the
        /// `copenssl_stream` of a `TLSTransport`.
        private nonisolated(unsafe) static let method = copenssl_bio_method()

        init(certificateFile: String, keyFile: String) throws(TLSIdentityError) {
            guard let context = copenssl_server_context(certificateFile, keyFile) else {
                var text = [CChar](repeating: 0, count: 256)
                copenssl_reason(&text, text.count)
                let reason = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                throw TLSIdentityError(
                    certificateFile: certificateFile, reason: String(decoding: reason, as: UTF8.self))
            }
            self.context = context
        }

        deinit {
            SSL_CTX_free(context)
        }

        /// A session that has yet to shake hands; nil without memory.
        func session(on stream: UnsafeMutablePointer<copenssl_stream>) -> OpaquePointer? {
            guard let method = Self.method else { return nil }
            return copenssl_server_session(context, method, stream)
        }
    }
#endif
