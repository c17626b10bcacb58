-- The journal: append-only. A part's bytes may go (erasure) and nothing else may change.
CREATE TABLE entries (
    row INTEGER PRIMARY KEY,
    workstation BLOB NOT NULL CHECK (length(workstation) = 16),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    lamport INTEGER NOT NULL CHECK (lamport > 0),
    entities TEXT NOT NULL,          -- `kind:id`, separated by spaces, in the payload's order
    after BLOB NOT NULL,             -- 16-byte entry ids, one behind the other
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    audience TEXT NOT NULL,
    author TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    clock_suspect INTEGER NOT NULL CHECK (clock_suspect IN (0, 1)),
    payload BLOB,
    payload_salt BLOB CHECK ((payload IS NULL) = (payload_salt IS NULL)),
    payload_commit BLOB NOT NULL CHECK (length(payload_commit) = 32),
    text BLOB,
    text_salt BLOB CHECK ((text IS NULL) = (text_salt IS NULL)),
    text_commit BLOB NOT NULL CHECK (length(text_commit) = 32),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (workstation, epoch, seq)
) STRICT;

-- Which entries speak of an entity.
CREATE TABLE entry_entities (
    entity TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES entries (row),
    PRIMARY KEY (entity, row)
) STRICT, WITHOUT ROWID;

-- Parts that were erased: whatever arrives later for them is kept as commits only.
CREATE TABLE tombstones (
    workstation BLOB NOT NULL,
    epoch BLOB NOT NULL,
    seq INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('payload', 'text')),
    PRIMARY KEY (workstation, epoch, seq, part)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
WHEN NEW.row IS NOT OLD.row OR NEW.workstation IS NOT OLD.workstation OR NEW.epoch IS NOT OLD.epoch OR NEW.seq IS NOT OLD.seq
  OR NEW.id IS NOT OLD.id OR NEW.lamport IS NOT OLD.lamport OR NEW.entities IS NOT OLD.entities OR NEW.after IS NOT OLD.after
  OR NEW.kind IS NOT OLD.kind OR NEW.version IS NOT OLD.version OR NEW.audience IS NOT OLD.audience
  OR NEW.author IS NOT OLD.author OR NEW.at_ms IS NOT OLD.at_ms OR NEW.offset_minutes IS NOT OLD.offset_minutes
  OR NEW.clock_suspect IS NOT OLD.clock_suspect OR NEW.payload_commit IS NOT OLD.payload_commit
  OR NEW.text_commit IS NOT OLD.text_commit OR NEW.previous IS NOT OLD.previous OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER parts_only_go BEFORE UPDATE OF payload, payload_salt, text, text_salt ON entries
WHEN (OLD.payload IS NOT NULL AND NEW.payload IS NOT NULL AND NEW.payload IS NOT OLD.payload)
  OR (OLD.text IS NOT NULL AND NEW.text IS NOT NULL AND NEW.text IS NOT OLD.text)
  OR (OLD.payload_salt IS NOT NULL AND NEW.payload_salt IS NOT NULL AND NEW.payload_salt IS NOT OLD.payload_salt)
  OR (OLD.text_salt IS NOT NULL AND NEW.text_salt IS NOT NULL AND NEW.text_salt IS NOT OLD.text_salt)
  OR (OLD.payload IS NULL AND NEW.payload IS NOT NULL AND EXISTS (
        SELECT 1 FROM tombstones t WHERE t.workstation = OLD.workstation AND t.epoch = OLD.epoch AND t.seq = OLD.seq AND t.part = 'payload'))
  OR (OLD.text IS NULL AND NEW.text IS NOT NULL AND EXISTS (
        SELECT 1 FROM tombstones t WHERE t.workstation = OLD.workstation AND t.epoch = OLD.epoch AND t.seq = OLD.seq AND t.part = 'text'))
BEGIN SELECT RAISE(ABORT, 'an erased part never comes back'); END;

-- Local only: this store's identity, and the highest stamp it knows.
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    office BLOB NOT NULL,
    workstation BLOB NOT NULL,
    epoch BLOB NOT NULL,
    machine BLOB,                    -- fingerprint of the computer; NULL where it has none
    lamport INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL
) STRICT;

-- Folded from the journal: may be dropped and folded anew. `record` is the whole record as JSON.

CREATE TABLE offices (
    id TEXT PRIMARY KEY NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE workstations (
    id TEXT PRIMARY KEY NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0,
    roles_ever TEXT NOT NULL DEFAULT '',  -- every role that somebody gave them, separated by spaces
    record TEXT NOT NULL
) STRICT;

CREATE TABLE services (
    key TEXT PRIMARY KEY NOT NULL,
    status TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL
) STRICT;

CREATE TABLE standards (
    key TEXT PRIMARY KEY NOT NULL,
    service TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL
) STRICT;
CREATE INDEX standards_by_service ON standards (service);

CREATE TABLE quick_lists (
    office TEXT PRIMARY KEY NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE moments (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    complete INTEGER NOT NULL,       -- the record itself has arrived, not only what was said of it later
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    office_day TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    workstation BLOB NOT NULL,
    staff BLOB,
    short_no TEXT NOT NULL,
    time_source TEXT NOT NULL,
    channel TEXT NOT NULL,
    client TEXT,                     -- voluntary, involuntary, mixed
    outcome TEXT,
    voided TEXT,
    eligible INTEGER NOT NULL,
    invited INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    rating_state TEXT NOT NULL,
    rating_source TEXT,
    overall INTEGER,
    headline INTEGER NOT NULL,       -- the rating that counts is the client's own hand
    unclassified INTEGER NOT NULL,
    amended INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX moments_by_day ON moments (office_day, started_ms, id);
CREATE INDEX moments_by_staff ON moments (staff, office_day, started_ms);
CREATE INDEX moments_by_workstation ON moments (workstation, office_day, short_no);

CREATE TABLE moment_lines (
    moment INTEGER NOT NULL REFERENCES moments (row) ON DELETE CASCADE,
    line TEXT NOT NULL,
    position INTEGER NOT NULL,
    service TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    relationship TEXT NOT NULL,
    relationship_by TEXT NOT NULL,
    outcome TEXT NOT NULL,
    outcome_by TEXT NOT NULL,
    PRIMARY KEY (moment, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE ratings (
    moment INTEGER NOT NULL REFERENCES moments (row) ON DELETE CASCADE,
    id BLOB NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    overall INTEGER,
    record TEXT NOT NULL,
    PRIMARY KEY (moment, id)
) STRICT, WITHOUT ROWID;

-- What was done, seen or refused that is not a record.
CREATE TABLE audit (
    id TEXT PRIMARY KEY NOT NULL,
    at_ms INTEGER NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at_ms);

-- Erasures, and whether they took effect: one by somebody who was no supervisor waits for a local one.
CREATE TABLE erasures (
    id TEXT PRIMARY KEY NOT NULL,
    applied INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

-- What is not as usual about an entity: `newer`, `unreadable`, `payload_erased`, `erased`, `conflict`, `author_without_role`.
CREATE TABLE flags (
    entity TEXT NOT NULL,
    flag TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (entity, flag, detail)
) STRICT, WITHOUT ROWID;

-- Full text of notes, accents ignored. Row numbers are those of `moments`.
CREATE VIRTUAL TABLE notes USING fts5 (note, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
INSERT INTO notes (notes, rank) VALUES ('secure-delete', 1);

-- Local only: never in the journal.

CREATE TABLE drafts (
    id BLOB PRIMARY KEY NOT NULL,
    staff BLOB NOT NULL,
    parked INTEGER NOT NULL DEFAULT 0,
    opened_run BLOB NOT NULL,        -- which start of the app opened it: another one means it was recovered
    updated_ms INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE invitations (
    moment BLOB PRIMARY KEY NOT NULL,
    token TEXT NOT NULL UNIQUE,
    lit_ms INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE sign_ins (
    staff TEXT NOT NULL,
    office_day TEXT NOT NULL,
    PRIMARY KEY (staff, office_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE lockouts (
    staff TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    remaining_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE draws (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seed BLOB NOT NULL,
    drawn INTEGER NOT NULL
) STRICT;
