import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StaffItem } from '@/api';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import SignIn from './SignIn.svelte';

const preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' } as const;
const where = { preferences, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' };
const person = (id: string, name: string, some: Partial<StaffItem> = {}): StaffItem => ({
  id, name, roles: ['counter'], active: true, signed_in_today: false, has_short_pin: true, language: null, ...some,
});
const ada = person('ada', 'Ada T.');

let fake: Fake;
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  return fake.remove();
});

async function openSignIn(staff: StaffItem[], { commands }: { commands?: Commands } = {}) {
  const ondone = vi.fn();
  fake = installFake({ staff_to_sign_in: () => staff, ...commands });
  const view = render(SignIn, { app: { stage: 'sign_in' as const, ...where }, ondone });
  await screen.findAllByRole('radio');
  return { ondone, ...view };
}

describe('a forgotten PIN', () => {
  test('is replaced here with the recovery code: wrong ones are said, the new PIN is shown once', async () => {
    const codes: string[] = [];
    await openSignIn([ada], {
      commands: {
        reset_pin_with_code: ({ code }) => {
          codes.push(code as string);
          if (code !== 'RIGHT') throw { code: 'wrong_key', field: null, data: {} };
          return { name: 'Ada T.', pin: '482193' };
        },
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'PIN forgotten' }));
    const dialog = screen.getByRole('dialog', { name: 'A new PIN for Ada T.' });
    expect(dialog).toHaveTextContent('two together for supervisors and administrators');
    const code = within(dialog).getByLabelText('Recovery code');
    await userEvent.type(code, 'wrong{Enter}');
    await waitFor(() => expect(code).toHaveAccessibleDescription(/not the recovery code of this workstation/));
    await expectAccessible();
    await userEvent.clear(code);
    await userEvent.type(code, 'RIGHT{Enter}');
    expect(await within(dialog).findByText(/only this once/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: /Done/ }));
    expect(screen.queryByText('4 8 2 1 9 3')).toBeNull();
    expect(codes).toEqual(['wrong', 'RIGHT']);
  });
});
