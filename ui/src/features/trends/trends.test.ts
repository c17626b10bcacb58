import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { Trend } from '@/api';
import { aTrend } from '@/demo/trends';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Trends from './Trends.svelte';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function open(some: Partial<Trend> = {}, locale: Locale = 'en') {
  setLocale(locale);
  fake = installFake({ trend: () => ({ ...aTrend, ...some }) });
  const session = { staff: 's', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Trends, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('heading', { level: 2, name: locale === 'fr' ? 'Périodes' : 'Periods' });
}

const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
const rows = (name: string) => within(screen.getByRole('table', { name })).getAllByRole('row').map((row) => [...row.children].map((cell) => plain(cell.textContent)).join(' | '));
const asked = () => fake.calls.filter(({ command }) => command === 'trend').at(-1)?.args.form;

test('each period stands with its n, and what is not shown says why', async () => {
  await open();
  const [, third, second, first] = rows('Periods');
  expect(first).toMatch(/^September 2026 \| 620 \| 541 of 620 · 87% \| 512 of 570 · 90% \| 188 of 260 · 72% likely 66% to 77% \| 73 \| Not compared.* \| 9 min$/);
  expect(second).toMatch(/Not everyone was asked\..*\| .8 points likely .16 points to \+1 points \|/);
  expect(third).toMatch(/fewer than 3 members of staff.*days left out, as too few staff served: 3 \| n\/a|fewer than 3 members of staff.*days left out, as too few staff served: 3/);
  expect(third).not.toMatch(/100%|\| 0 min/);
});

test('what clients chose stands beside what is inferred, the most wanted first, and the client’s word beside the staff’s', async () => {
  await open();
  expect(rows('What to improve first')[1]).toBe('Timeliness | 31 | 4 | 6');
  expect(rows('Need met, by the client’s word, beside the outcome by the staff’s').slice(1)).toEqual(['Served | 38 | 5 | 1', 'Not served | 0 | 1 | 3']);
  expect(screen.getByText(/\+35 points: higher 24, lower 6, of 51 answers/)).toBeInTheDocument();
});

test('those who were sent from door to door stand beside those who were not, with what they answered', async () => {
  await open();
  const [, straight, sentHere, sentOn] = rows('Wrong doors: the way here and on');
  expect(straight).toMatch(/^Came by themselves, not sent on \| 540 \| .* \| 160 of 205 · 78%$/);
  expect(sentHere).toMatch(/^Sent here by another office \| 60 \| .* \| 18 of 40 · 45%$/);
  expect(sentOn).toMatch(/^Sent on to another office \| 20 \| .* \| fewer than 5 answers \(4\)$/);
  expect(rows('Which contact for the same need')[2]).toMatch(/^Third or more \| 6 \| .* \| fewer than 3 members of staff$/);
  expect(screen.getAllByText(/A rating is about the service, not about a person/)).not.toHaveLength(0);
});

test('groups are compared where both have answers enough, and it is said where not', async () => {
  await open();
  const [, all, served] = rows('Involuntary beside voluntary clients');
  expect(all).toMatch(/^All moments \| 157 \| 100 \| .0\.72, likely .0\.99 to .0\.45 \(Welch\)$/);
  expect(served).toBe('Moments that were served | 140 | 4 | Not compared: one of the two has fewer than 5 answers');
  expect(screen.getByText(/not proof of unfair treatment/)).toBeInTheDocument();
});

test('another way of telling apart and another scope are asked of the desk', async () => {
  await open();
  await userEvent.click(screen.getByRole('radio', { name: 'Fiscal quarter' }));
  await waitFor(() => expect(asked()).toMatchObject({ by: 'fiscal_quarter', service: null }));
  await userEvent.selectOptions(screen.getByLabelText('Of'), 'Passport');
  await waitFor(() => expect(asked()).toMatchObject({ by: 'fiscal_quarter', service: 'passport', channel: null }));
});

test('a period is chosen by keyboard and its parts are shown', async () => {
  await open();
  expect(screen.getByRole('heading', { level: 2, name: 'All periods together' })).toBeInTheDocument();
  screen.getByRole('button', { name: 'October 2026' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('heading', { level: 2, name: 'October 2026' })).toBeInTheDocument();
});

test.each<Locale>(['en', 'fr'])('everyone can use it (%s)', async (locale) => {
  await open({}, locale);
  await expectAccessible(document.body);
});
