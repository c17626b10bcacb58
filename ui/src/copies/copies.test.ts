import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { copiesDesk, putBack } from '@/demo/copies';
import Backups from '@/features/office/Backups.svelte';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import PutBack from './PutBack.svelte';
import { recoveryWords } from './recovery';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake?.remove();
});

describe('what was put back', () => {
  test('is told with what is missing, until a supervisor has read it', async () => {
    setLocale('en');
    fake = installFake(copiesDesk([putBack]));
    const { container } = render(PutBack);
    const told = await screen.findByRole('status', { name: 'The records were put right' });
    expect(within(told).getByText(/3 entries are missing: 18,050 to 18,052\./)).toBeTruthy();
    expect(within(told).getByText(/20261124T133100Z-1/)).toBeTruthy();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'I have read this' }));
    expect(screen.queryByRole('status')).toBeNull();
    expect(fake.calls.some(({ command }) => command === 'recovery_read')).toBe(true);
  });

  test('never says that nothing is missing where that is not known', () => {
    setLocale('en');
    const unknown = { ...putBack, lost: 0, missing: [], exact: false };
    expect(recoveryWords(unknown).join(' ')).toContain('Everything up to entry 18,049 is here. Whether there was more is not known.');
    expect(recoveryWords({ ...unknown, exact: true }).join(' ')).toContain('Nothing is missing.');
    expect(recoveryWords({ ...putBack, exact: false }).join(' ')).toContain('At least 3 entries are missing');
    expect(recoveryWords({ ...putBack, copy_made_at: null, quarantine: null })[0]).toContain('no copy has them');
  });
});

describe('the copies', () => {
  test.each(['en', 'fr'] as const)('are shown with what failed, in %s', async (locale) => {
    setLocale(locale);
    fake = installFake(copiesDesk());
    const { container } = render(Backups, { mayEdit: true });
    expect(await screen.findAllByRole('row')).toHaveLength(4);
    expect(screen.getByText(locale === 'en' ? /^Failed: / : /^Échec/)).toBeTruthy();
    await expectAccessible(container);
  });

  test('one is made when asked for; putting one back is asked about first', async () => {
    setLocale('en');
    fake = installFake(copiesDesk());
    render(Backups, { mayEdit: true });
    await userEvent.click(await screen.findByRole('button', { name: 'Make a copy now' }));
    expect(await screen.findAllByRole('row')).toHaveLength(5);
    await userEvent.click(screen.getAllByRole('button', { name: /^Put back/ })[1]!);
    expect(fake.calls.some(({ command }) => command === 'restore_copy')).toBe(false);
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Put back' }));
    expect(await screen.findByText('What was put back')).toBeTruthy();
  });

  test('a supervisor looks and puts none back', async () => {
    setLocale('en');
    fake = installFake(copiesDesk());
    render(Backups, { mayEdit: false });
    expect(await screen.findAllByRole('row')).toHaveLength(4);
    expect(screen.queryByRole('button', { name: /^Put back/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /folder/ })).toBeNull();
  });
});
