import type { StandardResult } from '@/api';
import { inLocale, m } from '@/i18n';
import type { Column } from '@/shared/components';
import { number, percent } from '@/shared/format';
import { withShare } from './share';

export const standardName = ({ text_en, text_fr, standard }: StandardResult) => inLocale({ en: text_en, fr: text_fr }) || standard;

/** A standard whose threshold changed is another. */
export const standardId = ({ standard, threshold }: StandardResult) => `${standard} ${threshold}`;

/** What a result says; `why` stands where times were measured and may not be told. */
export function standardFigures(why: string): Column<StandardResult>[] {
  return [
    { id: 'met', label: m.review_standard_met(), numeric: true, text: ({ met, told, measured }) => (told > 0 ? withShare(met ?? 0, told) : measured > 0 ? why : m.review_not_measured()) },
    { id: 'target', label: m.review_standard_target(), numeric: true, text: ({ target }) => (target === null ? m.review_none() : percent(target)) },
    { id: 'measured', label: m.review_times_measured(), numeric: true, text: ({ measured }) => number(measured) },
    { id: 'not', label: m.review_standard_not_measured(), numeric: true, text: ({ not_measured }) => number(not_measured) },
  ];
}
