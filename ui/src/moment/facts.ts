/** All that is recorded of a moment, in words. What is not recorded and has no default is left out. */
import type { LineForm, LineItem, MomentForm, MomentView } from '@/api';
import { inLocale, m } from '@/i18n';
import { duration, list, time } from '@/shared/format';
import { originWord, ratingStateWord, timeSourceWord } from '@/shared/words';
import { nameOfEnd } from './ends';
import { fieldOf } from './fields';
import type { Services } from './form';
import { clientIn, type Terms } from './item';

export type Fact = { name: string; value: string; /** Takes a line of its own. */ long?: boolean };
export type LineFacts = { name: string; quantity: number; facts: Fact[] };

/** A field's path and value, as the journal has them. */
type Pair = [path: string, value: unknown];

export function factsOf({ item, form }: MomentView, services: Services, terms: Terms): Fact[] {
  const { language, wait, came_from, sent_to } = form;
  return [
    { name: m.moment_field_time(), value: timesOf(item) },
    ...inWords([['held_seconds', item.held_seconds || null]], terms),
    ...inWords([['channel', marked(form.channel, item.channel)]], terms),
    // Lines say theirs; that they differ is said of the whole.
    ...(item.client === 'mixed' ? [{ name: m.moment_relationship(), value: clientIn(terms, item.client) }] : []),
    ...(item.origin === 'live' ? [] : [{ name: m.moment_field_origin(), value: originWord[item.origin]() }]),
    { name: m.moment_field_workstation(), value: item.workstation },
    ...inWords(
      [
        ['language/active_offer', language?.active_offer == null ? null : language.active_offer ? 'yes' : 'no'],
        ['language/requested', language?.requested],
        ['language/provided', marked(language?.provided, item.language_provided)],
        ['language/interpreter', language?.interpreter],
        ['wait/band', wait?.band === 'unknown' ? null : wait?.band],
        ['wait/arrived_at', wait?.arrived_at],
        ['contact', form.contact],
        ['barriers', form.barriers],
        ['came_from/name', came_from && nameOfEnd(came_from)],
        ['came_from/level', came_from?.level],
        ['sent_to/name', sent_to && nameOfEnd(sent_to)],
        ['sent_to/level', sent_to?.level],
        ['sent_to/kind', sent_to?.kind],
        ['feedback', form.feedback],
        ['life_event', form.life_event],
        ['standing/value', form.standing?.value],
        ['standing/source', form.standing?.source],
        ['party_size', form.party_size],
        ['acting_for_other', form.acting_for_other],
      ],
      terms,
    ),
    ...offersOf(form, services),
    ...(item.kind === 'moment' ? [{ name: m.moment_field_rating(), value: ratingStateWord[item.rating_state]() }] : []),
    ...inWords([['invitation/withdrawn', form.withdrawn]], terms),
    ...(item.note_erased ? [{ name: m.moment_note(), value: m.moment_erased() }] : inWords([['note', form.note]], terms).map((note) => ({ ...note, long: true }))),
  ];
}

export function linesOf({ item, form }: MomentView, terms: Terms): LineFacts[] {
  return item.lines.map((line) => {
    const said = form.services?.find((each) => each.line === line.line);
    return { name: inLocale({ en: line.name_en, fr: line.name_fr }), quantity: line.quantity, facts: inWords(pairsOf(line, said), terms) };
  });
}

function pairsOf(line: LineItem, said: LineForm | undefined): Pair[] {
  const ofLine: Pair[] = [
    ['relationship', [line.relationship, line.relationship_by]],
    ['outcome', [line.outcome, line.outcome_by]],
    ['stage', line.stage && [line.stage, line.stage_by]],
    ['interests', said?.interests],
    ['decision_explained', said?.decision_explained],
    ['recourse_told', said?.recourse_told],
  ];
  return ofLine.map(([path, value]) => [`lines/${line.line}/${path}`, value]);
}

function inWords(pairs: Pair[], terms: Terms): Fact[] {
  return pairs.flatMap(([path, value]) => {
    const field = fieldOf(path);
    const isThere = value != null && value !== '' && !(Array.isArray(value) && value.length === 0);
    return field && isThere ? [{ name: field.name(), value: field.value(value, terms) }] : [];
  });
}

/** What staff recorded, or what stands by default. */
function marked<Value>(recorded: Value | null | undefined, now: Value): [Value, 'default' | 'staff'] {
  return recorded == null ? [now, 'default'] : [recorded, 'staff'];
}

function timesOf(item: MomentView['item']): string {
  if (!item.started_at) return m.moment_none();
  const source = timeSourceWord[item.time_source]();
  if (!item.finished_at) return m.moment_time_began({ start: time(item.started_at), source });
  const seconds = (Date.parse(item.finished_at) - Date.parse(item.started_at)) / 1000;
  return m.moment_time_span({ start: time(item.started_at), end: time(item.finished_at), took: duration(seconds), source });
}

function offersOf(form: MomentForm, services: Services): Fact[] {
  const offers = Object.entries(form.offers ?? {}).map(([key, answer]) => {
    const service = services.get(key);
    const name = service ? inLocale({ en: service.name_en, fr: service.name_fr }) : m.moment_service();
    return m.moment_recorded({ name, value: fieldOf(`offers/${key}`)?.value(answer, 'counter') ?? '' });
  });
  return offers.length > 0 ? [{ name: m.moment_field_offer(), value: list(offers) }] : [];
}
