/** For the tests: a desk that opens, keeps and saves moments as the real one does, and remembers what it was told. */
import type { CounterView, ErrorCode, MomentForm, MomentItem, OpenMoment, ServiceItem } from '@/api';
import { directoryDesk } from '@/demo/directory';
import { followUps } from '@/moment/form';
import { installFake, type Commands, type Fake } from '@/platform/fake';

const service = (key: string, name_en: string, name_fr: string, some: Partial<ServiceItem> = {}): ServiceItem => ({
  key,
  name_en,
  name_fr,
  relationship: 'voluntary',
  relationship_state: 'confirmed',
  relationship_rule: null,
  relationship_reason_en: '',
  relationship_reason_fr: '',
  source: 'own',
  status: 'active',
  quick: null,
  offered: true,
  owner_en: '',
  owner_fr: '',
  next: [], implied_standing: null,
  ...some,
});

export const services: ServiceItem[] = [
  service('passport', 'Passport', 'Passeport', { quick: 1, next: ['address', 'fine'] }),
  service('address', 'Change of address', 'Changement d’adresse', { quick: 2 }),
  service('fine', 'Payment of a fine', 'Paiement d’une amende', { quick: 3, relationship: 'involuntary_obligation' }),
  service('licence', 'Fishing licence', 'Permis de pêche', { offered: false }),
];

export class CounterDesk {
  open: OpenMoment[] = [];
  saved: MomentForm[] = [];
  /** Milliseconds that opening and saving take. */
  slow = 0;
  /** The state of the rating of every saved moment. */
  ratingState: MomentItem['rating_state'] = 'not_invited';
  /** The error that withdrawing an invitation gives. */
  refuseWithdrawal: ErrorCode | undefined;
  /** The error that saving gives. */
  refuse: ErrorCode | undefined;
  /** Seconds since when a moment has been open when it opens. */
  beganAgo = 0;
  /** Who is saved is invited. */
  invites = false;
  /** Standing and party are recorded here. */
  records = false;
  refuseOpening: ErrorCode | undefined;
  fake: Fake;
  #opened = 0;

  /** `more`: what else this desk knows. */
  constructor(more: Commands = {}) {
    this.fake = installFake({
      counter: () => this.#view(),
      services: () => services,
      directory: directoryDesk().directory ?? (() => undefined),
      open_moment: ({ form }) => this.#later(() => this.#open(form as MomentForm)),
      change_open_moment: ({ id, form }) => this.#change(id as string, { form: form as MomentForm }),
      park_moment: ({ id, parked }) => this.#later(() => this.#change(id as string, { parked: parked as boolean, parked_at: parked ? new Date().toISOString() : null, recovered: false })),
      discard_moment: ({ id }) => void this.#take(id as string),
      save_moment: ({ form }) => this.#later(() => this.#save(form as MomentForm)),
      quick_enquiry: () => this.#save({ quick_enquiry: true }),
      undo: ({ id }) => this.#begin({ ...this.saved.pop(), id: id as string }),
      withdraw_invitation: () => this.#withdraw(),
      check_text: () => [],
      ...more,
    });
  }

  /** Commands of this name, in order. */
  told(command: string): Record<string, unknown>[] {
    return this.fake.calls.filter((call) => call.command === command).map((call) => call.args);
  }

  /** What a crash left open. */
  leave(form: MomentForm, office_day = '2026-11-24'): void {
    const left = this.#begin(form);
    this.#change(left.id, { recovered: true, office_day });
  }

  /** Open at this counter, in front or waiting. */
  leaveOpen(form: MomentForm, parked: boolean): void {
    const { id } = this.#begin(form);
    this.#change(id, { parked, parked_at: parked ? new Date().toISOString() : null });
  }

  async #later<Value>(answer: () => Value): Promise<Value> {
    await new Promise((done) => setTimeout(done, this.slow));
    return answer();
  }

  #view(): CounterView {
    return {
      office_day: '2026-11-24',
      quick: services.filter((each) => each.quick !== null),
      open: this.open,
      just_now: this.saved.map((form, at) => this.#item(form, at)).reverse(),
      tally: { moments: this.saved.length, served: this.saved.length, referred: 0, turned_away_or_left: 0, quick_enquiries: 0, answers_received: 0 },
      languages: ['en', 'fr'],
      client_screen: 'hand_over',
      standing_recorded: this.records,
      party_recorded: this.records,
      idle_lock_minutes: 10,
    };
  }

  #open(form: MomentForm): OpenMoment {
    if (this.refuseOpening) throw { code: this.refuseOpening, field: null, data: {} };
    return this.#begin(form);
  }

  #begin(form: MomentForm): OpenMoment {
    this.#opened += 1;
    const id = form.id ?? `moment-${this.#opened}`;
    const opened: OpenMoment = {
      id,
      short_no: `K${this.#opened}`,
      started_at: new Date(Date.now() - this.beganAgo * 1000).toISOString(),
      // The generated type of what the desk gives has every field, which nothing here reads.
      form: { ...form, id } as OpenMoment['form'],
      office_day: '2026-11-24',
      parked: false,
      parked_at: null,
      held_seconds: 0,
      invited: true,
      recovered: false,
    };
    this.open.push(opened);
    return opened;
  }

  #take(id: string): OpenMoment {
    const found = this.open.find((each) => each.id === id);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    this.open = this.open.filter((each) => each !== found);
    return found;
  }

  #change(id: string, change: Partial<{ form: MomentForm; parked: boolean; parked_at: string | null; recovered: boolean; office_day: string }>): OpenMoment {
    const found = this.open.find((each) => each.id === id);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    const changed = { ...found, ...change } as OpenMoment;
    this.open = this.open.map((each) => (each === found ? changed : each));
    return changed;
  }

  #save(form: MomentForm) {
    if (this.refuse) throw { code: this.refuse, field: null, data: {} };
    if (form.id) this.#take(form.id);
    this.saved.push(form);
    return { item: this.#item(form, this.saved.length - 1), already_there: false, undo_until: new Date(Date.now() + 20_000).toISOString(), invited: this.invites, follow_ups: followUps(form) };
  }

  #withdraw(): MomentItem {
    if (this.refuseWithdrawal) throw { code: this.refuseWithdrawal, field: null, data: {} };
    this.ratingState = 'withdrawn';
    return this.#item(this.saved.at(-1) ?? {}, 0);
  }

  #item(form: MomentForm, at: number): MomentItem {
    return {
      id: form.id ?? `enquiry-${at}`,
      short_no: `K${at}`,
      office_day: '2026-11-24',
      started_at: '2026-11-24T14:03:10-05:00',
      finished_at: '2026-11-24T14:07:55-05:00',
      kind: form.quick_enquiry ? 'quick_enquiry' : 'moment',
      origin: 'live',
      time_source: 'live',
      channel: 'in_person',
      lines: (form.services ?? []).map((line, number) => ({
        line: String(number),
        service: line.service,
        name_en: services.find((each) => each.key === line.service)?.name_en ?? line.service,
        name_fr: services.find((each) => each.key === line.service)?.name_fr ?? line.service,
        quantity: line.quantity ?? 1,
        relationship: line.relationship ?? 'voluntary',
        relationship_by: 'default',
        outcome: line.outcome ?? 'served',
        outcome_by: 'default',
        stage: line.stage ?? null,
        stage_by: line.stage ? (line.stage_by ?? 'staff') : undefined,
      })),
      client: 'voluntary',
      outcome: 'served',
      language_provided: 'en',
      rating_state: this.ratingState,
      note: form.note ?? null,
      note_erased: false,
      voided: null,
      amended: false,
      conflict: false,
      read_only: false,
      own: true,
      workstation: 'Counter 1',
    };
  }
}
