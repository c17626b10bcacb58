//! What the windows may ask for: each command unpacks, calls the desk on a thread of its own, and maps nothing.
//!
//! A command is listed three times, and tests compare: here, in `commands.txt` (which windows may be granted it), and in
//! a capability (which window is).

mod backups;
mod cases;
mod catalogue;
mod catch_up;
mod client;
mod counter;
mod directory;
mod documents;
mod exchange;
mod follow_ups;
mod keys;
mod office;
mod past_log;
mod people;
mod privacy;
mod review;
mod start;

use crate::SharedDesk;
use moments_desk::{Desk, ErrorCode, Result};
use tauri::{AppHandle, Manager, Wry};
use tauri_specta::collect_commands;

/// The commands and their types, for the handler and for the interface's generated bindings.
pub fn bindings() -> tauri_specta::Builder<Wry> {
    tauri_specta::Builder::<Wry>::new().commands(collect_commands![
        start::app_state,
        start::save_preferences,
        start::set_up,
        start::unlock,
        start::staff_to_sign_in,
        start::sign_in,
        start::lock_counter,
        start::lock_when_idle,
        start::sign_out,
        start::close_app,
        start::set_short_pin,
        people::give_pin,
        people::rights_left,
        people::change_pin,
        people::reset_pin,
        people::reset_pin_with_code,
        people::acts,
        start::time_zones,
        backups::backups,
        backups::back_up_now,
        backups::choose_second_folder,
        backups::no_second_folder,
        backups::restore_copy,
        backups::recovery_read,
        backups::set_up_from_copy,
        exchange::handing_over,
        exchange::sticks,
        exchange::write_stick,
        exchange::read_stick,
        exchange::read_first_stick,
        exchange::stick_progress,
        exchange::stop_stick,
        exchange::invite_workstation,
        exchange::rename_workstation,
        exchange::retire_workstation,
        exchange::join_office,
        exchange::save_recovery_kit,
        exchange::take_recovery_kit,
        exchange::save_office_card,
        exchange::choose_centre,
        counter::counter,
        counter::open_moment,
        counter::change_open_moment,
        counter::park_moment,
        counter::discard_moment,
        counter::save_moment,
        counter::quick_enquiry,
        counter::undo,
        counter::check_text,
        counter::mask_text,
        counter::moment,
        counter::amend,
        counter::void_moment,
        counter::restore_moment,
        counter::my_day,
        counter::search,
        counter::rate_for_client,
        counter::moment_by_card,
        counter::find_cards,
        counter::enter_card,
        counter::withdraw_invitation,
        catch_up::tally_sheets,
        catch_up::open_tally_sheet,
        catch_up::tally_sheet,
        catch_up::enter_row,
        catch_up::take_row_back,
        catch_up::put_sheet_away,
        client::hand_over,
        client::curtain,
        client::client_answer,
        client::news,
        review::review_day,
        review::review_moments,
        review::trend,
        review::sign_offs,
        review::sign_off_day,
        review::day_context,
        review::set_day_context,
        cases::open_case,
        cases::change_case,
        cases::take_case,
        cases::hand_over_case,
        cases::close_case,
        cases::reopen_case,
        cases::link_moment,
        cases::find_case,
        cases::case,
        cases::my_cases,
        cases::due_cases,
        cases::open_cases,
        cases::lost_slip,
        cases::case_ageing,
        follow_ups::follow_ups,
        follow_ups::follow_ups_of_day,
        follow_ups::follow_up,
        follow_ups::acknowledge_follow_up,
        follow_ups::take_follow_up,
        follow_ups::assign_follow_up,
        follow_ups::set_follow_up_due,
        follow_ups::act_on_follow_up,
        follow_ups::close_follow_up,
        follow_ups::reopen_follow_up,
        follow_ups::word_follow_up,
        follow_ups::open_author,
        follow_ups::my_openings,
        follow_ups::reply_to_follow_up,
        catalogue::services,
        catalogue::service,
        catalogue::save_service,
        catalogue::retire_service,
        catalogue::confirm_relationships,
        catalogue::quick_list,
        catalogue::save_quick_list,
        catalogue::choose_files,
        catalogue::preview_import,
        catalogue::import_catalogue,
        directory::directory,
        directory::save_organization,
        directory::retire_organization,
        directory::start_directory,
        directory::preview_directory,
        directory::import_directory,
        directory::choose_place,
        directory::export_directory,
        past_log::choose_log_file,
        past_log::open_past_log,
        past_log::choose_log_sheet,
        past_log::preview_past_log,
        past_log::import_past_log,
        past_log::past_log_progress,
        past_log::stop_past_log,
        past_log::save_refused_rows,
        past_log::close_past_log,
        office::office,
        office::save_office,
        office::staff,
        office::save_staff,
        keys::key_holders,
        keys::new_recovery_code,
        keys::keep_recovery_code,
        keys::set_passphrase,
        keys::renew_keystore,
        keys::remove_key_holder,
        keys::give_new_key,
        keys::new_key_progress,
        keys::stop_new_key,
        keys::remove_old_copies,
        privacy::redaction_preview,
        privacy::redact,
        privacy::retention,
        privacy::retention_preview,
        privacy::keep_longer,
        privacy::confirm_date,
        documents::document,
        documents::save_document,
        documents::save_export,
        documents::print_document,
    ])
}

/// Runs a verb of the desk on a thread that may wait for the disk.
async fn on_desk<T: Send + 'static>(
    app: &AppHandle,
    verb: impl FnOnce(&Desk) -> Result<T> + Send + 'static,
) -> Result<T> {
    let desk = app.state::<SharedDesk>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || desk.asked(verb)).await.map_err(|_| ErrorCode::Internal)?
}
