//! What the columns of a file seem to be, from the names over them and from what stands in them. A guess is only where the
//! person begins: they see it, and change it.

use super::when::{date, date_time};
use super::{Column, DateOrder, LogField, Mapping, Notes, Table, UnmatchedServices};
use crate::catalogue::search_key;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows that are looked at to tell days from months.
const LOOKED_AT: usize = 2_000;

/// A column that is not imported, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum NotImported {
    /// A rating: nobody can ask for one afterwards, and nobody knows who gave it.
    Rating,
    /// Who a client is: Moments keeps no such thing.
    Personal,
}

/// The mapping that the names over the columns suggest.
pub fn mapping(table: &Table) -> Mapping {
    let mut columns: BTreeMap<LogField, Column> = BTreeMap::new();
    for (number, name) in (1u32..).zip(&table.columns) {
        if let Some(field) = field(&search_key(name)) {
            columns.entry(field).or_insert(Column::Number(number));
        }
    }
    if columns.contains_key(&LogField::Date) || columns.contains_key(&LogField::DateTime) {
        both_in_one(&mut columns, table);
    }
    Mapping {
        date_order: date_order(&columns, table),
        columns,
        unmatched_services: UnmatchedServices::default(),
        notes: Notes::default(),
        words: BTreeMap::new(),
    }
}

/// A column called "date" may hold times too; and one of both kinds is enough.
fn both_in_one(columns: &mut BTreeMap<LogField, Column>, table: &Table) {
    if columns.contains_key(&LogField::DateTime) {
        if columns.contains_key(&LogField::Date) {
            columns.remove(&LogField::DateTime);
        } else {
            columns.remove(&LogField::Time);
        }
        return;
    }
    let Some(column) = columns.get(&LogField::Date).cloned() else { return };
    let orders = [DateOrder::DayMonthYear, DateOrder::MonthDayYear];
    let timed = cells(table, &column).any(|cell| {
        orders.iter().all(|o| date(cell, *o).is_err()) && orders.iter().any(|o| date_time(cell, *o).is_ok())
    });
    if timed && !columns.contains_key(&LogField::Time) {
        columns.remove(&LogField::Date);
        columns.insert(LogField::DateTime, column);
    }
}

/// The order in which every date can be read; the first of those, where the rows do not tell.
fn date_order(columns: &BTreeMap<LogField, Column>, table: &Table) -> DateOrder {
    let column = columns.get(&LogField::Date).or_else(|| columns.get(&LogField::DateTime));
    let Some(column) = column else { return DateOrder::default() };
    let unread = |order| cells(table, column).filter(|cell| date_time(cell, order).is_err()).count();
    let orders = [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear];
    orders.into_iter().min_by_key(|order| unread(*order)).unwrap_or_default()
}

fn cells<'a>(table: &'a Table, column: &Column) -> impl Iterator<Item = &'a str> {
    let place = match column {
        Column::Number(number) => usize::try_from(*number).unwrap_or(0).saturating_sub(1),
        Column::Name(_) => usize::MAX,
    };
    let rows = table.rows.iter().take(LOOKED_AT);
    rows.filter_map(move |row| row.cells.get(place)).map(str::trim).filter(|cell| !cell.is_empty())
}

/// What the name over a column says that it is; in the French of a log, "note" is a remark and "cote" a rating.
fn field(name: &str) -> Option<LogField> {
    use LogField::*;
    let known: [(LogField, &[&str]); 15] = [
        (
            DateTime,
            &[
                "date time",
                "datetime",
                "date and time",
                "date et heure",
                "date heure",
                "timestamp",
                "horodatage",
                "started at",
                "start",
            ],
        ),
        (
            Date,
            &[
                "date",
                "day",
                "jour",
                "office day",
                "date of service",
                "date du service",
                "date of visit",
                "date de la visite",
                "visit date",
            ],
        ),
        (Time, &["time", "heure", "hour", "start time", "heure de debut", "time of day"]),
        (
            Service,
            &[
                "service",
                "service id",
                "service name",
                "nom du service",
                "service key",
                "services",
                "reason for visit",
                "motif de la visite",
                "request",
                "demande",
                "transaction",
            ],
        ),
        (Quantity, &["quantity", "qty", "quantite", "qte", "count", "number of services", "nombre"]),
        (
            Relationship,
            &[
                "relationship",
                "motif de la demarche",
                "by choice or required",
                "par choix ou par obligation",
                "voluntary or involuntary",
                "client type",
                "type de client",
            ],
        ),
        (Outcome, &["outcome", "issue", "result", "resultat", "status", "statut", "served", "servi"]),
        (Channel, &["channel", "mode", "mode de prestation", "canal", "mode of service", "mode of delivery"]),
        (
            Language,
            &["language", "langue", "lang", "language of service", "langue de service", "langue du service"],
        ),
        (
            Contact,
            &[
                "contact",
                "contact no",
                "contact number",
                "visit number",
                "no contact",
                "numero de contact",
                "visite",
            ],
        ),
        (
            Wait,
            &[
                "wait",
                "wait time",
                "waiting time",
                "wait minutes",
                "wait min",
                "attente",
                "temps d attente",
                "attente minutes",
                "attente min",
            ],
        ),
        (Barrier, &["barrier", "barriers", "obstacle", "obstacles"]),
        (
            Note,
            &[
                "note",
                "notes",
                "remark",
                "remarks",
                "comment",
                "comments",
                "remarque",
                "remarques",
                "commentaire",
                "commentaires",
                "observation",
                "observations",
            ],
        ),
        (
            ExternalId,
            &[
                "id",
                // Of the rows that an import refused, as they are saved to be put right.
                "moments row",
                "external id",
                "record id",
                "uid",
                "uuid",
                "identifiant",
                "record number",
                "numero d enregistrement",
                "reference",
                "no d enregistrement",
            ],
        ),
        (
            Ticket,
            &[
                "ticket",
                "ticket number",
                "ticket no",
                "billet",
                "numero de billet",
                "no de billet",
                "queue number",
            ],
        ),
    ];
    known.into_iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| field)
}

/// Whether the name over a column says that it holds what is never imported.
pub fn not_imported(name: &str) -> Option<NotImported> {
    let key = search_key(name);
    let has = |words: &[&str]| key.split(' ').any(|word| words.contains(&word));
    if has(&[
        "rating",
        "ratings",
        "satisfaction",
        "score",
        "stars",
        "cote",
        "etoiles",
        "csat",
        "nps",
        "evaluation",
        "satisfied",
        "satisfait",
    ]) {
        return Some(NotImported::Rating);
    }
    let personal = has(&[
        "sin",
        "nas",
        "phone",
        "telephone",
        "email",
        "courriel",
        "birth",
        "naissance",
        "dob",
        "address",
        "adresse",
        "surname",
        "prenom",
    ]) || matches!(
        key.as_str(),
        "name"
            | "nom"
            | "client"
            | "client name"
            | "nom du client"
            | "first name"
            | "last name"
            | "nom de famille"
    );
    personal.then_some(NotImported::Personal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::past_log::csv_file::{TextEncoding, open};

    fn guessed(text: &str) -> (Vec<(&'static str, u32)>, DateOrder) {
        let mapping = mapping(&open(text.as_bytes(), TextEncoding::Unicode).unwrap());
        let number = |column: Column| if let Column::Number(n) = column { n } else { 0 };
        let columns = mapping.columns.into_iter().map(|(f, c)| (f.as_str(), number(c)));
        (columns.collect(), mapping.date_order)
    }

    #[test]
    fn the_names_over_the_columns_say_what_they_are_in_both_languages() {
        let english = "Date,Time,Service,Outcome,Qty,Comments\n2026-03-04,10:05,x,served,1,\n";
        let french = "Date;Heure;Nom du service;Résultat;Qté;Commentaires\n2026-03-04;10 h 05;x;servi;1;\n";
        let expected =
            [("date", 1), ("time", 2), ("service", 3), ("quantity", 5), ("outcome", 4), ("note", 6)];
        for text in [english, french] {
            assert_eq!(guessed(text).0, expected);
        }
        assert_eq!(guessed("Horodatage,Date,Demande\n2026-03-04 10:05,2026-03-04,x\n").0[0], ("date", 2));
        assert_eq!(
            guessed("Date,Service\n2026-03-04 10:05,x\n").0[0],
            ("date_time", 1),
            "it holds times too"
        );
        assert_eq!(guessed("Colour,Shape\nred,round\n").0, []);
    }

    #[test]
    fn days_and_months_are_told_apart_where_the_rows_tell() {
        let order = |dates: &str| guessed(&format!("Date,Service\n{}\n", dates.replace(' ', ",x\n"))).1;
        assert_eq!(order("2026-03-04 2026-13-01,x"), DateOrder::YearMonthDay);
        assert_eq!(order("03/04/2026 25/04/2026,x"), DateOrder::DayMonthYear);
        assert_eq!(order("03/04/2026 04/25/2026,x"), DateOrder::MonthDayYear);
        assert_eq!(
            order("03/04/2026 05/06/2026,x"),
            DateOrder::DayMonthYear,
            "either would do; it is shown and asked"
        );
    }

    #[test]
    fn ratings_and_who_a_client_is_are_seen_and_not_imported() {
        for name in ["Rating", "Cote de satisfaction", "Overall satisfaction (1-5)", "CSAT"] {
            assert_eq!(not_imported(name), Some(NotImported::Rating), "{name}");
        }
        for name in ["Client name", "NAS", "Téléphone", "E-mail / email", "Date of birth"] {
            assert_eq!(not_imported(name), Some(NotImported::Personal), "{name}");
        }
        for name in ["Note", "Service name", "Date", "Client type", "Contact no."] {
            assert_eq!(not_imported(name), None, "{name}");
        }
    }
}
