//! Lists the app's commands, so that a window may call only what its capability names.

fn main() {
    let commands = include_str!("commands.txt").lines().map(str::trim).filter(|line| !line.is_empty());
    // The list lives as long as the build.
    let commands: &'static [&'static str] = Box::leak(commands.collect::<Vec<_>>().into_boxed_slice());
    println!("cargo:rerun-if-changed=commands.txt");
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(commands));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
