/** Invented months: the first is well answered, the second has too few answers, the third too few staff. */
import type { RatedTotal, Trend, TrendForm, TrendPeriod } from '@/api';
import type { Commands } from '@/platform/fake';
import { beside, group, noneWithheld, ratings, times } from './figures';

const none = { n: 0, before: 0, points: null, low: null, high: null };

const way = (word: string, moments: number, said: RatedTotal['ratings']): RatedTotal => ({ word, moments, served: moments - 2, eligible: moments, invited: moments - 1, answered: said.n, ratings: said });

const period = (from: string, to: string, some: Partial<TrendPeriod>): TrendPeriod => ({
  from, to, days: 20, moments: 620, quick_enquiries: 140, ended: [{ word: 'served', n: 541 }, { word: 'turned_away', n: 21 }], eligible: 570, invited: 512, answered: 260,
  ratings: ratings([12, 20, 40, 98, 90], [0.66, 0.77]), index: 72.5, change: none, told_staff: 9,
  priorities: [{ word: 'timeliness', n: 31 }, { word: 'fairness', n: 9 }, { word: 'nothing', n: 14 }], drivers: beside.drivers,
  confidence: { n: 51, higher: 24, lower: 6, net: 35.3 }, need_met: [{ word: 'yes', n: 40 }, { word: 'partly', n: 8 }, { word: 'no', n: 4 }],
  need_met_by_outcome: [{ outcome: 'served', yes: 38, partly: 5, no: 1 }, { outcome: 'turned_away', yes: 0, partly: 1, no: 3 }],
  waits: times(480, 9, 22, 71), handling: times(560, 8, 19, 64), standards: [],
  by_client: [group('voluntary', 350, 330, 310, ratings([2, 6, 18, 60, 71], [0.77, 0.88])), group('involuntary', 250, 225, 190, ratings([10, 14, 22, 36, 18], [0.44, 0.63])), group('mixed', 20, 15, 12, ratings([0, 0, 0, 2, 1]))],
  by_way: [way('straight', 540, ratings([8, 12, 25, 80, 80], [0.72, 0.83])), way('sent_here', 60, ratings([4, 8, 10, 12, 6], [0.3, 0.6])), way('sent_on', 20, ratings([0, 0, 2, 1, 1]))],
  by_contact: [way('1', 90, ratings([1, 2, 5, 20, 22], [0.71, 0.92])), way('3_or_more', 6, ratings([], undefined, 'few_staff')), way('unknown', 524, ratings([11, 18, 35, 78, 68], [0.63, 0.75]))],
  by_service: [{ service: 'passport', name_en: 'Passport', name_fr: 'Passeport', lines: 300, volume: 410, served: 280 }],
  by_barrier: [], by_feedback: [], third_contacts: { n: 6, of: 120 }, languages_differ: { n: 3, of: 160 }, withheld: noneWithheld, days_not_rated: 0, days_not_timed: 0, not_everyone_was_asked: false, ...some,
});

export const aTrend: Trend = {
  by: 'month', from: '2026-09-01', to: '2026-11-30', workstations: [{ id: 'w1', label: 'Counter 1' }], threshold: 5, staff_threshold: 3,
  periods: [
    period('2026-09-01', '2026-09-30', {}),
    period('2026-10-01', '2026-10-31', { ratings: ratings([12, 25, 50, 90, 70], [0.59, 0.71]), index: 67, change: { n: 247, before: 260, points: -7.5, low: -15.6, high: 0.6 }, not_everyone_was_asked: true }),
    period('2026-11-01', '2026-11-30', { answered: 4, ratings: ratings([4, 0, 0, 0, 0], undefined, 'few_staff'), index: null, days_not_rated: 3, waits: { ...times(9, 0, 0, 0), withheld: 'few_staff', median: null, ninth: null, longest: null } }),
  ],
  whole: period('2026-09-01', '2026-11-30', { days: 60, moments: 1860 }),
  gap: { from: '2026-08-31', to: '2026-11-29', all: { voluntary: 157, involuntary: 100, difference: -0.72, low: -0.99, high: -0.45 }, served: { voluntary: 140, involuntary: 4, difference: null, low: null, high: null } },
};

export function trendsDesk(): Commands {
  return { trend: ({ form }): Trend => ({ ...aTrend, by: (form as TrendForm).by }) };
}
