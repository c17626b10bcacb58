/** The words of erasures and of what is kept. */
import type { ErasureItem, GoingOn } from '@/api';
import { m, type Message } from '@/i18n';
import { roleWord } from '@/shared/words';

export type Scope = ErasureItem['scope'];
export type Why = ErasureItem['why'];
export type KeptPart = GoingOn['part'];

export const scopeWord: Record<Scope, Message> = {
  note: m.privacy_scope_note,
  comments: m.privacy_scope_comments,
  texts: m.privacy_scope_texts,
  everything: m.privacy_scope_everything,
};

export const WHYS = ['identifies_a_person', 'about_somebody_else', 'client_asked', 'law', 'mistake', 'other'] as const satisfies readonly Why[];
export const whyWord: Record<Why, Message> = {
  identifies_a_person: m.privacy_why_identifies,
  about_somebody_else: m.privacy_why_others,
  client_asked: m.privacy_why_asked,
  law: m.privacy_why_law,
  mistake: m.privacy_why_mistake,
  other: m.privacy_why_other,
};

export const partWord: Record<KeptPart, Message> = {
  texts: m.privacy_part_texts,
  records: m.privacy_part_records,
  audit: m.privacy_part_audit,
};

const fields: Record<string, Message> = {
  note: m.privacy_field_note,
  reason: m.privacy_field_reason,
  comment: m.privacy_field_comment,
  next_action: m.privacy_field_next_action,
  done: m.privacy_field_done,
  reply: m.privacy_field_reply,
};

/** Of a text that has no word of its own: the sheet's, or a newer one. */
export const fieldWord = (field: string): string => (fields[field] ?? m.privacy_field_other)();

/** "All free text, by a supervisor: it tells who a person is" */
export function erasureInWords(item: ErasureItem): string {
  const by = item.role ? roleWord[item.role]() : m.privacy_by_command_line();
  return m.privacy_erased_by({ what: scopeWord[item.scope](), role: by, why: whyWord[item.why]() });
}
