import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { setLocale } from '@/i18n';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

let desk: CounterDesk;
let stopListening: () => void;

afterEach(() => {
  cleanup();
  stopListening();
  return desk.fake.remove();
});

async function openCounter(before: (desk: CounterDesk) => void = () => {}): Promise<void> {
  desk = new CounterDesk();
  before(desk);
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, {
    session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' },
    go: () => {},
    handOver: () => {},
    switchPerson: () => {},
  });
  await screen.findByRole('combobox', { name: /Find a service|Trouver un service/ });
  await waitFor(() => expect(desk.told('services')).toHaveLength(1));
}

const keys = (text: string) => userEvent.keyboard(text);
const line = (name: string) => screen.findByRole('article', { name });

describe('the counter', () => {
  test('three keys log the usual moment, and say so', async () => {
    await openCounter();
    await keys(' 1{Enter}');
    expect(await screen.findByText('Saved. Passport')).toBeInTheDocument();
    expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport' }] }]);
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Counter' })).toHaveFocus());
  });

  test('keys pressed faster than the desk answers are all taken, in their order', async () => {
    await openCounter();
    desk.slow = 20;
    for (const key of [' ', '3', 'r', 'h', '2', 'Enter']) fireEvent.keyDown(document.body, { key });
    expect(await screen.findByText('Saved. Payment of a fine and Change of address')).toBeInTheDocument();
    expect(desk.saved).toMatchObject([
      { services: [{ service: 'fine', outcome: 'referred' }, { service: 'address' }], language: { active_offer: true } },
    ]);
    expect(desk.open).toEqual([]);
  });

  test('a moment without a service is not saved; the screen says what is missing and keeps it open', async () => {
    await openCounter();
    await keys(' {Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Pick a service before saving');
    expect(desk.saved).toEqual([]);
    await keys('a{Enter}');
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'unclassified' }] }]));
  });

  test('a service picked before anyone said that a client is here starts the clock late, and says so', async () => {
    await openCounter();
    await keys('2');
    await line('Change of address');
    expect(screen.getByRole('combobox', { name: 'Source of the time' })).toHaveDisplayValue('Started late');
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ time_source: 'started_late' }]));
  });

  test('what the client is here for is a default until staff say otherwise', async () => {
    await openCounter();
    await keys(' 3');
    const fine = within(await line('Payment of a fine'));
    expect(fine.getByRole('radio', { name: /Required/ })).toBeChecked();
    await keys('vv{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'fine', relationship: 'voluntary' }] }]));
  });

  test('an outcome opens what it calls for, and nothing before', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    expect(screen.queryByLabelText('Sent to')).toBeNull();
    await keys('r');
    await userEvent.type(await screen.findByLabelText('Sent to'), 'City hall');
    await userEvent.click(screen.getByRole('button', { name: 'Missing document' }));
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() =>
      expect(desk.saved).toMatchObject([{ services: [{ outcome: 'referred' }], sent_to: { name: 'City hall' }, barriers: ['missing_document'] }]),
    );
  });

  test('while text is typed, letters and numbers are text', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    await keys('n');
    await userEvent.type(await screen.findByRole('textbox', { name: /Note/ }), '123 slow sax');
    expect(screen.getAllByRole('article')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], note: '123 slow sax' }]));
  });

  test('a service outside the office’s list is found by words of the other language', async () => {
    await openCounter();
    await keys('/');
    await keys('peche');
    await userEvent.click(await screen.findByRole('option', { name: 'Search all 4 services' }));
    await screen.findByRole('option', { name: /Fishing licence/ });
    await keys('{Enter}');
    expect(await line('Fishing licence')).toBeInTheDocument();
  });

  test('what is entered is kept as a draft without being asked', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    await waitFor(() => expect(desk.open[0]?.form).toMatchObject({ services: [{ service: 'passport' }] }));
  });

  test('a moment that a crash left open is offered back; its time is no longer exact', async () => {
    await openCounter((left) => left.leave({ services: [{ service: 'passport' }], note: 'half a' }));
    expect(await screen.findByRole('heading', { name: 'Still open from before' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Take it up' }));
    await line('Passport');
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ note: 'half a', time_source: 'inaccurate' }]));
  });

  test('a telephone that rings puts the client’s moment aside with all that was entered', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    await keys('{F2}2{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ channel: 'phone', services: [{ service: 'address' }] }]));
    await userEvent.click(await screen.findByRole('button', { name: /K1/ }));
    await line('Passport');
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{}, { services: [{ service: 'passport' }] }]));
  });

  test('undo brings the moment back open, as it was', async () => {
    await openCounter();
    await keys(' 1{Enter}');
    await screen.findByText('Saved. Passport');
    await keys('u');
    await line('Passport');
    expect(desk.saved).toEqual([]);
  });

  test('when the disk is full the moment stays open with all of it, and the screen says what is safe', async () => {
    await openCounter();
    desk.refuse = 'disk_full';
    await keys(' 1{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent(/no room left.*saved before is safe/);
    expect(await line('Passport')).toBeInTheDocument();
    desk.refuse = undefined;
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }] }]));
  });
});

describe('one letter opens, one digit chooses', () => {
  test('all five main fields are changed by hand in eight keys, pressed faster than the desk answers', async () => {
    await openCounter();
    desk.slow = 20;
    for (const key of [' ', '2', 'v', 'p', 'f', 'q', '3', 'Enter']) fireEvent.keyDown(document.body, { key });
    await screen.findByText('Saved. Change of address');
    expect(desk.saved).toEqual([
      {
        id: 'moment-1',
        channel: 'video',
        language: { requested: 'fr', provided: 'fr' },
        services: [{ service: 'address', relationship: 'involuntary_obligation', outcome: 'partly_served' }],
      },
    ]);
  });

  test('a wait before the moment is drawn is a wait, and the digit no service', async () => {
    await openCounter();
    desk.slow = 20;
    for (const key of [' ', '1', 'w', '3', 'c', '3', 'Enter']) fireEvent.keyDown(document.body, { key });
    await screen.findByText('Saved. Passport');
    expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], wait: { band: '15_to_25' }, contact: '3_or_more' }]);
  });

  test('what is typed for a note that is not there yet is its text, and no shortcut', async () => {
    await openCounter();
    desk.slow = 40;
    for (const key of [' ', '1', 'n', 's', 'a', 'x', ' ', '1', '2', 'Backspace']) fireEvent.keyDown(document.activeElement ?? document.body, { key });
    const note = await screen.findByRole('textbox', { name: /Note/ });
    await waitFor(() => expect(note).toHaveValue('sax 1'));
    expect(note).toHaveFocus();
    await keys('8{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], note: 'sax 18' }]));
  });

  test('saving does not overtake a note that is not there yet, and the next client comes after it', async () => {
    await openCounter();
    desk.slow = 40;
    const press = (key: string, ctrlKey = false) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ctrlKey });
    for (const key of [' ', '1', 'n', 's', 'a', 'x']) press(key);
    press('Enter', true);
    for (const key of [' ', '2', 'Enter']) press(key);
    await waitFor(() => expect(desk.saved).toMatchObject([{ services: [{ service: 'passport' }], note: 'sax' }, { services: [{}] }]));
    expect(desk.saved[1]?.note).toBeUndefined();
  });

  test('choices that open late take no letter of the next client’s note', async () => {
    await openCounter();
    desk.slow = 20;
    for (const key of [' ', '1', 'c', '2', 'Enter', ' ', '2', 'n', 's', 'a', 'x']) fireEvent.keyDown(document.activeElement ?? document.body, { key });
    await waitFor(() => expect(screen.getByRole('textbox', { name: /Note/ })).toHaveValue('sax'));
    expect(desk.saved).toMatchObject([{ contact: '2' }]);
  });

  test('what is pressed while a note is being saved is the next client’s', async () => {
    await openCounter();
    await keys(' 1n');
    await userEvent.type(await screen.findByRole('textbox', { name: /Note/ }), 'sax');
    desk.slow = 40;
    const press = (key: string, ctrlKey = false) => userEvent.keyboard(ctrlKey ? `{Control>}{${key}}{/Control}` : key);
    await press('Enter', true);
    await press(' 2{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ note: 'sax' }, { services: [{}] }]));
    expect(desk.saved[1]?.note).toBeUndefined();
  });

  test('where the moment could not be opened, keys are keys again', async () => {
    await openCounter();
    desk.refuseOpening = 'disk_full';
    desk.slow = 20;
    for (const key of [' ', 'n', 'x', '1']) fireEvent.keyDown(document.body, { key });
    await screen.findByRole('alert');
    desk.refuseOpening = undefined;
    await keys(' 1{Enter}');
    await waitFor(() => expect(desk.saved).toEqual([{ id: 'moment-1', services: [{ service: 'passport' }] }]));
  });

  test('interests at stake are ticked by digits once an outcome calls for them', async () => {
    await openCounter();
    desk.slow = 20;
    for (const key of [' ', '1', 'y', 'x', 'y', '3', '5', '5', '8', '9', 'Enter']) fireEvent.keyDown(document.body, { key });
    await waitFor(() =>
      expect(desk.saved).toMatchObject([
        { services: [{ service: 'passport', outcome: 'turned_away', interests: ['public_funds'], decision_explained: true, recourse_told: true }] },
      ]),
    );
  });

  test('chosen again, what has no default goes', async () => {
    await openCounter();
    await keys(' 1b1b2b1j4j4j2{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ feedback: ['compliment'], life_event: 'death' }]));
  });

  test('Escape in a note leaves it, and Enter saves', async () => {
    await openCounter();
    await keys(' 1');
    await line('Passport');
    await keys('nslow');
    await keys('{Escape}');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());
    await keys('{Enter}');
    await waitFor(() => expect(desk.saved).toMatchObject([{ note: 'slow' }]));
  });
});

describe.each(['en', 'fr'] as const)('has no barrier (%s)', (language) => {
  test('waiting, open, turned away, and saved', async () => {
    setLocale(language);
    await openCounter();
    await expectAccessible();
    await keys(' 1');
    await screen.findByRole('article');
    await keys('xn');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: /^(Save|Enregistrer)/ }));
    await waitFor(() => expect(desk.saved).toHaveLength(1));
    await expectAccessible();
  });
});
