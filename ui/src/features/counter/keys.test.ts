import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { keyHelp, listenToKeys } from '@/shared/use-keys.svelte';
import Counter from './Counter.svelte';
import { CounterDesk } from './desk-for-tests';

/** They mean something else only while something else is there: a list to find in, a level to say, a saved moment. */
const ELSEWHERE = /^counter\.(came_from\.|find_|close_part|discard|withdraw_saved)/;

test('no key means two things at the counter, and each is remapped by an id of its own', async () => {
  const desk = new CounterDesk();
  const stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Counter, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('combobox', { name: 'Find a service' });
  await userEvent.keyboard(' 1');
  await screen.findByRole('article', { name: 'Passport' });
  const all = keyHelp().flatMap(({ shortcuts }) => shortcuts);
  expect(all.length).toBeGreaterThan(50);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const one = all.filter(({ id }) => !ELSEWHERE.test(id));
  const twice = one.filter(({ key }, at) => one.findIndex((each) => each.key.toLowerCase() === key.toLowerCase()) !== at);
  expect(twice.map(({ id, key }) => `${key}: ${id}`)).toEqual([]);
  stopListening();
  cleanup();
  await desk.fake.remove();
});
