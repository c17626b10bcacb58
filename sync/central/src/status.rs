//! How things stand, as JSON: for each office how far each journal is here, and what is not.

use crate::centre::Centre;
use crate::error::Result;
use serde_json::{Value, json};
use tokio_postgres::Client;

const SQL: &str = "
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'office', o.office, 'name_en', o.name_en, 'name_fr', o.name_fr, 'incarnation', o.incarnation, 'counter', o.counter,
    'workstations', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'workstation', j.workstation, 'epoch', replace(j.epoch::text, '-', ''), 'seq', j.seq, 'head', encode(j.hash, 'hex'),
        'last_bundle', j.last_bundle, 'last_bundle_at', j.last_bundle_at,
        'retired_after', (SELECT r.last_seq FROM centre.retired_workstations r
            WHERE r.office = j.office AND r.workstation = j.workstation AND r.epoch = j.epoch))
        ORDER BY j.workstation, j.epoch), '[]') FROM centre.journals j WHERE j.office = o.office),
    'files', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'name', f.name, 'state', f.state, 'reason', f.reason, 'seen_at', f.seen_at) ORDER BY f.name), '[]')
        FROM centre.landing_files f WHERE f.office = o.office AND f.state <> 'taken'),
    'quarantine', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'workstation', q.workstation, 'epoch', replace(q.epoch::text, '-', ''), 'seq', q.seq, 'reason', q.reason, 'bundle', q.bundle)
        ORDER BY q.workstation, q.epoch, q.seq), '[]') FROM centre.quarantine q WHERE q.office = o.office),
    'newer', (SELECT count(*) FROM centre.states s WHERE s.office = o.office AND s.newer)
) ORDER BY o.office), '[]') AS status FROM centre.offices o";

pub async fn status(centre: &Centre, client: &Client) -> Result<Value> {
    let row = client.query_one(SQL, &[]).await?;
    let enrolled = crate::queue::offices(client).await?;
    let here = centre.landing.offices().await?;
    let strangers: Vec<_> = here.into_iter().filter(|office| !enrolled.contains(office)).collect();
    Ok(json!({ "offices": row.try_get::<_, Value>("status")?, "not_enrolled": strangers }))
}
