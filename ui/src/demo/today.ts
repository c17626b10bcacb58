/** A pretend desk for my moments: a day at the counter that can be found, amended, voided and rated. Tests use it too. */
import type { Card, CounterView, ErrorCode, FieldChange, HistoryItem, LineItem, MomentForm, MomentItem, MomentView, RatingForm, ServiceItem } from '@/api';
import type { Commands } from '@/platform/fake';
import { DayDesk } from './day';
import { OUTCOMES } from '@/shared/words';
import { matches } from '@/shared/search';

const TODAY = '2026-11-24';

export const service = (key: string, name_en: string, name_fr: string, some: Partial<ServiceItem> = {}): ServiceItem => ({
  key, name_en, name_fr, relationship: 'voluntary', relationship_state: 'confirmed', relationship_rule: null, relationship_reason_en: '', relationship_reason_fr: '', source: 'own', status: 'active',
  quick: null, offered: true, owner_en: '', owner_fr: '', next: [], implied_standing: null, ...some,
});

const SERVICES: ServiceItem[] = [
  service('passport', 'Passport, adult', 'Passeport, adulte', { quick: 1, next: ['address'] }),
  service('address', 'Change of address', 'Changement d’adresse', { quick: 2 }),
  service('fine', 'Payment of a fine', 'Paiement d’une amende', { quick: 3, relationship: 'involuntary_obligation' }),
  service('benefits', 'Employment insurance, first claim', 'Assurance-emploi, première demande', { quick: 4 }),
  service('licence', 'Fishing licence', 'Permis de pêche', { offered: false }),
];

/** What whoever enters cards sees of a moment. */
function card(item: MomentItem): Card {
  const problem = item.kind === 'quick_enquiry' ? 'quick_enquiry' : item.voided ? 'voided' : item.own ? 'own' : item.rating_state === 'rated' || item.rating_state === 'declined' ? 'entered' : null;
  const [line] = item.lines;
  return { id: item.id, short_no: item.short_no, started_at: item.started_at, service_en: line?.name_en ?? '', service_fr: line?.name_fr ?? '', question: item.short_no === 'J4' ? null : 'fairness', language: item.language_provided === 'fr' ? 'fr' : 'en', problem };
}

export class TodayDesk {
  views: MomentView[];
  /** The next call of this command is refused. */
  refuse: Partial<Record<string, { code: ErrorCode; field?: string; problem?: string }>> = {};
  clientScreen: CounterView['client_screen'] = 'hand_over';
  #entries = 0;

  constructor(views: MomentView[] = aDay()) {
    this.views = views;
  }

  commands(): Commands {
    const answers: Commands = {
      counter: () => this.#counter(),
      services: () => SERVICES,
      my_day: ({ date }) => this.#page((date as string | null) ?? TODAY),
      search: ({ text }) => this.#own().filter((item) => item.note && matches(item.note, text as string)),
      moment_by_card: ({ shortNo }) => this.#find((item) => item.short_no.toLowerCase() === (shortNo as string).toLowerCase()).item,
      moment: ({ id }) => this.#mine(id as string),
      amend: ({ id, form, reason }) => this.#amend(id as string, form as MomentForm, reason as string),
      void_moment: ({ id, why, reason }) => this.#set(id as string, { voided: why as MomentItem['voided'] }, 'moment_voided', 'voided', reason as string | null),
      restore_moment: ({ id }) => this.#set(id as string, { voided: null }, 'moment_restored', 'voided', null),
      rate_for_client: ({ id, rating }) => this.#rate(id as string, rating as RatingForm),
      find_cards: ({ number, date }) => this.#cards(number as string, (date as string | null) ?? TODAY),
      enter_card: ({ id, card }) => this.#enterCard(id as string, card as RatingForm),
      withdraw_invitation: ({ id }) => this.#set(id as string, { rating_state: 'withdrawn' }, 'moment_amended', undefined, null).item,
      hand_over: () => ({ kind: 'rest', office: { en: '', fr: '' } }),
      check_text: () => [],
      ...new DayDesk('none', false).commands(),
    };
    return Object.fromEntries(Object.entries(answers).map(([command, answer]) => [command, (args: Record<string, unknown>) => this.#unlessRefused(command, () => answer(args))]));
  }

  #unlessRefused(command: string, answer: () => unknown): unknown {
    const refused = this.refuse[command];
    if (!refused) return structuredClone(answer());
    delete this.refuse[command];
    throw { code: refused.code, field: refused.field ?? null, data: refused.problem ? { problem: refused.problem } : {} };
  }

  #counter(): CounterView {
    return {
      office_day: TODAY, quick: SERVICES.filter((each) => each.quick !== null), open: [], just_now: this.#own().slice(0, 8),
      tally: { moments: 0, served: 0, referred: 0, turned_away_or_left: 0, quick_enquiries: 0, answers_received: 0 },
      languages: ['en', 'fr'], client_screen: this.clientScreen, standing_recorded: false, party_recorded: false, idle_lock_minutes: 10,
    };
  }

  #own(): MomentItem[] {
    return this.views.map(({ item }) => item).filter((item) => item.own);
  }

  #page(date: string) {
    const items = this.#own().filter((item) => item.office_day === date);
    return { items, n: items.length, next: null };
  }

  #find(is: (item: MomentItem) => boolean): MomentView {
    const found = this.views.find(({ item }) => is(item));
    if (!found) throw { code: 'not_found', field: null, data: {} };
    return found;
  }

  #mine(id: string): MomentView {
    const view = this.#find((item) => item.id === id);
    if (!view.item.own) throw { code: 'not_permitted', field: null, data: {} };
    return view;
  }

  #set(id: string, change: Partial<MomentItem>, kind: string, field: 'voided' | undefined, reason: string | null): MomentView {
    const view = this.#mine(id);
    const before = view.item.voided;
    Object.assign(view.item, change);
    view.can_amend = view.can_void = !view.item.voided;
    const changes = field ? [{ field, before: before && JSON.stringify(before), after: view.item.voided && JSON.stringify(view.item.voided) }] : [];
    view.history.push(this.#entry(kind, changes, reason));
    return view;
  }

  #rate(id: string, rating: RatingForm): MomentItem {
    const view = this.#find((item) => item.id === id);
    if (rating.overall) view.item.rating_state = 'rated';
    view.history.push(this.#entry('rating_given', [], null));
    return view.item;
  }

  #cards(number: string, date: string): Card[] {
    const typed = number.trim().toLowerCase();
    const fits = (item: MomentItem) => item.office_day === date && [item.short_no.toLowerCase(), item.short_no.replace(/\D/g, '')].includes(typed);
    const found = this.views.map(({ item }) => item).filter(fits);
    if (found.length === 0) throw { code: 'not_found', field: null, data: {} };
    return found.map(card);
  }

  #enterCard(id: string, form: RatingForm): Card {
    const { item } = this.#find((each) => each.id === id);
    if (item.own) throw { code: 'own_card', field: null, data: {} };
    item.rating_state = form.state === 'declined' ? 'declined' : 'rated';
    return card(item);
  }

  #amend(id: string, form: MomentForm, reason: string): MomentView {
    if (reason.trim() === '') throw { code: 'invalid', field: 'reason', data: { problem: 'missing' } };
    const view = this.#mine(id);
    const before = view.form as MomentForm;
    const amended = moment({ ...view.item, amended: true }, form);
    const changes = difference(fields(before), fields(amended.form as MomentForm));
    view.item = amended.item;
    view.form = amended.form;
    if (changes.length > 0) view.history.push(this.#entry('moment_amended', changes, reason));
    return view;
  }

  #entry(kind: string, changes: FieldChange[], reason: string | null): HistoryItem {
    this.#entries += 1;
    return { entry: `new-${this.#entries}`, kind, at: `${TODAY}T15:${10 + this.#entries}:00-05:00`, author: 'Noor S.', by_me: true, reason, changes: changes as HistoryItem['changes'], erased: false };
  }
}

/** A few of the record's fields, as the journal has them. */
function fields(form: MomentForm): Record<string, unknown> {
  const said = <Value>(value: Value | null | undefined, assumed: Value) => (value == null ? [assumed, 'default'] : [value, 'staff']);
  return Object.fromEntries([
    ...(form.services ?? []).flatMap((line, at) => [
      [`lines/${line.line ?? at + 1}/service`, line.service],
      [`lines/${line.line ?? at + 1}/name_en`, SERVICES.find(({ key }) => key === line.service)?.name_en],
      [`lines/${line.line ?? at + 1}/name_fr`, SERVICES.find(({ key }) => key === line.service)?.name_fr],
      [`lines/${line.line ?? at + 1}/quantity`, line.quantity ?? 1],
      [`lines/${line.line ?? at + 1}/outcome`, said(line.outcome, 'served')],
      [`lines/${line.line ?? at + 1}/relationship`, said(line.relationship, 'voluntary')],
    ]),
    ['channel', said(form.channel, 'in_person')],
    ['language/provided', said(form.language?.provided, 'en')],
    ['note', form.note ?? null],
    ['barriers', form.barriers ?? null],
  ]) as Record<string, unknown>;
}

function difference(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  const text = (value: unknown) => (value == null ? null : JSON.stringify(value));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => text(before[field]) !== text(after[field]))
    .map((field) => ({ field, before: text(before[field]), after: text(after[field]) }));
}

/** A moment as the desk would show it: the form, and the item that follows from it. */
export function moment(some: Partial<MomentItem> & { short_no: string }, said: MomentForm, catalogue: readonly ServiceItem[] = SERVICES): MomentView {
  const id = some.id ?? some.short_no;
  const services = (said.services ?? []).map((line, at) => ({ ...line, line: line.line ?? String(at + 1), quantity: line.quantity ?? 1 }));
  const lines = services.map((line): LineItem => {
    const known = catalogue.find(({ key }) => key === line.service);
    return {
      line: line.line, service: line.service, name_en: known?.name_en ?? line.service, name_fr: known?.name_fr ?? line.service, quantity: line.quantity,
      relationship: line.relationship ?? known?.relationship ?? 'voluntary', relationship_by: line.relationship ? 'staff' : 'default',
      outcome: line.outcome ?? 'served', outcome_by: line.outcome ? 'staff' : 'default', stage: line.stage ?? null,
    };
  });
  const involuntary = lines.filter((line) => line.relationship !== 'voluntary').length;
  const item: MomentItem = {
    office_day: TODAY, started_at: `${TODAY}T10:05:00-05:00`, finished_at: `${TODAY}T10:17:00-05:00`, kind: 'moment', origin: 'live', time_source: 'live',
    rating_state: 'not_invited', note_erased: false, voided: null, amended: false, conflict: false, read_only: false, own: true, workstation: 'Counter 2',
    ...some,
    id,
    channel: said.channel ?? 'in_person',
    lines,
    client: lines.length === 0 ? null : involuntary === 0 ? 'voluntary' : involuntary === lines.length ? 'involuntary' : 'mixed',
    outcome: lines.length === 0 ? null : (OUTCOMES[Math.max(...lines.map((line) => OUTCOMES.indexOf(line.outcome)))] ?? 'served'),
    language_provided: said.language?.provided ?? 'en',
    note: said.note ?? null,
  };
  const recorded: HistoryItem = { entry: `${id}-1`, kind: 'moment_recorded', at: item.finished_at ?? item.started_at, author: 'Noor S.', by_me: true, reason: null, changes: [], erased: item.note_erased };
  // The generated type of what the desk gives has every field; those that are absent read as null.
  const form = { time_source: item.time_source, ...said, id, services: item.kind === 'moment' ? services : null } as MomentView['form'];
  return { item, form, history: [recorded], can_amend: !item.voided && !item.read_only, can_void: !item.voided && !item.read_only };
}

export function aDay(): MomentView[] {
  const at = (clock: string) => ({ started_at: `${TODAY}T${clock}:00-05:00`, finished_at: `${TODAY}T${clock.slice(0, 3)}${String(Math.min(59, Number(clock.slice(3)) + 9)).padStart(2, '0')}:00-05:00` });
  const amended = moment({ short_no: 'K11', ...at('14:05'), rating_state: 'rated', amended: true, conflict: true }, {
    services: [{ service: 'benefits', outcome: 'referred', interests: null }], language: { active_offer: true, requested: 'fr', provided: 'fr' }, barriers: ['missing_document', 'wrong_office'],
    sent_to: { name: 'Legal Aid, Iqaluit', level: 'provincial_territorial', kind: 'appointment_made' }, contact: '3_or_more', wait: { band: 'over_25' }, note: 'Third visit for the same letter; the employer’s record was missing again.',
  });
  amended.history.push({
    entry: 'K11-2', kind: 'moment_amended', at: `${TODAY}T14:31:00-05:00`, author: 'Noor S.', by_me: true, reason: 'Wrong outcome', erased: false,
    changes: [{ field: 'lines/1/outcome', before: '["served","default"]', after: '["referred","staff"]' }, { field: 'barriers', before: null, after: '["missing_document","wrong_office"]' }],
  }, { entry: 'K11-3', kind: 'rating_given', at: `${TODAY}T14:33:00-05:00`, author: null, by_me: false, reason: null, changes: [], erased: false });
  const voided = moment({ short_no: 'K8', ...at('11:12'), voided: 'duplicate' }, { services: [{ service: 'address' }] });
  voided.history.push({
    entry: 'K8-2', kind: 'moment_voided', at: `${TODAY}T11:25:00-05:00`, author: 'Noor S.', by_me: true, reason: 'Saved twice after the power cut', erased: false,
    changes: [{ field: 'voided', before: null, after: '"duplicate"' }],
  });
  const yesterday = '2026-11-23';
  const old = moment({ short_no: 'K4', office_day: yesterday, started_at: `${yesterday}T09:40:00-05:00`, finished_at: `${yesterday}T09:52:00-05:00` }, { services: [{ service: 'passport' }], note: 'Le dépôt était déjà payé.' });
  old.can_amend = old.can_void = false;
  return [
    moment({ short_no: 'K12', ...at('14:40'), rating_state: 'no_answer' }, { services: [{ service: 'passport', quantity: 2 }, { service: 'address' }], language: { active_offer: true } }),
    amended,
    moment({ short_no: 'K10', ...at('13:20') }, { services: [{ service: 'fine', outcome: 'turned_away', interests: ['public_funds'], decision_explained: true, recourse_told: true }], barriers: ['not_eligible'] }),
    moment({ short_no: 'K9', ...at('11:31'), kind: 'quick_enquiry' }, { channel: 'phone' }),
    voided,
    moment({ short_no: 'K7', ...at('10:05'), note_erased: true, rating_state: 'declined' }, { services: [{ service: 'passport' }, { service: 'fine' }], language: { active_offer: false, requested: 'iu', provided: 'en', interpreter: 'companion_adult' } }),
    moment({ short_no: 'K6', ...at('09:15'), read_only: true }, { services: [{ service: 'unclassified' }] }),
    old,
    moment({ short_no: 'J3', own: false, workstation: 'Counter 1', ...at('12:02') }, { services: [{ service: 'passport' }] }),
    moment({ short_no: 'J4', own: false, workstation: 'Counter 1', ...at('12:20') }, { services: [{ service: 'address' }], language: { requested: 'fr', provided: 'fr' } }),
    moment({ short_no: 'J7', own: false, workstation: 'Counter 1', ...at('10:42') }, { services: [{ service: 'benefits' }] }),
    moment({ short_no: 'J12', own: false, workstation: 'Counter 1', ...at('15:05') }, { services: [{ service: 'fine' }] }),
    moment({ short_no: 'L12', own: false, workstation: 'Counter 3', ...at('15:31') }, { services: [{ service: 'passport' }] }),
  ];
}
