/** The counter's keys that come in a row: the services of the quick list (or a choice in what is open), and those that wait. */
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

export const takeUpKeys = (run: (number: number) => void): Shortcut[] =>
  DIGITS.map((key) => ({
    id: `counter.take_up.${key}`,
    key: `Alt+${key}`,
    label: () => m.counter_take_up_nth({ number: key }),
    row: { id: 'counter.take_up', label: m.counter_take_up_row },
    run: () => run(Number(key)),
  }));
