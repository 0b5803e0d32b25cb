import Foundation
import Testing

/// What an operator does with the real executable.
@Suite("Operations")
struct OperationsTests {
    @Test("metrics are for administrators, and open on an address for administration alone")
    func metrics() throws {
        let (installation, tokens) = try Installation.pilot()
        let socket = installation.folder.path + "/admin.sock"
        let server = try installation.serve(["--admin-listen", "unix:\(socket)"])
        var client = Client(port: server.port)
        #expect(client.send("GET", "/healthz")?.status == 200)
        #expect(client.send("GET", "/metrics")?.status == 401)
        client.token = tokens["VAN_AN_CLERK"]
        #expect(client.send("GET", "/metrics")?.status == 403)
        let issued = try installation.run(["credential", "issue", "--role", "administrator"])
        client.token = issued.output.split(whereSeparator: \.isWhitespace).map(String.init)
            .first { $0.hasPrefix("motcua_administrator") }
        let answer = try #require(client.send("GET", "/metrics"))
        #expect(answer.status == 200)
        #expect(answer.text.contains("motcua_request_seconds_count{operation=\"health\",class=\"2xx\"} 1\n"))
        #expect(answer.text.contains("motcua_ready 1\n"))
        // Nothing was changed yet but what the start records.
        for metric in [
            "motcua_commit_seconds_count", "motcua_committed_changes_total", "motcua_failed_commits_total 0",
            "motcua_waiting_changes 0", "motcua_log_bytes", "motcua_checkpoints_total",
            "motcua_checkpoint_seconds_total",
        ] {
            #expect(answer.text.contains("\n\(metric)"), "\(metric)")
        }
        #expect(answer.text.contains("http_connections_accepted_total 4\n"))

        let open = try installation.run(
            "/usr/bin/curl", ["-s", "--unix-socket", socket, "http://admin/metrics"],
            environment: installation.environment)
        #expect(open.output.contains("motcua_request_seconds_count{operation=\"metrics\",class=\"2xx\"} 1\n"))
        let other = try installation.run(
            "/usr/bin/curl", ["-s", "--unix-socket", socket, "http://admin/v1/dossiers"],
            environment: installation.environment)
        #expect(other.output.contains("\"status\":401"))
        #expect(server.terminate() == 0)
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test("each answer has a line with its times, a refusal with its clause, and none with what was carried")
    func accessLog() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        var client = Client(port: server.port, token: tokens.values.first)
        #expect(client.send("GET", "/healthz", fields: ["X-Request-Id: the-first"])?.status == 200)
        #expect(client.send("OPTIONS", "*")?.status == 204)
        client.token = nil
        #expect(client.send("GET", "/secret%2Fpath")?.status == 400)
        #expect(server.terminate() == 0)
        let lines = try server.logText().split(separator: "\n").filter { $0.contains(" access ") }
        #expect(lines.count == 3)
        let first = try #require(lines.first { $0.contains("request=the-first") })
        #expect(first.contains("request=the-first operation=health method=GET status=200 in=0 out="))
        #expect(first.contains(" client=127.0.0.1"))
        #expect(first.contains(" handler-us="))
        let last = try #require(lines.first { $0.contains("refused=") })
        #expect(last.contains("status=400"))
        #expect(last.contains("refused=\"RFC 3986, 2.2: encoded slash in a path\""))
        #expect(!lines.contains { $0.contains("secret") || $0.contains("motcua_") })
    }

    @Test("SIGHUP stops nothing; SIGTERM says so at /readyz first, and a second one ends the wait")
    func signals() throws {
        let (installation, _) = try Installation.pilot()
        let server = try installation.serve(["--drain-delay-seconds", "300"])
        let client = Client(port: server.port)
        server.signal(SIGHUP)
        #expect(client.send("GET", "/readyz")?.status == 200)
        server.signal(SIGTERM)
        while client.send("GET", "/readyz")?.status != 503 {}
        #expect(client.send("GET", "/healthz")?.status == 200)
        #expect(server.terminate() == 0)
        #expect(try server.logText().contains("nothing to read again"))
    }

    @Test("a socket that systemd opened is served on")
    func activation() throws {
        let (installation, _) = try Installation.pilot()
        let refused = try installation.run(["serve", "--listen", "systemd"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("systemd handed over no socket to this process"))
        // What systemd does: open, put at descriptor 3, tell the process by its own number.
        let script = """
            import os, socket, sys
            listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()
            port = listener.getsockname()[1]
            child = os.fork()
            if child == 0:
                os.dup2(listener.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
                os.execv(sys.argv[1], [sys.argv[1], "serve", "--listen", "systemd", "--access-log", "off"])
            client = socket.create_connection(("127.0.0.1", port))
            listener.close()
            client.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
            answer = b""
            while more := client.recv(65536): answer += more
            os.kill(child, 15)
            print(answer.split(b"\\r\\n")[0].decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let result = try installation.run(
            "/usr/bin/env", ["python3", "-c", script, Installation.executable()],
            environment: installation.environment)
        #expect(result.output.contains("HTTP/1.1 200 OK 0"))
    }

    @Test(
        "places and ranges that are none are refused with an example",
        arguments: [
            ("--listen", "8080", "it takes places like 127.0.0.1:8080"), ("--listen", "::1:8080", "in brackets"),
            ("--listen", "unix:relative", "begins with a slash"),
            ("--listen", "unix:/a;mode=999", "a mode, like ;mode=0660"),
            ("--trusted-proxies", "10.0.0.0/99", "it takes addresses like 10.0.0.0/8"),
            ("--host-names", "motcua.example:443", "names and addresses without port"),
            ("--cors-origins", "*", "whole origins like https://counter.example"),
            ("--cors-origins", "https://a.example/", "whole origins like https://counter.example"),
        ])
    func badSettings(flag: String, value: String, reason: String) throws {
        let installation = Installation(folder: try TemporaryFolder())
        let result = try installation.run(["serve", flag, value])
        #expect(result.status == 1)
        #expect(result.output.contains(reason))
    }
}
