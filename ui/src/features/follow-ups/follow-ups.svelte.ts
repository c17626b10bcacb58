/**
 * Follow-ups: the open ones, and the one that is chosen. What is shown is read again whenever the desk says that a
 * follow-up, a moment or a member of the staff changed.
 */
import { desk, errorWords, onChanged, type FollowUpFilter, type FollowUpId, type FollowUpPage, type FollowUpRule, type FollowUpView } from '@/api';
import { takeWantedFollowUp } from '@/moment/follow-up.svelte';
import type { ErrorWords } from '@/shared/error-words';

const READ_AGAIN_AFTER_MS = 60;

export type Whose = 'all' | 'mine' | 'unowned';

export class FollowUpsState {
  whose: Whose = $state('all');
  rule: FollowUpRule | undefined = $state();
  page: FollowUpPage | undefined = $state.raw();
  /** The row that is chosen, at once; and that follow-up as soon as it was read. */
  selected: FollowUpId | undefined = $state();
  chosen: FollowUpView | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();

  #reading: ReturnType<typeof setTimeout> | undefined;

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    const wanted = takeWantedFollowUp();
    void (wanted === undefined ? this.refresh() : this.choose(wanted).then(() => this.refresh()));
    const listening = onChanged((entities) => this.#heard(entities));
    return () => {
      clearTimeout(this.#reading);
      void listening.then((stop) => stop());
    };
  }

  get narrowed(): boolean {
    return this.whose !== 'all' || this.rule !== undefined;
  }

  narrow(to: { whose?: Whose; rule?: FollowUpRule | undefined }): Promise<void> {
    if (to.whose) this.whose = to.whose;
    if ('rule' in to) this.rule = to.rule;
    return this.#try(() => this.#read());
  }

  choose(id: FollowUpId): Promise<void> {
    this.selected = id;
    return this.#try(() => this.#choose(id));
  }

  /** After something was done to the chosen one. */
  took(view: FollowUpView): Promise<void> {
    this.chosen = view;
    return this.refresh();
  }

  refresh(): Promise<void> {
    return this.#try(async () => {
      await this.#read();
      if (this.selected) await this.#choose(this.selected);
    });
  }

  async #read(): Promise<void> {
    const { whose, rule } = this;
    const filter: FollowUpFilter = { mine: whose === 'mine' || null, unowned: whose === 'unowned' || null, rule: rule ?? null };
    const page = await desk.followUps(filter);
    if (whose === this.whose && rule === this.rule) this.page = page;
  }

  async #choose(id: FollowUpId): Promise<void> {
    try {
      const view = await desk.followUp(id);
      // Walked on meanwhile: a later one is coming.
      if (this.selected === id) this.chosen = view;
    } catch (error) {
      // What nobody touched is gone with what opened it.
      if (this.selected === id) {
        this.selected = undefined;
        this.chosen = undefined;
      }
      throw error;
    }
  }

  #heard(entities: string[]): void {
    if (!entities.some((each) => /^(?:follow_up|moment|staff):/.test(each))) return;
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
