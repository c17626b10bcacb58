import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Session } from '@/api';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import ShortPin from './ShortPin.svelte';

const ada: Session = {
  staff: 'ada', name: 'Ada T.', roles: ['counter'], locked: false, language: null, resting: [], needs_short_pin: true,
  office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2',
};

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

const type = (keys: string) => userEvent.keyboard(keys);
const pin = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

describe('a short PIN of one’s own', () => {
  function openShortPin(some: Partial<Session> = {}, commands: Commands = {}) {
    const onchosen = vi.fn();
    fake = installFake({ set_short_pin: () => null, ...commands });
    render(ShortPin, { session: { ...ada, ...some }, onchosen });
    return onchosen;
  }

  test.each([
    ['en', 'Choose a short PIN', 'Your short PIN is saved.'],
    ['fr', 'Choisir un NIP court', 'Votre NIP court est enregistré.'],
  ] as const)('is offered, chosen twice alike, and saved (%s)', async (language, offer, done) => {
    setLocale(language);
    const onchosen = openShortPin();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: offer }));
    await expectAccessible();
    await type('2580{Tab}2580{Enter}');
    expect(await screen.findByText(done)).toBeInTheDocument();
    expect(onchosen).toHaveBeenCalledOnce();
    expect(fake.calls).toEqual([{ command: 'set_short_pin', args: { pin: '2580' } }]);
    expect(document.activeElement?.tagName).toBe('BUTTON');
  });

  test('is refused beside its field: too few digits, two that differ, one that is easy to guess', async () => {
    openShortPin({}, { set_short_pin: () => { throw { code: 'pin_too_weak', field: 'short_pin', data: {} }; } });
    await userEvent.click(screen.getByRole('button', { name: 'Choose a short PIN' }));
    await type('12{Enter}');
    expect(pin('New short PIN')).toHaveAccessibleDescription(/Enter four digits\.$/);
    await type('34{Tab}1235{Enter}');
    expect(pin('New short PIN again')).toHaveAccessibleDescription(/not the same/);
    expect(fake.calls).toEqual([]);
    await type('{Backspace}4{Enter}');
    await waitFor(() => expect(pin('New short PIN')).toHaveAccessibleDescription(/too easy to guess/));
    expect(pin('New short PIN')).toHaveFocus();
  });

  test('can’t be changed by whoever came in with it', async () => {
    openShortPin({ resting: [], needs_short_pin: false }, { set_short_pin: () => { throw { code: 'not_permitted', field: null, data: {} }; } });
    await userEvent.click(screen.getByRole('button', { name: 'Change the short PIN' }));
    await type('2580{Tab}2580{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('come back with the full PIN');
  });

  test('is not offered to those who do not record', () => {
    openShortPin({ roles: ['administrator'] });
    expect(screen.queryByRole('button')).toBeNull();
  });
});
