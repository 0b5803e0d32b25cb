-- What a credential is, which one it came in place of, whose bearer issued it, and when it was last used (to the minute).
ALTER TABLE credential ADD COLUMN kind TEXT NOT NULL DEFAULT 'machine' CHECK (kind IN ('machine', 'session'));
ALTER TABLE credential ADD COLUMN replaces TEXT;
ALTER TABLE credential ADD COLUMN issued_by TEXT;
-- What a token follows from beside its request and the key file, so that a retry is answered with the same one.
ALTER TABLE credential ADD COLUMN salt BLOB;
ALTER TABLE credential ADD COLUMN last_used_at INTEGER;
-- A month's sessions are most of the rows: a log-in finds its own, the watch those that ended, a list its page.
CREATE INDEX credential_session_by_posting ON credential (json_extract(actor, '$.posting'), issued_at, id)
    WHERE kind = 'session';
CREATE INDEX credential_session_by_end ON credential (min(expires_at, coalesce(revoked_at, expires_at)))
    WHERE kind = 'session';
CREATE INDEX credential_by_issue ON credential (issued_at, id);

-- What people log in with. The password as a scrypt digest with its salt and cost, the secret of one-time codes sealed
-- under the key file; `last_code_step` keeps a code from being used twice. Failures slow guessing down: those from `home`,
-- a keyed digest of where the last login came from, apart from everybody else's. `set_by` is the credential of the
-- administrator who gave it last.
CREATE TABLE login (
    person TEXT PRIMARY KEY NOT NULL,
    user_name TEXT NOT NULL UNIQUE,
    password_digest TEXT NOT NULL,
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    code_secret BLOB,
    last_code_step INTEGER,
    home BLOB,
    home_failures INTEGER NOT NULL CHECK (home_failures >= 0),
    home_last_failed_at INTEGER,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    last_failed_at INTEGER,
    changed_at INTEGER NOT NULL,
    set_by TEXT,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;
