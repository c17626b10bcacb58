/** What a review is narrowed to, in words. */
import type { ReviewFilter } from '@/api';
import { inLocale, m } from '@/i18n';
import type { Services } from '@/moment/form';
import { channelWord, clientWord, outcomeWord } from '@/shared/words';

export type FilterId = 'service' | 'channel' | 'client' | 'outcome';

/** The filters in force, in the order of their controls. */
export function filtersInWords(filter: ReviewFilter, services: Services): { id: FilterId; words: string }[] {
  return [
    ...(filter.service ? [{ id: 'service' as const, words: serviceName(filter.service, services) }] : []),
    ...(filter.channel ? [{ id: 'channel' as const, words: channelWord[filter.channel]() }] : []),
    ...(filter.client ? [{ id: 'client' as const, words: clientWord[filter.client]() }] : []),
    ...(filter.outcome ? [{ id: 'outcome' as const, words: m.review_filter_outcome_is({ outcome: outcomeWord[filter.outcome]() }) }] : []),
  ];
}

export function serviceName(key: string, services: Services): string {
  const service = services.get(key);
  if (service) return inLocale({ en: service.name_en, fr: service.name_fr });
  return key === 'unclassified' ? m.moment_classify_later() : key;
}
