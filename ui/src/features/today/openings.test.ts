import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { MyOpening } from '@/api';
import { FollowUpsDesk } from '@/demo/follow-ups';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Openings from './Openings.svelte';

let fake: Fake;

afterEach(async () => {
  setLocale('en');
  cleanup();
  await fake.remove();
});

const opening: MyOpening = {
  id: 'f1', office_day: '2026-11-23', hour: 14, name_en: 'Passport, adult', name_fr: 'Passeport, adulte', reply: null, reply_erased: false, read_only: false,
  openings: [{ at: '2026-11-24T09:00:00-05:00', by: 'Ada I.', by_me: false, reason: 'to hear both sides', reason_erased: false }],
};

function show(openings: MyOpening[]): FollowUpsDesk {
  const desk = new FollowUpsDesk([]);
  desk.openings = openings;
  fake = installFake(desk.commands());
  render(Openings);
  return desk;
}

test('nothing stands there for whoever was never named', async () => {
  show([]);
  await waitFor(() => expect(fake.calls.map(({ command }) => command)).toContain('my_openings'));
  expect(screen.queryByText(/Your name was opened/)).not.toBeInTheDocument();
});

test('whoever was named reads by whom and why, and replies', async () => {
  const desk = show([opening]);
  await userEvent.click(await screen.findByText('Your name was opened for a follow-up'));
  expect(screen.getByText(/Ada I\. asked on .*: to hear both sides/)).toBeInTheDocument();
  await userEvent.type(screen.getByRole('textbox', { name: 'Your reply' }), 'The line was long.');
  await userEvent.click(screen.getByRole('button', { name: 'Save the reply' }));
  await waitFor(() => expect(desk.openings[0]?.reply).toBe('The line was long.'));
});

test('a reply that can’t be taken says why, and stays', async () => {
  const desk = show([opening]);
  await userEvent.click(await screen.findByText('Your name was opened for a follow-up'));
  desk.refuse.reply_to_follow_up = { code: 'invalid', field: 'reply', problem: 'must_be_masked' };
  await userEvent.type(screen.getByRole('textbox', { name: 'Your reply' }), 'x');
  await userEvent.click(screen.getByRole('button', { name: 'Save the reply' }));
  await screen.findByRole('alert');
  expect(screen.getByRole('textbox', { name: 'Your reply' })).toHaveValue('x');
});

test('it can be read by assistive technology in French', async () => {
  setLocale('fr');
  show([opening, { ...opening, id: 'f2' }]);
  await userEvent.click(await screen.findByText('Votre nom a été ouvert pour 2 suivis'));
  await expectAccessible(document.body);
});
