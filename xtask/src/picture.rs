//! A picture of a virtual display. The X server keeps its screen in a file in the format of `xwd` (XWDFile.h of the
//! X.Org protocol headers); this reads that file and writes a PNG, so that no picture tool needs installing.

use crate::house::Trouble;
use std::collections::BTreeSet;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// Rows of red, green and blue, top to bottom.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

/// Where the header's fields are, in 32-bit words, most significant byte first whatever the machine.
mod word {
    pub const HEADER_BYTES: usize = 0;
    pub const WIDTH: usize = 4;
    pub const HEIGHT: usize = 5;
    pub const BYTE_ORDER: usize = 7;
    pub const BITS_PER_PIXEL: usize = 11;
    pub const BYTES_PER_LINE: usize = 12;
    pub const COLOURS: usize = 19;
}

/// A colour table entry, which a true-colour screen has but doesn't use.
const COLOUR_BYTES: usize = 12;

/// More colours than an empty window has: text with smooth edges is on it.
const COLOURS_OF_A_DRAWN_WINDOW: usize = 24;

impl Picture {
    pub fn of_screen(file: &Path) -> Result<Self, Trouble> {
        let bytes = fs::read(file)
            .map_err(|error| Trouble::new(format!("can't read the virtual display's screen: {error}")))?;
        Self::parse(&bytes).ok_or_else(|| Trouble::new("the virtual display's screen has an unknown format"))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let number = |word: usize| -> Option<usize> {
            let field = bytes.get(word * 4..word * 4 + 4)?;
            usize::try_from(u32::from_be_bytes(field.try_into().ok()?)).ok()
        };
        let (width, height) = (number(word::WIDTH)?, number(word::HEIGHT)?);
        if number(word::BITS_PER_PIXEL)? != 32 {
            return None;
        }
        let least_first = number(word::BYTE_ORDER)? == 0;
        let start = number(word::HEADER_BYTES)? + number(word::COLOURS)? * COLOUR_BYTES;
        let mut rgb = Vec::with_capacity(width * height * 3);
        for line in bytes.get(start..)?.chunks(number(word::BYTES_PER_LINE)?).take(height) {
            for pixel in line.get(..width * 4)?.chunks_exact(4) {
                let &[first, second, third, fourth] = pixel else { return None };
                rgb.extend(if least_first { [third, second, first] } else { [second, third, fourth] });
            }
        }
        (rgb.len() == width * height * 3).then_some(Self {
            width: width.try_into().ok()?,
            height: height.try_into().ok()?,
            rgb,
        })
    }

    /// Whether a window has drawn something on it, rather than only opened.
    pub fn is_drawn(&self) -> bool {
        let mut colours = BTreeSet::new();
        for pixel in self.rgb.chunks_exact(3) {
            colours.insert(pixel);
            if colours.len() > COLOURS_OF_A_DRAWN_WINDOW {
                return true;
            }
        }
        false
    }

    pub fn save(&self, file: &Path) -> Result<(), Trouble> {
        let trouble = |error: &dyn std::fmt::Display| {
            Trouble::new(format!("can't write the picture {}: {error}", file.display()))
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| trouble(&error))?;
        }
        let out = fs::File::create(file).map_err(|error| trouble(&error))?;
        let mut encoder = png::Encoder::new(BufWriter::new(out), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(|error| trouble(&error))?;
        writer.write_image_data(&self.rgb).map_err(|error| trouble(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(bits: u32, pixels: &[[u8; 4]]) -> Vec<u8> {
        let mut words = [0_u32; 25];
        words[word::HEADER_BYTES] = 100;
        words[word::WIDTH] = 2;
        words[word::HEIGHT] = 1;
        words[word::BITS_PER_PIXEL] = bits;
        words[word::BYTES_PER_LINE] = 8;
        words[word::COLOURS] = 1;
        let header = words.iter().flat_map(|word| word.to_be_bytes());
        header.chain([0; COLOUR_BYTES]).chain(pixels.iter().flatten().copied()).collect()
    }

    #[test]
    fn a_screen_is_read_in_the_right_colours() {
        let picture = Picture::parse(&screen(32, &[[1, 2, 3, 0], [4, 5, 6, 0]])).expect("a screen");
        assert_eq!(picture, Picture { width: 2, height: 1, rgb: vec![3, 2, 1, 6, 5, 4] });
        assert!(!picture.is_drawn(), "two colours are an empty window");
    }

    #[test]
    fn a_screen_that_is_cut_short_or_of_another_depth_is_refused() {
        assert_eq!(Picture::parse(&screen(32, &[[1, 2, 3, 0]])), None);
        assert_eq!(Picture::parse(&screen(16, &[[1, 2, 3, 0], [4, 5, 6, 0]])), None);
        assert_eq!(Picture::parse(b"not a screen"), None);
    }
}
