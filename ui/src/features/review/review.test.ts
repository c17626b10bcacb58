import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { DayReview } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import { aDay, moment, ReviewDesk, withheld } from './desk-for-tests';
import Review from './Review.svelte';

let desk: ReviewDesk;
let stopListening: () => void;
afterEach(() => {
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function open(day: Partial<DayReview> = {}, locale: Locale = 'en', before: (desk: ReviewDesk) => void = () => {}): Promise<void> {
  setLocale(locale);
  desk = new ReviewDesk(day);
  before(desk);
  stopListening = listenToKeys();
  const session = { staff: 's', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Review, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  screen.getByRole('heading', { level: 1 }).focus();
  await screen.findByRole('heading', { level: 1, name: /November 24|24 novembre/ });
}

const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
const part = (name: string) => screen.getByRole('heading', { level: 2, name }).closest('section')!;
const rows = (name: string) => within(within(part(name)).getAllByRole('table')[0]!).getAllByRole('row').map((row) => plain([...row.children].map((cell) => plain(cell.textContent)).join(' | ')));

describe('the figures of a day', () => {
  test('say whose they are, up to when, and what they leave out', async () => {
    await open();
    expect(screen.getByText('Workstations: Counter 1 and Counter 2')).toBeInTheDocument();
    expect(screen.getByText('up to the moment that began at 16:20')).toBeInTheDocument();
    expect(screen.getByText('all moments, no filter')).toBeInTheDocument();
    expect(screen.getByText(/^2 voided moments · 1 answer of a voided moment · 6 moments whose times/)).toBeInTheDocument();
  });

  test('each stand with their n', async () => {
    await open();
    const tally = [...document.querySelectorAll('header dl > div')].slice(0, 5).map((each) => plain(each.textContent));
    expect(tally).toEqual(['Moments74', 'Voluntary client 41 of 74 · 55%', 'Involuntary client 29 of 74 · 39%', 'Mixed 4 of 74 · 5%', 'Quick enquiries 31 counted apart']);
    expect(rows('Outcomes').slice(0, 2)).toEqual(['Outcome | Service lines (n = 83) | Share', 'Served | 67 | 81%']);
    expect(rows('Channels').slice(0, 2)).toEqual(['Channel | Moments (n = 74) | Share', 'In person | 63 | 85%']);
    expect(rows('Services').slice(1)).toEqual(['Passport | 34 | 51 | 30 of 34 | 88%']);
    expect(rows('Ratings').slice(1)).toEqual(['Could be invited | 66 | 89% of 74', 'Invited | 57 | 86% of 66', 'Answered | 35 | 61% of 57']);
    const clients = rows('Voluntary beside involuntary clients').slice(1);
    expect(clients[0]).toMatch(/^Voluntary client \| 41 \| 41 \| 36 of 41 · 88% \| 22 of 36 · 61% \| .* \| 18 of 22 · 82% likely 61% to 93%$/);
    expect(clients[2]).toMatch(/^Mixed \| 4 \| 4 \| 3 of 4 · 75% .*Fewer than 5 answers \(2\): no mean and no share is shown\.$/);
    expect(part('Ratings')).toHaveTextContent('29 of 35 answers are 4 or 5');
    expect(part('Ratings')).toHaveTextContent('likely between 60% and 98%, if these clients were typical of the day’s');
    expect(part('Ratings')).toHaveTextContent('Mean 4.2 of 5, from 35 answers');
    expect(part('Ratings')).toHaveTextContent('3 answers were told to staff');
  });

  test('wrong doors are closed until asked for, and say from where to where, of how many', async () => {
    await open();
    const doors = within(part('Wrong doors'));
    const details = part('Wrong doors').querySelector('details')!;
    expect(details).not.toHaveAttribute('open');
    expect(plain(details.querySelector('summary')?.textContent)).toBe('Wrong doors 9 of 74 · 12%');
    await userEvent.click(doors.getByText('Wrong doors', { selector: '.title' }));
    expect(rows('Wrong doors')).toEqual([
      'Came from | Sent to | Moments (n = 9) | Share',
      'City hall, permits Municipal | Driver and vehicle licensing office Provincial or territorial | 4 | 44%',
      'not told | Legal Aid, Iqaluit Provincial or territorial | 3 | 33%',
      'Federal, organization not named | not sent on | 2 | 22%',
    ]);
    const barriers = doors.getByRole('table', { name: 'What stood in the way' });
    expect(within(barriers).getAllByRole('row').map((row) => plain(row.textContent))).toEqual([
      'BarrierMoments (n = 74)Share', expect.stringMatching(/^Missing document ?9 ?12%$/), expect.stringMatching(/^Wrong office ?5 ?7%$/),
    ]);
    await expectAccessible();
  });

  test('in French have the spaces and terms of French', async () => {
    await open({}, 'fr');
    expect(part('Cotes de satisfaction').textContent).toContain('probablement entre 60\u00a0% et 98\u00a0%');
    expect(part('Cotes de satisfaction')).toHaveTextContent('Moyenne de 4,2 sur 5, pour 35 réponses');
    expect(screen.getAllByText('Client assujetti').length).toBeGreaterThan(0);
  });

  test('the day is told in seven lines first, each with what it is measured by', async () => {
    await open();
    const glance = part('The day at a glance');
    const said = [...glance.querySelectorAll('dl > div')].map((line) => line.textContent.replace(/\s+/g, ' ').trim());
    expect(said).toHaveLength(7);
    expect(said[0]).toBe('Served 60 of 74 · 81% usual for this weekday: 58 (41 to 70, the last 8 such days)');
    expect(said[2]).toBe('Waits longest 34 min half within 9 min, nine of ten within 21 min; measured: 61 of 74');
    expect(said[4]).toMatch(/1 of 18 · 6%/);
    await userEvent.click(within(glance).getByRole('button', { name: 'Left or turned away' }));
    expect(desk.lastAsked()[1]).toMatchObject({ filter: { outcome: 'turned_away' } });
  });

  test('times that would be about one person are not shown, and the words say why', async () => {
    await open({ waits: { n: 9, withheld: 'few_staff', median: null, ninth: null, longest: null } });
    expect(part('The day at a glance')).toHaveTextContent(/Waits.*fewer than 3 members of staff/);
    expect(part('Times')).toHaveTextContent(/9 of 74 · 12%.*fewer than 3 members of staff/);
    expect(part('The day at a glance')).not.toHaveTextContent(/0 min/);
  });

  test('the picture of the answers has a table that says the same', async () => {
    await open();
    const table = within(part('Ratings')).getByRole('table', { name: 'Answers from 1 to 5' });
    const said = within(table).getAllByRole('row').slice(1).map((row) => row.children[1]?.textContent);
    const drawn = [...part('Ratings').querySelectorAll('figure svg text.n')].map((each) => each.textContent);
    expect(said).toEqual(['1', '2', '3', '13', '16']);
    expect(drawn).toEqual(said);
  });

  test('under the threshold there is no mean and no share of the satisfied, and the words say why', async () => {
    await open({ ...withheld(null, 4), answered: 4 });
    expect(part('Ratings')).toHaveTextContent('Fewer than 5 answers (4): no mean and no share is shown.');
    expect(part('Ratings')).not.toHaveTextContent(/\d% satisfied|of 4 answers|Mean \d|likely between \d/);
  });

  test('where ratings would point to somebody they are not shown, though there are answers enough', async () => {
    await open(withheld('few_staff'));
    expect(part('Ratings')).toHaveTextContent(/fewer than 3 members of staff stand behind these answers/);
    expect(part('Ratings')).not.toHaveTextContent(/\d% satisfied|Mean \d|0 of 35/);
  });

  test.each([true, false])('it is said when not everyone was asked, and only then (%s)', async (unlike) => {
    await open({ not_everyone_was_asked: unlike });
    expect(screen.queryAllByText('Not everyone was asked.')).toHaveLength(unlike ? 1 : 0);
  });
});

describe('filters', () => {
  test('from a figure to the moments behind it: the filter is asked for, shown, and the list has focus', async () => {
    await open();
    screen.getByRole('button', { name: 'Referred' }).focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('heading', { name: 'The 74 moments behind these figures' })).toHaveFocus());
    const narrowed = { date: null, filter: { outcome: 'referred' } };
    expect(desk.lastAsked()).toEqual([narrowed, narrowed]);
    expect(screen.getByText('only: Outcome: Referred')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Outcome: Referred: remove this filter' })).toBeInTheDocument();
  });

  test('add up, go one by one, and all with one key', async () => {
    await open();
    await userEvent.selectOptions(screen.getByLabelText('Channel'), 'Video');
    await userEvent.type(screen.getByRole('combobox', { name: 'Service' }), 'passp{Enter}');
    await userEvent.selectOptions(screen.getByLabelText('Client'), 'Mixed');
    await waitFor(() => expect(desk.lastAsked()[0]?.filter).toEqual({ channel: 'video', service: 'passport', client: 'mixed' }));
    await userEvent.click(screen.getByRole('button', { name: 'Video: remove this filter' }));
    await waitFor(() => expect(desk.lastAsked()[1]?.filter).toEqual({ channel: null, service: 'passport', client: 'mixed' }));
    screen.getByRole('heading', { level: 1 }).focus();
    await userEvent.keyboard('x');
    await waitFor(() => expect(desk.lastAsked()[0]?.filter).toEqual({}));
    expect(screen.queryByRole('group', { name: 'Filters in force' })).toBeNull();
    expect(screen.getByLabelText('Client')).toHaveDisplayValue('All');
  });

  test('narrow to one workstation, and the others can still be chosen', async () => {
    await open();
    await userEvent.selectOptions(screen.getByLabelText('Workstation'), 'Counter 2');
    await screen.findByText('Workstation: Counter 2');
    expect(desk.lastAsked().map(({ filter }) => filter)).toEqual([{ workstation: 'w2' }, { workstation: 'w2' }]);
    await userEvent.selectOptions(screen.getByLabelText('Workstation'), 'Counter 1');
    await screen.findByText('Workstation: Counter 1');
    await userEvent.click(screen.getByRole('button', { name: 'Counter 1: remove this filter' }));
    await screen.findByText('Workstations: Counter 1 and Counter 2');
    expect(screen.getByLabelText('Workstation')).toHaveDisplayValue('All');
  });

  test('of an office with one workstation offer none to choose', async () => {
    await open({ scope: { ...aDay.scope, workstations: [{ id: 'w1', label: 'Counter 1', until: null }] } });
    expect(screen.queryByLabelText('Workstation')).toBeNull();
  });

  test('that match nothing say so, with the way back', async () => {
    await open({ moments: 0 });
    await userEvent.selectOptions(screen.getByLabelText('Outcome'), 'Left');
    expect(await screen.findByText('No moment of this day matches the filters')).toBeInTheDocument();
    await userEvent.click(screen.getAllByRole('button', { name: 'Clear the filters' })[1]!);
    await waitFor(() => expect(desk.lastAsked()[0]?.filter).toEqual({}));
  });
});

describe('the day', () => {
  test('before is one key away, and there is none after today', async () => {
    await open();
    expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
    await userEvent.keyboard('n');
    expect(desk.told('review_day')).toHaveLength(1);
    await userEvent.keyboard('pp');
    await screen.findByRole('heading', { level: 1, name: 'Review of Sunday, November 22' });
    await userEvent.keyboard('t');
    await screen.findByRole('heading', { level: 1, name: 'Review of Tuesday, November 24' });
    expect(desk.told('review_day').map(({ date }) => date)).toEqual([null, '2026-11-23', '2026-11-22', null]);
  });

  test('without moments says so', async () => {
    await open({ moments: 0, voluntary: 0, involuntary: 0, mixed: 0 }, 'en', (of) => (of.items = []));
    expect(screen.getByText('No moment was recorded on Tuesday, November 24')).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
  });

  test('is read again when a moment changed elsewhere', async () => {
    await open();
    await desk.fake.emit('changed', ['moment:K1']);
    await waitFor(() => expect(desk.told('review_day')).toHaveLength(2));
  });

  test('that cannot be read is said, with a way on', async () => {
    await open();
    desk.refuse = { code: 'storage_failed', field: null, data: {} };
    await userEvent.keyboard('p');
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    desk.refuse = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('heading', { level: 1, name: 'Review of Monday, November 23' });
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('a moment', () => {
  const list = () => screen.getByRole('region', { name: /behind these figures/ });

  test('opens without its answer and without who served; it is voided with a reason, and restored', async () => {
    await open();
    await userEvent.click(within(list()).getAllByRole('button')[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'K2 · Passport' });
    expect(dialog).toHaveTextContent('Single answers are not shown.');
    expect(dialog).not.toHaveTextContent(/dissatisfied/i);
    await expectAccessible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Void this moment' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Void it' }));
    expect(within(dialog).getByRole('alert')).toHaveTextContent('Choose a reason.');
    expect(desk.told('void_moment')).toEqual([]);
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Entered twice' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Void it' }));
    await within(dialog).findByRole('button', { name: 'Restore' });
    expect(desk.told('void_moment')).toEqual([{ id: 'K2', why: 'duplicate', reason: null }]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Restore' }));
    await within(dialog).findByRole('button', { name: 'Void this moment' });
    expect(desk.told('restore_moment')).toEqual([{ id: 'K2' }]);
  });

  test('further down the list is one press away, and the first new row has focus', async () => {
    await open({}, 'en', (of) => (of.next = 'cursor'));
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(within(list()).getByText('J9').closest('button')).toHaveFocus());
    expect(desk.told('review_moments').at(-1)).toMatchObject({ after: 'cursor' });
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });
});

test.each(['en', 'fr'] as const)('there is no barrier (%s)', async (locale) => {
  await open({ not_everyone_was_asked: true }, locale, (of) => (of.items = [moment('K3', { voided: 'test' }), moment('K2', { kind: 'quick_enquiry', lines: [], client: null, outcome: null })]));
  for (const summary of document.querySelectorAll('summary')) await userEvent.click(summary);
  await userEvent.selectOptions(screen.getByLabelText('Client'), 'mixed');
  await screen.findByRole('group', { name: locale === 'fr' ? 'Filtres actifs' : 'Filters in force' });
  await expectAccessible();
});
