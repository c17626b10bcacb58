import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TodayDesk } from '@/demo/today';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { announced } from '@/shared/announce.svelte';
import { expectAccessible } from '@/tests/axe';
import EnterCards from './EnterCards.svelte';

let desk: TodayDesk;
let fake: Fake;
const onleave = vi.fn();

afterEach(async () => {
  cleanup();
  onleave.mockReset();
  await fake.remove();
});

async function openBatch(): Promise<void> {
  desk = new TodayDesk();
  fake = installFake(desk.commands());
  render(EnterCards, { today: '2026-11-24', day: '2026-11-24', onleave });
  await waitFor(() => expect(number()).toHaveFocus());
}

const number = () => screen.getByRole('textbox', { name: /Number on the card|Numéro de la carte/ });
const keys = (text: string) => userEvent.keyboard(text);
const told = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);
const now = (name: string | RegExp) => waitFor(() => expect(screen.getByRole('heading', { level: 2, name })).toHaveFocus());
const entered = () => within(screen.getByRole('region', { name: 'Entered now' })).queryAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());

const OVERALL = /^Overall, how satisfied/;

describe('a batch of cards', () => {
  test('is entered by a number pad alone: each card is looked at before it is saved, and the next one follows', async () => {
    await openBatch();
    await keys('3{Enter}');
    await now(OVERALL);
    await keys('4');
    await now('What was marked');
    await keys('38{Enter}');
    await now('I was treated fairly.');
    await keys('5');
    await screen.findByText('Is this what the card says? It can’t be changed afterwards.');
    expect(told('enter_card')).toEqual([]);
    await keys('1{Enter}');
    await waitFor(() => expect(number()).toHaveFocus());
    expect(told('enter_card')).toEqual([
      { id: 'J3', card: { state: 'rated', overall: 4, drivers: ['courtesy', 'language'], fairness: 5, language: 'fr', assisted: 'no' } },
    ]);
    expect(announced().text).toBe('J3 is saved. The next card.');
    await keys('j4{Enter}');
    await now(OVERALL);
    await keys('1{Enter}{Enter}');
    await waitFor(() => expect(number()).toHaveFocus());
    expect(entered()).toEqual([expect.stringMatching(/^J4 1 · Very dissatisfied/), expect.stringMatching(/^J3 4 · Satisfied/)]);
  });

  test('goes on after a card that can’t be entered, and says why', async () => {
    await openBatch();
    for (const [typed, words] of [
      ['77', 'There is no moment 77 on Tuesday, November 24. Look at the number and the day.'],
      ['K12', 'K12: a card is entered by someone else than who served. Leave this one to a colleague.'],
      ['8', 'K8: this moment was voided, so its card doesn’t count.'],
      ['9', 'K9 is a quick enquiry, and those have no card. Look at the number.'],
    ] as const) {
      await keys(`${typed}{Enter}`);
      expect(await screen.findByText(words)).toBeInTheDocument();
      await waitFor(() => expect(number()).toHaveFocus());
      expect(number()).toHaveValue('');
    }
    await keys('3{Enter}');
    await now(OVERALL);
    await keys('2{Enter}{Enter}{Enter}');
    await waitFor(() => expect(entered()).toHaveLength(1));
    await keys('3{Enter}');
    expect(await screen.findByText('J3: its card is entered already. Nobody changes an answer.')).toBeInTheDocument();
  });

  test('asks which, where two workstations gave the number', async () => {
    await openBatch();
    await keys('12{Enter}');
    await now('Which 12?');
    expect(screen.getAllByRole('button', { name: /12 ·/ }).map((each) => each.textContent?.trim().slice(0, 3))).toEqual(['K12', 'J12', 'L12']);
    await keys('3');
    await now(OVERALL);
    expect(screen.getByText('L12')).toBeInTheDocument();
  });

  test('takes one that came back blank as declined, after a look', async () => {
    await openBatch();
    await keys('j7{Enter}');
    await now(OVERALL);
    await keys('*');
    await now('This card came back blank, or can’t be read.');
    await keys('-');
    await now(OVERALL);
    await keys('*{Enter}');
    await waitFor(() => expect(told('enter_card')).toEqual([{ id: 'J7', card: { state: 'declined', language: 'en' } }]));
    await waitFor(() => expect(entered()).toEqual([expect.stringMatching(/^J7 blank/)]));
  });

  test('walks back with -, keeps what was marked, and needs a face', async () => {
    await openBatch();
    await keys('3{Enter}');
    await now(OVERALL);
    await keys('{Enter}');
    expect(await screen.findByText(/A card counts with its face/)).toBeInTheDocument();
    await keys('2');
    await now('What was marked');
    await keys('1-');
    await now(OVERALL);
    expect(screen.getByRole('button', { name: /2 Dissatisfied/ })).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByRole('button', { name: /The time it took/ })).toHaveAttribute('aria-pressed', 'true');
    await keys('-');
    await waitFor(() => expect(number()).toHaveFocus());
    expect(told('enter_card')).toEqual([]);
  });

  test('is of another day by - and * in the empty field; Escape leaves', async () => {
    await openBatch();
    await keys('-');
    await screen.findByText('Cards of Monday, November 23');
    await keys('4{Enter}');
    await waitFor(() => expect(told('find_cards')).toEqual([{ number: '4', date: '2026-11-23' }]));
    await keys('*');
    await screen.findByText('Cards of Tuesday, November 24');
    await keys('{Escape}');
    expect(onleave).toHaveBeenCalledOnce();
  });

  test('works on a pad without NumLock', async () => {
    await openBatch();
    const pad = (key: string, code: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key, code });
    await pad('PageDown', 'Numpad3');
    expect(number()).toHaveValue('3');
    await pad('Enter', 'NumpadEnter');
    await now(OVERALL);
    await pad('Clear', 'Numpad5');
    await now('What was marked');
  });

  test('has a comment that is checked for personal information before it is kept', async () => {
    await openBatch();
    await keys('3{Enter}');
    await now(OVERALL);
    await keys('2{Enter}{Enter}');
    await screen.findByText(/Is this what the card says/);
    await keys('3');
    const comment = screen.getByRole('textbox', { name: /Comment/ });
    await waitFor(() => expect(comment).toHaveFocus());
    await keys('too slow 2{Enter}');
    expect(comment).not.toHaveFocus();
    desk.refuse = { enter_card: { code: 'invalid', field: 'rating/comment', problem: 'must_be_masked' } };
    await keys('{Enter}');
    expect(await screen.findByText(/Mask it, then save/)).toBeInTheDocument();
    await keys('2{Enter}');
    await waitFor(() => expect(told('enter_card')).toHaveLength(2));
    expect(told('enter_card')[1]).toMatchObject({ card: { comment: 'too slow 2', assisted: 'companion', overall: 2 } });
  });
});

describe.each(['en', 'fr'] as const)('has no barrier (%s)', (language) => {
  test('number, which, card, blank', async () => {
    setLocale(language);
    await openBatch();
    await expectAccessible();
    await keys('77{Enter}');
    await screen.findByText(/77/, { selector: 'p' });
    await keys('12{Enter}');
    await now(/12/);
    await expectAccessible();
    await keys('3');
    await now(/^Overall|^Le service/);
    await expectAccessible();
    await keys('4{Enter}5');
    await expectAccessible();
    await keys('-*');
    await expectAccessible();
  });
});
