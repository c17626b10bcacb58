//! Whatever bytes come, `read` answers; a seeded loop, so that a failure can be run again.

use super::inventory::{Inventory, read};
use super::{plan_services, plan_standards, starter};
use std::collections::BTreeMap;

const INPUTS: u32 = 50_000;

/// SplitMix64 (Steele, Lea, Flood 2014): enough to choose mutations, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const SERVICES: &str = "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,\
    num_applications_in_person,service_fee,owner_org,owner_org_title\r\n\
    2023-2024,7,Ferry,\"Traver\r\nsier\",\"RES,INFO\",CLIENT,NA,Y,ferry,Ferries | Traversiers\r\n\
    2023-2024,SRV00042,Buoys,Bouées,LRP,SOCIETY,12,N,ferry,Ferries | Traversiers\r\n";
const STANDARDS: &str = "fiscal_yr,service_id,service_standard_id,service_standard_en,service_standard_fr,type,channel,\
    target,total_volume,performance,target_met,owner_org\r\n\
    2023-2024,7,STAN00001,Within 15 minutes,\"Quinze minutes,\r\nau plus\",TML,PERSON,0.8,9,0.5,Y,ferry\r\n\
    2023-2024,7,12,an hour and a half,une heure et demie,TML,TEL,1,ND,,NA,ferry\r\n";

/// What is put in place of a cell or between two characters.
const ODD: &[&str] = &[
    "",
    "\0",
    "\u{202E}",
    "\u{200B}",
    "\u{FEFF}",
    "\"",
    "\"\"",
    ",",
    "\r",
    "\n",
    "\r\n",
    "NA",
    "ND",
    "0000-0001",
    "9999-10000",
    "2199-2200",
    "-1",
    "1e309",
    "NaN",
    "0.1.2",
    "18446744073709551616",
    "SRV",
    "SRV000000000",
    "STAN",
    "=cmd|' /C calc'!A0",
    "|",
    " | ",
    "a | b | c",
    "𝄞",
    "e\u{301}",
    "ﬀ",
    "İ",
    "ᐃᓄᒃ",
    "h",
    "1 h",
    "vingt et",
    "cent quatre",
    "half an",
    "every 3 minutes",
    "9999999 minutes",
    "https://",
    "UNKNOWN_CODE",
    "unknown",
    "Y",
    "service_id",
];

/// One input of the campaign.
fn input(dice: &mut Dice) -> Vec<u8> {
    let base = if dice.next() & 1 == 0 { SERVICES } else { STANDARDS };
    let mut bytes = base.as_bytes().to_vec();
    match dice.below(20) {
        0 => (0..dice.below(400)).map(|_| dice.next() as u8).collect(),
        1 => {
            let header = base.lines().next().unwrap();
            let noise: Vec<u8> = (0..dice.below(400)).map(|_| dice.next() as u8 & 0x7F).collect();
            [header.as_bytes(), b"\n", &noise].concat()
        }
        2..=9 => {
            // Whole cells of valid text, so that most rows are read far.
            let cells: Vec<String> = base
                .split(',')
                .map(|cell| if dice.below(12) == 0 { dice.one_of(ODD).to_owned() } else { cell.to_owned() })
                .collect();
            cells.join(",").into_bytes()
        }
        10..=13 => {
            for _ in 0..=dice.below(4) {
                let odd = dice.one_of(ODD);
                let at = dice.below(bytes.len());
                bytes.splice(at..at, odd.bytes());
            }
            bytes
        }
        14..=16 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] = dice.next() as u8;
            }
            bytes
        }
        17 => {
            bytes.truncate(dice.below(bytes.len()));
            bytes
        }
        18 => {
            let (from, length) = (dice.below(bytes.len()), dice.below(80));
            let to = (from + length).min(bytes.len());
            bytes.drain(from..to);
            bytes
        }
        _ => {
            let words: Vec<&str> = (0..dice.below(40)).map(|_| dice.one_of(ODD)).collect();
            base.replacen("Ferry", &words.join(" "), 1).replacen("15", &words.join(""), 1).into_bytes()
        }
    }
}

/// Whether the input was read as a table; checks what must hold of one.
fn check(bytes: &[u8], seed: u64) -> bool {
    match read(bytes) {
        Ok(Inventory::Services(rows)) => {
            let plan = plan_services(&BTreeMap::new(), &rows).unwrap();
            let accounted = plan.new.len() + plan.superseded as usize + plan.refused.len();
            assert_eq!(accounted, rows.read as usize, "seed {seed}");
            assert!(plan_services(&rows.taken, &rows).unwrap().is_empty(), "seed {seed}");
            for service in rows.taken.values() {
                let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{200B}');
                assert!(!service.name_en.contains(hidden), "seed {seed}");
            }
            true
        }
        Ok(Inventory::Standards(rows)) => {
            let plan = plan_standards(&BTreeMap::new(), &rows).unwrap();
            let accounted = plan.new.len() + plan.superseded as usize + plan.refused.len();
            assert_eq!(accounted, rows.read as usize, "seed {seed}");
            assert!(plan_standards(&rows.taken, &rows).unwrap().is_empty(), "seed {seed}");
            true
        }
        Err(_) => false,
    }
}

#[test]
fn no_file_whatever_it_holds_brings_the_import_down() {
    let mut read_as_table = 0;
    for seed in 0..u64::from(INPUTS) {
        let bytes = input(&mut Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D)));
        read_as_table += u32::from(check(&bytes, seed));
    }
    let (low, high) = (INPUTS / 5, INPUTS * 9 / 10);
    assert!(
        (low..high).contains(&read_as_table),
        "{read_as_table} were read: the campaign reaches both sides"
    );
}

#[test]
fn a_cell_of_a_megabyte_costs_its_row_and_nothing_else() {
    for filling in
        ["x", "é", "\0", "\u{202E}", "1", "one hundred and ", "1 h ", "| ", "A,", "\"\"", "\r\n", "9"]
    {
        let huge = filling.repeat(1024 * 1024 / filling.len());
        for (base, cell) in
            [(SERVICES, "Buoys"), (SERVICES, "LRP"), (SERVICES, "42"), (STANDARDS, "an hour and a half")]
        {
            check(base.replacen(cell, &format!("\"{huge}\""), 1).as_bytes(), 0);
        }
    }
}

#[test]
fn the_starter_survives_having_each_of_its_bytes_changed() {
    let bytes = starter_bytes();
    for at in (0..bytes.len()).step_by(97) {
        for byte in [0, b'"', b',', b'\n', 0xFF] {
            let mut changed = bytes.clone();
            changed[at] = byte;
            check(&changed, at as u64);
        }
    }
    assert!(!starter::services().unwrap().taken.is_empty());
}

fn starter_bytes() -> Vec<u8> {
    include_bytes!("starter/standards.csv").to_vec()
}
