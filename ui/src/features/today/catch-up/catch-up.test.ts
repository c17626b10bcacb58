import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServiceItem } from '@/api';
import { SheetDesk } from '@/demo/catch-up';
import { TodayDesk } from '@/demo/today';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { keepAll } from '@/shared/before-leaving';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Today from '../Today.svelte';
import { SAVED_AFTER_MS } from './sheet.svelte';
import { timeOfDay } from './times';

let sheets: SheetDesk;
let fake: Fake;
let deaf: () => void;

const session = { staff: 'demo', name: 'Noor S.', roles: ['counter'], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' } as const;

beforeEach(() => {
  deaf = listenToKeys();
});

afterEach(async () => {
  cleanup();
  deaf();
  setLocale('en');
  vi.useRealTimers();
  await fake.remove();
});

async function catchUp(begun?: SheetDesk['sheets']): Promise<void> {
  const today = new TodayDesk().commands();
  sheets = new SheetDesk(() => today.services?.({}) as ServiceItem[], begun);
  const people = [{ id: 'demo', name: 'Noor S.', roles: ['counter'] }, { id: 'ben', name: 'Ben I.', roles: ['counter'] }];
  fake = installFake({ ...today, ...sheets.commands(), staff_to_sign_in: () => people });
  render(Today, { session: { ...session, roles: [...session.roles], resting: [] }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('button', { name: /^(Catch up|Rattrapage)/ });
  await keys('r');
  await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: /Catch up after|Rattrapage après/ })).toHaveFocus());
}

/** Opens the sheet of this morning. */
async function begin(): Promise<void> {
  await catchUp();
  await userEvent.type(screen.getByLabelText(/^Outage from/), '1000');
  await userEvent.type(screen.getByLabelText(/^until/), '11h30');
  await keys('{Enter}');
  await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Tally sheet K7M 2QX' })).toHaveFocus());
}

const keys = (text: string) => userEvent.keyboard(text);
const entered = () => fake.calls.filter(({ command }) => command === 'enter_row').map(({ args }) => args.form);
const rows = () => within(screen.getByRole('region', { name: 'Rows' })).queryAllByRole('listitem').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());

describe('a tally sheet', () => {
  test('takes a key for the usual row and two for an unusual one, each saved by itself and without amendments', async () => {
    await begin();
    expect(fake.calls.find(({ command }) => command === 'open_tally_sheet')?.args.form).toEqual({ no: null, office_day: '2026-11-24', from: '10:00', to: '11:30', staff: 'demo' });
    expect(screen.getByText('Write this number on the sheet: K7M 2QX')).toBeInTheDocument();
    await keys('12x3v0f1{Enter}');
    await waitFor(() => expect(entered()).toEqual([
      { row: 1, service: 'passport' },
      { row: 2, service: 'address', outcome: 'turned_away' },
      { row: 3, service: 'fine', relationship: 'involuntary_rights_of_others' },
      { row: 4, language: 'fr' },
      { row: 5, service: 'passport' },
    ]));
    await waitFor(() => expect(rows()).toHaveLength(5));
    expect(rows().at(0)).toBe('4 Passport, adult Saved');
    expect(rows().at(3)).toBe('2 Change of address Not served Saved');
    expect(screen.getByText('of 30 on the sheet').closest('p')).toHaveTextContent('4 of 30 on the sheet');
    expect(screen.getByText('and 1 quick enquiry')).toBeInTheDocument();
    await expectAccessible(document.body);
  });

  test('saves a row after two seconds, and before the counter is locked', async () => {
    await begin();
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await keys('1');
    expect(entered()).toEqual([]);
    expect(screen.getByText(/^Not saved yet/)).toBeInTheDocument();
    await vi.advanceTimersByTimeAsync(SAVED_AFTER_MS - 100);
    expect(entered()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(entered()).toHaveLength(1);
    await keys('2l');
    await keepAll();
    expect(entered().at(1)).toEqual({ row: 2, service: 'address', outcome: 'left' });
    await keys('s');
    expect(announced().text).toBe('No row is open for a letter. Backspace takes the last one back.');
  });

  test('takes back the row that is being said, and then the last that is saved', async () => {
    await begin();
    await keys('1{Enter}2{Backspace}');
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(entered()).toHaveLength(1);
    await keys('{Backspace}');
    await waitFor(() => expect(rows()).toEqual([]));
    expect(fake.calls.find(({ command }) => command === 'take_row_back')?.args).toEqual({ no: 'K7M 2QX', row: 1 });
    expect(announced().text).toBe('Taken back: Passport, adult. Enter the row again.');
    await keys('3{Enter}');
    await waitFor(() => expect(entered().at(1)).toEqual({ row: 1, service: 'fine' }));
  });

  test('keeps a row’s own time, within the outage', async () => {
    await begin();
    await keys('1t');
    await waitFor(() => expect(screen.getByLabelText('Time of this row')).toHaveFocus());
    await keys('1200{Enter}');
    expect(await screen.findByText(/^The time lies between/)).toBeInTheDocument();
    await keys('{Backspace}{Backspace}{Backspace}{Backspace}1040{Enter}{Enter}');
    await waitFor(() => expect(entered()).toEqual([{ row: 1, service: 'passport', time: '10:40' }]));
  });

  test('stops where a row can’t be saved, and goes on with the same rows', async () => {
    await begin();
    sheets.refuse = true;
    await keys('12{Enter}');
    expect(await screen.findByText('There is no room left on this workstation’s disk.')).toBeInTheDocument();
    expect(rows()).toEqual([]);
    expect(screen.getByText('2 rows are not saved yet.')).toBeInTheDocument();
    await keys('4');
    expect(announced().text).toBe('A row could not be saved. Try it again first.');
    await userEvent.click(screen.getByRole('button', { name: /Try again/ }));
    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(entered().slice(1)).toEqual([{ row: 1, service: 'passport' }, { row: 2, service: 'address' }]);
  });

  test('that was begun is offered back with its saved rows, and can be finished', async () => {
    await begin();
    await keys('12{Enter}');
    await waitFor(() => expect(rows()).toHaveLength(2));
    const begun = sheets.sheets;
    cleanup();
    await fake.remove();
    await catchUp(begun);
    expect(await screen.findByText('2 rows are saved.')).toBeInTheDocument();
    await expectAccessible(document.body);
    await userEvent.click(screen.getByRole('button', { name: 'Go on with K7M 2QX' }));
    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(announced().text).toBe('2 rows are saved already. Go on with the next.');
    await keys('3{Enter}');
    await waitFor(() => expect(entered()).toEqual([{ row: 3, service: 'fine' }]));
    await userEvent.click(screen.getByRole('button', { name: 'The sheet is finished' }));
    expect(await screen.findByText('No sheet is waiting')).toBeInTheDocument();
    expect(sheets.sheets).toEqual([]);
  });

  test('says what is wrong with its number and times', async () => {
    await catchUp();
    await userEvent.click(screen.getByRole('button', { name: /Enter its rows/ }));
    expect(screen.getAllByText('Enter a time of day, such as 10:15.')).toHaveLength(2);
    await userEvent.type(screen.getByLabelText(/^Outage from/), '10');
    await userEvent.type(screen.getByLabelText(/^until/), '930');
    await userEvent.type(screen.getByLabelText(/^Sheet number/), 'K7M 2');
    await keys('{Enter}');
    expect(await screen.findByText(/^No sheet has this number/)).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/^Sheet number/), 'QX{Enter}');
    expect(await screen.findByText('This is before the outage began.')).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText(/^until/));
    await userEvent.type(screen.getByLabelText(/^until/), '11:30{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: /^Tally sheet/ })).toBeInTheDocument();
  });

  test('is entered in French too', async () => {
    setLocale('fr');
    await catchUp();
    await userEvent.type(screen.getByLabelText(/^Panne de/), '10 h 15');
    await userEvent.type(screen.getByLabelText(/^à/), '11h{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Feuille de pointage K7M 2QX' })).toBeInTheDocument();
    await keys('1r{Enter}');
    await waitFor(() => expect(entered()).toEqual([{ row: 1, service: 'passport', outcome: 'referred' }]));
    await expectAccessible(document.body);
  });
});

test('a time of day is read however it is typed', () => {
  expect(['10:15', '1015', '10h15', '10 h 15', '10', '9:05', '905'].map(timeOfDay)).toEqual(['10:15', '10:15', '10:15', '10:15', '10:00', '09:05', '09:05']);
  expect(['', '25:00', '10:60', 'noon', '10:5'].map(timeOfDay)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
