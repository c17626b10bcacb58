/**
 * The sign-offs of an invented day, and what kind of day it was: `?signed=none` is not signed yet, `?signed=same` nothing
 * has changed since. What is said and signed here stands until the page is read again.
 */
import type { DayContextChange, DayContextView, DayCounts, DayMark, DaySignOffs, LaterChange, SignOffView } from '@/api';
import type { Commands } from '@/platform/fake';

const DATE = '2026-11-24';

const now: DayCounts = { moments: 74, quick_enquiries: 31, voided: 2, eligible: 66, invited: 57, answered: 35, follow_ups: 2 };

const change = (what: LaterChange['what'], at: string, moment: string, en: string, fr: string): LaterChange => ({
  what, at: `${DATE}T${at}:00-05:00`, moment, moment_kind: 'moment', started_at: `${DATE}T13:20:00-05:00`, name_en: en, name_fr: fr,
});

const first: SignOffView = {
  id: 'first', signed_at: `${DATE}T16:42:00-05:00`, by: 'Aputi K.', without_role: false, note_erased: false,
  note: 'The line was long at noon, when the system was down.', counts: { ...now, moments: 73, voided: 1, answered: 33 },
  journals: ['Counter 1', 'Counter 2'].map((label, n) => ({ workstation: { id: label, label }, epoch: `e${n}`, seq: 412 + n, hash: 'ab'.repeat(32), up_to: `${DATE}T16:4${n}:00-05:00`, here: 'same' })),
  changes: [
    change('amended', '16:51', 'K10', 'Payment of a fine', 'Paiement d’une amende'),
    change('rated', '16:58', 'K11', 'Employment insurance, first claim', 'Assurance-emploi, première demande'),
    change('voided', '17:04', 'K12', 'Passport, adult', 'Passeport, adulte'),
  ],
};

export class DayDesk {
  #signed: SignOffView[];
  #contexts = new Map<string, DayContextView>();

  constructor(asked: string | null, readonly mayChange: boolean) {
    this.#signed = asked === 'none' ? [] : [asked === 'same' ? { ...first, counts: now, changes: [] } : first];
    this.#contexts.set(DATE, { ...this.#context(DATE), counters_open: 3, marks: ['system_down', 'storm'], note: 'Nothing could be printed until 11.' });
  }

  commands(): Commands {
    return {
      sign_offs: ({ date }) => this.#day(date as string),
      sign_off_day: ({ date, note }) => {
        this.#signed = [{ ...first, id: crypto.randomUUID(), signed_at: `${DATE}T17:10:00-05:00`, note: note as string | null, counts: now, changes: [] }, ...this.#signed];
        return this.#day(date as string);
      },
      day_context: ({ date }) => this.#context(date as string),
      set_day_context: ({ date, change }) => this.#say(date as string, change as DayContextChange),
    };
  }

  #day(date: string): DaySignOffs {
    return { date, over: date !== DATE, now, journals: first.journals, sign_offs: date === DATE ? this.#signed : [] };
  }

  #context(date: string): DayContextView {
    return this.#contexts.get(date) ?? { date, counters_open: null, marks: [], note: null, note_erased: false, conflict: false, can_change: this.mayChange || date === DATE };
  }

  #say(date: string, change: DayContextChange): DayContextView {
    const before = this.#context(date);
    const stand = new Set<DayMark>(before.marks);
    for (const [mark, set] of Object.entries(change.marks ?? {})) stand[set ? 'add' : 'delete'](mark as DayMark);
    const counters_open = change.counters_open ? (change.counters_open.n ?? null) : before.counters_open;
    const note = change.note === undefined || change.note === null ? before.note : change.note.trim() || null;
    const after = { ...before, counters_open, marks: [...stand], note };
    this.#contexts.set(date, after);
    return after;
  }
}
