/** A pretend desk for cases: open ones of every kind, that can be found, changed, handed over and closed. Tests use it too. */
import type { CaseAct, CaseAgeing, CaseChange, CaseFilter, CaseItem, CasePage, CaseView, ErrorCode, HandOver, LostSlip, LostSlipFilter, TimelineItem, Visit } from '@/api';
import type { Commands } from '@/platform/fake';
import { shifted } from '@/shared/days';
import { AGE_BANDS, CASE_STEPS, OPEN_CASE_STATUSES } from '@/shared/case-words';
import { type Outcome } from '@/shared/words';

const TODAY = '2026-11-24';
const COLLEAGUES = [{ id: 'ben', name: 'Ben T.' }, { id: 'ada', name: 'Ada I.' }];
const NAMES: Record<string, [en: string, fr: string]> = {
  passport: ['Passport, adult', 'Passeport, adulte'],
  benefits: ['Employment insurance, first claim', 'Assurance-emploi, première demande'],
  address: ['Change of address', 'Changement d’adresse'],
  licence: ['Fishing licence', 'Permis de pêche'],
  unclassified: ['Other, classify later', 'Autre, à classer plus tard'],
};

export class CasesDesk {
  views: CaseView[];
  /** The next call of this command is refused. */
  refuse: Partial<Record<string, { code: ErrorCode; field?: string; problem?: string; at?: string }>> = {};
  #entries = 0;

  constructor(views: CaseView[] = someCases()) {
    this.views = views;
  }

  commands(): Commands {
    const answers: Commands = {
      find_case: ({ code }) => this.#byCode(code as string),
      case: ({ id }) => this.#view(id as string),
      open_case: ({ form }) => this.#open(form as { id?: string; service?: string | null; language?: string | null }),
      change_case: ({ id, change }) => this.#change(id as string, change as CaseChange),
      take_case: ({ id }) => this.#own(id as string, 'demo', 'Noor S.'),
      hand_over_case: ({ id, to }) => this.#handOver(id as string, to as HandOver),
      close_case: ({ id, end }) => this.#set(id as string, { status: end as CaseItem['status'], due_in: null }, { status: end as CaseItem['status'] }),
      reopen_case: ({ id }) => this.#set(id as string, { status: 'open' }, { status: 'open', reopened: true }),
      link_moment: () => null,
      my_cases: () => page(this.#openOnes().filter((item) => item.mine)),
      due_cases: () => {
        const due = this.#openOnes().filter((item) => item.due_in !== null && item.due_in <= 0);
        return { today: TODAY, due: page(due), unowned: page(this.#openOnes().filter((item) => unowned(item) && !due.includes(item))) };
      },
      open_cases: ({ filter }) => page(this.#openOnes().filter((item) => fits(item, filter as CaseFilter))),
      lost_slip: ({ filter }) => this.#lost(filter as LostSlipFilter),
      case_ageing: () => this.#ageing(),
      check_text: () => [],
    };
    return Object.fromEntries(Object.entries(answers).map(([command, answer]) => [command, (args: Record<string, unknown>) => this.#unlessRefused(command, () => answer(args))]));
  }

  #unlessRefused(command: string, answer: () => unknown): unknown {
    const refused = this.refuse[command];
    if (!refused) return structuredClone(answer());
    delete this.refuse[command];
    const { code, field, problem, at } = refused;
    throw { code, field: field ?? null, data: { ...(problem && { problem }), ...(at && { at }) } };
  }

  #openOnes(): CaseItem[] {
    const due = (item: CaseItem) => item.due ?? '9';
    return this.views.map(({ item }) => item).filter(isOpen).sort((a, b) => due(a).localeCompare(due(b)) || b.age_days - a.age_days);
  }

  #view(id: string): CaseView {
    const view = this.views.find(({ item }) => item.id === id);
    if (!view) throw { code: 'not_found', field: null, data: {} };
    view.colleagues = COLLEAGUES.filter((each) => each.id !== view.item.owner);
    return view;
  }

  #byCode(text: string): CaseItem[] {
    const symbols = [...text.toUpperCase()].filter((each) => /[^\s-]/.test(each)).map((each) => (each === 'O' ? '0' : /[IL]/.test(each) ? '1' : each));
    const strange = symbols.findIndex((each) => !/[0-9A-HJKMNP-TV-Z]/.test(each));
    const problem = strange >= 0 ? 'symbol' : symbols.length < 9 ? 'too_short' : symbols.length > 9 ? 'too_long' : symbols.at(-1) === 'Z' ? 'check' : undefined;
    if (problem) throw { code: 'case_code', field: null, data: { problem, at: String(strange + 1) } };
    return this.views.map(({ item }) => item).filter((item) => item.code === symbols.join(''));
  }

  #open({ id, service, language }: { id?: string; service?: string | null; language?: string | null }): CaseView {
    const view = aCase({ id: id ?? 'new', code: 'K7MX3Q9R5', service: service ?? 'unclassified', language: language ?? 'en' }, 0, []);
    this.views.push(view);
    return view;
  }

  #change(id: string, change: CaseChange): CaseView {
    const { status, next_action, due } = change;
    const set: Partial<CaseItem> = {
      ...(status && { status, ...(status !== 'waiting_for_other' && { handed_to: null }) }),
      ...(next_action != null && { next_action: next_action.trim() || null }),
      ...(due != null && { due: due || null, due_in: due ? daysTo(due) : null }),
      ...(change.service && { service: change.service, ...names(change.service) }),
    };
    return this.#set(id, set, {
      status: status ?? null,
      next_action: next_action == null ? null : { value: next_action.trim() || null },
      due: due == null ? null : { value: due || null },
    });
  }

  #own(id: string, staff: string | null, name: string | null): CaseView {
    return this.#set(id, { owner: staff, owner_name: name, owner_gone: false, mine: staff === 'demo' }, { owner: { staff, name } });
  }

  #handOver(id: string, to: HandOver): CaseView {
    if (to.to === 'colleague') return this.#own(id, to.staff, COLLEAGUES.find((each) => each.id === to.staff)?.name ?? null);
    if (to.to === 'nobody') return this.#own(id, null, null);
    if (!to.organization.name?.trim()) throw { code: 'invalid', field: 'handed_to', data: { problem: 'missing' } };
    const handed_to = { name: to.organization.name, name_fr: '', level: to.organization.level ?? 'other', kind: to.organization.kind ?? null };
    return this.#set(id, { status: 'waiting_for_other', handed_to }, { status: 'waiting_for_other', handed_to });
  }

  #set(id: string, set: Partial<CaseItem>, said: Partial<CaseAct>): CaseView {
    const view = this.#view(id);
    if (!isOpen(view.item) && set.status !== 'open') throw { code: 'case_closed', field: null, data: {} };
    Object.assign(view.item, set);
    if (isOpen(view.item)) view.item.due_in = view.item.due ? daysTo(view.item.due) : null;
    this.#entries += 1;
    view.timeline.push(act(`new-${this.#entries}`, `${TODAY}T15:${10 + this.#entries}:00-05:00`, { by_me: true, ...said }));
    return this.#view(id);
  }

  #lost(filter: LostSlipFilter): LostSlip {
    const all = this.#openOnes();
    const month = (item: CaseItem) => item.opened_on.slice(0, 7);
    const is = { service: (item: CaseItem) => !filter.service || item.service === filter.service, month: (item: CaseItem) => !filter.month || month(item) === filter.month, step: (item: CaseItem) => !filter.step || item.step === filter.step };
    const choices = (of: CaseItem[], key: (item: CaseItem) => string) =>
      [...new Set(of.map(key))].sort().map((each) => ({ key: each, name_en: names(each).name_en, name_fr: names(each).name_fr, n: of.filter((item) => key(item) === each).length }));
    const items = all.filter((item) => is.service(item) && is.month(item) && is.step(item));
    return {
      items: items.map((item) => ({ id: item.id, name_en: item.name_en, name_fr: item.name_fr, month: month(item), step: item.step, last_visit: item.last_visit, visits: item.visits })),
      n: items.length,
      services: choices(all.filter((item) => is.month(item) && is.step(item)), (item) => item.service),
      months: choices(all.filter((item) => is.service(item) && is.step(item)), month).reverse(),
      steps: choices(all.filter((item) => is.service(item) && is.month(item)), (item) => item.step).sort((a, b) => CASE_STEPS.indexOf(a.key as 'opened') - CASE_STEPS.indexOf(b.key as 'opened')),
    };
  }

  #ageing(): CaseAgeing {
    const all = this.#openOnes();
    const bands = (of: CaseItem[]) => AGE_BANDS.map((band) => of.filter((item) => bandOf(item) === band).length);
    const row = (key: string, of: CaseItem[], name_en = '', name_fr = '') => ({ key, name_en, name_fr, bands: bands(of), n: of.length });
    const services = [...new Set(all.map((item) => item.service))].map((key) => row(key, all.filter((item) => item.service === key), names(key).name_en, names(key).name_fr));
    const organizations = [...new Set(all.flatMap((item) => item.handed_to?.name ?? []))];
    return {
      today: TODAY, n: all.length, overdue: all.filter((item) => (item.due_in ?? 0) < 0).length, unowned: all.filter(unowned).length,
      oldest_days: all.length > 0 ? Math.max(...all.map((item) => item.age_days)) : null, bands: bands(all),
      by_service: services.sort((a, b) => b.n - a.n),
      by_status: OPEN_CASE_STATUSES.map((status) => row(status, all.filter((item) => item.status === status))),
      by_organization: organizations.map((name) => row(name, all.filter((item) => item.handed_to?.name === name), name)),
    };
  }
}

const isOpen = (item: CaseItem) => OPEN_CASE_STATUSES.some((status) => status === item.status);
const unowned = (item: CaseItem) => item.owner === null || item.owner_gone;
const page = (items: CaseItem[]): CasePage => ({ items, n: items.length });
const daysTo = (day: string) => Math.round((Date.parse(day) - Date.parse(TODAY)) / 86_400_000);
const names = (service: string) => ({ name_en: NAMES[service]?.[0] ?? '', name_fr: NAMES[service]?.[1] ?? '' });
const bandOf = ({ age_days }: CaseItem) => AGE_BANDS[age_days <= 7 ? 0 : age_days <= 30 ? 1 : age_days <= 90 ? 2 : 3];

function fits(item: CaseItem, { band, service, status, organization, overdue, unowned: nobodys }: CaseFilter): boolean {
  return (
    (!band || bandOf(item) === band) && (!service || item.service === service) && (!status || item.status === status) &&
    (!organization || item.handed_to?.name === organization) && (!overdue || (item.due_in ?? 0) < 0) && (!nobodys || unowned(item))
  );
}

function act(entry: string, at: string, some: Partial<CaseAct>): TimelineItem {
  return { kind: 'change', entry, at, by_me: false, opened: false, status: null, reopened: false, owner: null, next_action: null, due: null, handed_to: null, service: null, erased: false, ...some };
}

/** A case that was opened so many days ago, with a visit for each outcome. */
export function aCase(some: Partial<CaseItem> & { id: string; code: string; service: string }, age: number, outcomes: readonly Outcome[]): CaseView {
  const opened_on = shifted(TODAY, -age);
  const dayOf = (nth: number) => shifted(opened_on, Math.round((nth * age) / Math.max(1, outcomes.length)));
  const visits = outcomes.map((outcome, nth): TimelineItem => {
    const visit: Visit = {
      moment: `${some.id}-visit-${nth}`, at: `${dayOf(nth)}T10:0${nth}:00-05:00`, services: [{ ...names(some.service), outcome }], outcome, client: 'voluntary', channel: nth === 1 ? 'phone' : 'in_person',
      workstation: nth === 1 ? 'Counter 1' : 'Counter 2', voided: false, own: nth === 0,
    };
    return { kind: 'visit', ...visit };
  });
  const owner = some.owner === undefined ? 'demo' : some.owner;
  const item: CaseItem = {
    ...names(some.service), status: 'open', step: outcomes.at(-1) ?? 'opened', opened_on, age_days: age, visits: outcomes.length, last_visit: outcomes.length > 0 ? dayOf(outcomes.length - 1) : null,
    owner_name: owner === 'demo' ? 'Noor S.' : null, owner_gone: false, mine: owner === 'demo', next_action: null, next_action_erased: false, due: null,
    due_in: some.due ? daysTo(some.due) : null, handed_to: null, language: 'en', conflict: false, read_only: false, ...some, owner,
  };
  const opening = act(`${some.id}-1`, `${opened_on}T10:02:00-05:00`, {
    by_me: owner === 'demo', opened: true, owner: { staff: owner, name: item.owner_name }, next_action: item.next_action === null ? null : { value: item.next_action },
    due: item.due === null ? null : { value: item.due },
  });
  const timeline = [...visits, opening].sort((a, b) => a.at.localeCompare(b.at));
  return { item, timeline, colleagues: COLLEAGUES };
}

export function someCases(): CaseView[] {
  const town = { name: 'Municipality of Iqaluit', name_fr: 'Municipalité d’Iqaluit', level: 'municipal', kind: 'warm_handover' } as const;
  const handed = aCase({ id: 'c3', code: '4TWD80VH2', service: 'address', status: 'waiting_for_other', step: 'waiting_for_other', handed_to: town, due: '2026-12-08' }, 41, ['partly_served', 'referred']);
  handed.timeline.push(act('c3-2', '2026-11-10T11:20:00-05:00', { by_me: true, status: 'waiting_for_other', handed_to: town }));
  return [
    aCase({ id: 'c1', code: '7H2KM4XC9', service: 'passport', due: '2026-11-21', next_action: 'Bring the birth certificate; the photos are already here.' }, 19, ['partly_served', 'partly_served']),
    aCase({ id: 'c2', code: 'QR58ZN3B6', service: 'benefits', due: TODAY, status: 'waiting_for_client', step: 'waiting_for_client', next_action: 'Record of employment from the second employer.', language: 'fr' }, 33, ['turned_away', 'referred', 'partly_served']),
    handed,
    aCase({ id: 'c4', code: 'B0J6FY1S3', service: 'benefits', owner: null, next_action: 'Call the processing centre about the missing week.' }, 6, ['partly_served']),
    aCase({ id: 'c5', code: 'V9E2PG7A4', service: 'passport', owner: 'ben', owner_name: 'Ben T.', conflict: true, due: '2026-11-18' }, 104, ['left', 'partly_served']),
    aCase({ id: 'c6', code: 'X3C8TD5W1', service: 'licence', owner: 'sam', owner_name: 'Sam K.', owner_gone: true }, 12, ['referred']),
    aCase({ id: 'c7', code: '7H2KM4XC9', service: 'licence', owner: 'ada', owner_name: 'Ada I.', status: 'met' }, 75, ['partly_served', 'served']),
  ];
}
