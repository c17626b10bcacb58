import { describe, expect, test } from 'vitest';
import { setLocale } from '@/i18n';
import { clock, compare, dateTime, dayDate, duration, isoDate, list, longDate, number, percent, time } from '.';

/** Engines differ between a fixed and a narrow fixed space. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

const atNoon = '2026-11-24T14:05:09-05:00';

describe('dates and times', () => {
  test('a moment shows the time on the wall of its own office, wherever it is read', () => {
    expect(time(atNoon)).toBe('14:05');
    expect(isoDate('2026-11-24T23:30:00-05:00')).toBe('2026-11-24');
    expect(dateTime('2026-11-24T23:30:00-05:00')).toBe('2026-11-24, 23:30');
  });

  test('a calendar day is that day in every time zone', () => {
    expect(isoDate('2026-01-01')).toBe('2026-01-01');
    expect(longDate('2026-01-01')).toBe('January 1, 2026');
    expect(dayDate('2026-11-24')).toBe('Tuesday, November 24');
  });

  test('a time of this computer is shown as this computer tells it', () => {
    expect(time(new Date(2026, 10, 24, 9, 7))).toBe('09:07');
  });

  test('in French, 14 h 05 and mardi 24 novembre', () => {
    setLocale('fr');
    expect(plain(time(atNoon))).toBe('14 h 05');
    expect(plain(time('2026-11-24T09:00:00-05:00'))).toBe('9 h 00');
    expect(longDate(atNoon)).toBe('24 novembre 2026');
    expect(dayDate(atNoon)).toBe('mardi 24 novembre');
    expect(isoDate(atNoon)).toBe('2026-11-24');
  });

  test('in French the first of a month is an ordinal, and no other day', () => {
    setLocale('fr');
    expect(plain(longDate('2026-04-01'))).toBe('1er avril 2026');
    expect(plain(dayDate('2026-04-01'))).toBe('mercredi 1er avril');
    expect(plain(longDate('2026-04-11'))).toBe('11 avril 2026');
    expect(longDate('2026-04-01', 'en')).toBe('April 1, 2026');
  });

  test('what is no date is refused, not shown as one', () => {
    expect(() => isoDate('yesterday')).toThrow(RangeError);
  });
});

test('the clock runs in minutes and seconds, and in hours only when it must', () => {
  expect([0, 59.9, 252, 3599, 3904, -3].map(clock)).toEqual(['00:00', '00:59', '04:12', '59:59', '1:05:04', '00:00']);
});

test('a duration is as exact as one can hear', () => {
  expect([45, 60, 89, 754, 3900, 3599].map((seconds) => plain(duration(seconds)))).toEqual(['45 s', '1 min', '1 min', '13 min', '1 h 05 min', '1 h 00 min']);
});

test('numbers and shares as each language writes them', () => {
  expect(number(1234.5, 1)).toBe('1,234.5');
  expect(percent(0.824)).toBe('82%');
  setLocale('fr');
  expect(plain(number(1234.5, 1))).toBe('1 234,5');
  expect(plain(percent(0.824))).toBe('82 %');
});

test('lists and sorting follow the language', () => {
  expect(list(['wait', 'cost', 'hours'])).toBe('wait, cost and hours');
  setLocale('fr');
  expect(list(['attente', 'coût', 'heures'])).toBe('attente, coût et heures');
  expect(['Zone', 'État', 'Comptoir 10', 'Comptoir 2'].sort((left, right) => compare(left, right))).toEqual(['Comptoir 2', 'Comptoir 10', 'État', 'Zone']);
});
