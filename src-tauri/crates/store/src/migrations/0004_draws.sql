-- The draw of invitations can be checked: what it draws from is journaled, and each moment names the number that it took.

-- What was drawn until now came from a seed that nobody else knew; it stays as it is recorded.
DROP TABLE draws;

-- Folded from the journal.
CREATE TABLE draws (
    id BLOB PRIMARY KEY NOT NULL,
    workstation BLOB NOT NULL,
    office_day TEXT NOT NULL,
    previous BLOB,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX draws_by_day ON draws (office_day, id);
CREATE INDEX draws_by_previous ON draws (previous) WHERE previous IS NOT NULL;

ALTER TABLE moments ADD COLUMN draw BLOB;
ALTER TABLE moments ADD COLUMN draw_no INTEGER;
CREATE INDEX moments_by_draw ON moments (draw, draw_no) WHERE draw IS NOT NULL;

-- Local only: what is drawn from now, and how far.
CREATE TABLE drawing (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    draw BLOB NOT NULL,
    numbers INTEGER NOT NULL,
    record TEXT NOT NULL             -- the caller's JSON
) STRICT;
