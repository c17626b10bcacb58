//! The client's window as whoever owns its page: everything that the page could try is tried, in the real window. Where it
//! matters the staff's window is tried too.
//!
//! The driver's scripts run inside the page, as an attacker's would that found a way in.

use crate::app::Place;
use crate::browser::{Browser, key};
use crate::steps::{self, Steps};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Calls a command as the page can, and gives what came of it.
const INVOKE: &str = "const done = arguments[arguments.length - 1];
    const call = (command, args) => window.__TAURI_INTERNALS__.invoke(command, args)
        .then((value) => ({ ok: value ?? null }), (error) => ({ error }));";

async fn invoke(browser: &Browser, command: &str, arguments: &Value) -> Value {
    browser.run_async(&format!("{INVOKE} call({command:?}, {arguments}).then(done)")).await
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

/// Refused by the capability, before any command's own code.
fn is_not_allowed(answer: &Value) -> bool {
    answer["error"].as_str().is_some_and(|error| error.contains("not allowed"))
}

fn commands() -> BTreeSet<&'static str> {
    include_str!("../../../src-tauri/commands.txt").split_whitespace().collect()
}

/// What a page may not do. Each gives `true` when it was kept from it.
const KEPT_FROM: [(&str, &str); 20] = [
    ("there is no Tauri in the page's reach", "done(window.__TAURI__ === undefined)"),
    ("text is not run", "try { eval('1'); done(false) } catch { done(true) }"),
    (
        "a function is not made of text",
        "try { new Function('return 1')(); done(false) } catch { done(true) }",
    ),
    (
        "a timer does not run text",
        "window.ran = 0; try { setTimeout('window.ran = 1', 0) } catch {} setTimeout(() => done(window.ran === 0), 100)",
    ),
    (
        "a script that is written into the page does not run",
        "window.ran = 0; const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); setTimeout(() => done(window.ran === 0), 100)",
    ),
    (
        "markup brings no script",
        "window.ran = 0; const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.ran = 1\"><svg onload=\"window.ran = 1\"></svg>'; document.body.append(d); setTimeout(() => { d.remove(); done(window.ran === 0) }, 300)",
    ),
    (
        "a script from elsewhere does not run",
        "const s = document.createElement('script'); s.src = SERVER + '/a.js'; s.onerror = () => done(true); s.onload = () => done(false); document.body.append(s)",
    ),
    (
        "a script made of data does not run",
        "window.ran = 0; const s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=1'; s.onerror = () => done(window.ran === 0); s.onload = () => done(false); document.body.append(s)",
    ),
    (
        "a script made of a blob does not run",
        "const s = document.createElement('script'); s.src = URL.createObjectURL(new Blob(['window.ran=1'])); s.onerror = () => done(true); s.onload = () => done(false); document.body.append(s)",
    ),
    (
        "a worker does not run",
        "try { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = () => done(false); w.onerror = () => done(true); setTimeout(() => done(true), 500) } catch { done(true) }",
    ),
    (
        "nothing is fetched from a server",
        "fetch(SERVER, { mode: 'no-cors' }).then(() => done(false), () => done(true))",
    ),
    (
        "nothing is fetched from the disk",
        "fetch('file:///etc/hostname').then(() => done(false), () => done(true))",
    ),
    (
        "nothing is asked of a server the old way",
        "const x = new XMLHttpRequest(); x.onload = () => done(false); x.onerror = () => done(true); try { x.open('GET', SERVER); x.send() } catch { done(true) }",
    ),
    (
        "no socket is opened",
        "try { const w = new WebSocket(SERVER.replace('http', 'ws')); w.onopen = () => done(false); w.onerror = () => done(true) } catch { done(true) }",
    ),
    (
        "no beacon is sent",
        "try { navigator.sendBeacon(SERVER, 'a') } catch {} setTimeout(() => done(true), 200)",
    ),
    (
        "no picture comes from a server or the disk",
        "let left = 2; for (const src of [SERVER + '/a.png', 'file:///usr/share/pixmaps/debian-logo.png']) { const i = new Image(); i.onload = () => done(false); i.onerror = () => { if (--left === 0) done(true) }; i.src = src }",
    ),
    (
        "no other page is shown within this one",
        "const f = document.createElement('iframe'); f.src = SERVER; document.body.append(f); const own = document.createElement('iframe'); own.src = 'index.html'; document.body.append(own); setTimeout(() => { let read = false; try { read = own.contentDocument?.querySelector('#app') !== null && own.contentDocument?.querySelector('#app') !== undefined } catch {} f.remove(); own.remove(); done(!read) }, 600)",
    ),
    (
        "a form goes nowhere",
        "const f = document.createElement('form'); f.action = SERVER; document.body.append(f); f.submit(); setTimeout(() => { f.remove(); done(location.href.startsWith('tauri://localhost')) }, 300)",
    ),
    (
        "no second window opens",
        "const w = window.open(SERVER); setTimeout(() => done(w === null || w.closed || w.location === undefined || w.location === null), 200)",
    ),
    (
        "the prototype of all objects cannot be changed",
        "try { Object.prototype.isAdministrator = true } catch {} try { ({}).__proto__.polluted = true } catch {} done(({}).isAdministrator === undefined && ({}).polluted === undefined && Object.isFrozen(Object.prototype))",
    ),
];

/// Where a page may not go.
const AWAY: [&str; 8] = [
    "SERVER",
    "'file:///etc/hostname'",
    "'data:text/html,hello'",
    "'javascript:document.write(1)'",
    "'about:blank'",
    "'tauri://elsewhere/index.html'",
    "'ipc://localhost/client_answer'",
    "URL.createObjectURL(new Blob(['hello'], { type: 'text/html' }))",
];

/// A server that notes whoever comes: nobody does.
struct Server(TcpListener);

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.set_nonblocking(true).expect("it does not wait");
        Self(listener)
    }

    fn address(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("an address"))
    }

    fn nobody_came(&self) -> bool {
        self.0.accept().is_err()
    }
}

async fn try_everything(browser: &Browser, server: &Server, page: &str) {
    let with_server =
        format!("const done = arguments[arguments.length - 1]; const SERVER = {:?};", server.address());
    for (claim, script) in KEPT_FROM {
        let kept = browser.run_async(&format!("{with_server} {script}")).await;
        assert_eq!(kept, Value::Bool(true), "{page}: {claim}");
    }
    let here = browser.run("return location.href").await;
    for away in AWAY {
        let go = format!(
            "{with_server} window.stayed = true; try {{ location.href = {away} }} catch {{}} setTimeout(() => done(true), 300)"
        );
        browser.run_async(&go).await;
        let stayed =
            browser.run("return window.stayed === true && document.querySelector('#app') !== null").await;
        assert_eq!(stayed, Value::Bool(true), "{page} went to {away}");
        assert_eq!(browser.run("return location.href").await, here, "{page}, after {away}");
    }
    assert!(server.nobody_came(), "{page}: a connection left the app");
}

/// A clerk is signed in, and one moment is saved whose client is being asked.
async fn lit<'a>(browser: &'a Browser) -> Steps<'a> {
    let steps = Steps::in_english(browser);
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    browser.push(steps::ADMINISTRATOR).await;
    steps.sees("app_client_screen").await;
    steps.tab_to("app_client_automatic").await;
    browser.press(&[key::RIGHT, key::ESCAPE]).await;
    steps.go("counter").await;
    browser.press(&[key::SPACE, '1', key::ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length === 1").await;
    browser.client_window().await;
    steps.sees("client_question_overall").await;
    steps
}

#[tokio::test]
async fn neither_page_can_run_what_is_not_its_own_go_elsewhere_or_reach_a_network_or_a_file() {
    let place = Place::with_work(1, 10);
    let app = place.start().await;
    let server = Server::start();
    try_everything(&app.browser, &server, "staff's page").await;
    app.browser.client_window().await;
    try_everything(&app.browser, &server, "the client's page").await;
    app.browser.staff_window().await;
    Steps::in_english(&app.browser).sign_in(steps::CLERK, steps::PIN).await;
    app.close().await;
}

#[tokio::test]
async fn whoever_owns_the_clients_page_can_answer_that_one_client_and_do_nothing_else() {
    let place = Place::with_work(1, 10);
    let app = place.start().await;
    let browser = &app.browser;
    lit(browser).await;

    // Every command of the app, and what Tauri and its plugins bring.
    for command in commands() {
        let answer = invoke(browser, command, &json!({})).await;
        let own = matches!(command, "client_answer" | "news");
        assert_eq!(!is_not_allowed(&answer), own, "{command}: {answer}");
    }
    for command in [
        "plugin:event|listen",
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:window|get_all_windows",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:webview|get_all_webviews",
        "plugin:webview|internal_toggle_devtools",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:store|load",
        "plugin:dialog|open",
        "plugin:fs|read_text_file",
        "plugin:shell|execute",
        "plugin:http|fetch",
        "plugin:window-state|save_window_state",
    ] {
        let given =
            json!({ "event": "changed", "target": { "kind": "Any" }, "handler": 1, "payload": ["moment:x"] });
        let answer = invoke(browser, command, &given).await;
        assert!(is_not_allowed(&answer), "{command}: {answer}");
    }
    only_its_own_answer(browser).await;
    hears_nothing_of_others(browser).await;
    app.close().await;
}

/// Tokens of others, arguments that are too long or no answer, and an answer given twice.
async fn only_its_own_answer(browser: &Browser) {
    let ready = json!({ "token": null, "step": { "kind": "ready" } });
    let shown = invoke(browser, "client_answer", &ready).await;
    let token = shown["ok"]["token"].as_str().expect("it is lit").to_owned();
    let answer = json!({ "overall": 1, "drivers": [], "fairness": null, "confidence": null, "priority": null, "need_met": null });
    let done = |token: &str| json!({ "token": token, "step": { "kind": "done", "answer": answer, "language": "en" } });

    for guess in
        ["", "0", &"0".repeat(32), &"f".repeat(32), "' OR 1=1 --", &token[1..], &token.to_uppercase()]
    {
        // Digits alone have no capitals: such a token is the same.
        if *guess != token {
            assert_eq!(
                code(&invoke(browser, "client_answer", &done(guess)).await),
                "token_expired",
                "{guess}"
            );
        }
    }
    let long = json!({ "token": "0".repeat(5_000), "step": { "kind": "ready" } });
    let refused = invoke(browser, "client_answer", &long).await;
    assert_eq!(
        (code(&refused), &refused["error"]["data"]["problem"]),
        ("invalid", &json!("too_long")),
        "{refused}"
    );
    let no_answer = json!({ "token": token, "step": { "kind": "done", "answer": { "overall": 9, "comment": "x" }, "language": "en", "moment": "other" } });
    assert!(invoke(browser, "client_answer", &no_answer).await.get("error").is_some());

    // The attacker may answer in place of the client: that is what the page is for. Once.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let given = invoke(browser, "client_answer", &done(&token)).await;
    assert_eq!(given["ok"]["kind"], "closed", "{given}");
    let again = invoke(browser, "client_answer", &done(&token)).await;
    assert_eq!(code(&again), "token_expired", "an answer is given once");
}

/// Whatever the page listens to, it hears its own state and nothing of what staff do.
async fn hears_nothing_of_others(browser: &Browser) {
    browser
        .run_async(&format!(
            "{INVOKE} window.heard = [];
             const internals = window.__TAURI_INTERNALS__;
             const hear = internals.transformCallback((told) => window.heard.push(told));
             const targets = [{{ kind: 'Any' }}, {{ kind: 'AnyLabel', label: 'staff' }}, {{ kind: 'WebviewWindow', label: 'staff' }}];
             const events = ['changed', 'closing', 'client_state', 'tauri://focus', 'tauri://resize'];
             const tries = targets.flatMap((target) => events.map((event) => call('plugin:event|listen', {{ event, target, handler: hear }})));
             Promise.all([...tries, call('news', {{ channel: '__CHANNEL__:' + hear }})]).then(() => done(true))"
        ))
        .await;
    browser.staff_window().await;
    browser.press(&[key::SPACE, '2', key::ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length === 2").await;
    browser.client_window().await;
    browser.until("return JSON.stringify(window.heard).includes('client_state')").await;
    let heard = browser.run("return JSON.stringify(window.heard)").await;
    let heard = heard.as_str().unwrap_or_default();
    assert!(!heard.contains("changed") && !heard.contains("moment") && !heard.contains("staff"), "{heard}");
}

/// A page that asks without end is refused most of it, and staff save as ever.
#[tokio::test]
async fn a_flood_from_the_clients_page_does_not_keep_staff_from_saving() {
    let place = Place::with_work(1, 10);
    let app = place.start().await;
    let browser = &app.browser;
    let steps = lit(browser).await;
    browser
        .run(
            "window.counts = { refused: 0, taken: 0 };
             const once = () => window.__TAURI_INTERNALS__
                .invoke('client_answer', { token: null, step: { kind: 'ready' } })
                .then(() => window.counts.taken++, () => window.counts.refused++)
                .finally(() => window.enough || once());
             for (let each = 0; each < 20; each++) once();",
        )
        .await;
    browser.staff_window().await;
    let begin = Instant::now();
    browser.press(&[key::SPACE, '2', key::ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length === 2").await;
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(10), "saving took {took:?} beside a flood");
    browser.client_window().await;
    let counts = browser.run("window.enough = true; return window.counts").await;
    let (refused, taken) = (counts["refused"].as_u64(), counts["taken"].as_u64());
    println!("beside a flood ({counts}) a moment was saved in {took:?}");
    assert!(refused > taken, "{counts}");
    browser.staff_window().await;
    steps.sees("counter_begin").await;
    app.close().await;
}

/// A little more than the longest that each takes (`src-tauri/src/border.rs`).
fn above(command: &str) -> usize {
    match command {
        "confirm_relationships" | "save_quick_list" | "preview_past_log" | "import_past_log" => (2 << 20) + 1,
        "client_answer" => (4 << 10) + 1,
        _ => (64 << 10) + 1,
    }
}

/// The size of each command's arguments is held in front of the command.
#[tokio::test]
async fn no_command_takes_more_than_its_size_from_staffs_page_either() {
    let place = Place::with_work(1, 5);
    let app = place.start().await;
    let browser = &app.browser;
    for command in commands() {
        let script =
            format!("{INVOKE} call({command:?}, {{ text: 'x'.repeat({}) }}).then(done)", above(command));
        let answer = browser.run_async(&script).await;
        assert_eq!(code(&answer), "invalid", "{command}: {answer}");
        assert_eq!(answer["error"]["data"]["problem"], "too_long", "{command}");
    }
    Steps::in_english(browser).sign_in(steps::CLERK, steps::PIN).await;
    app.close().await;
}
