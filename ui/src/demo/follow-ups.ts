/** A pretend desk for follow-ups: a few in each state, that can be taken, acted on and closed. Tests use it too. */
import type { ErrorCode, FollowUpFilter, FollowUpItem, FollowUpPage, FollowUpView, MyOpening } from '@/api';
import type { Commands } from '@/platform/fake';
import type { FollowUpRule, FollowUpStatus } from '@/shared/follow-up-words';

const TODAY = '2026-11-24';
const SUPERVISORS = [{ id: 'ada', name: 'Ada I.' }];

export function aFollowUp(id: string, rule: FollowUpRule, some: Partial<FollowUpItem> = {}, more: Partial<FollowUpView> = {}): FollowUpView {
  const item: FollowUpItem = {
    id, rule, office_day: '2026-11-23', hour: 14, name_en: 'Passport, adult', name_fr: 'Passeport, adulte', ratings: null, status: 'new', owner: null,
    owner_name: null, owner_gone: false, mine: false, due: '2026-11-30', due_in: 6, stands: true, conflict: false, read_only: false, ...some,
  };
  return {
    item,
    moment: {
      services: [{ name_en: item.name_en, name_fr: item.name_fr, relationship: 'voluntary', outcome: 'served', recourse_told: null }],
      channel: 'in_person', client: 'voluntary', contact: 'unknown', feedback: rule === 'complaint' ? ['complaint'] : [], note: null, note_erased: false,
      note_flagged: false, voided: false, rating: null,
    },
    low_ratings: null, done: null, changes_how_we_serve: null, you_said_en: null, you_said_fr: null, we_did_en: null, we_did_fr: null, reply: null,
    erased: [], openings: [], author: null, has_author: true, history: [], supervisors: SUPERVISORS, ...more,
  };
}

export function someFollowUps(): FollowUpView[] {
  const rating = { overall: 1, source: 'client_screen' as const, drivers: ['fairness' as const], fairness: 2, priority: null, comment: 'Nobody told me that I needed two photos.', comment_erased: false };
  const low = aFollowUp('low', 'low_rating', { status: 'acknowledged', due: '2026-11-20', due_in: -4, owner: 'demo', owner_name: 'Noor S.', mine: true });
  return [
    { ...low, moment: low.moment && { ...low.moment, rating } },
    aFollowUp('complaint', 'complaint'),
    aFollowUp('day', 'low_ratings', { hour: null, name_en: '', name_fr: '', ratings: 3, due_in: 6 }, { moment: null, has_author: false, low_ratings: { n: 3, by_driver: [{ driver: 'timeliness', n: 2 }], none_named: 1 } }),
    aFollowUp('third', 'third_contact', { status: 'acted', owner: 'ada', owner_name: 'Ada I.', due_in: 2, due: '2026-11-26' }, { done: 'Called the town office; they now send a list of papers.' }),
  ];
}

export class FollowUpsDesk {
  views: FollowUpView[];
  openings: MyOpening[] = [];
  /** The next call of this command is refused. */
  refuse: Partial<Record<string, { code: ErrorCode; field?: string; problem?: string }>> = {};
  #entries = 0;

  constructor(views: FollowUpView[] = someFollowUps()) {
    this.views = views;
  }

  commands(): Commands {
    const answers: Commands = {
      follow_ups: ({ filter }) => this.#list(filter as FollowUpFilter),
      follow_up: ({ id }) => this.#view(id as string),
      acknowledge_follow_up: ({ id }) => this.#set(id as string, { status: 'acknowledged' }),
      take_follow_up: ({ id }) => this.#set(id as string, { status: 'acknowledged', owner: 'demo', owner_name: 'Noor S.', mine: true }),
      assign_follow_up: ({ id, to }) => this.#set(id as string, { owner: to as string | null, owner_name: SUPERVISORS.find((each) => each.id === to)?.name ?? null, mine: false }),
      set_follow_up_due: ({ id, day }) => this.#set(id as string, { due: (day as string) || '2026-11-30' }),
      act_on_follow_up: ({ id, done }) => this.#set(id as string, { status: 'acted' }, { done: done as string }),
      close_follow_up: ({ id, end }) => {
        const { done, changes_how_we_serve, words } = end as { done: string; changes_how_we_serve: boolean | null; words: object | null };
        if (done.trim() === '') throw { code: 'invalid', field: 'done', data: { problem: 'missing' } };
        if (changes_how_we_serve === null) throw { code: 'invalid', field: 'changes_how_we_serve', data: { problem: 'missing' } };
        return this.#set(id as string, { status: 'closed', due_in: null }, { done, changes_how_we_serve, ...words });
      },
      reopen_follow_up: ({ id }) => this.#set(id as string, { status: 'acted', due_in: 6 }),
      word_follow_up: ({ id, words }) => this.#set(id as string, {}, words as Partial<FollowUpView>),
      open_author: ({ id, reason }) => {
        const opening = { at: `${TODAY}T15:00:00-05:00`, by: 'Noor S.', by_me: true, reason: reason as string, reason_erased: false };
        return { name: 'Ben T.', view: this.#set(id as string, { status: 'acknowledged' }, { author: 'Ben T.', openings: [opening] }) };
      },
      my_openings: () => this.openings,
      reply_to_follow_up: ({ id, reply }) => (this.openings = this.openings.map((each) => (each.id === id ? { ...each, reply: reply as string } : each))),
      check_text: () => [],
    };
    return Object.fromEntries(Object.entries(answers).map(([command, answer]) => [command, (args: Record<string, unknown>) => this.#unlessRefused(command, () => answer(args))]));
  }

  #unlessRefused(command: string, answer: () => unknown): unknown {
    const refused = this.refuse[command];
    if (!refused) return structuredClone(answer());
    delete this.refuse[command];
    throw { code: refused.code, field: refused.field ?? null, data: refused.problem ? { problem: refused.problem } : {} };
  }

  #list({ mine, unowned, rule }: FollowUpFilter): FollowUpPage {
    const open = this.views.map(({ item }) => item).filter((item) => item.status !== 'closed');
    const items = open
      .filter((item) => (!mine || item.mine) && (!unowned || item.owner === null || item.owner_gone) && (!rule || item.rule === rule))
      .sort((left, right) => left.due.localeCompare(right.due));
    return { today: TODAY, items, n: items.length, overdue: items.filter(({ due_in }) => (due_in ?? 0) < 0).length };
  }

  #view(id: string): FollowUpView {
    const view = this.views.find(({ item }) => item.id === id);
    if (!view) throw { code: 'not_found', field: null, data: {} };
    return view;
  }

  #set(id: string, some: Partial<FollowUpItem>, more: Partial<FollowUpView> = {}): FollowUpView {
    const before = this.#view(id);
    const status: FollowUpStatus | null = some.status ?? null;
    const act = {
      entry: `e${(this.#entries += 1)}`, at: `${TODAY}T15:00:00-05:00`, by: 'Noor S.', by_me: true, status, reopened: before.item.status === 'closed' && status === 'acted', owner: null, due: null,
      done: more.done !== undefined, changes_how_we_serve: null, words: false, author_opened: more.openings !== undefined, replied: false, erased: false,
    };
    const view = { ...before, ...more, item: { ...before.item, ...some }, history: [...before.history, act] };
    this.views = this.views.map((each) => (each.item.id === id ? view : each));
    return view;
  }
}
