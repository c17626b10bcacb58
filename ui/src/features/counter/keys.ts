/** The counter's keys that come in a row: the nine services of the quick list, or what is open of what is one key away. */
import { m } from '@/i18n';
import { DIGITS } from '@/moment/keys';
import type { Shortcut } from '@/shared/keys';

export const QUICK = DIGITS;

export const quickKeys = (run: (digit: number) => void): Shortcut[] =>
  DIGITS.map((key) => ({
    id: `counter.quick.${key}`,
    key,
    label: () => m.counter_quick({ number: key }),
    row: { id: 'counter.quick', label: m.counter_quick_row },
    run: () => run(Number(key)),
  }));
