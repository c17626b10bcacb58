import type { Ratings, Times } from '@/api';
import { m } from '@/i18n';
import { number } from '@/shared/format';

/** Why ratings are not shown, in words; nothing where they are. The desk holds them back, and never says what they would be. */
export function whyNoRatings({ n, withheld, satisfied }: Ratings, thresholds: Thresholds): string | undefined {
  if (satisfied !== null) return undefined;
  return withheld ? whyWithheld[withheld](thresholds) : tooFew(n, thresholds);
}

/** The same in a cell of a table, under which the whole reason stands once. */
export function ratingsInShort({ n, withheld, satisfied }: Ratings, thresholds: Thresholds): string | undefined {
  if (satisfied !== null) return undefined;
  if (withheld === 'few_staff') return m.review_cell_few_staff({ staff: number(thresholds.staff_threshold) });
  return withheld ? m.review_cell_not_shown() : m.review_cell_few_answers({ n: number(n), threshold: number(thresholds.threshold) });
}

/** The same for times. */
export function whyNoTimes({ n, withheld, median }: Times, thresholds: Thresholds): string | undefined {
  if (median !== null) return undefined;
  if (withheld) return whyWithheld[withheld](thresholds);
  return n > 0 ? m.review_too_few_times({ n: number(n), threshold: number(thresholds.threshold) }) : m.review_not_measured();
}

/** The same for anything else that is held back. */
export function whyNot(withheld: Ratings['withheld'], thresholds: Thresholds): string | undefined {
  return withheld ? whyWithheld[withheld](thresholds) : undefined;
}

export type Thresholds = { threshold: number; staff_threshold: number };

const tooFew = (n: number, { threshold }: Thresholds) => m.review_too_few({ count: n, shown: number(n), threshold: number(threshold) });

const whyWithheld: Record<NonNullable<Ratings['withheld']>, (thresholds: Thresholds) => string> = {
  few_staff: ({ staff_threshold }) => m.review_few_staff({ staff: number(staff_threshold) }),
  tells_of_others: () => m.review_tells_of_others(),
  narrow: () => m.review_too_narrow(),
};
