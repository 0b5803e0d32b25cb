-- Personal data lies apart from the events, encrypted under a key for each person (AUD-03). Erasing somebody
-- destroys the wrapped key; the events and their chain stay as they are.
CREATE TABLE personal_subject (
    id TEXT PRIMARY KEY NOT NULL,
    dossier TEXT NOT NULL,
    wrapped_key BLOB,
    erased_at INTEGER,
    CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_subject_by_dossier ON personal_subject (dossier);

CREATE TABLE personal_value (
    id TEXT PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL REFERENCES personal_subject (id),
    ciphertext BLOB NOT NULL CHECK (length(ciphertext) > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_value_by_subject ON personal_value (subject);

-- As in dossier_event: of a dossier, or of a complaint apart from any.
CREATE TRIGGER personal_subject_of_something BEFORE INSERT ON personal_subject
WHEN NOT EXISTS (SELECT 1 FROM dossier_event WHERE dossier = NEW.dossier)
BEGIN
    SELECT RAISE(ABORT, 'personal data is of something that has events');
END;

-- Who was shown personal data: what one credential read of one dossier within a few seconds is one row. A reading in
-- an emergency has an identity, a reason (a sealed value) and an end. Rows are only ever appended.
CREATE TABLE personal_read (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    dossier TEXT,
    -- Which list, or which number that nothing has, where it wasn't one dossier.
    scope TEXT,
    credential TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (json_valid(actor)),
    operation TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL CHECK (last_at >= first_at),
    count INTEGER NOT NULL CHECK (count > 0),
    emergency TEXT UNIQUE,
    reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
    until INTEGER,
    CHECK (dossier IS NOT NULL OR scope IS NOT NULL),
    CHECK ((emergency IS NULL) = (until IS NULL)),
    CHECK (reason IS NULL OR emergency IS NOT NULL)
) STRICT;

CREATE INDEX personal_read_by_dossier ON personal_read (dossier);
CREATE INDEX personal_read_by_credential ON personal_read (credential);
CREATE INDEX personal_read_by_emergency ON personal_read (position) WHERE emergency IS NOT NULL;

CREATE TRIGGER personal_read_not_updated BEFORE UPDATE ON personal_read
BEGIN
    SELECT RAISE(ABORT, 'who has read what is never changed');
END;

CREATE TRIGGER personal_read_not_deleted BEFORE DELETE ON personal_read
BEGIN
    SELECT RAISE(ABORT, 'who has read what is never deleted');
END;
