import DossierDomain
import DossierStore

extension SQLiteReader {
    private static let loginColumns =
        "person, user_name, password_digest, must_change, code_secret, last_code_step, home, home_failures,"
        + " home_last_failed_at, failures, last_failed_at, changed_at, set_by, version"

    /// What somebody logs in with.
    public func login(of person: PersonID) throws(StoreError) -> StoredLogin? {
        try statement("SELECT \(Self.loginColumns) FROM login WHERE person = ?")
            .first([.text(person.text)]) { Self.login($0) }
    }

    /// The login of that name.
    public func login(named userName: String) throws(StoreError) -> StoredLogin? {
        try statement("SELECT \(Self.loginColumns) FROM login WHERE user_name = ?")
            .first([.text(userName)]) { Self.login($0) }
    }

    /// All logins, by name.
    public func logins() throws(StoreError) -> [StoredLogin] {
        try statement("SELECT \(Self.loginColumns) FROM login ORDER BY user_name").all([]) { Self.login($0) }
    }

    private static func login(_ row: StatementRow) -> StoredLogin {
        StoredLogin(
            person: PersonID(row.text(0)), userName: row.text(1), passwordDigest: row.text(2),
            mustChange: row.int(3) == 1, codeSecret: row.isNull(4) ? nil : row.bytes(4),
            lastCodeStep: row.isNull(5) ? nil : row.integer(5), home: row.isNull(6) ? nil : row.bytes(6),
            failuresAtHome: failures(row, 7), failuresElsewhere: failures(row, 9),
            changedAt: Timestamp(milliseconds: row.integer(11)),
            setBy: row.isNull(12) ? nil : CredentialID(row.text(12)), version: row.integer(13))
    }

    private static func failures(_ row: StatementRow, _ column: Int32) -> FailedAttempts {
        FailedAttempts(
            count: row.int(column),
            latestAt: row.isNull(column + 1) ? nil : Timestamp(milliseconds: row.integer(column + 1)))
    }
}
