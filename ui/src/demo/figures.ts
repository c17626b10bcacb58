/** Invented figures, for the demonstration and for tests. */
import type { DayReview, GroupTotal, Ratings, Times } from '@/api';

/** Answers at 1 … 5, shown where they have a likely range. */
export function ratings(distribution: number[], likely?: [number, number], withheld: Ratings['withheld'] = null): Ratings {
  const n = distribution.reduce((sum, each) => sum + each, 0);
  if (!likely) return { n, withheld, distribution: [], satisfied: null, mean: null, likely_low: null, likely_high: null };
  const sum = distribution.reduce((all, each, at) => all + each * (at + 1), 0);
  return { n, withheld, distribution, satisfied: (distribution[3] ?? 0) + (distribution[4] ?? 0), mean: sum / n, likely_low: likely[0], likely_high: likely[1] };
}

export const times = (n: number, median: number, ninth: number, longest: number): Times => ({ n, withheld: null, median, ninth, longest });

export function group(client: GroupTotal['client'], moments: number, eligible: number, invited: number, answers: Ratings): GroupTotal {
  return { client, moments, served: moments, eligible, invited, answered: answers.n, ratings: answers, waits: times(moments, 9, 21, 34), handling: times(moments, 8, 19, 41) };
}

const none = { n: 0, withheld: null };

export const noneWithheld = { drivers: null, fairness: null, confidence: null, priorities: null, need_met: null };

/** What a day has beside its counts. */
export const beside: Pick<DayReview,
  'ended' | 'usual' | 'staff_threshold' | 'by_rating_state' | 'withdrawn' | 'drivers' | 'questions' | 'comments' | 'waits' | 'wait_bands' | 'handling' | 'standards' | 'by_hour'
  | 'left_stages' | 'with_barrier' | 'by_contact' | 'languages' | 'offers' | 'by_life_event' | 'by_feedback' | 'stakes' | 'asked_by_outcome' | 'quality'
> = {
  ended: [{ word: 'served', n: 60 }, { word: 'partly_served', n: 5 }, { word: 'referred', n: 4 }, { word: 'turned_away', n: 3 }, { word: 'left', n: 2 }],
  usual: { days: 8, lowest: 41, median: 58, highest: 70 },
  staff_threshold: 3,
  by_rating_state: [{ word: 'rated', n: 38 }, { word: 'declined', n: 6 }, { word: 'no_answer', n: 13 }, { word: 'not_invited', n: 6 }, { word: 'withdrawn', n: 3 }],
  withdrawn: [{ word: 'client_gone', n: 2 }, { word: 'safety', n: 0 }, { word: 'language', n: 1 }, { word: 'disability', n: 0 }, { word: 'other', n: 0 }],
  drivers: [{ driver: 'timeliness', better: 4, well: 6 }, { driver: 'courtesy', better: 1, well: 14 }],
  questions: {
    fairness: { ...none, distribution: [], satisfied: null, mean: null, likely_low: null, likely_high: null }, fairness_not_applicable: 0,
    confidence: { n: 0, higher: null, lower: null, net: null }, priorities: [], need_met: [], need_met_by_outcome: [], withheld: noneWithheld,
  },
  comments: 2,
  waits: times(61, 9, 21, 34),
  wait_bands: [{ word: 'unknown', n: 74 }],
  handling: times(68, 8, 19, 41),
  standards: [],
  by_hour: [{ hour: 9, n: 20 }, { hour: 10, n: 85 }],
  left_stages: [{ word: 'during_service', n: 2 }],
  with_barrier: 12,
  by_contact: [{ word: '1', n: 9 }, { word: '2', n: 3 }, { word: '3_or_more', n: 1 }],
  languages: { active_offer: [{ word: 'yes', n: 20 }, { word: 'no', n: 1 }, { word: 'not_recorded', n: 53 }], recorded: 18, differs: 1, pairs: [{ requested: 'fr', provided: 'fr', n: 17 }, { requested: 'fr', provided: 'en', n: 1 }], interpreter: [] },
  offers: [{ word: 'accepted', n: 4 }, { word: 'not_needed', n: 3 }, { word: 'already_has', n: 1 }],
  by_life_event: [],
  by_feedback: [{ word: 'complaint', n: 1 }, { word: 'compliment', n: 2 }, { word: 'suggestion', n: 0 }],
  stakes: { lines: 3, interests: [{ word: 'safety', n: 1 }], explained: { yes: 2, no: 0, not_recorded: 1 }, recourse: { yes: 1, no: 1, not_recorded: 1 } },
  asked_by_outcome: [{ outcome: 'served', eligible: 54, invited: 48 }, { outcome: 'left', eligible: 2, invited: 0 }],
  quality: { relationship_confirmed: { n: 31, of: 83 }, outcome_confirmed: { n: 58, of: 83 }, relationship_overridden: { n: 4, of: 83 }, times_not_live: { n: 6, of: 74 }, answers_to_check: 0 },
};
