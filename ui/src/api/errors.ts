/**
 * The one place where an error becomes words. The desk sends a code and never prose; a code that has no words of its own
 * gets the general ones, which are still true: nothing is shown as saved that was not.
 */
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';

export type ApiError = { code: string; field: string | null; data: unknown };

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
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    const field = 'field' in thrown && typeof thrown.field === 'string' ? thrown.field : null;
    return { code: thrown.code, field, data: 'data' in thrown ? thrown.data : null };
  }
  return { code: 'unexpected', field: null, data: null };
}

type Words = { what: () => string; safe?: () => string; todo?: () => string };

const nothingChanged = m.error_safe_nothing_changed;

const wordsOf: Record<string, Words> = {
  not_signed_in: { what: m.error_not_signed_in, safe: m.error_safe_draft, todo: m.error_do_sign_in },
  permission_denied: { what: m.error_permission_denied, safe: nothingChanged, todo: m.error_do_ask_supervisor },
  wrong_pin: { what: m.error_wrong_pin, safe: nothingChanged, todo: m.error_do_try_pin_again },
  locked_out: { what: m.error_locked_out, safe: m.error_safe_draft, todo: m.error_do_wait_or_ask },
  invalid: { what: m.error_invalid, safe: m.error_safe_draft, todo: m.error_do_correct_field },
  too_long: { what: m.error_too_long, safe: m.error_safe_draft, todo: m.error_do_shorten },
  personal_information: { what: m.error_personal_information, safe: m.error_safe_draft, todo: m.error_do_mask },
  not_found: { what: m.error_not_found, safe: nothingChanged, todo: m.error_do_refresh },
  conflict: { what: m.error_conflict, safe: m.error_safe_both_kept, todo: m.error_do_refresh },
  newer_version: { what: m.error_newer_version, safe: m.error_safe_kept_as_is, todo: m.error_do_upgrade },
  read_only: { what: m.error_read_only, safe: nothingChanged, todo: m.error_do_ask_administrator },
  busy: { what: m.error_busy, safe: m.error_safe_draft, todo: m.error_do_try_again },
  disk_full: { what: m.error_disk_full, safe: m.error_safe_saved_before, todo: m.error_do_free_space },
  storage: { what: m.error_storage, safe: m.error_safe_saved_before, todo: m.error_do_restart },
  unreadable_file: { what: m.error_unreadable_file, safe: nothingChanged, todo: m.error_do_choose_other_file },
  token_expired: { what: m.error_token_expired, safe: nothingChanged, todo: m.error_do_nothing },
};

export function errorWords(thrown: unknown): ErrorWords {
  const words = wordsOf[asApiError(thrown).code];
  return {
    what: (words?.what ?? m.error_unexpected)(),
    safe: (words?.safe ?? m.error_safe_saved_before)(),
    todo: (words?.todo ?? m.error_do_try_again)(),
  };
}

/** The short form under a field, where the error names that field. */
export function fieldError(thrown: unknown, field: string): string | undefined {
  const error = asApiError(thrown);
  if (error.field !== field) return undefined;
  const { what, todo } = errorWords(error);
  return `${what} ${todo}`;
}
