import Foundation
import Testing

@Suite("A record that was tampered with")
struct VerifyTests {
    /// What somebody with the database in hands did, and what verification says.
    private static let deeds: [(sql: String, finding: String)] = [
        (
            "UPDATE dossier_event SET canonical = replace(canonical, 'van-quan', 'van-lang') WHERE position = 3",
            "event 3"
        ),
        ("UPDATE dossier_event SET hash = zeroblob(32) WHERE position = 5", "event 5"),
        ("UPDATE dossier_event SET occurred_at = occurred_at + 1 WHERE position = 4", "event 4: its line"),
        ("DELETE FROM dossier_event WHERE position BETWEEN 4 AND 6", "events are missing"),
        ("DELETE FROM dossier_event WHERE position > 20", "differences"),
        (
            "UPDATE dossier SET status = 'handling' WHERE ordinal = (SELECT min(ordinal) FROM dossier)",
            "columns for look-ups"
        ),
        (
            "UPDATE dossier SET state = (SELECT state FROM dossier ORDER BY ordinal LIMIT 1) WHERE rowid = (SELECT max(ordinal) FROM dossier)",
            "stored state"
        ),
        ("DELETE FROM work_item", "waiting work"),
        (
            "UPDATE dossier_party SET joined = 0 WHERE ordinal = (SELECT min(ordinal) FROM dossier)",
            "columns for look-ups"
        ),
        ("DELETE FROM dossier_party WHERE ordinal = (SELECT min(ordinal) FROM dossier)", "may see it"),
        (
            "DELETE FROM feed_entry WHERE last_position = (SELECT max(last_position) FROM feed_entry)",
            "its last events are missing"
        ),
        (
            "UPDATE feed_entry SET first_position = last_position WHERE last_position = (SELECT min(last_position) FROM feed_entry)",
            "later than the body could see the dossier"
        ),
        (
            "UPDATE feed_entry SET first_position = 1 WHERE last_position = (SELECT max(last_position) FROM feed_entry)",
            "events of other dossiers"
        ),
        (
            "INSERT INTO feed_entry (body, last_position, first_position) VALUES ('agency:van-quan.labour', 3, 3)",
            "1 stretches of feeds are of no event that their body may see"
        ),
        ("DELETE FROM work_version", "the version of its list is missing"),
        ("UPDATE work_version SET version = 1", "has version 1, though work of 8 dossiers has come"),
        ("DELETE FROM dossier WHERE ordinal = (SELECT max(ordinal) FROM dossier)", "belong to no stored dossier"),
        ("DELETE FROM register_entry WHERE dossier GLOB 'complaint-*'", "belong to no stored dossier"),
        (
            "UPDATE register_entry SET settled_at = NULL, detail = 'received' WHERE dossier GLOB 'complaint-*'",
            "its rows in registers"
        ),
        (
            "UPDATE register_entry SET due_at = due_at + 1 WHERE dossier GLOB 'complaint-*'", "its rows in registers"
        ),
        (
            "INSERT INTO register_entry (id, kind, body, dossier, group_id, detail, at) SELECT dossier || '.breach.0', 'breach', body, dossier, group_id, 'complaintAnsweredLate', at FROM register_entry WHERE dossier GLOB 'complaint-*'",
            "its rows in registers"
        ),
        (
            "INSERT INTO register_entry (id, kind, body, dossier, group_id, detail, at) VALUES ('x', 'breach', 'agency:van-quan.labour', 'complaint-x', 'x', 'complaintAnsweredLate', 0)",
            "record complaint-x: its rows in registers"
        ),
        (
            "UPDATE credential SET expires_at = expires_at + 1 WHERE id = 'demo-van-an-clerk'",
            "record credential-demo-van-an-clerk: it is not what its events say"
        ),
        (
            "UPDATE credential SET actor = replace(actor, 'postal-clerk', 'official') WHERE id = 'demo-van-an-clerk'",
            "record credential-demo-van-an-clerk: it is not what its events say"
        ),
        (
            "UPDATE credential SET revoked_at = NULL WHERE id = 'demo-van-an-police'",
            "record credential-demo-van-an-police: it is not what its events say"
        ),
        (
            "DELETE FROM credential WHERE id = 'demo-van-an-clerk'",
            "record credential-demo-van-an-clerk: it is not what its events say"
        ),
        (
            "INSERT INTO credential SELECT 'forged', name, secret_digest, actor, issued_at, expires_at, revoked_at, kind, replaces, issued_by, salt, last_used_at FROM credential WHERE id = 'demo-administrator'",
            "credential forged: there is no event of it"
        ),
        ("UPDATE login SET set_by = NULL", "record login-demo.an: it is not what its events say"),
        ("DELETE FROM login", "record login-demo.an: it is not what its events say"),
        ("UPDATE login SET person = 'demo.binh'", "login of demo.binh: there is no event of it"),
    ]

    @Test("AUD-01 AUD-02 whatever is changed by hand is found, by one worker or many")
    func tampering() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        for index in 0..<8 { #expect(clerk.receive(key: "k\(index)")?.status == 201) }
        let taken = try #require(
            clerk.send("POST", "/v1/office-complaints", key: "c", body: "{\"content\": \"Quầy mở cửa muộn.\"}"))
        let official = Client(port: server.port, token: tokens["VAN_AN_OFFICIAL"])
        let answered = official.send(
            "POST", "/v1/office-complaints/\(taken.field("id") ?? "")/answer", key: "d",
            body: "{\"answer\": \"Đã nhắc nhở.\", \"upheld\": true}")
        #expect(answered?.status == 201, "\(answered?.text ?? "")")
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"])
        #expect(administrator.send("DELETE", "/v1/credentials/demo-van-an-police")?.status == 200)
        let given = administrator.send(
            "PUT", "/v1/logins/demo.an", body: #"{"userName": "an.vanan", "password": "con trâu đi qua đồng"}"#)
        #expect(given?.status == 200, "\(given?.text ?? "")")
        #expect(server.terminate() == 0)
        #expect(try installation.run(["verify"]).status == 0)
        let database = installation.folder.path + "/motcua.db"
        let untouched = try Data(contentsOf: URL(fileURLWithPath: database))
        for (sql, finding) in Self.deeds {
            try untouched.write(to: URL(fileURLWithPath: database))
            let done = try installation.run(
                "/usr/bin/sqlite3",
                [
                    database,
                    """
                    DROP TRIGGER dossier_event_not_updated; DROP TRIGGER dossier_event_not_deleted;
                    DROP TRIGGER register_entry_of_something; \(sql);
                    """,
                ], environment: installation.environment)
            #expect(done.status == 0, "\(sql): \(done.output)")
            for workers in ["1", "3"] {
                let verified = try installation.run(["verify", "--workers", workers])
                #expect(verified.status == 1, "\(sql)")
                #expect(verified.output.contains(finding), "\(sql): \(verified.output)")
            }
        }
    }
}
