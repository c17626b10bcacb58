import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { HolderKind, KeyHolder } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Keys from './Keys.svelte';

const CODE = '8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE';
const holder = (kind: HolderKind, removable = false, made: string | null = '2026-04-01'): KeyHolder => ({ id: kind, kind, made, removable });

let fake: Fake;
let refuse: unknown;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function open(holders: KeyHolder[], locale: Locale = 'en', old_copies = 0) {
  setLocale(locale);
  refuse = undefined;
  let now = holders;
  const view = () => ({ holders: now, uses_keystore: true, old_copies });
  const taking = (change: () => void) => () => {
    if (refuse) throw refuse;
    change();
    return view();
  };
  fake = installFake({
    key_holders: view,
    new_recovery_code: () => ({ code: CODE }),
    keep_recovery_code: taking(() => {}),
    set_passphrase: taking(() => (now = [...now, holder('passphrase', true)])),
    renew_keystore: taking(() => {}),
    remove_key_holder: ({ id }) => {
      now = now.filter((each) => each.id !== id);
      return view();
    },
    give_new_key: () => {
      if (refuse) throw refuse;
      now = [holder('recovery_code'), holder('own_keystore')];
      return { holders: ['recovery_code', 'own_keystore'], left_out: ['key_file'], entries: 1234 };
    },
    new_key_progress: () => ({ stage: 'copying', percent: 40 }),
    remove_old_copies: taking(() => (old_copies = 0)),
  });
  render(Keys);
  await screen.findByRole('list');
  return userEvent.setup();
}

const press = (user: ReturnType<typeof userEvent.setup>, name: string | RegExp) => user.click(screen.getByRole('button', { name }));
const called = (command: string) => fake.calls.filter((call) => call.command === command);

/** Writes the code down and reads the group that is asked for back. */
async function readBack(user: ReturnType<typeof userEvent.setup>, last: string) {
  await user.click(await screen.findByRole('checkbox', { name: /written it down/ }));
  await press(user, 'Next');
  const asked = screen.getByRole('textbox', { name: /Group \d of 7/ });
  const number = Number(/\d/.exec(screen.getByText(/^Group \d of 7$/).textContent ?? '')?.[0]);
  await user.type(asked, CODE.split('-')[number - 1]?.toLowerCase() ?? '');
  await press(user, last);
  return number;
}

describe('who can open the records', () => {
  test.each([
    ['en', 'Recovery code, on paper', 'Since April 1, 2026', /Another account of this computer/],
    ['fr', 'Code de récupération, sur papier', 'Depuis le 1 avril 2026', /Un autre compte de cet ordinateur/],
  ] as const)('is listed with its day (%s)', async (locale, code, since, other) => {
    await open([holder('own_keystore'), holder('recovery_code'), holder('other_keystore', true), holder('key_file', true, null)], locale, 1);
    expect(screen.getByText(code)).toBeInTheDocument();
    expect(screen.getAllByText((text) => text.replace('1er', '1').replaceAll('\u00a0', ' ') === since).length).toBeGreaterThan(0);
    expect(screen.getByText(other)).toBeInTheDocument();
    await expectAccessible();
  });

  test('a new code is in force once a group of it was read back', async () => {
    const user = await open([holder('own_keystore'), holder('recovery_code')]);
    await press(user, 'New code…');
    await expectAccessible();
    const group = await readBack(user, 'Use this code from now on');
    await waitFor(() => expect(called('keep_recovery_code')).toHaveLength(1));
    expect(called('keep_recovery_code')[0]?.args).toEqual({ readBack: { group, typed: CODE.split('-')[group - 1]?.toLowerCase() } });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.body.textContent).not.toContain('8KQT');
  });

  test('a passphrase is typed twice, and a weak one is refused with what to choose', async () => {
    const user = await open([holder('recovery_code')]);
    await press(user, 'Set a passphrase…');
    const [first, second] = ['New passphrase', 'The same again'].map((label) => screen.getByLabelText(label));
    await user.type(first!, 'caribou stapler harbour nine');
    await user.type(second!, 'caribou stapler harbour');
    await press(user, 'Set the passphrase');
    expect(second).toHaveAccessibleDescription(/not the same/);
    expect(called('set_passphrase')).toEqual([]);
    refuse = { code: 'passphrase_too_weak', field: null, data: { problem: 'simple' } };
    await user.type(second!, ' nine');
    await press(user, 'Set the passphrase');
    expect(await screen.findByRole('alert')).toHaveTextContent(/guessed too soon/);
    await expectAccessible();
    refuse = undefined;
    await press(user, 'Set the passphrase');
    expect(await screen.findByText('Passphrase, in a person’s head')).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('only what may go can be removed, and it is asked for twice', async () => {
    const user = await open([holder('own_keystore'), holder('recovery_code'), holder('other_keystore', true)]);
    expect(screen.getAllByRole('button', { name: 'Remove…' })).toHaveLength(1);
    await press(user, 'Remove…');
    const dialog = screen.getByRole('dialog');
    expect(dialog).toHaveTextContent(/asked for the recovery code at its next start/);
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByText(/Another account/)).toBeNull());
  });

  test('a new key says what it protects and what not, asks for the new code, and tells who is left out', async () => {
    const user = await open([holder('key_file', true), holder('recovery_code'), holder('passphrase', true)]);
    await press(user, 'Give the records a new key…');
    expect(screen.getByRole('dialog')).toHaveTextContent(/can still read the old copy, every backup from before/);
    await user.click(screen.getByRole('checkbox', { name: /key file opens them/ }));
    await expectAccessible();
    await press(user, 'Make the new recovery code');
    refuse = { code: 'busy', field: null, data: {} };
    await readBack(user, 'Give the new key');
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    refuse = undefined;
    await press(user, 'Make the new recovery code');
    await readBack(user, 'Give the new key');
    expect(await screen.findByText(/The records have a new key: 1,234 entries, checked/)).toBeInTheDocument();
    expect(called('give_new_key').at(-1)?.args).toMatchObject({ form: { passphrase: null, keep_key_file: true } });
    expect(screen.getByRole('dialog')).toHaveTextContent(/no longer do, and have to be added again.*Key file/);
    await expectAccessible();
  });
});
