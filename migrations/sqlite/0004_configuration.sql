-- Every configuration that was ever in force: events name the version they were decided under.
CREATE TABLE configuration (
    version INTEGER PRIMARY KEY CHECK (version > 0),
    document TEXT NOT NULL CHECK (json_valid(document)),
    recorded_at INTEGER NOT NULL
) STRICT;

-- Credentials; the secret only as a digest.
CREATE TABLE credential (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    secret_digest BLOB NOT NULL CHECK (length(secret_digest) = 32),
    actor TEXT NOT NULL CHECK (json_valid(actor)),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Facts about the database itself, such as the kind of clock it is used on.
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
