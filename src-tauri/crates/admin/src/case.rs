//! `case`: one case by its code, read only.

use crate::options::Options;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::ErrorCode;
use moments_desk::cases::{CaseAct, CaseItem, CaseView, TimelineItem, Visit};
use moments_desk::words::grouped;

pub fn case(options: &Options, code: &str) -> Result<Ending, Trouble> {
    let session = session::to_read(options, "case")?;
    let found = session.desk.find_case(&session.actor, code)?;
    if found.is_empty() {
        return Err(Trouble::Desk(ErrorCode::NotFound.into()));
    }
    let mut views = Vec::with_capacity(found.len());
    for item in &found {
        views.push(session.desk.case(&session.actor, item.id)?);
    }
    if options.json {
        output::json(&views)?;
        return Ok(Ending::Well);
    }
    for view in &views {
        output::line(told(view))?;
    }
    if views.len() > 1 {
        output::say(&format!("{} cases have this code: two workstations drew the same.", views.len()));
    }
    Ok(Ending::Well)
}

fn told(view: &CaseView) -> String {
    let item = &view.item;
    let mut rows = vec![
        format!("{}  {}", grouped(&item.code), item.name_en),
        row("status", &item.status.as_str().replace('_', " ")),
        row("opened", &format!("{}, {} days ago, visits: {}", item.opened_on, item.age_days, item.visits)),
        row("owner", owner(item)),
    ];
    rows.extend(item.handed_to.as_ref().map(|to| row("seen to by", &to.name)));
    rows.extend(item.next_action.as_ref().map(|next| row("next", &next.replace(['\n', '\t'], " "))));
    rows.extend(item.next_action_erased.then(|| row("next", "(erased)")));
    rows.extend(item.due.as_ref().map(|due| {
        let overdue = item.due_in.is_some_and(|days| days < 0);
        row("due", &format!("{due}{}", if overdue { ", overdue" } else { "" }))
    }));
    rows.extend(item.conflict.then(|| row("note", "two people changed this")));
    rows.extend(item.read_only.then(|| row("note", "written by a newer version of Moments")));
    rows.extend(view.timeline.iter().map(|step| match step {
        TimelineItem::Visit(visit) => visited(visit),
        TimelineItem::Change(act) => changed(act),
    }));
    rows.join("\n")
}

fn row(name: &str, value: &str) -> String {
    format!("  {name:<11}{value}")
}

fn owner(item: &CaseItem) -> &str {
    match (&item.owner, &item.owner_name) {
        (None, _) => "nobody",
        (Some(_), Some(name)) => name,
        (Some(_), None) => "somebody who is not known here",
    }
}

/// Day and minute of an RFC 3339 instant.
fn at(instant: &str) -> String {
    instant.get(..16).unwrap_or(instant).replace('T', " ")
}

fn visited(visit: &Visit) -> String {
    let services: Vec<&str> = visit.services.iter().map(|service| service.name_en.as_str()).collect();
    let outcome = match (visit.voided, visit.outcome) {
        (true, _) => "voided".to_owned(),
        (false, Some(outcome)) => outcome.as_str().replace('_', " "),
        (false, None) => "enquiry".to_owned(),
    };
    let client = visit.client.map_or(String::new(), |client| format!(", {}", client.as_str()));
    let services = services.join(", ");
    format!("  {}  visit at {}: {services} ({outcome}{client})", at(&visit.at), visit.workstation)
}

fn changed(act: &CaseAct) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(act.opened.then(|| "opened".to_owned()));
    words.extend(act.reopened.then(|| "opened again".to_owned()));
    words.extend(act.status.filter(|_| !act.reopened).map(|status| status.as_str().replace('_', " ")));
    words.extend(
        act.owner.as_ref().map(|owner| format!("owner {}", owner.name.as_deref().unwrap_or("nobody"))),
    );
    words.extend(act.handed_to.as_ref().map(|to| format!("handed to {}", to.name)));
    words.extend(act.service.as_ref().map(|service| format!("service {}", service.name_en)));
    let set = |name: &str, value: &Option<String>| format!("{name} {}", value.as_deref().unwrap_or("–"));
    words.extend(act.next_action.as_ref().map(|next| set("next", &next.value).replace(['\n', '\t'], " ")));
    words.extend(act.due.as_ref().map(|due| set("due", &due.value)));
    words.extend(act.erased.then(|| "text erased".to_owned()));
    format!("  {}  {}", at(&act.at), words.join(", "))
}
