import { time } from '@/shared/format';

/** A time of day as people type it: 10:05, 1005, 10h05, 10 h 05, 10. As the desk takes it: `HH:MM`; undefined where it is none. */
export function timeOfDay(typed: string): string | undefined {
  const found = /^(\d{1,2})\s*(?:[:h.]\s*)?(\d{2})?$/i.exec(typed.trim());
  if (!found) return undefined;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** A time of the desk's in the reader's language: "10:05", "10 h 05". */
export function clockTime(hhmm: string): string {
  return time(`2000-01-01T${hhmm}:00Z`);
}
