import DossierAPI
import Foundation
import Testing

/// A database with withdrawn dossiers whose papers are back, made once: each test suffers on copies of it.
struct SealedDossiers: Sendable {
    let installation: Installation
    let clerk: String
    let administrator: String
    /// Numbers with the name of whoever brought the dossier.
    let applicants: [String: String]
    /// Wrapped keys in hexadecimal, by the dossier's number.
    let wrappedKeys: [String: [String]]

    var numbers: [String] { applicants.keys.sorted() }
    var keyCount: Int { wrappedKeys.values.reduce(0) { $0 + $1.count } }

    /// When they were brought, and when their retention has long expired.
    static let then = ["--clock", "2019-08-20T08:00:00+07:00"]
    static let later = ["--clock", "2030-01-01T08:00:00+07:00"]

    /// The first one, for others to copy. In depth it has more keys than one commit wraps anew.
    static func all() throws -> SealedDossiers { try first.get() }

    private static let first = Result { try SealedDossiers(count: Depth.count(smoke: 16, full: 208)) }

    private init(count: Int) throws {
        var (pilot, _) = try Installation.pilot()
        pilot.isWithoutRates = true
        installation = pilot
        func issue(_ arguments: [String]) throws -> String {
            let issued = try pilot.run(["credential", "issue", "--days", "1825"] + arguments)
            guard issued.status == 0 else { throw ProcessFailure(description: issued.output) }
            return issued.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        clerk = try issue([
            "--role", "postal-clerk", "--office", "van-quan.van-an.one-stop", "--counter", "van-quan.van-an.counter-1",
        ])
        administrator = try issue(["--role", "administrator"])
        let server = try pilot.serve(Self.then)
        let client = Client(port: server.port, token: clerk)
        var applicants: [String: String] = [:]
        for index in 1...count {
            let name = "Người Mẫu \(index)"
            applicants[try Self.bring(name, key: "\(index)", by: client)] = name
        }
        guard server.terminate() == 0 else { throw ProcessFailure(description: "the server didn't end by itself") }
        self.applicants = applicants
        var keys: [String: [String]] = [:]
        for row in try Self.rows(
            """
            SELECT d.number, hex(s.wrapped_key) FROM personal_subject AS s
            JOIN dossier AS d ON d.id = s.dossier
            """, in: pilot)
        {
            keys[row[0], default: []].append(row[1])
        }
        wrappedKeys = keys
    }

    /// Takes a dossier in, and gives it back; answers its number.
    private static func bring(_ name: String, key: String, by client: Client) throws -> String {
        let person = person(name)
        let received = client.send("POST", "/v1/dossiers", key: "r" + key, body: newDossier(of: person))
        let number = try #require(received?.field("number"), "\(received?.text ?? "-")")
        for (path, key, body) in [
            ("/withdrawal", "w" + key, "{\"requester\":\(person)}"),
            ("/paper-returns", "p" + key, "{\"recipient\":\(person)}"),
        ] {
            let answer = client.send("POST", "/v1/dossiers/\(number)\(path)", key: key, body: body)
            #expect(answer?.status == 201, "\(answer?.text ?? "-")")
        }
        return number
    }

    private static func person(_ name: String) -> String {
        "{\"name\":\"\(name)\",\"identityDocument\":{\"kind\":\"citizen-id\",\"number\":\"020175001234\"}}"
    }

    private static func newDossier(of person: String) -> String {
        """
        {"procedure":"2.000884","counter":"van-quan.van-an.counter-1","applicantUnit":"van-quan.van-an",\
        "applicant":\(person),"documents":[{"document":"identity","originals":1},{"document":"paper","originals":1}]}
        """
    }

    /// Takes one more dossier in, of somebody of that name.
    func receive(_ name: String, key: String, by client: Client) -> Answer? {
        client.send("POST", "/v1/dossiers", key: key, body: Self.newDossier(of: Self.person(name)))
    }

    /// Expects each dossier to name whoever brought it.
    func expectReadable(
        _ applicants: [String: String], by client: Client, _ when: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (number, name) in applicants {
            let answer = client.send("GET", "/v1/dossiers/\(number)")
            #expect(
                answer?.json["applicant"]?["name"]?.asString == name, "\(when): \(answer?.text ?? "no answer")",
                sourceLocation: sourceLocation)
        }
    }

    // MARK: What is on the disk

    /// How many personal keys `motcua verify` opened, with what is on the disk; records an issue where anything differs.
    @discardableResult
    static func openedKeys(
        of installation: Installation, _ when: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(when): \(verified.output)", sourceLocation: sourceLocation)
        guard let range = verified.output.range(of: #"\d+ personal keys"#, options: .regularExpression) else {
            return 0
        }
        return Int(verified.output[range].dropLast(" personal keys".count)) ?? 0
    }

    /// Rows of a database that nobody has open, each column as text.
    static func rows(_ sql: String, in installation: Installation) throws -> [[String]] {
        let asked = try installation.run(
            "/usr/bin/sqlite3", ["-separator", "|", installation.folder.path + "/motcua.db", sql],
            environment: installation.environment)
        guard asked.status == 0 else { throw ProcessFailure(description: asked.output) }
        return asked.output.split(separator: "\n").map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// Files of a folder by their names; those that aren't there are left out.
    static func files(_ names: [String], in installation: Installation) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in names {
            let path = installation.folder.path + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { continue }
            found[name] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        return found
    }

    /// An installation with those files.
    static func installation(with files: [String: [UInt8]]) throws -> Installation {
        let installation = Installation(folder: try TemporaryFolder(), isWithoutRates: true)
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: installation.folder.path + "/" + name))
        }
        return installation
    }

    /// The files that a loss of power is played out on.
    static let writtenNames = ["motcua.db", "motcua.db-wal", "motcua.key.new", "motcua.key"]
}

/// A place in what a process does to its files at which it is killed.
struct WritingPlace: CustomStringConvertible {
    let call: String
    /// The end of the file's path.
    let file: String
    /// The how manieth such call.
    let count: Int

    var description: String { "\(call) \(count) of \(file.split(separator: "/").last ?? "?")" }

    var isOfKeyFile: Bool { !file.contains(".db") }

    /// What may be done there.
    var acts: [String] {
        call == "write" ? ["kill-before", "kill-half", "kill-after"] : ["kill-before", "kill-after"]
    }

    func fault(_ act: String, marking mark: String? = nil) throws -> [String: String] {
        try FaultShim.fault(act, at: count, call: call, file: file, marking: mark)
    }

    /// The places in a record of what a process has done to the files of a folder.
    ///
    /// Of the writes to the database without the last quarter: how many pages a commit changes is a matter of luck.
    static func all(in log: [UInt8], folder: String) -> [WritingPlace] {
        var counts: [String: Int] = [:]
        let places = DiskRecord.all(in: log).compactMap { (record, _) -> WritingPlace? in
            let calls: [Character: String] = ["W": "write", "S": "sync", "D": "sync", "T": "truncate", "R": "rename"]
            guard let call = calls[record.kind] else { return nil }
            let name = record.path.split(separator: "/").last.map(String.init) ?? ""
            guard record.path == folder || SealedDossiers.writtenNames.contains(name) else { return nil }
            let file = record.path == folder ? "/" + name : name.replacingOccurrences(of: "motcua", with: "")
            counts[call + file, default: 0] += 1
            return WritingPlace(call: call, file: file, count: counts[call + file] ?? 1)
        }
        return places.filter { place in
            let count = counts[place.call + place.file] ?? 0
            return place.isOfKeyFile || place.call != "write" || 4 * place.count <= 3 * count
        }
    }
}
