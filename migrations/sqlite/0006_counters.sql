-- What counters need that work without a line: blocks of numbers, void numbers, uploaded days.

-- Serials that one terminal may give out (OFF-01). They are taken from `serial`, so that whatever is given online goes
-- on behind them; which of them are used, dossier.canonical_number says.
CREATE TABLE number_block (
    id TEXT PRIMARY KEY NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
    -- Short form of the identifier, as in `serial`; and the form that is printed.
    agency TEXT NOT NULL,
    printed_agency TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    first INTEGER NOT NULL CHECK (first >= 1),
    last INTEGER NOT NULL CHECK (last BETWEEN first AND 9999),
    terminal TEXT NOT NULL,
    office TEXT NOT NULL,
    reserved_by TEXT NOT NULL CHECK (json_valid(reserved_by)),
    reserved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX number_block_by_serial ON number_block (agency, date, first);
CREATE INDEX number_block_by_office ON number_block (office, date, first);

CREATE TRIGGER number_block_apart BEFORE INSERT ON number_block
WHEN EXISTS (
    SELECT 1 FROM number_block
    WHERE agency = NEW.agency AND date = NEW.date AND first <= NEW.last AND last >= NEW.first)
BEGIN
    SELECT RAISE(ABORT, 'blocks have no number in common (OFF-01)');
END;

CREATE TRIGGER number_block_not_updated BEFORE UPDATE ON number_block
BEGIN
    SELECT RAISE(ABORT, 'blocks are never changed (OFF-01)');
END;

CREATE TRIGGER number_block_not_deleted BEFORE DELETE ON number_block
BEGIN
    SELECT RAISE(ABORT, 'blocks are never deleted (OFF-01)');
END;

-- Reserved numbers that will never be a dossier's (OFF-02).
CREATE TABLE number_void (
    agency TEXT NOT NULL,
    date TEXT NOT NULL,
    serial INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 9999),
    reason TEXT NOT NULL CHECK (reason IN ('unused', 'spoilt', 'receptionRejected', 'terminalLost')),
    voided_by TEXT NOT NULL CHECK (json_valid(voided_by)),
    voided_at INTEGER NOT NULL,
    PRIMARY KEY (agency, date, serial)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER number_void_of_a_block BEFORE INSERT ON number_void
WHEN NOT EXISTS (
    SELECT 1 FROM number_block
    WHERE agency = NEW.agency AND date = NEW.date AND first <= NEW.serial AND last >= NEW.serial)
BEGIN
    SELECT RAISE(ABORT, 'only reserved numbers become void (OFF-02)');
END;

CREATE TRIGGER number_void_not_updated BEFORE UPDATE ON number_void
BEGIN
    SELECT RAISE(ABORT, 'a void number stays void (OFF-02)');
END;

CREATE TRIGGER number_void_not_deleted BEFORE DELETE ON number_void
BEGIN
    SELECT RAISE(ABORT, 'a void number stays void (OFF-02)');
END;

-- That this database was put back from a backup: what was given out after the backup isn't in it. `position` is the last
-- event that the backup had, `last_day` the last day of which numbers may have been given out.
CREATE TABLE restoration (
    ordinal INTEGER PRIMARY KEY CHECK (ordinal > 0),
    position INTEGER NOT NULL CHECK (position >= 0),
    restored_at INTEGER NOT NULL,
    last_day TEXT NOT NULL CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    halvings INTEGER NOT NULL CHECK (halvings > 0)
) STRICT;

CREATE TRIGGER restoration_appended BEFORE INSERT ON restoration
WHEN NEW.ordinal IS NOT (SELECT count(*) + 1 FROM restoration)
    OR NEW.restored_at <= (SELECT max(restored_at) FROM restoration)
    OR NEW.position < (SELECT max(position) FROM restoration)
BEGIN
    SELECT RAISE(ABORT, 'restorations are appended one by one');
END;

CREATE TRIGGER restoration_not_updated BEFORE UPDATE ON restoration
BEGIN
    SELECT RAISE(ABORT, 'restorations are never changed');
END;

CREATE TRIGGER restoration_not_deleted BEFORE DELETE ON restoration
BEGIN
    SELECT RAISE(ABORT, 'restorations are never deleted');
END;

-- Numbers that nobody is given after a restoration, because they may be on slips already (RCV-05). A row comes with the first
-- number that is asked for of that agency and day; a terminal that gave one of them out may still upload it.
CREATE TABLE number_skipped (
    agency TEXT NOT NULL,
    date TEXT NOT NULL,
    restoration INTEGER NOT NULL REFERENCES restoration (ordinal),
    first INTEGER NOT NULL CHECK (first >= 1),
    last INTEGER NOT NULL CHECK (last BETWEEN first AND 9999),
    PRIMARY KEY (agency, date, restoration)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER number_skipped_not_updated BEFORE UPDATE ON number_skipped
BEGIN
    SELECT RAISE(ABORT, 'skipped numbers stay skipped (RCV-05)');
END;

CREATE TRIGGER number_skipped_not_deleted BEFORE DELETE ON number_skipped
BEGIN
    SELECT RAISE(ABORT, 'skipped numbers stay skipped (RCV-05)');
END;

-- Days that were uploaded, with what was noticed about the terminal (TIM-09). `ordinal` orders them.
CREATE TABLE counter_day (
    ordinal INTEGER PRIMARY KEY,
    terminal TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    office TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    clock_wrong INTEGER NOT NULL CHECK (clock_wrong IN (0, 1)),
    pack_stale INTEGER NOT NULL CHECK (pack_stale IN (0, 1)),
    done INTEGER NOT NULL CHECK (done >= 0),
    repeated INTEGER NOT NULL CHECK (repeated >= 0),
    rejected INTEGER NOT NULL CHECK (rejected >= 0),
    UNIQUE (terminal, key)
) STRICT;

CREATE INDEX counter_day_by_office ON counter_day (office);
