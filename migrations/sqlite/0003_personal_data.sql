-- Personal data lies apart from the events, encrypted under a key for each person (AUD-03). Erasing somebody
-- destroys the wrapped key; the events and their chain stay as they are.
CREATE TABLE personal_subject (
    id TEXT PRIMARY KEY NOT NULL,
    dossier TEXT NOT NULL,
    wrapped_key BLOB,
    -- Which of the master keys wraps it.
    key_version INTEGER NOT NULL CHECK (key_version > 0),
    -- The keyed digest of an identity document's number, by which a person is found.
    person BLOB CHECK (length(person) = 16),
    erased_at INTEGER,
    CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL)),
    CHECK (person IS NULL OR wrapped_key IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_subject_by_dossier ON personal_subject (dossier);
CREATE INDEX personal_subject_by_person ON personal_subject (person) WHERE person IS NOT NULL;
-- Which master keys wrap any is asked at every start.
CREATE INDEX personal_subject_by_key ON personal_subject (key_version) WHERE wrapped_key IS NOT NULL;

CREATE TABLE personal_value (
    id TEXT PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL REFERENCES personal_subject (id),
    ciphertext BLOB NOT NULL CHECK (length(ciphertext) > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_value_by_subject ON personal_value (subject);

-- As in dossier_event: of a dossier, or of a complaint apart from any. Or the reason for which somebody wanted to read,
-- in an emergency, a number that nothing has.
CREATE TRIGGER personal_subject_of_something BEFORE INSERT ON personal_subject
WHEN NOT EXISTS (SELECT 1 FROM dossier_event WHERE dossier = NEW.dossier)
    AND NOT EXISTS (SELECT 1 FROM personal_read WHERE emergency = NEW.dossier)
BEGIN
    SELECT RAISE(ABORT, 'personal data is of something that has events, or of a reading in an emergency');
END;

-- Who was shown personal data: what one credential read of one dossier within a few seconds is one row. A reading in
-- an emergency has an identity, a reason (a sealed value) and an end. Rows are only ever appended,
-- until their retention has expired.
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

CREATE INDEX personal_read_by_dossier ON personal_read (dossier, first_at);
CREATE INDEX personal_read_by_credential ON personal_read (credential, first_at);
CREATE INDEX personal_read_by_time ON personal_read (first_at);
CREATE INDEX personal_read_by_emergency ON personal_read (first_at) WHERE emergency IS NOT NULL;

CREATE TRIGGER personal_read_not_updated BEFORE UPDATE ON personal_read
BEGIN
    SELECT RAISE(ABORT, 'who has read what is never changed');
END;

-- Nor deleted before its time: how far back records are kept is a fact of `meta`, in milliseconds.
CREATE TRIGGER personal_read_not_deleted BEFORE DELETE ON personal_read
WHEN OLD.last_at >= coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'reads-kept-from'), 0)
BEGIN
    SELECT RAISE(ABORT, 'who has read what is not deleted before its time');
END;
