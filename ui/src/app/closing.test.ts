import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppState, MomentForm, Preferences } from '@/api';
import { CounterDesk } from '@/features/counter/desk-for-tests';
import { expectAccessible } from '@/tests/axe';
import { setLocale } from '@/i18n';
import App from './App.svelte';
// It is read by itself in the window; here it is there from the beginning.
import './Shell.svelte';

const preferences: Preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' };
const office = { en: 'Iqaluit', fr: 'Iqaluit' };

let desk: CounterDesk;
let state: AppState;
/** What the desk says to a counter that nobody is at. */
let mayLock: boolean;

const signedIn = (locked: boolean): AppState => ({
  stage: 'signed_in', preferences, office, workstation: 'Counter 2',
  session: { staff: '1', name: 'Ada T.', roles: ['counter'], locked, language: null, resting: [], needs_short_pin: false },
});

beforeEach(() => {
  state = signedIn(false);
  mayLock = true;
});
afterEach(() => {
  vi.useRealTimers();
  cleanup();
  return desk.fake.remove();
});

/** The app at a counter with these moments: all but the last wait. */
async function openWith(...forms: MomentForm[]): Promise<void> {
  desk = new CounterDesk({
    app_state: () => state,
    curtain: () => null,
    staff_to_sign_in: () => [],
    save_preferences: () => null,
    sign_out: () => void (state = { stage: 'sign_in', preferences, office, workstation: 'Counter 2' }),
    close_app: () => null,
    lock_when_idle: () => {
      if (mayLock) state = signedIn(true);
      return mayLock;
    },
    client_answer: () => ({ kind: 'rest', office }),
    hand_over: () => ({ kind: 'rest', office }),
  });
  forms.forEach((form, at) => desk.leaveOpen(form, at < forms.length - 1));
  render(App);
  await screen.findByRole('combobox', { name: 'Find a service' });
  if (forms.length > 0) await screen.findByRole('heading', { level: 1, name: /is open/ });
}

const passport: MomentForm = { services: [{ service: 'passport' }] };
const call: MomentForm = { channel: 'phone', services: [{ service: 'address', outcome: 'partly_served' }] };
const keys = (text: string) => userEvent.keyboard(text);
const told = (command: string) => desk.told(command);
const shown = () => document.body.textContent ?? '';

describe('closing time with three still open', () => {
  const signOut = () => keys('{Control>}{F9}{/Control}');
  const dialog = () => screen.findByRole('dialog', { name: 'Still open: 3 moments' });
  const row = (which: RegExp) => within(within(screen.getByRole('dialog')).getByText(which).closest('li') as HTMLElement);

  test('asks about each: to finish it, that the client left, or to discard it', async () => {
    await openWith(passport, call, { note: 'half' });
    await signOut();
    await dialog();
    await userEvent.click(row(/K1/).getByRole('button', { name: 'Left' }));
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport', outcome: 'left', stage: 'during_service', stage_by: 'default' }], time_source: 'inaccurate', withdrawn: 'client_gone' }]));
    expect(row(/K1/).getByText('Recorded as left.')).toBeInTheDocument();
    await userEvent.click(row(/K2/).getByRole('button', { name: 'Discard' }));
    expect(desk.open).toHaveLength(2);
    await userEvent.click(row(/K2/).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(desk.open.map((each) => each.short_no)).toEqual(['K3']));
    expect(told('sign_out')).toEqual([]);
    await userEvent.click(row(/K3/).getByRole('button', { name: 'Finish' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByRole('heading', { level: 1, name: /moment K3 is open/ })).toHaveFocus();
  });

  test('goes by keyboard alone: l for each who left, and Enter on the way out', async () => {
    await openWith(passport, call, { note: 'half' });
    await signOut();
    await dialog();
    await waitFor(() => expect(row(/K1/).getByRole('button', { name: /^Finish/ })).toHaveFocus());
    await keys('l');
    await waitFor(() => expect(row(/K2/).getByRole('button', { name: /^Finish/ })).toHaveFocus());
    await keys('{Tab}{Tab}{Enter}');
    await waitFor(() => expect(row(/K2/).getByRole('button', { name: 'Keep it open' })).toHaveFocus());
    await keys('{Tab}{Enter}');
    await waitFor(() => expect(row(/K3/).getByRole('button', { name: /^Finish/ })).toHaveFocus());
    await keys('l');
    const out = screen.getByRole('button', { name: 'Sign out now' });
    await waitFor(() => expect(out).toHaveFocus());
    await keys('{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeInTheDocument();
    expect(desk.open).toEqual([]);
    expect(desk.saved).toHaveLength(2);
  });

  test('never holds anybody back: what stays open stays', async () => {
    await openWith(passport, call, { note: 'half' });
    await signOut();
    await dialog();
    await userEvent.click(screen.getByRole('button', { name: 'Sign out now' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeInTheDocument();
    expect(desk.open).toHaveLength(3);
    expect(desk.saved).toEqual([]);
  });

  test('one that waits is finished in front, and who was in front waits', async () => {
    await openWith(passport, call, { note: 'half' });
    await signOut();
    await dialog();
    await userEvent.click(row(/K2/).getByRole('button', { name: 'Finish' }));
    await screen.findByRole('article', { name: 'Change of address' });
    expect(desk.open.filter((each) => !each.parked).map((each) => each.short_no)).toEqual(['K2']);
  });

  test('what was settled there is in front no longer, and left is taken back with one press', async () => {
    await openWith(passport);
    await signOut();
    const asked = await screen.findByRole('dialog', { name: 'Still open: 1 moment' });
    await userEvent.click(within(asked).getByRole('button', { name: 'Left' }));
    await within(asked).findByText('Recorded as left.');
    await desk.fake.emit('changed', ['moment:moment-1']);
    await waitFor(() => expect(document.querySelector('h1')).toHaveTextContent(/^Counter$/));
    await userEvent.click(within(asked).getByRole('button', { name: 'Undo' }));
    await within(asked).findByRole('button', { name: 'Finish' });
    expect(desk.saved).toEqual([]);
  });

  test('is asked also when the window is closed, and then the app ends', async () => {
    await openWith(passport);
    await desk.fake.emit('closing', null);
    await screen.findByRole('dialog', { name: 'Still open: 1 moment' });
    await userEvent.click(screen.getByRole('button', { name: 'Close Moments now' }));
    await waitFor(() => expect(told('close_app')).toHaveLength(1));
    expect(told('sign_out')).toHaveLength(1);
  });

  test('with nothing open nothing is asked', async () => {
    await openWith();
    await signOut();
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeInTheDocument();
  });

  test.each(['en', 'fr'] as const)('the question is no barrier (%s)', async (language) => {
    await openWith(passport, call, { note: 'half' });
    setLocale(language);
    await signOut();
    await screen.findByRole('dialog', { name: /^(Still open|Encore en cours)/ });
    await expectAccessible();
  });
});

describe('the curtain', () => {
  const cover = () => screen.queryByRole('dialog', { name: 'Iqaluit' });
  const window_ = () => document.querySelector<HTMLElement>('.window');

  test('covers both windows with one key, while text is typed, and gives the text back', async () => {
    await openWith(passport);
    await keys('n');
    const note = await screen.findByRole('textbox', { name: /Note/ });
    await waitFor(() => expect(note).toHaveFocus());
    await keys('he sho{F4}');
    expect(cover()).toBeInTheDocument();
    // jsdom does nothing with it; the engines do.
    expect(window_()?.inert).toBe(true);
    expect(window_()).toHaveClass('covered');
    expect(cover()).not.toHaveTextContent(/Passport|K1|he sho/);
    await waitFor(() => expect(told('curtain')).toEqual([{ drawn: true }]));
    await keys('x1');
    await keys('{F4}');
    await waitFor(() => expect(cover()).toBeNull());
    expect(window_()?.inert).toBe(false);
    expect(told('curtain')).toEqual([{ drawn: true }, { drawn: false }]);
    expect(note).toHaveFocus();
    await keys('uted');
    expect(note).toHaveValue('he shouted');
    expect(desk.open).toHaveLength(1);
  });

  test('covers a dialog too, and is lifted by its button or by what closes a dialog', async () => {
    await openWith(passport);
    await keys('?');
    await keys('{F4}');
    await userEvent.click(screen.getByRole('button', { name: 'Uncover the screens' }));
    await waitFor(() => expect(cover()).toBeNull());
    expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeInTheDocument();
    await keys('{F4}');
    (cover() as HTMLDialogElement).close();
    await waitFor(() => expect(cover()).toBeNull());
    expect(told('curtain').map(({ drawn }) => drawn)).toEqual([true, false, true, false]);
  });

  test('covers the lock as well', async () => {
    state = signedIn(true);
    desk = new CounterDesk({ app_state: () => state, curtain: () => null, staff_to_sign_in: () => [], save_preferences: () => null });
    render(App);
    await screen.findByRole('heading', { level: 1, name: 'The counter is locked' });
    await keys('{F4}');
    expect(cover()).toBeInTheDocument();
    await keys('{F4}');
    await waitFor(() => expect(cover()).toBeNull());
  });

  test('lets no key through to what lies under it', async () => {
    await openWith(passport);
    await keys('m');
    await screen.findByRole('dialog', { name: /Withdraw|Why/ });
    await keys('{F4}');
    await keys('2');
    await keys('{F4}');
    await waitFor(() => expect(cover()).toBeNull());
    expect(await screen.findByRole('dialog', { name: /Withdraw|Why/ })).toBeInTheDocument();
    expect(told('change_open_moment').some(({ form }) => (form as MomentForm).withdrawn != null)).toBe(false);
  });

  test('is a button in the bar as well, and no barrier', async () => {
    await openWith(passport);
    await userEvent.click(screen.getByRole('button', { name: 'Cover both screens' }));
    await expectAccessible(cover() as HTMLElement);
  });
});

describe('a counter that nobody is at', () => {
  const LOCK_MS = 10 * 60_000;

  async function leaveAlone(ms: number) {
    await vi.advanceTimersByTimeAsync(ms);
  }

  test('locks with the draft kept, and the lock screen shows nothing of the client', async () => {
    await openWith({ ...passport, note: 'came with her sister' });
    vi.useFakeTimers();
    window.dispatchEvent(new Event('pointerdown'));
    await leaveAlone(LOCK_MS + 1_000);
    vi.useRealTimers();
    await screen.findByRole('heading', { level: 1 });
    await waitFor(() => expect(shown()).not.toMatch(/Passport|K1|sister/));
    const kept = told('change_open_moment').at(-1);
    expect(kept).toMatchObject({ form: { note: 'came with her sister' } });
    await keys(' 1l{Enter}');
    expect(told('open_moment')).toEqual([]);
    expect(desk.saved).toEqual([]);
  });

  test('does not lock while the desk says that a client is answering, and tries again', async () => {
    await openWith(passport);
    mayLock = false;
    vi.useFakeTimers();
    window.dispatchEvent(new Event('pointerdown'));
    await leaveAlone(LOCK_MS + 1_000);
    expect(told('lock_when_idle')).toHaveLength(1);
    await leaveAlone(30_000);
    expect(told('lock_when_idle')).toHaveLength(1);
    expect(shown()).toMatch(/Passport/);
    mayLock = true;
    await leaveAlone(31_000);
    vi.useRealTimers();
    expect(told('lock_when_idle')).toHaveLength(2);
    await waitFor(() => expect(shown()).not.toMatch(/Passport/));
  });

  test('spares a client who answers on the one monitor, and locks one that nobody gave back', async () => {
    await openWith();
    desk.invites = true;
    await keys(' 1{Enter}');
    await screen.findByText('Saved. Passport');
    await keys('d');
    await waitFor(() => expect(screen.queryByRole('navigation')).toBeNull());
    mayLock = false;
    vi.useFakeTimers();
    window.dispatchEvent(new Event('pointerdown'));
    await leaveAlone(LOCK_MS + 1_000);
    expect(told('lock_when_idle')).toHaveLength(1);
    expect(screen.queryByRole('heading', { name: 'The counter is locked' })).toBeNull();
    mayLock = true;
    await leaveAlone(61_000);
    vi.useRealTimers();
    expect(await screen.findByRole('heading', { level: 1, name: 'The counter is locked' })).toBeInTheDocument();
  });
});
