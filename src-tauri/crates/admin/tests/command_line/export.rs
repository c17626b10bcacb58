//! `export`: a file in the form that its name ends in, and nothing where there is nothing to write.

use crate::office::Office;

const LINE: &str = r#"{"started_at":"2026-01-13T09:00:00-05:00","services":[{"service":"SRV01234"}]}"#;

#[test]
fn a_day_the_standards_and_the_moments_are_written_in_the_form_that_is_named() {
    let office = Office::with_catalogue();
    office.run(&["record"], LINE).well();
    let entries = office.entries();
    let write = |words: &str, file: &str| {
        let path = office.path(file);
        let words: Vec<&str> = words.split(' ').chain([path.to_str().unwrap()]).collect();
        office.run(&words, "").well();
        std::fs::read(path).unwrap()
    };
    assert!(write("export day 2026-01-13", "day.xlsx").starts_with(b"PK"));
    let day = String::from_utf8(write("export day 2026-01-13 --language fr", "day.csv")).unwrap();
    assert!(day.contains("\"Interactions\",\"n\",\"1\""), "{day}");
    assert!(office.path("day-about.csv").exists());
    let standards = String::from_utf8(write("export standards 2025", "standards.csv")).unwrap();
    assert!(standards.contains("\"fiscal_yr\",\"service_id\",\"service_standard_id\""), "{standards}");
    let moments = write("export moments --from 2026-01-01 --to 2026-01-31", "moments.csv");
    assert_eq!(String::from_utf8(moments).unwrap().lines().count(), 2);
    assert_eq!(office.entries(), entries, "reading writes nothing");
}

#[test]
fn a_form_that_there_is_not_and_a_day_that_is_none_are_refused_and_nothing_is_written() {
    let office = Office::with_catalogue();
    for (words, file, status) in [
        (["export", "day", "2026-01-13"], "day.docx", 2),
        (["export", "standards", "2025"], "standards.pdf", 2),
        (["export", "day", "yesterday"], "day.csv", 1),
    ] {
        let path = office.path(file);
        let ended = office.run(&[words[0], words[1], words[2], path.to_str().unwrap()], "");
        assert_eq!((ended.status, path.exists()), (status, false), "{}", ended.err);
    }
}
