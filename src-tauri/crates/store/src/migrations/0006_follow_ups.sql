-- Follow-ups are acted on. What is folded is folded anew after this step.

-- A low rating that says nothing more: all those of a day make one follow-up.
ALTER TABLE moments ADD COLUMN low_rating INTEGER NOT NULL DEFAULT 0;
CREATE INDEX moments_low_ratings ON moments (office_day) WHERE low_rating = 1;

-- What a moment opened, and what supervisors did about it. Each side writes its own columns, so that it doesn't matter
-- which arrives first.
DROP TABLE follow_ups;
CREATE TABLE follow_ups (
    id BLOB PRIMARY KEY NOT NULL,
    -- Both sides give the same: the id follows from them.
    rule TEXT NOT NULL,
    moment BLOB,                     -- the moment's id; NULL: of a whole day
    -- The moment's side. It stands: the moment is here, and still opens it.
    stands INTEGER NOT NULL DEFAULT 0,
    day TEXT,
    day_due TEXT,                    -- the due date that follows from the day
    -- The side of the acts: the folded record as JSON, and what of it lists are made from.
    acted INTEGER NOT NULL DEFAULT 0,
    about_day TEXT,
    about_due TEXT,
    status TEXT NOT NULL DEFAULT 'new',
    is_open INTEGER NOT NULL DEFAULT 1,
    owner BLOB,
    due TEXT,
    closed_day TEXT,                 -- of one that is closed and changed how the office serves
    record TEXT,
    office_day TEXT NOT NULL GENERATED ALWAYS AS (coalesce(day, about_day, '')) VIRTUAL,
    due_on TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due, day_due, about_due, '')) VIRTUAL
) STRICT;
CREATE INDEX follow_ups_open ON follow_ups (due_on, office_day, id) WHERE is_open = 1;
CREATE INDEX follow_ups_by_day ON follow_ups (office_day, id);
CREATE INDEX follow_ups_by_moment ON follow_ups (moment) WHERE moment IS NOT NULL;
CREATE INDEX follow_ups_that_changed ON follow_ups (closed_day, id) WHERE closed_day IS NOT NULL;

-- Who was opened to a supervisor.
CREATE TABLE follow_up_openings (
    follow_up BLOB NOT NULL,
    id BLOB NOT NULL,
    staff BLOB,                      -- who was named
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (follow_up, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_up_openings_by_staff ON follow_up_openings (staff, at_ms) WHERE staff IS NOT NULL;
