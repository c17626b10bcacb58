/** A sentence for every act. One that the desk knows and this does not name doesn't compile. */
import type { ActItem, ActKind, Action } from '@/api';
import { m, type Message } from '@/i18n';
import { duration, list, longDate, number } from '@/shared/format';
import { roleWord, ROLES } from '@/shared/words';

export const kindWord: Record<ActKind, Message> = {
  sign_ins: m.acts_kind_sign_ins,
  refusals: m.acts_kind_refusals,
  pins: m.acts_kind_pins,
  people: m.acts_kind_people,
  exports: m.acts_kind_exports,
  authors: m.acts_kind_authors,
  office: m.acts_kind_office,
  copies: m.acts_kind_copies,
  keys: m.acts_kind_keys,
  privacy: m.acts_kind_privacy,
  command_line: m.acts_kind_command_line,
};
export const KINDS = Object.keys(kindWord) as ActKind[];

type Says = (act: ActItem) => string;

const by = ({ by: author }: ActItem): string =>
  author.who === 'person' ? author.name || m.acts_nobody() : author.who === 'command_line' ? m.acts_command_line_name() : m.acts_app_name();
const who = ({ subject }: ActItem): string => subject || m.acts_nobody();

/** How often it was refused in a row. */
function times({ detail }: ActItem): { count: number; shown: string } {
  const count = Math.max(1, Number.parseInt(detail, 10) || 1);
  return { count, shown: number(count) };
}

export const sentences: Record<Action, Says> = {
  signed_in: (act) => m.acts_signed_in({ by: by(act) }),
  signed_out: (act) => m.acts_signed_out({ by: by(act) }),
  rights_renewed: (act) => m.acts_rights_renewed({ by: by(act) }),
  sign_in_refused: (act) => m.acts_sign_in_refused({ who: who(act), ...times(act) }),
  pin_refused: (act) => m.acts_pin_refused({ who: who(act), ...times(act) }),
  locked_out: (act) => m.acts_locked_out({ who: who(act), duration: duration(Number(act.detail) || 0) }),
  not_permitted: notPermitted,
  code_refused: (act) => m.acts_code_refused({ who: who(act), ...times(act) }),
  pin_changed: (act) => m.acts_pin_changed({ by: by(act) }),
  short_pin_set: (act) => m.acts_short_pin_set({ by: by(act) }),
  pin_issued: (act) => m.acts_pin_issued({ by: by(act), who: who(act) }),
  pin_reset: (act) => m.acts_pin_reset({ by: by(act), who: who(act), second: act.detail || m.acts_nobody() }),
  pin_reset_with_code: (act) => m.acts_pin_reset_with_code({ who: who(act) }),
  staff_added: (act) => m.acts_staff_added({ by: by(act), who: who(act) }),
  staff_changed: (act) => m.acts_staff_changed({ by: by(act), who: who(act), what: list(act.detail.split(' ').map(fieldWord)) }),
  exported,
  author_opened: (act) => m.acts_author_opened({ by: by(act) }),
  office_changed: (act) => m.acts_office_changed({ by: by(act) }),
  catalogue_imported: (act) => m.acts_catalogue_imported({ by: by(act) }),
  directory_imported: (act) => m.acts_directory_imported({ by: by(act) }),
  past_log_import_started: (act) => m.acts_past_log_import_started({ by: by(act) }),
  past_log_imported: (act) => m.acts_past_log_imported({ by: by(act) }),
  backed_up: (act) => m.acts_backed_up({ by: by(act) }),
  second_folder_set: (act) => m.acts_second_folder_set({ by: by(act) }),
  store_put_back: () => m.acts_store_put_back(),
  recovery_read: (act) => m.acts_recovery_read({ by: by(act) }),
  restore_asked: (act) => m.acts_restore_asked({ by: by(act), copy: act.subject }),
  passphrase_set: (act) => m.acts_passphrase_set({ by: by(act) }),
  passphrase_replaced: (act) => m.acts_passphrase_replaced({ by: by(act) }),
  passphrase_removed: (act) => m.acts_passphrase_removed({ by: by(act) }),
  key_file_removed: (act) => m.acts_key_file_removed({ by: by(act) }),
  keystore_removed: (act) => m.acts_keystore_removed({ by: by(act) }),
  keystore_renewed: (act) => m.acts_keystore_renewed({ by: by(act) }),
  recovery_code_replaced: (act) => m.acts_recovery_code_replaced({ by: by(act) }),
  old_copies_removed: (act) => m.acts_old_copies_removed({ by: by(act) }),
  new_key_begun: (act) => m.acts_new_key_begun({ by: by(act) }),
  new_key_in_force: (act) => m.acts_new_key_in_force({ by: by(act) }),
  workstation_invited: (act) => m.acts_workstation_invited({ by: by(act), name: act.detail }),
  workstation_joined: () => m.acts_workstation_joined(),
  workstation_retired: (act) => m.acts_workstation_retired({ by: by(act), name: act.detail }),
  workstation_renamed: (act) => m.acts_workstation_renamed({ by: by(act), name: act.detail }),
  kit_saved: (act) => m.acts_kit_saved({ by: by(act) }),
  kit_taken: (act) => m.acts_kit_taken({ by: by(act) }),
  centre_set: (act) => m.acts_centre_set({ by: by(act), name: act.subject }),
  redacted: (act) => m.acts_redacted({ by: by(act) }),
  retention_ran: () => m.acts_retention_ran(),
  confirmed_date: (act) => m.acts_confirmed_date({ by: by(act) }),
  command_line: (act) => m.acts_command_line({ verb: act.subject }),
};

export function sentence(act: ActItem): string {
  return act.action === null ? m.acts_newer() : sentences[act.action](act);
}

function notPermitted(act: ActItem): string {
  const role = ROLES.find((each) => each === act.subject);
  return role ? m.acts_not_permitted({ by: by(act), role: roleWord[role](), ...times(act) }) : m.acts_not_permitted_any({ by: by(act), ...times(act) });
}

function fieldWord(field: string): string {
  const words: Record<string, Message> = { name: m.acts_field_name, roles: m.acts_field_roles, active: m.acts_field_active, language: m.acts_field_language };
  return words[field]?.() ?? field;
}

function exported(act: ActItem): string {
  const [what, from = '', to = ''] = act.subject.split(' ');
  const about = { by: by(act), format: act.detail.toUpperCase() };
  if (what === 'day' && to === 'public') return m.acts_exported_day_public({ ...about, day: dayWord(from) });
  if (what === 'day') return m.acts_exported_day_internal({ ...about, day: dayWord(from) });
  if (what === 'standards') return m.acts_exported_standards({ ...about, years: `${from}–${Number(from) + 1}` });
  if (what === 'moments') return m.acts_exported_moments({ ...about, from: dayWord(from), to: dayWord(to) });
  if (what === 'you_said_we_did') return m.acts_exported_you_said_we_did({ ...about, from, to });
  return m.acts_exported_other(about);
}

function dayWord(day: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? longDate(day) : day;
}
