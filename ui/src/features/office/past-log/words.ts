/** What the columns of a past log may be, what the words of a closed set are, and why rows are refused: each with its words. */
import type { LogField, LogRefused } from '@/api';
import { m, type Message } from '@/i18n';
import { barrierWord, BARRIERS, CHANNELS, channelWord, contactWord, CONTACTS, OUTCOMES, outcomeWord, RELATIONSHIPS, relationshipWord, WAIT_BANDS, waitBandWord } from '@/shared/words';

export const FIELDS: readonly LogField[] = [
  'date', 'time', 'date_time', 'service', 'quantity', 'relationship', 'outcome', 'channel', 'language', 'contact', 'wait', 'barrier', 'note', 'external_id', 'ticket',
];

export const fieldWord: Record<LogField, Message> = {
  date: m.past_log_field_date,
  time: m.past_log_field_time,
  date_time: m.past_log_field_date_time,
  service: m.past_log_field_service,
  quantity: m.past_log_field_quantity,
  relationship: m.past_log_field_relationship,
  outcome: m.past_log_field_outcome,
  channel: m.past_log_field_channel,
  language: m.past_log_field_language,
  contact: m.past_log_field_contact,
  wait: m.past_log_field_wait,
  barrier: m.past_log_field_barrier,
  note: m.past_log_field_note,
  external_id: m.past_log_field_external_id,
  ticket: m.past_log_field_ticket,
};

export const reasonWord: Record<LogRefused, Message> = {
  missing: m.past_log_reason_missing,
  unreadable: m.past_log_reason_unreadable,
  impossible: m.past_log_reason_impossible,
  future: m.past_log_reason_future,
  unknown_word: m.past_log_reason_unknown_word,
  unknown_service: m.past_log_reason_unknown_service,
  ambiguous_service: m.past_log_reason_ambiguous_service,
  out_of_range: m.past_log_reason_out_of_range,
  too_long: m.past_log_reason_too_long,
  must_be_masked: m.past_log_reason_must_be_masked,
  formula_error: m.past_log_reason_formula_error,
  too_many_cells: m.past_log_reason_too_many_cells,
  cut_short: m.past_log_reason_cut_short,
  conflict: m.past_log_reason_conflict,
};

export const REASONS = Object.keys(reasonWord) as LogRefused[];

type Meaning = { value: string; label: string };

/** What a word of a field can mean; services are the caller's to say. */
export function meanings(field: LogField): Meaning[] {
  const of = <Value extends string>(values: readonly Value[], word: Record<Value, Message>) => values.map((value) => ({ value, label: word[value]() }));
  switch (field) {
    case 'relationship':
      return of(RELATIONSHIPS, relationshipWord);
    case 'outcome':
      return of(OUTCOMES, outcomeWord);
    case 'channel':
      return of(CHANNELS, channelWord);
    case 'contact':
      return of(CONTACTS, contactWord);
    case 'wait':
      return of(WAIT_BANDS, waitBandWord);
    case 'barrier':
      return of(BARRIERS, barrierWord);
    case 'language':
      return [{ value: 'en', label: m.past_log_english() }, { value: 'fr', label: m.past_log_french() }, { value: 'iu', label: 'ᐃᓄᒃᑎᑐᑦ' }];
    default:
      return [];
  }
}
