//! `cargo xtask icons`: the bitmaps in `icons/`, from the two drawings beside them. Small sizes come from a drawing
//! of their own, as lines that are fine at 512 pixels are fog at 16.

use crate::debian::{self, Install};
use crate::house::{House, Outcome, Trouble, do_it};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The largest size that the small drawing is for.
const SMALL: u32 = 32;

const PNGS: [(&str, u32); 4] =
    [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];

const WINDOWS_SIZES: [u32; 6] = [16, 24, 32, 48, 64, 256];

/// Apple's name for each size; the second of a pair is for screens of double density.
const APPLE_SIZES: [(&[u8; 4], u32); 8] = [
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic09", 512),
];

pub fn make(house: &House) -> Outcome {
    debian::ensure(&[debian::DRAW], Install::Here)?;
    let bench = Bench { icons: house.root.join("icons"), scratch: house.target.join("icons") };
    fs::create_dir_all(&bench.scratch).map_err(|error| failed(&bench.scratch, &error))?;
    for (name, size) in PNGS {
        write(&bench.icons.join(name), &bench.png(size)?)?;
    }
    write(&bench.icons.join("icon.ico"), &bench.ico()?)?;
    write(&bench.icons.join("icon.icns"), &bench.icns()?)?;
    println!("made: {}", bench.icons.display());
    Ok(())
}

struct Bench {
    icons: PathBuf,
    scratch: PathBuf,
}

impl Bench {
    fn png(&self, size: u32) -> Result<Vec<u8>, Trouble> {
        let drawing = if size <= SMALL { "icon-small.svg" } else { "icon.svg" };
        let file = self.scratch.join(format!("{size}.png"));
        let mut command = Command::new("rsvg-convert");
        command.args(["--width", &size.to_string(), "--height", &size.to_string(), "--output"]);
        do_it(command.arg(&file).arg(self.icons.join(drawing)))?;
        fs::read(&file).map_err(|error| failed(&file, &error))
    }

    /// Windows' container: a table of sizes, then a PNG of each (understood since Windows Vista).
    fn ico(&self) -> Result<Vec<u8>, Trouble> {
        let pictures = WINDOWS_SIZES.iter().map(|size| Ok((*size, self.png(*size)?)));
        ico(&pictures.collect::<Result<Vec<_>, Trouble>>()?)
    }

    /// Apple's container: a name and a length before each PNG.
    fn icns(&self) -> Result<Vec<u8>, Trouble> {
        let pictures = APPLE_SIZES.iter().map(|(name, size)| Ok((*name, self.png(*size)?)));
        icns(&pictures.collect::<Result<Vec<_>, Trouble>>()?)
    }
}

fn ico(pictures: &[(u32, Vec<u8>)]) -> Result<Vec<u8>, Trouble> {
    const HEADER: usize = 6;
    const ENTRY: usize = 16;
    let mut offset = HEADER + ENTRY * pictures.len();
    let mut file = vec![0, 0, 1, 0];
    file.extend(u16::try_from(pictures.len()).map_err(too_big)?.to_le_bytes());
    for (size, picture) in pictures {
        // 256 is written as 0, the one size that a byte can't hold.
        let side = u8::try_from(*size).unwrap_or(0);
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(u32::try_from(picture.len()).map_err(too_big)?.to_le_bytes());
        file.extend(u32::try_from(offset).map_err(too_big)?.to_le_bytes());
        offset += picture.len();
    }
    file.extend(pictures.iter().flat_map(|(_, picture)| picture));
    Ok(file)
}

fn icns(pictures: &[(&[u8; 4], Vec<u8>)]) -> Result<Vec<u8>, Trouble> {
    const HEADER: usize = 8;
    let mut body = Vec::new();
    for (name, picture) in pictures {
        body.extend(*name);
        body.extend(u32::try_from(HEADER + picture.len()).map_err(too_big)?.to_be_bytes());
        body.extend(picture);
    }
    let mut file = b"icns".to_vec();
    file.extend(u32::try_from(HEADER + body.len()).map_err(too_big)?.to_be_bytes());
    file.extend(body);
    Ok(file)
}

fn write(file: &Path, content: &[u8]) -> Outcome {
    fs::write(file, content).map_err(|error| failed(file, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(format!("can't use {}: {error}", path.display()))
}

fn too_big(_: std::num::TryFromIntError) -> Trouble {
    Trouble::new("an icon is too big for its container")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_icon_points_at_each_picture() {
        let file = ico(&[(16, vec![7; 3]), (256, vec![9; 2])]).expect("an icon");
        assert_eq!(file[4], 2, "two pictures");
        assert_eq!((file[6], file[22]), (16, 0), "256 is written as 0");
        let second = u32::from_le_bytes(file[34..38].try_into().expect("four bytes"));
        assert_eq!(&file[second as usize..], [9, 9]);
    }

    #[test]
    fn an_apple_icon_counts_its_own_headers() {
        let file = icns(&[(b"ic07", vec![1; 5])]).expect("an icon");
        assert_eq!(file.len(), 8 + 8 + 5);
        assert_eq!(&file[4..8], 21_u32.to_be_bytes());
        assert_eq!(&file[12..16], 13_u32.to_be_bytes());
    }
}
