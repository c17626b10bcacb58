//! Each reader of what comes from outside, on stable what `cargo fuzz` does on nightly: first every input that is kept in
//! `fuzz/corpus`, then generated ones about like them.

use moments_tests::figures::{self, Figure, Tally};
use moments_tests::targets::{TARGETS, Target, corpus, send};

/// Generated inputs to each reader, and in one chunk.
const INPUTS: u64 = 50_000;
const LONG: u64 = 10_000_000;

fn anything_goes_into(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let kept: Vec<Vec<u8>> = corpus(name).unwrap().into_iter().map(|(_, bytes)| bytes).collect();
    assert!(!kept.is_empty(), "{name}: nothing is kept to begin with");
    let figure = Figure { name: &format!("inputs a reader: {name}"), quick: INPUTS, long: LONG };
    figures::run(&figure, INPUTS, |chunk, inputs| {
        send(target, &kept, inputs, 13 + chunk);
        Tally::clean(inputs)
    });
}

macro_rules! each_target {
    ($($name:ident),+) => {
        $(#[test]
        fn $name() {
            anything_goes_into(stringify!($name));
        })+

        #[test]
        fn no_target_is_left_out_here_or_of_cargo_fuzz() {
            let here = [$(stringify!($name)),+];
            assert!(TARGETS.iter().map(|target| target.name).eq(here));
            let programs = include_str!("../../../fuzz/Cargo.toml");
            assert!(here.into_iter().all(|name| programs.contains(&format!("name = \"{name}\""))));
        }
    };
}

each_target!(catalogue, directory, past_log, workbook, forms, record, key_slots, key_file, texts);

/// A harness that could not see a panic would be no test.
#[test]
fn a_planted_panic_is_found_within_the_usual_number_of_inputs() {
    fn planted(bytes: &[u8]) {
        // A name that is turned round, within a text.
        assert!(!bytes.windows(4).any(|window| window == "\u{202E}g".as_bytes()), "planted");
    }
    let target = Target { name: "planted", read: planted };
    let found = std::panic::catch_unwind(|| send(&target, &[b"{\"name\":\"Ada\"}".to_vec()], INPUTS, 13));
    assert!(found.is_err());
}
