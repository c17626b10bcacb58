import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { LaterChange } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import { counts, ReviewDesk, signed } from './desk-for-tests';
import Review from './Review.svelte';

let desk: ReviewDesk;
let stopListening: () => void;
afterEach(() => {
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function open(before: (desk: ReviewDesk) => void = () => {}, locale: Locale = 'en'): Promise<void> {
  setLocale(locale);
  desk = new ReviewDesk();
  before(desk);
  stopListening = listenToKeys();
  const session = { staff: 's', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Review, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  screen.getByRole('heading', { level: 1 }).focus();
  await screen.findByRole('heading', { level: 1, name: /November 24|24 novembre/ });
  await part().findByRole('button', { name: /Sign the day off|Approuver la journée/ });
  await strip().findByRole('button');
}

const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
const part = () => within(screen.getByRole('region', { name: /^(Sign-off|Approbation de la journée)$/ }));
const strip = () => within(screen.getByRole('region', { name: /^(What kind of day it was|Contexte de la journée)$/ }));
const change = (some: Partial<LaterChange> = {}): LaterChange => ({
  what: 'amended', at: '2026-11-24T16:51:00-05:00', moment: 'K2', moment_kind: 'moment', started_at: '2026-11-24T14:05:00-05:00', name_en: 'Passport', name_fr: 'Passeport', ...some,
});

describe('a sign-off', () => {
  test('is written with its note by keyboard, said aloud, and stands there with what was counted', async () => {
    await open((of) => (of.over = false));
    expect(part().getByText('This day is not signed off.')).toBeInTheDocument();
    expect(part().getByText(/^The day is not over\./)).toBeInTheDocument();
    await userEvent.keyboard('s');
    expect(part().getByRole('heading', { level: 2 })).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard('The line was long.');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await part().findByRole('heading', { level: 3, name: 'Signed off at 16:42 by Aputi' });
    expect(desk.told('sign_off_day')).toEqual([{ date: '2026-11-24', note: 'The line was long.' }]);
    expect(part().getByText('The line was long.', { selector: 'p' })).toBeInTheDocument();
    expect(part().getByLabelText(/^Note/)).toHaveValue('');
    const rows = part().getAllByRole('row').map((row) => [...row.children].map((cell) => plain(cell.textContent)).join(' | '));
    expect(rows.slice(0, 3)).toEqual(['Count | As signed', 'Moments | 74', 'Quick enquiries | 31']);
    expect(part().getByText('From the entries of Counter 1 up to 16:40 and Counter 2 up to 16:40.')).toBeInTheDocument();
    expect(part().getByRole('heading', { level: 4, name: 'Nothing has changed since.' })).toBeInTheDocument();
    expect(announced().text).toBe('The day is signed off.');
  });

  test('that nothing has changed since warns before a second one, and both stand', async () => {
    await open((of) => (of.signed = [signed({ note: 'first' })]));
    expect(part().getByText(/^It is signed off already, and nothing has changed since\./)).toBeInTheDocument();
    await userEvent.click(part().getByRole('button', { name: 'Sign the day off again' }));
    await userEvent.click(await part().findByText('Earlier sign-offs', { selector: '.title' }));
    expect(part().getAllByRole('listitem').map((each) => plain(each.textContent))).toEqual(['Signed off at 16:42 by Aputi first Nothing has changed since.']);
    expect(desk.told('sign_off_day')).toEqual([{ date: '2026-11-24', note: null }]);
  });

  test('says what changed since by moment and time, beside what the day adds up to now, and leads to the moment', async () => {
    const since = [change(), change({ what: 'rated', at: '2026-11-25T09:10:00-05:00', moment: 'K1' }), change({ what: 'recorded', moment: 'E1', moment_kind: 'quick_enquiry', name_en: '', name_fr: '' })];
    await open((of) => ((of.signed = [signed({ signed_at: '2026-11-25T08:00:00-05:00', by: null, changes: since })]), (of.now = { answered: 36 })));
    expect(part().getByRole('heading', { level: 3, name: 'Signed off on November 25, 2026 at 08:00 by the command line' })).toBeInTheDocument();
    expect(part().getByRole('heading', { level: 4, name: '3 changes since' })).toBeInTheDocument();
    expect(part().getAllByRole('listitem').map((each) => plain(each.textContent))).toEqual([
      '16:51 Passportamended Read', '2026-11-25, 09:10 Passporta client’s answer came Read', '16:51 Quick enquiryrecorded Read',
    ]);
    expect(part().getAllByRole('row').map((row) => [...row.children].map((cell) => plain(cell.textContent)).join(' | '))).toContain('Answered | 35 | 36');
    expect(part().queryByText(/nothing has changed/i)).toBeNull();
    await userEvent.click(part().getAllByRole('button', { name: 'Read the moment of 14:05: Passport' })[0]!);
    expect(await screen.findByRole('dialog', { name: 'K2 · Passport' })).toBeInTheDocument();
  });

  test('made elsewhere, from entries that are not here or are other ones, or without the role, says so', async () => {
    const journals = signed().journals.map((each, n) => (n === 0 ? { ...each, here: 'not_here' as const, up_to: null } : { ...each, here: 'differs' as const }));
    await open((of) => (of.signed = [signed({ journals, without_role: true, note_erased: true })]));
    for (const said of [/^What was signed of Counter 1 has not all arrived here/, /^Counter 2: another entry stands here/, /never had the role|has never had the role/, /its text was erased/]) {
      expect(part().getByText(said)).toBeInTheDocument();
    }
  });

  test('that is refused says why, and the note stays', async () => {
    await open();
    await userEvent.type(part().getByLabelText(/^Note/), 'about 046');
    desk.refuse = { code: 'invalid', field: 'note', data: { problem: 'must_be_masked' } };
    await userEvent.click(part().getByRole('button', { name: 'Sign the day off' }));
    expect(await part().findByRole('alert')).toBeInTheDocument();
    expect(part().getByLabelText(/^Note/)).toHaveValue('about 046');
  });

  test('is read again when a moment changes, and what is being typed stays', async () => {
    await open((of) => (of.signed = [signed()]));
    await userEvent.type(part().getByLabelText(/^Note/), 'still here');
    desk.signed = [signed({ changes: [change()] })];
    await desk.fake.emit('changed', ['moment:K2']);
    await waitFor(() => expect(part().getByRole('heading', { level: 4, name: '1 change since' })).toBeInTheDocument());
    await waitFor(() => expect(desk.told('review_day')).toHaveLength(2));
    expect(part().getByLabelText(/^Note/)).toHaveValue('still here');
  });
});

describe('what kind of day it was', () => {
  test('is said by keyboard, and only what changed is sent', async () => {
    await open((of) => (of.context = { ...of.context, marks: ['storm'], counters_open: 2 }));
    expect(strip().getAllByRole('listitem').map((each) => plain(each.textContent))).toEqual(['Storm', '2 counters open']);
    await userEvent.keyboard('c');
    const dialog = within(await screen.findByRole('dialog', { name: 'What kind of day: Tuesday, November 24' }));
    expect(dialog.getByRole('button', { name: 'Storm' })).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(dialog.getByRole('button', { name: 'System down' }));
    await userEvent.clear(dialog.getByLabelText(/^Counters open/));
    await userEvent.type(dialog.getByLabelText(/^Counters open/), '3{Enter}');
    await waitFor(() => expect(strip().getAllByRole('listitem').map((each) => plain(each.textContent))).toEqual(['Storm', 'System down', '3 counters open']));
    expect(desk.told('set_day_context')).toEqual([{ date: '2026-11-24', change: { counters_open: { n: 3 }, marks: { system_down: true }, note: null } }]);
    expect(announced().text).toBe('Saved, for Tuesday, November 24.');
  });

  test('with a number that is none is not sent, and who may not change it is offered nothing', async () => {
    await open();
    expect(strip().getByText('Nothing is said about this day.')).toBeInTheDocument();
    await userEvent.click(strip().getByRole('button', { name: /^Say what kind of day it is/ }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/^Counters open/), 'x{Enter}');
    expect(await dialog.findByText(/Write a whole number/)).toBeInTheDocument();
    expect(desk.told('set_day_context')).toEqual([]);
    await userEvent.click(dialog.getByRole('button', { name: 'Leave it as it is' }));
    desk.context = { ...desk.context, can_change: false, conflict: true, note: 'ice' };
    await desk.fake.emit('changed', ['day_context:2026-11-24']);
    await waitFor(() => expect(strip().queryByRole('button')).toBeNull());
    expect(strip().getByText(/^Two people changed the same/)).toBeInTheDocument();
  });
});

test.each(['en', 'fr'] as const)('there is no barrier (%s)', async (locale) => {
  await open((of) => {
    of.signed = [signed({ note: 'first', changes: [change()] }), signed({ id: 'o0' })];
    of.now = { ...counts, moments: 75 };
    of.context = { ...of.context, marks: ['storm', 'other'], counters_open: 1, note: 'ice' };
  }, locale);
  for (const summary of document.querySelectorAll('summary')) await userEvent.click(summary);
  await expectAccessible();
  await userEvent.keyboard('c');
  await screen.findByRole('dialog');
  await expectAccessible();
});
