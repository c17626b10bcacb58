import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Session } from '@/api';
import { handOverDesk } from '@/demo/hand-over';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import type { Role } from '@/shared/words';
import { expectAccessible } from '@/tests/axe';
import HandOver from './HandOver.svelte';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

function open(as: string | null = null, roles: Role[] = ['counter'], commands: Commands = {}) {
  fake = installFake({ ...handOverDesk(as), ...commands });
  const session = { roles, resting: [] as Role[] } as Session;
  return render(HandOver, { session, go: vi.fn(), handOver: vi.fn(), switchPerson: vi.fn() });
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));
const rowOf = (name: RegExp) => screen.getByRole('row', { name });
const administrator: Role[] = ['counter', 'administrator'];

describe('handing over', () => {
  test.each(['en', 'fr'] as const)('is open to everybody, in %s', async (locale) => {
    setLocale(locale);
    const { container } = open('refused', administrator);
    expect(await screen.findAllByRole('row')).toHaveLength(6);
    await expectAccessible(container);
  });

  test('calls nothing arrived that nobody said to have', async () => {
    setLocale('en');
    open();
    await screen.findByRole('table');
    expect(rowOf(/Counter 2/).textContent).toContain('All 1,204, as of 2026-11-24, 13:38');
    expect(rowOf(/Mobile outreach/).textContent).toContain('960 of 1,204, as of 2026-11-20, 16:30');
    expect(rowOf(/Counter 3/).textContent).toContain('Has said nothing yet');
    expect(screen.getByText('1,100 of 1,204 (as of 2026-11-23, 22:10)')).toBeTruthy();
    await press('Prepare /media/stick');
    expect(await screen.findByText(/3 files copied; 12 were there already.*arrived when the others say so/)).toBeTruthy();
    expect(rowOf(/Counter 3/).textContent).toContain('Has said nothing yet');
  });

  test('says what a stick brought, and that some of it was not taken', async () => {
    setLocale('en');
    open('refused');
    await screen.findByRole('table');
    await press('Read /media/stick');
    expect(await screen.findByText(/14 new entries\. Some files were not taken/)).toBeTruthy();
    const files = within(screen.getByRole('list', { name: 'Files that were not taken' })).getAllByRole('listitem');
    expect(files.map((file) => file.textContent)).toEqual([
      expect.stringContaining('Have its workstation prepare the stick again'),
      expect.stringContaining('no file of Moments'),
    ]);
  });

  test('a stick that is pulled out loses nothing, and says so', async () => {
    setLocale('en');
    open('pulled');
    await screen.findByRole('table');
    await press('Prepare /media/stick');
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing is lost: all of it is still here.');
  });

  test('a stick can be stopped while it is written', async () => {
    setLocale('en');
    let end = (_: unknown) => {};
    open(null, ['counter'], { write_stick: () => new Promise((_, refuse) => (end = refuse)) });
    await screen.findByRole('table');
    await press('Prepare /media/stick');
    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    expect(fake.calls.some(({ command }) => command === 'stop_stick')).toBe(true);
    end({ code: 'stopped', field: null, data: {} });
    expect((await screen.findByRole('alert')).textContent).toContain('What was copied until then is whole');
  });

  test('counter staff change nothing of who takes part', async () => {
    setLocale('en');
    open();
    await screen.findByRole('table');
    expect(screen.queryByRole('button', { name: /Retire|Add a workstation|card/ })).toBeNull();
  });

  test('a workstation that is alone says so, and an administrator adds the second', async () => {
    setLocale('en');
    open('alone', administrator);
    expect(await screen.findByText('This workstation works alone')).toBeTruthy();
    await press('Add a workstation…');
    const dialog = screen.getByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    expect(within(dialog).getByRole('textbox', { name: 'Its name' })).toBeInvalid();
    await userEvent.type(within(dialog).getByRole('textbox'), 'Counter 2');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    expect(await within(dialog).findByText('8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE')).toBeTruthy();
    await expectAccessible(dialog);
    await userEvent.click(within(dialog).getByText('Close'));
    expect(document.body.textContent).not.toContain('8KQT');
    expect(rowOf(/Counter 2/)).toBeTruthy();
  });

  test('retiring a workstation is asked for twice', async () => {
    setLocale('en');
    open(null, administrator);
    await screen.findByRole('table');
    await press('Retire Mobile outreach');
    expect(fake.calls.some(({ command }) => command === 'retire_workstation')).toBe(false);
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Retire' }));
    expect((await screen.findByRole('row', { name: /Mobile outreach/ })).textContent).toContain('Retired');
  });

  test('a workstation is renamed, and the table says so', async () => {
    setLocale('en');
    open(null, administrator);
    await screen.findByRole('table');
    await press('Rename Counter 2');
    const name = within(screen.getByRole('dialog')).getByRole('textbox');
    expect(name).toHaveValue('Counter 2');
    await userEvent.clear(name);
    await userEvent.type(name, 'Welcome desk{Enter}');
    expect(await screen.findByRole('row', { name: /Welcome desk/ })).toBeTruthy();
  });

  test('a recovery kit shows its passphrase once', async () => {
    setLocale('en');
    open(null, administrator);
    await screen.findByRole('table');
    await press('Save a recovery kit…');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE')).toBeTruthy();
    await expectAccessible(dialog);
    await userEvent.click(within(dialog).getByText('Close'));
    expect(document.body.textContent).not.toContain('8KQT');
  });

  test('where the office’s keys are elsewhere, they come with the kit', async () => {
    setLocale('en');
    open('elsewhere', administrator);
    await screen.findByRole('table');
    expect(screen.queryByRole('button', { name: 'Add a workstation…' })).toBeNull();
    await press(/^Take the office’s keys/);
    const dialog = screen.getByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Choose the file…' }));
    expect(within(dialog).getByRole('textbox')).toBeInvalid();
    await userEvent.type(within(dialog).getByRole('textbox'), '8kqt{Enter}');
    expect(await screen.findByRole('button', { name: 'Add a workstation…' })).toBeTruthy();
  });

  test('a file that is no card of a centre is refused in words', async () => {
    setLocale('en');
    open(null, administrator);
    await screen.findByRole('table');
    await press('Choose the centre’s card…');
    expect((await screen.findByRole('alert')).textContent).toContain('This is not a centre’s card');
  });
});
