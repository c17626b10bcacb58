import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { CasesDesk } from '@/demo/cases';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

let desk: CounterDesk;
let stopListening: () => void;

afterEach(() => {
  setLocale('en');
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function openCounter(): Promise<void> {
  desk = new CounterDesk(new CasesDesk().commands());
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('combobox', { name: /Find a service|Trouver un service/ });
  await waitFor(() => expect(desk.told('services')).toHaveLength(1));
}

const keys = (text: string) => userEvent.keyboard(text);
const chip = (name: RegExp) => screen.findByRole('button', { name });

test('k and Enter open a case for the moment, Enter saves it, and the code stays in sight', async () => {
  await openCounter();
  await keys(' 1k');
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reference code' })).toHaveFocus());
  await keys('{Enter}');
  await chip(/^Case: K7MX 3Q9R 5/);
  expect(desk.told('open_case')).toMatchObject([{ form: { service: 'passport' } }]);
  expect(announced().text).toBe('Case K7MX 3Q9R 5 is open for this moment.');
  const opened = (desk.told('open_case')[0]?.form as { id: string }).id;
  expect(opened).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  // The keyboard is free again: Enter saves.
  await keys('{Enter}');
  await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], case: opened }]));
  await keys('g');
  await waitFor(() => expect(documentAsked()).toEqual({ kind: 'case_slip', case: opened, language: 'en' }));
  closeDocument();
});

test('keys pressed before the field is there are taken: a case is opened, not the moment saved', async () => {
  await openCounter();
  await keys(' 1');
  for (const key of ['k', 'Enter']) window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await chip(/^Case: K7MX 3Q9R 5/);
  expect(desk.saved).toEqual([]);
});

test('a code adds the moment to its case and tells the story; it can be taken out again', async () => {
  await openCounter();
  await keys(' 1k');
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reference code' })).toHaveFocus());
  await keys('qr58zu3b6{Enter}');
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reference code' })).toHaveAccessibleDescription(/“U” is in no code/));
  await keys('{Control>}a{/Control}qr58-zn3b-6{Enter}');
  await chip(/^Case: QR58 ZN3B 6/);
  const more = within(screen.getByRole('region', { name: 'More about this moment' }));
  for (const said of ['Employment insurance, first claim', 'Waiting for the client', 'Record of employment from the second employer.', 'Due today']) {
    expect(more.getAllByText(said).length, said).toBeGreaterThan(0);
  }
  expect(desk.told('open_case')).toEqual([]);
  await userEvent.click(more.getByRole('button', { name: 'Take out of the case' }));
  await chip(/^Case$|^Case K$/);
  await keys('{Enter}');
  await waitFor(() => expect(desk.saved).toMatchObject([{ case: null }]));
});

test('without the slip, the open cases of the service are one arrow away, and say nothing but what the client can tell', async () => {
  await openCounter();
  await keys(' 1k');
  const open = await screen.findByRole('region', { name: 'Without the slip' });
  const [first, ...others] = within(open).getAllByRole('button');
  expect(others).toHaveLength(1);
  expect(first?.textContent.replace(/\s+/g, ' ').trim()).toMatch(/^Opened in \w+ 20\d\d Last step: In part, [\d-]{10} 2 visits$/);
  await keys('{ArrowDown}');
  expect(first).toHaveFocus();
  await keys('{Enter}');
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Without the slip' })).toBeNull());
  expect(desk.told('lost_slip')).toEqual([{ filter: { service: 'passport' } }]);
  expect(desk.told('open_case')).toEqual([]);
  await keys('{Enter}');
  await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], case: first?.dataset.row }]));
});

test.each(['en', 'fr'] as const)('the part can be read by assistive technology (%s)', async (locale) => {
  setLocale(locale);
  await openCounter();
  await keys(' 1k');
  await screen.findByRole('textbox', { name: /Reference code|Code de référence/ });
  await expectAccessible();
  await keys('7H2KM4XC9{Enter}');
  await screen.findByRole('list', { name: /Cases with this code|Démarches portant ce code/ });
  await expectAccessible();
});
