import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setLocale } from '@/i18n';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

let desk: CounterDesk;
let stopListening: () => void;

afterEach(() => {
  vi.useRealTimers();
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function openCounter(before: (desk: CounterDesk) => void = () => {}): Promise<void> {
  desk = new CounterDesk();
  before(desk);
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, {
    session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' },
    go: () => {},
    handOver: () => {},
    switchPerson: () => {},
  });
  await screen.findByRole('combobox', { name: /Find a service|Trouver un service/ });
  await waitFor(() => expect(desk.told('services')).toHaveLength(1));
}

const keys = (text: string) => userEvent.keyboard(text);
/** Keys that come faster than the desk answers. */
const fast = (...pressed: string[]) => pressed.forEach((key) => fireEvent.keyDown(document.body, { key }));
const line = (name: string) => screen.findByRole('article', { name });
const parked = () => desk.open.filter((each) => each.parked).map((each) => each.short_no);

describe('the telephone rings', () => {
  test('the client waits with all that was entered, and the same key goes back once the call is saved', async () => {
    await openCounter();
    await keys(' 1{F2}');
    const waits = await screen.findByRole('button', { name: /K1 In person.*Passport.*on hold 00:0/ });
    expect(waits).toHaveAttribute('aria-keyshortcuts', 'Alt+1');
    await keys('2{Enter}');
    await screen.findByText('Saved. Change of address');
    expect(await screen.findByRole('heading', { name: 'On hold' })).toBeInTheDocument();
    await keys('{F2}');
    await line('Passport');
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ channel: 'phone', services: [{ service: 'address' }] }, { services: [{ service: 'passport' }] }]));
    expect(desk.saved[1]).not.toHaveProperty('time_source');
  });

  test('pressed again before anything was said on the telephone, it goes back at once and leaves nothing open', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', '1', 'F2', 'F2', 'p', 'Enter');
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport', outcome: 'partly_served' }] }]));
    expect(desk.open).toEqual([]);
  });

  test('a client who has just come is not forgotten for it', async () => {
    await openCounter();
    await keys(' {F2}');
    await screen.findByRole('button', { name: /K1 In person.*no service picked yet/ });
    await keys('{F2}');
    expect(await screen.findByRole('heading', { level: 1, name: /moment K1 is open/ })).toBeInTheDocument();
    expect(desk.open).toHaveLength(1);
  });

  test('of several that wait, each has its key; the one that was put on hold last comes back first', async () => {
    await openCounter();
    await keys(' 1 2 3');
    await line('Payment of a fine');
    expect(parked()).toEqual(['K1', 'K2']);
    await keys('{Alt>}1{/Alt}');
    await line('Passport');
    expect(parked().sort()).toEqual(['K2', 'K3']);
    await keys('{Enter}');
    await screen.findByText('Saved. Passport');
    await keys('{F2}');
    await line('Payment of a fine');
  });

  test('their clocks run, and nothing else is drawn anew for it', async () => {
    await openCounter();
    await keys(' 1{F2}2');
    const card = await line('Change of address');
    const waits = await screen.findByRole('button', { name: /K1/ });
    expect(waits).toHaveTextContent(/on hold 00:00/);
    await waitFor(() => expect(waits).toHaveTextContent(/on hold 00:0[1-9]/));
    expect(card.isConnected && waits.isConnected).toBe(true);
  });

  test('what a crash left is not gone back to by that key: it is offered, with its day and without an end', async () => {
    await openCounter((left) => left.leave({ services: [{ service: 'passport' }] }, '2026-11-23'));
    expect(await screen.findByText(/from yesterday/)).toBeInTheDocument();
    await keys('{F2}');
    expect(await screen.findByRole('heading', { level: 1, name: /moment K2 is open/ })).toBeInTheDocument();
    await keys('{Alt>}1{/Alt}');
    await line('Passport');
    expect(screen.getByText('Its end is not recorded.')).toBeInTheDocument();
    expect(screen.queryByRole('timer')).toBeNull();
  });
});

describe('a client walks off', () => {
  const left = { outcome: 'left', stage_by: 'default' };

  test('before a service was picked: two keys, a guessed stage, and nobody is invited', async () => {
    await openCounter();
    await keys(' l');
    expect(await screen.findByRole('group', { name: 'When did the client leave? (guessed)' })).toBeInTheDocument();
    await keys('{Enter}');
    await waitFor(() =>
      expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'unclassified', ...left, stage: 'before_greeting' }], withdrawn: 'client_gone' }]),
    );
  });

  test('half a minute later they had been greeted', async () => {
    await openCounter((slow) => (slow.beganAgo = 31));
    await keys(' l{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'unclassified', ...left, stage: 'during_preparation' }] }]));
  });

  test('with a service it was during the service; the same key says otherwise, and then staff say so', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', '1', 'l', 'Enter', ' ', '1', 'l', 'l', 'Enter');
    await waitFor(() => expect(desk.saved).toHaveLength(2));
    expect(desk.saved).toMatchObject([
      { services: [{ service: 'passport', ...left, stage: 'during_service' }] },
      { services: [{ service: 'passport', outcome: 'left', stage: 'before_greeting', stage_by: null }] },
    ]);
  });

  test('what they had come for can still be picked', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', 'l', '2', 'Enter');
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'address', ...left, stage: 'before_greeting' }] }]));
  });

  test('and who comes back was not gone: neither a stage nor a withdrawal is left', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', '1', 'l', 's', 'Enter');
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport', outcome: 'served' }], withdrawn: null }]));
  });
});

test('a family of four, three services and three outcomes, is one moment by keyboard alone, and mixed', async () => {
  await openCounter();
  desk.slow = 20;
  fast(' ', '1', '+', '2', '3', 'r', 'ArrowUp', 'p', 'ArrowUp', 'ArrowUp', 'v', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(3));
  expect(await screen.findByText('Mixed client: partly by choice, partly required')).toBeInTheDocument();
  expect(await within(await line('Passport')).findByText('Required')).toBeInTheDocument();
  expect(within(await line('Change of address')).getByText('In part')).toBeInTheDocument();
  await keys('{Enter}');
  await waitFor(() =>
    expect(desk.saved).toMatchObject([
      {
        services: [
          { service: 'passport', quantity: 2, relationship: 'involuntary_obligation' },
          { service: 'address', outcome: 'partly_served' },
          { service: 'fine', outcome: 'referred' },
        ],
      },
    ]),
  );
});

test('what is often needed next is answered by one key for each, which goes round', async () => {
  await openCounter();
  await keys(' 1');
  const offer = within(await screen.findByRole('group', { name: 'Change of address' }));
  await keys(',,');
  await waitFor(() => expect(offer.getByRole('radio', { name: 'Not needed' })).toBeChecked());
  await keys(',,,,');
  await waitFor(() => expect(offer.getByRole('radio', { name: 'Not needed' })).toBeChecked());
  await keys(';{Enter}');
  await waitFor(() => expect(desk.saved).toMatchObject([{ offers: { address: 'not_needed', fine: 'accepted' } }]));
});

test('a complaint and a third contact say that they open a follow-up, before and after saving', async () => {
  await openCounter();
  await keys(' 1b2');
  expect(screen.queryByText(/follow-up/)).toBeNull();
  await keys('b1c3');
  expect(await screen.findByText('Opens a follow-up for the supervisor: complaint and third contact for the same need')).toBeInTheDocument();
  await keys('{Enter}');
  expect(await screen.findByText('A follow-up is open for the supervisor: complaint and third contact for the same need')).toBeInTheDocument();
});

describe('standing and party', () => {
  test('are neither shown nor taken where the office did not turn them on', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    expect(screen.queryByRole('button', { name: /Party|Here as/ })).toBeNull();
    desk.slow = 20;
    fast('=', '#', 'Enter');
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport' }] }]));
  });

  test('are a key and a digit where it did, and the standing says how it is known', async () => {
    await openCounter((records) => (records.records = true));
    desk.slow = 20;
    fast(' ', '1', '=', '4', '=', '0', '#', '2');
    expect(await screen.findByRole('button', { name: /Party: 4 people and for someone else/ })).toBeInTheDocument();
    expect(await screen.findByRole('button', { name: /Here as: Potential citizen \(Said unasked\)/ })).toBeInTheDocument();
    await keys('#');
    expect(await screen.findByText(/Never ask/)).toBeInTheDocument();
    await keys('{Escape}{Enter}');
    await waitFor(() =>
      expect(desk.saved).toMatchObject([{ party_size: 4, acting_for_other: true, standing: { value: 'potential_citizen', source: 'said_unasked' } }]),
    );
  });
});

test.each(['en', 'fr'] as const)('nothing of it is a barrier (%s)', async (language) => {
  setLocale(language);
  await openCounter((left) => {
    left.records = true;
    left.leave({ services: [{ service: 'passport' }] }, '2026-11-20');
  });
  await keys(' 1{F2}2 ');
  await expectAccessible();
  await keys('13l=');
  await screen.findByRole('textbox', { name: /More than nine|Plus de neuf/ });
  await expectAccessible();
  await keys('#');
  await expectAccessible();
  await keys('{Escape}b1{Enter}');
  await waitFor(() => expect(desk.saved).toHaveLength(1));
  await expectAccessible();
});
