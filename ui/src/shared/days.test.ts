import { expect, test } from 'vitest';
import { parsedDay, shifted } from './days';

test('a day is read however its parts are set apart, and only where there is such a day', () => {
  expect(['2026-11-24', '2026/11/24', '20261124', ' 2026-1-4 '].map(parsedDay)).toEqual(['2026-11-24', '2026-11-24', '2026-11-24', '2026-01-04']);
  expect(['2026-02-31', '24.11.2026', '2026', '', '2026-13-01'].map(parsedDay)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('the day before the first of a month is the last of the one before', () => {
  expect(shifted('2028-03-01', -1)).toBe('2028-02-29');
  expect(shifted('2026-12-31', 1)).toBe('2027-01-01');
});
