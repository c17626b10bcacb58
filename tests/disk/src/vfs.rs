//! The table of functions that SQLite reaches its files through, before the system's own.
//!
//! The only unsafe code of the project. What makes it sound: a [`File`] lies in memory that SQLite gave, in the size that
//! was asked for (`szOsFile`), with the system's own file directly behind it; SQLite calls no function of a file before
//! `xOpen` or after `xClose`; and every pointer that comes in goes on unchanged to the system's function.
#![allow(unsafe_code, reason = "SQLite calls these as C functions")]

use crate::{Event, Op, State};
use rusqlite::ffi;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;
use std::sync::{Arc, Once};

/// An open file: ours, then the system's.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    /// Whose it is; none: passed through.
    state: *const State,
    /// Its name in the folder; owned, like `state`, from open to close.
    name: *mut String,
    real: *mut ffi::sqlite3_file,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // 2: with shared memory, and without mapped pages, which would pass us by.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Puts it before the system's, once a process.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's own default stays for ever; the copy of it is leaked and stays too. Functions that are not
        // replaced do not look at the table that they are called with.
        unsafe {
            let real = ffi::sqlite3_vfs_find(ptr::null());
            if real.is_null() {
                return;
            }
            let mut vfs = *real;
            vfs.szOsFile += size_of::<File>() as c_int;
            vfs.pNext = ptr::null_mut();
            vfs.zName = c"moments-test-disk".as_ptr();
            vfs.pAppData = real.cast();
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 1);
        }
    });
}

/// The state and the name that a path belongs to.
///
/// # Safety
/// `path` is null or a C string.
unsafe fn owner(path: *const c_char) -> Option<(Arc<State>, String)> {
    if path.is_null() {
        return None;
    }
    // SAFETY: not null, so a C string by the contract.
    let bytes = unsafe { CStr::from_ptr(path) }.to_bytes();
    #[cfg(unix)]
    let path = Path::new(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes));
    #[cfg(not(unix))]
    let path = Path::new(OsStr::new(std::str::from_utf8(bytes).ok()?));
    // By its path in the folder: a copy of a file has the same name.
    let state = State::of(path)?;
    let name = path.strip_prefix(state.folder()).ok()?.to_str()?.to_owned();
    Some((state, name))
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives memory of `szOsFile` bytes, its own table, and a path or null.
    unsafe {
        let real_vfs = (*vfs).pAppData.cast::<ffi::sqlite3_vfs>();
        let ours = file.cast::<File>();
        (*ours).base.pMethods = ptr::null();
        let real = ours.add(1).cast::<ffi::sqlite3_file>();
        (*real).pMethods = ptr::null();
        let owner = owner(path);
        if let Some(code) = owner.as_ref().and_then(|(state, _)| state.ask(Op::Open)) {
            return code;
        }
        let was_there = !path.is_null() && Path::new(&*CStr::from_ptr(path).to_string_lossy()).exists();
        let Some(open) = (*real_vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = open(real_vfs, path, real, flags, out_flags);
        if code != ffi::SQLITE_OK {
            if let Some(close) = (*real).pMethods.as_ref().and_then(|methods| methods.xClose) {
                close(real);
            }
            return code;
        }
        (*ours).real = real;
        (*ours).state = ptr::null();
        (*ours).name = ptr::null_mut();
        if let Some((state, name)) = owner {
            if !was_there {
                state.tell(|| Event::Create { file: name.clone() });
            }
            (*ours).state = Arc::into_raw(state);
            (*ours).name = Box::into_raw(Box::new(name));
        }
        (*ours).base.pMethods = &raw const METHODS;
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, path: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: SQLite gives its own table and a path.
    unsafe {
        let owner = owner(path);
        if let Some(code) = owner.as_ref().and_then(|(state, _)| state.ask(Op::Delete)) {
            return code;
        }
        let real_vfs = (*vfs).pAppData.cast::<ffi::sqlite3_vfs>();
        let Some(delete) = (*real_vfs).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let code = delete(real_vfs, path, sync_dir);
        if let (ffi::SQLITE_OK, Some((state, file))) = (code, owner) {
            let synced = sync_dir != 0 && !state.lies();
            state.tell(|| Event::Delete { file, synced });
        }
        code
    }
}

/// What an open file is to us.
struct Opened<'a> {
    real: *mut ffi::sqlite3_file,
    methods: &'a ffi::sqlite3_io_methods,
    state: Option<&'a State>,
    name: &'a str,
}

/// # Safety
/// `file` was opened by [`open`] and is not closed.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> Opened<'a> {
    // SAFETY: by the contract it is a whole `File`, whose pointers are valid until it is closed.
    unsafe {
        let ours = &*file.cast::<File>();
        Opened {
            real: ours.real,
            methods: &*(*ours.real).pMethods,
            state: ours.state.as_ref(),
            name: ours.name.as_ref().map_or("", String::as_str),
        }
    }
}

impl Opened<'_> {
    fn ask(&self, op: Op) -> Option<i32> {
        self.state.and_then(|state| state.ask(op))
    }

    fn size(&self) -> u64 {
        let mut size = 0;
        // SAFETY: an open file of the system's, and a place for the number.
        let code = unsafe { self.methods.xFileSize.map(|call| call(self.real, &raw mut size)) };
        if code == Some(ffi::SQLITE_OK) { u64::try_from(size).unwrap_or(0) } else { 0 }
    }
}

/// Passes a call on to the system's function, after asking whether it is to fail.
macro_rules! pass_on {
    ($name:ident, $method:ident, $op:expr, ($($arg:ident: $kind:ty),*)) => {
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $arg: $kind)*) -> c_int {
            // SAFETY: SQLite calls this on an open file; the arguments go on as they came.
            unsafe {
                let file = opened(file);
                let op: Option<Op> = $op;
                if let Some(code) = op.and_then(|op| file.ask(op)) {
                    return code;
                }
                file.methods.$method.map_or(ffi::SQLITE_IOERR, |call| call(file.real $(, $arg)*))
            }
        }
    };
}

pass_on!(file_size, xFileSize, Some(Op::Size), (size: *mut i64));
pass_on!(lock, xLock, Some(Op::Lock), (level: c_int));
pass_on!(unlock, xUnlock, None, (level: c_int));
pass_on!(check_reserved_lock, xCheckReservedLock, None, (held: *mut c_int));
pass_on!(file_control, xFileControl, None, (what: c_int, value: *mut c_void));
pass_on!(sector_size, xSectorSize, None, ());
pass_on!(device_characteristics, xDeviceCharacteristics, None, ());
pass_on!(shm_map, xShmMap, Some(Op::ShmMap), (page: c_int, size: c_int, extend: c_int, at: *mut *mut c_void));
pass_on!(shm_unmap, xShmUnmap, None, (delete: c_int));

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite calls this once on an open file; what `open` gave away is taken back here.
    unsafe {
        let Opened { real, methods, .. } = opened(file);
        let code = methods.xClose.map_or(ffi::SQLITE_IOERR, |call| call(real));
        let ours = file.cast::<File>();
        if !(*ours).state.is_null() {
            drop(Arc::from_raw((*ours).state));
            drop(Box::from_raw((*ours).name));
        }
        (*ours).base.pMethods = ptr::null();
        code
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: as in `pass_on`; SQLite gives room for `amount` bytes.
    unsafe {
        let file = opened(file);
        if let Some(code) = file.ask(Op::Read) {
            return code;
        }
        file.methods.xRead.map_or(ffi::SQLITE_IOERR, |call| call(file.real, into, amount, at))
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: as in `pass_on`; SQLite gives `amount` readable bytes.
    unsafe {
        let file = opened(file);
        let Some(call) = file.methods.xWrite else { return ffi::SQLITE_IOERR };
        let (start, length) = (u64::try_from(at).unwrap_or(0), usize::try_from(amount).unwrap_or(0));
        let data = std::slice::from_raw_parts(from.cast::<u8>(), length);
        let tell = |data: &[u8]| {
            if let Some(state) = file.state {
                let (name, at) = (file.name.to_owned(), usize::try_from(start).unwrap_or(0));
                state.tell(|| Event::Write { file: name, at, data: data.to_vec() });
            }
        };
        if let Some(code) = file.ask(Op::Write) {
            // What fails may have got half-way.
            let half = length / 1024 * 512;
            if half > 0 && code != ffi::SQLITE_READONLY {
                call(file.real, from, half as c_int, at);
                tell(data.get(..half).unwrap_or_default());
            }
            return code;
        }
        if let Some(state) = file.state {
            let growth = (start + length as u64).saturating_sub(file.size());
            if !state.has_room_for(growth) {
                return ffi::SQLITE_FULL;
            }
        }
        let code = call(file.real, from, amount, at);
        if code == ffi::SQLITE_OK {
            tell(data);
        }
        code
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: as in `pass_on`.
    unsafe {
        let file = opened(file);
        if let Some(code) = file.ask(Op::Truncate) {
            return code;
        }
        let code = file.methods.xTruncate.map_or(ffi::SQLITE_IOERR, |call| call(file.real, size));
        if let (ffi::SQLITE_OK, Some(state)) = (code, file.state) {
            let size = usize::try_from(size).unwrap_or(0);
            state.tell(|| Event::Truncate { file: file.name.to_owned(), size });
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as in `pass_on`.
    unsafe {
        let file = opened(file);
        if let Some(code) = file.ask(Op::Sync) {
            return code;
        }
        let code = file.methods.xSync.map_or(ffi::SQLITE_IOERR, |call| call(file.real, flags));
        if let (ffi::SQLITE_OK, Some(state)) = (code, file.state.filter(|state| !state.lies())) {
            state.tell(|| Event::Sync { file: file.name.to_owned() });
        }
        code
    }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    // SAFETY: as in `pass_on`.
    unsafe {
        let file = opened(file);
        // Letting go can't fail.
        if flags & ffi::SQLITE_SHM_LOCK != 0
            && let Some(code) = file.ask(Op::ShmLock)
        {
            return code;
        }
        file.methods.xShmLock.map_or(ffi::SQLITE_IOERR, |call| call(file.real, offset, n, flags))
    }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as in `pass_on`.
    unsafe {
        let file = opened(file);
        if let Some(call) = file.methods.xShmBarrier {
            call(file.real);
        }
    }
}
