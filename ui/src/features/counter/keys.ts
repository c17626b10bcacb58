/** The counter's keys that come in rows: nine services, and what one key changes on the line in front. */
import { m } from '@/i18n';
import type { Shortcut } from '@/shared/keys';
import type { Outcome } from '@/shared/words';
import type { CounterState } from './counter.svelte';
import { nextRelationship, withLanguage, withOutcome, withQuantity } from './form';

export const QUICK = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const OUTCOME_KEYS: Record<Outcome, string> = {
  served: 's',
  partly_served: 'p',
  referred: 'r',
  turned_away: 'x',
  left: 'l',
};

export const quickKeys = (run: (at: number) => void): Shortcut[] =>
  QUICK.map((key, at) => ({ id: `counter.quick.${key}`, key, label: () => m.counter_quick({ number: key }), run: () => run(at) }));

export function changeLineKeys(counter: CounterState): Shortcut[] {
  const when = () => counter.open !== undefined && (counter.form.services?.length ?? 0) > 0;
  const outcome = (value: Outcome, label: () => string): Shortcut => ({
    id: `counter.outcome.${value}`,
    key: OUTCOME_KEYS[value],
    label,
    when,
    run: () => void counter.changeLine(counter.line, (line) => withOutcome(line, value)),
  });
  const isOpen = () => counter.open !== undefined;
  return [
    { id: 'counter.relationship', key: 'v', label: m.counter_key_relationship, when, run: () => void counter.changeLine(counter.line, (line) => ({ relationship: nextRelationship(line, counter.services) })) },
    outcome('served', m.counter_key_served),
    outcome('partly_served', m.counter_key_partly_served),
    outcome('referred', m.counter_key_referred),
    outcome('turned_away', m.counter_key_turned_away),
    outcome('left', m.counter_key_left),
    { id: 'counter.more', key: '+', label: m.counter_key_more, when, run: () => void counter.changeLine(counter.line, (line) => withQuantity(line, 1)) },
    { id: 'counter.fewer', key: '-', label: m.counter_key_fewer, when, run: () => void counter.changeLine(counter.line, (line) => withQuantity(line, -1)) },
    { id: 'counter.offer', key: 'h', label: m.counter_key_active_offer, when: isOpen, run: () => void counter.change({ ...counter.form, language: { ...counter.form.language, active_offer: counter.form.language?.active_offer === true ? null : true } }) },
    { id: 'counter.english', key: 'e', label: m.counter_key_english, when: isOpen, run: () => void counter.change(withLanguage(counter.form, 'en')) },
    { id: 'counter.french', key: 'f', label: m.counter_key_french, when: isOpen, run: () => void counter.change(withLanguage(counter.form, 'fr')) },
  ];
}
