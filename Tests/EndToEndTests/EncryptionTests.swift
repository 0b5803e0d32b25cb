#if TLS
    import Foundation
    import Testing

    /// The service built with the trait `TLS`, with curl as its client.
    @Suite("The service over TLS", .serialized)
    struct EncryptionTests {
        private static let reception = """
            {"procedure": "2.000635", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
             "applicant": {"name": "Hoàng Thị Mẫu",
                           "identityDocument": {"kind": "identity-card", "number": "080000001"}},
             "documents": [{"document": "declaration", "originals": 1}, {"document": "identity", "originals": 1}]}
            """

        private let installation: Installation
        private let tokens: [String: String]
        private var certificate: String { installation.folder.path + "/certificate.pem" }
        private var key: String { installation.folder.path + "/certificate.key" }

        init() throws {
            (installation, tokens) = try Installation.pilot()
            try makeCertificate()
        }

        private func command(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
            try installation.run("/usr/bin/env", [name] + arguments, environment: installation.environment)
        }

        private func makeCertificate() throws {
            let made = try command(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out",
                    certificate,
                ])
            #expect(made.status == 0, "\(made.output)")
        }

        /// What curl gets, its status on a line behind the body.
        private func curl(_ server: ServerProcess, _ path: String, _ arguments: [String] = []) throws -> String {
            try command(
                "curl",
                [
                    "--silent", "--show-error", "--max-time", "60", "--cacert", certificate, "--write-out",
                    "\\n%{http_code}",
                ]
                    + arguments + ["https://localhost:\(server.port)\(path)"]
            ).output
        }

        @Test("receives a dossier, speaks nothing but TLS, and takes a renewed certificate on SIGHUP")
        func service() throws {
            let server = try installation.serve([
                "--tls-certificate", certificate, "--tls-key", key, "--host-names", "localhost",
            ])
            #expect(try server.logText().contains("https://127.0.0.1:\(server.port)"))
            let token = try #require(tokens["VAN_AN_CLERK"])
            let received = try curl(
                server, "/v1/dossiers",
                [
                    "--header", "Authorization: Bearer \(token)", "--json", Self.reception, "--header",
                    "Idempotency-Key: one",
                ])
            #expect(received.hasSuffix("\n201"), "\(received)")
            #expect(received.contains("\"slipCode\""))
            #expect(Client(port: server.port).send("GET", "/healthz") == nil, "plain HTTP is answered")
            let elsewhere = try curl(server, "/healthz", ["--header", "Host: elsewhere.example"])
            #expect(elsewhere.hasSuffix("\n421"), "\(elsewhere)")

            let old = try String(contentsOfFile: certificate, encoding: .utf8)
            try makeCertificate()
            #expect(try String(contentsOfFile: certificate, encoding: .utf8) != old)
            server.signal(SIGHUP)
            // Until the server has read it, it shows the old one, which curl no longer trusts.
            let end = ContinuousClock.now + .seconds(60)
            var answer = ""
            repeat {
                answer = try curl(server, "/healthz")
            } while !answer.hasSuffix("\n200") && ContinuousClock.now < end
            #expect(answer.hasSuffix("\n200"), "\(answer)")
            #expect(try server.logText().contains("the certificate was read again"))
            #expect(server.terminate() == 0)
        }

        @Test("does not start on a certificate without its key")
        func halfConfigured() throws {
            let alone = try installation.run(["serve", "--port", "0", "--tls-certificate", certificate])
            #expect(alone.status == 1 && alone.output.contains("go together"))
            let wrong = try installation.run([
                "serve", "--port", "0", "--tls-certificate", certificate, "--tls-key", certificate,
            ])
            #expect(wrong.status == 1 && wrong.output.contains("cannot be used"))
        }
    }
#endif
