//! Rows on their way into a table, by PostgreSQL's binary COPY: a row costs what its values and its indexes cost, and no plan.

use crate::error::Result;
use bytes::BytesMut;
use chrono::NaiveDate;
use serde_json::Value;
use std::borrow::Cow;
use std::error::Error;
use std::pin::pin;
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// A table's columns, with their types.
pub type Columns = [(&'static str, Type)];

/// A value, before it is known how wide its column is.
#[derive(Debug)]
pub enum Cell<'a> {
    Null,
    Flag(bool),
    Number(i64),
    Share(f64),
    Id(Uuid),
    Ids(Vec<Uuid>),
    Day(NaiveDate),
    Text(Cow<'a, str>),
    Texts(Vec<&'a str>),
    Bytes(&'a [u8]),
    Json(Value),
}

impl ToSql for Cell<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Flag(flag) => flag.to_sql(ty, out),
            Self::Number(n) if *ty == Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
            Self::Number(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Number(n) => n.to_sql(ty, out),
            Self::Share(share) => share.to_sql(ty, out),
            Self::Id(id) => id.to_sql(ty, out),
            Self::Ids(ids) => ids.to_sql(ty, out),
            Self::Day(day) => day.to_sql(ty, out),
            Self::Text(text) => text.as_ref().to_sql(ty, out),
            Self::Texts(texts) => texts.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
            Self::Json(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

macro_rules! cells {
    ($($from:ty = |$value:ident| $cell:expr;)+) => {$(
        impl<'a> From<$from> for Cell<'a> {
            fn from($value: $from) -> Self { $cell }
        }
    )+};
}

cells! {
    bool = |flag| Self::Flag(flag);
    u8 = |n| Self::Number(n.into());
    i16 = |n| Self::Number(n.into());
    u16 = |n| Self::Number(n.into());
    u32 = |n| Self::Number(n.into());
    i64 = |n| Self::Number(n);
    f64 = |share| Self::Share(share);
    Uuid = |id| Self::Id(id);
    Vec<Uuid> = |ids| Self::Ids(ids);
    NaiveDate = |day| Self::Day(day);
    String = |text| Self::Text(text.into());
    &'a str = |text| Self::Text(text.into());
    Vec<&'a str> = |texts| Self::Texts(texts);
    &'a [u8] = |bytes| Self::Bytes(bytes);
    Value = |value| Self::Json(value);
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Puts rows that are not there yet. Each has a value for every column, in order.
pub async fn put(tx: &Transaction<'_>, table: &str, columns: &Columns, rows: &[Vec<Cell<'_>>]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (names, types): (Vec<&str>, Vec<Type>) = columns.iter().cloned().unzip();
    let sql = format!("COPY centre.{table} ({}) FROM STDIN BINARY", names.join(", "));
    let mut writer = pin!(BinaryCopyInWriter::new(tx.copy_in(&sql).await?, &types));
    for row in rows {
        writer.as_mut().write_raw(row).await?;
    }
    writer.finish().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_goes_into_a_column_that_holds_it_and_into_no_other() {
        let put = |n: i64, ty: Type| {
            let mut out = BytesMut::new();
            Cell::Number(n).to_sql(&ty, &mut out).map(|_| out.to_vec()).ok()
        };
        assert_eq!(put(5, Type::INT2), Some(vec![0, 5]));
        assert_eq!(put(5, Type::INT4), Some(vec![0, 0, 0, 5]));
        assert_eq!(put(40_000, Type::INT2), None);
        assert_eq!(put(-1, Type::INT8), Some(vec![255; 8]));
    }
}
