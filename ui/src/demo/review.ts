/**
 * An invented day under review: `?review=few` has too few answers for a mean, `?review=empty` no moments, `?review=alone`
 * too few staff in scope. A filter narrows the list; the figures stay as they are.
 */
import type { DayReview, MomentItem, MomentPage, ReviewFilter } from '@/api';
import type { Commands } from '@/platform/fake';
import { beside, group, ratings } from './figures';

const DATE = '2026-11-24';
const asked = new URLSearchParams(location.search).get('review');

const full: DayReview = {
  date: DATE,
  scope: { workstations: ['Counter 1', 'Counter 2', 'Mobile outreach'].map((label) => ({ id: label, label, until: label === 'Counter 1' ? null : `${DATE}T16:02:00-05:00` })), not_included: [], up_to: `${DATE}T16:20:00-05:00`, filter: { workstation: null, service: null, channel: null, client: null, outcome: null, hour: null } },
  moments: 74, quick_enquiries: 31, voluntary: 41, involuntary: 29, mixed: 4, eligible: 66, invited: 57, answered: 35, ratings: ratings([3, 4, 3, 12, 13], [0.549, 0.837]), threshold: 5, told_staff: ratings([0, 1, 0, 1, 1]),
  ...beside,
  by_service: [
    { service: 'passport', name_en: 'Passport, adult', name_fr: 'Passeport, adulte', lines: 34, volume: 51, served: 30 },
    { service: 'address', name_en: 'Change of address', name_fr: 'Changement d’adresse', lines: 21, volume: 21, served: 20 },
    { service: 'benefits', name_en: 'Employment insurance, first claim', name_fr: 'Assurance-emploi, première demande', lines: 19, volume: 19, served: 13 },
    { service: 'recovery', name_en: 'Review of a decision to recover an overpayment', name_fr: 'Révision d’une décision de recouvrement d’un trop-payé', lines: 9, volume: 9, served: 4 },
  ],
  by_outcome: [{ word: 'served', n: 67 }, { word: 'partly_served', n: 6 }, { word: 'referred', n: 5 }, { word: 'turned_away', n: 3 }, { word: 'left', n: 2 }],
  by_relationship: [{ word: 'voluntary', n: 49 }, { word: 'involuntary_obligation', n: 27 }, { word: 'involuntary_rights_of_others', n: 7 }],
  by_channel: [{ word: 'in_person', n: 63 }, { word: 'phone', n: 7 }, { word: 'video', n: 3 }, { word: 'mobile_outreach', n: 1 }, { word: 'written', n: 0 }],
  by_barrier: [{ word: 'wrong_office', n: 5 }, { word: 'missing_document', n: 9 }, { word: 'hours', n: 0 }],
  doors: [
    { came_from: { organization: 'city', name_en: 'City hall, permits', name_fr: 'Hôtel de ville, permis', level: 'municipal' }, sent_to: { organization: 'licensing', name_en: 'Driver and vehicle licensing office', name_fr: 'Bureau des permis de conduire et de l’immatriculation', level: 'provincial_territorial' }, n: 4 },
    { came_from: null, sent_to: { organization: null, name_en: 'Legal Aid, Iqaluit', name_fr: '', level: 'provincial_territorial' }, n: 3 },
    { came_from: { organization: null, name_en: '', name_fr: '', level: 'federal' }, sent_to: null, n: 2 },
  ],
  doors_n: 9,
  by_client: [
    group('voluntary', 41, 38, 36, ratings([1, 1, 2, 8, 10], [0.615, 0.927])),
    group('involuntary', 29, 25, 18, ratings([2, 3, 1, 3, 2], [0.213, 0.72])),
    group('mixed', 4, 3, 3, ratings([0, 0, 0, 1, 1])),
  ],
  draws: {
    date: DATE, workstations: ['Counter 1', 'Counter 2'].map((label) => ({ id: label, label })), checked: 66, invited: 57, expected: 33, discarded: 3, discarded_invited: 1, out_of_turn: 1, not_checkable: 2,
    differ: asked === 'differ' ? [{ moment: 'K7', short_no: 'K7', workstation: 'Counter 2', why: 'invited' }] : [],
  },
  left_out: { voided: 2, answers_voided: 1, answers_not_eligible: 0, to_classify: 3, incomplete: 1, written_by_newer: 0, erased: 0, only_sums: 0 },
  not_everyone_was_asked: true,
  follow_ups: [
    { id: 'third', rule: 'third_contact', status: 'new', moment: 'K11', started_at: `${DATE}T14:05:00-05:00`, name_en: 'Employment insurance, first claim', name_fr: 'Assurance-emploi, première demande' },
    { id: 'complaint', rule: 'complaint', status: 'acknowledged', moment: 'K10', started_at: `${DATE}T13:20:00-05:00`, name_en: 'Payment of a fine', name_fr: 'Paiement d’une amende' },
  ],
};

function shown(filter: ReviewFilter): DayReview {
  const workstations = full.scope.workstations.filter(({ id }) => !filter.workstation || id === filter.workstation);
  const scope = { ...full.scope, workstations, filter: { workstation: filter.workstation ?? null, service: filter.service ?? null, channel: filter.channel ?? null, client: filter.client ?? null, outcome: filter.outcome ?? null, hour: filter.hour ?? null } };
  switch (asked) {
    case 'few':
      return { ...full, ratings: ratings([0, 0, 0, 3, 1]), scope, answered: 4, by_client: full.by_client.map((each) => group(each.client, each.moments, each.eligible, each.invited, ratings([0, 0, 0, 1, 0]))), not_everyone_was_asked: false };
    case 'alone':
      return { ...full, ratings: ratings([35, 0, 0, 0, 0], undefined, 'few_staff'), scope };
    case 'empty':
      return { ...full, ratings: ratings([]), scope, moments: 0, voluntary: 0, involuntary: 0, mixed: 0, quick_enquiries: 0, left_out: { ...full.left_out, voided: 0, answers_voided: 0, to_classify: 0 }, draws: { ...full.draws, workstations: [], checked: 0, invited: 0, expected: 0, discarded: 0, discarded_invited: 0, out_of_turn: 0, not_checkable: 0 }, quality: { relationship_confirmed: { n: 0, of: 0 }, outcome_confirmed: { n: 0, of: 0 }, relationship_overridden: { n: 0, of: 0 }, times_not_live: { n: 0, of: 0 }, answers_to_check: 0 } };
    default:
      return { ...full, scope };
  }
}

/** Its moments are those of the pretend desk for my moments. */
export function reviewDesk(today: Commands): Commands {
  return {
    review_day: ({ date, filter }) => ({ ...shown(filter as ReviewFilter), date: date ?? DATE }),
    review_moments: ({ date, filter }): MomentPage => {
      const { client, channel, outcome, service, workstation } = filter as ReviewFilter;
      const fits = (item: MomentItem) =>
        (!workstation || item.workstation === workstation) && (!client || item.client === client) && (!channel || item.channel === channel) && (!outcome || item.outcome === outcome) && (!service || item.lines.some((each) => each.service === service));
      const { items } = today.my_day?.({ date: date ?? DATE }) as MomentPage;
      const all = asked === 'empty' ? [] : items.filter(fits);
      return { items: all, n: all.length, next: null };
    },
  };
}
