/**
 * The fields of a record in words: what the journal's path of each is called on the screen, and what its value says.
 * Paths and values are those of `core/src/moment`, flattened: a value that may be a default is `[value, by]`.
 */
import { m, type Message } from '@/i18n';
import { dateTime, duration, list, number } from '@/shared/format';
import { languageName } from '@/shared/languages';
import {
  barrierWord, channelWord, contactWord, feedbackWord, interestWord, interpreterWord, levelWord, lifeEventWord, offerAnswerWord, outcomeWord,
  referralKindWord, stageWord, standingWord, timeSourceWord, voidReasonWord, waitBandWord, withdrawReasonWord, type Relationship,
} from '@/shared/words';
import { codeOf } from './cases.svelte';
import { relationshipIn, type Terms } from './item';

type InWords = (value: unknown, terms: Terms) => string;
export type Field = { name: Message; value: InWords };

const word = (of: Record<string, Message>): InWords => (value) => of[String(value)]?.() ?? String(value);
const said = (inner: InWords): InWords => (value, terms) => {
  const [what, by] = Array.isArray(value) ? (value as unknown[]) : [value];
  return by === 'default' ? m.moment_by_default({ value: inner(what, terms) }) : inner(what, terms);
};
const several = (of: Record<string, Message>): InWords => (value) => list((Array.isArray(value) ? value : [value]).map((each) => of[String(each)]?.() ?? String(each)));
const text: InWords = (value) => String(value);
const count: InWords = (value) => number(Number(value));
const moment: InWords = (value) => dateTime(String(value));
const language: InWords = (value) => languageName(String(value));
const yesNo = word({ true: m.moment_yes, false: m.moment_no });

/** Of the moment. */
const fields: Record<string, Field> = {
  started_at: { name: m.moment_field_started, value: moment },
  finished_at: { name: m.moment_field_finished, value: moment },
  held_seconds: { name: m.moment_field_held, value: (seconds) => duration(Number(seconds)) },
  time_source: { name: m.moment_field_time_source, value: word(timeSourceWord) },
  channel: { name: m.moment_field_channel, value: said(word(channelWord)) },
  'wait/arrived_at': { name: m.moment_ticket_time, value: moment },
  'wait/band': { name: m.moment_wait, value: word(waitBandWord) },
  'language/active_offer': { name: m.moment_active_offer, value: word({ yes: m.moment_field_offer_made, no: m.moment_offer_not_made, not_recorded: m.moment_none }) },
  'language/requested': { name: m.moment_language, value: said(language) },
  'language/provided': { name: m.moment_language_provided, value: said(language) },
  'language/interpreter': { name: m.moment_interpreter, value: said(word(interpreterWord)) },
  contact: { name: m.moment_contact, value: said(word(contactWord)) },
  barriers: { name: m.moment_field_barriers, value: several(barrierWord) },
  'came_from/name': { name: m.moment_field_came_from, value: text },
  'came_from/level': { name: m.moment_came_from_level, value: word(levelWord) },
  'came_from/kind': { name: m.moment_referral_kind, value: word(referralKindWord) },
  'sent_to/name': { name: m.moment_sent_to, value: text },
  'sent_to/level': { name: m.moment_level, value: word(levelWord) },
  'sent_to/kind': { name: m.moment_referral_kind, value: word(referralKindWord) },
  life_event: { name: m.moment_field_life_event, value: word(lifeEventWord) },
  feedback: { name: m.moment_feedback, value: several(feedbackWord) },
  'standing/value': { name: m.moment_field_standing, value: word(standingWord) },
  'standing/source': { name: m.moment_field_standing_source, value: word({ implied_by_service: m.moment_standing_implied, said_unasked: m.moment_standing_said }) },
  party_size: { name: m.moment_field_party_size, value: count },
  acting_for_other: { name: m.moment_field_acting_for_other, value: yesNo },
  case: { name: m.cases_part, value: (id) => codeOf(String(id)) },
  'invitation/withdrawn': { name: m.moment_field_withdrawn, value: word(withdrawReasonWord) },
  voided: { name: m.moment_field_voided, value: word(voidReasonWord) },
  note: { name: m.moment_note, value: text },
  note_flagged: { name: m.moment_note_flag, value: yesNo },
};

/** Of a service line: what follows `lines/<line>/`. */
const lineFields: Record<string, Field> = {
  quantity: { name: m.moment_quantity, value: count },
  relationship: { name: m.moment_relationship, value: said((value, terms) => relationshipIn(terms, value as Relationship)) },
  outcome: { name: m.moment_outcome, value: said(word(outcomeWord)) },
  stage: { name: m.moment_field_stage, value: (value, terms) => said(word(stageWord))(Array.isArray(value) ? value : [value, 'default'], terms) },
  interests: { name: m.moment_field_interests, value: several(interestWord) },
  decision_explained: { name: m.moment_decision_explained, value: yesNo },
  recourse_told: { name: m.moment_recourse_told, value: yesNo },
};

const offer: Field = { name: m.moment_field_offer, value: word(offerAnswerWord) };

export function fieldOf(path: string): Field | undefined {
  if (path.startsWith('offers/')) return offer;
  const ofLine = /^lines\/[^/]+\/(.+)$/.exec(path)?.[1];
  return ofLine === undefined ? fields[path] : lineFields[ofLine];
}

/** Kept for order, names and statistics; a person changes none of them by themselves. */
export function isBehindTheScenes(path: string): boolean {
  return /^lines\/[^/]+\/(?:position|service|name_en|name_fr|standard(?:\/.+)?)$/.test(path) || /^(?:sent_to|came_from)\/(?:organization|name_fr)$/.test(path);
}
