/** The collection notice: more of it at a touch or a key, and the question goes on where it was. */
import { screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { heading, invitation, key, open, pass, stopTheClock, tap } from './desk-for-tests';

stopTheClock();

const QUESTION = 'Overall, how satisfied were you with the service you received today?';

test('the whole notice stands behind one button, and the way back leads to the question', async () => {
  const desk = await open();
  await tap('Why we ask');
  expect(heading()).toBe('Why we ask');
  expect(screen.getByText(/Answering is your choice. Your name is not recorded/)).toBeTruthy();
  await tap('Back to the question');
  expect(heading()).toBe(QUESTION);
  expect(desk.told('done')).toEqual([]);
});

test('a number pad opens and closes it, and no digit answers under it', async () => {
  const desk = await open();
  await key('+');
  expect(heading()).toBe('Why we ask');
  await key('5');
  await pass(1000);
  expect(desk.told('draft')).toEqual([]);
  await key('-');
  expect(heading()).toBe(QUESTION);
});

test('Tab is taken from nobody: the way back can be reached by it', async () => {
  await open();
  await tap('Why we ask');
  const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
  screen.getByRole('heading', { level: 1 }).dispatchEvent(tab);
  expect(tab.defaultPrevented).toBe(false);
});

test('the office’s own words stand in the client’s language', async () => {
  const notice = { purpose_en: 'To shorten the line', purpose_fr: 'Raccourcir la file' };
  await open(invitation({ notice, language: 'fr' }));
  await tap('Pourquoi ces questions');
  expect(screen.getByText('Raccourcir la file')).toBeTruthy();
  expect(screen.queryByText('To shorten the line')).toBeNull();
});
