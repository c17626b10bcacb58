//! Arrows in the interface: one folder speaks to Tauri, a feature knows no other feature, and what features share
//! of a moment knows no feature.

use crate::files::{File, written_in};

const PLATFORM: &str = "ui/src/platform/";
const FEATURES: &str = "ui/src/features/";
/// What more than one feature shows of a moment; it stands below them.
const MOMENT: &str = "ui/src/moment/";
const SOURCES: [&str; 4] = ["ts", "js", "mjs", "svelte"];

/// What a file imports: the quoted text after `from`, or in `import(…)` or a bare `import`.
fn imports(file: &File) -> Vec<&str> {
    let mut found = Vec::new();
    for line in file.text.lines() {
        let line = line.trim_start();
        if line.starts_with("//") || line.starts_with('*') {
            continue;
        }
        for before in ["from ", "import(", "import "] {
            for (at, _) in line.match_indices(before) {
                let rest = &line[at + before.len()..];
                let quote = rest.chars().next().filter(|first| matches!(first, '\'' | '"'));
                if let Some(name) = quote.and_then(|quote| rest[1..].split(quote).next()) {
                    found.push(name);
                }
            }
        }
    }
    found
}

/// Where an import leads, from the repository's root; a package's name stays as it is.
fn leads_to(file: &File, import: &str) -> String {
    if let Some(rest) = import.strip_prefix("@/") {
        return format!("ui/src/{rest}");
    }
    if !import.starts_with('.') {
        return import.to_owned();
    }
    let mut parts: Vec<&str> = file.path.split('/').collect();
    parts.pop();
    for step in import.split('/') {
        match step {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The feature that a path is in: a folder under `features`.
fn feature(path: &str) -> Option<&str> {
    path.strip_prefix(FEATURES)?.split_once('/').map(|(name, _)| name)
}

fn wrong_imports(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(&SOURCES)) {
        for import in imports(file) {
            let to = leads_to(file, import);
            if to.starts_with("@tauri-apps/") && !file.path.starts_with(PLATFORM) {
                wrong.push(format!("{} imports {import}: only {PLATFORM} may", file.path));
            }
            if let (Some(from), Some(to)) = (feature(&file.path), feature(&to))
                && from != to
            {
                wrong.push(format!("{} imports the feature {to}", file.path));
            }
            if file.path.starts_with(MOMENT) && (to.starts_with(FEATURES) || to.starts_with(PLATFORM)) {
                wrong
                    .push(format!("{} imports {import}: {MOMENT} stands on api, shared and i18n", file.path));
            }
        }
    }
    wrong
}

#[test]
fn the_interface_speaks_to_tauri_in_one_folder_and_features_stand_alone() {
    let wrong = wrong_imports(&written_in("ui/src"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_planted_import_is_caught() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let wrong = |path: &str, text: &str| wrong_imports(&[file(path, text)]).len();
    let counter = "ui/src/features/counter/Counter.svelte";
    assert_eq!(wrong(counter, "import { invoke } from '@tauri-apps/api/core';"), 1);
    assert_eq!(wrong("ui/src/platform/index.ts", "import { invoke } from '@tauri-apps/api/core';"), 0);
    assert_eq!(wrong(counter, "import { day } from '../review/day';"), 1);
    assert_eq!(wrong(counter, "  const day = await import(\"@/features/review/day\");"), 1);
    assert_eq!(wrong(counter, "} from './draft.svelte';"), 0);
    assert_eq!(
        wrong(counter, "import type { Screen } from '../screen';"),
        0,
        "shared by all features, in none"
    );
    let moment = "ui/src/moment/LineCard.svelte";
    assert_eq!(wrong(moment, "import { OUTCOME_KEYS } from '@/features/counter/keys';"), 1);
    assert_eq!(wrong(moment, "import { desk } from '@/api';"), 0);
    assert_eq!(wrong(counter, "import { lines } from '@/moment/form';"), 0);
    assert_eq!(wrong(counter, "// it came from '@tauri-apps/api' once"), 0);
}
