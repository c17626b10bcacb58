//! The parts of a day's figures as tables, in the order of the screen.

mod said;
mod served;

use super::cells::{Cells, LEAST_PUBLIC};
use super::columns;
use crate::review::{DayReview, Said, Share, Total};
use moments_core::words::{ClientRelationship, ContactNo, Outcome};
use moments_report::say;
use moments_report::tables::{Cell, Table, TableError};

type Rows = Vec<Vec<Cell>>;

pub(super) struct Parts<'a> {
    pub day: &'a DayReview,
    pub cells: Cells,
}

impl Parts<'_> {
    pub fn tables(&self) -> Result<Vec<Table>, TableError> {
        let day = self.day;
        let public = self.cells.is_public();
        if public && day.moments < LEAST_PUBLIC {
            return Ok(self.glance(&[])?.into_iter().collect());
        }
        let third = of(&day.by_contact, ContactNo::ThirdOrMore.as_str());
        let parts = [
            ("review_glance_served", of(&day.ended, Outcome::Served.as_str()), day.moments, false),
            ("review_glance_lost", lost(day), day.moments, false),
            ("review_glance_languages", day.languages.differs, day.languages.recorded, true),
            ("review_glance_third", third, sum(&day.by_contact), false),
        ];
        // In public the parts below have the others, beside what else they are cells of.
        let told = parts.into_iter().filter(|(.., in_public)| *in_public || !public);
        let feedback =
            day.by_feedback.iter().map(|f| (format!("word_feedback_{}", f.word), f.n, day.moments));
        let told = told.map(|(key, n, whole, _)| (key.to_owned(), n, whole)).chain(feedback);
        let mut tables =
            vec![self.glance(&told.collect::<Vec<_>>())?, self.ended()?, self.clients()?, self.ratings()?];
        if !public {
            tables.push(self.funnel()?);
            tables.push(self.distribution()?);
            tables.push(self.drivers()?);
            tables.push(self.words(
                ["review_rating_states", "review_rating_state", "rating_state"],
                &day.by_rating_state,
                day.eligible,
            )?);
        }
        tables.push(self.times()?);
        if !day.standards.is_empty() {
            tables.push(self.standards()?);
        }
        tables.push(self.services()?);
        tables.push(self.words(
            ["review_channels", "review_filter_channel", "channel"],
            &day.by_channel,
            day.moments,
        )?);
        tables.push(self.hours()?);
        tables.push(self.contacts()?);
        tables.push(self.mentions(["review_barriers", "review_barrier", "barrier"], &day.by_barrier)?);
        tables.push(self.mentions(["review_life_events", "export_item", "life_event"], &day.by_life_event)?);
        tables.push(self.words(
            ["review_offers", "review_offer_answer", "offer"],
            &day.offers,
            sum(&day.offers),
        )?);
        tables.push(self.languages()?);
        if !public {
            tables.push(self.stakes()?);
        }
        tables.push(self.quality()?);
        Ok(tables.into_iter().flatten().collect())
    }

    fn say(&self, key: &str) -> String {
        say(self.cells.lang, key, &[])
    }

    fn text(&self, key: &str) -> Cell {
        Cell::Text(self.say(key))
    }

    /// None where there are no rows. Why there is no figure is said once in a row.
    fn table(&self, title: &str, heads: &[&str], rows: Rows) -> Result<Option<Table>, TableError> {
        if rows.is_empty() {
            return Ok(None);
        }
        let mut rows = rows;
        for row in &mut rows {
            let mut said = Vec::new();
            for cell in row.iter_mut() {
                if said.contains(cell) {
                    *cell = Cell::Nothing;
                } else if matches!(cell, Cell::Absent(_)) {
                    said.push(cell.clone());
                }
            }
        }
        let title = self.say(title);
        Table::new(title.clone(), title, columns(self.cells.lang, heads), rows).map(Some)
    }

    /// `parts`: a name, how many, and of how many.
    fn glance(&self, parts: &[(String, u32, u32)]) -> Result<Option<Table>, TableError> {
        let day = self.day;
        let whole = |key: &str, n| {
            vec![self.text(key), self.cells.count(self.cells.part(n, n)), Cell::Nothing, Cell::Nothing]
        };
        let mut rows =
            vec![whole("review_moments", day.moments), whole("review_quick_enquiries", day.quick_enquiries)];
        rows.extend(parts.iter().map(|(key, n, whole)| self.part(self.text(key), *n, *whole)));
        self.table("review_glance", &["export_figure", "export_n", "export_of", "review_share"], rows)
    }

    /// A part of a whole: name, n, of, share.
    fn part(&self, name: Cell, n: u32, whole: u32) -> Vec<Cell> {
        let shown = self.cells.part(whole, whole.max(self.day.moments));
        let n = shown.and_then(|whole| self.cells.part(n, whole));
        vec![name, self.cells.count(n), self.cells.count(shown), self.cells.share(n, whole)]
    }

    fn ended(&self) -> Result<Option<Table>, TableError> {
        self.words(["review_outcomes", "review_filter_outcome", "outcome"], &self.day.ended, self.day.moments)
    }

    /// A breakdown by the words of a set; `first` heads its names.
    fn words(
        &self,
        [title, first, set]: [&str; 3],
        totals: &[Total],
        whole: u32,
    ) -> Result<Option<Table>, TableError> {
        let names = |total: &Total| (self.text(&format!("word_{set}_{}", total.word)), total.n);
        let rows = self.breakdown(totals.iter().map(names), 0);
        // With the share of a whole that is not told, what is hidden would follow.
        let is_told = whole == self.day.moments || rows.iter().all(|(_, n)| n.is_some());
        let share = |n| if is_told { self.cells.share(n, whole) } else { Cell::Nothing };
        let rows = rows.into_iter().map(|(name, n)| vec![name, self.cells.count(n), share(n)]);
        self.table(title, &[first, "export_n", "review_share"], rows.collect())
    }

    /// The rows of a breakdown, with how many each is of. What did not occur is left out. In public what is not shown is
    /// not named either, as its name alone would tell that it occurred: it stands together as the others. `besides`: how
    /// many are in the breakdown under no name.
    fn breakdown(&self, all: impl Iterator<Item = (Cell, u32)>, besides: u32) -> Vec<(Cell, Option<u32>)> {
        let all: Vec<(Cell, u32)> = all.collect();
        let ns: Vec<u32> = all.iter().map(|(_, n)| *n).chain([besides]).collect();
        let (mut rows, mut others) = (Vec::new(), None);
        for ((name, n), shown) in all.into_iter().zip(self.cells.breakdown(&ns)).filter(|((_, n), _)| *n > 0)
        {
            match shown {
                Some(n) => rows.push((name, Some(n))),
                None => *others.get_or_insert(0) += n,
            }
        }
        let together =
            |n: u32| (self.text("export_others"), Some(n).filter(|n| *n >= LEAST_PUBLIC && besides == 0));
        // Alone they would tell nothing.
        rows.extend(others.filter(|_| !rows.is_empty()).map(together));
        rows
    }

    /// Of the moments in which staff recorded it; in public of all, beside those in which they did not.
    fn contacts(&self) -> Result<Option<Table>, TableError> {
        let all = &self.day.by_contact;
        let recorded = sum(all);
        let public = self.cells.is_public();
        let (rest, whole) = if public {
            (self.day.moments.saturating_sub(recorded), self.day.moments)
        } else {
            (0, recorded)
        };
        let names = |total: &Total| (self.text(&format!("word_contact_{}", total.word)), total.n);
        let rows = self.breakdown(all.iter().map(names), rest).into_iter();
        let rows = rows.map(|(name, n)| vec![name, self.cells.count(n), self.cells.share(n, whole)]);
        self.table("review_contacts", &["export_item", "export_n", "review_share"], rows.collect())
    }

    /// What a moment may have several of, each of all moments; in public only what may be shown is named.
    fn mentions(
        &self,
        [title, first, set]: [&str; 3],
        totals: &[Total],
    ) -> Result<Option<Table>, TableError> {
        let occurred = totals.iter().filter(|total| total.n > 0);
        let shown = occurred.clone().filter(|total| self.cells.part(total.n, self.day.moments).is_some());
        let mut rows: Rows = shown
            .map(|total| {
                let [n, share] = self.cells.with_share(total.n, self.day.moments);
                vec![self.text(&format!("word_{set}_{}", total.word)), n, share]
            })
            .collect();
        if !rows.is_empty() && rows.len() < occurred.count() {
            rows.push(vec![self.text("export_others"), self.cells.not_shown(), self.cells.not_shown()]);
        }
        self.table(title, &[first, "export_n", "review_share"], rows)
    }

    fn few_staff(&self) -> String {
        say(self.cells.lang, "export_few_staff", &[("staff", &self.day.staff_threshold.to_string())])
    }

    fn languages(&self) -> Result<Option<Table>, TableError> {
        let word = |total: &Total| match total.word.as_str() {
            "yes" => "review_offer_made",
            "no" => "review_offer_not_made",
            _ => "review_not_recorded",
        };
        let offers = &self.day.languages.active_offer;
        let shown = self.cells.breakdown(&offers.iter().map(|total| total.n).collect::<Vec<_>>());
        let rows = offers.iter().zip(shown).map(|(total, n)| {
            vec![self.text(word(total)), self.cells.count(n), self.cells.share(n, sum(offers))]
        });
        self.table("review_active_offer", &["export_item", "export_n", "review_share"], rows.collect())
    }

    fn stakes(&self) -> Result<Option<Table>, TableError> {
        let stakes = &self.day.stakes;
        if stakes.lines == 0 {
            return Ok(None);
        }
        let said = |key, said: Said| {
            let mut row = vec![self.text(key)];
            row.extend([said.yes, said.no, said.not_recorded].map(|n| Cell::Count(n.into())));
            row
        };
        let rows = vec![said("review_explained", stakes.explained), said("review_recourse", stakes.recourse)];
        self.table(
            "review_stakes",
            &["review_said_of", "review_yes", "review_no", "review_not_recorded"],
            rows,
        )
    }

    /// How far the records can be trusted, and what is left out.
    fn quality(&self) -> Result<Option<Table>, TableError> {
        let (quality, out) = (&self.day.quality, &self.day.left_out);
        let share = |key: &str, Share { n, of }: Share| {
            let [n, share] = self.cells.with_share(n, of);
            vec![self.text(key), n, share]
        };
        let mut rows = vec![
            share("review_confirmed_relationship", quality.relationship_confirmed),
            share("review_confirmed_outcome", quality.outcome_confirmed),
        ];
        if !self.cells.is_public() {
            rows.push(share("review_overridden", quality.relationship_overridden));
            rows.push(share("export_not_live", quality.times_not_live));
            for (key, n) in [
                ("export_voided", out.voided),
                ("export_answers_voided", out.answers_voided),
                ("export_answers_not_eligible", out.answers_not_eligible),
                ("export_to_classify", out.to_classify),
                ("export_answers_to_check", quality.answers_to_check),
                ("export_unread", out.incomplete + out.written_by_newer),
            ] {
                rows.push(vec![self.text(key), Cell::Count(n.into()), Cell::Nothing]);
            }
        }
        self.table("review_quality", &["export_item", "export_n", "review_share"], rows)
    }
}

pub(super) const fn client_word(client: ClientRelationship) -> &'static str {
    match client {
        ClientRelationship::Voluntary => "word_relationship_voluntary",
        ClientRelationship::Involuntary => "word_client_involuntary",
        ClientRelationship::Mixed => "word_relationship_mixed",
    }
}

fn lost(day: &DayReview) -> u32 {
    [Outcome::Left, Outcome::TurnedAway].map(|outcome| of(&day.ended, outcome.as_str())).iter().sum()
}

fn of(totals: &[Total], word: &str) -> u32 {
    totals.iter().find(|total| total.word == word).map_or(0, |total| total.n)
}

fn sum(totals: &[Total]) -> u32 {
    totals.iter().map(|total| total.n).sum()
}
