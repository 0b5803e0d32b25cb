-- What agencies that poll need. Leases and positions are operational: outside the events and their chain.

-- How often a body's waiting work or its leases have changed: the version of its list.
CREATE TABLE work_version (
    body TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

-- The feed of a body: which stretches of events it may see, a row for each commit. A body's feed has the events of
-- a dossier from the commit on that brought it there.
CREATE TABLE feed_entry (
    body TEXT NOT NULL CHECK (body GLOB 'office:?*' OR body GLOB 'agency:?*'),
    last_position INTEGER NOT NULL CHECK (last_position > 0),
    first_position INTEGER NOT NULL CHECK (first_position BETWEEN 1 AND last_position),
    PRIMARY KEY (body, last_position)
) STRICT, WITHOUT ROWID;

-- Work given to a worker for a time (POL-01). `token` is the fencing token; AUTOINCREMENT never gives one twice.
-- `item` is the work's identity, which outlives its row in work_item. A lease that is held runs from `renewed_at` to
-- `expires_at`; where the clock stands more than a second before the first, it was set back, and the lease doesn't run.
CREATE TABLE lease (
    token INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL CHECK (body GLOB 'office:?*' OR body GLOB 'agency:?*'),
    item TEXT NOT NULL,
    dossier TEXT NOT NULL REFERENCES dossier (id),
    worker TEXT NOT NULL,
    credential TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > renewed_at),
    state TEXT NOT NULL CHECK (state IN (
        'held', 'expired', 'completed', 'released', 'returned', 'revoked', 'overtaken')),
    ended_at INTEGER,
    -- Reference to the reason of a return, which lies with the personal data.
    reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
    CHECK ((state = 'held') = (ended_at IS NULL)),
    CHECK (reason IS NULL OR state = 'returned')
) STRICT;

-- One lease at a time for a piece of work.
CREATE UNIQUE INDEX lease_of_item ON lease (item) WHERE state = 'held';
CREATE INDEX lease_held ON lease (body, expires_at) WHERE state = 'held';
CREATE INDEX lease_running_out ON lease (expires_at) WHERE state = 'held';
CREATE INDEX lease_by_dossier ON lease (dossier);
CREATE INDEX lease_ended ON lease (ended_at) WHERE ended_at IS NOT NULL;

-- Work whose leases ran out or were returned, while it waits (POL-03).
CREATE TABLE work_trouble (
    item TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures > 0),
    set_aside_at INTEGER
) STRICT, WITHOUT ROWID;

-- How long work waited until it was collected, by day: claimed, or acknowledged without a lease (POL-06). By the office of
-- the dossiers as well, because an office is told of its own alone (SEC-02).
CREATE TABLE collection (
    body TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    office TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    milliseconds INTEGER NOT NULL CHECK (milliseconds >= 0),
    PRIMARY KEY (body, day, office)
) STRICT, WITHOUT ROWID;

-- When each credential last polled for a body's work (POL-06).
CREATE TABLE poll (
    credential TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    client TEXT,
    PRIMARY KEY (credential, body)
) STRICT, WITHOUT ROWID;

-- How far a consumer has read a body's feed, where it doesn't keep that itself.
CREATE TABLE feed_position (
    body TEXT NOT NULL,
    consumer TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (body, consumer)
) STRICT, WITHOUT ROWID;
