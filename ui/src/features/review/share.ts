import { percent } from '@/shared/format';

/** A share in per cent; none of nothing is no share. */
export function shareOf(n: number, of: number): string | undefined {
  return of > 0 ? percent(n / of) : undefined;
}
