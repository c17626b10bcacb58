-- What the entries add up to. All of it is folded from them and can be made anew: `moments-central refold`.
-- None of it holds a member of the staff, or words that somebody wrote: those stay in the entries.
CREATE TABLE centre.states (
    office uuid NOT NULL,
    entity text NOT NULL,
    kind text NOT NULL,
    fields jsonb,
    newer boolean NOT NULL,
    unreadable boolean NOT NULL,
    payload_erased boolean NOT NULL,
    conflicts integer NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.states IS 'One row for everything that entries are about. Newer: an entry was written by a newer version, and is folded once this one is newer too.';
COMMENT ON COLUMN centre.states.fields IS 'Of the settings of an office and its workstations alone; other kinds have a table, or need none here.';

CREATE TABLE centre.moments (
    office uuid NOT NULL,
    entity text NOT NULL,
    moment uuid NOT NULL,
    complete boolean NOT NULL,
    erased boolean NOT NULL,
    amended boolean NOT NULL,
    kind text NOT NULL,
    origin text NOT NULL,
    office_day date,
    time_source text NOT NULL,
    channel text NOT NULL,
    channel_by text NOT NULL,
    client text,
    outcome text,
    voided text,
    eligible boolean NOT NULL,
    invited boolean NOT NULL,
    answered boolean NOT NULL,
    rating_state text NOT NULL,
    rating_source text,
    overall smallint,
    headline boolean NOT NULL,
    language_requested text NOT NULL,
    language_provided text NOT NULL,
    language_by text NOT NULL,
    active_offer text NOT NULL,
    interpreter text NOT NULL,
    contact_no text NOT NULL,
    wait_band text NOT NULL,
    wait_seconds bigint,
    handling_seconds bigint,
    barriers text[] NOT NULL,
    feedback text[] NOT NULL,
    life_event text,
    case_id uuid,
    unclassified boolean NOT NULL,
    PRIMARY KEY (office, entity)
);
CREATE INDEX moments_by_day ON centre.moments (office, office_day);
COMMENT ON TABLE centre.moments IS 'Moments of truth. Complete: the record itself is here, not only what was said about it later. Erased: it was here, and nothing of it is left.';

CREATE TABLE centre.moment_lines (
    office uuid NOT NULL,
    entity text NOT NULL,
    line text NOT NULL,
    position bigint NOT NULL,
    service text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    quantity bigint NOT NULL,
    relationship text NOT NULL,
    relationship_by text NOT NULL,
    outcome text NOT NULL,
    outcome_by text NOT NULL,
    standard text,
    measures text,
    threshold_minutes bigint,
    PRIMARY KEY (office, entity, line)
);
COMMENT ON TABLE centre.moment_lines IS 'Services within a moment; the first is its principal line.';

CREATE TABLE centre.ratings (
    office uuid NOT NULL,
    entity text NOT NULL,
    rating uuid NOT NULL,
    state text NOT NULL,
    source text NOT NULL,
    assisted text NOT NULL,
    overall smallint,
    drivers text[] NOT NULL,
    asked text,
    fairness smallint,
    confidence smallint,
    priority text,
    need_met text,
    PRIMARY KEY (office, entity, rating)
);
COMMENT ON TABLE centre.ratings IS 'Every answer about a moment; which one counts stands with the moment.';

CREATE TABLE centre.cases (
    office uuid NOT NULL,
    entity text NOT NULL,
    case_id uuid NOT NULL,
    service text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    status text NOT NULL,
    opened_on date,
    due date,
    handed_over boolean NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.cases IS 'Needs that take several visits. The code on the client''s slip is not here.';

CREATE TABLE centre.services (
    office uuid NOT NULL,
    entity text NOT NULL,
    service text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    source text NOT NULL,
    status text NOT NULL,
    fiscal_year text NOT NULL,
    owner_org text NOT NULL,
    relationship text NOT NULL,
    relationship_state text NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.services IS 'The catalogue as each office has it.';

CREATE TABLE centre.standards (
    office uuid NOT NULL,
    entity text NOT NULL,
    standard text NOT NULL,
    standard_id text NOT NULL,
    service text NOT NULL,
    text_en text NOT NULL,
    text_fr text NOT NULL,
    source text NOT NULL,
    status text NOT NULL,
    channel text NOT NULL,
    fiscal_year text NOT NULL,
    target double precision,
    threshold_minutes bigint,
    measures text NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.standards IS 'Service standards as each office has them.';

CREATE TABLE centre.sign_offs (
    office uuid NOT NULL,
    entity text NOT NULL,
    office_day date,
    moments bigint NOT NULL,
    quick_enquiries bigint NOT NULL,
    voided bigint NOT NULL,
    eligible bigint NOT NULL,
    invited bigint NOT NULL,
    answered bigint NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.sign_offs IS 'What a supervisor counted when the day was signed off.';

CREATE TABLE centre.day_contexts (
    office uuid NOT NULL,
    entity text NOT NULL,
    office_day date,
    counters_open bigint,
    marks text[] NOT NULL,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.day_contexts IS 'What kind of day an office day was.';

CREATE TABLE centre.day_sums (
    office uuid NOT NULL,
    entity text NOT NULL,
    office_day date,
    moments uuid[] NOT NULL,
    sums jsonb,
    PRIMARY KEY (office, entity)
);
COMMENT ON TABLE centre.day_sums IS 'What moments of a day added up to before the office erased them. They count here, erased or not yet. Sums are null until all their pieces are here, and leave out who served.';

-- One row: what the program that folded last could read.
CREATE TABLE centre.folded_by (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    kinds text NOT NULL
);
COMMENT ON TABLE centre.folded_by IS 'The kinds of entries that the last program to fold knew. A program that knows others folds again what was newer.';
INSERT INTO centre.folded_by (kinds) VALUES ('');
