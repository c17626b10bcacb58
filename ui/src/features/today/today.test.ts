import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TodayDesk } from '@/demo/today';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Today from './Today.svelte';

let desk: TodayDesk;
let fake: Fake;
let stopListening: () => void;
const handOver = vi.fn();

afterEach(async () => {
  cleanup();
  stopListening();
  handOver.mockReset();
  await fake.remove();
});

async function openToday(): Promise<void> {
  desk = new TodayDesk();
  fake = installFake(desk.commands());
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Today, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' }, go: () => {}, handOver, switchPerson: () => {} });
  await row('K12');
  // The last that is read as the screen opens.
  await waitFor(() => expect(told('services')).toHaveLength(1));
}

const keys = (text: string) => userEvent.keyboard(text);
const told = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);
const rows = () => within(screen.getByRole('list', { name: /My moments of the day|Mes interactions de la journée/ })).getAllByRole('button');
const row = async (number: string) => waitFor(() => {
  const found = rows().find((each) => each.textContent?.includes(number));
  if (!found) throw new Error(`no row ${number}`);
  return found;
});
const beside = () => within(screen.getByRole('region', { name: /The chosen moment|L’interaction choisie/ }));

async function choose(number: string): Promise<void> {
  await userEvent.click(await row(number));
  await beside().findByRole('heading', { level: 2, name: new RegExp(`^${number}`) });
}

async function amend(number: string): Promise<void> {
  await choose(number);
  await keys('a');
  await beside().findByRole('heading', { level: 2, name: new RegExp(`Amend moment ${number}|Modifier l’interaction ${number}`) });
}

describe('the list', () => {
  test('counts the own day in words, without what was voided', async () => {
    await openToday();
    expect(screen.getByText(/My own 5 moments of this day, at Counter 2\./)).toHaveTextContent('1 voided, not counted.');
    const served = screen.getByText('Served', { selector: 'dt' }).nextElementSibling;
    expect(served).toHaveTextContent('3');
  });

  test('is walked with the arrows; Enter goes on to the moment and Escape back to its row', async () => {
    await openToday();
    await keys('{ArrowDown}{ArrowDown}');
    const heading = await beside().findByRole('heading', { level: 2, name: /^K11/ });
    expect(await row('K11')).toHaveFocus();
    await keys('{Enter}');
    await waitFor(() => expect(heading).toHaveFocus());
    await keys('{Escape}');
    await waitFor(async () => expect(await row('K11')).toHaveFocus());
  });

  test('shows a day before, and says how much is there', async () => {
    await openToday();
    await userEvent.click(screen.getByRole('button', { name: 'The day before' }));
    await row('K4');
    expect(announced().text).toBe('Monday, November 23: 1 moment');
    await choose('K4');
    expect(beside().getByText('You can change your own moments of today. For this one, ask a supervisor.')).toBeInTheDocument();
    expect(beside().queryByRole('button', { name: /Amend/ })).toBeNull();
  });

  test('is read again when the desk says that a moment changed', async () => {
    await openToday();
    const item = desk.views.find((view) => view.item.short_no === 'K12')?.item;
    if (item) item.rating_state = 'rated';
    await fake.emit('changed', ['moment:K12']);
    await waitFor(async () => expect(await row('K12')).toHaveTextContent('Answer received'));
  });
});

describe('finding', () => {
  test('by the words of a note, without regard to accents, on any day', async () => {
    await openToday();
    await keys('/depot deja');
    await screen.findByRole('heading', { level: 2, name: '1 result' });
    expect(await row('K4')).toHaveTextContent('2026-11-23');
  });

  test('by the number on a card, also a colleague’s, of whom nothing more is shown', async () => {
    await openToday();
    await keys('/j3');
    await choose('J3');
    expect(beside().getByText(/A colleague served this client/)).toBeInTheDocument();
    await keys('g');
    await userEvent.click(await screen.findByRole('button', { name: 'Courtesy' }));
    await keys('4');
    await waitFor(() => expect(told('rate_for_client')).toEqual([{ id: 'J3', rating: { source: 'paper', overall: 4, drivers: ['courtesy'] } }]));
  });
});

describe('amending', () => {
  test('sends the form as it stands with only what was changed, and the history says what, from what and why', async () => {
    await openToday();
    await amend('K10');
    const asItStood = structuredClone(desk.views.find((view) => view.item.short_no === 'K10')?.form);
    await keys('s');
    await userEvent.click(beside().getByRole('button', { name: 'Wrong outcome' }));
    await userEvent.click(beside().getByRole('button', { name: 'Save the changes' }));
    await waitFor(() => expect(told('amend')).toHaveLength(1));
    const [line] = asItStood?.services ?? [];
    expect(told('amend')).toEqual([{ id: 'K10', form: { ...asItStood, services: [{ ...line, outcome: 'served' }] }, reason: 'Wrong outcome' }]);
    const history = within(await beside().findByRole('region', { name: 'History' }));
    expect(history.getByText('Reason: Wrong outcome')).toBeInTheDocument();
    expect(history.getByText('Outcome').nextElementSibling).toHaveTextContent(/before Not served.*after Served/);
    expect(announced().text).toBe('Amended. The history shows what changed.');
    await waitFor(async () => expect(await row('K10')).toHaveFocus());
  });

  test('leaves standing what came meanwhile', async () => {
    await openToday();
    await amend('K12');
    const view = desk.views.find((each) => each.item.short_no === 'K12');
    if (view) view.form.withdrawn = 'client_gone';
    await keys('f');
    await userEvent.type(beside().getByRole('textbox', { name: /In your own words/ }), 'Spoke French');
    await userEvent.click(beside().getByRole('button', { name: 'Save the changes' }));
    await waitFor(() => expect(told('amend')[0]).toMatchObject({ form: { withdrawn: 'client_gone', language: { provided: 'fr' } } }));
  });

  test('an error keeps what was typed, and stands at its field', async () => {
    await openToday();
    await amend('K10');
    await keys('s');
    await userEvent.click(beside().getByRole('button', { name: 'Save the changes' }));
    const reason = beside().getByRole('textbox', { name: /In your own words/ });
    await waitFor(() => expect(reason).toBeInvalid());
    await userEvent.type(reason, 'Paid after all');
    desk.refuse.amend = { code: 'disk_full' };
    await userEvent.click(beside().getByRole('button', { name: 'Save the changes' }));
    expect(await beside().findByRole('alert')).toHaveTextContent(/no room left/);
    expect(reason).toHaveValue('Paid after all');
    expect(beside().getByRole('radio', { name: /^Served/ })).toBeChecked();
    await userEvent.click(beside().getByRole('button', { name: 'Save the changes' }));
    await beside().findByText('Reason: Paid after all');
  });

  test('what was typed is not dropped by a press on another row', async () => {
    await openToday();
    await amend('K10');
    await keys('s');
    await userEvent.click(await row('K12'));
    await userEvent.click(await screen.findByRole('button', { name: 'Go on amending' }));
    expect(beside().getByRole('radio', { name: /^Served/ })).toBeChecked();
  });

  test('with nothing changed says so, and sends nothing', async () => {
    await openToday();
    await amend('K10');
    await keys('{Enter}');
    expect(await beside().findByText('Nothing is changed yet.')).toBeInTheDocument();
    expect(told('amend')).toEqual([]);
  });
});

describe('voiding', () => {
  test('strikes the row, names the reason, and is undone', async () => {
    await openToday();
    await choose('K10');
    await keys('v');
    await userEvent.click(await screen.findByRole('radio', { name: 'A test' }));
    await userEvent.click(screen.getByRole('button', { name: 'Void it' }));
    await waitFor(async () => expect(await row('K10')).toHaveTextContent('Voided: A test'));
    expect(told('void_moment')).toEqual([{ id: 'K10', why: 'test', reason: null }]);
    await waitFor(async () => expect(await row('K10')).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: /^Restore/ }));
    await waitFor(async () => expect(await row('K10')).not.toHaveTextContent('Voided'));
    expect(beside().getByText('Restored')).toBeInTheDocument();
  });

  test('too late for staff, says who can', async () => {
    await openToday();
    await choose('K12');
    desk.refuse.void_moment = { code: 'too_late' };
    await keys('v');
    await userEvent.click(await screen.findByRole('button', { name: 'Void it' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/only a supervisor can void this moment now/);
  });

  test('another reason needs words, and an error leaves them', async () => {
    await openToday();
    await choose('K10');
    await keys('v');
    await userEvent.click(await screen.findByRole('radio', { name: 'Other' }));
    desk.refuse.void_moment = { code: 'invalid', field: 'reason', problem: 'missing' };
    await userEvent.click(screen.getByRole('button', { name: 'Void it' }));
    const words = screen.getByRole('textbox', { name: 'The reason, in your words' });
    await waitFor(() => expect(words).toBeInvalid());
    await userEvent.type(words, 'A drill{Enter}');
    await waitFor(() => expect(told('void_moment').at(-1)).toEqual({ id: 'K10', why: 'other', reason: 'A drill' }));
  });

  test('a voided moment shows its reason', async () => {
    await openToday();
    await choose('K8');
    expect(beside().getByText('Voided: Entered twice')).toBeInTheDocument();
    expect(beside().getByText('Reason: Saved twice after the power cut')).toBeInTheDocument();
  });
});

describe('an answer', () => {
  test('told to staff is entered with two keys', async () => {
    await openToday();
    await choose('K12');
    await keys('t');
    await screen.findByRole('dialog', { name: 'The client told me' });
    await keys('5');
    await waitFor(() => expect(told('rate_for_client')).toEqual([{ id: 'K12', rating: { source: 'told_staff', overall: 5 } }]));
    await waitFor(async () => expect(await row('K12')).toHaveFocus());
    expect(beside().getByText(/Which one is never shown/)).toBeInTheDocument();
  });

  test('can still be handed over, and is not asked for once the invitation is over', async () => {
    await openToday();
    await choose('K12');
    desk.refuse.hand_over = { code: 'token_expired' };
    await keys('d');
    expect(await beside().findByRole('alert')).toBeInTheDocument();
    expect(handOver).not.toHaveBeenCalled();
    await keys('d');
    await waitFor(() => expect(handOver).toHaveBeenCalledWith('K12'));
  });

  test('is no longer asked for once the invitation is withdrawn, with its reason', async () => {
    await openToday();
    await choose('K12');
    await keys('w');
    await userEvent.click(await screen.findByRole('radio', { name: 'The client has left' }));
    await userEvent.click(screen.getByRole('button', { name: 'Withdraw it' }));
    await waitFor(() => expect(told('withdraw_invitation')).toEqual([{ id: 'K12', reason: 'client_gone' }]));
    await waitFor(async () => expect(await row('K12')).toHaveTextContent('Invitation withdrawn'));
  });
});

test('an erased note is called erased, and what a newer version wrote is read only', async () => {
  await openToday();
  await choose('K7');
  expect(beside().getByText('Note').nextElementSibling).toHaveTextContent('erased');
  await choose('K6');
  expect(beside().getByText('Written by a newer version: read only')).toBeInTheDocument();
  expect(beside().queryByRole('group', { name: 'What can be done' })).toBeNull();
});

describe.each(['en', 'fr'] as const)('accessible in %s', (language) => {
  test('list, moment, amendment, void', async () => {
    setLocale(language);
    await openToday();
    await expectAccessible();
    await choose('K11');
    await expectAccessible();
    await amend('K10');
    await expectAccessible();
    await keys('{Escape}');
    await choose('K10');
    await keys('v');
    await screen.findByRole('dialog');
    await expectAccessible();
  });
});
