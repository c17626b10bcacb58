//! The interface's bindings are generated from the commands; this writes them, or fails when they are out of date.

use specta_typescript::Typescript;

#[test]
fn the_interfaces_types_are_what_the_commands_take_and_give() {
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/api/bindings.ts");
    let fresh = tempfile::NamedTempFile::new().unwrap();
    moments_lib::bindings().export(Typescript::default(), fresh.path()).unwrap();
    // One file of the interface imports the host, and this is not it.
    let fresh = std::fs::read_to_string(fresh.path()).unwrap().replace("@tauri-apps/api/core", "@/platform");
    if std::env::var_os("MOMENTS_WRITE_TYPES").is_some() {
        std::fs::write(&committed, fresh).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(committed == fresh, "out of date: run `cargo xtask types` and commit what it writes");
}
