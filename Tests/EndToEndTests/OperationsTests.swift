import DossierTesting
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
        let patience = Patience()
        while client.send("GET", "/readyz")?.status != 503 { try patience.check("503 at /readyz") }
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
            ("--max-header-bytes", "1023", "it takes a whole number of bytes from 1024 to 32768"),
            ("--max-header-bytes", "32769", "it takes a whole number of bytes from 1024 to 32768"),
            ("--max-pipelined-bytes", "32767", "it takes a whole number of bytes from 32768 to 16777216"),
            ("--max-pipelined-bytes", "16777217", "it takes a whole number of bytes from 32768 to 16777216"),
            ("--max-unsent-bytes", "1023", "it takes a whole number of bytes from 1024 to 16777216"),
            ("--max-unsent-bytes", "all", "it takes a whole number of bytes from 1024 to 16777216"),
        ])
    func badSettings(flag: String, value: String, reason: String) throws {
        let installation = Installation(folder: try TemporaryFolder())
        let result = try installation.run(["serve", flag, value])
        #expect(result.status == 1)
        #expect(result.output.contains(reason))
    }

    @Test("max-header-bytes bounds the header lines of a request; more get 431")
    func headerBytes() throws {
        let (installation, _) = try Installation.pilot()
        let server = try installation.serve(["--max-header-bytes", "1024"])
        let client = Client(port: server.port)
        #expect(
            client.send("GET", "/healthz", fields: ["X-Long: " + String(repeating: "x", count: 800)])?.status == 200)
        #expect(
            client.send("GET", "/healthz", fields: ["X-Long: " + String(repeating: "x", count: 1_000)])?.status == 431)
        #expect(server.terminate() == 0)
    }

    /// A client on a Unix socket, whose buffers the kernel does not let grow: it asks 10 times for `first`, then `count`
    /// times for `/healthz` with so much in its fields, reads nothing until the server has taken all and begun to handle
    /// as many as wanted, and then reads it all.
    private static let unread = """
        import re, socket, sys
        path, first, count, padding, wanted = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
        def connect():
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(60)
            client.connect(path)
            return client
        def request(target, more=b""):
            return b"GET " + target.encode() + b" HTTP/1.1\\r\\nHost: a\\r\\n" + more + b"\\r\\n"
        def handled():
            with connect() as other:
                other.sendall(request("/metrics", b"Connection: close\\r\\n"))
                text = b""
                while piece := other.recv(65536): text += piece
            return int(re.search(rb"http_requests_dispatched_total (\\d+)", text).group(1))
        before = handled()
        client = connect()
        client.sendall(request(first) * 10)
        client.sendall(request("/healthz", b"X-Padding: " + b"x" * padding + b"\\r\\n") * count)
        for questions in range(1, 20_001):
            if handled() - before - questions >= wanted: break
        else: sys.exit("the answers that nobody takes hold up the rest")
        client.shutdown(socket.SHUT_WR)
        answers = b""
        while piece := client.recv(1 << 20): answers += piece
        print("answers:", answers.count(b"HTTP/1.1 200 OK"))
        """

    @Test("max-pipelined-bytes lets so much wait unread behind answers that are not taken")
    func pipelinedBytes() throws {
        let (installation, _) = try Installation.pilot()
        let socket = installation.folder.path + "/admin.sock"
        let server = try installation.serve([
            "--admin-listen", "unix:\(socket)", "--max-pipelined-bytes", "4194304", "--access-log", "off",
            "--transfer-grace-seconds", "600", "--head-timeout-seconds", "120",
        ])
        // 3 MB: with the default the client would be left standing.
        let result = try installation.run(
            "/usr/bin/env", ["python3", "-c", Self.unread, socket, "/openapi.json", "400", "8000", "0"],
            environment: installation.environment)
        #expect(result.output == "answers: 410\n")
        #expect(server.terminate() == 0)
    }

    @Test("max-unsent-bytes lets requests be handled as long as no more of their answers is left untaken")
    func unsentBytes() throws {
        let (installation, _) = try Installation.pilot()
        let socket = installation.folder.path + "/admin.sock"
        let server = try installation.serve([
            "--admin-listen", "unix:\(socket)", "--max-unsent-bytes", "16777216", "--access-log", "off",
            "--transfer-grace-seconds", "600", "--head-timeout-seconds", "120",
        ])
        // Behind megabytes of answers: with the default these would not be handled before somebody reads.
        let result = try installation.run(
            "/usr/bin/env", ["python3", "-c", Self.unread, socket, "/openapi.json", "5", "10", "15"],
            environment: installation.environment)
        #expect(result.output == "answers: 15\n")
        #expect(server.terminate() == 0)
    }

    @Test("the table of settings says what `motcua serve --help` says: names, limits, defaults, environment")
    func settingsTable() throws {
        let help = try Installation(folder: try TemporaryFolder()).run(["serve", "--help"])
        #expect(help.status == 0)
        let words = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let guide = try String(contentsOfFile: Installation.root + "/docs/operations.md", encoding: .utf8)
        let begin = try #require(guide.range(of: "<!-- settings -->\n"))
        let end = try #require(guide.range(of: "<!-- /settings -->"))
        let rows = guide[begin.upperBound..<end.lowerBound].split(separator: "\n").dropFirst(2)
        var told: Set<String> = []
        for row in rows {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let plain = cells.map { $0.replacing("`", with: "") }
            #expect(words.contains("--\(plain[0]) <"), "\(plain[0])")
            told.insert(plain[1])
            // "bytes, 1024–32768" stands in the help as "1024–32768 bytes."
            let limits = plain[3].split(separator: ", ", maxSplits: 1).map(String.init)
            let isCount = limits.count == 2 && limits[1].contains("–")
            let range = isCount ? " \(limits[1]) \(limits[0])." : ""
            // Where it depends on another setting it is told in words.
            let isValue = cells[2].hasPrefix("`") && cells[2].hasSuffix("`")
            let byDefault = isValue ? " Default: \(plain[2])." : ""
            #expect(words.contains("\(range)\(byDefault) Environment: \(plain[1])."), "\(plain[0])")
        }
        let all = words.matches(of: /Environment: (MOTCUA_\w+)\./).map { String($0.1) }
        #expect(told.union(["MOTCUA_SETTINGS"]) == Set(all))
    }
}
