import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { directory } from '@/moment/directory.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

let desk: CounterDesk;
let stopListening: () => void;

afterEach(() => {
  cleanup();
  stopListening();
  setLocale('en');
  return desk.fake.remove();
});

async function openCounter(): Promise<void> {
  desk = new CounterDesk();
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('combobox', { name: /Find a service|Trouver un service/ });
  await waitFor(() => expect(directory.usualCameFrom).toHaveLength(9));
}

const keys = (text: string) => userEvent.keyboard(text);
const fast = (...pressed: string[]) => {
  for (const key of pressed) fireEvent.keyDown(document.activeElement ?? document.body, { key });
};

describe('the maze', () => {
  test('where a client came from is two keys, pressed faster than the desk answers, and the next digit is a service again', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', 'o', '2', '1', 'Enter');
    await screen.findByText('Saved. Passport');
    expect(desk.saved).toMatchObject([{ came_from: { organization: directory.usualCameFrom[1]?.id, level: 'provincial_territorial' }, services: [{ service: 'passport' }] }]);
  });

  test('a letter says only the level, and where nothing is open it is what it always was', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', '1', 'f', 'o', 'f', 'p', 'Enter');
    await screen.findByText('Saved. Passport');
    expect(desk.saved).toMatchObject([{ came_from: { level: 'federal' }, language: { requested: 'fr' }, services: [{ outcome: 'partly_served' }] }]);
  });

  test('a wrong office is told in eight keys: where to, how, and what stood in the way', async () => {
    await openCounter();
    desk.slow = 20;
    fast(' ', '1', 'r', '.', '3', '2', 'z', '1', 'Enter');
    await screen.findByText('Saved. Passport');
    expect(desk.saved).toMatchObject([
      { sent_to: { organization: directory.usualSentTo[2]?.id, kind: 'appointment_made' }, barriers: ['wrong_office'], services: [{ outcome: 'referred' }] },
    ]);
  });

  test('any other organization is found by typing, with its level, and nothing that is typed is lost', async () => {
    await openCounter();
    await keys(' 1r.');
    await screen.findByRole('group', { name: 'The usual places' });
    await keys('/vital{Enter}');
    expect(await screen.findByDisplayValue('Vital statistics (birth, marriage, death certificates)')).toBeInTheDocument();
    expect(screen.getByText('Provincial or territorial', { selector: '.level' })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ sent_to: { name: 'Vital statistics (birth, marriage, death certificates)' } }]));

    await keys(' 1o');
    await screen.findByRole('combobox', { name: 'Find an organization' });
    await keys('/The rink');
    await keys('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.saved[1]).toMatchObject({ came_from: { name: 'The rink' } }));
    expect(desk.saved[1]?.came_from?.organization).toBeUndefined();
  });

  test('Escape closes what is open and not the moment; a barrier can be told of a client who was served', async () => {
    await openCounter();
    await keys(' 1o');
    await screen.findByRole('group', { name: 'Came from' });
    await keys('{Escape}');
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Came from' })).toBeNull());
    await keys('z1');
    expect(await screen.findByRole('button', { name: /Wrong office/, pressed: true })).toBeInTheDocument();
    await keys('{Escape}');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ barriers: ['wrong_office'], services: [{ service: 'passport' }] }]));
  });

  test('the slip is one chord away while the moment is open and once it is saved, in the client’s language', async () => {
    await openCounter();
    await keys(' 1fr.3');
    expect(await screen.findByRole('button', { name: /^Print the referral slip/ })).toBeInTheDocument();
    await keys('2{Control>}p{/Control}');
    const slip = { kind: 'referral_slip', organization: directory.usualSentTo[2]?.id, name: 'City hall, front counter', level: 'municipal', language: 'fr', case: null };
    await waitFor(() => expect(documentAsked()).toEqual({ ...slip, referral: 'appointment_made' }));
    closeDocument();
    await keys('{Enter}');
    await screen.findByText('Saved. Passport');
    await userEvent.click(screen.getByRole('button', { name: /^Print the referral slip/ }));
    expect(documentAsked()).toEqual({ ...slip, referral: 'appointment_made' });
    closeDocument();

    await keys(' 1{Enter}');
    await waitFor(() => expect(desk.saved).toHaveLength(2));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Print the referral slip/ })).toBeNull());
  });
});

describe.each(['en', 'fr'] as const)('has no barrier (%s)', (language) => {
  test('came from, sent to, and how', async () => {
    setLocale(language);
    await openCounter();
    await keys(' 1ro');
    await screen.findByRole('group', { name: language === 'en' ? 'Came from' : 'Vient de' });
    await expectAccessible();
    await keys('1.1');
    const after = await screen.findByRole('region', { name: language === 'en' ? 'What follows from the outcome' : 'Ce qui découle de l’issue' });
    expect(await within(after).findByDisplayValue(/^211/)).toBeInTheDocument();
    expect(within(after).getAllByRole('radio')).toHaveLength(4);
    await expectAccessible();
  });
});
