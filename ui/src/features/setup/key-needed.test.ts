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
  const openLocked = (reason: 'key_needed' | 'wrong_key', unlock: (code: string) => unknown) => {
    const ondone = vi.fn();
    fake = installFake({ unlock_with_code: ({ code }) => unlock(String(code)) });
    render(KeyNeeded, { app: { stage: 'key_needed', preferences, reason }, ondone });
    return ondone;
  };

  test.each([
    ['en', 'key_needed', /is not in this computer’s account/],
    ['en', 'wrong_key', /does not open the records/],
    ['fr', 'key_needed', /ne se trouve pas dans ce compte/],
    ['fr', 'wrong_key', /n’ouvre pas les inscriptions/],
  ] as const)('say what happened and open with the code as people type it (%s, %s)', async (language, reason, words) => {
    setLocale(language);
    const ondone = openLocked(reason, () => ({ kind: 'ready' }));
    expect(screen.getByText(words)).toBeInTheDocument();
    await expectAccessible();
    const typed = GROUPS.join(' ').toLowerCase();
    await type(`${typed}{Enter}`);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(fake.calls.at(-1)).toEqual({ command: 'unlock_with_code', args: { code: typed } });
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

  test('another error is said with what is safe', async () => {
    openLocked('key_needed', () => { throw { code: 'damaged', field: null, data: {} }; });
    await type(`${CODE}{Enter}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The records are damaged');
  });
});
