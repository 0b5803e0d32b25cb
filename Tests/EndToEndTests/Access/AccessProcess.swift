import DossierAPI
import DossierDomain
import DossierService
import Foundation
import Testing

/// What the tests of logins and credentials share: an installation, its tokens, and somebody who logs in.
struct AccessProcess {
    static let first = "con trâu đi qua đồng"
    static let own = "hoa đào nở trên núi"

    let installation: Installation
    let tokens: [String: String]

    init() throws {
        (installation, tokens) = try Installation.pilot()
    }

    /// Serves from that instant on, with passwords as cheap as they can be had.
    func serve(at instant: String, _ arguments: [String] = []) throws -> ServerProcess {
        try installation.serve(["--clock", instant, "--password-cost", "13"] + arguments)
    }

    func client(_ name: String?, at server: ServerProcess, language: String = "vi") -> Client {
        Client(port: server.port, token: name.flatMap { tokens[$0] }, language: language)
    }

    /// Loads the pilot's configuration with that text in its people and postings replaced.
    func loadPilot(replacing text: String, with other: String) throws {
        let folder = installation.folder.path + "/config"
        try FileManager.default.copyItem(atPath: Installation.root + "/config/lang-son", toPath: folder)
        let people = folder + "/people.yaml"
        let original = try String(contentsOfFile: people, encoding: .utf8)
        let changed = original.replacingOccurrences(of: text, with: other)
        try #require(changed != original)
        try changed.write(toFile: people, atomically: true, encoding: .utf8)
        let loaded = try installation.run(["config", "load", folder])
        try #require(loaded.status == 0, "\(loaded.output)")
    }

    /// An administrator gives somebody a first password.
    func give(_ person: String, named name: String, at server: ServerProcess) throws {
        let given = try #require(
            client("ADMINISTRATOR", at: server).send(
                "PUT", "/v1/logins/\(person)", body: #"{"userName": "\#(name)", "password": "\#(Self.first)"}"#))
        try #require(given.status == 200, "\(given.text)")
    }

    func logIn(_ name: String, _ password: String, _ more: String = "", at server: ServerProcess) throws -> Answer {
        try #require(
            client(nil, at: server).send(
                "POST", "/v1/sessions", body: #"{"userName": "\#(name)", "password": "\#(password)"\#(more)}"#))
    }

    /// The server's time, as its answer tells it.
    static func clock(of answer: Answer) throws -> Timestamp {
        let text = try #require(answer.fields["x-motcua-clock"]?.components(separatedBy: "now=").last)
        return try #require(Timestamp(text))
    }

    /// The authenticator's code at the server's time, which its answers tell, some steps later.
    static func code(of secret: OneTimeSecret, after answer: Answer, steps: Int64 = 0) throws -> String {
        let now = try clock(of: answer)
        return try #require(secret.code(of: now.milliseconds / 30_000 + steps))
    }

    func bearing(_ answer: Answer, at server: ServerProcess) throws -> Client {
        let token: String = try #require(answer.field("token"), "\(answer.text)")
        return Client(port: server.port, token: token)
    }
}
