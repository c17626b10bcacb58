//! A generated office at work: days that lie where periods end, and on each of them moments as the counter, a tally sheet and
//! the command line record them, with what clients answer and what supervisors correct.

use super::forms::{self, Choice, maybe, pick};
use super::office::{Office, Template, shows_all};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, Utc};
use moments_desk::cases::CaseForm;
use moments_desk::catalogue::ServiceForm;
use moments_desk::moments::*;
use moments_desk::office::OfficeForm;
use moments_desk::ratings::{ClientState, ClientStep};
use moments_desk::review::ReviewFilter;
use moments_desk::words::*;
use moments_desk::{Actor, ErrorCode, Result};
use moments_tests::generated::Dice;

pub struct Generated {
    pub office: Office,
    pub days: Vec<NaiveDate>,
    pub services: Vec<String>,
}

/// Days before and after ends of weeks, months and fiscal years, one weekday of many weeks, and weeks in a row.
fn days(dice: &mut Dice) -> Vec<NaiveDate> {
    let year = 2027 + i32::try_from(dice.below(3)).unwrap();
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let any = on(1, 1) + TimeDelta::days(i64::try_from(dice.below(360)).unwrap());
    let sunday = any + TimeDelta::days(i64::from(6 - any.weekday().num_days_from_monday()));
    let edge = pick(dice, &[sunday, on(3, 31), on(3, 13), on(6, 30), on(11, 6), on(12, 31), any]);
    let steps: Vec<i64> = match dice.below(6) {
        0 => vec![0],
        1 => vec![0, 1],
        2 => vec![-1, 0, 1],
        3 => vec![-28, -21, -14, -8, -7, -1, 0, 1, 7],
        4 => vec![-371, -364, -91, -85, -84, -70, -63, -56, -49, -42, -35, -28, -14, -7, 0],
        _ => vec![-14, -10, -7, -3, 0, 1, 4],
    };
    let kept: Vec<i64> = steps.iter().copied().filter(|step| *step == 0 || !dice.one_in(4)).collect();
    kept.into_iter().map(|step| edge + TimeDelta::days(step)).collect()
}

pub fn office(template: &Template, seed: u64) -> Generated {
    let dice = &mut Dice::of(seed);
    let all_shown = shows_all(seed);
    let days = days(dice);
    let office = Office::new(template, seed, at(days[0], 7));
    let ada = office.supervisor();
    let mut services: Vec<String> = (0..5).map(|_| pick(dice, &template.services)).collect();
    services.push(UNCLASSIFIED.into());
    let organizations = (0..3).map(|_| pick(dice, &template.organizations)).collect();
    let choice = Choice { services: services.clone(), organizations, languages: vec!["en", "fr", "iu"] };
    let staff = if all_shown { 1 + dice.below(6) } else { pick(dice, &[2, 3, 4, 5, 6]) };
    let first = dice.below(2);
    let case = dice.one_in(3).then(|| {
        let form = CaseForm { service: Some(services[0].clone()), ..CaseForm::default() };
        office.desk.open_case(&ada, &form).unwrap().item.id
    });
    let mut at_work = AtWork { office, dice, choice, first, staff, case, all_shown, saved: Vec::new() };
    let moments = 5 + at_work.dice.below(28);
    for (place, day) in days.iter().enumerate() {
        at_work.office.clock.set(at(*day, 13));
        let today = moments / days.len() + usize::from(place < moments % days.len());
        for _ in 0..today {
            at_work.pass(1, 25 * 60);
            at_work.act(*day);
        }
        at_work.settings();
        at_work.correct(*day);
    }
    let last = days[days.len() - 1];
    // The last of all is asked in person, so that no number of the draw is out.
    let form = forms::moment(at_work.dice, &at_work.choice);
    at_work.serve(MomentForm { channel: None, time_source: None, ..form });
    at_work.correct(last);
    let AtWork { office, .. } = at_work;
    Generated { office, days, services }
}

/// Hours by universal time: the office is four or five behind.
fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, 3, 10).unwrap().and_utc()
}

struct AtWork<'a> {
    office: Office,
    dice: &'a mut Dice,
    choice: Choice,
    /// Who serves: so many of the staff from this one on.
    first: usize,
    staff: usize,
    case: Option<CaseId>,
    all_shown: bool,
    saved: Vec<(NaiveDate, MomentId)>,
}

impl AtWork<'_> {
    fn pass(&mut self, least: i64, more: usize) {
        let seconds = least + i64::try_from(self.dice.below(more)).unwrap();
        self.office.clock.forward(TimeDelta::seconds(seconds));
    }

    fn who(&mut self) -> usize {
        (self.first + self.dice.below(self.staff)) % super::office::STAFF.len()
    }

    fn now(&self) -> String {
        self.office.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    fn act(&mut self, day: NaiveDate) {
        let who = self.who();
        let actor = self.office.actor(who);
        match self.dice.below(24) {
            0 | 1 => {
                let channel = maybe(self.dice, 2, Channel::ALL);
                allowed(self.office.desk.quick_enquiry(&actor, channel));
            }
            2 => self.sheet(&actor, day),
            3 | 4 => self.outside(day),
            5 => self.discarded(&actor),
            _ => {
                let form = forms::moment(self.dice, &self.choice);
                let form = MomentForm { case: self.case.filter(|_| self.dice.one_in(4)), ..form };
                self.serve(form);
            }
        }
    }

    fn discarded(&mut self, actor: &Actor) {
        let open = self.office.desk.open_moment(actor, MomentForm::default()).unwrap();
        self.pass(5, 30);
        self.office.desk.discard_moment(actor, open.id).unwrap();
        self.pass(60, 100);
    }

    fn sheet(&mut self, actor: &Actor, day: NaiveDate) {
        let form = SheetForm {
            no: None,
            office_day: day.to_string(),
            from: "05:00".into(),
            to: "05:59".into(),
            staff: None,
        };
        let no = self.office.desk.open_sheet(actor, &form).unwrap().no;
        let minute = 5 * self.saved.len() % 50;
        for row in 1..=2 {
            let service = maybe(self.dice, 2, &self.choice.services);
            let some = service.is_some();
            let form = RowForm {
                row,
                service,
                relationship: maybe(self.dice, 2, Relationship::ALL).filter(|_| some),
                outcome: maybe(self.dice, 2, Outcome::ALL).filter(|_| some),
                language: maybe(self.dice, 2, &["fr".to_owned()]),
                time: Some(format!("05:{:02}", minute as u32 + row)),
            };
            let saved = self.office.desk.enter_row(actor, &no, &form).unwrap();
            self.saved.push((day, saved.row.item.id));
        }
        if self.dice.one_in(3) {
            self.office.desk.take_row_back(actor, &no, 2).unwrap();
        }
    }

    /// A line of `record` at the command line, with times by universal time.
    fn outside(&mut self, day: NaiveDate) {
        let started = self.office.clock.now() - TimeDelta::minutes(30);
        let text = |at: DateTime<Utc>| Some(at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let rating = self.dice.one_in(2).then(|| RatingForm {
            source: maybe(self.dice, 2, RatingSource::ALL),
            assisted: maybe(self.dice, 3, Assisted::ALL),
            ..forms::rating(self.dice)
        });
        let nobody = !self.all_shown && self.dice.one_in(3);
        let who = self.who();
        let form = MomentForm {
            started_at: text(started),
            finished_at: text(started + TimeDelta::seconds(700)),
            wait: Some(WaitForm { arrived_at: text(started - TimeDelta::seconds(900)), band: None }),
            rating,
            staff: (!nobody).then(|| super::office::STAFF[who].to_owned()),
            ..forms::moment(self.dice, &self.choice)
        };
        let origin = pick(self.dice, &[Origin::Cli, Origin::Imported]);
        if let Some(saved) = allowed(self.office.desk.record(&Actor::cli(), &form, origin)) {
            self.saved.push((day, saved.item.id));
        }
    }

    /// From the greeting to the client's answer.
    fn serve(&mut self, form: MomentForm) {
        let who = self.who();
        let actor = self.office.actor(who);
        let day = super::journal::office_time(self.office.clock.now()).date_naive();
        let open = self.office.desk.open_moment(&actor, MomentForm::default()).unwrap();
        self.pass(10, 25 * 60);
        if self.dice.one_in(8) {
            self.office.desk.park_moment(&actor, open.id, true).unwrap();
            self.pass(10, 300);
            self.office.desk.park_moment(&actor, open.id, false).unwrap();
            self.pass(1, 100);
        }
        let started: DateTime<Utc> = open.started_at.parse().unwrap();
        let ticket = self.dice.one_in(2).then(|| {
            let waited =
                TimeDelta::seconds(pick(self.dice, &[0, 59, 300, 899, 900, 901, 1_500, 1_501, 4_000]));
            WaitForm { arrived_at: Some((started - waited).to_rfc3339()), band: None }
        });
        let form = MomentForm { id: Some(open.id), wait: ticket.or(form.wait.clone()), ..form };
        let Some(saved) = allowed(self.office.desk.record(&actor, &form, Origin::Live)) else {
            self.office.desk.discard_moment(&actor, open.id).unwrap();
            return;
        };
        let id = saved.item.id;
        self.saved.push((day, id));
        self.pass(2, 9);
        if self.dice.one_in(20) {
            return self.undone(&actor, id);
        }
        if saved.invited {
            self.asked(&actor, id);
        }
        self.pass(1, 60);
        self.rated_otherwise(who, id);
        if self.dice.one_in(14) {
            let why = pick(self.dice, &[VoidReason::Mistake, VoidReason::Duplicate, VoidReason::Test]);
            self.office.desk.void(&self.office.supervisor(), id, why, None).unwrap();
            if self.dice.one_in(3) {
                self.office.desk.restore(&self.office.supervisor(), id).unwrap();
            }
        }
    }

    fn undone(&mut self, actor: &Actor, id: MomentId) {
        let again = self.office.desk.undo(actor, id).unwrap();
        let Some(again) = again else { return };
        self.pass(5, 30);
        if self.dice.one_in(3) {
            return self.office.desk.discard_moment(actor, again.id).unwrap();
        }
        let form = MomentForm { id: Some(again.id), ..again.form };
        allowed(self.office.desk.record(actor, &form, Origin::Live));
    }

    fn asked(&mut self, actor: &Actor, id: MomentId) {
        let ClientState::Invited(lit) = self.office.desk.client_state().unwrap() else { return };
        let answer = forms::answer(self.dice);
        let language = pick(self.dice, &["en", "fr"]).to_owned();
        let step = match self.dice.below(16) {
            0 => ClientStep::Declined,
            1 => ClientStep::TimedOut { answer },
            2 => ClientStep::Draft { answer, language },
            3 | 4 => {
                let reason = pick(self.dice, WithdrawReason::ALL);
                // After midnight it is too late.
                allowed(self.office.desk.withdraw_invitation(actor, id, reason));
                return;
            }
            5 => return,
            _ => ClientStep::Done { answer, language },
        };
        self.office.desk.client_answer(Some(&lit.token), step).unwrap();
    }

    /// On paper, by somebody else or by who served, and told to staff.
    fn rated_otherwise(&mut self, who: usize, id: MomentId) {
        let other = self.office.actor((who + 1) % 6);
        let rating = forms::rating(self.dice);
        let desk = &self.office.desk;
        let source = |source| RatingForm { source: Some(source), ..rating.clone() };
        match self.dice.below(14) {
            0 | 1 => {
                let assisted = maybe(self.dice, 3, Assisted::ALL);
                allowed(desk.enter_card(&other, id, &RatingForm { assisted, ..rating }));
            }
            2 => {
                let blank = RatingForm { state: Some(RatingState::Declined), ..RatingForm::default() };
                allowed(desk.enter_card(&other, id, &blank));
            }
            3 => drop(allowed(desk.rate_for_client(
                &self.office.supervisor(),
                id,
                &source(RatingSource::Paper),
            ))),
            4 | 5 => drop(allowed(desk.rate_for_client(&other, id, &source(RatingSource::ToldStaff)))),
            6 => drop(allowed(desk.rate_for_client(&other, id, &source(RatingSource::StaffEstimate)))),
            _ => {}
        }
    }

    /// The office changes: a service is another by now, or fewer clients are asked.
    fn settings(&mut self) {
        let ada = self.office.supervisor();
        if self.dice.one_in(8) {
            let key = pick(self.dice, &self.choice.services[..2]);
            let form = ServiceForm {
                key: Some(key),
                name_en: format!("Another name, {}", self.now()),
                name_fr: "Un autre nom".into(),
                description_en: None,
                description_fr: None,
                relationship: pick(self.dice, Relationship::ALL),
                next: None,
                implied_standing: None,
            };
            self.office.desk.save_service(&ada, &form).unwrap();
        }
        let form = self.office.desk.office(&ada).unwrap().office;
        if self.dice.one_in(8) && form.screen_threshold >= 5 {
            let one_in = pick(self.dice, &[1, 2, 4]);
            self.office.desk.save_office(&ada, &OfficeForm { invite_one_in: one_in, ..form }).unwrap();
        }
    }

    /// A supervisor corrects what was recorded, and sees to what it opened.
    fn correct(&mut self, day: NaiveDate) {
        let ada = self.office.supervisor();
        self.pass(600, 2_000);
        for _ in 0..self.dice.below(4) {
            let Some((_, id)) = self.dice.one_of(&self.saved).copied() else { return };
            let form = self.office.desk.moment(&ada, id).unwrap().form;
            let form = self.corrected(form);
            allowed(self.office.desk.amend(&ada, id, &form, "it was wrong"));
        }
        if self.dice.one_in(6)
            && let Some((_, id)) = self.dice.one_of(&self.saved).copied()
        {
            allowed(self.office.desk.void(&ada, id, VoidReason::Other, Some("by a slip")));
        }
        let filter = ReviewFilter::default();
        let found = self.office.desk.review_day(&ada, Some(&day.to_string()), &filter).unwrap().follow_ups;
        for opened in found {
            if self.dice.one_in(4) {
                allowed(self.office.desk.acknowledge_follow_up(&ada, opened.id));
            }
        }
    }

    fn corrected(&mut self, mut form: MomentForm) -> MomentForm {
        let other = forms::moment(self.dice, &self.choice);
        if form.quick_enquiry == Some(true) {
            return MomentForm { channel: other.channel, ..form };
        }
        match self.dice.below(9) {
            0 => form.channel = other.channel,
            1 => form.services = other.services,
            2 => {
                let lines = form.services.get_or_insert_default();
                lines.truncate(1);
                lines.extend(other.services.into_iter().flatten().take(1));
            }
            3 => {
                let lines = form.services.get_or_insert_default();
                lines.reverse();
                for line in lines {
                    line.outcome = maybe(self.dice, 2, Outcome::ALL);
                    line.relationship = maybe(self.dice, 2, Relationship::ALL);
                    (line.stage, line.stage_by) = (None, None);
                }
            }
            4 => {
                (form.feedback, form.note_flagged, form.contact) =
                    (other.feedback, other.note_flagged, other.contact)
            }
            5 => (form.language, form.barriers) = (other.language, other.barriers),
            6 => (form.came_from, form.sent_to, form.offers) = (other.came_from, other.sent_to, other.offers),
            7 => (form.time_source, form.wait) = (pick(self.dice, &[None, other.time_source]), other.wait),
            _ => {
                // The time by another clock than the office's.
                let started: Option<DateTime<Utc>> = form.started_at.as_deref().map(|at| at.parse().unwrap());
                let earlier = started.map(|at| at - TimeDelta::seconds(pick(self.dice, &[7, 601, 3_601])));
                form.started_at = earlier.map(|at| at.to_rfc3339());
                form.wait = None;
            }
        }
        form
    }
}

/// What chance asks for may not be allowed; everything else that goes wrong is a mistake.
fn allowed<T>(done: Result<T>) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(refused) => {
            let expected = [
                ErrorCode::Invalid,
                ErrorCode::Conflict,
                ErrorCode::CardEntered,
                ErrorCode::OwnCard,
                ErrorCode::AlreadyVoided,
                ErrorCode::NotPermitted,
                ErrorCode::TooLate,
                ErrorCode::NotFound,
            ];
            assert!(expected.contains(&refused.code), "{refused:?}");
            None
        }
    }
}
