/** What a list says of a moment, and how its relationship is called where. */
import type { MomentItem } from '@/api';
import { inLocale, m } from '@/i18n';
import { list } from '@/shared/format';
import { clientAtCounter, clientWord, relationshipAtCounter, relationshipWord, type Relationship } from '@/shared/words';

/** Whose words: the counter's, which a client may see, or those of review and exports. */
export type Terms = 'counter' | 'review';

export function relationshipIn(terms: Terms, relationship: Relationship): string {
  return (terms === 'counter' ? relationshipAtCounter : relationshipWord)[relationship]();
}

export function clientIn(terms: Terms, client: NonNullable<MomentItem['client']>): string {
  return (terms === 'counter' ? clientAtCounter : clientWord)[client]();
}

/** Its services, or what it was instead. */
export function whatOf(item: MomentItem): string {
  if (item.kind === 'quick_enquiry') return m.moment_quick_enquiry();
  return list(item.lines.map((line) => inLocale({ en: line.name_en, fr: line.name_fr })));
}

/** Something was said of it, and its own record has not come yet. */
export function isIncomplete(item: MomentItem): boolean {
  return item.started_at === '';
}

/** Staff may enter an answer that did not come from the client's screen. */
export function mayBeRated(item: MomentItem): boolean {
  return item.kind === 'moment' && !item.voided && !item.read_only && item.rating_state !== 'rated';
}
