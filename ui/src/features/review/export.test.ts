import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { documentAsked } from '@/documents/documents.svelte';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Export from './Export.svelte';

const DATE = '2026-11-24';
let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function open(save: () => string | null = () => 'day-internal-2026-11-24.csv', locale: Locale = 'en', filtered = false) {
  setLocale(locale);
  fake = installFake({ save_export: save });
  const { container } = render(Export, { date: DATE, filtered });
  await userEvent.click(container.querySelector('summary')!);
  return container;
}

const sent = () => fake.calls.filter(({ command }) => command === 'save_export').at(-1)?.args;

test('a copy says what is in it before it is made', async () => {
  await open();
  expect(screen.getByText(/small numbers are in it/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('radio', { name: 'Public' }));
  expect(screen.getByText(/numbers under 10 are not in it/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Report to print or save as PDF' }));
  expect(documentAsked()).toEqual({ kind: 'day_report', date: DATE, copy: 'public', language: 'both' });
});

test('a table is saved where the person chose, and it is said what is in which file', async () => {
  await open();
  await userEvent.click(screen.getByRole('button', { name: 'Data (CSV)' }));
  expect(await screen.findByText('Saved as day-internal-2026-11-24.csv; what the figures are about is in day-internal-2026-11-24-about.csv.')).toBeInTheDocument();
  expect(sent()).toEqual({ request: { what: 'day', date: DATE, copy: 'internal', language: 'en' }, format: 'csv' });
});

test('without a place nothing is saved, and a file that can’t be written says why', async () => {
  await open(() => null);
  await userEvent.click(screen.getByRole('button', { name: 'Workbook (XLSX)' }));
  expect(await screen.findByText('Not saved: no place was chosen.')).toBeInTheDocument();
  await fake.remove();
  fake = installFake({ save_export: () => { throw { code: 'disk_full', field: null, data: { file: 'day.xlsx' } }; } });
  await userEvent.click(screen.getByRole('button', { name: 'Workbook (XLSX)' }));
  await waitFor(() => expect(screen.getByRole('alert')).toBeInTheDocument());
});

test('a filter does not narrow the file, and that is said', async () => {
  await open(undefined, 'en', true);
  expect(screen.getByText(/filters don’t narrow it/)).toBeInTheDocument();
});

test.each(['en', 'fr'] as const)('everyone can use it (%s)', async (locale) => {
  await expectAccessible(await open(undefined, locale));
});
