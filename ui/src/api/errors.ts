/**
 * The one place where an error becomes words. The desk sends a code and never prose; a code without words does not
 * compile, and what is no code of the desk's gets the general ones, which are still true.
 */
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import type { ApiError_Serialize, ErrorCode } from './bindings';

export type ApiError = ApiError_Serialize;

/** An ApiError that is thrown, so that a view catches failures in one place. */
export class ApiFailure extends Error {
  readonly api: ApiError;
  constructor(api: ApiError) {
    super(api.code);
    this.api = api;
  }
}

export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiFailure) return thrown.api;
  if (isApiError(thrown)) return thrown;
  return { code: 'internal', field: null, data: {} };
}

function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' && thrown.code in wordsOf;
}

type Words = { what: () => string; safe: () => string; todo: () => string };

const wordsOf: Record<ErrorCode, Words> = {
  not_set_up: { what: m.error_not_set_up, safe: m.error_safe_nothing_changed, todo: m.error_do_restart },
  already_set_up: { what: m.error_already_set_up, safe: m.error_safe_saved_before, todo: m.error_do_restart },
  home_in_use: { what: m.error_home_in_use, safe: m.error_safe_saved_before, todo: m.error_do_use_other_window },
  home_missing: { what: m.error_home_missing, safe: m.error_safe_nothing_changed, todo: m.error_do_look_for_home },
  home_read_only: { what: m.error_home_read_only, safe: m.error_safe_saved_before, todo: m.error_do_ask_administrator },
  home_on_network: { what: m.error_home_on_network, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_local },
  key_needed: { what: m.error_key_needed, safe: m.error_safe_saved_before, todo: m.error_do_recovery_code },
  key_slots_missing: { what: m.error_key_slots_missing, safe: m.error_safe_records_untouched, todo: m.error_do_bring_key_slots_back },
  wrong_key: { what: m.error_wrong_key, safe: m.error_safe_saved_before, todo: m.error_do_recovery_code },
  keystore_unavailable: { what: m.error_keystore_unavailable, safe: m.error_safe_saved_before, todo: m.error_do_recovery_code },
  newer_version: { what: m.error_newer_version, safe: m.error_safe_kept_as_is, todo: m.error_do_upgrade },
  foreign_file: { what: m.error_foreign_file, safe: m.error_safe_nothing_changed, todo: m.error_do_ask_administrator },
  damaged: { what: m.error_damaged, safe: m.error_safe_records_untouched, todo: m.error_do_wait_for_copy },
  copy_unusable: { what: m.error_copy_unusable, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_copy },
  disk_full: { what: m.error_disk_full, safe: m.error_safe_saved_before, todo: m.error_do_free_space },
  storage_failed: { what: m.error_storage, safe: m.error_safe_saved_before, todo: m.error_do_restart },
  busy: { what: m.error_busy, safe: m.error_safe_draft, todo: m.error_do_try_again },
  not_signed_in: { what: m.error_not_signed_in, safe: m.error_safe_draft, todo: m.error_do_sign_in },
  locked: { what: m.error_locked, safe: m.error_safe_draft, todo: m.error_do_sign_in },
  not_permitted: { what: m.error_permission_denied, safe: m.error_safe_nothing_changed, todo: m.error_do_ask_supervisor },
  wrong_pin: { what: m.error_wrong_pin, safe: m.error_safe_nothing_changed, todo: m.error_do_try_pin_again },
  locked_out: { what: m.error_locked_out, safe: m.error_safe_draft, todo: m.error_do_wait_or_ask },
  pin_too_weak: { what: m.error_pin_too_weak, safe: m.error_safe_nothing_changed, todo: m.error_do_stronger_pin },
  passphrase_too_weak: { what: m.error_passphrase_too_weak, safe: m.error_safe_nothing_changed, todo: m.error_do_longer_passphrase },
  last_key: { what: m.error_last_key, safe: m.error_safe_nothing_changed, todo: m.error_do_add_key_first },
  code_not_read_back: { what: m.error_code_not_read_back, safe: m.error_safe_nothing_changed, todo: m.error_do_read_code_again },
  stopped: { what: m.error_stopped, safe: m.error_safe_nothing_changed, todo: m.error_do_try_again },
  pin_needed: { what: m.error_pin_needed, safe: m.error_safe_draft, todo: m.error_do_give_pin },
  two_needed: { what: m.error_two_needed, safe: m.error_safe_nothing_changed, todo: m.error_do_two_or_code },
  invalid: { what: m.error_invalid, safe: m.error_safe_draft, todo: m.error_do_correct_field },
  not_found: { what: m.error_not_found, safe: m.error_safe_nothing_changed, todo: m.error_do_refresh },
  case_code: { what: m.error_case_code, safe: m.error_safe_nothing_changed, todo: m.error_do_code_again },
  case_closed: { what: m.error_case_closed, safe: m.error_safe_nothing_changed, todo: m.error_do_reopen_case },
  follow_up_closed: { what: m.error_follow_up_closed, safe: m.error_safe_nothing_changed, todo: m.error_do_reopen_follow_up },
  conflict: { what: m.error_conflict, safe: m.error_safe_both_kept, todo: m.error_do_refresh },
  already_voided: { what: m.error_already_voided, safe: m.error_safe_nothing_changed, todo: m.error_do_refresh },
  too_late: { what: m.error_too_late, safe: m.error_safe_nothing_changed, todo: m.error_do_ask_supervisor },
  token_expired: { what: m.error_token_expired, safe: m.error_safe_nothing_changed, todo: m.error_do_nothing },
  own_card: { what: m.error_own_card, safe: m.error_safe_nothing_changed, todo: m.error_do_leave_to_colleague },
  card_entered: { what: m.error_card_entered, safe: m.error_safe_nothing_changed, todo: m.error_do_next_card },
  not_an_inventory: { what: m.error_not_an_inventory, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  not_a_directory: { what: m.error_not_a_directory, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  not_a_log: { what: m.error_not_a_log, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  not_a_join_file: { what: m.error_not_a_join_file, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  file_too_large: { what: m.error_file_too_large, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  file_unreadable: { what: m.error_unreadable_file, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_file },
  file_unwritable: { what: m.error_unwritable_file, safe: m.error_safe_nothing_changed, todo: m.error_do_choose_other_place },
  preview_outdated: { what: m.error_preview_outdated, safe: m.error_safe_nothing_changed, todo: m.error_do_preview_again },
  internal: { what: m.error_unexpected, safe: m.error_safe_saved_before, todo: m.error_do_try_again },
};

/** What the desk found wrong with a field, in `data.problem`. */
const problemOf: Record<string, () => string> = {
  missing: m.error_problem_missing,
  unknown: m.error_problem_unknown,
  out_of_range: m.error_problem_out_of_range,
  too_long: m.error_problem_too_long,
  too_many: m.error_problem_too_many,
  ends_before_start: m.error_problem_ends_before_start,
  not_together: m.error_problem_not_together,
  must_be_masked: m.error_problem_must_be_masked,
};

export function errorWords(thrown: unknown): ErrorWords {
  const { code, data } = asApiError(thrown);
  const { what, safe, todo } = wordsOf[code];
  const problem = problemOf[data?.problem ?? ''];
  return { what: (code === 'invalid' && problem ? problem : what)(), safe: safe(), todo: todo() };
}

/** The short form under a field, where the error names that field. */
export function fieldError(thrown: unknown, field: string): string | undefined {
  const error = asApiError(thrown);
  if (error.field !== field) return undefined;
  const { what, todo } = errorWords(error);
  return error.code === 'invalid' ? what : `${what} ${todo}`;
}
