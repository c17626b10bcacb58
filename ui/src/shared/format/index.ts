/**
 * How dates, times and numbers look, in the window's language unless another is given.
 * Numeric dates are ISO 8601 and long dates are spelled out; `dateStyle: 'short'` differs between engines and is never used.
 *
 * A moment happened at an office, so a text with an offset ("2026-11-24T14:05:00-05:00") is shown as the clock on that
 * office's wall said. A Date, or a text in UTC ("…Z"), is shown in this computer's time. "2026-11-24" is a calendar day.
 */
import { locale, tag, type Locale } from '@/i18n';

export type When = Date | string;

const NBSP = '\u00a0';

/** "2026-11-24" */
export function isoDate(when: When): string {
  const at = wall(when);
  return `${at.getUTCFullYear().toString().padStart(4, '0')}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
}

/** "November 24, 2026"; "24 novembre 2026", "1er avril 2026" */
export function longDate(when: When, of: Locale = locale()): string {
  return spelled(when, of, { year: 'numeric', month: 'long', day: 'numeric' });
}

/** "Tuesday, November 24"; "mardi 24 novembre" */
export function dayDate(when: When, of: Locale = locale()): string {
  return spelled(when, of, { weekday: 'long', month: 'long', day: 'numeric' });
}

/** "14:05"; "14 h 05" */
export function time(when: When, of: Locale = locale()): string {
  const at = wall(when);
  const minutes = two(at.getUTCMinutes());
  return of === 'fr'
    ? `${at.getUTCHours()}${NBSP}h${NBSP}${minutes}`
    : `${two(at.getUTCHours())}:${minutes}`;
}

/** "2026-11-24, 14:05"; "2026-11-24, 14 h 05" */
export function dateTime(when: When, of: Locale = locale()): string {
  return `${isoDate(when)}, ${time(when, of)}`;
}

/** A running clock: "04:12", and "1:04:12" after an hour. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** How long something took, rounded to whole minutes from one minute on: "45 s", "12 min", "1 h 05 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}${NBSP}s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  return `${Math.floor(minutes / 60)}${NBSP}h${NBSP}${two(minutes % 60)}${NBSP}min`;
}

/** "1,234.5"; "1 234,5" */
export function number(value: number, digits = 0, of: Locale = locale()): string {
  return new Intl.NumberFormat(tag(of), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A share from 0 to 1: "82%"; "82 %" */
export function percent(share: number, digits = 0, of: Locale = locale()): string {
  return new Intl.NumberFormat(tag(of), {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** "a, b and c"; "a, b et c" */
export function list(items: readonly string[], of: Locale = locale()): string {
  return new Intl.ListFormat(tag(of), { type: 'conjunction' }).format(items);
}

/** For sorting names as a reader of the language expects; digits by their value. */
export function compare(left: string, right: string, of: Locale = locale()): number {
  return new Intl.Collator(tag(of), { numeric: true }).compare(left, right);
}

function spelled(when: When, of: Locale, parts: Intl.DateTimeFormatOptions): string {
  const written = new Intl.DateTimeFormat(tag(of), { ...parts, timeZone: 'UTC' }).formatToParts(wall(when));
  return written.map(({ type, value }) => (of === 'fr' && type === 'day' && value === '1' ? '1er' : value)).join('');
}

/** A Date whose UTC fields are what the wall clock said, so that one formatter serves every kind of input. */
function wall(when: When): Date {
  const written = typeof when === 'string' ? /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)[\d.]*[+-]\d\d:\d\d)?$/.exec(when) : null;
  if (written) return new Date(`${written[1]}T${written[2] ?? '00:00'}Z`);
  const instant = new Date(when);
  if (Number.isNaN(instant.getTime())) throw new RangeError('not a date');
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
}

function two(value: number): string {
  return value.toString().padStart(2, '0');
}
