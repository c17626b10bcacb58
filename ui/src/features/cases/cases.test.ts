import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { CaseView } from '@/api';
import { aCase, CasesDesk } from '@/demo/cases';
import { closeDocument, documentAsked } from '@/documents/documents.svelte';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { listenToKeys } from '@/shared/use-keys.svelte';
import type { Role } from '@/shared/words';
import { expectAccessible } from '@/tests/axe';
import Cases from './Cases.svelte';

let desk: CasesDesk;
let fake: Fake;
let stopListening: () => void;

afterEach(async () => {
  setLocale('en');
  cleanup();
  stopListening();
  await fake.remove();
});

async function openCases(roles: Role[] = ['counter'], views?: CaseView[]): Promise<void> {
  desk = new CasesDesk(views);
  fake = installFake({ ...desk.commands(), services: () => [] });
  stopListening = listenToKeys();
  const session = { staff: 'demo', name: 'Noor', roles, locked: false, language: null, resting: [], needs_short_pin: false };
  render(Cases, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await waitFor(() => expect(told('due_cases')).toHaveLength(1));
}

const keys = (text: string) => userEvent.keyboard(text);
const told = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);
const field = () => screen.getByRole('textbox', { name: /Reference code|Code de référence/ });
const beside = () => within(screen.getByRole('region', { name: /The chosen case|La démarche choisie/ }));
const page = (code: string) => beside().findByRole('heading', { level: 2, name: new RegExp(code) });
const tab = async (name: RegExp) => userEvent.click(await screen.findByRole('tab', { name }));
const rows = (name: RegExp) => within(screen.getByRole('list', { name })).getAllByRole('button');

async function find(code: string): Promise<void> {
  await userEvent.clear(field());
  await userEvent.type(field(), `${code}{Enter}`);
}

describe('finding by code', () => {
  test('a code that is typed, scanned or read aloud opens the case, with its heading in focus', async () => {
    await openCases();
    await keys('/');
    expect(field()).toHaveFocus();
    await keys('qr58 zn3b-6{Enter}');
    await waitFor(async () => expect(await page('QR58 ZN3B 6')).toHaveFocus());
    expect(beside().getByText('Employment insurance, first claim', { selector: '.service' })).toBeInTheDocument();
    expect(field()).toHaveValue('');
  });

  test.each([
    ['QR58 ZN3B', 'A code has nine symbols; some are missing.'],
    ['QR58 ZN3B 66', 'A code has nine symbols; there are more here.'],
    ['QR58 ZU3B 6', '“U” is in no code.'],
    ['QR58 ZN3B Z', 'One of the symbols is wrong, or two are swapped. Read the code aloud once more.'],
    ['0000 0000 0', 'No case here has this code. It may be another office’s, or not have arrived here yet.'],
  ])('%s says which mistake it is', async (code, said) => {
    await openCases();
    await find(code);
    await waitFor(() => expect(field()).toHaveAccessibleDescription(new RegExp(said.replace(/[.?]/g, '\\$&'))));
    expect(field()).toBeInvalid();
    await keys('x');
    expect(field()).toBeValid();
  });

  test('where two cases have it, both are there to choose', async () => {
    await openCases();
    await find('7H2K M4XC 9');
    const both = await screen.findByRole('list', { name: 'Cases with this code' });
    expect(within(both).getAllByRole('button')).toHaveLength(2);
    await userEvent.click(within(both).getByRole('button', { name: /Fishing licence/ }));
    await page('7H2K M4XC 9');
    expect(beside().getByText('Closed: need met.')).toBeInTheDocument();
  });
});

describe('the lists', () => {
  test('show mine with what is next, and what is late in words and not by colour alone', async () => {
    await openCases();
    await screen.findByRole('list', { name: 'My open cases' });
    expect(rows(/My open cases/)[0]).toHaveTextContent(/Passport, adult.*Bring the birth certificate.*Overdue by 3 days/);
    await keys('{ArrowDown}{ArrowDown}');
    await page('QR58 ZN3B 6');
    expect(rows(/My open cases/)[1]).toHaveFocus();
    await keys('{Enter}');
    await waitFor(async () => expect(await page('QR58 ZN3B 6')).toHaveFocus());
    await keys('{Escape}');
    await waitFor(() => expect(rows(/My open cases/)[1]).toHaveFocus());
  });

  test('show what is due to everybody, and what nobody has', async () => {
    await openCases();
    await tab(/^Due/);
    expect(rows(/Due today or overdue/).map((row) => /Ben|You/.exec(row.textContent)?.[0])).toEqual(['Ben', 'You', 'You']);
    const nobodys = rows(/Nobody’s/);
    expect(nobodys.map((row) => row.textContent)).toEqual([expect.stringContaining('Sam K., who no longer works here'), expect.stringContaining('Nobody')]);
  });

  test('without the slip three choices lead to the case, and neither code nor next action is shown before', async () => {
    await openCases();
    await tab(/Lost slip/);
    await screen.findByRole('list', { name: 'Open cases that fit' });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Service' }), 'Employment insurance, first claim (2)');
    await waitFor(() => expect(rows(/Open cases that fit/)).toHaveLength(2));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Last step' }), 'Waiting for the client (1)');
    await waitFor(() => expect(rows(/Open cases that fit/)).toHaveLength(1));
    const [only] = rows(/Open cases that fit/);
    expect(only?.textContent).not.toMatch(/QR58|Record of employment/);
    if (only) await userEvent.click(only);
    await page('QR58 ZN3B 6');
  });

  test('are read again when the desk says that a case changed', async () => {
    await openCases();
    await screen.findByRole('list', { name: 'My open cases' });
    desk.views = desk.views.filter(({ item }) => item.id !== 'c1');
    await fake.emit('changed', ['case:c1']);
    await waitFor(() => expect(rows(/My open cases/)[0]).toHaveTextContent('Employment insurance'));
  });

  test('say what would be there when they are empty', async () => {
    await openCases(['supervisor'], []);
    await screen.findByText('No case is yours');
    await tab(/^Due/);
    expect(screen.getByText('Nothing is due today')).toBeInTheDocument();
    await tab(/Lost slip/);
    expect(await screen.findByText('No case is open')).toBeInTheDocument();
    await tab(/Ageing/);
    expect(await screen.findByText('No case is open')).toBeInTheDocument();
  });
});

describe('the case', () => {
  async function openOne(code = '7H2K M4XC 9'): Promise<void> {
    await openCases(['counter'], [aCase({ id: 'c1', code: '7H2KM4XC9', service: 'passport', next_action: 'Bring the photos' }, 19, ['partly_served'])]);
    await find(code);
    await page(code);
  }

  test('is changed one thing at a time, and only that is sent', async () => {
    await openOne();
    await userEvent.click(beside().getByRole('radio', { name: /Waiting for the client/ }));
    await userEvent.click(beside().getByRole('button', { name: 'In 14 days' }));
    const next = beside().getByRole('textbox', { name: 'Next action' });
    await userEvent.clear(next);
    await userEvent.type(next, 'Send the form');
    await keys('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(told('change_case')).toEqual([
        { id: 'c1', change: { status: 'waiting_for_client' } },
        { id: 'c1', change: { due: '2026-12-08' } },
        { id: 'c1', change: { next_action: 'Send the form' } },
      ]),
    );
    expect(await beside().findByText('Due in 14 days')).toBeInTheDocument();
    expect(next).toHaveFocus();
    expect(announced().text).toBe('Saved.');
  });

  test('has its slip in the client’s language, one key away', async () => {
    await openCases();
    await find('QR58 ZN3B 6');
    await page('QR58 ZN3B 6');
    await keys('p');
    expect(documentAsked()).toEqual({ kind: 'case_slip', case: 'c2', language: 'fr' });
    closeDocument();
  });

  test('says what is wrong with a next action, and keeps what was typed', async () => {
    await openOne();
    desk.refuse.change_case = { code: 'invalid', field: 'next_action', problem: 'must_be_masked' };
    const next = beside().getByRole('textbox', { name: 'Next action' });
    await userEvent.type(next, ' 046 454 286');
    await userEvent.click(beside().getByRole('button', { name: /Save the next action/ }));
    expect(await beside().findByRole('alert')).toHaveTextContent(/social insurance/);
    expect(next).toHaveValue('Bring the photos 046 454 286');
  });

  test('is handed to a colleague, to another organization, and taken back', async () => {
    await openOne();
    await keys('h');
    const dialog = within(await screen.findByRole('dialog', { name: 'Hand over this case' }));
    await userEvent.selectOptions(dialog.getByRole('combobox', { name: 'Colleague' }), 'Ada I.');
    await userEvent.click(dialog.getByRole('button', { name: 'Hand over' }));
    expect(await beside().findByText('Responsible: Ada I.', { selector: '.owner' })).toBeInTheDocument();
    expect(announced().text).toBe('Handed over to Ada I.');
    await keys('t');
    expect(await beside().findByText('Responsible: You', { selector: '.owner' })).toBeInTheDocument();
    await keys('h');
    await userEvent.click(dialog.getByRole('radio', { name: 'Another organization' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Hand over' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('Something is missing here.');
    await userEvent.type(dialog.getByRole('combobox', { name: 'Organization' }), 'Town office');
    await userEvent.selectOptions(dialog.getByRole('combobox', { name: 'Level of government' }), 'Municipal');
    await userEvent.click(dialog.getByRole('button', { name: 'Hand over' }));
    expect(await beside().findByText('Seen to by: Town office')).toBeInTheDocument();
    expect(beside().getByText(/Handed to Town office \(/)).toBeInTheDocument();
    expect(told('hand_over_case').at(-1)).toMatchObject({ to: { to: 'organization', organization: { name: 'Town office', level: 'municipal', kind: 'warm_handover' } } });
  });

  test('is closed after a question, and opened again', async () => {
    await openOne();
    await keys('c');
    const dialog = within(await screen.findByRole('dialog', { name: 'Close this case' }));
    await userEvent.click(dialog.getByRole('radio', { name: 'Need not met' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Close the case' }));
    expect(await beside().findByText('Closed: need not met.')).toBeInTheDocument();
    expect(told('close_case')).toEqual([{ id: 'c1', end: 'not_met' }]);
    await waitFor(async () => expect(await page('7H2K M4XC 9')).toHaveFocus());
    await keys('r');
    await waitFor(() => expect(beside().queryByText('Closed: need not met.')).toBeNull());
    const timeline = within(beside().getByRole('region', { name: 'What happened so far' }));
    expect(timeline.getAllByRole('listitem')[0]).toHaveTextContent(/Opened again/);
  });

  test('that a newer version wrote can be read and not changed', async () => {
    await openCases(['counter'], [aCase({ id: 'c1', code: '7H2KM4XC9', service: 'passport', read_only: true, next_action: 'Wait' }, 3, [])]);
    await find('7H2KM4XC9');
    await page('7H2K M4XC 9');
    expect(beside().getByText(/Written by a newer version/)).toBeInTheDocument();
    expect(beside().queryByRole('button', { name: /Hand over|Close$|Take it|Open again/ })).toBeNull();
    await keys('cht');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(told('take_case')).toEqual([]);
  });
});

describe('the ages', () => {
  test('are for supervisors, and each count opens as many cases', async () => {
    await openCases(['counter']);
    expect(screen.queryByRole('tab', { name: /Ageing/ })).toBeNull();
    cleanup();
    stopListening();
    await fake.remove();
    await openCases(['supervisor']);
    await tab(/Ageing/);
    const table = within(await screen.findByRole('region', { name: 'By service' }));
    await userEvent.click(table.getByRole('button', { name: 'Passport, adult, Over 90 days: 1' }));
    expect(await screen.findByRole('heading', { level: 2, name: 'Passport, adult, Over 90 days: 1 case' })).toBeInTheDocument();
    expect(told('open_cases')).toEqual([{ filter: { service: 'passport', band: 'over_90' } }]);
    const [only] = rows(/Passport, adult, Over 90 days/);
    await waitFor(() => expect(only).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Back to the ages' }));
    await userEvent.click(await screen.findByRole('button', { name: /^Overdue/ }));
    expect(await screen.findByRole('heading', { level: 2, name: 'Overdue: 2 cases' })).toBeInTheDocument();
  });
});

test.each(['en', 'fr'] as const)('every part can be read by assistive technology (%s)', async (locale) => {
  setLocale(locale);
  await openCases(['counter', 'supervisor']);
  await find('V9E2 PG7A 4');
  await page('V9E2 PG7A 4');
  await expectAccessible();
  await tab(/^Due|^À échéance/);
  await expectAccessible();
  await tab(/Lost slip|Fiche perdue/);
  await screen.findByRole('combobox', { name: /Last step|Dernière étape/ });
  await expectAccessible();
  await tab(/Ageing|Ancienneté/);
  await screen.findByRole('region', { name: /By service|Par service/ });
  await expectAccessible();
  await keys('/');
  await find('nothing');
  await waitFor(() => expect(field()).toBeInvalid());
  await expectAccessible();
});
