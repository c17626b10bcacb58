/**
 * My moments: the list of a day or of what was found, and the moment that is chosen in it. What the list shows is read
 * again whenever the desk says that a moment changed; the moment that is being amended is left as it is typed.
 */
import { asApiError, desk, errorWords, onChanged, type CounterView, type MomentId, type MomentItem, type MomentPage, type MomentView } from '@/api';
import type { Services } from '@/moment/form';
import type { ErrorWords } from '@/shared/error-words';

const READ_AGAIN_AFTER_MS = 60;

/** The number on a paper card: "A7". */
const CARD_NUMBER = /^\p{L}{1,3}\d{1,4}$/u;

/** Without a view it is a colleague's: found by its card number, to enter the card. */
export type Chosen = { item: MomentItem; view: MomentView | undefined };

export class TodayState {
  /** What the counter knows of today: its date, the office's languages, how clients answer. */
  counter: CounterView | undefined = $state.raw();
  services: Services = $state.raw(new Map());
  /** The day that is shown; empty until the desk said which is today. */
  day = $state('');
  page: MomentPage | undefined = $state.raw();
  /** What is looked for; the list is the day's while it is empty. */
  query = $state('');
  found: MomentItem[] | undefined = $state.raw();
  /** The row that is chosen, at once; and that moment as soon as it was read. */
  selected: MomentId | undefined = $state();
  chosen: Chosen | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();

  #reading: ReturnType<typeof setTimeout> | undefined;

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    void this.#try(() => this.#begin());
    const listening = onChanged((entities) => this.#heard(entities));
    return () => {
      clearTimeout(this.#reading);
      void listening.then((stop) => stop());
    };
  }

  get today(): string {
    return this.counter?.office_day ?? '';
  }

  /** The rows of the list. */
  get items(): MomentItem[] {
    return this.found ?? this.page?.items ?? [];
  }

  show(day: string): Promise<void> {
    return this.#try(async () => {
      this.day = day;
      this.query = '';
      this.found = undefined;
      this.selected = undefined;
      this.chosen = undefined;
      await this.#read();
    });
  }

  /** By the words of notes, and by card number on the day that is shown. */
  find(query: string): Promise<void> {
    this.query = query;
    return this.#try(() => this.#find());
  }

  /** Puts a moment beside the list. */
  choose(item: MomentItem): Promise<void> {
    this.selected = item.id;
    return this.#try(() => this.#choose(item));
  }

  /** After something was done: what the desk says now. */
  refresh(): Promise<void> {
    return this.#try(async () => {
      if (!this.day) return this.#begin();
      await this.#read();
      await this.#find();
      const chosen = this.items.find(({ id }) => id === this.selected) ?? this.chosen?.item;
      if (chosen) await this.#choose(chosen);
    });
  }

  took(view: MomentView): Promise<void> {
    this.chosen = { item: view.item, view };
    return this.refresh();
  }

  async #begin(): Promise<void> {
    this.counter = await desk.counter();
    this.day = this.counter.office_day;
    await this.#read();
    this.services = new Map((await desk.services()).map((service) => [service.key, service]));
  }

  async #read(): Promise<void> {
    const day = this.day;
    const page = await desk.myDay(day);
    if (day === this.day) this.page = page;
  }

  async #find(): Promise<void> {
    const query = this.query.trim();
    if (query === '') {
      this.found = undefined;
      return;
    }
    const byCard = CARD_NUMBER.test(query) ? await orNothing(desk.momentByCard(query, this.day)) : undefined;
    const byNote = await desk.search(query);
    // Typed on meanwhile: a later answer is coming.
    if (query !== this.query.trim()) return;
    this.found = byCard ? [byCard, ...byNote.filter(({ id }) => id !== byCard.id)] : byNote;
  }

  async #choose(item: MomentItem): Promise<void> {
    const view = await mine(item);
    // Walked on meanwhile: a later one is coming.
    if (this.selected === item.id) this.chosen = { item: view?.item ?? item, view };
  }

  #heard(entities: string[]): void {
    if (!entities.some((each) => each.startsWith('moment:'))) return;
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => void this.refresh(), READ_AGAIN_AFTER_MS);
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.failed = undefined;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }
}

/** No card with this number is no failure. */
async function orNothing(asked: Promise<MomentItem>): Promise<MomentItem | undefined> {
  return asked.catch((error: unknown) => {
    if (asApiError(error).code === 'not_found') return undefined;
    throw error;
  });
}

/** A colleague's moment can't be opened, and that is no failure. */
async function mine(item: MomentItem): Promise<MomentView | undefined> {
  return desk.moment(item.id).catch((error: unknown) => {
    if (asApiError(error).code === 'not_permitted') return undefined;
    throw error;
  });
}
