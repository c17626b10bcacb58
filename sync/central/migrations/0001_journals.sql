-- What arrived. Every table leads with the office and every key holds it, so that all of them distribute by it.
CREATE TABLE centre.offices (
    office uuid PRIMARY KEY,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    card jsonb NOT NULL,
    incarnation uuid NOT NULL,
    counter bigint NOT NULL DEFAULT 0,
    enrolled_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE centre.offices IS 'Offices that were enrolled. The row is locked by whoever changes anything of the office.';
COMMENT ON COLUMN centre.offices.card IS 'By the key on it every bundle of the office is proven.';
COMMENT ON COLUMN centre.offices.incarnation IS 'Another one after the database was restored: then workstations send again what is above the heads.';
COMMENT ON COLUMN centre.offices.counter IS 'Of the acknowledgement; raised in the transaction that commits the entries.';

CREATE TABLE centre.incarnations (
    office uuid NOT NULL,
    incarnation uuid NOT NULL,
    reason text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, incarnation)
);
COMMENT ON TABLE centre.incarnations IS 'Every incarnation that this database knows of. An acknowledgement of any other was written by a database that is lost.';

CREATE TABLE centre.journals (
    office uuid NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL,
    last_bundle text NOT NULL DEFAULT '',
    last_bundle_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, workstation, epoch)
);
COMMENT ON TABLE centre.journals IS 'How far each journal is here without a gap: the heads of the acknowledgement.';

CREATE TABLE centre.entries (
    office uuid NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    lamport bigint NOT NULL,
    entities text[] NOT NULL,
    after uuid[] NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    audience text NOT NULL,
    author text NOT NULL,
    utc_ms bigint NOT NULL,
    offset_minutes smallint NOT NULL,
    clock_suspect boolean NOT NULL,
    payload bytea,
    payload_salt bytea,
    payload_commit bytea NOT NULL,
    text bytea,
    text_salt bytea,
    text_commit bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (office, workstation, epoch, seq),
    UNIQUE (office, id),
    CHECK ((payload IS NULL) = (payload_salt IS NULL)),
    CHECK ((text IS NULL) = (text_salt IS NULL))
);
COMMENT ON TABLE centre.entries IS 'Every entry of every journal, once. A part that is null was erased or is the office''s alone; its commit stays, so that the chain holds.';

CREATE TABLE centre.entry_entities (
    office uuid NOT NULL,
    entity text NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (office, entity, workstation, epoch, seq)
);
COMMENT ON TABLE centre.entry_entities IS 'Which entries are about what: the fold reads by it.';

CREATE TABLE centre.tombstones (
    office uuid NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint NOT NULL,
    part text NOT NULL CHECK (part IN ('payload', 'text')),
    PRIMARY KEY (office, workstation, epoch, seq, part)
);
COMMENT ON TABLE centre.tombstones IS 'Parts that were erased, arrived or not: whatever comes later for them is kept as its commit.';

CREATE TABLE centre.landing_files (
    office uuid NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    size bigint NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'waiting', 'taken', 'refused', 'failed')),
    workstation uuid,
    epoch uuid,
    from_seq bigint,
    to_seq bigint,
    reason text,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, name)
);
CREATE INDEX landing_files_by_state ON centre.landing_files (state, seen_at);
COMMENT ON TABLE centre.landing_files IS 'The queue: files that lie in the landing zone. Waiting: something before it is missing. Taken: committed, and deleted from the zone after the acknowledgement. Refused: kept, with the reason. Failed: tried again at the next pass.';

CREATE TABLE centre.quarantine (
    office uuid NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    reason text NOT NULL CHECK (reason IN ('fork', 'same_id', 'retired')),
    bundle text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, workstation, epoch, seq, hash)
);
COMMENT ON TABLE centre.quarantine IS 'Entries that were not taken. Their bundle lies in the landing zone as it came.';

CREATE TABLE centre.retired_workstations (
    office uuid NOT NULL,
    workstation uuid NOT NULL,
    epoch uuid NOT NULL,
    last_seq bigint NOT NULL,
    head bytea,
    retired_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (office, workstation, epoch)
);
COMMENT ON TABLE centre.retired_workstations IS 'How far a retired workstation''s journals are taken. An epoch of it that is not named is not taken at all.';
