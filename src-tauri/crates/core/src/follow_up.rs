//! Follow-ups that moments open by themselves. They are derived, not written: the same moment and rule is the same
//! follow-up on every workstation, so that five of them make one.

use crate::ids::{FollowUpId, MomentId};
use crate::moment::Moment;
use crate::words::{ContactNo, Feedback, FollowUpRule};
use uuid::Uuid;

/// The follow-ups that a moment opens; none once it is voided.
pub fn opened_by(moment: &Moment) -> Vec<FollowUpRule> {
    if moment.voided.is_some() {
        return Vec::new();
    }
    let complaint = moment.feedback.contains(&Feedback::Complaint).then_some(FollowUpRule::Complaint);
    let third = (moment.contact.value == ContactNo::ThirdOrMore).then_some(FollowUpRule::ThirdContact);
    complaint.into_iter().chain(third).collect()
}

/// UUIDv5 of the moment and the rule.
pub fn id(moment: &MomentId, rule: FollowUpRule) -> FollowUpId {
    FollowUpId(Uuid::new_v5(&moment.0, rule.as_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Marked;
    use crate::words::{MomentKind, VoidReason};

    #[test]
    fn a_complaint_and_a_third_contact_each_open_one_unless_the_moment_is_voided() {
        let mut moment = Moment { contact: Marked::recorded(ContactNo::ThirdOrMore), ..Moment::default() };
        assert_eq!(opened_by(&moment), [FollowUpRule::ThirdContact]);
        moment.feedback.insert(Feedback::Complaint);
        assert_eq!(opened_by(&moment), [FollowUpRule::Complaint, FollowUpRule::ThirdContact]);
        moment.voided = Some(VoidReason::Mistake);
        assert_eq!(opened_by(&moment), []);
        let enquiry = Moment {
            kind: MomentKind::QuickEnquiry,
            feedback: [Feedback::Complaint].into(),
            ..Moment::default()
        };
        assert_eq!(opened_by(&enquiry), [FollowUpRule::Complaint], "a complaint always does");
        moment = Moment { feedback: [Feedback::Compliment].into(), ..Moment::default() };
        assert_eq!(opened_by(&moment), []);
    }

    #[test]
    fn the_same_moment_and_rule_is_the_same_follow_up_everywhere() {
        let moment = MomentId(Uuid::from_u128(7));
        assert_eq!(id(&moment, FollowUpRule::Complaint), id(&moment, FollowUpRule::Complaint));
        assert_ne!(id(&moment, FollowUpRule::Complaint), id(&moment, FollowUpRule::ThirdContact));
        assert_ne!(
            id(&moment, FollowUpRule::Complaint),
            id(&MomentId(Uuid::from_u128(8)), FollowUpRule::Complaint)
        );
    }
}
