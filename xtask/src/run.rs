//! `cargo xtask run`: from a fresh clone to the app on the screen.

use crate::debian::{self, Install};
use crate::demo::Demo;
use crate::display::{self, Display};
use crate::house::{House, Outcome, Trouble, do_it, missing, tied};
use crate::session::Bus;
use crate::{app, interface};
use std::process::Command;
use std::time::Duration;

/// How long a first window may take on a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(90);

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    demo: bool,
    keep: bool,
    install: Install,
    app: Vec<String>,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, Trouble> {
        let mut options = Self { demo: false, keep: false, install: Install::Here, app: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--demo" => options.demo = true,
                "--keep" => options.keep = true,
                "--no-install" => options.install = Install::Nothing,
                "--" => options.app.extend(words.by_ref().map(|word| (*word).to_owned())),
                other => {
                    return Err(Trouble::new(format!(
                        "`{other}` means nothing to run; put the app's own words after `--`"
                    )));
                }
            }
        }
        Ok(options)
    }
}

pub fn run(house: &House, options: &Options) -> Outcome {
    // Before minutes of packages, what can't be installed here.
    interface::check_node()?;
    let real = display::is_real();
    if real {
        debian::ensure(&[debian::BUILD], options.install)?;
    } else {
        println!("There is no display here: the app will start under a virtual one.");
        debian::ensure(&[debian::BUILD, debian::SCREEN], options.install)?;
    }
    interface::build_if_changed(house)?;
    app::build(house)?;
    let demo = if options.demo { Some(Demo::make(house)?) } else { None };
    if real { show(house, options, demo.as_ref()) } else { photograph(house, options, demo.as_ref()) }
}

/// On the person's own display, until they close it.
fn show(house: &House, options: &Options, demo: Option<&Demo>) -> Outcome {
    let mut app = Command::new(house.binary("moments"));
    app.args(&options.app);
    if let Some(demo) = demo {
        demo.open(&mut app);
    }
    println!("starting the app; close its window to end it");
    do_it(&mut app)
}

/// Under a virtual display, for a picture.
fn photograph(house: &House, options: &Options, demo: Option<&Demo>) -> Outcome {
    let display = Display::start(house.target.join(format!("display-{}", std::process::id())), "1280x800")?;
    println!("virtual display {}: starting the app", display.name);
    let bus = Bus::start()?;
    let mut command = tied(house.binary("moments"));
    command.args(&options.app);
    if let Some(demo) = demo {
        demo.open(&mut command);
    }
    let mut app = display.show(bus.join(&mut command)).spawn().map_err(|error| missing(&command, &error))?;
    let picture = house.target.join("pictures/moments.png");
    let taken = display.photograph(&mut app, &picture, PATIENCE);
    if taken.is_ok() {
        println!("picture: {}", picture.display());
        if options.keep {
            println!("the app runs on display {}; Ctrl+C ends it", display.name);
            app.wait().map_err(|error| Trouble::new(format!("lost the app: {error}")))?;
            return Ok(());
        }
        println!("the app ends here, as nobody can see it; --keep leaves it running");
    }
    app.kill().ok();
    app.wait().ok();
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_after_two_dashes_are_the_apps() {
        let options = Options::parse(&["--demo", "--", "--demo", "x"]).expect("options");
        assert!(options.demo && !options.keep);
        assert_eq!(options.app, ["--demo", "x"]);
        assert!(Options::parse(&["x"]).is_err(), "a stray word is a mistake, not something to pass on");
    }
}
