/**
 * A saved moment while it is amended. The desk takes a whole form and writes only what differs, so what is sent is the
 * form as it stands then with the fields that were changed here: nothing that came meanwhile is turned back.
 */
import { desk, type LineForm, type MomentForm, type MomentView } from '@/api';
import type { Editor } from '@/moment/editor';
import { changeLine, lines, walkOff, type Services } from '@/moment/form';
import { afterDigit, byDigit, byZero, opened, type OfficeRecords, type PartId } from '@/moment/parts';

export class Amendment implements Editor {
  form: MomentForm = $state.raw({});
  line = $state(0);
  shown: PartId | undefined = $state();
  readonly services: Services;
  readonly records: OfficeRecords;
  readonly #view: MomentView;

  constructor(view: MomentView, services: Services, records: OfficeRecords) {
    this.#view = view;
    this.services = services;
    // What was recorded while the office did so can still be put right.
    this.records = {
      party: records.party || view.form.party_size != null || view.form.acting_for_other != null,
      standing: records.standing || view.form.standing != null,
    };
    this.form = view.form;
  }

  get expected(): PartId | undefined {
    return this.shown;
  }

  get changed(): (keyof MomentForm)[] {
    const fields = Object.keys({ ...this.#view.form, ...this.form }) as (keyof MomentForm)[];
    return fields.filter((field) => !isSame(this.#view.form[field], this.form[field]));
  }

  async change(step: (form: MomentForm) => MomentForm): Promise<void> {
    this.form = step(this.form);
  }

  async changeLine(at: number | undefined, change: (line: LineForm) => Partial<LineForm>): Promise<void> {
    const number = at ?? this.line;
    const line = lines(this.form)[number];
    if (line) this.form = changeLine(this.form, number, change(line));
  }

  async stepLine(by: number): Promise<void> {
    this.line = Math.min(Math.max(0, lines(this.form).length - 1), Math.max(0, this.line + by));
  }

  /** How long they had been here is not asked anew: a line that is amended has a service. */
  async walkOff(): Promise<void> {
    this.form = walkOff(this.form, this.line, Infinity);
  }

  async show(part: PartId | undefined): Promise<void> {
    this.shown = opened(this, part);
  }

  /** A digit chooses in what is open. */
  async byDigit(digit: number): Promise<void> {
    if (!this.shown) return;
    const form = digit === 0 ? byZero(this.form, this.shown) : byDigit(this.form, this.shown, digit, this.line);
    if (!form) return;
    this.form = form;
    this.shown = afterDigit(this, this.shown);
  }

  async save(reason: string): Promise<MomentView> {
    const id = this.#view.item.id;
    const { form: now } = await desk.moment(id);
    const changes = Object.fromEntries(this.changed.map((field) => [field, this.form[field]]));
    return desk.amend(id, { ...now, ...changes }, reason);
  }
}

/** A field that is absent, null or an empty list says the same. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(bare(left)) === JSON.stringify(bare(right));
}

/** Names in one order, and nothing that says nothing. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(bare);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const said = Object.entries(value).flatMap(([name, inner]) => (bare(inner) === undefined ? [] : [[name, bare(inner)] as const]));
  return said.length === 0 ? undefined : Object.fromEntries(said.sort(([left], [right]) => left.localeCompare(right)));
}
