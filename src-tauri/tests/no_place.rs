//! A start that finds no place for the home.

/// A folder that is gone is no place, whatever else this machine has.
#[cfg(unix)]
#[test]
fn whoever_starts_moments_without_a_place_for_its_records_reads_why_in_both_languages() {
    let gone = tempfile::tempdir().unwrap();
    let script = r#"rmdir "$PWD" && exec "$APP""#;
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]).current_dir(gone.path()).env("MOMENTS_HOME", "here");
    let ended = command.env("APP", env!("CARGO_BIN_EXE_moments")).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("no place for its records") && said.contains("pas d’endroit"), "{said}");
}
