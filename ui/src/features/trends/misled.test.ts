/**
 * Nor is somebody who reads only the trends misled: by weeks that the desk gave for an office that really came into each of
 * these situations.
 */
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import type { Trend } from '@/api';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { givenBy, part, rows, seen } from '@/tests/seen';
import Trends from './Trends.svelte';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

const session = { staff: 's', name: 'Noor', roles: ['supervisor' as const], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 1' };

async function open(name: string): Promise<void> {
  setLocale('en');
  fake = installFake({ trend: (): Trend => givenBy<Trend>(name) });
  render(Trends, { session, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  await screen.findByRole('heading', { level: 2, name: 'Periods' });
}

test('a week in which some were asked less says so beside its share', async () => {
  await open('uneven-week');
  expect(seen(part('Periods'))).toContain('Not everyone was asked.');
  expect(rows('Voluntary beside involuntary clients')[1]).toMatch(/\| 1 of 5 · 20% \|/);
});

test('a week with a few answers has their number, and no percentage or mean', async () => {
  await open('few-week');
  expect(seen(part('Periods'))).toContain('Fewer than 5 answers (4): no mean and no share is shown.');
  expect(seen()).not.toMatch(/likely \d|\d% satisfied/);
});

test('a week’s answers that were told to staff stand apart, and are in no share', async () => {
  await open('told-week');
  expect(seen(part('Periods'))).toContain('5 of 5 · 100%');
  expect(seen()).toContain('Beside these, 3 answers were told to staff or given with their help. They are in no figure here.');
});

test('a week of which nobody measured the times says that, and never zero', async () => {
  await open('unmeasured-week');
  expect(seen(part('Periods'))).toContain('Not measured');
  expect(seen()).not.toMatch(/\b0 min/);
});
