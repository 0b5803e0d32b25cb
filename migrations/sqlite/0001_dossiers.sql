-- Dossiers: their events (the truth), the fold of them kept for queries, and who may see what.
-- Instants are milliseconds since 1970-01-01T00:00:00Z; civil dates are YYYY-MM-DD in Viet Nam.

-- The fold of a dossier's events. `ordinal` orders lists, newest reception first: the position of the event
-- that received it, and before that of the one that submitted it. Being the row id, it ends every index below.
CREATE TABLE dossier (
    ordinal INTEGER PRIMARY KEY CHECK (ordinal > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL CHECK (status IN (
        'entrusted', 'submitted', 'supplementRequested', 'refusalProposed', 'receptionRefused', 'received',
        'handling', 'awaitingSupplement', 'decided', 'readyToHandOver', 'handedOver', 'withdrawn', 'stopped')),
    procedure TEXT NOT NULL,
    office TEXT NOT NULL,
    applicant_unit TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    -- What the reception fixed: all of it or none. `number` is as printed, `canonical_number` what is compared,
    -- the same for the long and the short form: YYMMDD-SSSS-AGENCY, so that a day's receptions lie side by side.
    number TEXT,
    canonical_number TEXT UNIQUE,
    agency TEXT,
    received_at INTEGER,
    first_due_at INTEGER,
    due_at INTEGER,
    decided_at INTEGER,
    ready_at INTEGER,
    handed_over_at INTEGER,
    personal_data_erased_at INTEGER,
    state TEXT NOT NULL,
    CHECK (
        (status IN ('entrusted', 'submitted', 'supplementRequested', 'refusalProposed', 'receptionRefused'))
        = (number IS NULL)),
    CHECK ((number IS NULL) = (canonical_number IS NULL)),
    CHECK ((number IS NULL) = (agency IS NULL)),
    CHECK ((number IS NULL) = (received_at IS NULL)),
    CHECK ((number IS NULL) = (first_due_at IS NULL)),
    CHECK ((number IS NULL) = (due_at IS NULL)),
    CHECK (status NOT IN ('decided', 'readyToHandOver', 'handedOver') OR decided_at IS NOT NULL),
    CHECK ((status = 'handedOver') = (handed_over_at IS NOT NULL))
) STRICT;

-- A reception writes a page for each index that is kept by office, so there are two. Lists of an office without a
-- status, of what is pending and of what is late are put together from its statuses, in order (DossierListing).
CREATE INDEX dossier_by_status ON dossier (status);
CREATE INDEX dossier_by_procedure ON dossier (procedure);
CREATE INDEX dossier_by_office_status ON dossier (office, status);
CREATE INDEX dossier_by_reception ON dossier (received_at) WHERE received_at IS NOT NULL;
CREATE INDEX dossier_by_office_reception ON dossier (office, received_at) WHERE received_at IS NOT NULL;
-- Few of those whose result is ready came there late, or never came there.
CREATE INDEX dossier_overdue ON dossier (ordinal)
    WHERE status IN ('readyToHandOver', 'handedOver') AND (ready_at IS NULL OR ready_at > due_at);
CREATE INDEX dossier_overdue_by_office ON dossier (office)
    WHERE status IN ('readyToHandOver', 'handedOver') AND (ready_at IS NULL OR ready_at > due_at);
-- What is over, or was never received, and still has personal data: what retention looks through. No reception enters it.
CREATE INDEX dossier_kept ON dossier (submitted_at)
    WHERE personal_data_erased_at IS NULL AND status IN (
        'entrusted', 'submitted', 'supplementRequested', 'refusalProposed', 'receptionRefused', 'handedOver', 'withdrawn',
        'stopped');

-- Who takes part in a dossier or sees it pass: the row filter of every list. It follows the dossier's ordinal.
CREATE TABLE dossier_party (
    body TEXT NOT NULL CHECK (body GLOB 'office:?*' OR body GLOB 'agency:?*'),
    ordinal INTEGER NOT NULL REFERENCES dossier (ordinal) ON UPDATE CASCADE,
    -- 0 for who only monitors: whoever that is isn't told whose dossier it is.
    joined INTEGER NOT NULL CHECK (joined IN (0, 1)),
    PRIMARY KEY (body, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX dossier_party_by_ordinal ON dossier_party (ordinal);

-- Work that waits, derived from the state; in the order in which it is listed.
CREATE TABLE work_item (
    body TEXT NOT NULL CHECK (body GLOB 'office:?*' OR body GLOB 'agency:?*'),
    due_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    dossier TEXT NOT NULL REFERENCES dossier (id),
    number TEXT NOT NULL,
    procedure TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'confirmReception', 'offerHandover', 'acknowledgeHandover', 'completeStep', 'handOverResult',
        'answerConsultation', 'replan', 'issueSupplementRequest', 'receiveSupplement', 'giveBackPapers')),
    step TEXT,
    handover TEXT,
    assignment TEXT,
    since INTEGER NOT NULL,
    -- Who offered the handover that is to be acknowledged.
    sender TEXT CHECK (sender GLOB 'office:?*' OR sender GLOB 'agency:?*'),
    CHECK ((sender IS NULL) = (kind <> 'acknowledgeHandover')),
    PRIMARY KEY (body, due_at, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX work_item_by_dossier ON work_item (dossier);
CREATE INDEX work_item_by_sender ON work_item (sender, due_at, id) WHERE sender IS NOT NULL;

-- The truth. `canonical` is the line that the hash chain covers; docs/event-chain.md says how to check it.
CREATE TABLE dossier_event (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    -- The dossier, or a record apart from any (`complaint-…`, `inspection-…`, `configuration`, `credential-…`,
    -- `login-…`): hence a trigger, not a reference.
    dossier TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL CHECK (kind IN (
        'submitted', 'supplementRequested', 'supplemented', 'received', 'receptionConfirmed', 'stageEntered',
        'handoverOffered', 'handoverDispatched', 'handoverAcknowledged', 'handoverReturned', 'stepStarted',
        'stepCompleted', 'decided', 'resultHandedOver', 'deadlineMoved',
        'consultationRequested', 'consultationAnswered', 'consultationSilent', 'stepSentBack',
        'planFlagged', 'replanned', 'latenessForeseen', 'handoverRecordSigned', 'refusalProposed',
        'receptionRefused', 'supplementAsked', 'timeLimitReset', 'rescheduled', 'withdrawn', 'stopped',
        'papersGivenBack', 'incidentReported', 'resultPosted', 'deliveryFailed', 'resultReturned',
        'decisionReplaced', 'paymentDemanded', 'feeCollected', 'noticeRecorded', 'rated', 'complaintReceived',
        'complaintAnswered', 'scanAttached', 'personalDataErased', 'inspected', 'configurationChanged',
        'credentialIssued', 'credentialReplaced', 'credentialRevoked', 'loginGiven', 'loginChanged', 'loginRemoved',
        'loginBarred')),
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    canonical TEXT NOT NULL CHECK (instr(canonical, char(10)) = 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (dossier, sequence)
) STRICT;

CREATE TRIGGER dossier_event_not_updated BEFORE UPDATE ON dossier_event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed (AUD-01)');
END;

CREATE TRIGGER dossier_event_not_deleted BEFORE DELETE ON dossier_event
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted (AUD-01)');
END;

-- Events are only ever appended, without gaps; this also stops INSERT OR REPLACE, which fires no DELETE trigger.
CREATE TRIGGER dossier_event_appended BEFORE INSERT ON dossier_event
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM dossier_event)
    OR NEW.sequence IS NOT
        (SELECT coalesce(max(sequence), 0) + 1 FROM dossier_event WHERE dossier = NEW.dossier)
BEGIN
    SELECT RAISE(ABORT, 'events are appended one by one (AUD-01)');
END;

-- Whatever has events is a dossier or such a record; the first says it for the others.
CREATE TRIGGER dossier_event_of_something BEFORE INSERT ON dossier_event
WHEN NEW.sequence = 1 AND NEW.dossier NOT GLOB 'complaint-?*' AND NEW.dossier NOT GLOB 'inspection-?*'
    AND NEW.dossier <> 'configuration' AND NEW.dossier NOT GLOB 'credential-?*' AND NEW.dossier NOT GLOB 'login-?*'
    AND NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier)
BEGIN
    SELECT RAISE(ABORT, 'events are of a dossier or a record apart');
END;

-- The last serial given, per agency (short form of its identifier) and day (RCV-05).
CREATE TABLE serial (
    agency TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 9999),
    PRIMARY KEY (agency, date)
) STRICT, WITHOUT ROWID;

-- What stands in registers about a dossier, derived from its state: added once, settled at the most once.
CREATE TABLE register_entry (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'notice', 'obligation', 'payment', 'rating', 'complaint', 'incident', 'breach', 'discrepancy', 'manifest',
        'inspection')),
    body TEXT NOT NULL CHECK (body GLOB 'office:?*' OR body GLOB 'agency:?*'),
    counterpart TEXT CHECK (counterpart GLOB 'office:?*' OR counterpart GLOB 'agency:?*'),
    -- As in dossier_event.
    dossier TEXT NOT NULL,
    number TEXT,
    group_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    employer TEXT CHECK (employer IN ('post', 'agency')),
    amount_vnd INTEGER,
    at INTEGER NOT NULL,
    due_at INTEGER,
    settled_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX register_entry_by_body ON register_entry (body, kind, at, id);
-- What a body sent by manifest; only manifests have a sender who lists them too.
CREATE INDEX register_entry_by_sender ON register_entry (counterpart, at, id) WHERE kind = 'manifest';
CREATE INDEX register_entry_by_group ON register_entry (kind, group_id, at, id);
CREATE INDEX register_entry_by_dossier ON register_entry (dossier);

CREATE TRIGGER register_entry_of_something BEFORE INSERT ON register_entry
WHEN NOT EXISTS (SELECT 1 FROM dossier_event WHERE dossier = NEW.dossier)
BEGIN
    SELECT RAISE(ABORT, 'an entry in a register is of something that has events');
END;
