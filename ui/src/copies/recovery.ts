import type { RecoveryView } from '@/api';
import { m } from '@/i18n';
import { dateTime, list, number } from '@/shared/format';

/** What putting the records back did, in sentences: what happened, what is missing, where the rest lies. */
export function recoveryWords(told: RecoveryView): string[] {
  return [how(told), missing(told), ...(told.quarantine ? [m.copies_put_aside({ folder: told.quarantine })] : [])];
}

function how(told: RecoveryView): string {
  const when = dateTime(told.at);
  if (!told.copy_made_at) return m.copies_fell_behind({ when });
  const copy = dateTime(told.copy_made_at);
  const count = { count: told.taken_over, shown: number(told.taken_over) };
  return told.quarantine ? m.copies_put_back({ when, copy, ...count }) : m.copies_filled({ when, copy, ...count });
}

function missing(told: RecoveryView): string {
  if (told.lost === 0) return told.exact ? m.copies_nothing_missing() : m.copies_not_known({ entry: number(told.whole_to) });
  const ranges = list(told.missing.map(({ from, to }) => (from === to ? number(from) : m.copies_range({ from: number(from), to: number(to) }))));
  const count = { count: told.lost, shown: number(told.lost), ranges };
  return told.exact ? m.copies_missing(count) : m.copies_missing_at_least(count);
}
