-- What a request came to, so that its retry gets the same answer (IDM-01): the dossier and its version,
-- the rejection, the tokens of leases that it gave or changed, or a block of numbers; exactly one of the four.
CREATE TABLE idempotency_record (
    owner TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    dossier TEXT,
    version INTEGER CHECK (version > 0),
    rejection TEXT,
    leases TEXT CHECK (leases IS NULL OR json_valid(leases)),
    number_block TEXT,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key),
    CHECK ((dossier IS NULL) = (version IS NULL)),
    CHECK ((dossier IS NOT NULL) + (rejection IS NOT NULL) + (leases IS NOT NULL)
        + (number_block IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;

-- What a request came to is there: the dossier, or the complaint apart from any, at that version.
CREATE TRIGGER idempotency_record_of_something BEFORE INSERT ON idempotency_record
WHEN NEW.dossier IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM dossier_event WHERE dossier = NEW.dossier AND sequence = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'a recorded request came to something that has events');
END;
