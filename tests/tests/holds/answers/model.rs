//! What should be: tokens and answers, by the rules of the design and nothing of how the desk keeps them.

use super::steps::{Name, Token};
use chrono::{DateTime, TimeDelta, Utc};
use moments_desk::ratings::{ClientAnswer, ClientStep};
use moments_desk::words::*;
use proptest::sample::Index;
use std::collections::BTreeMap;

/// A tap earlier than this after the screen lit was not meant for it.
const FIRST_SECOND: TimeDelta = TimeDelta::seconds(1);
/// An invitation that nobody touches for so long is over.
const OVER: TimeDelta = TimeDelta::minutes(10);

/// An answer that counts: declined, or what the client said, and in which language.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    Declined,
    Said(ClientAnswer, String),
}

/// The one invitation that may be lit.
#[derive(Debug, Clone)]
pub struct Lit {
    pub moment: MomentId,
    pub token: String,
    pub lit_at: DateTime<Utc>,
    pub touched_at: DateTime<Utc>,
    pub kept: ClientAnswer,
    pub language: String,
}

/// What should be in the store at the end, for each saved moment.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    pub served_by: Name,
    pub screen: Option<Given>,
    /// Blank, or a score.
    pub card: Option<Option<u8>>,
    pub told: Option<u8>,
}

#[derive(Default)]
pub struct Model {
    pub open: Vec<(Name, MomentId, Channel)>,
    pub saved: BTreeMap<MomentId, Expected>,
    /// In the order of saving.
    pub order: Vec<MomentId>,
    pub lit: Option<Lit>,
    /// Every token that there was, and the moment whose it is.
    pub tokens: Vec<(String, MomentId)>,
    pub curtain: bool,
    pub paper: bool,
}

impl Model {
    /// The invitation ends, and what was answered so far counts.
    pub fn close(&mut self) {
        if let Some(lit) = self.lit.take().filter(|lit| lit.kept.overall.is_some()) {
            self.give(lit.moment, Given::Said(lit.kept, lit.language));
        }
    }

    pub fn close_if_of(&mut self, id: MomentId) {
        if self.is_lit(id) {
            self.close();
        }
    }

    pub fn is_lit(&self, id: MomentId) -> bool {
        self.lit.as_ref().is_some_and(|lit| lit.moment == id)
    }

    pub fn give(&mut self, id: MomentId, given: Given) {
        let expected = self.saved.entry(id).or_default();
        assert_eq!(expected.screen, None, "the model itself: one invitation, one answer");
        expected.screen = Some(given);
    }

    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.lit.as_ref().is_some_and(|lit| now - lit.lit_at.max(lit.touched_at) >= OVER)
    }

    pub fn at(&self, at: &Index) -> Option<MomentId> {
        // Mostly of the last few: those are the ones to be mistaken for each other.
        let last = self.order.len().saturating_sub(4);
        self.order.get(last..).filter(|some| !some.is_empty()).map(|some| *at.get(some))
    }

    pub fn token(&self, token: &Token) -> String {
        match token {
            Token::Lit => self.tokens.last().map(|(token, _)| token.clone()).unwrap_or_default(),
            Token::Old(at) if !self.tokens.is_empty() => at.get(&self.tokens).0.clone(),
            Token::Old(_) | Token::Wrong => "00000000000000000000000000000000".into(),
        }
    }

    /// What a step of a client's page does, by the rules; `None`: it is not taken.
    pub fn client(&mut self, token: &str, step: &ClientStep, now: DateTime<Utc>) -> Option<Shown> {
        let lit = self.lit.clone().filter(|lit| lit.token == token)?;
        if self.is_over(now) {
            self.close();
            return Some(Shown::Closed);
        }
        if now - lit.lit_at < FIRST_SECOND {
            return Some(Shown::Invited(lit.kept));
        }
        let said = |answer: &ClientAnswer, language: &String| Lit {
            kept: answer.clone(),
            language: language.clone(),
            touched_at: now,
            ..lit.clone()
        };
        match step {
            ClientStep::Ready => Some(Shown::Invited(lit.kept)),
            ClientStep::Touched => {
                self.lit = Some(Lit { touched_at: now, ..lit.clone() });
                Some(Shown::Invited(lit.kept))
            }
            ClientStep::Draft { answer, language } => {
                self.lit = Some(said(answer, language));
                Some(Shown::Invited(answer.clone()))
            }
            ClientStep::Done { answer, language } => {
                self.lit = Some(said(answer, language));
                self.close();
                Some(Shown::Closed)
            }
            ClientStep::TimedOut { answer } => {
                self.lit = Some(Lit { kept: answer.clone(), ..lit });
                self.close();
                Some(Shown::Closed)
            }
            ClientStep::Declined => {
                self.lit = None;
                self.give(lit.moment, Given::Declined);
                Some(Shown::Closed)
            }
        }
    }
}

#[derive(Debug, PartialEq)]
pub enum Shown {
    Invited(ClientAnswer),
    Closed,
}
