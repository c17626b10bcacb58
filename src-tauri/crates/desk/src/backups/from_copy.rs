//! An office is put back from a copy on a computer that has none: the disk is gone, the copy and the code are there.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, Result};
use crate::setup::StartState;
use moments_store::backup::{self, Backup};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{Holder, KeySlots, RecoveryCode};
use moments_store::recover;
use std::path::Path;

impl Desk {
    /// `folder`: a copy, a folder of copies, or a folder in which workstations have theirs; the newest sound one is taken that the code opens. `typed`: the
    /// recovery code of that office. Nothing is made where one of them is wrong.
    pub fn set_up_from_copy(&self, program: &str, folder: &Path, typed: &str) -> Result<StartState> {
        if self.store().is_ok() || self.home.database().exists() {
            return Err(ErrorCode::AlreadySetUp.into());
        }
        let code = RecoveryCode::parse(typed)?;
        let mut refused: ApiError = ErrorCode::NotFound.into();
        for copy in backup::find(folder)? {
            match self.go_on_from(program, &copy, &code) {
                Err(error)
                    if matches!(
                        error.code,
                        ErrorCode::WrongKey | ErrorCode::Damaged | ErrorCode::ForeignFile
                    ) =>
                {
                    // Of another workstation, or not sound any more: there may be one behind it.
                    refused = error;
                }
                done => return done,
            }
        }
        Err(refused)
    }

    fn go_on_from(&self, program: &str, copy: &Backup, code: &RecoveryCode) -> Result<StartState> {
        let slots = KeySlots::open(&copy.folder)?;
        let key = slots.unlock(&Holder::RecoveryCode(code))?;
        self.take_home(program)?;
        recover::prepare(&self.home, &key, copy)?;
        self.set_slots_aside()?;
        slots.copy_to(self.home.folder())?;
        let now = self.store_now();
        self.is_put_back(recover::restore(&self.home, &key, machine_fingerprint(), now, copy)?)?;
        self.remember(&key)?;
        self.log("set up from a copy");
        Ok(self.start(program))
    }
}
