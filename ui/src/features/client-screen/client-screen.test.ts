import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { heading, invitation, key, office, open, pass, rest, stopTheClock, tap } from './desk-for-tests';

stopTheClock();

describe('at rest', () => {
  test('there is a greeting in both languages, the office, and nothing to press', async () => {
    await open(rest);
    expect(heading()).toBe('Hello·Bonjour');
    expect(screen.getByText(office.fr)).toHaveAttribute('lang', 'fr-CA');
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  test('the curtain hides even the office', async () => {
    const desk = await open();
    desk.tell({ kind: 'curtain' });
    await pass(10);
    expect(screen.queryByText(office.en)).toBeNull();
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});

describe('an invitation', () => {
  test('is answered in four taps, and thanks come once the desk has the answer', async () => {
    const desk = await open();
    expect(heading()).toBe('Overall, how satisfied were you with the service you received today?');
    await tap(/4 Satisfied/);
    await pass(700);
    expect(heading()).toBe('What went well?');
    await tap(/Courtesy/);
    await tap('Next');
    await pass(500);
    expect(heading()).toBe('I was treated fairly.');
    await tap(/Strongly agree/);
    await tap('Finish');
    await pass(10);
    expect(heading()).toBe('Thank you');
    expect(desk.told('done')).toEqual([
      { kind: 'done', language: 'en', answer: { overall: 4, drivers: ['courtesy'], fairness: 5, confidence: null, priority: null, need_met: null } },
    ]);
    await pass(8_100);
    expect(heading()).toBe('Hello·Bonjour');
  });

  test('is answered on a number pad alone', async () => {
    const desk = await open(invitation({ question: 'priority' }));
    for (const [name, wait] of [['2', 700], ['1', 10], ['8', 10], ['Enter', 500], ['0', 10], ['Enter', 10]] as const) {
      await key(name);
      await pass(wait);
    }
    expect(desk.told('done')[0]?.answer).toMatchObject({ overall: 2, drivers: ['timeliness', 'language'], priority: 'nothing' });
  });

  test('every tap is kept by the desk, in order, under the token of this invitation', async () => {
    const desk = await open();
    await tap(/2 Dissatisfied/);
    await pass(700);
    await tap(/Courtesy/);
    await tap(/Courtesy/);
    expect(desk.told('draft').map(({ answer }) => [answer.overall, answer.drivers])).toEqual([[2, []], [2, ['courtesy']], [2, []]]);
    expect(desk.tokens.slice(1).every((token) => token === 'K7')).toBe(true);
  });

  test('without a rotated question ends after two pages', async () => {
    const desk = await open(invitation({ question: null }));
    await tap(/5 Very satisfied/);
    await pass(700);
    await tap('Finish');
    expect(desk.told('done')).toHaveLength(1);
  });

  test.each([
    ['confidence', 'After today, my confidence in this institution is:', 'Much higher', { confidence: 5 }],
    ['need_met', 'Did you get what you needed?', 'Partly', { need_met: 'partly' }],
    ['priority', 'What should we improve first?', 'Fairness', { priority: 'fairness' }],
    ['fairness', 'I was treated fairly.', 'Does not apply to me', { fairness: 'not_applicable' }],
  ] as const)('asks %s', async (question, words, choice, answer) => {
    const desk = await open(invitation({ question }));
    await tap(/3 Neither/);
    await pass(700);
    await tap('Next');
    await pass(500);
    expect(heading()).toBe(words);
    await tap(new RegExp(choice));
    await tap('Finish');
    expect(desk.told('done')[0]?.answer).toMatchObject(answer);
  });

  test('goes on where it was when the page was lost', async () => {
    await open(invitation({ answer: { ...invitation().answer, overall: 2, drivers: ['fairness'] } }));
    expect(heading()).toBe('What could have been better?');
    expect(screen.getByRole('button', { name: /Fairness/ })).toHaveAttribute('aria-pressed', 'true');
  });

  test('a newer one takes the place of the last', async () => {
    const desk = await open();
    await tap(/1 Very dissatisfied/);
    await pass(700);
    desk.tell(invitation({ token: 'K8' }));
    await pass(1100);
    expect(heading()).toMatch(/^Overall/);
    expect(screen.getByRole('button', { name: /1 Very dissatisfied/ })).toHaveAttribute('aria-pressed', 'false');
  });

  test('comes back from behind the curtain as it was, and an echo does not lift the curtain', async () => {
    const desk = await open();
    await tap(/4 Satisfied/);
    desk.tell({ kind: 'curtain' });
    await pass(700);
    expect(screen.queryAllByRole('button')).toEqual([]);
    desk.tell(invitation({ lit_at_ms_ago: 5000 }));
    await pass(500);
    expect(screen.getByRole('button', { name: /4 Satisfied/ })).toHaveAttribute('aria-pressed', 'true');
  });
});

describe('a tap that was not meant', () => {
  test('in the first second does not count, and the screen says to wait', async () => {
    const desk = await open(invitation(), 300);
    expect(screen.getByText('One moment, please.')).toBeInTheDocument();
    await tap(/1 Very dissatisfied/);
    await tap('No thanks');
    await key('1');
    await pass(2000);
    expect(heading()).toMatch(/^Overall/);
    expect(desk.told('draft')).toEqual([]);
    expect(desk.told('declined')).toEqual([]);
  });

  test('by a double tap does not answer the next question', async () => {
    const desk = await open();
    await tap(/2 Dissatisfied/);
    await tap(/5 Very satisfied/);
    await pass(300);
    await tap(/The time it took/);
    await pass(700);
    expect(desk.told('draft').map(({ answer }) => [answer.overall, answer.drivers])).toEqual([[2, []]]);
  });

  test('can be changed until thanks; reasons for the other side go with it', async () => {
    const desk = await open();
    await tap(/2 Dissatisfied/);
    await pass(700);
    await tap(/Fairness/);
    await tap('Change my answer');
    await pass(500);
    expect(screen.getByRole('button', { name: /2 Dissatisfied/ })).toHaveAttribute('aria-pressed', 'true');
    await tap(/5 Very satisfied/);
    await pass(700);
    expect(heading()).toBe('What went well?');
    expect(desk.told('draft').at(-1)?.answer).toMatchObject({ overall: 5, drivers: [] });
    await tap('Back');
    await pass(500);
    expect(heading()).toMatch(/^Overall/);
  });
});

describe('saying no', () => {
  test('on the first page declines', async () => {
    const desk = await open();
    await tap('No thanks');
    await pass(10);
    expect(desk.told('declined')).toHaveLength(1);
    expect(desk.told('done')).toEqual([]);
    expect(screen.getByRole('status')).toHaveTextContent('No problem.');
  });

  test('later ends with what was answered', async () => {
    const desk = await open();
    await tap(/4 Satisfied/);
    await pass(700);
    await tap('No thanks, finish here');
    expect(desk.told('done')[0]?.answer.overall).toBe(4);
    expect(desk.told('declined')).toEqual([]);
  });
});

describe('time', () => {
  test('warns 20 seconds before the end, and any touch goes on without answering', async () => {
    const desk = await open(invitation({ timeout_seconds: 60 }));
    await pass(37_000);
    expect(screen.queryByText('Are you still there?')).toBeNull();
    await pass(2_000);
    expect(screen.getByRole('timer')).toHaveTextContent('This screen closes in 20 seconds.');
    await key('1');
    await pass(500);
    expect(screen.queryByText('Are you still there?')).toBeNull();
    expect(desk.told('draft')).toEqual([]);
    expect(desk.told('touched').length).toBeGreaterThan(0);
    await pass(30_000);
    expect(heading()).toMatch(/^Overall/);
  });

  test('is never shorter than a minute, and what was answered is handed in', async () => {
    const desk = await open(invitation({ timeout_seconds: 5 }));
    await tap(/4 Satisfied/);
    await fireEvent.pointerDown(document.body);
    await pass(58_000);
    expect(desk.told('timed_out')).toEqual([]);
    await pass(4_000);
    expect(desk.told('timed_out')[0]?.answer.overall).toBe(4);
    expect(heading()).toBe('Hello·Bonjour');
  });
});

describe('when something fails', () => {
  test('an invitation that is over ends calmly', async () => {
    const desk = await open();
    desk.refuse.draft = 'token_expired';
    await tap(/4 Satisfied/);
    await pass(10);
    expect(heading()).toBe('Hello·Bonjour');
  });

  test('thanks are not said for an answer that was not saved', async () => {
    const desk = await open(invitation({ question: null }));
    await tap(/4 Satisfied/);
    await pass(700);
    desk.refuse.done = 'storage';
    await tap('Finish');
    await pass(10);
    expect(screen.getByRole('alert')).toHaveTextContent('Your answer was not saved.');
    desk.refuse = {};
    await tap('Try again');
    await pass(10);
    expect(heading()).toBe('Thank you');
  });
});
