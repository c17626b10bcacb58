//! The national service inventory: the real one where it lies beside the project; else one of the same size in the
//! same columns. The real one is never part of the project.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Rows of the two tables.
pub const SERVICES: u32 = 1_721;
pub const STANDARDS: u32 = 2_341;
/// Services that stand in two fiscal years, as in the real one.
const IN_TWO_YEARS: u32 = 5;
/// Services once each counts once.
pub const DISTINCT_SERVICES: u32 = SERVICES - IN_TWO_YEARS;

/// The two files: services, then standards. The real ones, else made-up ones in `folder`.
///
/// # Errors
/// When `folder` cannot be written.
pub fn inventory(folder: &Path) -> std::io::Result<[PathBuf; 2]> {
    real().map_or_else(|| made_up(folder), Ok)
}

/// The real inventory, where it lies beside the project.
pub fn real() -> Option<[PathBuf; 2]> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/gc-service-inventory");
    let files = ["si_2024.csv", "ss_2024.csv"].map(|name| folder.join(name));
    files.iter().all(|file| file.exists()).then_some(files)
}

/// One of the same size in the same columns, in `folder`.
///
/// # Errors
/// When `folder` cannot be written.
pub fn made_up(folder: &Path) -> std::io::Result<[PathBuf; 2]> {
    let files = ["si.csv", "ss.csv"].map(|name| folder.join(name));
    let [services_file, standards_file] = &files;
    std::fs::write(services_file, services())?;
    std::fs::write(standards_file, standards())?;
    Ok(files)
}

fn services() -> String {
    let mut table = String::from(
        "\u{feff}fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,owner_org_title\r\n",
    );
    for n in 0..SERVICES {
        let (year, id) =
            if n < IN_TWO_YEARS { ("2022-2023", n + 100) } else { ("2023-2024", n + 100 - IN_TWO_YEARS) };
        let _ = writeln!(
            table,
            "{year},SRV0{id:04},\"Service {id},\nof many\",Service {id},APIR,CLIENT,org{},Org | Organisation\r",
            n % 7
        );
    }
    table
}

fn standards() -> String {
    let mut table = String::from(
        "\u{feff}fiscal_yr,service_id,service_standard_id,service_standard_en,service_standard_fr,type,channel,target,volume_meeting_target,total_volume,performance,target_met,owner_org\r\n",
    );
    for n in 0..STANDARDS {
        let _ = writeln!(
            table,
            "2023-2024,SRV0{:04},{n},Served within 25 minutes,Servi en 25 minutes,TML,PERSON,0.8,NA,ND,NA,NA,org{}\r",
            100 + n % 1_700,
            n % 7
        );
    }
    table
}
