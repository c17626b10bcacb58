import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SessionView, SignIn as Request, StaffItem } from '@/api';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { expectAccessible } from '@/tests/axe';
import SignIn from './SignIn.svelte';
import SwitchPerson from './SwitchPerson.svelte';

const preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' } as const;
const where = { preferences, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' };
const FULL = 'tundra-lichen';
const SHORT = '2580';

const person = (id: string, name: string, some: Partial<StaffItem> = {}): StaffItem => ({
  id, name, roles: ['counter'], active: true, signed_in_today: false, has_short_pin: true, language: null, ...some,
});
const ada = person('ada', 'Ada T.');
const ben = person('ben', 'Ben O.', { signed_in_today: true });
const elise = person('elise', 'Élise K.', { signed_in_today: true, has_short_pin: false });
const noor = person('noor', 'Noor S.', { signed_in_today: true, roles: ['counter', 'supervisor'] });

const session = (some: Partial<SessionView> = {}): SessionView => ({
  staff: 'noor', name: 'Noor S.', roles: ['counter', 'supervisor'], locked: false, language: null, resting: [], needs_short_pin: false, ...some,
});

let fake: Fake;
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  return fake.remove();
});

const type = (keys: string) => userEvent.keyboard(keys);
const called = (command: string) => fake.calls.filter((call) => call.command === command);
const tried = () => called('sign_in').map(({ args }) => args.request as Request);
const names = () => screen.getAllByRole('radio').map((radio) => radio.closest('label')?.textContent?.trim().replace(/\s+/g, ' '));
const pin = (name: string | RegExp = 'Full PIN') => screen.getByLabelText<HTMLInputElement>(name);

/** A desk that knows these people, and lets in whoever knows the PIN. */
function theDesk(staff: StaffItem[], commands: Commands = {}): Commands {
  return {
    staff_to_sign_in: () => staff,
    sign_in: ({ request }) => {
      const { pin: typed, short } = request as Request;
      if (typed !== (short ? SHORT : FULL)) throw { code: 'wrong_pin', field: null, data: {} };
      return session();
    },
    ...commands,
  };
}

async function openSignIn(staff: StaffItem[], { locked, commands }: { locked?: SessionView; commands?: Commands } = {}) {
  const ondone = vi.fn();
  fake = installFake(theDesk(staff, commands));
  const app = locked ? { stage: 'signed_in' as const, ...where, session: locked } : { stage: 'sign_in' as const, ...where };
  const view = render(SignIn, { app, ondone });
  await screen.findAllByRole('radio');
  return { ondone, ...view };
}

describe('signing in', () => {
  test.each([
    ['en', ['Ben O. Signed in today', 'Élise K. Signed in today', 'Ada T.'], 'Full PIN'],
    ['fr', ['Ben O. Session ouverte aujourd’hui', 'Élise K. Session ouverte aujourd’hui', 'Ada T.'], 'NIP complet'],
  ] as const)('is a name by its first letters, Enter, the full PIN, Enter (%s)', async (language, people, label) => {
    setLocale(language);
    const { ondone } = await openSignIn([ada, elise, ben]);
    expect(names()).toEqual(people);
    expect(screen.getAllByRole('radio')[0]).toHaveFocus();
    await expectAccessible();
    await type('el{Enter}');
    expect(screen.getByRole('radio', { name: /Élise/ })).toBeChecked();
    expect(pin(label)).toHaveFocus();
    await expectAccessible();
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(tried()).toEqual([{ staff: 'elise', pin: FULL, short: false }]);
  });

  test('the first arrow chooses the first name, and a letter pressed again the next one with it', async () => {
    await openSignIn([ada, person('alex', 'Alex P.'), ben]);
    await type('{ArrowDown}');
    expect(screen.getByRole('radio', { name: /Ben/ })).toBeChecked();
    await type('a');
    expect(screen.getByRole('radio', { name: /Ada/ })).toBeChecked();
    await type('a');
    expect(screen.getByRole('radio', { name: /Alex/ })).toBeChecked();
  });

  test('a name that is touched leads to the PIN', async () => {
    await openSignIn([ada, ben]);
    await userEvent.click(screen.getByRole('radio', { name: /Ada/ }));
    expect(pin()).toHaveFocus();
  });

  test('where one person works, only the PIN is asked for', async () => {
    const { ondone } = await openSignIn([ada]);
    expect(pin()).toHaveFocus();
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  });

  test('a wrong PIN is said, and the empty field waits for the right one', async () => {
    const { ondone } = await openSignIn([ada]);
    await type('tundra{Enter}');
    await waitFor(() => expect(pin()).toHaveAccessibleDescription('That is not this person’s PIN. Enter it again.'));
    expect(pin()).toHaveValue('');
    expect(pin()).toHaveFocus();
    expect(announced().text).toMatch(/not this person’s PIN/);
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  });

  test('nothing is tried without a PIN', async () => {
    await openSignIn([ada]);
    await type('{Enter}');
    expect(tried()).toEqual([]);
  });

  test('another error keeps the PIN and says what is safe', async () => {
    await openSignIn([ada], { commands: { sign_in: () => { throw { code: 'busy', field: null, data: {} }; } } });
    await type(`${FULL}{Enter}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The workstation is busy');
    expect(pin()).toHaveValue(FULL);
  });

  test('too many wrong PINs: the wait is counted down, said once, and holds for that person alone', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await openSignIn([ada, ben], { commands: { sign_in: () => { throw { code: 'locked_out', field: null, data: { seconds: '30' } }; } } });
    await type('a{Enter}wrong{Enter}');
    const timer = await screen.findByRole('timer');
    expect(timer).toHaveTextContent('00:30');
    expect(announced().text).toBe('There were too many wrong PINs. The next try is in 30\u00a0s.');
    const { turn } = announced();
    await expectAccessible();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(timer.textContent).toMatch(/00:(19|20)/);
    expect(announced().turn).toBe(turn);
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();

    await userEvent.click(screen.getByRole('radio', { name: /Ben/ }));
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeEnabled();
    await userEvent.click(screen.getByRole('radio', { name: /Ada/ }));
    await vi.advanceTimersByTimeAsync(21_000);
    expect(screen.queryByRole('timer')).toBeNull();
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeEnabled();
    expect(pin()).toHaveFocus();
    expect(announced().text).toBe('You can enter the PIN again.');
  });

  test('a list that can’t be read is said, with a way on', async () => {
    let tries = 0;
    fake = installFake(theDesk([ada], { staff_to_sign_in: () => { if (tries++ === 0) throw { code: 'busy', field: null, data: {} }; return [ada]; } }));
    render(SignIn, { app: { stage: 'sign_in', ...where }, ondone: vi.fn() });
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByLabelText('Full PIN')).toHaveFocus();
  });
});

describe('a locked counter', () => {
  test.each([
    ['en', 'The counter is locked', /Noor S\. locked it\. What is open is kept/, 'Short PIN'],
    ['fr', 'Le comptoir est verrouillé', /Noor S\. l’a verrouillé\. Ce qui est en cours est conservé/, 'NIP court'],
  ] as const)('opens for whoever locked it by four digits (%s)', async (language, heading, words, label) => {
    setLocale(language);
    const { ondone } = await openSignIn([ada, noor], { locked: session({ locked: true }) });
    expect(screen.getByRole('heading', { level: 1, name: heading })).toBeInTheDocument();
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(pin(label)).toHaveFocus();
    await expectAccessible();
    await type(SHORT);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(tried()).toEqual([{ staff: 'noor', pin: SHORT, short: true }]);
  });

  test('says that the short PIN opens recording alone, and takes the full one for all else', async () => {
    const { ondone } = await openSignIn([noor], { locked: session({ locked: true }) });
    expect(screen.getByText(/The short PIN opens recording and your own day/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Use the full PIN' }));
    expect(pin('Full PIN')).toHaveFocus();
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(tried()).toEqual([{ staff: 'noor', pin: FULL, short: false }]);
  });

  test('a wrong short PIN is emptied and tried again', async () => {
    const { ondone } = await openSignIn([noor], { locked: session({ locked: true }) });
    await type('1357');
    await waitFor(() => expect(pin('Short PIN')).toBeInvalid());
    expect(pin('Short PIN')).toHaveValue('');
    await type(SHORT);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  });

  test('that was locked overnight asks for the full PIN, and says why', async () => {
    let staff = [noor];
    const { ondone } = await openSignIn([], {
      locked: session({ locked: true }),
      commands: {
        staff_to_sign_in: () => staff,
        sign_in: ({ request }) => {
          if ((request as Request).short) throw { code: 'wrong_pin', field: null, data: {} };
          return session();
        },
      },
    });
    staff = [{ ...noor, signed_in_today: false }];
    await type(SHORT);
    const full = await screen.findByLabelText('Full PIN');
    await waitFor(() => expect(full).toHaveFocus());
    expect(full).toHaveAccessibleDescription('A new day has begun. The first time, sign in with the full PIN.');
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  });

  test('asks for the full PIN where there is no short one, and of those who come today for the first time', async () => {
    await openSignIn([ada, elise], { locked: session({ staff: 'elise', name: 'Élise K.', locked: true, resting: [], needs_short_pin: true }) });
    expect(pin('Full PIN')).toHaveFocus();
    await userEvent.click(screen.getByRole('radio', { name: /Ada/ }));
    expect(screen.queryByLabelText('Short PIN')).toBeNull();
    await type(`${FULL}{Enter}`);
    await waitFor(() => expect(tried()).toEqual([{ staff: 'ada', pin: FULL, short: false }]));
  });
});

describe('switching', () => {
  async function openSwitch(staff: StaffItem[], commands: Commands = {}) {
    const ondone = vi.fn();
    fake = installFake(theDesk(staff, { lock_counter: () => null, ...commands }));
    render(SwitchPerson, { open: true, session: { ...session(), office: where.office, workstation: where.workstation }, ondone });
    const dialog = await screen.findByRole('dialog');
    await waitFor(() => expect(dialog).toHaveTextContent(/\S{40,}|Who are you|Qui êtes|No one else/));
    return { ondone, dialog };
  }

  test.each(['en', 'fr'] as const)('is a letter and four digits (%s)', async (language) => {
    setLocale(language);
    const { ondone, dialog } = await openSwitch([ada, ben, elise, noor]);
    expect(within(dialog).queryByText('Noor S.')).toBeNull();
    expect(screen.getAllByRole('radio')[0]).toHaveFocus();
    await expectAccessible();
    await type(`b${SHORT}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(tried()).toEqual([{ staff: 'ben', pin: SHORT, short: true }]);
    expect(screen.queryByRole('radio')).toBeNull();
  });

  test('sends those without a short way to sign in in full, and chooses them there', async () => {
    const { ondone } = await openSwitch([ada, ben, elise, noor]);
    expect(names()).toEqual(['Ben O. Signed in today', 'Ada T. Full PIN needed', 'Élise K. Full PIN needed']);
    await type('e');
    expect(screen.getByText(/can’t switch with a short PIN/)).toBeInTheDocument();
    await type('a');
    expect(screen.getByText(/The first time each day/)).toBeInTheDocument();
    await expectAccessible();
    await type('{Enter}');
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(called('lock_counter')).toHaveLength(1);
    expect(tried()).toEqual([]);
    cleanup();
    await fake.remove();

    await openSignIn([ada, ben, noor], { locked: session({ locked: true }) });
    expect(screen.getByRole('radio', { name: /Ada/ })).toBeChecked();
  });

  test('a wrong short PIN keeps the dialog open', async () => {
    const { ondone } = await openSwitch([ben, noor]);
    expect(pin('Short PIN')).toHaveFocus();
    await type('1357');
    await waitFor(() => expect(pin('Short PIN')).toHaveAccessibleDescription(/not this person’s PIN/));
    expect(ondone).not.toHaveBeenCalled();
  });

  test('where no one else works, says who adds people', async () => {
    const { dialog } = await openSwitch([noor]);
    expect(dialog).toHaveTextContent('No one else works in this office yet.');
    await expectAccessible();
  });
});
