-- What was erased, of what and why; what stays of an erased day; and how long parts are kept. What is folded is folded anew
-- after this step.

DROP TABLE erasures;
CREATE TABLE erasures (
    id TEXT PRIMARY KEY NOT NULL,
    applied INTEGER NOT NULL,        -- one by somebody who was no supervisor waits for a local one
    about TEXT,                      -- of a redaction: the record's `kind:id`
    office_day TEXT,                 -- of that record
    whole INTEGER NOT NULL,          -- nothing of the record is left
    record TEXT NOT NULL
) STRICT;
CREATE INDEX erasures_waiting ON erasures (id) WHERE applied = 0;
CREATE INDEX erasures_about ON erasures (about) WHERE about IS NOT NULL;
CREATE INDEX erasures_of_day ON erasures (office_day) WHERE whole = 1;

-- What was erased whole is not waited for.
ALTER TABLE moments ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
DROP INDEX moments_incomplete;
CREATE INDEX moments_incomplete ON moments (id) WHERE NOT complete AND NOT erased;

-- What the moments of a day added up to before they were erased. Folded from the journal.
CREATE TABLE day_sums (
    id TEXT PRIMARY KEY NOT NULL,
    office_day TEXT NOT NULL,
    whole INTEGER NOT NULL,          -- every piece of it has arrived
    record TEXT NOT NULL
) STRICT;
CREATE INDEX day_sums_by_day ON day_sums (office_day) WHERE whole = 1;

-- Whose sums these are: they count there, erased or not yet.
CREATE TABLE summed_moments (
    moment BLOB NOT NULL,
    sums TEXT NOT NULL REFERENCES day_sums (id) ON DELETE CASCADE,
    PRIMARY KEY (moment, sums)
) STRICT, WITHOUT ROWID;
CREATE INDEX summed_moments_by_sums ON summed_moments (sums);

-- What is kept longer than the office keeps it. Folded from the journal.
CREATE TABLE keepings (
    id TEXT PRIMARY KEY NOT NULL,
    part TEXT NOT NULL,
    through TEXT NOT NULL,
    until TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;

-- Found without reading the whole journal: entries that still hold free text.
CREATE INDEX entries_with_text ON entries (at_ms) WHERE length(text) > 0;

-- Closed cases by their last change.
CREATE INDEX cases_closed ON cases (changed_ms, id) WHERE is_open = 0;

-- Local only: when retention last ran here, when an administrator last confirmed the date, and since when a supervisor has
-- been warned of what goes.
CREATE TABLE retention (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_run_ms INTEGER,
    confirmed_ms INTEGER
) STRICT;

CREATE TABLE retention_warnings (
    part TEXT NOT NULL,
    last_used TEXT NOT NULL,         -- the day
    warned_on TEXT NOT NULL,
    PRIMARY KEY (part, last_used)
) STRICT, WITHOUT ROWID;
