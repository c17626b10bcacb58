import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { documentsDesk, requests } from '@/demo/documents';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { configureKeys, listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import DocumentDialog from './DocumentDialog.svelte';
import { closeDocument, showDocument } from './documents.svelte';

let fake: Fake;
let stopListening: () => void;
/** Addresses that hold a page in memory now. */
const held = new Set<string>();

beforeEach(() => {
  let made = 0;
  // jsdom has no addresses for blobs.
  URL.createObjectURL = () => {
    const address = `blob:page-${++made}`;
    held.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => void held.delete(address);
  stopListening = listenToKeys();
});

afterEach(async () => {
  closeDocument();
  cleanup();
  stopListening();
  configureKeys({}, true);
  await fake.remove();
});

async function open(kind: keyof typeof requests, commands: Commands = {}): Promise<HTMLElement> {
  fake = installFake({ ...documentsDesk, ...commands });
  render(DocumentDialog);
  showDocument(requests[kind]);
  return screen.findByRole('dialog');
}

const pages = () => within(screen.getByRole('region')).getAllByRole('img');
const calls = (command: string) => fake.calls.filter((call) => call.command === command);
const printed = () => document.querySelectorAll('body > .printed-pages img');

test('a document is shown as it will be printed, and every page says what it is', async () => {
  const dialog = await open('rating_card');
  expect(dialog).toHaveAccessibleName('Rating card');
  await waitFor(() => expect(pages()).toHaveLength(2));
  expect(pages()[1]).toHaveAccessibleName('Rating card, page 2 of 2. A screen reader can read the PDF.');
  expect(printed()).toHaveLength(2);
  await expectAccessible();
});

test('one key prints, one saves, and each says what came of it', async () => {
  await open('referral_slip');
  await waitFor(() => expect(pages()).toHaveLength(1));
  await userEvent.keyboard('p');
  await screen.findByText('The print window is open.');
  await userEvent.keyboard('s');
  await screen.findByText('Saved as referral-slip-2026-11-26.pdf.');
  expect(calls('print_document')).toHaveLength(1);
  expect(calls('save_document').map(({ args }) => args)).toEqual([{ request: requests.referral_slip }]);
});

test('nothing is saved where no place was chosen, and the screen says so', async () => {
  await open('referral_slip', { save_document: () => null });
  await waitFor(() => expect(pages()).toHaveLength(1));
  await userEvent.click(screen.getByRole('button', { name: 'Save as PDF' }));
  await screen.findByText('Not saved: no place was chosen.');
});

test('a slip in one language can be had in the other, and is saved as it is seen', async () => {
  await open('case_slip');
  await waitFor(() => expect(pages()).toHaveLength(1));
  await userEvent.click(screen.getByRole('radio', { name: 'Français' }));
  await waitFor(() => expect(pages()[0]).toHaveAccessibleName(/^Votre code de référence/));
  await userEvent.keyboard('s');
  await screen.findByText(/^Saved as/);
  expect(calls('save_document')[0]?.args).toMatchObject({ request: { kind: 'case_slip', language: 'fr' } });
});

test('the next tally sheet is another sheet', async () => {
  await open('tally_sheet');
  await waitFor(() => expect(pages()).toHaveLength(1));
  const first = pages()[0]?.getAttribute('src');
  await userEvent.keyboard('n');
  await waitFor(() => expect(pages()[0]).not.toHaveAttribute('src', first));
  expect(calls('document')).toHaveLength(2);
});

test('closed, the document is gone from the screen, from the printer and from memory', async () => {
  await open('rating_card');
  await waitFor(() => expect(printed()).toHaveLength(2));
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(printed()).toHaveLength(0));
  expect(held.size).toBe(0);
  await userEvent.keyboard('ps');
  expect([...calls('print_document'), ...calls('save_document')]).toEqual([]);
  showDocument(requests.case_slip);
  expect(await screen.findByRole('dialog')).toHaveAccessibleName('Slip with the reference code');
});

test('what cannot be made says so, and can be tried again', async () => {
  const making = vi.fn(() => {
    throw { code: 'not_found', field: null, data: {} };
  });
  await open('case_slip', { document: making });
  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed.');
  expect(screen.getByRole('button', { name: 'Print' })).toBeDisabled();
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(making).toHaveBeenCalledTimes(2));
});

test('a file that cannot be written leaves the document on the screen', async () => {
  await open('case_slip', {
    save_document: () => {
      throw { code: 'file_unwritable', field: null, data: { file: 'slip.pdf' } };
    },
  });
  await waitFor(() => expect(pages()).toHaveLength(1));
  await userEvent.keyboard('s');
  expect(await screen.findByRole('alert')).toHaveTextContent('Choose another folder');
  expect(pages()).toHaveLength(1);
  await userEvent.keyboard('p');
  await screen.findByText('The print window is open.');
});

test('who turned single keys off has none here either', async () => {
  configureKeys({}, false);
  await open('case_slip');
  await waitFor(() => expect(pages()).toHaveLength(1));
  await userEvent.keyboard('ps');
  expect([...calls('print_document'), ...calls('save_document')]).toEqual([]);
});

test('in French as in English', async () => {
  setLocale('fr');
  await open('tally_sheet');
  await waitFor(() => expect(pages()).toHaveLength(1));
  expect(screen.getByRole('button', { name: /Imprimer/ })).toBeEnabled();
  expect(screen.getByText(/Chaque feuille a son propre numéro/)).toBeInTheDocument();
  await expectAccessible();
});
