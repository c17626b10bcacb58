import { describe, expect, test } from 'vitest';
import type { HistoryItem, LineItem, MomentItem } from '@/api';
import { setLocale } from '@/i18n';
import { historyInWords } from './history';

const line = (id: string, name: string): LineItem => ({
  line: id, service: name, name_en: name, name_fr: `${name} (fr)`, quantity: 1,
  relationship: 'voluntary', relationship_by: 'default', outcome: 'served', outcome_by: 'default', stage: null,
});
const item = (...lines: LineItem[]): MomentItem => ({
  id: 'a7', short_no: 'A7', office_day: '2026-11-24', started_at: '2026-11-24T10:05:00-05:00', finished_at: null, kind: 'moment', origin: 'live',
  time_source: 'live', channel: 'in_person', lines, client: 'voluntary', outcome: 'served', language_provided: 'en', rating_state: 'not_invited',
  note: null, note_erased: false, voided: null, amended: true, conflict: false, read_only: false, own: true, workstation: 'Counter 2',
});
const entry = (kind: string, changes: Record<string, [unknown, unknown]>, some: Partial<HistoryItem> = {}): HistoryItem => ({
  entry: Math.random().toString(), kind, at: '2026-11-24T10:20:00-05:00', author: null, by_me: true, reason: null, erased: false,
  changes: Object.entries(changes).map(([field, [before, after]]) => ({
    field, before: before === null ? null : JSON.stringify(before), after: after === null ? null : JSON.stringify(after),
  })),
  ...some,
});
const recorded = entry('moment_recorded', {});

/** As a line of text each: "Outcome: Served → Referred". */
function check(history: HistoryItem[], of: MomentItem, expected: string[], terms: 'counter' | 'review' = 'counter') {
  const said = historyInWords(history, of, terms).flatMap(({ changes }) =>
    changes.map(({ name, before, after }) => `${name}: ${[before, after].filter((each) => each !== undefined).join(' → ')}`),
  );
  expect(said).toEqual(expected);
}

describe('a change reads as staff would say it', () => {
  test('what stood by default says so', () => {
    check([recorded, entry('moment_amended', { 'lines/1/outcome': [['served', 'default'], ['referred', 'staff']] })], item(line('1', 'Passport')), ['Outcome: Served (by default) → Referred']);
  });
  test('in French too', () => {
    setLocale('fr');
    check([recorded, entry('moment_amended', { barriers: [null, ['cost', 'distance']], channel: [['in_person', 'default'], ['phone', 'staff']] })], item(line('1', 'Passport')), [
      'Obstacles: rien de consigné → Coût et Distance',
      'Mode de prestation: En personne (par défaut) → Téléphone',
    ]);
  });
  test('the relationship has the words of the screen it is on', () => {
    const history = [recorded, entry('moment_amended', { 'lines/1/relationship': [['voluntary', 'default'], ['involuntary_obligation', 'staff']] })];
    check(history, item(line('1', 'Passport')), ['By choice or required: By choice (by default) → Required']);
    check(history, item(line('1', 'Passport')), ['By choice or required: Voluntary client (by default) → Involuntary client: own obligation'], 'review');
  });
  test('with several services, which one', () => {
    check([recorded, entry('moment_amended', { 'lines/2/quantity': [1, 3] })], item(line('1', 'Passport'), line('2', 'Photo')), ['Quantity (Photo): 1 → 3']);
  });
});

describe('a service', () => {
  const came = { 'lines/2/service': [null, 'photo'], 'lines/2/name_en': [null, 'Photo'], 'lines/2/position': [null, 2], 'lines/2/quantity': [null, 1], 'lines/2/outcome': [null, ['referred', 'staff']] } as const;
  test('that was added is named once, with what staff said of it', () => {
    check([recorded, entry('moment_amended', { ...came } as never)], item(line('1', 'Passport'), line('2', 'Photo')), ['Service added: Photo', 'Outcome (Photo): Referred']);
  });
  test('that was removed is only named', () => {
    const went = Object.fromEntries(Object.entries(came).map(([field, [, after]]) => [field, [after, null]]));
    check([recorded, entry('moment_amended', went as never)], item(line('1', 'Passport')), ['Service removed: Photo']);
  });
});

describe('what was erased', () => {
  test('is never called empty', () => {
    check([{ ...recorded, erased: true }, entry('moment_amended', { note: [null, 'Came back'] })], item(line('1', 'Passport')), ['Note: erased → Came back']);
  });
  test('and what was not there is not called erased', () => {
    check([recorded, entry('moment_amended', { note: [null, 'Came back'] })], item(line('1', 'Passport')), ['Note: nothing recorded → Came back']);
    check([{ ...recorded, erased: true }, entry('moment_amended', { note: [null, 'One'] }), entry('moment_amended', { note: ['One', 'Two'] })], item(line('1', 'Passport')), ['Note: erased → One', 'Note: One → Two']);
  });
});

test('a field of a newer version is not shown, and said to be there', () => {
  check([recorded, entry('moment_amended', { smell_of_coffee: [null, true] })], item(line('1', 'Passport')), ['Something that this version does not show: ']);
});
