//! The shell: windows, plugins, and commands of a few lines each. It decides nothing and knows no SQL: every verb is
//! the desk's.

mod app_state;
mod beside;
mod border;
mod commands;
mod news;
mod preferences;
mod windows;

pub use commands::bindings;

use moments_desk::{Desk, Home, Keys};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::{Manager, RunEvent, WindowEvent};

/// The desk, shared by all commands.
pub(crate) type SharedDesk = Arc<Desk>;

/// The name that the home's lock shows to a second program.
pub(crate) const PROGRAM: &str = "Moments";

/// Said where there is no place for a home.
const NO_PLACE: &str = "\
    Moments has no place for its records, and changed nothing: set MOMENTS_HOME to a folder on this computer.\n\
    Moments n’a pas d’endroit où garder ses inscriptions et n’a rien modifié\u{a0}: indiquez dans MOMENTS_HOME un dossier de cet ordinateur.";

/// Runs the app until its last window is closed.
pub fn run() -> ExitCode {
    moments_desk::leave_no_core_dumps();
    quiet_webkit();
    let Ok(home) = Home::locate(None) else {
        // Without a home there is neither a window's preferences nor a language to go by.
        let _ = writeln!(std::io::stderr(), "{NO_PLACE}");
        return ExitCode::FAILURE;
    };
    let keys = Keys { key_file: Keys::file_of_environment(), no_keystore: false };
    let desk: SharedDesk = Arc::new(Desk::new(home, keys, Desk::system_clock()));
    let builder = bindings();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| windows::show_staff(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_window_state::Builder::default().with_denylist(&[windows::CLIENT]).build())
        .manage(Arc::clone(&desk))
        .manage(windows::Closing::default())
        .manage(news::Channels::default())
        .invoke_handler(border::guarded(builder.invoke_handler()))
        .setup(move |app| {
            let handle = app.handle().clone();
            desk.on_change(Box::new(move |changed| {
                let names: Vec<String> = changed.iter().map(|e| e.as_str().to_owned()).collect();
                for names in names.chunks(news::NAMES_MAX).take(2) {
                    news::tell(&handle, windows::STAFF, news::News::Changed(names.to_vec()));
                }
            }));
            // Opening a large store takes a moment; the window must not wait for it.
            app_state::begin(&desk);
            windows::open(app.handle())?;
            preferences::apply(app.handle(), &desk);
            beside::begin(&desk);
            Ok(())
        })
        .on_window_event(|window, event| {
            if window.label() != windows::STAFF {
                return;
            }
            if let WindowEvent::CloseRequested { api, .. } = event
                && windows::asks_before_closing(window.app_handle())
            {
                api.prevent_close();
            }
            if matches!(event, WindowEvent::Destroyed) {
                window.app_handle().exit(0);
            }
        })
        .build(tauri::generate_context!());
    let Ok(app) = app else { return ExitCode::FAILURE };
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<SharedDesk>().close();
        }
    });
    ExitCode::SUCCESS
}

/// WebKitGTK shows a blank window with some graphics drivers when it shares buffers with them. It reads its switch from
/// the environment, which a program may only set safely before it begins: so it begins again, in the same process.
#[cfg(target_os = "linux")]
fn quiet_webkit() {
    use std::os::unix::process::CommandExt;
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        // Returns only when it failed; then the window may still be fine.
        let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
    }
}

#[cfg(not(target_os = "linux"))]
fn quiet_webkit() {}
