-- What the figures of a day and the check of its draws are worked out from stands in an index, in the order in which it is
-- read: the rows hold the whole record, and only two or three of them fit a page. What is folded is folded anew after this
-- step.

DROP INDEX moments_by_day;
CREATE INDEX moments_by_day ON moments (office_day, started_ms, id, complete, voided, eligible, draw, facts);

ALTER TABLE moments ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0;   -- whom the draw invited
ALTER TABLE moments ADD COLUMN question TEXT;                      -- and what they were to be asked
DROP INDEX moments_by_draw;
CREATE INDEX moments_by_draw ON moments (draw, draw_no, started_ms, id, complete, voided, workstation, time_source,
    short_no, drawn, question) WHERE draw IS NOT NULL;

-- What a person did today, which the counter tells after each save.
DROP INDEX moments_by_staff;
CREATE INDEX moments_by_staff ON moments (staff, office_day, started_ms, id, complete, voided, kind, outcome, rating_state);

-- The last number of a day at its end: of two numbers with the same letter the longer is the higher.
DROP INDEX moments_by_workstation;
CREATE INDEX moments_by_number ON moments (workstation, office_day, length(short_no), short_no);

-- What waits for a newer version of the program.
CREATE INDEX flags_newer ON flags (entity) WHERE flag = 'newer';

-- What is usual for a weekday is told by a few numbers of eight days, and not by all that they add up to.
-- And weeks and months are summed up once. Both by a number of their rows: looked up by their days in a table without, each sum
-- that is passed on the way would be read to its end.
DROP TABLE days;
CREATE TABLE days (
    office_day TEXT PRIMARY KEY NOT NULL,
    served BLOB,                             -- NULL, both: to be summed up, as a moment of that day came or changed
    tallies BLOB
) STRICT;

CREATE TABLE blocks (
    first_day TEXT NOT NULL,                 -- a Monday, or the first of a month
    last_day TEXT NOT NULL,
    side BLOB NOT NULL,                      -- what of it; the whole is always there
    least INTEGER NOT NULL,                  -- people behind a figure, as the office had it then
    sums BLOB NOT NULL,
    PRIMARY KEY (first_day, last_day, side)
) STRICT;
