/**
 * The office's staff, with what was typed and is not saved yet. Like the settings, it lives as long as the same person
 * is signed in. A PIN is held only until its dialog closes.
 */
import { asApiError, desk, errorWords, fieldError, onChanged, type StaffForm, type StaffId, type StaffItem, type StaffSaved } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import { compare } from '@/shared/format';
import type { Role } from '@/shared/words';

/** A person's id, or `new`. */
export type Who = StaffId | 'new';
export type StaffDraft = { name: string; roles: Role[]; language: string | null };
export type Issued = { name: string; pin: string };

export class StaffState {
  people: StaffItem[] | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();
  saving: Who | undefined = $state();
  /** The PIN of a person who was just added. */
  issued: Issued | undefined = $state.raw();
  /** The person who was just deactivated, for as long as it can be undone. */
  deactivated: StaffItem | undefined = $state.raw();

  /** Who is signed in. */
  readonly me: StaffId;

  #drafts: Partial<Record<Who, StaffDraft>> = $state.raw({});
  #refused: Partial<Record<Who, unknown>> = $state.raw({});

  constructor(me: StaffId) {
    this.me = me;
  }

  start(): () => void {
    void this.read();
    const listening = onChanged((entities) => {
      if (entities.some((each) => each.startsWith('staff:'))) void this.read();
    });
    return () => void listening.then((stop) => stop());
  }

  async read(): Promise<void> {
    try {
      const people = await desk.staff();
      this.people = people.sort((a, b) => Number(b.active) - Number(a.active) || compare(a.name, b.name));
      this.failed = undefined;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }

  draft(who: Who): StaffDraft | undefined {
    return this.#drafts[who];
  }

  get isUnsaved(): boolean {
    return Object.values(this.#drafts).some((draft) => draft !== undefined);
  }

  edit(who: Who, draft: StaffDraft): void {
    this.#drafts = { ...this.#drafts, [who]: draft };
  }

  cancel(who: Who): void {
    this.#drafts = { ...this.#drafts, [who]: undefined };
    this.#refuse(who, undefined);
  }

  nameError(who: Who): string | undefined {
    if (problemOf(this.#refused[who], 'name') === 'not_together') return m.office_staff_name_taken();
    return fieldError(this.#refused[who], 'name');
  }

  rolesError(who: Who): string | undefined {
    const problem = problemOf(this.#refused[who], 'roles');
    if (problem === 'missing') return m.office_staff_needs_role();
    if (problem === 'not_together') return m.office_staff_last_administrator();
    return fieldError(this.#refused[who], 'roles');
  }

  otherError(who: Who): ErrorWords | undefined {
    const refused = this.#refused[who];
    if (refused === undefined || ['name', 'roles'].includes(asApiError(refused).field ?? '')) return undefined;
    return errorWords(refused);
  }

  /** The desk said that one administrator alone can't. */
  needsTwo(who: Who): boolean {
    const refused = this.#refused[who];
    return refused !== undefined && asApiError(refused).code === 'two_needed';
  }

  /** Saves what was typed. A new person is issued a PIN. */
  async save(who: Who, active: boolean): Promise<boolean> {
    const draft = this.#drafts[who];
    if (!draft) return false;
    if (draft.roles.length === 0) {
      this.#refuse(who, { code: 'invalid', field: 'roles', data: { problem: 'missing' } });
      return false;
    }
    const saved = await this.#save(who, { ...draft, id: who === 'new' ? null : who, active });
    if (!saved) return false;
    if (saved.issued_pin) this.issued = { name: saved.staff.name, pin: saved.issued_pin };
    this.cancel(who);
    return true;
  }

  async deactivate(person: StaffItem): Promise<boolean> {
    const saved = await this.#save(person.id, { ...formOf(person), active: false });
    if (saved) this.deactivated = person;
    return saved !== undefined;
  }

  async bringBack(person: StaffItem): Promise<boolean> {
    this.deactivated = undefined;
    return (await this.#save(person.id, { ...formOf(person), active: true })) !== undefined;
  }

  /** The new PIN, once it is in force. */
  async issuePin(person: StaffItem): Promise<string | undefined> {
    const saved = await this.#save(person.id, { ...formOf(person), issue_pin: true });
    return saved?.issued_pin ?? undefined;
  }

  async #save(who: Who, form: StaffForm): Promise<StaffSaved | undefined> {
    this.saving = who;
    try {
      const saved = await desk.saveStaff(form);
      this.#refuse(who, undefined);
      await this.read();
      return saved;
    } catch (error) {
      this.#refuse(who, error);
      return undefined;
    } finally {
      this.saving = undefined;
    }
  }

  #refuse(who: Who, error: unknown): void {
    this.#refused = { ...this.#refused, [who]: error };
  }
}

function formOf({ id, name, roles, active, language }: StaffItem): StaffForm {
  return { id, name, roles, active, language };
}

function problemOf(refused: unknown, field: string): string | undefined {
  if (refused === undefined) return undefined;
  const error = asApiError(refused);
  return error.field === field ? error.data.problem : undefined;
}

let kept: { by: StaffId; staff: StaffState } | undefined;

/** The state of the person who is signed in; somebody else's unsaved words are not shown to them. */
export function staffOf(by: StaffId): StaffState {
  if (kept?.by !== by) kept = { by, staff: new StaffState(by) };
  return kept.staff;
}
