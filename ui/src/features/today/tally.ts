/** The own day in numbers, from the moments of the list; voided ones are named and not counted. */
import type { MomentItem } from '@/api';

export type OwnTally = { moments: number; served: number; referred: number; notServed: number; enquiries: number; answers: number; voided: number };

export function tallyOf(items: readonly MomentItem[]): OwnTally {
  const count = (of: (item: MomentItem) => boolean) => items.filter(of).length;
  const moment = (item: MomentItem) => item.kind === 'moment' && !item.voided;
  return {
    moments: count(moment),
    served: count((item) => moment(item) && (item.outcome === 'served' || item.outcome === 'partly_served')),
    referred: count((item) => moment(item) && item.outcome === 'referred'),
    notServed: count((item) => moment(item) && (item.outcome === 'turned_away' || item.outcome === 'left')),
    enquiries: count((item) => item.kind === 'quick_enquiry' && !item.voided),
    answers: count((item) => moment(item) && item.rating_state === 'rated'),
    voided: count((item) => item.voided !== null),
  };
}
