/**
 * Finding a service among thousands while somebody types: what is searched is folded once, so that a key costs a walk
 * over plain texts. Both languages are searched whatever language the window has, and the owner and the key with them.
 */
import type { ServiceItem } from '@/api';
import { inLocale, locale, tag, type Locale } from '@/i18n';
import { fold } from '@/shared/search';

export const nameOf = (service: ServiceItem) => inLocale({ en: service.name_en, fr: service.name_fr });
export const ownerOf = (service: ServiceItem) => inLocale({ en: service.owner_en, fr: service.owner_fr });
/** Why its relationship is as it is; empty where the rule says it all. */
export const reasonOf = (service: ServiceItem) => inLocale({ en: service.relationship_reason_en, fr: service.relationship_reason_fr });
export const otherName = (service: ServiceItem) => (locale() === 'fr' ? service.name_en : service.name_fr);
export const otherLocale = (): Locale => (locale() === 'fr' ? 'en' : 'fr');

export const FILTERS = ['all', 'offered', 'quick', 'to_confirm', 'own', 'gone'] as const;
export type Filter = (typeof FILTERS)[number];

export const toConfirm = (service: ServiceItem) => service.status === 'active' && service.relationship_state === 'proposed';
export const isGone = (service: ServiceItem) => service.status !== 'active';

const passes: Record<Filter, (service: ServiceItem) => boolean> = {
  all: () => true,
  offered: (service) => service.offered && !isGone(service),
  quick: (service) => service.quick !== null && !isGone(service),
  to_confirm: toConfirm,
  own: (service) => service.source === 'own',
  gone: isGone,
};

export type Indexed = { service: ServiceItem; name: string; other: string; all: string };

/** In the order of names, as a reader of the window's language expects. */
export function indexed(services: readonly ServiceItem[]): Indexed[] {
  const order = new Intl.Collator(tag(), { numeric: true });
  return services
    .map((service) => {
      const [name, other] = [fold(nameOf(service)), fold(otherName(service))];
      return { service, name, other, all: [name, other, fold(service.owner_en), fold(service.owner_fr), fold(service.key)].join('\n') };
    })
    .sort((left, right) => order.compare(nameOf(left.service), nameOf(right.service)));
}

/** Those that hold every word; first the names that begin with what was typed. */
export function search(index: readonly Indexed[], query: string, filter: Filter = 'all'): Indexed[] {
  const start = fold(query);
  const words = start.split(' ');
  const found = index.filter(({ service, all }) => passes[filter](service) && words.every((word) => all.includes(word)));
  if (start === '') return found;
  const begins = ({ name, other }: Indexed) => name.startsWith(start) || other.startsWith(start);
  return [...found.filter(begins), ...found.filter((each) => !begins(each))];
}

/** Whether only the name in the other language holds what was typed, which then stands beside it. */
export function foundInOther(entry: Indexed, query: string): boolean {
  const words = fold(query).split(' ');
  const holds = (text: string) => words.every((word) => text.includes(word));
  return query.trim() !== '' && !holds(entry.name) && holds(entry.other);
}

export function countOf(index: readonly Indexed[], filter: Filter): number {
  return index.reduce((count, { service }) => count + (passes[filter](service) ? 1 : 0), 0);
}
