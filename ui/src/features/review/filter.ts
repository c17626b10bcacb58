/** What a review is narrowed to, in words. */
import type { ReviewFilter, WorkstationItem } from '@/api';
import { inLocale, m } from '@/i18n';
import type { Services } from '@/moment/form';
import { channelWord, clientWord, outcomeWord } from '@/shared/words';

export type FilterId = 'service' | 'workstation' | 'client' | 'channel' | 'outcome';

/** The filters in force, in the order of their controls. */
export function filtersInWords(filter: ReviewFilter, services: Services, workstations: readonly WorkstationItem[]): { id: FilterId; words: string }[] {
  return [
    ...(filter.service ? [{ id: 'service' as const, words: serviceName(filter.service, services) }] : []),
    ...(filter.workstation ? [{ id: 'workstation' as const, words: workstations.find(({ id }) => id === filter.workstation)?.label ?? filter.workstation }] : []),
    ...(filter.client ? [{ id: 'client' as const, words: clientWord[filter.client]() }] : []),
    ...(filter.channel ? [{ id: 'channel' as const, words: channelWord[filter.channel]() }] : []),
    ...(filter.outcome ? [{ id: 'outcome' as const, words: m.review_filter_outcome_is({ outcome: outcomeWord[filter.outcome]() }) }] : []),
  ];
}

export function serviceName(key: string, services: Services): string {
  const service = services.get(key);
  if (service) return inLocale({ en: service.name_en, fr: service.name_fr });
  return key === 'unclassified' ? m.moment_classify_later() : key;
}
