/** Calendar days as the desk writes them and as the screens show them: ISO 8601, `YYYY-MM-DD`. */
const DAY_MS = 86_400_000;

export function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

/** A day as people type it: with hyphens, other signs or none between its parts. Nothing where there is no such day. */
export function parsedDay(text: string): string | undefined {
  const [, year, month, day] = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\s*$/.exec(text) ?? [];
  if (!year || !month || !day) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${iso}T00:00:00Z`);
  // An engine may take February 31 for March 3.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== iso ? undefined : iso;
}
