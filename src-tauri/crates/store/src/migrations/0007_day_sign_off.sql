-- Reviews of office days, each of its own, and what kind of days they were. Folded from the journal.

CREATE TABLE sign_offs (
    id BLOB PRIMARY KEY NOT NULL,
    complete INTEGER NOT NULL,       -- the sign-off itself has arrived, not only what was said of it later
    office_day TEXT NOT NULL,
    signed_ms INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX sign_offs_by_day ON sign_offs (office_day, signed_ms, id);

CREATE TABLE day_contexts (
    office_day TEXT PRIMARY KEY NOT NULL,
    record TEXT NOT NULL
) STRICT;
