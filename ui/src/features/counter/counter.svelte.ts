/** The counter's state: the moment in front, those that wait, what staff do. Every change is kept as a draft within a third of a second. */
import { desk, errorWords, type CounterView, type LineForm, type MomentForm, type MomentId, type OpenMoment, type Saved } from '@/api';
import type { Editor } from '@/moment/editor';
import { changeLine, isEmpty, lines, pickService, walkOff, withoutTheGone } from '@/moment/form';
import { afterDigit, byDigit, byZero, opened, partOf, type OfficeRecords, type PartId } from '@/moment/parts';
import { beforeLeaving } from '@/shared/before-leaving';
import { Reading } from './reading.svelte';
import { offeredFirst, secondsOpen } from './waits';

const DRAFT_AFTER_MS = 300;

export class CounterState extends Reading implements Editor {
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
  /** Nothing was chosen yet, and Enter was pressed. */
  needsService = $state(false);

  #draft: ReturnType<typeof setTimeout> | undefined;

  /** Reads, listens, and takes up the moment that was in front. Returns what ends it. */
  start(): () => void {
    void this.do(async () => {
      const [view] = await Promise.all([this.read(), this.readServices()]);
      const last = view.open.filter((each) => !each.parked && !each.recovered).at(-1);
      if (last) this.#take(last);
    });
    const stopListening = this.listen();
    const stopKeeping = beforeLeaving(() => this.keepDraft());
    return () => {
      stopKeeping();
      stopListening();
      void this.keepDraft();
    };
  }

  /** A moment is in front, or will be once the desk has done what was asked of it: keys may go on. */
  get isOpen(): boolean {
    return this.open !== undefined || this.isBusy;
  }

  /** Open moments besides the one in front, in the order in which they began. */
  get waiting(): OpenMoment[] {
    return (this.view?.open ?? []).filter((each) => each.id !== this.open?.id);
  }

  get offered(): OpenMoment | undefined {
    return offeredFirst(this.waiting);
  }

  get records(): OfficeRecords {
    return { party: this.view?.party_recorded ?? false, standing: this.view?.standing_recorded ?? false };
  }

  /** A client is here. Pressed again on an empty moment it does nothing; on one with something in it, that one waits. */
  begin(form: MomentForm = {}): Promise<void> {
    return this.do(() => this.#begin(form));
  }

  /** A service is picked; where no clock runs it starts now, late. */
  pick(service: string): Promise<void> {
    return this.do(() => this.#pick(service));
  }

  /** A digit chooses in what is open, when its turn comes; where nothing is, it picks a service of the quick list. */
  digit(digit: number): Promise<void> {
    const { stays, then } = this.expected ? partOf(this.expected) : {};
    if (!stays) this.expected = then;
    return this.do(async () => {
      if (this.open && this.shown && partOf(this.shown).choices) return this.#choose(byDigit(this.form, this.shown, digit, this.line));
      const service = this.view?.quick[digit - 1];
      if (service) await this.#pick(service.key);
    });
  }

  /** Nought is what is left to choose in what is open; elsewhere a quick enquiry. */
  zero(): Promise<void> {
    return this.do(async () => {
      const chosen = this.open && this.shown && byZero(this.form, this.shown);
      if (chosen) return this.#choose(chosen);
      await this.#quickEnquiry();
    });
  }

  show(part: PartId | undefined): Promise<void> {
    this.expected = part === this.expected ? undefined : part;
    return this.do(async () => {
      if (this.open) this.shown = opened(this, part);
    });
  }

  change(step: (form: MomentForm) => MomentForm): Promise<void> {
    return this.do(async () => {
      if (this.open) this.#change(step(this.form));
    });
  }

  changeLine(at: number | undefined, change: (line: LineForm) => Partial<LineForm>): Promise<void> {
    return this.do(async () => {
      const number = at ?? this.line;
      const line = lines(this.form)[number];
      if (this.open && line) this.#change(changeLine(this.form, number, change(line)));
    });
  }

  /** To the line before or after the one in front. */
  stepLine(by: number): Promise<void> {
    return this.do(async () => {
      this.line = Math.min(Math.max(0, lines(this.form).length - 1), Math.max(0, this.line + by));
    });
  }

  walkOff(): Promise<void> {
    return this.do(async () => {
      if (this.open) this.#change(walkOff(this.form, this.line, secondsOpen(this.open, Date.now())));
    });
  }

  save(): Promise<void> {
    return this.do(async () => {
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
    return this.do(() => this.#quickEnquiry());
  }

  /** What was just saved comes back as an open moment. */
  undo(): Promise<void> {
    return this.do(async () => {
      if (!this.saved) return;
      const undone = this.saved.item.id;
      this.saved = undefined;
      await this.#setAside();
      const again = await desk.undo(undone);
      if (again) this.#take(again);
      this.refresh();
    });
  }

  /**
   * The telephone rings: whoever is in front waits, and a phone moment opens. Pressed again when that one is empty, saved
   * or discarded, whoever was put on hold last is in front again.
   */
  park(): Promise<void> {
    return this.do(async () => {
      const isEmptyCall = this.open !== undefined && this.form.channel === 'phone' && isEmpty(this.form);
      // What was put on hold a moment ago may not be among what was read.
      const back = !this.open || isEmptyCall ? offeredFirst((await this.read()).open.filter((each) => each.id !== this.open?.id)) : undefined;
      if (back) return this.#takeUp(back);
      if (isEmptyCall) return;
      await this.#hold();
      await this.#begin({ channel: 'phone' });
    });
  }

  takeUp(moment: OpenMoment): Promise<void> {
    return this.do(() => this.#takeUp(moment));
  }

  takeUpNth(number: number): Promise<void> {
    return this.do(async () => {
      const moment = this.waiting[number - 1];
      if (moment) await this.#takeUp(moment);
    });
  }

  discard(moment: MomentId): Promise<void> {
    return this.do(async () => {
      if (moment === this.open?.id) this.#putAway();
      await desk.discardMoment(moment);
      this.refresh();
    });
  }

  /** Keeps what was entered now, rather than in a moment. */
  async keepDraft(): Promise<void> {
    clearTimeout(this.#draft);
    const { open } = this;
    if (!open) return;
    try {
      const { invited } = await desk.changeOpenMoment(open.id, this.form);
      // A client who was on the telephone and is here now is drawn only then.
      if (this.open?.id === open.id && this.open.invited !== invited) this.open = { ...this.open, invited };
    } catch (error) {
      // It was saved or discarded meanwhile: there is no draft to keep.
      if (this.open?.id === open.id) this.failed = errorWords(error);
    }
  }

  protected override rest(): void {
    this.expected = this.shown;
  }

  /** A moment in front that was settled elsewhere, as at closing time, is in front no longer. */
  protected override async read(): Promise<CounterView> {
    const front = this.open?.id;
    const view = await super.read();
    if (front && this.open?.id === front && !this.saving && !view.open.some(({ id }) => id === front)) this.#putAway();
    return view;
  }

  async #quickEnquiry(): Promise<void> {
    this.saved = await desk.quickEnquiry(null);
    this.refresh();
  }

  async #pick(service: string): Promise<void> {
    if (!this.open) await this.#begin({ time_source: 'started_late' });
    this.#change(pickService(this.form, service));
    this.line = lines(this.form).length - 1;
    this.needsService = false;
  }

  #choose(form: MomentForm | undefined): void {
    if (!form || !this.shown) return;
    this.#change(form);
    this.shown = afterDigit(this, this.shown);
  }

  async #begin(form: MomentForm): Promise<void> {
    if (this.open && isEmpty(this.form)) return;
    await this.#setAside();
    this.#take(await desk.openMoment(form));
    this.refresh();
  }

  async #takeUp(moment: OpenMoment): Promise<void> {
    await this.#setAside();
    const taken = await desk.parkMoment(moment.id, false);
    // Its clock ran on while nobody was there.
    const form = moment.recovered ? { ...taken.form, time_source: taken.form.time_source ?? 'inaccurate' } : taken.form;
    this.#take({ ...taken, form });
    if (moment.recovered) this.#change(form);
    this.refresh();
  }

  /** What is empty goes; anything else waits. */
  async #setAside(): Promise<void> {
    const { open } = this;
    if (open && !isEmpty(this.form)) return this.#hold();
    this.#putAway();
    if (open) await desk.discardMoment(open.id);
  }

  async #hold(): Promise<void> {
    const { open } = this;
    if (!open) return;
    await this.keepDraft();
    await desk.parkMoment(open.id, true);
    this.#putAway();
  }

  #take(moment: OpenMoment): void {
    this.#putAway();
    this.open = moment;
    this.form = moment.form;
    this.line = Math.max(0, lines(moment.form).length - 1);
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
    this.form = this.open?.invited ? withoutTheGone(this.form, form) : form;
    clearTimeout(this.#draft);
    this.#draft = setTimeout(() => void this.keepDraft(), DRAFT_AFTER_MS);
  }
}
