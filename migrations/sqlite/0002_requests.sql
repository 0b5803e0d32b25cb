-- What a request came to, so that its retry gets the same answer (IDM-01): the dossier and its version,
-- or the rejection; never both, never neither.
CREATE TABLE idempotency_record (
    owner TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    dossier TEXT REFERENCES dossier (id),
    version INTEGER CHECK (version > 0),
    rejection TEXT,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key),
    CHECK ((dossier IS NULL) = (version IS NULL)),
    CHECK ((dossier IS NULL) <> (rejection IS NULL))
) STRICT, WITHOUT ROWID;
