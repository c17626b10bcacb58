import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { heading, invitation, open, pass, stopTheClock, tap } from './desk-for-tests';

stopTheClock();

describe('whoever is dissatisfied', () => {
  const recourse = () => screen.queryByText('You may ask for the supervisor now.');

  test.each([
    ['1 Very dissatisfied', true],
    ['2 Dissatisfied', true],
    ['3 Neither satisfied nor dissatisfied', false],
    ['5 Very satisfied', false],
  ])('learns whom to ask for: %s, %s', async (score, told) => {
    await open(invitation({ question: null }));
    expect(recourse()).toBeNull();
    await tap(new RegExp(score));
    await pass(700);
    expect(recourse() !== null).toBe(told);
    await tap('Finish');
    await pass(10);
    expect(heading()).toBe('Thank you');
    expect(recourse() !== null).toBe(told);
    await pass(8_100);
    expect(recourse()).toBeNull();
  });

  test('is told nothing after "no thanks", and nothing of it stays for the next client', async () => {
    const desk = await open();
    await tap(/1 Very dissatisfied/);
    await pass(700);
    await tap('Change my answer');
    await pass(500);
    await tap('No thanks');
    await pass(10);
    expect(recourse()).toBeNull();
    desk.tell(invitation({ token: 'K8' }));
    await pass(1_100);
    expect(recourse()).toBeNull();
  });

  test('reads it in French', async () => {
    await open(invitation({ language: 'fr' }));
    await tap(/1 Très insatisfaisant/);
    await pass(700);
    expect(screen.getByText('Vous pouvez demander à parler à la personne responsable dès maintenant.')).toBeInTheDocument();
  });
});

describe('a number pad', () => {
  const pad = (name: string, code: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name, code });

  test('works without NumLock, and says what its keys do once one is pressed', async () => {
    const desk = await open(invitation({ question: 'need_met' }));
    expect(screen.queryByText('*')).toBeNull();
    await pad('ArrowLeft', 'Numpad4');
    await pass(700);
    expect(screen.getByText('*')).toBeInTheDocument();
    await pad('End', 'Numpad1');
    await pad('-', 'NumpadSubtract');
    await pass(500);
    expect(heading()).toMatch(/^Overall/);
    await pad('Clear', 'Numpad5');
    await pass(700);
    await pad('Enter', 'NumpadEnter');
    await pass(500);
    await pad('PageDown', 'Numpad3');
    await pad('Enter', 'NumpadEnter');
    expect(desk.told('done')[0]?.answer).toMatchObject({ overall: 5, drivers: ['timeliness'], need_met: 'no' });
  });

  test('changes the language with / and declines with *', async () => {
    const desk = await open();
    await pad('/', 'NumpadDivide');
    expect(heading()).toBe('Le service reçu aujourd’hui était\u00a0:');
    await pad('*', 'NumpadMultiply');
    await pass(10);
    expect(desk.told('declined')).toHaveLength(1);
  });
});

test('no time runs out behind the curtain', async () => {
  const desk = await open(invitation({ timeout_seconds: 60 }));
  await tap(/4 Satisfied/);
  await pass(700);
  desk.tell({ kind: 'curtain' });
  await pass(300_000);
  expect(desk.told('timed_out')).toEqual([]);
  desk.tell(invitation({ lit_at_ms_ago: 300_000 }));
  await pass(30_000);
  expect(heading()).toBe('What went well?');
  await pass(12_000);
  expect(screen.getByRole('timer')).toHaveTextContent('This screen closes in');
});
