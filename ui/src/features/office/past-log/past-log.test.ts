import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { LogDesk } from '@/demo/past-log';
import { service } from '@/demo/today';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { expectAccessible } from '@/tests/axe';
import PastLogImport from './PastLogImport.svelte';

let desk: LogDesk;
let fake: Fake;
/** Each test is somebody else's. */
let people = 0;

afterEach(async () => {
  cleanup();
  setLocale('en');
  await fake.remove();
});

function begin(): void {
  desk = new LogDesk();
  fake = installFake({ ...desk.commands(), services: () => [service('gardening', 'Gardening', 'Jardinage public', { quick: 1 })] });
  people += 1;
  render(PastLogImport, { me: `person-${people}` });
}

async function toColumns(): Promise<void> {
  begin();
  await userEvent.click(screen.getByRole('button', { name: 'Choose a file' }));
  await screen.findByText('registre-2025.xlsx');
}

const press = (name: string | RegExp) => screen.findByRole('button', { name }).then((button) => userEvent.click(button));
const told = (command: string) => fake.calls.filter((call) => call.command === command).map(({ args }) => args);

describe('a past log', () => {
  test('is imported step by step: columns, words, a look at every row, and what it did', async () => {
    await toColumns();
    expect(screen.getByText('Ratings are not imported: nobody can ask these clients again.')).toBeInTheDocument();
    expect(screen.getByText('Moments keeps no name, number or contact of a client.')).toBeInTheDocument();
    await expectAccessible(document.body);
    await press('Look at every row');
    expect(await screen.findByText('Say which column is the service, or choose to classify later.')).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByLabelText('What “Service demandé” is'), 'Service');
    await press('Look at every row');

    await waitFor(() => expect(screen.getByRole('heading', { level: 2, name: /Words$/ })).toHaveFocus());
    await expectAccessible(document.body);
    await userEvent.selectOptions(screen.getByLabelText('What “Jardinage” means'), 'Gardening');
    await userEvent.selectOptions(screen.getByLabelText('What “à moitié” means'), 'In part');
    await press('Look at every row');

    await waitFor(() => expect(screen.getByRole('heading', { level: 2, name: /Preview$/ })).toHaveFocus());
    expect(screen.getByText('Would come in').nextSibling).toHaveTextContent('2,087');
    expect(screen.getByText('In 3 notes something is masked.')).toBeInTheDocument();
    expect(screen.getByText('NAS ••• ••• •••')).toBeInTheDocument();
    expect(told('import_past_log')).toEqual([]);
    await expectAccessible(document.body);
    await press('Import 2,087 rows');

    expect(await screen.findByText('The log is imported.')).toBeInTheDocument();
    expect(told('import_past_log')).toEqual([{ token: 'log', mapping: {
      columns: { date: 1, time: 2, outcome: 4, note: 5, service: 3 }, date_order: 'year_month_day', unmatched_services: 'refuse', notes: 'mask',
      words: { service: { Jardinage: 'gardening' }, outcome: { 'à moitié': 'partly_served' } },
    } }]);
    await press('Save the refused rows');
    expect(await screen.findByText('Saved as refused-rows.csv')).toBeInTheDocument();
    const words = told('save_refused_rows')[0]?.words as { reasons: Record<string, string> };
    expect(words.reasons.impossible).toBe('no calendar or clock has it');
    await expectAccessible(document.body);
  });

  test('shows why rows are refused, with the first of them', async () => {
    await toColumns();
    await userEvent.selectOptions(screen.getByLabelText('What “Service demandé” is'), 'Service');
    await press('Look at every row');
    await press('Look at every row');
    const reasons = within(await screen.findByRole('list', { name: 'Why rows are refused' })).getAllByRole('listitem');
    expect(reasons.map((each) => each.textContent)).toEqual(['60 Outcome: a word without a meaning here', '41 Date: no calendar or clock has it', '25 Service: no such service in the catalogue']);
    await userEvent.click(screen.getByText('The first 2 refused rows'));
    expect(screen.getByText('2025-02-30')).toBeInTheDocument();
    await press('Back');
    expect(await screen.findByLabelText('What “Jardinage” means')).toBeInTheDocument();
  });

  test('says what is wrong with a file, and reads older letters only when somebody says so', async () => {
    begin();
    desk.refuse = { code: 'not_a_log', data: { file: 'old.csv', reason: 'windows_1252', line: '7' } };
    await userEvent.type(screen.getByLabelText(/^File/), '/srv/old.csv{Enter}');
    expect(await screen.findByText(/^old.csv is not in UTF-8, from line 7/)).toBeInTheDocument();
    await press('Read it as Windows-1252');
    expect(await screen.findByText('registre-2025.xlsx')).toBeInTheDocument();
    expect(told('open_past_log').map(({ encoding }) => encoding)).toEqual(['unicode', 'windows-1252']);
  });

  test('takes another sheet, and an empty one says so', async () => {
    await toColumns();
    await userEvent.selectOptions(screen.getByLabelText('Sheet'), 'Lisez-moi');
    expect(await screen.findByText('This sheet holds no rows under a header. Choose another one.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Look at every row' })).toBeNull();
  });

  test('that was stopped keeps what is recorded and goes on', async () => {
    await toColumns();
    desk.stopped = true;
    await userEvent.selectOptions(screen.getByLabelText('What “Service demandé” is'), 'Service');
    await press('Look at every row');
    await press('Look at every row');
    await press(/^Import/);
    expect(await screen.findByText('Stopped. What is recorded stays.')).toBeInTheDocument();
    expect(announced().text).toBe('Stopped. What is recorded stays.');
    desk.stopped = false;
    await press('Go on');
    expect(await screen.findByText('The log is imported.')).toBeInTheDocument();
  });

  test('is imported in French too', async () => {
    setLocale('fr');
    begin();
    await press('Choisir un fichier');
    await screen.findByText('registre-2025.xlsx');
    await userEvent.selectOptions(screen.getByLabelText(/Service demandé/), 'Service');
    await press('Examiner chaque ligne');
    await press('Examiner chaque ligne');
    expect(await screen.findByText('Entreraient')).toBeInTheDocument();
    await expectAccessible(document.body);
  });

  test('goes on while somebody looks at another screen, and is put away with another file', async () => {
    await toColumns();
    cleanup();
    render(PastLogImport, { me: `person-${people}` });
    expect(screen.getByText('registre-2025.xlsx')).toBeInTheDocument();
    expect(told('close_past_log')).toEqual([]);
    await press('Back');
    await screen.findByRole('button', { name: 'Choose a file' });
    expect(told('close_past_log')).toHaveLength(1);
    cleanup();
    render(PastLogImport, { me: 'somebody else' });
    expect(screen.queryByText('registre-2025.xlsx')).toBeNull();
  });
});
