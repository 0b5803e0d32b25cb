import HTTPServer
import Logging

/// TLS on the server itself, where it was built with the trait `TLS`.
enum Encryption {
    /// Sets the TCP addresses to TLS if the settings name a certificate; what comes back reads it again.
    static func apply(
        _ settings: Settings, to configuration: inout HTTPServerConfiguration
    ) throws -> (Logger) -> Void {
        let certificate = settings[.tlsCertificate]
        let key = settings[.tlsKey]
        guard certificate.isEmpty == key.isEmpty else {
            throw Failure("tls-certificate and tls-key go together: give both or neither.")
        }
        guard !certificate.isEmpty else {
            return { $0.notice("nothing to read again: settings take effect at the next start") }
        }
        #if TLS
            let identity: TLSIdentity
            do {
                identity = try TLSIdentity(certificateFile: certificate, keyFile: key)
            } catch {
                throw Failure("\(error)")
            }
            for index in configuration.addresses.indices {
                if case .tcp = configuration.addresses[index].place {
                    configuration.addresses[index].security = .tls(identity)
                }
            }
            return { logger in
                do {
                    try identity.reload()
                    logger.notice("the certificate was read again", metadata: ["file": "\(certificate)"])
                } catch {
                    logger.error("the certificate stays as it was", metadata: ["reason": "\(error)"])
                }
            }
        #else
            throw Failure(
                "This build has no TLS: build it with `--traits TLS` (libssl-dev), or put nginx in front as in"
                    + " config/nginx/motcua.conf.")
        #endif
    }
}
