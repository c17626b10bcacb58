import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { desk, type AppState, type OfficeForm, type OfficeView, type SessionView } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import App from './App.svelte';
// It is read by itself in the window; here it is there from the beginning.
import './Shell.svelte';

const PIN = 'tundra-lichen';
const form: OfficeForm = {
  name_en: 'Iqaluit', name_fr: 'Iqaluit', organization_en: 'Service Canada', organization_fr: 'Service Canada', time_zone: 'America/Iqaluit',
  languages: ['en', 'fr'], invite_one_in: 1, questions: [], screen_threshold: 5, staff_threshold: 3, client_timeout_seconds: 90,
  idle_lock_minutes: 10, standing_recorded: false, party_recorded: false,
  keep: { texts: 30, records: 730, audit: 2557 },
  notice: { purpose_en: '', purpose_fr: '', authority_en: '', authority_fr: '', contact_en: '', contact_fr: '', on_card: false },
};
const view: OfficeView = { office: form, workstation: 'Counter 2', workstations: [], key_slots: [], entries: 1, started_at: null };
const needed = (purpose: string) => ({ code: 'pin_needed', field: null, data: { purpose } });

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

/** The window of a supervisor. `rest()` lets the rights rest, as the desk does after five minutes. */
async function openAs(commands: Commands = {}, locale: Locale = 'en') {
  setLocale(locale);
  const state = { resting: false, left: 300, given: [] as string[] };
  const session = (): SessionView => ({
    staff: 'ada', name: 'Ada T.', locked: false, language: null, needs_short_pin: false,
    roles: state.resting ? ['counter'] : ['counter', 'supervisor', 'administrator'], resting: state.resting ? ['supervisor', 'administrator'] : [],
  });
  fake = installFake({
    app_state: (): AppState => ({
      stage: 'signed_in', office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2', session: session(),
      preferences: { language: locale, theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' },
    }),
    services: () => [],
    office: () => {
      if (state.resting) throw needed('rights');
      return view;
    },
    time_zones: () => ['America/Iqaluit'],
    rights_left: () => state.left,
    give_pin: ({ pin, purpose }) => {
      if (pin !== PIN) throw { code: 'wrong_pin', field: null, data: {} };
      state.given.push(purpose as string);
      state.resting = false;
      state.left = 300;
      return session();
    },
    ...commands,
  });
  render(App);
  await screen.findByRole('navigation');
  return state;
}

const title = { en: 'Your PIN, once more', fr: 'Votre NIP, encore une fois' };
const dialog = (locale: Locale = 'en') => screen.findByRole('dialog', { name: title[locale] });
const field = (within_: HTMLElement) => within(within_).getByLabelText<HTMLInputElement>(/Ada T\./);

describe('where the desk needs the full PIN again', () => {
  test.each(['en', 'fr'] as const)('it is asked for in one place, and the command goes on by itself (%s)', async (locale) => {
    let fresh = false;
    const state = await openAs({
      save_staff: () => {
        if (!fresh) throw needed('staff');
        return { staff: {}, issued_pin: null };
      },
      give_pin: ({ pin, purpose }) => {
        if (pin !== PIN) throw { code: 'wrong_pin', field: null, data: {} };
        fresh = purpose === 'staff';
        return null;
      },
    }, locale);
    const saved = desk.saveStaff({ id: null, name: 'Bo', roles: [], active: true, pin: null, language: null });
    const asks = await dialog(locale);
    await waitFor(() => expect(field(asks)).toHaveFocus());
    await expectAccessible();
    await userEvent.keyboard('wrong{Enter}');
    await waitFor(() => expect(field(asks)).toHaveAccessibleDescription(/./));
    await waitFor(() => expect(field(asks)).toHaveFocus());
    await userEvent.keyboard(`${PIN}{Enter}`);
    await expect(saved).resolves.toMatchObject({ issued_pin: null });
    await waitFor(() => expect(screen.queryByRole('dialog', { name: title[locale] })).toBeNull());
    expect(fake.calls.filter(({ command }) => command === 'save_staff')).toHaveLength(2);
    expect(state.given).toEqual([]);
  });

  test('who doesn’t give it gets the refusal, and is asked anew the next time', async () => {
    await openAs({
      open_author: () => {
        throw needed('author');
      },
    });
    for (let time = 0; time < 2; time += 1) {
      const opened = desk.openAuthor('1', 'to ask').catch((thrown: unknown) => (thrown as Error).message);
      await userEvent.click(within(await dialog()).getByRole('button', { name: 'Not now' }));
      expect(await opened).toBe('pin_needed');
    }
  });

  test('too many wrong ones are waited for there too', async () => {
    await openAs({
      open_author: () => {
        throw needed('author');
      },
      give_pin: () => {
        throw { code: 'locked_out', field: null, data: { seconds: '30' } };
      },
    });
    desk.openAuthor('1', 'to ask').catch(() => {});
    const asks = await dialog();
    await waitFor(() => expect(field(asks)).toHaveFocus());
    await userEvent.keyboard('wrong{Enter}');
    expect(await within(asks).findByRole('timer')).toBeInTheDocument();
    expect(within(asks).getByRole('button', { name: 'Go on' })).toBeDisabled();
    await userEvent.click(within(asks).getByRole('button', { name: 'Not now' }));
  });
});

describe('a supervisor’s rights', () => {
  async function typing() {
    const state = await openAs();
    await userEvent.click(screen.getByRole('button', { name: 'Office' }));
    const name = await screen.findByLabelText('Name in English');
    await userEvent.type(name, ' Centre');
    return { state, name };
  }

  /** The desk lets them rest; the window asks and hears of it. */
  async function rest(state: { resting: boolean; left: number }) {
    state.resting = true;
    await fake.emit('changed', ['office:1']);
  }

  test('rest with the screen covered and what was typed kept; the PIN brings both back', async () => {
    const { state, name } = await typing();
    await rest(state);
    const asks = await dialog();
    expect(asks).toHaveTextContent('What you typed is still there.');
    await waitFor(() => expect(field(asks)).toHaveFocus());
    await userEvent.keyboard(`${PIN}{Enter}`);
    await waitFor(() => expect(screen.queryByRole('dialog', { name: title.en })).toBeNull());
    expect(state.given).toEqual(['rights']);
    expect(name).toBeInTheDocument();
    expect(name).toHaveValue('Iqaluit Centre');
    expect(screen.getByRole('button', { name: 'Office' })).toHaveAttribute('aria-current', 'page');
  });

  test('rest by the desk’s clock, out of sight, and whoever doesn’t give the PIN goes on at the counter', async () => {
    const state = await openAs({ rights_left: () => state.left });
    await userEvent.click(screen.getByRole('button', { name: 'Office' }));
    await screen.findByLabelText('Name in English');
    state.resting = true;
    state.left = 0;
    // The next sign of the person at work tells the window that it is over.
    window.dispatchEvent(new Event('wheel'));
    const asks = await dialog();
    expect(screen.getByLabelText('Name in English').closest('.covered')).not.toBeNull();
    await userEvent.click(within(asks).getByRole('button', { name: 'Go to the counter' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Counter' })).toHaveAttribute('aria-current', 'page'));
    // And a supervisor's screen asks again, before anything else happens.
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Go to the counter' }));
    expect(screen.getByRole('button', { name: 'Counter' })).toHaveAttribute('aria-current', 'page');
  });
});
