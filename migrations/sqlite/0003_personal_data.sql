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
