//! Whether everyone can use the page that a window shows.

use crate::browser::{Browser, key};
use crate::words::project;
use serde_json::json;

/// Stops of Tab after which a page goes on without end.
const STOPS_MAX: usize = 400;
const DRAWN: std::time::Duration = std::time::Duration::from_millis(50);
const DRAWN_MAX: u32 = 20;
const REACH: &str = include_str!("reach.js");

const AXE: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
        (found) => done(found.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 300) + ' ' + (n.any[0]?.message ?? '')) }))),
        (error) => done([{ id: 'axe itself', impact: 'critical', nodes: [String(error)] }]),
    );";

/// What axe finds serious, in light and in dark colours.
pub async fn serious(browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    let axe =
        std::fs::read_to_string(project().join("ui/node_modules/axe-core/axe.min.js")).expect("axe-core");
    browser.run(&format!("if (!window.axe) {{ {axe} }}")).await;
    let theme = browser.run("return document.documentElement.dataset.theme ?? null").await;
    for colours in ["light", "dark"] {
        browser.run_with("document.documentElement.dataset.theme = arguments[0]", json!(colours)).await;
        // Colours come with a short transition.
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        let found = browser.run_async(AXE).await;
        for each in found.as_array().expect("axe answered") {
            if matches!(each["impact"].as_str(), Some("serious" | "critical")) {
                faults.push(format!("{colours}: {each}"));
            }
        }
    }
    let back = "if (arguments[0] === null) delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = arguments[0];";
    browser.run_with(back, theme).await;
    faults
}

/// What is out of reach: Tab should come to every control, each with a name, in sight, and showing that it has focus; and
/// nothing should be cut off at the side. Leaves focus where Tab left it.
pub async fn out_of_reach(browser: &Browser) -> Vec<String> {
    browser.run_with(REACH, json!("begin")).await;
    let mut faults = Vec::new();
    let mut nowhere = 0;
    for stops in 0.. {
        if stops > STOPS_MAX {
            faults.push("Tab never comes round".into());
            break;
        }
        browser.press(&[key::TAB]).await;
        let mut stop = browser.run_with(REACH, json!("step")).await;
        if stop["nothing"] == true {
            // Between the last control and the first.
            nowhere += 1;
            if nowhere > 1 {
                break;
            }
            continue;
        }
        if stop["again"] == true {
            break;
        }
        // What has focus is brought into sight when the page is next drawn.
        for _ in 0..DRAWN_MAX {
            if stop["seen"] == true {
                break;
            }
            tokio::time::sleep(DRAWN).await;
            stop = browser.run_with(REACH, json!("sight")).await;
        }
        for (fault, says) in
            [("named", "has no name"), ("shown", "does not show its focus"), ("seen", "is out of sight")]
        {
            if stop[fault] != true {
                faults.push(format!(
                    "{} {says}{}",
                    stop["name"],
                    stop["instead"].as_str().unwrap_or_default()
                ));
            }
        }
    }
    let left = browser.run_with(REACH, json!("left")).await;
    for missed in left["missed"].as_array().into_iter().flatten() {
        faults.push(format!("Tab never comes to {missed}"));
    }
    if left["wider"].as_i64() > Some(0) {
        faults.push(format!("the page is {} px wider than its window", left["wider"]));
    }
    faults
}
