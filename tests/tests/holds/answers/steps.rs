//! What may happen at a counter, at random.

use moments_desk::moments::ClientScreenMode;
use moments_desk::ratings::ClientAnswer;
use moments_desk::words::*;
use proptest::prelude::*;
use proptest::sample::Index;

pub type Name = &'static str;

/// Which invitation a client's page speaks for.
#[derive(Debug, Clone)]
pub enum Token {
    Lit,
    /// Any that there ever was: a page that hung, a step that comes late.
    Old(Index),
    /// One that never was.
    Wrong,
}

#[derive(Debug, Clone)]
pub enum Step {
    Open(Name, Channel),
    Save(Index, Option<WithdrawReason>),
    Discard(Index),
    Park(Index, bool),
    Draft(Token, ClientAnswer, bool),
    Done(Token, ClientAnswer, bool),
    TimedOut(Token, ClientAnswer),
    Declined(Token),
    Touched(Token),
    HandOver(Name, Index),
    Undo(Name, Index),
    Void(Name, Index),
    Restore(Name, Index),
    Withdraw(Name, Index, WithdrawReason),
    Told(Name, Index, u8),
    Card(Name, Index, Option<u8>),
    Enquiry(Name),
    Curtain(bool),
    Lock,
    SwitchTo(Name),
    Mode(ClientScreenMode),
    Pass(i64),
    Crash,
}

fn name() -> impl Strategy<Value = Name> {
    prop::sample::select(vec!["Ben", "Ben", "Noor", "Ada"])
}

fn answer() -> impl Strategy<Value = ClientAnswer> {
    let score = || prop::option::weighted(0.3, 1..=5u8);
    let drivers = prop::collection::btree_set(prop::sample::select(Driver::ALL), 0..4);
    (
        prop::option::weighted(0.9, 1..=5u8),
        drivers,
        score(),
        prop::option::of(prop::sample::select(NeedMet::ALL)),
    )
        .prop_map(|(overall, drivers, confidence, need_met)| ClientAnswer {
            overall,
            drivers: drivers.into_iter().collect(),
            fairness: confidence.map(Scored::Score),
            confidence,
            priority: None,
            need_met,
        })
}

fn token() -> impl Strategy<Value = Token> {
    prop_oneof![
        8 => Just(Token::Lit),
        3 => any::<Index>().prop_map(Token::Old),
        1 => Just(Token::Wrong),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    let channel = prop_oneof![5 => Just(Channel::InPerson), 1 => Just(Channel::Phone)];
    let reason = || prop::sample::select(WithdrawReason::ALL);
    let which = any::<Index>;
    let french = any::<bool>;
    let pass = prop_oneof![4 => 200..3_000i64, 4 => 3_000..30_000i64, 1 => 590_000..700_000i64];
    let mode = prop_oneof![
        4 => Just(ClientScreenMode::SecondScreen),
        1 => Just(ClientScreenMode::HandOver),
        1 => Just(ClientScreenMode::Paper),
    ];
    prop_oneof![
        8 => (name(), channel).prop_map(|(who, channel)| Step::Open(who, channel)),
        10 => (which(), prop::option::weighted(0.1, reason())).prop_map(|(at, why)| Step::Save(at, why)),
        1 => which().prop_map(Step::Discard),
        1 => (which(), any::<bool>()).prop_map(|(at, parked)| Step::Park(at, parked)),
        10 => (token(), answer(), french()).prop_map(|(token, answer, fr)| Step::Draft(token, answer, fr)),
        6 => (token(), answer(), french()).prop_map(|(token, answer, fr)| Step::Done(token, answer, fr)),
        2 => (token(), answer()).prop_map(|(token, answer)| Step::TimedOut(token, answer)),
        1 => token().prop_map(Step::Declined),
        2 => token().prop_map(Step::Touched),
        1 => (name(), which()).prop_map(|(who, at)| Step::HandOver(who, at)),
        2 => (name(), which()).prop_map(|(who, at)| Step::Undo(who, at)),
        1 => (name(), which()).prop_map(|(who, at)| Step::Void(who, at)),
        1 => (name(), which()).prop_map(|(who, at)| Step::Restore(who, at)),
        2 => (name(), which(), reason()).prop_map(|(who, at, why)| Step::Withdraw(who, at, why)),
        1 => (name(), which(), 1..=5u8).prop_map(|(who, at, overall)| Step::Told(who, at, overall)),
        2 => (name(), which(), prop::option::of(1..=5u8)).prop_map(|(who, at, overall)| Step::Card(who, at, overall)),
        1 => name().prop_map(Step::Enquiry),
        1 => any::<bool>().prop_map(Step::Curtain),
        1 => Just(Step::Lock),
        1 => name().prop_map(Step::SwitchTo),
        1 => mode.prop_map(Step::Mode),
        10 => pass.prop_map(Step::Pass),
        1 => Just(Step::Crash),
    ]
}
