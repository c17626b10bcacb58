-- Local only: tally sheets that are being entered after an outage. Their rows are moments like any other.

CREATE TABLE tally_sheets (
    no TEXT PRIMARY KEY NOT NULL,
    staff BLOB NOT NULL,             -- who began to enter it
    opened_ms INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
