import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { directoryDesk, PLACES } from '@/demo/directory';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Directory from './Directory.svelte';
import { fileError, refusalWord } from './import.svelte';

let fake: Fake;
let stop = () => {};
afterEach(() => {
  stop();
  cleanup();
  setLocale('en');
  return fake.remove();
});

const user = userEvent.setup();

async function open(places = PLACES, mayEdit = true, some: Commands = {}): Promise<void> {
  fake = installFake({ ...directoryDesk(places, mayEdit), choose_files: () => ['/srv/organizations.csv'], ...some });
  stop = listenToKeys();
  const session = { staff: '1', name: 'Ben T.', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: '', fr: '' }, workstation: '' };
  render(Directory, { session, go: vi.fn(), handOver: vi.fn(), switchPerson: vi.fn() });
  await screen.findByRole('heading', { name: 'Directory' });
}

const told = (command: string) => fake.calls.filter((call) => call.command === command).map(({ args }) => args);
const press = async (name: string | RegExp) => user.click(await screen.findByRole('button', { name }));
const find = async () => screen.findByLabelText('Find an organization');
const row = (name: RegExp) => screen.findByRole('button', { name });

test('an organization is found without accents in either language and read with one key, telephone and all', async () => {
  await open(PLACES, false);
  await find();
  await user.keyboard('/');
  expect(await find()).toHaveFocus();
  await user.keyboard('hotel de{Enter}');
  const page = within(screen.getByRole('article'));
  expect(page.getByRole('heading', { name: 'City hall, front counter' })).toHaveFocus();
  expect(page.getByText('555-0100')).toBeInTheDocument();
  expect(page.getByText(/901 Lichen Street/)).toBeInTheDocument();
  expect(page.getByText('Verified on November 2, 2026')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
  await press('Print a slip for a client');
  expect(documentAsked()).toEqual({ kind: 'referral_slip', organization: PLACES[2]?.id, name: 'City hall, front counter', level: 'municipal', referral: null, language: 'en', case: null });
  closeDocument();
  await expectAccessible();
});

test('what was verified long ago or never says so, and a text in the other language is read as such', async () => {
  await open();
  await user.click(await row(/Driver and vehicle/));
  expect(screen.getByText(/Verified on March 4, 2026, more than 180 days ago/)).toBeInTheDocument();
  expect(screen.getByText('Le permis échu')).toHaveAttribute('lang', 'fr-CA');
  await user.click(await row(/Court registry/));
  expect(screen.getByText(/Not verified yet/)).toBeInTheDocument();
  await press('I have verified this today');
  expect(await screen.findByText('Verified on November 24, 2026')).toBeInTheDocument();
  expect(told('save_organization')).toMatchObject([{ form: { id: PLACES[3]?.id, name_en: 'Court registry', verified_today: true } }]);
});

test('arrows walk the list, and Escape goes back to the row', async () => {
  await open();
  await user.type(await find(), 'permits');
  expect(await screen.findByText('1 organization')).toBeInTheDocument();
  await user.clear(await find());
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(await screen.findByRole('heading', { name: 'Building and planning permits' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(await row(/Building and planning/)).toHaveFocus();
});

test('a level narrows, and what is no longer offered is there by its own name', async () => {
  await open();
  await user.selectOptions(await screen.findByLabelText('Level of government'), 'No longer offered (1)');
  await user.click(await row(/Ferry counter/));
  await press('Offer it again');
  expect(await screen.findByText('Ferry counter is offered again.')).toBeInTheDocument();
  await press('Undo');
  expect(told('retire_organization').map(({ retired }) => retired)).toEqual([false, true]);
});

test('an empty directory begins with the starter, and whoever may not is told who may', async () => {
  await open([], false);
  expect(await screen.findByText('A supervisor or an administrator fills it.')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Begin with the starter' })).toBeNull();
  cleanup();
  await fake.remove();
  await open([]);
  await expectAccessible();
  await press('Begin with the starter');
  expect(await screen.findByText(/11 organizations were added. Nobody has verified them yet/)).toBeInTheDocument();
  expect(await row(/Passport office/)).toBeInTheDocument();
});

test('a new organization needs one name; what is wrong is said at its field, and what was typed stays', async () => {
  await open();
  await press('Add an organization');
  await user.type(screen.getByLabelText(/^Telephone/), 'Jo');
  await press('Save');
  expect(screen.getByLabelText('Name in English')).toHaveFocus();
  await user.type(screen.getByLabelText('Name in English'), 'Skating rink');
  await press('Save');
  await waitFor(() => expect(screen.getByLabelText(/^Telephone/)).toHaveFocus());
  await expectAccessible();
  await user.clear(screen.getByLabelText(/^Telephone/));
  await user.type(screen.getByLabelText(/^Telephone/), '555-0188');
  await press('Save');
  expect(await screen.findByRole('heading', { name: 'Skating rink' })).toHaveFocus();
  expect(screen.getByText('Skating rink is added.')).toBeInTheDocument();
  await press('Undo');
  expect(told('retire_organization')).toMatchObject([{ retired: true }]);
});

test('a correction is no verification, and can be undone', async () => {
  await open();
  await user.click(await row(/City hall/));
  await press('Edit');
  await user.type(screen.getByLabelText(/^Hours, in English/), ', closed on holidays');
  await press('Save');
  await press('Undo');
  await waitFor(() => expect(told('save_organization')).toHaveLength(2));
  const [changed, back] = told('save_organization').map(({ form }) => form as { hours_en: string; verified_today: boolean });
  expect(changed).toMatchObject({ hours_en: 'Monday to Friday, 9:00 to 12:00 and 13:00 to 16:30, closed on holidays', verified_today: false });
  expect(back).toMatchObject({ hours_en: 'Monday to Friday, 9:00 to 12:00 and 13:00 to 16:30', verified_today: false });
});

test('an import shows what would change and each refused row, and writes nothing until told to; again it changes nothing', async () => {
  await open();
  await press('Import');
  await press('Choose a file…');
  expect(await screen.findByRole('heading', { name: 'What organizations.csv would change' })).toHaveFocus();
  expect(screen.getByRole('row', { name: /^7/ })).toHaveTextContent(/level\s*The level is federal/);
  expect(screen.getByRole('row', { name: /^31/ })).toHaveTextContent(/The whole row\s*The same organization stands above/);
  expect(screen.getByText('Columns that were not read: remarks')).toBeInTheDocument();
  expect(screen.getAllByRole('term').map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`)).toEqual(['New: 40', 'Changed: 1', 'Unchanged: 2', 'Refused rows: 2']);
  await expectAccessible();
  expect(told('import_directory')).toEqual([]);
  await press('Import 41 organizations');
  expect(await screen.findByRole('heading', { name: 'The organizations are imported' })).toHaveFocus();
  expect(told('import_directory')).toEqual([{ token: 'look-1' }]);
  await press('Choose a file…');
  expect(await screen.findByRole('heading', { name: 'Nothing to change' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /^Import \d/ })).toBeNull();
});

test('a file that is refused whole is said at its field', async () => {
  await open();
  await press('Import');
  const path = await screen.findByLabelText('Or type or paste its path');
  await user.type(path, '"/x/inventory.csv"{Enter}');
  await waitFor(() => expect(path).toHaveFocus());
  expect(path).toHaveAccessibleDescription(/inventory.csv is no directory: it lacks these columns: name_en, name_fr. Nothing was changed/);
  expect(told('preview_directory')).toEqual([{ path: '/x/inventory.csv' }]);
});

test('export asks where, and says what was written; where it can’t be, it says what to do', async () => {
  await open();
  await press('Export');
  expect(await screen.findByText('12 organizations were written to moments-directory.csv.')).toBeInTheDocument();
  cleanup();
  await fake.remove();
  await open(PLACES, true, { export_directory: () => { throw { code: 'file_unwritable', field: null, data: { file: 'a.csv' } }; } });
  await press('Export');
  expect(await screen.findByRole('alert')).toHaveTextContent(/can’t be written there.*Nothing was changed.*Choose another folder/);
});

test('every reason of the desk has words of its own, in both languages', () => {
  fake = installFake({});
  const whole = ['empty', 'too_many_rows', 'too_many_columns', 'not_utf8', 'missing_columns', 'repeated_column', 'cut_short'];
  const rows = ['wrong_cell_count', 'missing', 'too_long', 'bad_id', 'bad_level', 'bad_telephone', 'bad_date', 'bad_status', 'must_be_masked', 'repeated'];
  for (const language of ['en', 'fr'] as const) {
    setLocale(language);
    const words = whole.map((reason) => fileError({ code: 'not_a_directory', field: null, data: { reason, file: 'a.csv', line: '3', columns: 'level' } }));
    expect(new Set(words).size).toBe(whole.length);
    expect(new Set(rows.map(refusalWord)).size).toBe(rows.length);
  }
});
