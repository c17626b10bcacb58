//! The desk: the open store, who is signed in, the clock; and the one way in which a verb reads and writes.

use crate::acts::Refusals;
use crate::backups::Care;
use crate::catalogue::Previewed;
use crate::directory::PreviewedDirectory;
use crate::error::{ApiError, ErrorCode, Result};
use crate::exchange::Exchanging;
use crate::keys::NewKeyWork;
use crate::moments::ClientScreenMode;
use crate::past_log::PastLog;
use crate::sign_in::{PinFor, Sessions};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use moments_core::entities::{Office, Workstation, entity};
use moments_core::entry::{Author, EntityRef};
use moments_core::ids::{OfficeId, StaffId, WorkstationId};
use moments_core::words::Role;
use moments_store::home::{Home, HomeLock};
use moments_store::keys::RecoveryCode;
use moments_store::{Now, Reader, Store, StoreError, WriteTx};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The time now. Passed in, so that a test can say what time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How long it has been since some fixed point, by the monotonic clock: nobody sets it forward or back. Passed in like
/// [`Clock`].
pub type Steady = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Called with the entities that a verb changed.
pub type OnChange = Box<dyn Fn(&BTreeSet<EntityRef>) + Send + Sync>;

/// Where the data key may be found besides the recovery code.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// A key file, for a trial or the command line.
    pub key_file: Option<PathBuf>,
    /// Never ask the computer's keystore (the command line, tests).
    pub no_keystore: bool,
}

/// How long verbs that are under way may take to end, where the store is to be taken away.
const PATIENCE: Duration = Duration::from_secs(10);

/// Names a key file, unless the command line does.
const KEY_FILE_VARIABLE: &str = "MOMENTS_KEY_FILE";

impl Keys {
    /// The key file that the environment names; an empty variable is as good as none.
    pub fn file_of_environment() -> Option<PathBuf> {
        std::env::var_os(KEY_FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
    }
}

/// All that the windows can ask for.
pub struct Desk {
    pub(crate) home: Home,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) steady: Steady,
    /// Which start of the app this is: a draft of another one was recovered.
    pub(crate) run: Uuid,
    pub(crate) store: RwLock<Option<Arc<Store>>>,
    pub(crate) home_lock: Mutex<Option<HomeLock>>,
    pub(crate) sessions: Mutex<Sessions>,
    /// Held while a PIN is proven.
    pub(crate) proving: Mutex<()>,
    pub(crate) refusals: Mutex<Refusals>,
    pub(crate) previewed: Mutex<Option<Previewed>>,
    pub(crate) previewed_directory: Mutex<Option<PreviewedDirectory>>,
    pub(crate) past_log: PastLog,
    pub(crate) client_screen: Mutex<ClientScreenMode>,
    pub(crate) curtain: Mutex<bool>,
    /// The number of the tally sheet that was last shown: what is saved is what was seen.
    pub(crate) sheet_shown: Mutex<String>,
    /// A new recovery code that was shown and opens nothing yet.
    pub(crate) pending_code: Mutex<Option<RecoveryCode>>,
    pub(crate) new_key: NewKeyWork,
    /// Held while a line is added to the log.
    pub(crate) logging: Mutex<()>,
    pub(crate) care: Care,
    pub(crate) exchanging: Exchanging,
    /// When the store was opened, and when the newest entry was written that was there then; in milliseconds.
    newest_when_opened: Mutex<(i64, Option<i64>)>,
    place: RwLock<Option<Arc<Place>>>,
    on_change: RwLock<Option<OnChange>>,
}

/// Where the desk stands: the office, its time zone, this workstation.
#[derive(Debug, Clone)]
pub struct Place {
    pub office_id: OfficeId,
    pub office: Office,
    pub zone: Tz,
    pub workstation_id: WorkstationId,
    pub workstation: Workstation,
}

impl Place {
    /// A moment's instant in the office's time.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let offset = self.zone.offset_from_utc_datetime(&at.naive_utc()).fix();
        at.with_timezone(&offset)
    }

    /// The day at the office, which begins and ends by the office's own clock.
    pub fn office_day(&self, at: &DateTime<FixedOffset>) -> NaiveDate {
        self.local(at.to_utc()).date_naive()
    }

    /// The instant of a day and a time by the office's own clock: the first of two where the clock goes back, none where
    /// it leaps over that time.
    pub fn at(&self, day: NaiveDate, time: NaiveTime) -> Option<DateTime<FixedOffset>> {
        self.zone.from_local_datetime(&day.and_time(time)).earliest().map(|at| at.fixed_offset())
    }

    /// The default of a moment's language.
    pub fn first_language(&self) -> String {
        self.office.languages.first().cloned().unwrap_or_else(|| "en".into())
    }
}

/// Who acts, with what rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub author: Author,
    /// What the actor may do now.
    pub roles: BTreeSet<Role>,
    /// Roles that the person has, and that rest until they give the full PIN again.
    pub resting: BTreeSet<Role>,
    pub proven: Proven,
}

/// When the actor's PIN was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// When the person signed in at the window: that may be hours ago.
    AtSignIn,
    /// For this act, within the last minute.
    For(PinFor),
    /// For this very verb, as at the command line.
    Now,
}

impl Actor {
    /// The command line without a person: by the key file or the recovery code, audited.
    pub fn cli() -> Self {
        let roles = Role::ALL.iter().copied().collect();
        Self { author: Author::Cli, roles, resting: BTreeSet::new(), proven: Proven::Now }
    }

    pub fn staff(&self) -> Option<StaffId> {
        self.author.staff()
    }

    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// # Errors
    /// `PinNeeded` where the person has the role and it rests; else `NotPermitted`, with the role that it takes.
    pub fn require(&self, role: Role) -> Result<()> {
        if self.is(role) {
            Ok(())
        } else if self.resting.contains(&role) {
            Err(PinFor::Rights.needed())
        } else {
            Err(ApiError::new(ErrorCode::NotPermitted).with("role", role))
        }
    }

    /// For everybody who works here.
    ///
    /// # Errors
    /// As in [`Self::require`].
    pub fn require_any(&self) -> Result<()> {
        self.require(Role::Counter)
            .or_else(|_| self.require(Role::Supervisor))
            .or_else(|_| self.require(Role::Administrator))
    }
}

/// The system's monotonic clock, from now on.
fn monotonic() -> Steady {
    let start = Instant::now();
    Arc::new(move || start.elapsed())
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// A desk over a home; nothing is opened yet.
    pub fn new(home: Home, keys: Keys, clock: Clock) -> Self {
        let run = moments_store::random().map(Uuid::from_bytes).unwrap_or_default();
        Self {
            home,
            keys,
            clock,
            steady: monotonic(),
            run,
            store: RwLock::new(None),
            home_lock: Mutex::new(None),
            sessions: Mutex::new(Sessions::default()),
            proving: Mutex::new(()),
            refusals: Mutex::new(Refusals::default()),
            previewed: Mutex::new(None),
            previewed_directory: Mutex::new(None),
            past_log: PastLog::default(),
            client_screen: Mutex::new(ClientScreenMode::SecondScreen),
            curtain: Mutex::new(false),
            sheet_shown: Mutex::new(String::new()),
            pending_code: Mutex::new(None),
            new_key: NewKeyWork::default(),
            logging: Mutex::new(()),
            care: Care::default(),
            exchanging: Exchanging::default(),
            newest_when_opened: Mutex::default(),
            place: RwLock::new(None),
            on_change: RwLock::new(None),
        }
    }

    /// The same desk by another monotonic clock, so that a test can let time pass.
    pub fn timed_by(self, steady: Steady) -> Self {
        Self { steady, ..self }
    }

    /// The system's clock.
    pub fn system_clock() -> Clock {
        Arc::new(Utc::now)
    }

    /// Called after each commit with the entities that it changed; the windows then read again.
    pub fn on_change(&self, call: OnChange) {
        *self.on_change.write().unwrap_or_else(PoisonError::into_inner) = Some(call);
    }

    pub(crate) fn opened(&self, store: Store) -> Result<()> {
        let newest = store.read::<_, StoreError>(|r| r.newest_entry_ms())?;
        *locked(&self.newest_when_opened) = (self.store_now().utc_ms, newest);
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(store));
        self.refresh_place()
    }

    pub(crate) fn store(&self) -> Result<Arc<Store>> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner).clone();
        // While the records get a new key they are closed.
        let busy = self.new_key.is_running();
        store.ok_or_else(|| if busy { ErrorCode::Busy } else { ErrorCode::NotSetUp }.into())
    }

    /// Takes the store away once no verb uses it any more. Verbs that begin meanwhile find none.
    ///
    /// # Errors
    /// `Busy` where one goes on using it: then it is where it was.
    pub(crate) fn take_store(&self) -> Result<Store> {
        let taken = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        alone(taken.ok_or(ErrorCode::NotSetUp)?).map_err(|store| {
            self.put_store(store);
            ErrorCode::Busy.into()
        })
    }

    pub(crate) fn put_store(&self, store: Arc<Store>) {
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = Some(store);
    }

    /// Where the desk stands.
    pub fn place(&self) -> Result<Arc<Place>> {
        let place = self.place.read().unwrap_or_else(PoisonError::into_inner).clone();
        place.ok_or_else(|| ErrorCode::NotSetUp.into())
    }

    pub(crate) fn refresh_place(&self) -> Result<()> {
        let store = self.store()?;
        let identity = store.identity();
        let place = store.read(|r| {
            let office = r.office(&identity.office)?.unwrap_or_default();
            Ok::<_, ApiError>(Place {
                office_id: identity.office,
                zone: office.time_zone.parse().unwrap_or(Tz::UTC),
                office,
                workstation_id: identity.workstation,
                workstation: r.workstation(&identity.workstation)?.unwrap_or_default(),
            })
        })?;
        *self.place.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(place));
        Ok(())
    }

    /// The time now, in the office's time once there is an office.
    pub(crate) fn now(&self) -> DateTime<FixedOffset> {
        let now = (self.clock)();
        self.place().map_or_else(|_| now.fixed_offset(), |place| place.local(now))
    }

    pub(crate) fn today(&self) -> String {
        self.now().date_naive().to_string()
    }

    pub(crate) fn store_now(&self) -> Now {
        let now = self.now();
        let minutes = now.offset().local_minus_utc() / 60;
        Now { utc_ms: now.timestamp_millis(), offset_minutes: i16::try_from(minutes).unwrap_or(0) }
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.store()?.read(f).inspect_err(|error| self.care.heard(error))
    }

    /// The one way to write: one transaction, after which the windows learn what changed.
    pub(crate) fn write<T>(&self, f: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        let written = self.store()?.write(self.store_now(), f);
        let (value, changed) = written.inspect_err(|error| {
            self.care.heard(error);
            self.log_failure("not written", error);
        })?;
        self.announce(&changed)?;
        Ok(value)
    }

    /// Whatever stands on what changed is read again, here and in the windows.
    pub(crate) fn announce(&self, changed: &BTreeSet<EntityRef>) -> Result<()> {
        if changed.iter().any(|e| matches!(e.kind(), entity::OFFICE | entity::WORKSTATION)) {
            self.refresh_place()?;
        }
        if let Some(call) = self.on_change.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            call(changed);
        }
        Ok(())
    }

    /// As [`Self::write`], for what no window shows: none is told.
    pub(crate) fn write_unheard<T>(&self, f: impl FnOnce(&mut WriteTx<'_>) -> Result<T>) -> Result<T> {
        let written = self.store()?.write(self.store_now(), f);
        Ok(written.inspect_err(|error| self.log_failure("not written", error))?.0)
    }

    pub(crate) fn newest_when_opened(&self) -> (i64, Option<i64>) {
        *locked(&self.newest_when_opened)
    }

    /// The file of preferences, which may be lost.
    pub fn settings_file(&self) -> PathBuf {
        self.home.settings()
    }

    /// The IANA time zones that an office may choose.
    pub fn time_zones(&self) -> Vec<String> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect()
    }

    /// How a client answers at this workstation.
    pub fn set_client_screen(&self, mode: ClientScreenMode) {
        *locked(&self.client_screen) = mode;
    }

    /// Lets go of a store that is damaged, and leaves its files as they are.
    pub(crate) fn abandon(&self) {
        let store = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        *self.place.write().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(store) = store.and_then(Arc::into_inner) {
            store.abandon();
        }
    }

    /// Closes the store, as it is.
    pub(crate) fn let_go(&self) {
        let store = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(store) = store.and_then(Arc::into_inner) {
            store.close();
        }
        *locked(&self.home_lock) = None;
    }
}

/// The store once no verb uses it any more; else as it was.
pub(crate) fn alone(mut store: Arc<Store>) -> std::result::Result<Store, Arc<Store>> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Arc::try_unwrap(store) {
            Ok(store) => return Ok(store),
            Err(shared) if Instant::now() >= until => return Err(shared),
            Err(shared) => store = shared,
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::DiskFull => ErrorCode::DiskFull,
            StoreError::ReadOnly => ErrorCode::HomeReadOnly,
            StoreError::Busy => ErrorCode::Busy,
            StoreError::Damaged => ErrorCode::Damaged,
            StoreError::Foreign => ErrorCode::ForeignFile,
            StoreError::Newer { .. } => ErrorCode::NewerVersion,
            StoreError::Fork => ErrorCode::Conflict,
            StoreError::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            StoreError::Io(_) | StoreError::Sqlite(_) => ErrorCode::StorageFailed,
            StoreError::Stopped => ErrorCode::Stopped,
            StoreError::Library
            | StoreError::Pragma(_)
            | StoreError::Entry(_)
            | StoreError::Json(_)
            | StoreError::Facts(_)
            | StoreError::Random
            | StoreError::Derivation => ErrorCode::Internal,
        };
        // The store's own words hold no path, SQL or text of a client.
        Self::new(code).with("detail", error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(_: serde_json::Error) -> Self {
        ErrorCode::Internal.into()
    }
}
