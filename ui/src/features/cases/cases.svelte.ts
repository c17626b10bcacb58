/**
 * Cases: the list that is shown and the case that is chosen in it. What is shown is read again whenever the desk says that
 * a case, a moment or a member of the staff changed.
 */
import {
  desk, errorWords, onChanged, type CaseAgeing, type CaseFilter, type CaseId, type CaseItem, type CasePage, type CaseView, type DueCases, type LostSlip,
  type LostSlipFilter, type ServiceItem,
} from '@/api';
import { remember } from '@/moment/cases.svelte';
import type { ErrorWords } from '@/shared/error-words';

const READ_AGAIN_AFTER_MS = 60;

export type ListId = 'mine' | 'due' | 'lost' | 'ageing';

/** A count of the table of ages, and the cases that it counts. */
export type Narrowed = { title: string; filter: CaseFilter; page: CasePage };

export class CasesState {
  list: ListId = $state('mine');
  mine: CasePage | undefined = $state.raw();
  due: DueCases | undefined = $state.raw();
  lost: LostSlip | undefined = $state.raw();
  ageing: CaseAgeing | undefined = $state.raw();
  narrowed: Narrowed | undefined = $state.raw();
  /** What the client without a slip could tell. */
  told: LostSlipFilter = $state.raw({});
  services: readonly ServiceItem[] = $state.raw([]);
  /** The row that is chosen, at once; and that case as soon as it was read. */
  selected: CaseId | undefined = $state();
  chosen: CaseView | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();

  #reading: ReturnType<typeof setTimeout> | undefined;
  #ages: () => boolean;

  /** `ages`: whether the person may see them. */
  constructor(ages: () => boolean) {
    this.#ages = ages;
  }

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    void this.refresh();
    void this.#try(async () => void (this.services = await desk.services()));
    const listening = onChanged((entities) => this.#heard(entities));
    return () => {
      clearTimeout(this.#reading);
      void listening.then((stop) => stop());
    };
  }

  /** The rows that the arrows walk. */
  get rows(): readonly { id: CaseId }[] {
    if (this.list === 'mine') return this.mine?.items ?? [];
    if (this.list === 'due') return [...(this.due?.due.items ?? []), ...(this.due?.unowned.items ?? [])];
    if (this.list === 'lost') return this.lost?.items ?? [];
    return this.narrowed?.page.items ?? [];
  }

  show(list: ListId): Promise<void> {
    this.list = list;
    this.narrowed = undefined;
    this.selected = undefined;
    this.chosen = undefined;
    return this.refresh();
  }

  choose(id: CaseId): Promise<void> {
    this.selected = id;
    return this.#try(() => this.#choose(id));
  }

  /** Found by its code: it is beside whatever list is there. */
  found(item: CaseItem): Promise<void> {
    remember(item);
    return this.choose(item.id);
  }

  narrow(title: string, filter: CaseFilter): Promise<void> {
    return this.#try(async () => {
      const page = await desk.openCases(filter);
      this.narrowed = { title, filter, page };
      this.selected = undefined;
      this.chosen = undefined;
    });
  }

  widen(): void {
    this.narrowed = undefined;
    this.selected = undefined;
    this.chosen = undefined;
  }

  tell(change: Partial<LostSlipFilter>): Promise<void> {
    this.told = { ...this.told, ...change };
    return this.#try(() => this.#readLost());
  }

  /** After something was done to the chosen case. */
  took(view: CaseView): Promise<void> {
    this.chosen = view;
    remember(view.item);
    return this.refresh();
  }

  refresh(): Promise<void> {
    return this.#try(async () => {
      const reads = [desk.myCases().then((page) => (this.mine = page)), desk.dueCases().then((due) => (this.due = due))];
      await Promise.all(reads);
      if (this.list === 'lost') await this.#readLost();
      if (this.#ages()) this.ageing = await desk.caseAgeing();
      const narrowed = this.narrowed;
      if (narrowed) {
        const page = await desk.openCases(narrowed.filter);
        if (this.narrowed === narrowed) this.narrowed = { ...narrowed, page };
      }
      if (this.selected) await this.#choose(this.selected);
    });
  }

  async #readLost(): Promise<void> {
    const told = this.told;
    const lost = await desk.lostSlip(told);
    if (told === this.told) this.lost = lost;
  }

  async #choose(id: CaseId): Promise<void> {
    const view = await desk.case(id);
    // Walked on meanwhile: a later one is coming.
    if (this.selected === id) this.chosen = view;
  }

  #heard(entities: string[]): void {
    if (!entities.some((each) => /^(?:case|moment|staff):/.test(each))) return;
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
