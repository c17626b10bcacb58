import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { catalogueDesk } from '@/demo/catalogue';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Catalogue from './Catalogue.svelte';
import { fileError } from './file-errors';
import { pathsOf } from './import.svelte';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function open(some: Commands = {}): Promise<void> {
  fake = installFake({ ...catalogueDesk(8), ...some });
  const session = { staff: '1', name: 'Ada T.', roles: ['administrator' as const], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: '', fr: '' }, workstation: '' };
  render(Catalogue, { session, go: vi.fn(), handOver: vi.fn(), switchPerson: vi.fn() });
  await user.click(await screen.findByRole('tab', { name: /Import/ }));
}

const user = userEvent.setup();
const told = (command: string) => fake.calls.filter((call) => call.command === command).map(({ args }) => args);
const press = async (name: string) => user.click(await screen.findByRole('button', { name }));
const paths = () => screen.getByRole('textbox');
const row = (name: RegExp) => screen.getByRole('row', { name });

test('shows what would change and each refused row with its line and reason, and writes nothing until told to', async () => {
  await open();
  await user.type(paths(), '/srv/inventory/services.csv{Enter}"C:\\data\\standards.csv"');
  await press('See what would change');
  expect(await screen.findByRole('heading', { name: 'What would change' })).toHaveFocus();
  expect(told('preview_import')).toEqual([{ paths: ['/srv/inventory/services.csv', 'C:\\data\\standards.csv'] }]);
  expect(screen.getByText(/Nothing is written yet. 2 rows are refused/)).toBeInTheDocument();
  expect(row(/^17/)).toHaveTextContent(/^17\s*service_id\s*This is no id of the inventory\.$/);
  expect(row(/^402/)).toHaveTextContent(/^402\s*The whole row\s*It has more or fewer cells than the header\.$/);
  expect(row(/^Annual return: small boats/)).toHaveTextContent('Name in English, Fiscal year and Owner');
  expect(screen.getByText(/1 is known here and no longer in the file/)).toBeInTheDocument();
  const services = screen.getByRole('heading', { name: 'services.csv' }).closest('article') as HTMLElement;
  expect(within(services).getAllByRole('term').map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`)).toEqual([
    'New: 1,200', 'Changed: 3', 'Unchanged: 2', 'Of an older year: 33', 'Refused rows: 2',
  ]);
  await expectAccessible();
  expect(told('import_catalogue')).toEqual([]);

  await press('Import 1,204 services and 1 standard');
  expect(await screen.findByRole('heading', { name: 'The inventory is imported' })).toHaveFocus();
  expect(told('import_catalogue')).toEqual([{ token: 'look-1' }]);
  await expectAccessible();
  await press('Look at 15 proposals');
  expect(screen.getByRole('tab', { name: /To confirm/ })).toHaveAttribute('aria-selected', 'true');
}, 30_000);

test('the same files again change nothing, and there is nothing to press', async () => {
  await open();
  await press('Choose files…');
  await press('Import 1,204 services and 1 standard');
  await screen.findByRole('heading', { name: 'The inventory is imported' });
  await press('Choose files…');
  expect(await screen.findByRole('heading', { name: 'Nothing to change' })).toHaveFocus();
  expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull();
});

test('a file that is refused whole is said at the field, in both languages, and the path stays', async () => {
  await open();
  await user.type(paths(), '/x/semicolons.csv');
  await press('See what would change');
  await waitFor(() => expect(paths()).toHaveFocus());
  expect(paths()).toHaveAccessibleDescription(/The columns of semicolons.csv are not separated by commas.*Nothing was changed/);
  expect(paths()).toHaveValue('/x/semicolons.csv');
  await expectAccessible();
});

test('every reason of the desk has words of its own', () => {
  const reasons = ['empty', 'too_many_rows', 'too_many_columns', 'not_utf8', 'not_commas', 'unknown_table', 'missing_columns', 'repeated_column', 'cut_short'];
  for (const language of ['en', 'fr'] as const) {
    setLocale(language);
    const words = reasons.map((reason) => fileError({ code: 'not_an_inventory', field: null, data: { reason, file: 'a.csv', line: '3', columns: 'owner_org' } }));
    expect(new Set(words).size).toBe(reasons.length);
    expect(words.every((each) => each?.includes('a.csv'))).toBe(true);
  }
});

test('where the catalogue changed after the look, one press looks again', async () => {
  let outdated = true;
  await open({ import_catalogue: () => { if (outdated) throw { code: 'preview_outdated', field: null, data: {} }; } });
  await press('Choose files…');
  await press('Import 1,204 services and 1 standard');
  expect(await screen.findByRole('alert')).toHaveTextContent('The catalogue has changed since this preview. Nothing was changed.');
  outdated = false;
  await press('Try again');
  expect(await screen.findByRole('heading', { name: 'What would change' })).toHaveFocus();
  expect(told('preview_import')).toHaveLength(2);
});

test('without a file there is nothing to look at; with none chosen, nothing happens', async () => {
  await open({ choose_files: () => [] });
  await press('See what would change');
  expect(paths()).toHaveAccessibleDescription(/Choose a file, or enter its path here/);
  await press('Choose files…');
  expect(told('preview_import')).toEqual([]);
});

test('a path a line, each once, without the quotes that a file manager puts around it', () => {
  expect(pathsOf(' /a.csv\r\n\n"C:\\b c.csv"\n/a.csv')).toEqual(['/a.csv', 'C:\\b c.csv']);
});
