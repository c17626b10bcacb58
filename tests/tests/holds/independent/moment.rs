//! What follows from one moment, by the definitions of the design.

use super::journal::{Answer, Line, Moment, office_time};
use chrono::Timelike;

impl Line {
    pub fn client(&self) -> &'static str {
        if self.relationship.value == "voluntary" { "voluntary" } else { "involuntary" }
    }

    /// It rests on the rights of others, or was turned away.
    pub fn has_stakes(&self) -> bool {
        self.relationship.value == "involuntary_rights_of_others" || self.outcome.value == "turned_away"
    }
}

impl Answer {
    /// By the client's own hand: on the screen or on paper, without staff.
    pub fn is_own(&self) -> bool {
        self.state == "rated"
            && (self.source == "client_screen" || self.source == "paper")
            && self.assisted != "staff"
    }
}

impl Moment {
    /// Counted, and more than a quick enquiry.
    pub fn counts(&self) -> bool {
        self.voided.is_none() && !self.enquiry
    }

    /// Of the greeting, by the office's clock.
    pub fn hour(&self) -> u32 {
        office_time(self.started.to_utc()).hour()
    }

    /// That of the first line.
    pub fn service(&self) -> Option<&str> {
        self.lines.first().map(|line| line.service.as_str())
    }

    pub fn client(&self) -> Option<&'static str> {
        let first = self.lines.first()?.client();
        Some(if self.lines.iter().all(|line| line.client() == first) { first } else { "mixed" })
    }

    /// Of the least favourable line.
    pub fn outcome(&self) -> Option<&'static str> {
        let worst_first = ["left", "turned_away", "referred", "partly_served", "served"];
        worst_first.into_iter().find(|outcome| self.lines.iter().any(|line| line.outcome.value == *outcome))
    }

    /// Whether somebody sent the client here, and whether they were sent on.
    pub fn way(&self) -> Option<&'static str> {
        let told = |end: &str| self.more.word(&format!("{end}/level")).is_some();
        Some(match (told("came_from"), told("sent_to")) {
            (false, false) => "straight",
            (true, false) => "sent_here",
            (false, true) => "sent_on",
            (true, true) => "sent_here_and_on",
        })
    }

    /// Which contact for the same need, as far as staff said so.
    pub fn contact_told(&self) -> Option<&'static str> {
        let told = ["1", "2", "3_or_more"].into_iter().find(|no| self.contact.value == *no);
        told.filter(|_| self.contact.by_staff).or(Some("unknown"))
    }

    pub fn eligible(&self) -> bool {
        self.counts() && (self.channel == "in_person" || self.channel == "video")
    }

    /// The rating that counts: the first on the client's screen, else on paper, else told to staff.
    pub fn rating(&self) -> Option<&Answer> {
        ["client_screen", "paper", "told_staff"].into_iter().find_map(|source| {
            let of_source = self.answers.iter().filter(|a| a.state == "rated" && a.source == source);
            of_source.min_by_key(|answer| (answer.at, answer.id.clone()))
        })
    }

    /// The rating that counts, by the client's own hand.
    pub fn own(&self) -> Option<&Answer> {
        self.rating().filter(|answer| answer.is_own())
    }

    /// The own answer of an eligible moment: the headline's.
    pub fn headline(&self) -> Option<&Answer> {
        self.own().filter(|_| self.eligible())
    }

    /// Told to staff, or given with their help.
    pub fn told(&self) -> Option<&Answer> {
        self.rating().filter(|answer| self.counts() && !answer.is_own())
    }

    pub fn answered(&self) -> bool {
        self.headline().is_some()
    }

    /// A card that came back was handed out.
    pub fn invited(&self) -> bool {
        self.eligible() && (self.drawn && self.withdrawn.is_none() || self.answered())
    }

    pub fn rating_state(&self) -> &'static str {
        if self.rating().is_some() {
            "rated"
        } else if self.withdrawn.is_some() {
            "withdrawn"
        } else if self.answers.iter().any(|answer| answer.state == "declined") {
            "declined"
        } else if self.drawn {
            "no_answer"
        } else {
            "not_invited"
        }
    }

    /// Seconds from the ticket to the greeting, where the clock was live.
    pub fn wait_seconds(&self) -> Option<i64> {
        let seconds = (self.started - self.arrived?).num_seconds();
        (self.counts() && self.time_source == "live").then_some(seconds.max(0))
    }

    /// Seconds with the client, without what they were on hold.
    pub fn handling_seconds(&self) -> Option<i64> {
        let seconds = (self.finished? - self.started).num_seconds() - i64::from(self.held_seconds);
        (self.counts() && self.time_source == "live").then_some(seconds.max(0))
    }

    /// Staff recorded both languages.
    pub fn language_recorded(&self) -> bool {
        self.requested.by_staff && self.provided.by_staff
    }

    /// What it opens for a supervisor; the last is what counts only in the whole day.
    pub fn opens(&self) -> Vec<&'static str> {
        let mut rules = Vec::new();
        if self.voided.is_some() {
            return rules;
        }
        if self.more.words("feedback").iter().any(|word| word == "complaint") {
            rules.push("complaint");
        }
        if self.lines.iter().any(|line| line.outcome.value == "turned_away" && line.recourse == Some(false)) {
            rules.push("refusal_without_recourse");
        }
        if self.contact.value == "3_or_more" {
            rules.push("third_contact");
        }
        if self.more.yes("note_flagged") == Some(true) && self.more.get("note").is_some() {
            rules.push("flagged_note");
        }
        if let Some(low) = self.rating().filter(|rating| rating.overall.is_some_and(|n| n <= 2)) {
            let of_fairness = low.drivers.iter().chain(&low.priority).any(|driver| driver == "fairness");
            let unfair = low.fairness.as_ref().and_then(serde_json::Value::as_u64).is_some_and(|n| n <= 2);
            rules.push(if low.comment || of_fairness || unfair { "low_rating" } else { "low_ratings" });
        }
        rules
    }
}
