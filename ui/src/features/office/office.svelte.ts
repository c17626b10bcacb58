/**
 * The office's settings, with what was typed and is not saved yet. A section is saved by itself; what stands unsaved
 * elsewhere stays so. It lives as long as the same person is signed in: going to another screen loses nothing.
 */
import { ApiFailure, asApiError, desk, errorWords, fieldError, onChanged, type OfficeForm, type OfficeView, type StaffId } from '@/api';
import type { ErrorWords } from '@/shared/error-words';

export const SECTIONS = {
  about: ['name_en', 'name_fr', 'organization_en', 'organization_fr', 'time_zone', 'languages'],
  invitations: ['invite_one_in', 'questions', 'client_timeout_seconds', 'screen_threshold', 'staff_threshold'],
  locking: ['idle_lock_minutes'],
  keep: ['keep'],
  notice: ['notice'],
  recorded: ['party_recorded', 'standing_recorded'],
} as const satisfies Record<string, readonly (keyof OfficeForm)[]>;
export type SectionId = keyof typeof SECTIONS;

export class OfficeState {
  view: OfficeView | undefined = $state.raw();
  zones: string[] = $state.raw([]);
  saving: SectionId | undefined = $state();
  /** The office could not be read. */
  failed: ErrorWords | undefined = $state.raw();

  #draft: Partial<OfficeForm> = $state.raw({});
  #refused: Partial<Record<SectionId, unknown>> = $state.raw({});
  #savedAt: Partial<Record<SectionId, Date>> = $state.raw({});

  start(): () => void {
    void this.read();
    void desk.timeZones().then((zones) => (this.zones = zones), () => {});
    const listening = onChanged((entities) => {
      if (entities.some((each) => /^(office|workstation):/.test(each))) void this.read();
    });
    return () => void listening.then((stop) => stop());
  }

  async read(): Promise<void> {
    try {
      this.view = await desk.office();
      this.failed = undefined;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }

  /** What the fields show: what was typed, else what is saved. */
  form(saved: OfficeForm): OfficeForm {
    return { ...saved, ...this.#draft };
  }

  change(part: Partial<OfficeForm>): void {
    const saved = this.view?.office;
    const changed = Object.entries({ ...this.#draft, ...part }).filter(([key, value]) => {
      return JSON.stringify(value) !== JSON.stringify(saved?.[key as keyof OfficeForm]);
    });
    this.#draft = Object.fromEntries(changed);
  }

  isUnsaved(section: SectionId): boolean {
    return SECTIONS[section].some((key) => key in this.#draft);
  }

  savedAt(section: SectionId): Date | undefined {
    return this.#savedAt[section];
  }

  /** The error of a field, or of a part of one (`keep/texts`), to stand beside it. */
  fieldError(section: SectionId, field: string): string | undefined {
    return fieldError(this.#refused[section], field);
  }

  /** An error that is about no field of the section. */
  sectionError(section: SectionId): ErrorWords | undefined {
    const refused = this.#refused[section];
    if (refused === undefined) return undefined;
    const fields: readonly string[] = SECTIONS[section];
    return fields.includes(asApiError(refused).field?.split('/')[0] ?? '') ? undefined : errorWords(refused);
  }

  discard(section: SectionId): void {
    this.#forget(section);
    this.#refused = { ...this.#refused, [section]: undefined };
  }

  /** Whether it was saved. The rest of the form is sent as the desk has it now, so that nobody else's change is undone. */
  async save(section: SectionId): Promise<boolean> {
    this.saving = section;
    try {
      const draft = this.#draft;
      const view = await desk.office();
      const form = { ...view.office, ...Object.fromEntries(SECTIONS[section].filter((key) => key in draft).map((key) => [key, draft[key]])) };
      refuseMissingNumbers(form);
      this.view = { ...view, office: await desk.saveOffice(form) };
      this.#forget(section);
      this.#refused = { ...this.#refused, [section]: undefined };
      this.#savedAt = { ...this.#savedAt, [section]: new Date() };
      return true;
    } catch (error) {
      this.#refused = { ...this.#refused, [section]: error };
      return false;
    } finally {
      this.saving = undefined;
    }
  }

  #forget(section: SectionId): void {
    const fields: readonly string[] = SECTIONS[section];
    this.#draft = Object.fromEntries(Object.entries(this.#draft).filter(([key]) => !fields.includes(key)));
  }
}

/** An emptied number field is NaN, which the desk could not even read. */
function refuseMissingNumbers(form: OfficeForm): void {
  const numbers = { ...form, ...Object.fromEntries(Object.entries(form.keep).map(([part, days]) => [`keep/${part}`, days])) };
  const missing = Object.entries(numbers).find(([, value]) => Number.isNaN(value));
  if (missing) throw new ApiFailure({ code: 'invalid', field: missing[0], data: { problem: 'missing' } });
}

let kept: { staff: StaffId; office: OfficeState } | undefined;

/** The state of the person who is signed in; somebody else's unsaved words are not shown to them. */
export function officeOf(staff: StaffId): OfficeState {
  if (kept?.staff !== staff) kept = { staff, office: new OfficeState() };
  return kept.office;
}
