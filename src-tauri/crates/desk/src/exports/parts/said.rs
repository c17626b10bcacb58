//! What clients said.

use super::{Parts, client_word};
use crate::exports::cells::LEAST_PUBLIC;
use crate::review::{GroupTotal, Ratings};
use moments_report::say;
use moments_report::tables::{Cell, Table, TableError};

impl Parts<'_> {
    /// Voluntary beside involuntary. In public how many; and what they said only where each group answered enough.
    pub(super) fn clients(&self) -> Result<Option<Table>, TableError> {
        let groups = &self.day.by_client;
        let shown = self.cells.breakdown(&groups.iter().map(|group| group.moments).collect::<Vec<_>>());
        let enough = |group: &GroupTotal| {
            let n = self.cells.part(group.ratings.n, group.moments);
            n.is_some_and(|n| n >= LEAST_PUBLIC) && group.ratings.satisfied.is_some()
        };
        let may_rate = !self.cells.is_public()
            || shown.iter().all(Option::is_some) && groups.iter().filter(|g| g.moments > 0).all(enough);
        let rows = groups.iter().zip(shown).map(|(group, n)| {
            let mut row = vec![
                self.text(client_word(group.client)),
                self.cells.count(n),
                self.cells.share(n, self.day.moments),
            ];
            if !self.cells.is_public() {
                row.push(self.cells.share(Some(group.served), group.moments));
                row.push(self.cells.share(Some(group.invited), group.eligible));
            }
            let answers = [Cell::Count(group.ratings.n.into()), self.satisfied(&group.ratings)];
            row.extend(if may_rate { answers } else { [self.cells.not_shown(), self.cells.not_shown()] });
            row
        });
        let mut heads = vec!["review_filter_client", "review_moments", "review_share"];
        if !self.cells.is_public() {
            heads.extend(["review_glance_served", "review_invited"]);
        }
        heads.extend(["review_answers", "review_satisfied_column"]);
        self.table("review_clients", &heads, rows.collect())
    }

    /// In public from ten answers on.
    pub(super) fn satisfied(&self, ratings: &Ratings) -> Cell {
        self.rating(ratings, |r| r.satisfied.map(|n| Cell::Share(f64::from(n) / f64::from(r.n.max(1)))))
    }

    pub(super) fn rating(&self, ratings: &Ratings, figure: impl Fn(&Ratings) -> Option<Cell>) -> Cell {
        let few = self.cells.is_public() && ratings.n < LEAST_PUBLIC;
        match figure(ratings).filter(|_| !few) {
            Some(cell) => cell,
            None if ratings.n == 0 => Cell::Absent(self.say("review_none")),
            None if ratings.withheld.is_some() => Cell::Absent(self.few_staff()),
            None => {
                let least = if few { LEAST_PUBLIC } else { self.day.threshold };
                Cell::Absent(say(self.cells.lang, "export_few_answers", &[("least", &least.to_string())]))
            }
        }
    }

    pub(super) fn ratings(&self) -> Result<Option<Table>, TableError> {
        let told = (!self.cells.is_public()).then_some(("export_told_staff", &self.day.told_staff));
        let rows = [("export_own", &self.day.ratings)].into_iter().chain(told).map(|(key, ratings)| {
            let n = self.cells.part(ratings.n, self.day.moments.max(ratings.n));
            let share =
                |which: fn(&Ratings) -> Option<f64>| self.rating(ratings, |r| which(r).map(Cell::Share));
            let mean = self.rating(ratings, |r| r.mean.map(|value| Cell::Number { value, decimals: 2 }));
            let figures = [self.satisfied(ratings), share(|r| r.likely_low), share(|r| r.likely_high), mean];
            let mut row = vec![self.text(key), self.cells.count(n)];
            // A figure never stands without its n.
            row.extend(figures.map(|figure| if n.is_some() { figure } else { self.cells.not_shown() }));
            row
        });
        let heads = [
            "export_item",
            "review_answers",
            "review_satisfied_column",
            "export_likely_low",
            "export_likely_high",
            "export_mean",
        ];
        self.table("review_ratings", &heads, rows.collect())
    }

    pub(super) fn funnel(&self) -> Result<Option<Table>, TableError> {
        let day = self.day;
        let asked = day.asked_by_outcome.iter().filter(|asked| asked.eligible > 0);
        let by_outcome = asked.map(|asked| {
            let name = format!(
                "{} · {}",
                self.say("review_invited"),
                self.say(&format!("word_outcome_{}", asked.outcome.as_str()))
            );
            (Cell::Text(name), asked.invited, asked.eligible)
        });
        let steps = [
            (self.text("review_eligible"), day.eligible, day.moments),
            (self.text("review_invited"), day.invited, day.eligible),
            (self.text("review_answered"), day.answered, day.invited),
        ];
        let rows = steps.into_iter().chain(by_outcome).map(|(name, n, whole)| {
            vec![name, Cell::Count(n.into()), Cell::Count(whole.into()), self.cells.share(Some(n), whole)]
        });
        self.table("review_funnel", &["review_step", "export_n", "export_of", "review_share"], rows.collect())
    }

    pub(super) fn distribution(&self) -> Result<Option<Table>, TableError> {
        let ratings = &self.day.ratings;
        let rows = (1..).zip(&ratings.distribution).map(|(score, n)| {
            let name = format!("{score} · {}", self.say(&format!("word_satisfaction_{score}")));
            vec![Cell::Text(name), Cell::Count((*n).into()), self.cells.share(Some(*n), ratings.n)]
        });
        self.table("review_distribution", &["review_answer", "export_n", "review_share"], rows.collect())
    }

    pub(super) fn drivers(&self) -> Result<Option<Table>, TableError> {
        let named = self.day.drivers.iter().filter(|d| d.better + d.well > 0);
        let rows = named.map(|driver| {
            let name = self.text(&format!("word_driver_{}", driver.driver.as_str()));
            vec![name, Cell::Count(driver.better.into()), Cell::Count(driver.well.into())]
        });
        let heads = ["review_driver", "review_driver_better", "review_driver_well"];
        self.table("review_drivers", &heads, rows.collect())
    }
}
