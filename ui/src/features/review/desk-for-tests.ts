/** For the tests: a day of an office, and a desk that remembers what it was asked. */
import type { DayContextChange, DayContextView, DayCounts, DayReview, DaySignOffs, MomentItem, MomentView, Ratings, ReviewFilter, SignOffView } from '@/api';
import { beside, group, ratings } from '@/demo/figures';
import { installFake, type Fake } from '@/platform/fake';

const filter = { workstation: null, service: null, channel: null, client: null, outcome: null, hour: null };

const workstations = [
  { id: 'w1', label: 'Counter 1' },
  { id: 'w2', label: 'Counter 2' },
];

/** As the figures name them: all is here of each. */
function inScope(some: typeof workstations) {
  return some.map((each) => ({ ...each, until: null }));
}

export const aDay: DayReview = {
  date: '2026-11-24',
  scope: { workstations: inScope(workstations), not_included: [], up_to: '2026-11-24T16:20:00-05:00', filter },
  moments: 74, quick_enquiries: 31, voluntary: 41, involuntary: 29, mixed: 4, eligible: 66, invited: 57, answered: 35, ratings: ratings([1, 2, 3, 13, 16], [0.602, 0.984]), threshold: 5, told_staff: ratings([0, 1, 0, 1, 1]),
  ...beside,
  by_service: [{ service: 'passport', name_en: 'Passport', name_fr: 'Passeport', lines: 34, volume: 51, served: 30 }],
  by_outcome: [{ word: 'served', n: 67 }, { word: 'partly_served', n: 6 }, { word: 'referred', n: 5 }, { word: 'turned_away', n: 3 }, { word: 'left', n: 2 }],
  by_relationship: [{ word: 'voluntary', n: 49 }, { word: 'involuntary_obligation', n: 27 }, { word: 'involuntary_rights_of_others', n: 7 }],
  by_channel: [{ word: 'in_person', n: 63 }, { word: 'phone', n: 11 }],
  by_barrier: [{ word: 'wrong_office', n: 5 }, { word: 'missing_document', n: 9 }, { word: 'hours', n: 0 }],
  doors: [
    { came_from: { organization: 'city', name_en: 'City hall, permits', name_fr: 'Hôtel de ville, permis', level: 'municipal' }, sent_to: { organization: 'licensing', name_en: 'Driver and vehicle licensing office', name_fr: 'Bureau des permis de conduire et de l’immatriculation', level: 'provincial_territorial' }, n: 4 },
    { came_from: null, sent_to: { organization: null, name_en: 'Legal Aid, Iqaluit', name_fr: '', level: 'provincial_territorial' }, n: 3 },
    { came_from: { organization: null, name_en: '', name_fr: '', level: 'federal' }, sent_to: null, n: 2 },
  ],
  doors_n: 9,
  by_client: [group('voluntary', 41, 41, 36, ratings([1, 1, 2, 8, 10], [0.61, 0.93])), group('involuntary', 29, 29, 18, ratings([2, 3, 1, 3, 2], [0.21, 0.72])), group('mixed', 4, 4, 3, ratings([0, 0, 0, 1, 1]))],
  draws: { date: '2026-11-24', workstations, checked: 68, invited: 57, expected: 57, differ: [], discarded: 0, discarded_invited: 0, out_of_turn: 0, not_checkable: 0 },
  left_out: { voided: 2, answers_voided: 1, answers_not_eligible: 0, to_classify: 3, incomplete: 0, written_by_newer: 0, erased: 0, only_sums: 0 },
  not_everyone_was_asked: false, follow_ups: [],
};

export const withheld = (why: Ratings['withheld'], n = 35): { ratings: Ratings } => ({ ratings: { ...ratings([n, 0, 0, 0, 0], undefined, why) } });

export const moment = (short_no: string, some: Partial<MomentItem> = {}): MomentItem => ({
  id: short_no, short_no, office_day: '2026-11-24', started_at: '2026-11-24T14:05:00-05:00', finished_at: null, kind: 'moment', origin: 'live',
  time_source: 'live', channel: 'in_person', client: 'voluntary', outcome: 'served', language_provided: 'en', rating_state: 'rated',
  lines: [{ line: '1', service: 'passport', name_en: 'Passport', name_fr: 'Passeport', quantity: 1, relationship: 'voluntary', relationship_by: 'default', outcome: 'served', outcome_by: 'default', stage: null }],
  note: null, note_erased: false, voided: null, amended: false, conflict: false, read_only: false, own: false, workstation: 'Counter 1', ...some,
});

/** Nothing was recorded but the service. */
const form = { services: [{ service: 'passport' }] } as MomentView['form'];

const whole = (item: MomentItem): MomentView => ({
  item, form, can_amend: true, can_void: !item.voided,
  history: [{ entry: 'e1', kind: 'moment_recorded', at: item.started_at, author: null, by_me: false, reason: null, changes: [], erased: false }],
});

export const counts: DayCounts = { moments: 74, quick_enquiries: 31, voided: 2, eligible: 66, invited: 57, answered: 35, follow_ups: 0 };

export const signed = (some: Partial<SignOffView> = {}): SignOffView => ({
  id: 'o1', signed_at: '2026-11-24T16:42:00-05:00', by: 'Aputi', without_role: false, note: null, note_erased: false, counts,
  journals: workstations.map((workstation, n) => ({ workstation, epoch: `e${n}`, seq: 200 + n, hash: 'ab', up_to: '2026-11-24T16:40:00-05:00', here: 'same' })),
  changes: [], ...some,
});

export class ReviewDesk {
  fake: Fake;
  signed: SignOffView[] = [];
  over = true;
  now: Partial<DayCounts> = {};
  context: DayContextView = { date: '2026-11-24', counters_open: null, marks: [], note: null, note_erased: false, conflict: false, can_change: true };
  items: MomentItem[] = [moment('K2'), moment('K1')];
  next: string | null = null;
  refuse: unknown;

  constructor(day: Partial<DayReview> = {}) {
    const change = (id: unknown, some: Partial<MomentItem>) => {
      this.items = this.items.map((item) => (item.id === id ? { ...item, ...some } : item));
      return whole(this.items.find((item) => item.id === id) ?? moment('K0'));
    };
    const signOffs = (date: unknown): DaySignOffs => ({ date: date as string, over: this.over, now: { ...counts, ...this.now }, journals: signed().journals, sign_offs: this.signed });
    this.fake = installFake({
      check_text: () => [],
      sign_offs: ({ date }) => signOffs(date),
      sign_off_day: ({ date, note }) => {
        if (this.refuse) throw this.refuse;
        this.signed = [signed({ id: `o${this.signed.length + 2}`, note: note as string | null, counts: { ...counts, ...this.now } }), ...this.signed];
        return signOffs(date);
      },
      day_context: ({ date }) => ({ ...this.context, date: date as string }),
      set_day_context: ({ date, change }) => {
        if (this.refuse) throw this.refuse;
        const { counters_open, marks = {}, note } = change as DayContextChange;
        const stand = new Set(this.context.marks);
        for (const [mark, set] of Object.entries(marks)) stand[set ? 'add' : 'delete'](mark as DayContextView['marks'][number]);
        this.context = { ...this.context, marks: [...stand], counters_open: counters_open ? (counters_open.n ?? null) : this.context.counters_open, note: note ?? this.context.note };
        return { ...this.context, date: date as string };
      },
      review_day: ({ date, filter: asked }): DayReview => {
        if (this.refuse) throw this.refuse;
        const narrowed = { ...filter, ...(asked as ReviewFilter) };
        const named = workstations.filter(({ id }) => !narrowed.workstation || id === narrowed.workstation);
        return { ...aDay, ...day, date: (date as string | null) ?? aDay.date, scope: { ...aDay.scope, workstations: inScope(named), ...day.scope, filter: narrowed } };
      },
      review_moments: ({ after }) => (after === null ? { items: this.items, n: aDay.moments, next: this.next } : { items: [moment('J9')], n: aDay.moments, next: null }),
      services: () => [{ key: 'passport', name_en: 'Passport', name_fr: 'Passeport', relationship: 'voluntary', relationship_state: 'confirmed', relationship_rule: null, relationship_reason_en: '', relationship_reason_fr: '', source: 'own', status: 'active', quick: null, offered: true, owner_en: '', owner_fr: '', next: [], implied_standing: null }],
      moment: ({ id }) => change(id, {}),
      void_moment: ({ id, why }) => change(id, { voided: why as MomentItem['voided'] }),
      restore_moment: ({ id }) => change(id, { voided: null }),
    });
  }

  told(command: string) {
    return this.fake.calls.filter((call) => call.command === command).map(({ args }) => args);
  }

  /** The filter and day that figures and list were last asked for. */
  lastAsked() {
    return [this.told('review_day').at(-1), this.told('review_moments').at(-1)].map((args) => ({ date: args?.date, filter: args?.filter }));
  }
}
