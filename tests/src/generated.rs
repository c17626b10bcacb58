//! Generated inputs: what a window, a file or another program might send, from the example to nonsense.
//!
//! Everything follows from a seed, so that a failure can be run again.

use serde_json::{Map, Value, json};

/// Texts that broke something somewhere: bidi marks, NUL, accents, quotes, years 0 and 9999, unknown words.
pub const HARD: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\u{202E}gnp.exe",
    "\u{2066}\u{200F}",
    "\u{FEFF}",
    "Élodie’s «note»",
    "e\u{301}",
    "'; DROP TABLE moments; --",
    "\" OR note:* NEAR(",
    "046 454 286",
    "4111 1111 1111 1111",
    "867-555-0123",
    "a@b.ca",
    "K1A 0B1",
    "1980-02-30",
    "🙂🏳️‍🌈",
    "ᐃᖃᓗᐃᑦ",
    "İ",
    "ﬀ",
    "\r\n",
    "\t",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
    "2026-11-24T14:03:10-05:00",
    "2026-11-24T14:03:60-05:00",
    "2026-11-24",
    "0000-00-00",
    "-0001-01-01",
    "9999-12-31",
    "voluntary",
    "involuntary_obligation",
    "served",
    "left",
    "mixed",
    "in_person",
    "en",
    "fr",
    "x-klingon",
    "unclassified",
    "SRV01234",
    "own:",
    "1234",
    "A1",
    "A4294967296",
    "rated",
    "client_screen",
    "not_applicable",
    "nothing",
    "counter",
    "administrator",
    "ready",
    "draft",
    "done",
    "timed_out",
    "America/Iqaluit",
    "../../etc/passwd",
    "/dev/null",
    "NaN",
    "-1",
    "1e309",
    "18446744073709551616",
    "15 minutes",
    "vingt et une heures et demie",
    "within one hundred and",
];

const NUMBERS: &[i64] =
    &[-1, 0, 1, 2, 3, 4, 5, 6, 60, 255, 256, 1_000, 65_536, 4_294_967_295, i64::MAX, i64::MIN];

/// SplitMix64 (Steele, Lea, Flood 2014): enough to choose with, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let place = self.below(all.len());
        all.get(place)
    }

    /// One of a list that is not empty.
    fn pick<T: Copy + Default>(&mut self, all: &[T]) -> T {
        self.one_of(all).copied().unwrap_or_default()
    }

    fn sign(&mut self) -> char {
        let among = self.pick(&[0x80, 0x250, 0x2100, 0x11_0000]);
        u32::try_from(self.below(among)).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}')
    }

    /// A text: one that is hard, several of them together, any signs, or a long one; now and then of 1 MB.
    pub fn text(&mut self) -> String {
        match self.below(40) {
            0..24 => self.pick(HARD).to_owned(),
            24..30 => (0..=self.below(5)).filter_map(|_| self.one_of(HARD).copied()).collect(),
            30..36 => (0..self.below(40)).map(|_| self.sign()).collect(),
            36..39 => uuid::Uuid::from_u64_pair(self.roll(), self.roll()).to_string(),
            _ => {
                let length = match self.below(64) {
                    0 => 1 << 20,
                    1..5 => 70_000,
                    _ => self.pick(&[300, 2_001]),
                };
                let sign = self.sign().to_string();
                sign.repeat(length / sign.len())
            }
        }
    }

    /// JSON that is about like the example: parts of it missing, replaced, repeated or added; sometimes one, sometimes
    /// many. A word is replaced by a hard text, or by one of `known`, which mean something where they go.
    pub fn about_like(&mut self, like: &Value, known: &[String]) -> Value {
        let calm = self.pick(&[4, 16, 64, 256, 256, 256]);
        self.changed(like, known, calm)
    }

    /// One part in `calm` is changed.
    fn changed(&mut self, like: &Value, known: &[String], calm: usize) -> Value {
        if self.one_in(calm * 4) {
            return self.anything();
        }
        match like {
            Value::Object(members) => {
                let mut all = Map::new();
                for (name, member) in members {
                    if !self.one_in(calm) {
                        all.insert(name.clone(), self.changed(member, known, calm));
                    }
                }
                if self.one_in(calm * 4) {
                    all.insert(self.text(), json!(1));
                }
                Value::Object(all)
            }
            Value::Array(items) => {
                let n = if self.one_in(calm) { self.pick(&[0, 2, 40]) } else { items.len() };
                let some: Vec<&Value> = (0..n).filter_map(|at| items.get(at % items.len().max(1))).collect();
                some.into_iter().map(|item| self.changed(item, known, calm)).collect()
            }
            same if !self.one_in(calm) => same.clone(),
            Value::Number(_) => json!(self.one_of(NUMBERS)),
            Value::String(_) if self.one_in(2) => json!(self.one_of(known).cloned().unwrap_or_default()),
            Value::String(_) => json!(self.text()),
            Value::Bool(_) | Value::Null => json!(self.one_in(2)),
        }
    }

    fn anything(&mut self) -> Value {
        match self.below(8) {
            0 => Value::Null,
            1 => json!(self.one_in(2)),
            2 => json!(self.one_of(NUMBERS)),
            3 => json!(1.0e308),
            4 => json!([self.text()]),
            5 => json!({ self.text(): self.text() }),
            6 => json!([[[[{}]]]]),
            _ => json!(self.text()),
        }
    }

    /// Bytes that are about like the example: stretches of it replaced, cut out or filled with a hard text.
    pub fn bytes_about_like(&mut self, like: &[u8]) -> Vec<u8> {
        let mut bytes = like.to_vec();
        for _ in 0..self.below(5) {
            let from = self.below(bytes.len() + 1);
            let to = (from + self.pick(&[0, 1, 4, 40])).min(bytes.len());
            let filling = match self.below(3) {
                0 => (0..self.below(6)).map(|_| self.roll() as u8).collect(),
                1 => self.text().into_bytes(),
                _ => Vec::new(),
            };
            bytes.splice(from..to, filling);
        }
        bytes
    }
}
