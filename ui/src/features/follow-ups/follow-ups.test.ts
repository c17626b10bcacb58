import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { FollowUpView } from '@/api';
import { aFollowUp, FollowUpsDesk } from '@/demo/follow-ups';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { wantFollowUp } from '@/moment/follow-up.svelte';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import FollowUps from './FollowUps.svelte';

let desk: FollowUpsDesk;
let fake: Fake;
let stopListening: () => void;

afterEach(async () => {
  setLocale('en');
  cleanup();
  stopListening();
  await fake.remove();
});

async function openFollowUps(views?: FollowUpView[]): Promise<void> {
  desk = new FollowUpsDesk(views);
  fake = installFake(desk.commands());
  stopListening = listenToKeys();
  const session = { staff: 'demo', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(FollowUps, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await waitFor(() => expect(told('follow_ups').length).toBeGreaterThan(0));
}

const keys = (text: string) => userEvent.keyboard(text);
const told = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);
const beside = () => within(screen.getByRole('region', { name: /The chosen follow-up|Le suivi choisi/ }));
const heading = (name: RegExp) => beside().findByRole('heading', { level: 2, name });
const rows = () => within(screen.getByRole('list', { name: /Open follow-ups|Suivis ouverts/ })).getAllByRole('button');

async function choose(name: RegExp): Promise<void> {
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  const row = rows().find((each) => name.test(each.textContent ?? ''));
  if (!row) throw new Error(`no row ${String(name)}`);
  await userEvent.click(row);
  await heading(name);
}

describe('the list', () => {
  test('begins with what is overdue, in words and not by colour alone, and names nobody who served', async () => {
    await openFollowUps();
    await waitFor(() => expect(rows()).toHaveLength(4));
    expect(rows()[0]).toHaveTextContent(/low rating with a comment.*acknowledged.*Overdue by 4 days.*You/i);
    expect(screen.getByText('1 overdue')).toBeInTheDocument();
    await keys('{ArrowDown}{ArrowDown}');
    await heading(/third contact/i);
    await keys('{Escape}');
    expect(rows()[1]).toHaveFocus();
  });

  test('is narrowed to mine, nobody’s or one reason, and says how many are left', async () => {
    await openFollowUps();
    await userEvent.click(await screen.findByRole('tab', { name: 'Nobody’s' }));
    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(announced().text).toBe('2 open follow-ups');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Opened by' }), 'flagged_note');
    await screen.findByText('No open follow-up fits');
    expect(told('follow_ups').at(-1)).toEqual({ filter: { mine: null, unowned: true, rule: 'flagged_note' } });
  });

  test('says so when there is nothing to follow up', async () => {
    await openFollowUps([]);
    await screen.findByText('Nothing to follow up');
  });
});

describe('one follow-up', () => {
  test('is taken, acted on and closed by keyboard alone', async () => {
    await openFollowUps();
    await choose(/complaint/i);
    await keys('a');
    await waitFor(() => expect(announced().text).toBe('Acknowledged.'));
    await keys('t');
    await waitFor(() => expect(announced().text).toBe('This follow-up is yours.'));
    await userEvent.type(beside().getByRole('textbox', { name: 'What was done' }), 'Called back{Control>}{Enter}{/Control}');
    await waitFor(() => expect(told('act_on_follow_up')).toEqual([{ id: 'complaint', done: 'Called back' }]));
    (await heading(/complaint/i)).focus();
    await keys('c');
    const dialog = within(await screen.findByRole('dialog', { name: 'Close this follow-up' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Close it' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(/missing|needed|required/i);
    await userEvent.click(dialog.getByRole('radio', { name: 'Yes' }));
    await userEvent.type(dialog.getByRole('textbox', { name: 'You said (English)' }), 'The wait was long.');
    await userEvent.click(dialog.getByRole('button', { name: 'Close it' }));
    await waitFor(() => expect(announced().text).toBe('Closed.'));
    expect(told('close_follow_up').at(-1)).toMatchObject({ end: { done: 'Called back', changes_how_we_serve: true, words: { you_said_en: 'The wait was long.' } } });
    expect(await beside().findByText('This follow-up is closed.')).toBeInTheDocument();
  });

  test('shows who served only with a reason, which the person will read', async () => {
    await openFollowUps();
    await choose(/complaint/i);
    expect(beside().queryByText(/Ben T\./)).not.toBeInTheDocument();
    await keys('w');
    const dialog = within(await screen.findByRole('dialog', { name: 'Who served?' }));
    await userEvent.type(dialog.getByRole('textbox', { name: 'Why you ask' }), 'ab');
    await userEvent.click(dialog.getByRole('button', { name: 'Show the name' }));
    expect(dialog.getByRole('alert')).toHaveTextContent('Three characters at least.');
    expect(told('open_author')).toEqual([]);
    await userEvent.type(dialog.getByRole('textbox', { name: 'Why you ask' }), 'c to hear both sides');
    await userEvent.click(dialog.getByRole('button', { name: 'Show the name' }));
    await beside().findByText('Ben T. served this client.');
    expect(beside().getByText('Noor S.: abc to hear both sides')).toBeInTheDocument();
  });

  test('shows a low rating with its score and comment, and the day’s others by what they name', async () => {
    await openFollowUps();
    await choose(/low rating with a comment/i);
    expect(beside().getByText('1 of 5, Very dissatisfied')).toBeInTheDocument();
    expect(beside().getByText('Nobody told me that I needed two photos.')).toBeInTheDocument();
    await choose(/low ratings of the day/i);
    expect(beside().getByRole('row', { name: /time it took|Timeliness|Wait/i })).toHaveTextContent('2');
    expect(beside().queryByRole('button', { name: /Who served/ })).not.toBeInTheDocument();
  });

  test('says when what opened it no longer stands, and what was erased', async () => {
    await openFollowUps([aFollowUp('gone', 'complaint', { stands: false }, { erased: ['done'] })]);
    await choose(/complaint/i);
    expect(beside().getByText(/no longer stands/)).toBeInTheDocument();
    expect(beside().getByText('It was erased.')).toBeInTheDocument();
  });

  test('that was asked for in another screen is there at once', async () => {
    wantFollowUp('third');
    await openFollowUps();
    await heading(/third contact/i);
  });

  test('a failure is said, and nothing is lost', async () => {
    await openFollowUps();
    await choose(/complaint/i);
    desk.refuse.take_follow_up = { code: 'newer_version' };
    await keys('t');
    await beside().findByRole('alert');
  });
});

test('the sheet is shown for the months that are asked for', async () => {
  await openFollowUps();
  await waitFor(() => expect(rows()).toHaveLength(4));
  await keys('y');
  const dialog = within(await screen.findByRole('dialog', { name: /You said, we did/ }));
  const from = dialog.getByRole('textbox', { name: 'From the month' });
  await userEvent.clear(from);
  await userEvent.type(from, '2026-12');
  await userEvent.click(dialog.getByRole('button', { name: 'Look at it' }));
  expect(dialog.getByText(/A month, such as/)).toBeInTheDocument();
  await userEvent.clear(from);
  await userEvent.type(from, '2026-09');
  await userEvent.click(dialog.getByRole('button', { name: 'Look at it' }));
  expect(documentAsked()).toEqual({ kind: 'you_said_we_did', from: '2026-09', to: '2026-11', language: 'both' });
  closeDocument();
});

test.each(['en', 'fr'] as const)('the screen can be read by assistive technology (%s)', async (language) => {
  setLocale(language);
  await openFollowUps();
  await choose(language === 'en' ? /low rating with a comment/i : /cote basse avec commentaire/i);
  await expectAccessible(document.body);
});
