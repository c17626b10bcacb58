//! Results against service standards for a fiscal year, in the columns of the Service Inventory.
//! Source: Treasury Board of Canada Secretariat, "Service Inventory", table of service standards.

use super::{Export, about};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::review::StandardResult;
use crate::trends::TrendForm;
use chrono::NaiveDate;
use moments_core::limits::YEARS;
use moments_core::moment::Problem;
use moments_core::words::TrendBy;
use moments_report::tables::{Cell, Column, Table};
use moments_report::{Lang, say};
use std::collections::BTreeMap;

const COLUMNS: [&str; 7] = [
    "fiscal_yr",
    "service_id",
    "service_standard_id",
    "volume_meeting_target",
    "total_volume",
    "performance",
    "target_met",
];

pub(super) fn stem(year: i32) -> String {
    format!("service-standards-{}", fiscal_year(year))
}

fn fiscal_year(year: i32) -> String {
    format!("{year}-{}", year + 1)
}

/// Of one standard, whatever its threshold was.
#[derive(Default)]
struct Year {
    met: u32,
    told: u32,
    measured: u32,
    not_measured: u32,
    target: Option<f64>,
    service: String,
}

impl Desk {
    /// The figures are those of Trends for that fiscal year.
    pub(super) fn standards_export(&self, actor: &Actor, year: i32, lang: Lang) -> Result<Export> {
        let unknown = || ApiError::invalid("year", Problem::Unknown);
        let first =
            NaiveDate::from_ymd_opt(year, 4, 1).filter(|_| YEARS.contains(&year)).ok_or_else(unknown)?;
        let form = TrendForm {
            from: first.to_string(),
            to: first.to_string(),
            by: TrendBy::FiscalYear,
            workstation: None,
            service: None,
            channel: None,
        };
        let trend = self.trend(actor, &form)?;
        let mut years: BTreeMap<String, Year> = BTreeMap::new();
        for result in &trend.whole.standards {
            add(years.entry(result.standard.clone()).or_default(), result);
        }
        let rows = years.iter().map(|(standard, of)| row(year, standard, of)).collect();
        let columns = COLUMNS.map(Column::new).into();
        let title = format!("{}, {}", say(lang, "export_standards", &[]), fiscal_year(year));
        let table =
            Table::new("standards", title.clone(), columns, rows).map_err(|error| self.no_table(error))?;
        let sum = |of: fn(&Year) -> u32| years.values().map(of).sum::<u32>().to_string();
        let staff = trend.staff_threshold.to_string();
        let workstations: Vec<&str> = trend.workstations.iter().map(|w| w.label.as_str()).collect();
        let more = vec![
            (say(lang, "export_year", &[]), format!("{} ({} … {})", fiscal_year(year), trend.from, trend.to)),
            (say(lang, "export_workstations", &[]), workstations.join(", ")),
            (say(lang, "export_standards", &[]), say(lang, "export_standards_how", &[("staff", &staff)])),
            (say(lang, "export_standards_left_out", &[]), sum(|of| of.measured - of.told)),
            (say(lang, "export_standards_not_measured", &[]), sum(|of| of.not_measured)),
        ];
        let about = about(&*self.place()?, self.now().date_naive(), lang, title, more);
        Ok(Export { about, tables: vec![table], long: None })
    }
}

fn add(year: &mut Year, result: &StandardResult) {
    year.met += result.met.unwrap_or(0);
    year.told += result.told;
    year.measured += result.measured;
    year.not_measured += result.not_measured;
    year.target = result.target;
    year.service.clone_from(&result.service);
}

fn row(year: i32, standard: &str, of: &Year) -> Vec<Cell> {
    // A key is the inventory's two ids, or our own.
    let id = standard.split_once('.').map_or(standard, |(_, id)| id);
    let performance = (of.told > 0).then(|| f64::from(of.met) / f64::from(of.told));
    let target_met = performance.zip(of.target).map(|(performance, target)| performance >= target);
    vec![
        Cell::Text(fiscal_year(year)),
        Cell::Text(of.service.clone()),
        Cell::Text(id.to_owned()),
        Cell::Count(of.met.into()),
        Cell::Count(of.told.into()),
        performance.map_or(Cell::Nothing, Cell::Share),
        Cell::Text(match target_met {
            Some(true) => "Y".to_owned(),
            Some(false) => "N".to_owned(),
            None => "NA".to_owned(),
        }),
    ]
}
