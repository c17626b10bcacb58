//! Lines of standard input, never more than one of them in memory, and of a long one only its beginning.

use super::refusal::Refusal;
use std::io::{self, BufRead, Read};

/// Bytes of one line. The longest moment that can be taken, with every letter escaped, is a sixth of it.
pub const LINE_MAX_BYTES: usize = 256 * 1024;

/// A line with its number, or why it can't be read.
pub type Numbered<'a> = (u64, Result<&'a [u8], Refusal>);

pub struct Lines<R> {
    input: R,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(input: R) -> Self {
        Self { input, number: 0, line: Vec::new() }
    }

    /// The next line that is not blank, with its number from 1; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Numbered<'_>>> {
        loop {
            self.line.clear();
            let limit = LINE_MAX_BYTES as u64 + 1;
            let read = self.input.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if read as u64 == limit && !self.line.ends_with(b"\n") {
                self.skip_the_rest()?;
                return Ok(Some((self.number, Err(Refusal::line_too_long()))));
            }
            if self.number == 1 && self.line.starts_with("\u{FEFF}".as_bytes()) {
                self.line.drain(..3);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some((self.number, Ok(self.line.trim_ascii()))));
            }
        }
    }

    fn skip_the_rest(&mut self) -> io::Result<()> {
        loop {
            let chunk = self.input.fill_buf()?;
            let (used, over) = match chunk.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place + 1, true),
                None => (chunk.len(), chunk.is_empty()),
            };
            self.input.consume(used);
            if over {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(7, text));
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next().unwrap() {
            all.push((number, line.ok().map(<[u8]>::to_vec)));
        }
        all
    }

    #[test]
    fn blank_lines_are_counted_and_the_last_needs_no_end() {
        let read = read(b"\xEF\xBB\xBFa\r\n\n \t\nb");
        assert_eq!(read, [(1, Some(b"a".to_vec())), (4, Some(b"b".to_vec()))]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_is_read() {
        let longest = vec![b'x'; LINE_MAX_BYTES];
        let text =
            [b"a\n", longest.as_slice(), b"\n", longest.as_slice(), b"x\nb\n", longest.as_slice(), b"xx"]
                .concat();
        let read = read(&text);
        let shown: Vec<_> = read.iter().map(|(n, line)| (*n, line.as_ref().map(Vec::len))).collect();
        assert_eq!(shown, [(1, Some(1)), (2, Some(LINE_MAX_BYTES)), (3, None), (4, Some(1)), (5, None)]);
    }
}
