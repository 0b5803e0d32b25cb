-- Every configuration that was ever in force: events name the version they were decided under. Each has an event in
-- the chain, under the name 'configuration', which proves document and reason by their digests.
CREATE TABLE configuration (
    version INTEGER PRIMARY KEY CHECK (version > 0),
    document TEXT NOT NULL CHECK (json_valid(document)),
    act TEXT NOT NULL CHECK (act IN ('loaded', 'changed', 'restored')),
    -- [{"act": "added", "object": "offices/van-quan.one-stop"}, …]: what it changed in the version before.
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    reason TEXT,
    actor TEXT NOT NULL CHECK (json_valid(actor)),
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER configuration_not_updated BEFORE UPDATE ON configuration
BEGIN
    SELECT RAISE(ABORT, 'versions of the configuration are never changed (CFG-01)');
END;

CREATE TRIGGER configuration_not_deleted BEFORE DELETE ON configuration
BEGIN
    SELECT RAISE(ABORT, 'versions of the configuration are never deleted (CFG-01)');
END;

-- Changes that are prepared and not in force.
CREATE TABLE configuration_draft (
    id TEXT PRIMARY KEY NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
    version INTEGER NOT NULL CHECK (version > 0),
    draft TEXT NOT NULL CHECK (json_valid(draft))
) STRICT, WITHOUT ROWID;

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
