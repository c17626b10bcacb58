//! A program as the system sees it: since when it runs, and the memory that it and what it started hold.

use crate::pairs::Outcome;
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Linux tells programs times in hundredths of a second.
const TICK_MS: f64 = 10.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process(pub u32);

/// Memory in MiB, shared pages by their share (PSS), by the name of the program that holds it.
pub type Family = BTreeMap<String, f64>;

impl Process {
    /// When it began, in milliseconds since 1970; the system tells it to a hundredth of a second.
    pub fn began(self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // Behind the name, which may hold anything: the 22nd field of all is the 20th.
        let ticks: f64 = stat
            .rsplit(')')
            .next()
            .and_then(|rest| rest.split_whitespace().nth(19))
            .ok_or("a process without a beginning")?
            .parse()?;
        let ms = |clock| {
            let time = clock_gettime(clock);
            time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
        };
        let machine_began = ms(ClockId::Realtime) - ms(ClockId::Boottime);
        Ok(machine_began + ticks * TICK_MS)
    }

    /// What it holds with everything that it started.
    pub fn memory(self) -> Outcome<Family> {
        let mut family = Family::new();
        for process in self.family() {
            // One that ended meanwhile holds nothing.
            let Ok(all) = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.0)) else { continue };
            let held = all.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no PSS is told")?;
            let kib: f64 = held.trim().trim_end_matches("kB").trim().parse()?;
            *family.entry(process.name()).or_default() += kib / 1024.0;
        }
        Ok(family)
    }

    fn family(self) -> Vec<Self> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            found.extend(parent.children());
            at += 1;
        }
        found
    }

    fn children(self) -> Vec<Self> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.0)).into_iter().flatten().flatten();
        let listed = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        listed
            .flat_map(|list| {
                list.split_whitespace().filter_map(|pid| pid.parse().ok().map(Self)).collect::<Vec<_>>()
            })
            .collect()
    }

    fn name(self) -> String {
        fs::read_link(format!("/proc/{}/exe", self.0))
            .ok()
            .and_then(|program| Some(program.file_name()?.to_string_lossy().into_owned()))
            .unwrap_or_default()
    }

    /// The process of this program among those that it started.
    pub fn below(self, program: &Path) -> Option<Self> {
        let program = program.canonicalize().ok()?;
        let runs_it =
            |each: &Self| fs::read_link(format!("/proc/{}/exe", each.0)).is_ok_and(|runs| runs == program);
        self.family().into_iter().find(runs_it)
    }

    pub fn lives(self) -> bool {
        // A zombie is gone already; only its parent has not noticed.
        fs::read_to_string(format!("/proc/{}/stat", self.0))
            .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
    }

    pub fn signal(self, name: &str) {
        Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.0.to_string())
            .stderr(Stdio::null())
            .status()
            .ok();
    }
}
