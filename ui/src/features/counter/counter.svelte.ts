/**
 * The counter's state: the open moment, those that wait, and what the desk says besides. What staff do goes through one
 * queue, so that keys pressed faster than the disk writes are done in their order. Every change is kept as a draft by
 * the desk within a third of a second, and again before this screen goes.
 */
import { asApiError, desk, errorWords, onChanged, type CounterView, type LineForm, type MomentForm, type MomentId, type OpenMoment, type Saved, type ServiceItem } from '@/api';
import { addLine, changeLine, isEmpty, lines, type Services } from '@/moment/form';
import { afterDigit, byDigit, opened, partOf, type PartId } from '@/moment/parts';
import { beforeLeaving } from '@/shared/before-leaving';
import type { ErrorWords } from '@/shared/error-words';

const DRAFT_AFTER_MS = 300;
const READ_AGAIN_AFTER_MS = 60;

export class CounterState {
  view: CounterView | undefined = $state.raw();
  services: Services = $state.raw(new Map());
  /** The moment in front. */
  open: OpenMoment | undefined = $state.raw();
  form: MomentForm = $state.raw({});
  /** The line whose choices are shown. */
  line = $state(0);
  /** What is open of what is one key away. */
  shown: PartId | undefined = $state();
  expected: PartId | undefined;
  saving = $state(false);
  saved: Saved | undefined = $state.raw();
  /** What was said of the moment that was saved last. */
  savedForm: MomentForm | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();
  /** Nothing was chosen yet, and Enter was pressed. */
  needsService = $state(false);

  /** Steps that were asked for and are not done. */
  #steps = 0;
  #reads = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #draft: ReturnType<typeof setTimeout> | undefined;
  #reading: ReturnType<typeof setTimeout> | undefined;

  /** Reads, listens, and takes up the moment that was in front. Returns what ends it. */
  start(): () => void {
    void this.#do(async () => {
      const services = this.#readServices();
      await this.#read();
      const last = this.view?.open.filter((each) => !each.parked && !each.recovered).at(-1);
      if (last) this.#take(last);
      await services;
    });
    const listening = onChanged((entities) => this.#heard(entities));
    const stopKeeping = beforeLeaving(() => this.keepDraft());
    return () => {
      stopKeeping();
      clearTimeout(this.#reading);
      void this.keepDraft();
      void listening.then((stop) => stop());
    };
  }

  /** A moment is in front, or will be once the desk has done what was asked of it: keys may go on. */
  get isOpen(): boolean {
    return this.open !== undefined || this.#steps > 0;
  }

  /** Open moments besides the one in front. */
  get waiting(): OpenMoment[] {
    return (this.view?.open ?? []).filter((each) => each.id !== this.open?.id);
  }

  /** A client is here. Pressed again on an empty moment it does nothing; on one with something in it, that one waits. */
  begin(form: MomentForm = {}): Promise<void> {
    return this.#do(() => this.#begin(form));
  }

  /** A service is picked; where no clock runs it starts now, late. */
  pick(service: string): Promise<void> {
    return this.#do(() => this.#pick(service));
  }

  /** A digit chooses in what is open, when its turn comes; where nothing is, it picks a service of the quick list. */
  digit(digit: number): Promise<void> {
    const { stays, then } = this.expected ? partOf(this.expected) : {};
    if (!stays) this.expected = then;
    return this.#do(async () => {
      if (this.open && this.shown && partOf(this.shown).choices) return this.#choose(this.shown, digit);
      const service = this.view?.quick[digit - 1];
      if (service) await this.#pick(service.key);
    });
  }

  show(part: PartId | undefined): Promise<void> {
    this.expected = part === this.expected ? undefined : part;
    return this.#do(async () => {
      if (this.open) this.shown = opened(this, part);
    });
  }

  change(step: (form: MomentForm) => MomentForm): Promise<void> {
    return this.#do(async () => {
      if (this.open) this.#change(step(this.form));
    });
  }

  changeLine(at: number | undefined, change: (line: LineForm) => Partial<LineForm>): Promise<void> {
    return this.#do(async () => {
      const number = at ?? this.line;
      const line = lines(this.form)[number];
      if (this.open && line) this.#change(changeLine(this.form, number, change(line)));
    });
  }

  save(): Promise<void> {
    return this.#do(async () => {
      if (!this.open) return;
      this.needsService = lines(this.form).length === 0;
      if (this.needsService) return;
      clearTimeout(this.#draft);
      this.saving = true;
      try {
        const form = { ...this.form, id: this.open.id };
        this.saved = await desk.saveMoment(form);
        this.savedForm = form;
        this.#putAway();
      } finally {
        this.saving = false;
      }
      this.refresh();
    });
  }

  quickEnquiry(): Promise<void> {
    return this.#do(async () => {
      this.saved = await desk.quickEnquiry(null);
      this.refresh();
    });
  }

  /** What was just saved comes back as an open moment. */
  undo(): Promise<void> {
    return this.#do(async () => {
      if (!this.saved) return;
      const undone = this.saved.item.id;
      this.saved = undefined;
      await this.#setAside();
      const again = await desk.undo(undone);
      if (again) this.#take(again);
      this.refresh();
    });
  }

  /** Puts the moment in front aside, and opens one for the ringing phone. */
  park(): Promise<void> {
    return this.#do(async () => {
      await this.#setAside();
      await this.#begin({ channel: 'phone' });
    });
  }

  takeUp(moment: OpenMoment): Promise<void> {
    return this.#do(async () => {
      await this.#setAside();
      const taken = await desk.parkMoment(moment.id, false);
      // Its clock ran on while nobody was there.
      const form = moment.recovered ? { ...taken.form, time_source: taken.form.time_source ?? 'inaccurate' } : taken.form;
      this.#take({ ...taken, form });
      if (moment.recovered) this.#change(form);
      this.refresh();
    });
  }

  discard(moment: MomentId): Promise<void> {
    return this.#do(async () => {
      if (moment === this.open?.id) this.#putAway();
      await desk.discardMoment(moment);
      this.refresh();
    });
  }

  get isEmpty(): boolean {
    return isEmpty(this.form);
  }

  forgetSaved(): void {
    this.saved = undefined;
  }

  /** Keeps what was entered now, rather than in a moment. */
  async keepDraft(): Promise<void> {
    clearTimeout(this.#draft);
    const open = this.open;
    if (!open) return;
    try {
      await desk.changeOpenMoment(open.id, this.form);
    } catch (error) {
      // It was saved or discarded meanwhile: there is no draft to keep.
      if (this.open?.id === open.id) this.failed = errorWords(error);
    }
  }

  /** Reads again what the desk says, beside the steps and not in their way; an error that stands is left standing. */
  refresh(): void {
    this.#read().catch((error: unknown) => (this.failed ??= errorWords(error)));
  }

  async #pick(service: string): Promise<void> {
    if (!this.open) await this.#begin({ time_source: 'started_late' });
    this.#change(addLine(this.form, service));
    this.line = lines(this.form).length - 1;
    this.needsService = false;
  }

  #choose(id: PartId, digit: number): void {
    const form = byDigit(this.form, id, digit, this.line);
    if (!form) return;
    this.#change(form);
    this.shown = afterDigit(this, id);
  }

  async #begin(form: MomentForm): Promise<void> {
    if (this.open && isEmpty(this.form)) return;
    await this.#setAside();
    this.#take(await desk.openMoment(form));
    this.refresh();
  }

  async #setAside(): Promise<void> {
    const open = this.open;
    if (!open) return;
    if (isEmpty(this.form)) {
      this.#putAway();
      await desk.discardMoment(open.id);
      return;
    }
    await this.keepDraft();
    await desk.parkMoment(open.id, true);
    this.#putAway();
  }

  #take(moment: OpenMoment): void {
    this.open = moment;
    this.form = moment.form;
    this.line = Math.max(0, lines(moment.form).length - 1);
    this.shown = undefined;
    this.needsService = false;
  }

  #putAway(): void {
    clearTimeout(this.#draft);
    this.open = undefined;
    this.form = {};
    this.line = 0;
    this.shown = undefined;
    this.needsService = false;
  }

  #change(form: MomentForm): void {
    this.form = form;
    clearTimeout(this.#draft);
    this.#draft = setTimeout(() => void this.keepDraft(), DRAFT_AFTER_MS);
  }

  #heard(entities: string[]): void {
    if (entities.some((each) => each.startsWith('service:') || each.startsWith('quick_list:'))) void this.#readServices();
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => this.refresh(), READ_AGAIN_AFTER_MS);
  }

  async #read(): Promise<void> {
    const turn = ++this.#reads;
    const view = await desk.counter();
    // An answer that was overtaken says what was.
    if (turn === this.#reads) this.view = view;
  }

  async #readServices(): Promise<void> {
    const all: ServiceItem[] = await desk.services();
    this.services = new Map(all.map((service) => [service.key, service]));
  }

  #do(step: () => Promise<void>): Promise<void> {
    this.#steps += 1;
    const done = this.#queue.then(async () => {
      try {
        await step();
        this.failed = undefined;
      } catch (error) {
        this.failed = errorWords(asApiError(error));
      } finally {
        this.#steps -= 1;
        if (this.#steps === 0) this.expected = this.shown;
      }
    });
    this.#queue = done;
    return done;
  }
}
