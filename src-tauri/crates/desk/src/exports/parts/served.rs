//! What was served, when, and how fast.

use super::Parts;
use crate::exports::cells::LEAST_PUBLIC;
use crate::review::{ServiceTotal, StandardResult, Times};
use moments_report::Lang;
use moments_report::tables::{Cell, Table, TableError};

impl Parts<'_> {
    /// The longest is one client's, and not in public.
    pub(super) fn times(&self) -> Result<Option<Table>, TableError> {
        let rows = [("review_times_waits", &self.day.waits), ("review_times_handling", &self.day.handling)];
        let rows = rows.map(|(key, times)| {
            let n = self.cells.part(times.n, self.day.moments);
            let mut row = vec![self.text(key), self.cells.count(n)];
            row.push(self.time(times, times.median));
            row.push(self.time(times, times.ninth));
            if !self.cells.is_public() {
                row.push(self.time(times, times.longest.map(f64::from)));
            }
            row
        });
        let mut heads =
            vec!["review_times_what", "review_times_measured", "review_times_median", "review_times_ninth"];
        heads.extend((!self.cells.is_public()).then_some("review_times_longest"));
        self.table("review_times", &heads, rows.into())
    }

    pub(super) fn time(&self, times: &Times, minutes: Option<f64>) -> Cell {
        match minutes {
            Some(_) if self.cells.is_public() && times.n < LEAST_PUBLIC => self.cells.not_shown(),
            Some(minutes) => Cell::Minutes(minutes),
            None if times.n > 0 => Cell::Absent(self.few_staff()),
            None => Cell::Absent(self.say("review_not_measured")),
        }
    }

    pub(super) fn standards(&self) -> Result<Option<Table>, TableError> {
        let rows = self.day.standards.iter().filter(|standard| self.may_tell(standard)).map(|standard| {
            let name = match self.cells.lang {
                Lang::En => &standard.text_en,
                Lang::Fr => &standard.text_fr,
            };
            let name = if name.is_empty() { &standard.standard } else { name };
            let of = self.cells.part(standard.told, standard.told.max(self.day.moments));
            let met =
                standard.met.and_then(|met| self.cells.part(met, standard.told)).filter(|_| of.is_some());
            let target = standard.target.map_or(Cell::Nothing, Cell::Share);
            vec![
                Cell::Text(name.clone()),
                self.met(standard, met.map(|met| Cell::Count(met.into()))),
                self.cells.count(of),
                self.met(standard, met.map(|met| self.cells.share(Some(met), standard.told))),
                target,
            ]
        });
        let heads =
            ["review_standard", "review_standard_met", "export_of", "review_share", "review_standard_target"];
        self.table("review_standards", &heads, rows.collect())
    }

    /// In public only what has a figure is named.
    fn may_tell(&self, standard: &StandardResult) -> bool {
        let met = |met| self.cells.part(met, standard.told).is_some();
        !self.cells.is_public() || standard.told >= LEAST_PUBLIC && standard.met.is_some_and(met)
    }

    fn met(&self, standard: &StandardResult, met: Option<Cell>) -> Cell {
        match met {
            Some(met) => met,
            None if standard.measured == 0 => Cell::Absent(self.say("review_not_measured")),
            None if standard.met.is_none() => Cell::Absent(self.few_staff()),
            None => self.cells.not_shown(),
        }
    }

    /// In public without volume and outcome, which would be cells of another breakdown.
    pub(super) fn services(&self) -> Result<Option<Table>, TableError> {
        let services = &self.day.by_service;
        let name = |service: &ServiceTotal| {
            let name = match self.cells.lang {
                Lang::En => &service.name_en,
                Lang::Fr => &service.name_fr,
            };
            Cell::Text(if name.is_empty() { &service.service } else { name }.clone())
        };
        if self.cells.is_public() {
            let rows = self.breakdown(services.iter().map(|service| (name(service), service.lines)), 0);
            let rows = rows.into_iter().map(|(name, n)| vec![name, self.cells.count(n)]).collect();
            return self.table("review_services", &["review_filter_service", "review_lines"], rows);
        }
        let rows = services.iter().map(|service| {
            let served = self.cells.share(Some(service.served), service.lines);
            vec![name(service), Cell::Count(service.lines.into()), Cell::Count(service.volume.into()), served]
        });
        let heads = ["review_filter_service", "review_lines", "review_volume", "review_served"];
        self.table("review_services", &heads, rows.collect())
    }

    /// With the quick enquiries, which would follow from it in public where they are not shown.
    pub(super) fn hours(&self) -> Result<Option<Table>, TableError> {
        let hours = &self.day.by_hour;
        let enquiries = self.day.quick_enquiries;
        if self.cells.part(enquiries, enquiries).is_none() {
            return Ok(None);
        }
        let shown = self.cells.breakdown(&hours.iter().map(|hour| hour.n).collect::<Vec<_>>());
        let rows = hours
            .iter()
            .zip(shown)
            .map(|(hour, n)| vec![Cell::Text(format!("{:02}:00", hour.hour)), self.cells.count(n)]);
        self.table("review_hours", &["review_hour_column", "review_moments_and_enquiries"], rows.collect())
    }
}
