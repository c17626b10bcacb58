-- What of each moment can be counted; and each office day, summed up once.

ALTER TABLE moments ADD COLUMN facts BLOB;   -- NULL: the record itself has not arrived
CREATE INDEX moments_incomplete ON moments (id) WHERE NOT complete;

CREATE TABLE days (
    office_day TEXT PRIMARY KEY NOT NULL,
    tallies BLOB                             -- NULL: to be summed up, as a moment of that day came or changed
) STRICT, WITHOUT ROWID;
