//! Who works in the demonstration's office, and who can sign in with what.

use crate::output::{self, counted};
use crate::trouble::Trouble;
use moments_desk::sign_in::StaffForm;
use moments_desk::words::Role;
use moments_desk::{Actor, Desk};

/// Of everybody in an office that `demo` made. It is printed, and protects nothing.
pub const PIN: &str = "river-stone";
const SHORT_PIN: &str = "2580";
pub const ADMINISTRATOR: &str = "Ruth Campbell";

struct Person {
    name: &'static str,
    language: &'static str,
    supervisor: bool,
}

const fn person(name: &'static str, language: &'static str, supervisor: bool) -> Person {
    Person { name, language, supervisor }
}

/// Invented names. The first few work every day, the last help when it is busy.
const PEOPLE: [Person; 7] = [
    person("Amélie Tremblay", "fr", false),
    person("Daniel Okafor", "en", false),
    person("Mei Chow", "en", false),
    person("Jean-Marc Gauthier", "fr", false),
    person("Priya Raman", "en", false),
    person("Thomas Pike", "en", false),
    person("Louise Bergeron", "fr", true),
];

/// The name of whoever supervises.
pub fn supervisor() -> &'static str {
    PEOPLE.iter().find(|p| p.supervisor).map_or(ADMINISTRATOR, |p| p.name)
}

/// Somebody who serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clerk {
    pub name: &'static str,
    pub french: bool,
}

pub fn clerks() -> Vec<Clerk> {
    PEOPLE.iter().map(|p| Clerk { name: p.name, french: p.language == "fr" }).collect()
}

/// Makes those who are not there yet. In an office that was there before, Moments issues their PINs: one that stands in
/// this program would be a way in.
pub fn hire(desk: &Desk, actor: &Actor, made_here: bool) -> Result<Vec<String>, Trouble> {
    let known: Vec<String> = desk.staff(actor)?.into_iter().map(|s| s.name).collect();
    let mut told = Vec::new();
    for person in PEOPLE.iter().filter(|p| !known.iter().any(|name| name == p.name)) {
        let mut roles = vec![Role::Counter];
        roles.extend(person.supervisor.then_some(Role::Supervisor));
        let form = StaffForm {
            id: None,
            name: person.name.into(),
            roles: roles.clone(),
            active: true,
            pin: made_here.then(|| PIN.into()),
            issue_pin: false,
            language: Some(person.language.into()),
        };
        let saved = desk.save_staff(actor, &form)?;
        if made_here {
            let own = desk.prove_staff(saved.staff.id, PIN)?;
            desk.set_short_pin(&own, SHORT_PIN)?;
        }
        let pin = saved.issued_pin.as_deref().unwrap_or(PIN);
        told.push(format!("  {:<20} {:<14} {pin}", person.name, words(&roles)));
    }
    Ok(told)
}

/// Says who can sign in with what.
pub fn tell(hired: &[String], made_here: bool) -> Result<(), Trouble> {
    if hired.is_empty() {
        return Ok(());
    }
    if made_here {
        output::line(format_args!("Sign in with a name and the PIN {PIN}; the short PIN is {SHORT_PIN}."))?;
        output::line(format_args!("  {ADMINISTRATOR:<20} {:<14} {PIN}", "administrator"))?;
    } else {
        let people = counted(hired.len() as u64, "person was added", "people were added");
        output::line(format_args!("{people}. Their PINs are shown this once:"))?;
    }
    hired.iter().try_for_each(output::line)
}

fn words(roles: &[Role]) -> &'static str {
    if roles.contains(&Role::Supervisor) { "supervisor" } else { "counter" }
}
