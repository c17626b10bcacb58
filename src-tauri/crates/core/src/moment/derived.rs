//! What follows from a moment's record and is never stored by hand: its side, its outcome, whether it is eligible,
//! which rating counts.

use super::{Line, Moment, Rating};
use crate::ids::RatingId;
use crate::words::*;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// The rating that counts for a moment, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rated<'a> {
    pub id: RatingId,
    pub rating: &'a Rating,
}

/// What a moment adds to the denominators (design 6): eligible → invited → answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    pub eligible: bool,
    pub invited: bool,
    pub answered: bool,
}

impl Moment {
    /// The service lines in their order; the first is the principal line.
    pub fn lines_in_order(&self) -> Vec<(&String, &Line)> {
        let mut lines: Vec<_> = self.lines.iter().collect();
        lines.sort_by_key(|(id, line)| (line.position, (*id).clone()));
        lines
    }

    /// Voluntary, involuntary, or mixed where lines differ; `None` without lines. Mixed is never forced into a side.
    pub fn client(&self) -> Option<ClientRelationship> {
        let mut sides = self.lines.values().map(|line| line.relationship.value.client());
        let first = sides.next()?;
        Some(if sides.all(|side| side == first) { first } else { ClientRelationship::Mixed })
    }

    /// The outcome of the least favourable line.
    pub fn outcome(&self) -> Option<Outcome> {
        self.lines.values().map(|line| line.outcome.value).max()
    }

    /// In person or by video, not voided, no quick enquiry, whatever the outcome.
    pub fn is_eligible(&self) -> bool {
        let channel = matches!(self.channel.value, Channel::InPerson | Channel::Video);
        channel && self.voided.is_none() && self.kind == MomentKind::Moment
    }

    /// The first `client_screen`, else `paper`, else `told_staff`; a staff estimate never counts.
    pub fn rating(&self) -> Option<Rated<'_>> {
        [RatingSource::ClientScreen, RatingSource::Paper, RatingSource::ToldStaff].into_iter().find_map(
            |source| {
                let of_source =
                    self.ratings.iter().filter(|(_, r)| r.source == source && r.state == RatingState::Rated);
                of_source.min_by_key(|(id, r)| (r.at, **id)).map(|(id, rating)| Rated { id: *id, rating })
            },
        )
    }

    /// Whether a rating goes into the headline: the client's own hand, on the screen or on paper, without staff.
    pub fn is_headline(rating: &Rating) -> bool {
        matches!(rating.source, RatingSource::ClientScreen | RatingSource::Paper)
            && rating.assisted != Assisted::Staff
    }

    /// The state of the rating of this moment.
    pub fn rating_state(&self) -> RatingState {
        if self.rating().is_some() {
            return RatingState::Rated;
        }
        if self.invitation.withdrawn.is_some() {
            return RatingState::Withdrawn;
        }
        if self.ratings.values().any(|r| r.state == RatingState::Declined) {
            return RatingState::Declined;
        }
        if self.invitation.drawn { RatingState::NoAnswer } else { RatingState::NotInvited }
    }

    /// What this moment adds to eligible, invited and answered (the last by headline sources alone).
    pub fn counted(&self) -> Counted {
        let eligible = self.is_eligible();
        let invited = eligible && self.invitation.drawn && self.invitation.withdrawn.is_none();
        let answered = eligible && self.rating().is_some_and(|r| Self::is_headline(r.rating));
        // A paper card that came back was handed out, whatever the draw said.
        Counted { eligible, invited: invited || answered, answered }
    }

    /// Seconds with the client, from greeting to leave-taking without what they were on hold; only of live times.
    pub fn handling_seconds(&self) -> Option<u32> {
        let (started, finished) = (self.started_at?, self.finished_at?);
        let held = TimeDelta::seconds(self.held_seconds.unwrap_or(0).into());
        self.measured(finished - started - held)
    }

    /// Seconds from the ticket to the greeting; only of live times with an arrival.
    pub fn wait_seconds(&self) -> Option<u32> {
        let (arrived, started) = (self.wait.arrived_at?, self.started_at?);
        self.measured(started - arrived)
    }

    /// Never less than none.
    fn measured(&self, time: TimeDelta) -> Option<u32> {
        let seconds = time.num_seconds().max(0);
        (self.time_source == TimeSource::Live).then(|| u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Marked;
    use uuid::Uuid;

    fn with_lines(lines: &[(Relationship, Outcome)]) -> Moment {
        let line = |(i, (r, o)): (usize, &(Relationship, Outcome))| {
            let line = Line {
                position: u32::try_from(i).unwrap(),
                relationship: Marked::assumed(*r),
                outcome: Marked::assumed(*o),
                ..Line::default()
            };
            (i.to_string(), line)
        };
        Moment { lines: lines.iter().enumerate().map(line).collect(), ..Moment::default() }
    }

    fn answer(source: RatingSource, overall: u8) -> Rating {
        Rating { state: RatingState::Rated, source, overall: Some(overall), ..Rating::default() }
    }

    #[test]
    fn a_client_who_came_by_choice_and_by_obligation_is_mixed() {
        use Relationship::*;
        let client = |r: &[Relationship]| {
            with_lines(&r.iter().map(|r| (*r, Outcome::Served)).collect::<Vec<_>>()).client()
        };
        assert_eq!(client(&[Voluntary, Voluntary]), Some(ClientRelationship::Voluntary));
        assert_eq!(
            client(&[InvoluntaryObligation, InvoluntaryRightsOfOthers]),
            Some(ClientRelationship::Involuntary)
        );
        assert_eq!(client(&[Voluntary, InvoluntaryObligation]), Some(ClientRelationship::Mixed));
        assert_eq!(client(&[]), None);
    }

    #[test]
    fn a_moment_ended_as_its_least_favourable_line_did() {
        let ended = |o: &[Outcome]| {
            with_lines(&o.iter().map(|o| (Relationship::Voluntary, *o)).collect::<Vec<_>>()).outcome()
        };
        assert_eq!(ended(&[Outcome::Served, Outcome::Referred]), Some(Outcome::Referred));
        assert_eq!(ended(&[Outcome::Left, Outcome::TurnedAway]), Some(Outcome::Left));
    }

    #[test]
    fn the_clients_own_hand_counts_before_what_was_told_to_staff() {
        let mut m = with_lines(&[(Relationship::Voluntary, Outcome::Served)]);
        m.ratings.insert(RatingId(Uuid::from_u128(1)), answer(RatingSource::StaffEstimate, 5));
        assert_eq!(m.rating(), None, "an estimate by staff is never in a satisfaction figure");
        m.ratings.insert(RatingId(Uuid::from_u128(2)), answer(RatingSource::ToldStaff, 4));
        assert_eq!(m.rating().and_then(|r| r.rating.overall), Some(4));
        assert!(!m.counted().answered, "what was told to staff stands beside the headline");
        m.ratings.insert(RatingId(Uuid::from_u128(3)), answer(RatingSource::ClientScreen, 2));
        assert_eq!(m.rating().and_then(|r| r.rating.overall), Some(2));
        assert!(m.counted().answered);
    }

    #[test]
    fn a_client_on_hold_is_not_being_served() {
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        let mut m = with_lines(&[(Relationship::Voluntary, Outcome::Served)]);
        m.started_at = at("2026-11-24T14:03:00-05:00");
        m.finished_at = at("2026-11-24T14:15:00-05:00");
        assert_eq!(m.handling_seconds(), Some(720));
        m.held_seconds = Some(299);
        assert_eq!(m.handling_seconds(), Some(421));
        m.time_source = TimeSource::Inaccurate;
        assert_eq!(m.handling_seconds(), None, "not measured, never zero");
    }

    #[test]
    fn eligible_does_not_depend_on_how_it_ended() {
        let mut m = with_lines(&[(Relationship::InvoluntaryObligation, Outcome::TurnedAway)]);
        assert!(m.is_eligible());
        m.channel = Marked::recorded(Channel::Phone);
        assert!(!m.is_eligible());
        m.channel = Marked::recorded(Channel::Video);
        m.voided = Some(VoidReason::Mistake);
        assert!(!m.is_eligible());
    }
}
