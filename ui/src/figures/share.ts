import { m } from '@/i18n';
import { number, percent } from '@/shared/format';

/** A share in per cent; none of nothing is no share. */
export function shareOf(n: number, of: number): string | undefined {
  return of > 0 ? percent(n / of) : undefined;
}

/** "36 of 38 · 95%" */
export function withShare(n: number, of: number): string {
  const share = shareOf(n, of);
  return share ? m.review_n_of_share({ n: number(n), of: number(of), share }) : m.review_none();
}
