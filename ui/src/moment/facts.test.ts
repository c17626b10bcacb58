import { afterEach, expect, test } from 'vitest';
import type { HistoryItem, MomentItem, MomentView } from '@/api';
import { setLocale } from '@/i18n';
import { factsOf } from './facts';
import { historyInWords } from './history';

afterEach(() => setLocale('en'));

const item: MomentItem = {
  id: '1', short_no: 'K1', office_day: '2026-11-24', started_at: '2026-11-24T14:05:00-05:00', finished_at: null, kind: 'moment', origin: 'live', time_source: 'live',
  channel: 'in_person', lines: [], client: null, outcome: 'referred', language_provided: 'en', rating_state: 'not_invited', note: null, note_erased: false,
  voided: null, amended: true, conflict: false, read_only: false, own: true, workstation: 'Counter 1',
} as unknown as MomentItem;

const viewOf = (form: object) => ({ item, form, history: [], can_amend: true, can_void: true }) as unknown as MomentView;
const said = (form: object) => factsOf(viewOf(form), new Map(), 'counter').map(({ name, value }) => `${name}: ${value}`);

const cityHall = { organization: 'c', name: 'City hall', name_fr: 'Hôtel de ville', level: 'municipal', kind: null };

test('both ends of the way are told in the reader’s language, with their level; a level alone is told too', () => {
  expect(said({ came_from: { organization: null, name: '', name_fr: null, level: 'federal', kind: null }, sent_to: { ...cityHall, kind: 'appointment_made' } })).toEqual(
    expect.arrayContaining(['Came from (level): Federal', 'Sent to: City hall', 'Level of government: Municipal', 'How: Appointment made']),
  );
  setLocale('fr');
  expect(said({ came_from: cityHall })).toEqual(expect.arrayContaining(['Vient de: Hôtel de ville', 'Vient de (ordre): Municipal']));
});

test('the history tells the French name to who reads French, and a name that came without one as it is', () => {
  const change = (field: string, before: unknown, after: unknown) => ({ field, before: JSON.stringify(before), after: JSON.stringify(after) });
  const entry = {
    entry: 'e', kind: 'moment_amended', at: '2026-11-24T15:00:00-05:00', author: null, by_me: true, reason: null, erased: false,
    changes: [change('sent_to/organization', null, 'c'), change('sent_to/name', 'The rink', 'City hall'), change('sent_to/name_fr', null, 'Hôtel de ville')],
  } as unknown as HistoryItem;
  const changes = () => historyInWords([entry], item, 'counter')[0]?.changes;
  expect(changes()).toEqual([{ name: 'Sent to', before: 'The rink', after: 'City hall' }]);
  setLocale('fr');
  expect(changes()).toEqual([{ name: 'Dirigé vers', before: 'The rink', after: 'Hôtel de ville' }]);
});
