/** What is said of an open moment: since when, how long on hold, what it is about. Pure. */
import type { MomentForm, OpenMoment } from '@/api';
import { inLocale, m } from '@/i18n';
import { lines, UNCLASSIFIED, type Services } from '@/moment/form';
import { list, longDate } from '@/shared/format';

/** Seconds since the client came, at this time in milliseconds. */
export function secondsOpen(open: OpenMoment, now: number): number {
  return (now - Date.parse(open.started_at)) / 1000;
}

/** Seconds on hold, with those of now. */
export function secondsHeld(open: OpenMoment, now: number): number {
  return open.held_seconds + (open.parked_at ? Math.max(0, now - Date.parse(open.parked_at)) / 1000 : 0);
}

/** Who is gone back to first: whoever was put on hold last. What a crash or the end of a shift left is offered apart. */
export function offeredFirst(waiting: readonly OpenMoment[]): OpenMoment | undefined {
  const onHold = waiting.filter((each) => each.parked && !each.recovered);
  return onHold.reduce<OpenMoment | undefined>((last, each) => (last && since(last) > since(each) ? last : each), undefined);
}

const since = (open: OpenMoment) => (open.parked_at ? Date.parse(open.parked_at) : 0);

/** Its services, or that none was picked. */
export function aboutWhat(form: MomentForm, services: Services): string {
  const names = lines(form).map(({ service }) => {
    const known = services.get(service);
    return service === UNCLASSIFIED || !known ? m.moment_classify_later() : inLocale({ en: known.name_en, fr: known.name_fr });
  });
  return names.length > 0 ? list(names) : m.counter_no_service_yet();
}

/** "from yesterday", "of November 20, 2026"; nothing of one of this day. */
export function ofAnotherDay(open: OpenMoment, today: string): string | undefined {
  if (open.office_day === today) return undefined;
  const before = new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return open.office_day === before ? m.counter_from_yesterday() : m.counter_of_day({ day: longDate(open.office_day) });
}
