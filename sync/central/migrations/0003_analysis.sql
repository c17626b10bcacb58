-- What analysts see: views, and through them the offices that they were given. The views belong to a role that nobody signs
-- in as; row security holds for it, and asks who really reads.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'moments_views') THEN
        CREATE ROLE moments_views NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'moments_analyst') THEN
        CREATE ROLE moments_analyst NOLOGIN;
    END IF;
    EXECUTE format('GRANT moments_views TO %I', current_user);
END
$$;

CREATE TABLE centre.analyst_offices (
    office uuid NOT NULL,
    analyst name NOT NULL,
    PRIMARY KEY (office, analyst)
);
COMMENT ON TABLE centre.analyst_offices IS 'Which role may read which office. A role without a row reads nothing.';

GRANT USAGE ON SCHEMA centre TO moments_views;
GRANT SELECT ON centre.analyst_offices TO moments_views;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['offices', 'states', 'moments', 'moment_lines', 'ratings', 'cases', 'services', 'standards',
        'sign_offs', 'day_contexts', 'day_sums', 'journals', 'landing_files', 'quarantine']
    LOOP
        EXECUTE format('ALTER TABLE centre.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('GRANT SELECT ON centre.%I TO moments_views', guarded);
        EXECUTE format('CREATE POLICY of_the_analyst ON centre.%I FOR SELECT TO moments_views USING (EXISTS (
            SELECT FROM centre.analyst_offices a WHERE a.office = %I.office AND a.analyst = current_user))', guarded, guarded);
    END LOOP;
END
$$;

CREATE SCHEMA analysis;
COMMENT ON SCHEMA analysis IS 'For analysts. No view has a member of the staff, a workstation, a time of day, or words that somebody wrote.';

CREATE VIEW analysis.offices AS
SELECT o.office, o.name_en, o.name_fr, s.fields ->> 'time_zone' AS time_zone
FROM centre.offices o
LEFT JOIN centre.states s ON s.office = o.office AND s.entity = 'office:' || o.office::text;
COMMENT ON VIEW analysis.offices IS 'The offices that the reader was given.';

CREATE VIEW analysis.moments AS
SELECT office, moment, office_day, kind, origin, time_source, channel, channel_by, client, outcome, voided IS NOT NULL AS voided,
    eligible, invited, answered, rating_state, rating_source, overall, headline, language_requested, language_provided,
    language_by, active_offer, interpreter, contact_no, wait_band, wait_seconds, handling_seconds, barriers, feedback,
    life_event, case_id, amended
FROM centre.moments WHERE complete AND NOT erased;
COMMENT ON VIEW analysis.moments IS 'One row a moment of truth whose record is here. Seconds are null where nothing was measured live. A default is no observation: see the columns that end in _by.';

CREATE VIEW analysis.lines AS
SELECT m.office, m.moment, m.office_day, l.position = min(l.position) OVER (PARTITION BY l.office, l.entity) AS principal,
    l.service, l.name_en, l.name_fr, l.quantity, l.relationship, l.relationship_by, l.outcome, l.outcome_by
FROM centre.moment_lines l JOIN centre.moments m ON m.office = l.office AND m.entity = l.entity
WHERE m.complete AND NOT m.erased AND m.voided IS NULL;
COMMENT ON VIEW analysis.lines IS 'Services within moments that were not voided. Volume is the sum of quantity.';

CREATE VIEW analysis.ratings AS
SELECT office, date_trunc('month', office_day)::date AS month, client, outcome,
    count(*) FILTER (WHERE eligible) AS eligible,
    count(*) FILTER (WHERE invited) AS invited,
    count(*) FILTER (WHERE answered) AS answered,
    count(*) FILTER (WHERE answered AND overall >= 4) AS satisfied,
    CASE WHEN count(*) FILTER (WHERE answered) >= 5
        THEN round(avg(overall) FILTER (WHERE answered), 2) END AS mean
FROM centre.moments WHERE complete AND NOT erased AND voided IS NULL
GROUP BY office, date_trunc('month', office_day), client, outcome;
COMMENT ON VIEW analysis.ratings IS 'Satisfaction with its denominators, by month, client and outcome: eligible, of them invited, of them answered by the client''s own hand. Satisfied: 4 or 5. No mean of fewer than 5 answers. Add up the counts and divide; never add means.';

CREATE VIEW analysis.standards AS
SELECT m.office, date_trunc('month', m.office_day)::date AS month, l.service, l.standard, l.measures, l.threshold_minutes,
    count(*) AS moments,
    count(t.seconds) AS measured,
    count(*) FILTER (WHERE t.seconds <= l.threshold_minutes * 60) AS within,
    max(s.target) AS target
FROM centre.moment_lines l
JOIN centre.moments m ON m.office = l.office AND m.entity = l.entity
CROSS JOIN LATERAL (SELECT CASE l.measures WHEN 'wait' THEN m.wait_seconds WHEN 'handling' THEN m.handling_seconds END AS seconds) t
LEFT JOIN centre.standards s ON s.office = l.office AND s.standard = l.standard
WHERE m.complete AND NOT m.erased AND m.voided IS NULL AND l.standard IS NOT NULL
GROUP BY m.office, date_trunc('month', m.office_day), l.service, l.standard, l.measures, l.threshold_minutes;
COMMENT ON VIEW analysis.standards IS 'Time against the standard that each line was held against when it was recorded. What was not measured is in moments and not in measured.';

CREATE VIEW analysis.cases AS
SELECT c.office, c.case_id, c.service, c.name_en, c.name_fr, c.status, c.opened_on, c.due, c.handed_over,
    (SELECT count(*) FROM centre.moments m WHERE m.office = c.office AND m.case_id = c.case_id AND m.complete) AS visits
FROM centre.cases c;
COMMENT ON VIEW analysis.cases IS 'Needs that take several visits, with the visits that are here.';

CREATE VIEW analysis.office_days AS
SELECT m.office, m.office_day,
    count(*) FILTER (WHERE m.voided IS NULL AND m.kind = 'moment') AS moments,
    count(*) FILTER (WHERE m.voided IS NULL AND m.kind = 'quick_enquiry') AS quick_enquiries,
    count(*) FILTER (WHERE m.voided IS NOT NULL) AS voided,
    count(*) FILTER (WHERE m.eligible) AS eligible,
    count(*) FILTER (WHERE m.invited) AS invited,
    count(*) FILTER (WHERE m.answered) AS answered,
    count(*) FILTER (WHERE m.voided IS NULL AND m.outcome IN ('turned_away', 'left')) AS not_served,
    (SELECT max(c.counters_open) FROM centre.day_contexts c WHERE c.office = m.office AND c.office_day = m.office_day) AS counters_open,
    EXISTS (SELECT FROM centre.sign_offs s WHERE s.office = m.office AND s.office_day = m.office_day) AS signed_off
FROM centre.moments m WHERE m.complete AND NOT m.erased
GROUP BY m.office, m.office_day;
COMMENT ON VIEW analysis.office_days IS 'An office day added up from the moments that are still here. Those that the office has erased after their time are in erased_days.';

CREATE VIEW analysis.erased_days AS
SELECT office, office_day, cardinality(moments) AS moments, sums FROM centre.day_sums WHERE sums IS NOT NULL;
COMMENT ON VIEW analysis.erased_days IS 'What moments of a day added up to before they were erased, as the office wrote it, without who served.';

CREATE VIEW analysis.data_quality AS
SELECT o.office,
    (SELECT count(*) FROM centre.moments m WHERE m.office = o.office AND NOT m.complete AND NOT m.erased) AS incomplete_moments,
    (SELECT count(*) FROM centre.moments m WHERE m.office = o.office AND m.unclassified) AS unclassified_moments,
    (SELECT count(*) FROM centre.moments m WHERE m.office = o.office AND m.complete AND m.time_source <> 'live') AS moments_without_live_time,
    (SELECT count(*) FROM centre.moments m WHERE m.office = o.office AND m.complete AND m.office_day IS NULL) AS moments_without_a_day,
    (SELECT count(*) FROM centre.states s WHERE s.office = o.office AND s.newer) AS written_by_a_newer_version,
    (SELECT count(*) FROM centre.states s WHERE s.office = o.office AND s.unreadable) AS unreadable,
    (SELECT count(*) FROM centre.states s WHERE s.office = o.office AND s.conflicts > 0) AS changed_by_two,
    (SELECT count(*) FROM centre.landing_files f WHERE f.office = o.office AND f.state = 'waiting') AS bundles_waiting,
    (SELECT count(*) FROM centre.landing_files f WHERE f.office = o.office AND f.state = 'refused') AS bundles_refused,
    (SELECT count(*) FROM centre.quarantine q WHERE q.office = o.office) AS entries_in_quarantine,
    (SELECT max(j.last_bundle_at) FROM centre.journals j WHERE j.office = o.office) AS last_bundle_at
FROM centre.offices o;
COMMENT ON VIEW analysis.data_quality IS 'What to know of an office before its figures are believed.';

GRANT CREATE, USAGE ON SCHEMA analysis TO moments_views;
DO $$
DECLARE
    shown text;
BEGIN
    FOR shown IN SELECT table_name FROM information_schema.views WHERE table_schema = 'analysis' LOOP
        EXECUTE format('ALTER VIEW analysis.%I OWNER TO moments_views', shown);
        EXECUTE format('GRANT SELECT ON analysis.%I TO moments_analyst', shown);
    END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA analysis FROM moments_views;
GRANT USAGE ON SCHEMA analysis TO moments_analyst;
