/**
 * An office day as the desk counts it: its figures, and the moments behind them. A filter moves both. What is shown is
 * read again whenever the desk says that a moment changed; an answer that comes after a later question is dropped.
 */
import { desk, errorWords, onChanged, type DayReview, type MomentItem, type MomentView, type ReviewFilter, type WorkstationItem } from '@/api';
import { m } from '@/i18n';
import type { Services } from '@/moment/form';
import { announce } from '@/shared/announce.svelte';
import type { ErrorWords } from '@/shared/error-words';
import { dayDate, number } from '@/shared/format';
import { shifted } from '@/shared/days';
import type { FilterId } from './filter';

const READ_AGAIN_AFTER_MS = 300;

export class ReviewState {
  day: DayReview | undefined = $state.raw();
  /** The office's today; empty until the desk said so. */
  today = $state('');
  /** The day that is asked for; null is today, also after midnight. */
  date: string | null = $state(null);
  filter: ReviewFilter = $state.raw({});
  items: MomentItem[] = $state.raw([]);
  /** Where the list goes on. */
  next: string | null = $state(null);
  services: Services = $state.raw(new Map());
  /** Those of the office, as the day says them while it is not narrowed to one. */
  workstations: WorkstationItem[] = $state.raw([]);
  failed: ErrorWords | undefined = $state.raw();

  #asked = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    void this.read();
    // Without the names a filter still works; it is then shown by its key.
    void desk.services().then((all) => (this.services = new Map(all.map((service) => [service.key, service]))), () => {});
    const listening = onChanged((entities) => {
      if (!entities.some((each) => /^(moment|office|workstation):/.test(each))) return;
      clearTimeout(this.#again);
      this.#again = setTimeout(() => void this.read(), READ_AGAIN_AFTER_MS);
    });
    return () => {
      clearTimeout(this.#again);
      void listening.then((stop) => stop());
    };
  }

  get isFiltered(): boolean {
    return Object.values(this.filter).some((value) => value !== null && value !== undefined);
  }

  show(date: string): Promise<void> {
    this.date = date === this.today ? null : date;
    return this.#readAloud();
  }

  /** Days on or back from the one that was asked for last, never past today. */
  step(by: number): Promise<void> {
    const to = this.today && shifted(this.date ?? this.today, by);
    return to === '' || to > this.today ? Promise.resolve() : this.show(to);
  }

  narrow(part: Partial<ReviewFilter>): Promise<void> {
    this.filter = { ...this.filter, ...part };
    return this.#readAloud();
  }

  widen(id: FilterId): Promise<void> {
    return this.narrow({ [id]: null });
  }

  clear(): Promise<void> {
    this.filter = {};
    return this.#readAloud();
  }

  async read(): Promise<void> {
    const asked = (this.#asked += 1);
    const { date, filter } = this;
    try {
      const [day, page] = await Promise.all([desk.reviewDay(date, filter), desk.reviewMoments(date, filter, null)]);
      if (asked !== this.#asked) return;
      this.day = day;
      if (!filter.workstation) this.workstations = day.scope.workstations;
      if (date === null) this.today = day.date;
      this.items = page.items;
      this.next = page.next;
      this.failed = undefined;
    } catch (error) {
      if (asked === this.#asked) this.failed = errorWords(error);
    }
  }

  /** The next page of the list, below what is there. */
  async readOn(): Promise<void> {
    const asked = this.#asked;
    try {
      const page = await desk.reviewMoments(this.date, this.filter, this.next);
      if (asked !== this.#asked) return;
      this.items = [...this.items, ...page.items];
      this.next = page.next;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }

  /** A moment was voided or restored here: its row at once, the figures as soon as they are read. */
  took(view: MomentView): void {
    this.items = this.items.map((item) => (item.id === view.item.id ? view.item : item));
    void this.read();
  }

  async #readAloud(): Promise<void> {
    await this.read();
    if (this.day && !this.failed) announce(m.review_shown({ count: this.day.moments, shown: number(this.day.moments), day: dayDate(this.day.date) }));
  }
}
