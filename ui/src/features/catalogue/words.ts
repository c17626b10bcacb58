/** Words for what the catalogue's records and the inventory's files say in codes. A code of a newer version has a general word. */
import { m, type Message } from '@/i18n';

type Rule = { name: Message; why: Message };

/** The table of `core/catalogue/relationship.rs`. */
const rules: Record<string, Rule> = {
  protection_asked_for: { name: m.catalogue_rule_protection_asked_for, why: m.catalogue_rule_protection_asked_for_why },
  penalty_or_intervention: { name: m.catalogue_rule_penalty_or_intervention, why: m.catalogue_rule_penalty_or_intervention_why },
  rules_for_society: { name: m.catalogue_rule_rules_for_society, why: m.catalogue_rule_rules_for_society_why },
  regulatory_transaction: { name: m.catalogue_rule_regulatory_transaction, why: m.catalogue_rule_regulatory_transaction_why },
  permission: { name: m.catalogue_rule_permission, why: m.catalogue_rule_permission_why },
  rules_for_clients: { name: m.catalogue_rule_rules_for_clients, why: m.catalogue_rule_rules_for_clients_why },
  asked_for: { name: m.catalogue_rule_asked_for, why: m.catalogue_rule_asked_for_why },
  unknown_type: { name: m.catalogue_rule_unknown_type, why: m.catalogue_rule_unknown_type_why },
  starter: { name: m.catalogue_rule_starter, why: m.catalogue_rule_starter_why },
};
const otherRule: Rule = { name: m.catalogue_rule_other, why: m.catalogue_rule_other_why };
export const ruleWords = (id: string): Rule => rules[id] ?? otherRule;

const word = (words: Record<string, Message>, code: string) => words[code]?.() ?? code;

const sources: Record<string, Message> = { official: m.catalogue_source_official, starter: m.catalogue_source_starter, own: m.catalogue_source_own };
export const sourceWord = (code: string) => word(sources, code);

const statuses: Record<string, Message> = { active: m.catalogue_status_active, withdrawn: m.catalogue_status_withdrawn, retired: m.catalogue_status_retired };
export const statusWord = (code: string) => word(statuses, code);

const channels: Record<string, Message> = {
  PERSON: m.catalogue_channel_person,
  TEL: m.catalogue_channel_tel,
  ONL: m.catalogue_channel_onl,
  EML: m.catalogue_channel_eml,
  POST: m.catalogue_channel_post,
  FAX: m.catalogue_channel_fax,
  OTH: m.catalogue_channel_oth,
};
export const standardChannelWord = (code: string) => word(channels, code);

const measures: Record<string, Message> = { wait: m.catalogue_measures_wait, handling: m.catalogue_measures_handling, unknown: m.catalogue_measures_unknown };
export const measuresWord = (code: string) => word(measures, code);

const refusals: Record<string, Message> = {
  wrong_cell_count: m.catalogue_refused_wrong_cell_count,
  missing: m.catalogue_refused_missing,
  too_long: m.catalogue_refused_too_long,
  bad_id: m.catalogue_refused_bad_id,
  bad_fiscal_year: m.catalogue_refused_bad_fiscal_year,
  bad_code: m.catalogue_refused_bad_code,
  bad_number: m.catalogue_refused_bad_number,
  repeated: m.catalogue_refused_repeated,
};
export const refusalWord = (code: string) => (refusals[code] ?? m.catalogue_refused_other)();

const changes: Record<string, Message> = { new: m.catalogue_change_new, changed: m.catalogue_change_changed, withdrawn: m.catalogue_change_withdrawn };
export const changeWord = (code: string) => word(changes, code);

/** The fields that an import may change; several fields of a record are one thing to a reader. */
const fields: Record<string, Message> = {
  name_en: m.catalogue_field_name_en,
  name_fr: m.catalogue_field_name_fr,
  description_en: m.catalogue_field_description_en,
  description_fr: m.catalogue_field_description_fr,
  text_en: m.catalogue_field_text_en,
  text_fr: m.catalogue_field_text_fr,
  fiscal_year: m.catalogue_fiscal_year,
  status: m.catalogue_status,
  source: m.catalogue_source,
  types: m.catalogue_field_types,
  type: m.catalogue_field_types,
  recipient: m.catalogue_field_recipient,
  scope: m.catalogue_field_scope,
  client_target_groups: m.catalogue_field_target_groups,
  channels: m.catalogue_field_channels,
  channel: m.catalogue_field_channels,
  owner_org: m.catalogue_owner,
  owner_title_en: m.catalogue_owner,
  owner_title_fr: m.catalogue_owner,
  fee: m.catalogue_field_fee,
  uri_en: m.catalogue_field_address,
  uri_fr: m.catalogue_field_address,
  applications_in_person: m.catalogue_field_volumes,
  applications_total: m.catalogue_field_volumes,
  volume_meeting_target: m.catalogue_field_volumes,
  total_volume: m.catalogue_field_volumes,
  target: m.catalogue_target,
  performance: m.catalogue_field_performance,
  target_met: m.catalogue_field_performance,
  relationship: m.catalogue_relationship,
  relationship_state: m.catalogue_relationship,
  relationship_rule: m.catalogue_field_rule,
  relationship_reason_en: m.catalogue_field_rule,
  relationship_reason_fr: m.catalogue_field_rule,
  often_needed_next: m.catalogue_next,
  implied_standing: m.catalogue_standing,
  life_event: m.catalogue_life_event,
  proposed_threshold_minutes: m.catalogue_threshold,
  threshold_applies_to: m.catalogue_threshold,
  threshold_state: m.catalogue_threshold,
};

/** Each once, in the order given. */
export function fieldWords(codes: readonly string[]): string[] {
  return [...new Set(codes.map((code) => word(fields, code)))];
}
