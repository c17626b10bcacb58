/**
 * Which rule proposed each relationship that is to confirm. The list of services does not say, so each is asked for
 * once, some at a time; what changed is asked for again.
 */
import { desk, errorWords, onChanged, type ServiceItem } from '@/api';
import type { ErrorWords } from '@/shared/error-words';
import type { Relationship } from '@/shared/words';

const AT_ONCE = 16;

export type Group = { rule: string; services: ServiceItem[]; proposes: { relationship: Relationship; count: number }[] };

export class Rules {
  known: ReadonlyMap<string, string> = $state.raw(new Map());
  failed: ErrorWords | undefined = $state.raw();
  #reading = false;
  #wanted: readonly ServiceItem[] = [];

  start(): () => void {
    const listening = onChanged((entities) => {
      const changed = new Set(entities);
      this.known = new Map([...this.known].filter(([key]) => !changed.has(`service:${key}`)));
    });
    return () => void listening.then((stop) => stop());
  }

  /** Reads the rules of these services that are not known yet. */
  async read(services: readonly ServiceItem[]): Promise<void> {
    this.#wanted = services;
    if (this.#reading) return;
    this.#reading = true;
    this.failed = undefined;
    try {
      for (let some = this.#next(); some.length > 0; some = this.#next()) {
        const views = await Promise.all(some.map(({ key }) => desk.service(key)));
        this.known = new Map([...this.known, ...views.map((view) => [view.item.key, view.relationship_rule ?? ''] as const)]);
      }
    } catch (error) {
      this.failed = errorWords(error);
    } finally {
      this.#reading = false;
    }
  }

  #next(): ServiceItem[] {
    return this.#wanted.filter(({ key }) => !this.known.has(key)).slice(0, AT_ONCE);
  }
}

/** The services of each rule, the rule with the most first. Those whose rule is not known yet are left out. */
export function groups(services: readonly ServiceItem[], known: ReadonlyMap<string, string>): Group[] {
  const byRule = new Map<string, ServiceItem[]>();
  for (const service of services) {
    const rule = known.get(service.key);
    if (rule === undefined) continue;
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
