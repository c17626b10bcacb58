//! What opens a follow-up. Derived from a moment as it stands, so that an amendment takes one away as it brought it.

use crate::ids::RatingId;
use crate::moment::{Moment, Priority, Rating, Scored};
use crate::words::{ContactNo, Driver, Feedback, FollowUpRule, Outcome};
use std::collections::BTreeSet;

/// A rating up to this one is low.
const LOW: u8 = 2;

/// The follow-ups that a moment opens by itself; none once it is voided. `erased` names the fields whose text was erased:
/// what was flagged or said is still known to have been there.
pub fn opened_by(moment: &Moment, erased: &BTreeSet<String>) -> Vec<FollowUpRule> {
    if moment.voided.is_some() {
        return Vec::new();
    }
    let mut rules = Vec::new();
    if moment.feedback.contains(&Feedback::Complaint) {
        rules.push(FollowUpRule::Complaint);
    }
    // Where nobody recorded whether recourse was told, nothing is assumed.
    let untold = |line: &crate::moment::Line| {
        line.outcome.value == Outcome::TurnedAway && line.recourse_told == Some(false)
    };
    if moment.lines.values().any(untold) {
        rules.push(FollowUpRule::RefusalWithoutRecourse);
    }
    if moment.contact.value == ContactNo::ThirdOrMore {
        rules.push(FollowUpRule::ThirdContact);
    }
    if moment.note_flagged && (moment.note.is_some() || erased.contains("note")) {
        rules.push(FollowUpRule::FlaggedNote);
    }
    if low(moment).is_some_and(|(id, rating)| says_more(&id, rating, erased)) {
        rules.push(FollowUpRule::LowRating);
    }
    rules
}

/// Whether its low rating is one of those that make one follow-up for the whole day.
pub fn counts_in_the_day(moment: &Moment, erased: &BTreeSet<String>) -> bool {
    moment.voided.is_none() && low(moment).is_some_and(|(id, rating)| !says_more(&id, rating, erased))
}

/// The rating that counts, if it is 1 or 2. An estimate by staff never counts.
fn low(moment: &Moment) -> Option<(RatingId, &Rating)> {
    let rated = moment.rating()?;
    rated.rating.overall.is_some_and(|overall| overall <= LOW).then_some((rated.id, rated.rating))
}

/// It has a comment, or speaks of fairness: as a driver, as what to improve first, or as a low score.
fn says_more(id: &RatingId, rating: &Rating, erased: &BTreeSet<String>) -> bool {
    rating.comment.is_some()
        || erased.contains(&format!("ratings/{id}/comment"))
        || rating.drivers.contains(&Driver::Fairness)
        || matches!(rating.priority, Some(Priority::Driver(Driver::Fairness)))
        || matches!(rating.fairness, Some(Scored::Score(score)) if score <= LOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::{Line, Marked, NotApplicable};
    use crate::words::{MomentKind, RatingSource, RatingState, VoidReason};
    use uuid::Uuid;

    const ID: RatingId = RatingId(Uuid::from_u128(1));

    fn rules(moment: &Moment) -> Vec<FollowUpRule> {
        opened_by(moment, &BTreeSet::new())
    }

    fn rated(rating: Rating) -> Moment {
        Moment { ratings: [(ID, rating)].into(), ..Moment::default() }
    }

    fn of(overall: u8) -> Rating {
        Rating { state: RatingState::Rated, overall: Some(overall), ..Rating::default() }
    }

    #[test]
    fn a_complaint_and_a_third_contact_each_open_one_unless_the_moment_is_voided() {
        let mut moment = Moment { contact: Marked::recorded(ContactNo::ThirdOrMore), ..Moment::default() };
        assert_eq!(rules(&moment), [FollowUpRule::ThirdContact]);
        moment.feedback.insert(Feedback::Complaint);
        assert_eq!(rules(&moment), [FollowUpRule::Complaint, FollowUpRule::ThirdContact]);
        moment.voided = Some(VoidReason::Mistake);
        assert_eq!(rules(&moment), []);
        let enquiry = Moment {
            kind: MomentKind::QuickEnquiry,
            feedback: [Feedback::Complaint].into(),
            ..Moment::default()
        };
        assert_eq!(rules(&enquiry), [FollowUpRule::Complaint], "a complaint always does");
        moment = Moment { feedback: [Feedback::Compliment].into(), ..Moment::default() };
        assert_eq!(rules(&moment), []);
    }

    #[test]
    fn a_refusal_opens_one_where_it_was_recorded_that_no_recourse_was_told() {
        let refused = |outcome, recourse_told| {
            let line = Line { outcome: Marked::recorded(outcome), recourse_told, ..Line::default() };
            rules(&Moment { lines: [("1".into(), line)].into(), ..Moment::default() })
        };
        assert_eq!(refused(Outcome::TurnedAway, Some(false)), [FollowUpRule::RefusalWithoutRecourse]);
        assert_eq!(refused(Outcome::TurnedAway, Some(true)), []);
        assert_eq!(refused(Outcome::TurnedAway, None), [], "not recorded is not told");
        assert_eq!(refused(Outcome::Referred, Some(false)), []);
    }

    #[test]
    fn a_flag_needs_a_note_and_outlives_its_words() {
        let mut moment = Moment { note_flagged: true, ..Moment::default() };
        assert_eq!(rules(&moment), []);
        assert_eq!(opened_by(&moment, &["note".to_owned()].into()), [FollowUpRule::FlaggedNote]);
        moment.note = Some("the ramp is iced over".into());
        assert_eq!(rules(&moment), [FollowUpRule::FlaggedNote]);
        moment.note_flagged = false;
        assert_eq!(rules(&moment), []);
    }

    #[test]
    fn a_low_rating_that_says_more_opens_its_own_and_any_other_counts_in_the_day() {
        let says = |moment: &Moment| (rules(moment), counts_in_the_day(moment, &BTreeSet::new()));
        let own = || (vec![FollowUpRule::LowRating], false);
        assert_eq!(says(&rated(of(2))), (vec![], true));
        assert_eq!(says(&rated(of(3))), (vec![], false));
        let comment = Some("nobody told me".into());
        assert_eq!(says(&rated(Rating { comment: comment.clone(), ..of(1) })), own());
        assert_eq!(says(&rated(Rating { comment, ..of(3) })), (vec![], false));
        assert_eq!(says(&rated(Rating { drivers: [Driver::Fairness].into(), ..of(2) })), own());
        assert_eq!(says(&rated(Rating { drivers: [Driver::Timeliness].into(), ..of(2) })), (vec![], true));
        let priority = Some(Priority::Driver(Driver::Fairness));
        assert_eq!(says(&rated(Rating { priority, ..of(2) })), own());
        assert_eq!(says(&rated(Rating { fairness: Some(Scored::Score(2)), ..of(2) })), own());
        assert_eq!(says(&rated(Rating { fairness: Some(Scored::Score(3)), ..of(2) })), (vec![], true));
        let not_applicable = Some(Scored::NotApplicable(NotApplicable::NotApplicable));
        assert_eq!(says(&rated(Rating { fairness: not_applicable, ..of(2) })), (vec![], true));
        let erased = [format!("ratings/{ID}/comment")].into();
        assert_eq!(opened_by(&rated(of(1)), &erased), [FollowUpRule::LowRating]);
        assert!(!counts_in_the_day(&rated(of(1)), &erased));
    }

    #[test]
    fn only_the_rating_that_counts_opens_anything() {
        let estimate = Rating { source: RatingSource::StaffEstimate, comment: Some("x".into()), ..of(1) };
        let told = Rating { source: RatingSource::ToldStaff, comment: Some("x".into()), ..of(1) };
        assert_eq!(rules(&rated(estimate)), []);
        assert_eq!(rules(&rated(told.clone())), [FollowUpRule::LowRating]);
        let mut moment = rated(told);
        moment.ratings.insert(RatingId(Uuid::from_u128(2)), of(5));
        assert_eq!(rules(&moment), [], "the client's own hand counts before what was told to staff");
        let voided = Moment { voided: Some(VoidReason::Test), ..rated(of(1)) };
        assert!(!counts_in_the_day(&voided, &BTreeSet::new()));
    }
}
