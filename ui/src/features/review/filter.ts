/** What a review is narrowed to, in words. */
import type { ReviewFilter, WorkstationItem } from '@/api';
import { inLocale, m } from '@/i18n';
import type { Services } from '@/moment/form';
import { time } from '@/shared/format';
import { channelWord, clientWord, outcomeWord } from '@/shared/words';

export type FilterId = 'service' | 'workstation' | 'client' | 'channel' | 'outcome' | 'hour';

/** The filters in force, in the order of their controls. */
export function filtersInWords(filter: ReviewFilter, services: Services, workstations: readonly WorkstationItem[]): { id: FilterId; words: string }[] {
  return [
    ...(filter.service ? [{ id: 'service' as const, words: serviceName(filter.service, services) }] : []),
    ...(filter.workstation ? [{ id: 'workstation' as const, words: workstations.find(({ id }) => id === filter.workstation)?.label ?? filter.workstation }] : []),
    ...(filter.client ? [{ id: 'client' as const, words: clientWord[filter.client]() }] : []),
    ...(filter.channel ? [{ id: 'channel' as const, words: channelWord[filter.channel]() }] : []),
    ...(filter.hour !== null && filter.hour !== undefined ? [{ id: 'hour' as const, words: hourWord(filter.hour) }] : []),
    ...(filter.outcome ? [{ id: 'outcome' as const, words: m.review_filter_outcome_is({ outcome: outcomeWord[filter.outcome]() }) }] : []),
  ];
}

/** "9 a.m. to 10 a.m." in the reader's way of telling the time. */
export function hourWord(hour: number): string {
  const at = (of: number) => time(new Date(2000, 0, 1, of));
  return m.review_hour({ from: at(hour), to: at(hour + 1) });
}

export function serviceName(key: string, services: Services): string {
  const service = services.get(key);
  if (service) return inLocale({ en: service.name_en, fr: service.name_fr });
  return key === 'unclassified' ? m.moment_classify_later() : key;
}
