/** What made an office day unlike others: the closed set, in the order in which it is shown, with words and icons. */
import { m, type Message } from '@/i18n';
import type { IconName } from './components';

export const DAY_MARKS = ['system_down', 'storm', 'short_staffed', 'power_cut', 'crowd', 'other'] as const;
export type DayMark = (typeof DAY_MARKS)[number];
export const dayMarkWord: Record<DayMark, Message> = {
  system_down: m.day_mark_system_down,
  storm: m.day_mark_storm,
  short_staffed: m.day_mark_short_staffed,
  power_cut: m.day_mark_power_cut,
  crowd: m.day_mark_crowd,
  other: m.day_mark_other,
};
export const dayMarkIcon: Record<DayMark, IconName> = {
  system_down: 'screen-off',
  storm: 'storm',
  short_staffed: 'person',
  power_cut: 'bolt',
  crowd: 'people',
  other: 'flag',
};
