//! What an office may begin its directory with: kinds of places of each level of government, written for this project
//! in both languages. They have no address and no hours, and nobody has verified them: that is the office's to fill in.
//! A telephone is there only where the whole country dials the same one.
//!
//! The ids are version 5 of [`super::NAMESPACE`] and `starter/<word>`, made once and never made again, so that offices
//! that began with it can be compared.

use super::file::{DirectoryError, DirectoryFile, read};

const STARTER: &str = include_str!("starter.csv");

/// The starter's organizations. An error is a defect of the table built in here, which a test reads.
pub fn organizations() -> Result<DirectoryFile, DirectoryError> {
    read(STARTER.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Level;
    use std::collections::BTreeSet;

    #[test]
    fn the_starter_names_each_level_in_both_languages_and_invents_nothing() {
        let file = organizations().unwrap();
        assert_eq!((file.refused.len(), file.unread.len()), (0, 0));
        assert!((25..=40).contains(&file.rows.len()), "{}", file.rows.len());
        let levels: BTreeSet<Level> = file.rows.iter().map(|row| row.organization.level).collect();
        assert_eq!(levels.len(), Level::ALL.len());
        let ids: BTreeSet<_> = file.rows.iter().map(|row| row.id.unwrap()).collect();
        assert_eq!(ids.len(), file.rows.len());
        for row in &file.rows {
            let o = &row.organization;
            assert!(!o.name_en.is_empty() && !o.name_fr.is_empty() && o.name_en != o.name_fr, "{o:?}");
            let told = [&o.place_en, &o.place_fr, &o.hours_en, &o.hours_fr, &o.bring_en, &o.bring_fr];
            assert!(told.iter().all(|text| text.is_empty()) && o.verified_on.is_none(), "{o:?}");
            assert!(
                o.telephone.is_empty() || o.telephone == "211" || o.telephone.starts_with("1-8"),
                "{o:?}"
            );
        }
    }
}
