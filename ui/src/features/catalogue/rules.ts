/** Relationships that are to confirm, by the rule that proposed them. */
import type { ServiceItem } from '@/api';
import type { Relationship } from '@/shared/words';

export type Group = { rule: string; services: ServiceItem[]; proposes: { relationship: Relationship; count: number }[] };

/** The services of each rule, the rule with the most first. */
export function groups(services: readonly ServiceItem[]): Group[] {
  const byRule = new Map<string, ServiceItem[]>();
  for (const service of services) {
    const rule = service.relationship_rule ?? '';
    const of = byRule.get(rule);
    if (of) of.push(service);
    else byRule.set(rule, [service]);
  }
  return [...byRule]
    .map(([rule, of]) => ({ rule, services: of, proposes: proposals(of) }))
    .sort((left, right) => right.services.length - left.services.length);
}

function proposals(services: readonly ServiceItem[]): Group['proposes'] {
  const counts = new Map<Relationship, number>();
  for (const { relationship } of services) counts.set(relationship, (counts.get(relationship) ?? 0) + 1);
  return [...counts].map(([relationship, count]) => ({ relationship, count })).sort((left, right) => right.count - left.count);
}
