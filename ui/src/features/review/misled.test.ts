/**
 * Somebody who reads only the screen is not misled. The days are those that the desk gave for an office that really came into
 * each of these situations: `tests/tests/holds/misled.rs` writes and compares them.
 */
import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { DayReview } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { givenBy, part, read, rows, seen } from '@/tests/seen';
import { ReviewDesk } from './desk-for-tests';
import Review from './Review.svelte';

let desk: ReviewDesk;
afterEach(() => {
  cleanup();
  return desk.fake.remove();
});

const session = { staff: 's', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' };
const props = { session, go: () => {}, handOver: () => {}, switchPerson: () => {} };

async function open(name: string, locale: Locale = 'en'): Promise<void> {
  setLocale(locale);
  desk = new ReviewDesk(givenBy<DayReview>(name));
  desk.items = [];
  render(Review, props);
  await screen.findByRole('heading', { level: 1, name: /November 24|24 novembre/ });
}

test('under a filter the header says which, and both parts of each ratio are of what it leaves', async () => {
  await open('filtered');
  await userEvent.selectOptions(screen.getByLabelText('Client'), 'involuntary');
  await waitFor(() => expect(seen()).toContain('only: Involuntary client'));
  expect(seen()).not.toContain('all moments, no filter');
  expect(seen(part('The day at a glance'))).toContain('Served 0 of 6 · 0%');
  expect(seen(part('The day at a glance'))).toContain('whole office, whatever the filter: voided 0');
  expect(rows('From eligible to answered')).toEqual(['Could be invited | 6 | 100% of 6', 'Invited | 6 | 100% of 6', 'Answered | 5 | 83% of 6']);
  expect(read('Ratings')).toContain('0 of 5 answers are 4 or 5');
  expect(seen()).toContain('2 apart, whole office');
  // Nothing is a share of the whole day's eleven answers or twelve moments.
  expect(seen()).not.toMatch(/of 1[12]\b/);
});

test('where some were asked less the share says so while it is closed, and beside it who was asked', async () => {
  await open('uneven');
  expect(seen(part('Ratings'))).toContain('satisfied: 6 of 6 · 100%; not everyone was asked');
  expect(read('Ratings')).toContain('Not everyone was asked.');
  expect(rows('Who was asked')).toEqual([
    'Voluntary client | 6 | 6 of 6 · 100%', 'Involuntary client | 5 | 1 of 5 · 20%', 'Outcome: Served | 6 | 6 of 6 · 100%', 'Outcome: Not served | 5 | 1 of 5 · 20%',
  ]);
});

test('a few answers have their number, and no percentage or mean anywhere', async () => {
  await open('few');
  expect(seen(part('Ratings'))).toContain('4 answers');
  expect(read('Ratings')).toContain('Fewer than 5 answers (4): no mean and no share is shown.');
  expect(read('Ratings')).not.toMatch(/\d% satisfied|Mean \d|likely between \d/);
  expect(read('Voluntary beside involuntary clients')).not.toMatch(/likely \d/);
  // What they said too: counts, and why there are no shares.
  expect(rows('Need met, by the client’s word')).toEqual(['Yes | 0', 'Partly | 4', 'No | 0']);
  expect(read('What clients said')).toContain('Fewer than 5 answers (4)');
  expect(read('What clients said')).not.toMatch(/\d%/);
});

test('what was told to staff and what was estimated stand apart from what clients said and clocks measured', async () => {
  await open('told');
  expect(seen(part('Ratings'))).toContain('satisfied: 5 of 5 · 100%');
  expect(read('Ratings')).toContain('Beside these, 3 answers were told to staff or given with their help. They are in no figure here.');
  expect(rows('Answers from 1 to 5').map((row) => row.split(' | ')[1])).toEqual(['0', '0', '0', '0', '5']);
  expect(seen(part('Times'))).toContain('Not measured');
  expect(rows('Times')[0]).toBe('Wait, from the ticket to the greeting | 0 of 8 · 0% | Not measured |  | ');
  expect(rows('Waits as clients told them')).toEqual(['Over 25 min | 3 | 100%']);
  expect(seen(part('The day at a glance'))).not.toMatch(/25/);
});

test('mixed moments are a group of their own, and no side counts them', async () => {
  await open('mixed');
  expect(seen(document.querySelector('header')!)).toMatch(/Voluntary client 1 of 7 · 14%.*Involuntary client 1 of 7 · 14%.*Mixed 5 of 7 · 71%/);
  expect(seen(part('Voluntary beside involuntary clients'))).toContain('1 voluntary, 1 involuntary, 5 mixed');
  const groups = rows('Voluntary beside involuntary clients').map((row) => row.split(' | ').slice(0, 5).join(' | '));
  expect(groups).toEqual([
    'Voluntary client | 1 | 1 | 1 of 1 · 100% | 1 of 1 · 100%', 'Involuntary client | 1 | 1 | 1 of 1 · 100% | 1 of 1 · 100%', 'Mixed | 5 | 5 | 5 of 5 · 100% | 5 of 5 · 100%',
  ]);
});

test('times that nobody measured are said to be that, and never zero', async () => {
  await open('unmeasured');
  expect(seen(part('The day at a glance'))).toContain('Waits Not measured');
  expect(rows('Times').map((row) => row.split(' | ').slice(1).join(' | '))).toEqual(['0 of 3 · 0% | Not measured |  | ', '0 of 3 · 0% | Not measured |  | ']);
  expect(seen()).toContain('3 moments whose times');
  expect(`${seen()} ${read('Times')}`).not.toMatch(/\b0 min/);
});

test('what the app assumed is not counted as observed, and how much staff confirmed is said without a press', async () => {
  await open('defaults');
  expect(seen(document.querySelector('header')!)).toContain('confirmed by staff: relationship 1 of 4 · 25%, outcome 1 of 4 · 25%; relationship overridden: 1');
  expect(seen(part('Official languages'))).toContain('served in another than asked for: –');
  expect(rows('Service offered in both languages')).toEqual(['Offered | 0 | 0%', 'Not offered | 0 | 0%', 'Not recorded | 4 | 100%']);
  expect(seen(part('The day at a glance'))).toMatch(/Third contact or more –/);
});

test.each([
  ['en', 'not included, as nothing of this day has arrived: Counter 2', 'Workstation: Counter 1'],
  ['fr', 'non compris, car rien de cette journée n’est arrivé : Counter 2', 'Poste de travail : Counter 1'],
] as const)('a workstation whose entries have not arrived is named as not included (%s)', async (locale, missing, included) => {
  await open('workstations', locale);
  const header = seen(document.querySelector('header')!);
  expect(header).toContain(missing);
  expect(header).toContain(included);
});

test('an angry answer whose moment was voided is told as left out', async () => {
  await open('voided');
  expect(seen(part('Ratings'))).toContain('satisfied: 5 of 5 · 100%');
  expect(seen(document.querySelector('header')!)).toContain('1 voided moment · 1 answer of a voided moment');
  expect(seen(part('The day at a glance'))).toMatch(/Not in these figures 1 voided 1/);
});
