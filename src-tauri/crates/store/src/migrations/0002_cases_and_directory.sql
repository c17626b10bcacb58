-- Cases, the directory, and the follow-ups that moments open. What is folded is folded anew after this step.

CREATE TABLE organizations (
    id TEXT PRIMARY KEY NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE cases (
    id BLOB PRIMARY KEY NOT NULL,
    complete INTEGER NOT NULL,       -- the opening itself has arrived, not only what was said of it later
    code TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,     -- when the last entry about it was written
    service TEXT NOT NULL,
    owner BLOB,
    status TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    due TEXT,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX cases_by_code ON cases (code);
CREATE INDEX cases_open ON cases (is_open, due, opened_ms);

ALTER TABLE moments ADD COLUMN case_id BLOB;
CREATE INDEX moments_by_case ON moments (case_id, started_ms) WHERE case_id IS NOT NULL;

-- Derived from moments: no entry of its own until somebody acts.
CREATE TABLE follow_ups (
    id BLOB PRIMARY KEY NOT NULL,
    moment INTEGER NOT NULL REFERENCES moments (row) ON DELETE CASCADE,
    rule TEXT NOT NULL
) STRICT;
CREATE INDEX follow_ups_by_moment ON follow_ups (moment);

-- Where the clients of counted moments came from and were sent to.
CREATE TABLE referrals (
    moment INTEGER NOT NULL REFERENCES moments (row) ON DELETE CASCADE,
    direction TEXT NOT NULL,         -- 'came_from' or 'sent_to'
    office_day TEXT NOT NULL,
    organization TEXT,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT,
    PRIMARY KEY (moment, direction)
) STRICT, WITHOUT ROWID;
CREATE INDEX referrals_by_day ON referrals (office_day, direction);
