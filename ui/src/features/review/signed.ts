/** A sign-off in words. */
import type { DayCounts, JournalReach, LaterChange, SignOffView } from '@/api';
import { inLocale, m, type Message } from '@/i18n';
import { isoDate, longDate, time } from '@/shared/format';

/** When and by whom; the day too where it is not the one that was signed. */
export function signedBy(date: string, { signed_at, by }: Pick<SignOffView, 'signed_at' | 'by'>): string {
  const name = by ?? m.day_sign_cli();
  if (isoDate(signed_at) === date) return m.day_sign_signed({ time: time(signed_at), name });
  return m.day_sign_signed_on({ day: longDate(signed_at), time: time(signed_at), name });
}

export const changeWord: Record<LaterChange['what'], Message> = {
  recorded: m.day_sign_change_recorded,
  amended: m.day_sign_change_amended,
  voided: m.day_sign_change_voided,
  restored: m.day_sign_change_restored,
  rated: m.day_sign_change_rated,
  not_rated: m.day_sign_change_not_rated,
  other: m.day_sign_change_other,
};

export const serviceOf = (change: LaterChange): string => inLocale({ en: change.name_en, fr: change.name_fr }) || m.moment_quick_enquiry();

/** To the minute on the day itself; with the date on another. */
export const when = (date: string, at: string): string => (isoDate(at) === date ? time(at) : `${isoDate(at)}, ${time(at)}`);

export const countWord: readonly (readonly [keyof DayCounts, Message])[] = [
  ['moments', m.review_moments],
  ['quick_enquiries', m.review_quick_enquiries],
  ['voided', m.day_sign_voided],
  ['eligible', m.day_sign_eligible],
  ['invited', m.day_sign_invited],
  ['answered', m.day_sign_answered],
  ['follow_ups', m.day_sign_follow_ups],
];

/** One line a workstation: the life of its store that reached furthest, as the desk orders them. */
export function reachOfEach(journals: readonly JournalReach[]): JournalReach[] {
  return [...new Map(journals.map((each) => [each.workstation.id, each])).values()];
}
