//! Commands about the directory of organizations.

use super::window::*;
use moments_desk::Desk;
use serde_json::{Value, json};

/// All of them.
pub const ALL: &[fn()] =
    &[any_organization_is_kept_or_refused, any_file_of_organizations_is_taken_and_written_or_refused];

fn organization(id: Option<&str>) -> Value {
    json!({ "id": id, "name_en": "City hall", "name_fr": "Hôtel de ville", "level": "municipal", "place_en": "2nd floor",
        "place_fr": "2e étage", "hours_en": "9 to 12", "hours_fr": "9 h à 12 h", "telephone": "867 555-0100",
        "bring_en": "", "bring_fr": "Une facture", "verified_today": true })
}

fn city_hall(desk: &Desk) -> String {
    let form = serde_json::from_value(organization(None)).unwrap();
    desk.save_organization(&desk.actor().unwrap(), &form).unwrap().id.to_string()
}

#[test]
fn any_organization_is_kept_or_refused() {
    let window = Window::new();
    let some = every(100, city_hall);
    window.hammer(
        "save_organization",
        |desk| json!({ "form": organization(Some(&some(desk))) }),
        |desk, sent| {
            desk.save_organization(&desk.actor()?, &sent.get("form")?)?;
            Ok(())
        },
    );
    window.hammer(
        "retire_organization",
        |desk| json!({ "id": some(desk), "retired": true }),
        |desk, sent| {
            desk.retire_organization(&desk.actor()?, sent.get("id")?, sent.get("retired")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_file_of_organizations_is_taken_and_written_or_refused() {
    let mut window = Window::new();
    city_hall(window.desk());
    let folder = window.office.folder().to_owned();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (file, other, out) = (path("organizations.csv"), path("other.csv"), path("out.csv"));
    std::fs::write(&file, "name_en,level\nTax office,federal\n").unwrap();
    std::fs::write(&other, "a,b\r\n").unwrap();
    let store = path("home/moments.db");
    window.known.extend([path(""), other, store, "/dev/zero".into()]);
    window.hammer(
        "preview_directory",
        |_| json!({ "path": file }),
        |desk, sent| {
            desk.preview_directory(&desk.actor()?, &sent.get::<String>("path")?)?;
            Ok(())
        },
    );
    let previewed = anew(|desk| desk.preview_directory(&desk.actor().unwrap(), &file).unwrap().token);
    let token = |desk: &Desk| json!({ "token": previewed(desk) });
    window.hammer("import_directory", token, |desk, sent| {
        desk.import_directory(&desk.actor()?, &sent.get::<String>("token")?)?;
        Ok(())
    });
    window.hammer(
        "export_directory",
        |_| json!({ "path": out }),
        |desk, sent| {
            desk.export_directory(&desk.actor()?, &sent.get::<String>("path")?)?;
            Ok(())
        },
    );
}
