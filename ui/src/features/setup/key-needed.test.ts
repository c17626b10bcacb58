import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import KeyNeeded from './KeyNeeded.svelte';

const preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' } as const;
const GROUPS = ['8KQT', '3F0M', 'XW7P', 'V2HJ', '94ZN', 'DC6R', 'B1YE'];
const CODE = GROUPS.join('-');

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

const type = (keys: string) => userEvent.keyboard(keys);

describe('records without their key', () => {
  type Way = { kind: string; code?: string; passphrase?: string };
  const openLocked = (reason: 'key_needed' | 'wrong_key', unlock: (way: Way) => unknown, passphrase = false) => {
    const ondone = vi.fn();
    fake = installFake({ unlock: ({ way }) => unlock(way as Way) });
    render(KeyNeeded, { app: { stage: 'key_needed', preferences, reason, passphrase }, ondone });
    return ondone;
  };

  test.each([
    ['en', 'key_needed', /is not in this computer’s account/],
    ['en', 'wrong_key', /does not open the records/],
    ['fr', 'key_needed', /ne se trouve pas dans ce compte/],
    ['fr', 'wrong_key', /n’ouvre pas les inscriptions/],
  ] as const)('say what happened and open with the code as people type it (%s, %s)', async (language, reason, words) => {
    setLocale(language);
    const ondone = openLocked(reason, () => ({ remembered: true }));
    expect(screen.getByText(words)).toBeInTheDocument();
    await expectAccessible();
    const typed = GROUPS.join(' ').toLowerCase();
    await type(`${typed}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(fake.calls.at(-1)).toEqual({ command: 'unlock', args: { way: { kind: 'recovery_code', code: typed } } });
  });

  test('a code that can’t be one is refused at once, one that is another’s by the desk; what was typed stays', async () => {
    const ondone = openLocked('key_needed', () => { throw { code: 'wrong_key', field: null, data: {} }; });
    const code = screen.getByRole('textbox', { name: 'Recovery code' });
    await type('8KQT{Enter}');
    expect(code).toHaveAccessibleDescription(/28 letters and digits; there are 4 here\.$/);
    await userEvent.clear(code);
    await type(`U${CODE.slice(1)}{Enter}`);
    expect(code).toHaveAccessibleDescription(/without the letter U\.$/);
    expect(fake.calls).toEqual([]);
    await userEvent.clear(code);
    await type(`${CODE}{Enter}`);
    await waitFor(() => expect(code).toHaveAccessibleDescription(/does not open these records/));
    expect(code).toHaveValue(CODE);
    expect(code).toHaveFocus();
    expect(ondone).not.toHaveBeenCalled();
  });

  test('a mistyped code is told apart from that of another workstation', async () => {
    const ondone = openLocked('key_needed', () => { throw { code: 'wrong_key', field: null, data: { problem: 'code_check' } }; });
    await type(`${CODE}{Enter}`);
    const code = screen.getByRole('textbox', { name: 'Recovery code' });
    await waitFor(() => expect(code).toHaveAccessibleDescription(/mistyped: a character is wrong/));
    expect(ondone).not.toHaveBeenCalled();
  });

  test.each(['en', 'fr'] as const)('the passphrase opens them where there is one, and a wrong one says so (%s)', async (language) => {
    setLocale(language);
    let wrong = true;
    const ondone = openLocked('key_needed', () => {
      if (wrong) throw { code: 'wrong_key', field: null, data: {} };
      return { remembered: true };
    }, true);
    await expectAccessible();
    await userEvent.click(screen.getByRole('radio', { name: language === 'fr' ? 'Phrase de passe' : 'Passphrase' }));
    const field = screen.getByLabelText(language === 'fr' ? 'Phrase de passe' : 'Passphrase', { selector: 'input[type="password"]' });
    await userEvent.type(field, 'caribou stapler harbour nine{Enter}');
    await waitFor(() => expect(field).toHaveAccessibleDescription(language === 'fr' ? /n’ouvre pas/ : /does not open/));
    await expectAccessible();
    wrong = false;
    await userEvent.type(field, '{Enter}');
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(fake.calls.at(-1)?.args).toEqual({ way: { kind: 'passphrase', passphrase: 'caribou stapler harbour nine' } });
  });

  test('where the keystore kept nothing it is said before going on', async () => {
    const ondone = openLocked('key_needed', () => ({ remembered: false }));
    await type(`${CODE}{Enter}`);
    expect(await screen.findByText(/The next start asks again/)).toBeInTheDocument();
    expect(ondone).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Go on to sign-in' }));
    expect(ondone).toHaveBeenCalledOnce();
  });

  test('another error is said with what is safe', async () => {
    openLocked('key_needed', () => { throw { code: 'damaged', field: null, data: {} }; });
    await type(`${CODE}{Enter}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The records are damaged');
  });
});
