import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

let desk: CounterDesk;
let stopListening: () => void;

afterEach(() => {
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function openCounter(): Promise<void> {
  desk = new CounterDesk();
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, {
    session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' },
    go: () => {},
    handOver: () => {},
    switchPerson: () => {},
  });
  await screen.findByRole('combobox', { name: /Find a service|Trouver un service/ });
  await waitFor(() => expect(desk.told('services').length).toBeGreaterThan(0));
}

const keys = (text: string) => userEvent.keyboard(text);
const dialog = () => screen.findByRole('dialog', { name: /Withdraw the invitation\?|Retirer l’invitation\?/ });

describe('an invitation is withdrawn', () => {
  test('before saving, by m and a digit; 0 lets it stand', async () => {
    await openCounter();
    await keys(' 1');
    await screen.findByRole('article', { name: 'Passport' });
    await keys('m');
    await dialog();
    await keys('2');
    expect(await screen.findByText('Withdrawn: Safety')).toBeInTheDocument();
    await keys('m');
    await dialog();
    await keys('0');
    expect(screen.queryByText('Withdrawn: Safety')).toBeNull();
    await keys('m');
    await dialog();
    await keys('1{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ withdrawn: 'client_gone' }]));
  });

  test('after saving, while the client’s screen is lit, with two keys', async () => {
    await openCounter();
    desk.ratingState = 'no_answer';
    await keys(' 1{Enter}');
    await screen.findByText('Saved. Passport');
    await screen.findByRole('button', { name: 'Withdraw the invitation' });
    await keys('m');
    expect(within(await dialog()).getByText(/goes dark at once/)).toBeInTheDocument();
    await keys('2');
    await waitFor(() => expect(desk.told('withdraw_invitation')).toEqual([{ id: 'moment-1', reason: 'safety' }]));
    expect(announced().text).toBe('The invitation is withdrawn.');
  });

  test('not while the client answers, and then it says what can be done for safety', async () => {
    await openCounter();
    desk.ratingState = 'no_answer';
    desk.refuseWithdrawal = 'too_late';
    await keys(' 1{Enter}');
    await screen.findByRole('button', { name: 'Withdraw the invitation' });
    await keys('m');
    await dialog();
    await keys('3');
    expect(await screen.findByText(/The client is answering, so the invitation stands/)).toBeInTheDocument();
    expect(screen.getByText(/If it is for your safety, choose that/)).toBeInTheDocument();
  });
});

test('a card is printed for the moment that was saved last, whatever is in front by now', async () => {
  await openCounter();
  await keys(' 1{Enter}');
  await screen.findByRole('button', { name: 'Card K0' });
  await keys(' {Control>}g{/Control}');
  await waitFor(() => expect(documentAsked()).toEqual({ kind: 'rating_card', moment: 'moment-1' }));
  closeDocument();
});

test.each(['en', 'fr'] as const)('the reasons have no barrier (%s)', async (language) => {
  setLocale(language);
  await openCounter();
  await keys(' 1');
  await screen.findByRole('article');
  await keys('m');
  await dialog();
  await expectAccessible();
});
