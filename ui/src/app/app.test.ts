import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppState, Preferences, StaffItem } from '@/api';
import { installFake, type Fake } from '@/platform/fake';
import type { Role } from '@/shared/words';
import { expectAccessible } from '@/tests/axe';
import App from './App.svelte';
// It is read by itself in the window; here it is there from the beginning.
import './Shell.svelte';

const preferences: Preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' };
const office = { en: 'Iqaluit', fr: 'Iqaluit' };

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function openAs(role: Role, some: Partial<Preferences> = {}): Promise<void> {
  let state: AppState = {
    stage: 'signed_in',
    preferences: { ...preferences, ...some },
    office,
    workstation: 'Counter 2',
    session: { staff: '1', name: 'Ada T.', roles: [role], locked: false, language: null, resting: [], needs_short_pin: false },
  };
  fake = installFake({ app_state: () => state, save_preferences: () => null, services: () => [], sign_out: () => void (state = { stage: 'sign_in', preferences, office, workstation: 'Counter 2' }) });
  render(App);
  await screen.findByRole('navigation');
}

const screens = () => [...screen.getByRole('navigation').querySelectorAll('button')].map((button) => button.ariaLabel ?? button.textContent);

describe('the staff’s window', () => {
  test('shows counter staff their five screens, and supervisors the others too', async () => {
    await openAs('counter');
    expect(screens()).toEqual(['Counter', 'Today', 'Cases', 'Directory', 'Hand-over']);
  });

  test('opens on the counter, says where it is, and has no barrier', async () => {
    await openAs('supervisor');
    expect(screens()).toEqual(['Counter', 'Today', 'Cases', 'Directory', 'Review', 'Follow-ups', 'Trends', 'Catalogue', 'Office', 'Hand-over']);
    expect(screen.getByText('Iqaluit · Counter 2')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());
    await expectAccessible();
  });

  test('a change of screen is heard: its heading takes focus', async () => {
    await openAs('supervisor');
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    expect(screen.getByRole('heading', { level: 1, name: 'Review' })).toHaveFocus();
    expect(screen.getByRole('button', { name: 'Review' })).toHaveAttribute('aria-current', 'page');
  });

  test('the language changes in place, in its own name, and the desk keeps it', async () => {
    await openAs('counter');
    const french = screen.getByRole('button', { name: 'Français' });
    expect(french).toHaveAttribute('lang', 'fr-CA');
    await userEvent.click(french);
    expect(screens()).toEqual(['Comptoir', 'Aujourd’hui', 'Démarches', 'Répertoire', 'Transmission']);
    expect(document.documentElement.lang).toBe('fr-CA');
    expect(fake.calls.at(-1)).toMatchObject({ command: 'save_preferences', args: { preferences: { language: 'fr' } } });
    await expectAccessible();
  });

  test('a list of people that comes late takes the keyboard from nobody who is choosing a language', async () => {
    let list: (staff: StaffItem[]) => void = () => {};
    fake = installFake({
      app_state: () => ({ stage: 'sign_in', preferences, office, workstation: 'Counter 2' }),
      staff_to_sign_in: () => new Promise<StaffItem[]>((resolve) => (list = resolve)),
      save_preferences: () => null,
    });
    render(App);
    const french = await screen.findByRole('button', { name: 'Français' });
    french.focus();
    list([{ id: '1', name: 'Ada T.', roles: ['counter'], signed_in_today: false, has_short_pin: false } as StaffItem]);
    await screen.findAllByText('Ada T.');
    expect(french).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('Qui êtes-vous?')).toBeInTheDocument();
  });

  test('a question mark lists the keys', async () => {
    await openAs('counter');
    await userEvent.keyboard('?');
    expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toHaveTextContent('Everywhere');
    await expectAccessible();
  });

  test('a person sets text size and colours, and they hold at once', async () => {
    await openAs('counter');
    await userEvent.click(screen.getByRole('button', { name: 'Ada T.' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Larger' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset).toMatchObject({ text: 'larger', theme: 'dark' });
    await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeInTheDocument();
  });
});

test('a desk that does not answer is said, with a way on', async () => {
  let tries = 0;
  fake = installFake({
    app_state: () => {
      tries += 1;
      if (tries === 1) throw { code: 'storage_failed', field: null, data: {} };
      return { stage: 'set_up', preferences, suggested_time_zone: 'America/Iqaluit', keystore_available: true, key_file: false };
    },
  });
  render(App);
  expect(await screen.findByRole('alert')).toHaveTextContent('The records could not be written.');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('heading', { name: 'Set up this workstation' })).toBeInTheDocument();
});
