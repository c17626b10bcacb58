import { m } from '@/i18n';
import { number } from '@/shared/format';

/** Why ratings are not shown, in words; nothing where they are. The desk holds them back, and never says what they would be. */
export function whyNotShown(answered: number, threshold: number, shown: boolean): string | undefined {
  if (shown) return undefined;
  if (answered < threshold) return m.review_too_few({ count: answered, shown: number(answered), threshold: number(threshold) });
  return m.review_points_to_somebody();
}
