//! The two windows: where the client's stands, and what it shows.

use crate::news::{News, tell};
use crate::{SharedDesk, border, preferences};
use moments_desk::moments::ClientScreenMode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Monitor, PhysicalPosition, WebviewWindow, WebviewWindowBuilder};

/// The staff's window.
pub const STAFF: &str = "staff";
/// The client's window.
pub const CLIENT: &str = "client";

/// Makes the staff's window, and once its page is there the client's: what staff wait for comes first.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    make(app, STAFF)
}

/// As the configuration says. Its page stays its own: it goes nowhere else, opens no window and saves nothing.
fn make(app: &AppHandle, label: &str) -> tauri::Result<()> {
    let server = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    let config = app.config().app.windows.iter().find(|window| window.label == label);
    WebviewWindowBuilder::from_config(app, config.ok_or(tauri::Error::WindowNotFound)?)?
        .on_navigation(move |to| border::is_own_page(to, server.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished && window.label() == STAFF {
                make_client(window.app_handle());
            }
        })
        .build()?;
    Ok(())
}

/// Where it is not there yet. Not within what the system just told the other window: there some systems would wait for ever.
fn make_client(app: &AppHandle) {
    if app.get_webview_window(CLIENT).is_some() {
        return;
    }
    let app = app.clone();
    std::thread::spawn(move || {
        if make(&app, CLIENT).is_ok() {
            preferences::apply(&app, app.state::<SharedDesk>().inner());
        }
    });
}

/// Brings the staff's window to the front: somebody started Moments a second time.
pub fn show_staff(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(STAFF) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// When it was last asked what shall become of the open moments before the staff's window closes.
#[derive(Default)]
pub struct Closing(Mutex<Option<Instant>>);

/// Closing it twice within this time closes it: a window that does not answer is never in the way.
const INSISTS: Duration = Duration::from_secs(10);

/// Whether closing the staff's window waits for an answer there: moments are still open.
pub fn asks_before_closing(app: &AppHandle) -> bool {
    let desk = app.state::<SharedDesk>();
    if !desk.actor().and_then(|actor| desk.still_open(&actor)).is_ok_and(|open| open > 0) {
        return false;
    }
    let closing = app.state::<Closing>();
    let mut asked = closing.0.lock().unwrap_or_else(PoisonError::into_inner);
    let insists = asked.is_some_and(|at| at.elapsed() < INSISTS);
    *asked = (!insists).then(Instant::now);
    !insists && tell(app, STAFF, News::Closing(()))
}

/// Whether the client can have a monitor of their own.
pub fn has_second_monitor(app: &AppHandle) -> bool {
    other_monitor(app).is_some()
}

/// Shows the client's window on the other monitor, or hides it. Monitors are looked up each time: one may be unplugged.
pub fn arrange_client(app: &AppHandle, mode: ClientScreenMode) {
    let Some(window) = app.get_webview_window(CLIENT) else { return };
    match mode {
        ClientScreenMode::SecondScreen => {
            if let Some(position) = other_monitor(app) {
                let _ = window.set_fullscreen_on_monitor(position);
            }
            let _ = window.show();
            show_client(app);
        }
        ClientScreenMode::HandOver | ClientScreenMode::Paper => {
            let _ = window.hide();
        }
    }
}

/// Tells the client's window what it shows now.
pub fn show_client(app: &AppHandle) {
    if let Ok(state) = app.state::<SharedDesk>().client_state() {
        tell(app, CLIENT, News::ClientState(state));
    }
}

fn other_monitor(app: &AppHandle) -> Option<PhysicalPosition<f64>> {
    let staff = app.get_webview_window(STAFF)?;
    let here = current_position(&staff)?;
    let all: Vec<(i32, i32)> = staff.available_monitors().ok()?.iter().map(position).collect();
    let (x, y) = choose(&all, here)?;
    Some(PhysicalPosition::new(f64::from(x), f64::from(y)))
}

fn current_position(window: &WebviewWindow) -> Option<(i32, i32)> {
    window.current_monitor().ok().flatten().as_ref().map(position)
}

fn position(monitor: &Monitor) -> (i32, i32) {
    (monitor.position().x, monitor.position().y)
}

/// The monitor for the client: the first, from the left, that is not the staff's.
fn choose(all: &[(i32, i32)], staff: (i32, i32)) -> Option<(i32, i32)> {
    let mut others: Vec<(i32, i32)> = all.iter().copied().filter(|at| *at != staff).collect();
    others.sort_unstable();
    others.first().copied()
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn the_client_gets_the_monitor_that_staff_do_not_look_at() {
        assert_eq!(choose(&[(0, 0), (1920, 0)], (0, 0)), Some((1920, 0)));
        assert_eq!(choose(&[(1920, 0), (0, 0)], (1920, 0)), Some((0, 0)));
        assert_eq!(choose(&[(0, 0)], (0, 0)), None, "one monitor is the staff's");
        assert_eq!(choose(&[], (0, 0)), None);
    }
}
