/**
 * The rows of one tally sheet. A key begins a row, letters say what was unusual about it, and it is saved as it stands
 * when the next one begins, on Enter, or after two seconds: one entry of the journal for each row, however many letters
 * it took. Rows are saved one after the other; where one can't be, nothing behind it is.
 */
import { desk, errorWords, type EnteredRow, type MomentItem, type RowForm, type SheetView } from '@/api';
import { inLocale, m } from '@/i18n';
import { nextRelationship, outcome, relationship, type Services } from '@/moment/form';
import { whatOf } from '@/moment/item';
import { announce } from '@/shared/announce.svelte';
import type { ErrorWords } from '@/shared/error-words';
import type { Outcome } from '@/shared/words';

/** How long a row waits for a letter. It can be taken back afterwards. */
export const SAVED_AFTER_MS = 2_000;
/** Rows on the sheet that is printed. */
export const ROWS_PRINTED = 30;

/** What a row says before it is saved. Without a service it is a quick enquiry. */
export type Said = Omit<RowForm, 'row'>;

/** A row as the list shows it. */
export type Shown = { row: number; /** As on the paper; none for a quick enquiry. */ line: number | undefined; item: MomentItem };

export class SheetEntry {
  view: SheetView = $state.raw() as SheetView;
  /** The row that a letter still changes. */
  now: Said | undefined = $state.raw();
  /** Rows that are being saved. */
  saving = $state(0);
  failed: ErrorWords | undefined = $state.raw();
  /** What could not be saved; it is tried again before anything else. */
  #unsaved: Said[] = $state.raw([]);
  /** What was typed of the row that is being said goes with it. */
  beforeNext: (() => void) | undefined;
  readonly services: Services;
  #queue: Promise<void> = Promise.resolve();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  constructor(view: SheetView, services: Services) {
    this.view = view;
    this.services = services;
  }

  /** Every saved row, in the order of the paper. */
  get rows(): Shown[] {
    let line = 0;
    return this.view.rows.map(({ row, item }) => ({ row, line: item.kind === 'moment' ? ++line : undefined, item }));
  }

  /** Moments on the sheet so far, the row that is being said among them. */
  get lines(): number {
    const said = [...this.#unsaved, ...(this.now ? [this.now] : [])].filter(({ service }) => service).length;
    return this.rows.filter(({ line }) => line !== undefined).length + said;
  }

  get enquiries(): number {
    return this.rows.filter(({ line }) => line === undefined).length;
  }

  get unsaved(): number {
    return this.#unsaved.length;
  }

  /** The next row. What was said of the last one is saved. */
  begin(said: Said): void {
    if (this.failed) return announce(m.catch_up_stopped());
    this.beforeNext?.();
    this.#save();
    this.now = said;
    this.#wait();
    announce(this.inWords(said));
  }

  /** A letter about the row that is being said. */
  change(change: (said: Said) => Said): void {
    if (!this.now) return announce(m.catch_up_no_row());
    this.now = change(this.now);
    this.#wait();
    announce(this.inWords(this.now));
  }

  nextRelationship(): void {
    this.#ofService((said, service) => ({ ...said, relationship: nextRelationship({ service, relationship: said.relationship ?? null }, this.services) }));
  }

  setOutcome(value: Outcome): void {
    this.#ofService((said) => ({ ...said, outcome: value }));
  }

  /** While the time of a row is typed, it waits. */
  hold(held: boolean): void {
    this.#held = held;
    if (held) clearTimeout(this.#waiting);
    else this.#wait();
  }

  /** What is said is saved, and all that waits too. */
  save(): Promise<void> {
    this.#save();
    return this.#queue;
  }

  /** The row that is being said is dropped; without one, the last saved row is taken back. */
  async takeBack(): Promise<void> {
    if (this.now) {
      this.now = undefined;
      clearTimeout(this.#waiting);
      return announce(m.catch_up_dropped());
    }
    if (this.failed) return this.#dropUnsaved();
    await this.#queue;
    const last = this.rows.at(-1);
    if (!last) return;
    await this.#inTurn(async () => {
      this.view = await desk.takeRowBack(this.view.no, last.row);
      announce(m.catch_up_taken_back({ what: whatOf(last.item) }));
    });
  }

  /** After a failure: the same rows again, in their order. */
  async retry(): Promise<void> {
    this.failed = undefined;
    const again = this.#unsaved;
    this.#unsaved = [];
    for (const said of again) this.#enter(said);
    await this.#queue;
  }

  inWords(said: Said): string {
    return said.service ? m.catch_up_row_is({ number: this.lines, what: this.nameOf(said.service) }) : m.moment_quick_enquiry();
  }

  nameOf(service: string): string {
    const known = this.services.get(service);
    return known ? inLocale({ en: known.name_en, fr: known.name_fr }) : m.moment_classify_later();
  }

  relationshipOf(said: Said) {
    return relationship({ service: said.service ?? '', relationship: said.relationship ?? null }, this.services);
  }

  outcomeOf(said: Said) {
    return outcome({ service: said.service ?? '', outcome: said.outcome ?? null });
  }

  #ofService(change: (said: Said, service: string) => Said): void {
    if (this.now && !this.now.service) return announce(m.catch_up_enquiry_has_none());
    this.change((said) => (said.service ? change(said, said.service) : said));
  }

  #wait(): void {
    clearTimeout(this.#waiting);
    if (this.now && !this.#held) this.#waiting = setTimeout(() => this.#save(), SAVED_AFTER_MS);
  }

  #save(): void {
    clearTimeout(this.#waiting);
    this.#held = false;
    const said = this.now;
    this.now = undefined;
    if (said) this.#enter(said);
  }

  #enter(said: Said): void {
    this.#unsaved = [...this.#unsaved, said];
    void this.#inTurn(async () => {
      if (this.failed) return;
      this.#took(await desk.enterRow(this.view.no, { ...said, row: this.view.next_row }));
      this.#unsaved = this.#unsaved.slice(1);
    });
  }

  #took({ row, next_row }: EnteredRow): void {
    const others = this.view.rows.filter((each) => each.row !== row.row);
    this.view = { ...this.view, rows: [...others, row], next_row };
  }

  /** The last of the rows that could not be saved. */
  #dropUnsaved(): void {
    this.#unsaved = this.#unsaved.slice(0, -1);
    if (this.#unsaved.length === 0) this.failed = undefined;
    announce(m.catch_up_dropped());
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.saving += 1;
    this.#queue = this.#queue.then(async () => {
      try {
        await step();
      } catch (error) {
        this.failed = errorWords(error);
      } finally {
        this.saving -= 1;
      }
    });
    return this.#queue;
  }
}
