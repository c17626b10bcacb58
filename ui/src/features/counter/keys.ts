/** The counter's keys that come in a row: the nine services of the quick list. */
import { m } from '@/i18n';
import type { Shortcut } from '@/shared/keys';

export const QUICK = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const quickKeys = (run: (at: number) => void): Shortcut[] =>
  QUICK.map((key, at) => ({ id: `counter.quick.${key}`, key, label: () => m.counter_quick({ number: key }), run: () => run(at) }));
