//! Opening who served: with a reason, and seen by the person, who can reply.

use super::{complained, of, problem, rated};
use moments_core::follow_up;
use moments_desk::follow_ups::*;
use moments_desk::moments::RatingForm;
use moments_desk::words::*;
use moments_desk::{Actor, ErrorCode};
use moments_tests::TestOffice;

#[test]
fn who_served_is_opened_with_a_reason_and_the_person_sees_it_and_replies() {
    let office = TestOffice::new().unwrap();
    let (ada, ben, noor) = (office.actor("Ada"), office.actor("Ben"), office.actor("Noor"));
    let id = complained(&office, "Ben");
    assert_eq!(office.desk.my_openings(&ben).unwrap(), []);
    for reason in ["", "  ", "ab"] {
        let refused = office.desk.open_author(&ada, id, reason).unwrap_err();
        assert_eq!(problem(refused), (ErrorCode::Invalid, "reason".into()));
    }
    let before = office.desk.follow_up(&ada, id).unwrap();
    assert_eq!((before.author, before.has_author), (None, true));
    let opened = office.desk.open_author(&ada, id, "to hear how it went").unwrap();
    assert_eq!((opened.name.as_str(), opened.view.author.as_deref()), ("Ben", Some("Ben")));
    assert_eq!(opened.view.item.status, FollowUpStatus::Acknowledged);
    assert!(opened.view.history.last().unwrap().author_opened);

    let mine = office.desk.my_openings(&ben).unwrap();
    assert_eq!(mine.len(), 1);
    let told = &mine[0].openings[0];
    assert_eq!((told.by.as_deref(), told.reason.as_deref()), (Some("Ada"), Some("to hear how it went")));
    assert_eq!((mine[0].office_day.as_str(), mine[0].hour), ("2026-11-24", Some(14)));
    assert_eq!(office.desk.my_openings(&noor).unwrap(), []);

    assert_eq!(office.desk.reply_to_follow_up(&noor, id, "me?").unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(office.desk.reply_to_follow_up(&ada, id, "I?").unwrap_err().code, ErrorCode::NotFound);
    let refused = office.desk.reply_to_follow_up(&ben, id, " ").unwrap_err();
    assert_eq!(problem(refused), (ErrorCode::Invalid, "reply".into()));
    office.desk.reply_to_follow_up(&ben, id, "The line was long that day.").unwrap();
    let view = office.desk.follow_up(&ada, id).unwrap();
    assert_eq!(view.reply.as_deref(), Some("The line was long that day."));
    let reply = view.history.last().unwrap();
    assert!(reply.replied && reply.by.is_none(), "who replied is who served");

    let end =
        CloseFollowUp { done: Some("Talked it over".into()), changes_how_we_serve: Some(false), words: None };
    office.desk.close_follow_up(&ada, id, &end).unwrap();
    office.desk.reply_to_follow_up(&ben, id, "Thanks for asking.").unwrap();
    assert_eq!(office.desk.open_author(&ada, id, "again").unwrap_err().code, ErrorCode::FollowUpClosed);
}

#[test]
fn another_supervisor_does_not_see_the_name_that_the_first_one_opened() {
    let office = TestOffice::new().unwrap();
    let id = complained(&office, "Ben");
    office.desk.open_author(&office.actor("Ada"), id, "to ask").unwrap();
    office.desk.reply_to_follow_up(&office.actor("Ben"), id, "a long line").unwrap();
    let other = Actor { roles: [Role::Supervisor].into(), ..office.actor("Noor") };
    let view = office.desk.follow_up(&other, id).unwrap();
    assert_eq!(view.author, None);
    assert!(!serde_json::to_string(&view).unwrap().contains("Ben"));
    assert_eq!(view.openings[0].by.as_deref(), Some("Ada"));
}

#[test]
fn a_low_rating_shows_its_score_to_the_supervisor_and_nothing_of_it_to_who_served() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let moment = rated(&office, "Ben", RatingForm { comment: Some("nobody told me".into()), ..of(1) });
    let id = follow_up::id(&moment, FollowUpRule::LowRating);
    let opened = office.desk.open_author(&ada, id, "to ask").unwrap();
    let rating = opened.view.moment.unwrap().rating.unwrap();
    assert_eq!((rating.overall, rating.comment.as_deref()), (Some(1), Some("nobody told me")));
    let text = serde_json::to_string(&office.desk.my_openings(&ben).unwrap()).unwrap();
    for secret in ["rating", "overall", "nobody told me"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    rated(&office, "Ben", of(2));
    let day = office.desk.follow_ups(&ada, &FollowUpFilter::default()).unwrap().items;
    let day = day.iter().find(|item| item.rule == FollowUpRule::LowRatings).unwrap().id;
    assert_eq!(office.desk.open_author(&ada, day, "to ask").unwrap_err().code, ErrorCode::NotFound);
}
