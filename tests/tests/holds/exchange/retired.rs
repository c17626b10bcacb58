//! What a retired workstation wrote: nobody but its writer seals an entry, until its writer is retired; then whoever has the office's
//! keys does.

use super::*;
use moments_bundle::certificate::CentreCard;
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Name, Reader, open};
use moments_core::ids::WorkstationId;
use moments_desk::moments::MomentForm;
use moments_desk::privacy::{RedactionForm, RedactionOf};
use moments_desk::review::ReviewFilter;
use moments_desk::words::{ErasureReason, ErasureScope};

/// A counter that served somebody, handed that over to another, and was lost.
struct Lost {
    one: TestOffice,
    two: TestOffice,
    stick: TempDir,
    id: WorkstationId,
    /// The moment, as its number says it.
    short_no: String,
    moment: moments_core::ids::MomentId,
}

impl Lost {
    fn new() -> Self {
        let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
        let two = one.colleague("Counter 2", stick.path()).unwrap();
        for counter in [&one, &two] {
            visit(counter, stick.path());
        }
        let note = MomentForm { note: Some("qzxlease".into()), ..two.usual() };
        let saved = two.serve("Noor", note).unwrap().item;
        visit(&two, stick.path());
        visit(&one, stick.path());
        let id = of(&stands(&one), "Counter 2").id;
        one.desk.retire_workstation(&one.actor("Ada"), &id.to_string()).unwrap();
        Self { one, two, stick, id, short_no: saved.short_no, moment: saved.id }
    }

    /// Its bundles in a folder.
    fn bundles(&self, folder: &Path, destination: Destination) -> Vec<PathBuf> {
        let of_it = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()?.parse::<Name>().ok());
            name.is_some_and(|name| (name.workstation, name.destination) == (self.id, destination))
        };
        bundles(folder).into_iter().filter(of_it).collect()
    }

    fn outbox(&self, destination: Destination) -> Vec<PathBuf> {
        self.bundles(&self.one.folder().join("home/outbox"), destination)
    }
}

/// Whose entries the figures hold, and whose they lack.
fn scope(counter: &TestOffice) -> (String, String) {
    let day = counter.desk.review_day(&counter.actor("Ada"), None, &ReviewFilter::default()).unwrap();
    let names = |all: Vec<String>| all.join(", ");
    (
        names(day.scope.workstations.into_iter().map(|w| w.label).collect()),
        names(day.scope.not_included.into_iter().map(|w| w.label).collect()),
    )
}

#[test]
fn it_comes_to_who_joins_later_and_until_then_the_figures_say_that_they_lack_it() {
    let lost = Lost::new();
    let Lost { one, stick, .. } = &lost;
    let three = one.colleague("Counter 3", stick.path()).unwrap();
    visit(one, stick.path());
    let place = fs::read_dir(stick.path().join("Moments")).unwrap().next().unwrap().unwrap().path();
    let carried = lost.bundles(&place.join("office"), Destination::Office);
    assert!(!carried.is_empty());
    carried.iter().for_each(|path| fs::remove_file(path).unwrap());
    visit(&three, stick.path());
    assert_eq!((scope(&three), served(&three)), (("Counter 1, Counter 3".into(), "Counter 2".into()), 0));
    visit(one, stick.path());
    assert_eq!(scope(one), ("Counter 1, Counter 2, Counter 3".into(), String::new()));
    visit(&three, stick.path());
    assert_eq!((scope(&three).1, served(&three), stands(&three).refused), (String::new(), 1, vec![]));
    // Everybody has said to have it: it lies in no outbox any more.
    three.serve("Ben", three.usual()).unwrap();
    visit(&three, stick.path());
    visit(one, stick.path());
    assert_eq!(lost.outbox(Destination::Office), Vec::<PathBuf>::new());
    agree(one, &three);
}

#[test]
fn the_centre_gets_what_was_taken_of_it_as_if_it_had_sealed_that_itself() {
    let lost = Lost::new();
    let (one, ada) = (&lost.one, lost.one.actor("Ada"));
    let centre = Keys::generate().unwrap();
    let card = CentreCard { name: "Ottawa".into(), keys: centre.public() };
    one.desk.set_centre(&ada, &serde_json::to_string(&card).unwrap()).unwrap();
    // What it writes after all is not taken, and goes nowhere.
    lost.two.serve("Noor", lost.two.usual()).unwrap();
    visit(&lost.two, lost.stick.path());
    visit(one, lost.stick.path());
    let card = serde_json::from_str(&one.desk.office_card(&ada).unwrap()).unwrap();
    let reader = Reader { keys: &centre, card: &card, destination: Destination::Centre };
    let sealed = lost.outbox(Destination::Centre);
    assert_eq!(sealed.len(), 1);
    let opened = open(&fs::read(&sealed[0]).unwrap(), &reader).unwrap();
    assert_eq!((opened.header.workstation, opened.header.from), (lost.id, 1));
    assert_eq!(opened.header.to, u64::from(of(&stands(one), "Counter 2").entries));
}

#[test]
fn what_was_erased_of_it_goes_from_the_bundles_as_well() {
    let lost = Lost::new();
    let Lost { one, stick, .. } = &lost;
    let three = one.colleague("Counter 3", stick.path()).unwrap();
    visit(one, stick.path());
    let form = RedactionForm {
        about: RedactionOf::Moment(lost.moment),
        scope: ErasureScope::Texts,
        why: ErasureReason::Identifies,
        reason: None,
        confirmation: lost.short_no.clone(),
    };
    one.desk.redact(&one.actor("Ada"), &form).unwrap();
    visit(one, stick.path());
    // Its words are in no file from which they could be taken: the moment comes, and they don't.
    let words = |counter: &TestOffice| counter.desk.search(&counter.actor("Ada"), "qzxlease").unwrap().len();
    three.desk.read_first_stick(stick.path()).unwrap();
    assert_eq!((served(&three), words(&three), words(one)), (1, 0, 0));
}
