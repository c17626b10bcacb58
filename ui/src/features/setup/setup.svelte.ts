/**
 * What is typed while the workstation is set up, kept while people go back and forth, and which step comes next.
 * The desk decides what is right; here only what can be said at once is checked.
 */
import { asApiError, desk, errorWords, fieldError, type KeyStorage, type NewOffice } from '@/api';
import { locale, m, type Locale, type Message } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import { fold } from '@/shared/search';
import { zoneText } from './zones';

export const STEPS = ['office', 'workstation', 'administrator', 'key', 'catalogue', 'review'] as const;
export type Step = (typeof STEPS)[number];

export const stepTitle: Record<Step, Message> = {
  office: m.setup_office,
  workstation: m.setup_workstation,
  administrator: m.setup_administrator,
  key: m.setup_key,
  catalogue: m.setup_catalogue,
  review: m.setup_review,
};

/** `repeat` is the PIN again, and never leaves this window. */
export type SetupField = keyof NewOffice | 'repeat';

const stepOf: Record<SetupField, Step> = {
  name_en: 'office',
  name_fr: 'office',
  organization_en: 'office',
  organization_fr: 'office',
  time_zone: 'office',
  languages: 'office',
  workstation: 'workstation',
  administrator: 'administrator',
  pin: 'administrator',
  repeat: 'administrator',
  key_storage: 'key',
  starter_catalogue: 'catalogue',
};

const PIN_MIN = 8;

export type Start = { suggested_time_zone: string; keystore_available: boolean; key_file: boolean };

export class SetupForm {
  name_en = $state('');
  name_fr = $state('');
  organization_en = $state('');
  organization_fr = $state('');
  /** As typed in the field; an IANA name once it is one of `zones`. */
  zone = $state('');
  zones: readonly string[] = $state.raw([]);
  /** Until someone chooses, the language that setup is read in. */
  first: Locale | null = $state(null);
  others: readonly string[] = $state.raw([]);
  workstation = $state('');
  administrator = $state('');
  pin = $state('');
  repeat = $state('');
  starter_catalogue = $state(true);

  step: Step = $state('office');
  /** From the last step on, a correction leads straight back to it. */
  reviewed = $state(false);
  errors: Partial<Record<SetupField, string>> = $state.raw({});
  failed: ErrorWords | undefined = $state.raw();
  busy = $state(false);
  /** The office is made: what is left is to keep this safe. */
  code: string | undefined = $state();

  #start: () => Start;
  #key: KeyStorage | null = $state(null);

  constructor(start: () => Start) {
    this.#start = start;
    this.zone = zoneText(start().suggested_time_zone);
    this.zones = [start().suggested_time_zone];
  }

  /**
   * Until someone chooses, the better of what this computer offers; a keystore may come while setup waits for it. A key
   * file that nobody named is never taken without being chosen: whoever can copy it can open the records.
   */
  get key_storage(): KeyStorage | undefined {
    const { keystore_available, key_file } = this.#start();
    return this.#key ?? (keystore_available ? 'keystore' : key_file ? 'key_file' : undefined);
  }
  set key_storage(chosen: KeyStorage) {
    this.#key = chosen;
  }

  /** Where the list can't be had, the suggested zone is still there, and it can be changed later. */
  async readZones(): Promise<void> {
    try {
      this.zones = await desk.timeZones();
    } catch {
      return;
    }
  }

  get time_zone(): string | undefined {
    return this.zones.find((zone) => fold(zoneText(zone)) === fold(this.zone));
  }

  get firstLanguage(): Locale {
    return this.first ?? locale();
  }

  /** The first is the default. */
  get languages(): string[] {
    return [this.firstLanguage, this.firstLanguage === 'en' ? 'fr' : 'en', ...this.others];
  }

  /** The first field in error, or undefined when this step is done and the next one is there. */
  next(): SetupField | undefined {
    this.errors = this.#check();
    const wrong = Object.keys(this.errors)[0] as SetupField | undefined;
    if (!wrong) this.goTo(this.reviewed ? 'review' : (STEPS[STEPS.indexOf(this.step) + 1] ?? 'review'));
    return wrong;
  }

  /** An error goes as soon as what it said is put right. */
  typed(): void {
    const still = this.#check();
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(([field]) => field in still));
  }

  back(): void {
    this.goTo(STEPS[STEPS.indexOf(this.step) - 1] ?? 'office');
  }

  goTo(step: Step): void {
    this.errors = {};
    this.failed = undefined;
    this.step = step;
    if (step === 'workstation' && this.workstation === '') this.workstation = m.setup_workstation_first();
    if (step === 'review') this.reviewed = true;
  }

  /** Makes the office. Where the desk finds a field wrong, its step comes back. */
  async create(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failed = undefined;
    try {
      this.code = (await desk.setUp(this.#newOffice())).recovery_code;
      this.pin = this.repeat = '';
    } catch (thrown) {
      this.#refused(thrown);
    } finally {
      this.busy = false;
    }
  }

  #refused(thrown: unknown): void {
    const { code, field } = asApiError(thrown);
    if (field && isField(field)) {
      this.goTo(stepOf[field]);
      this.errors = { [field]: fieldError(thrown, field) };
    } else if (code === 'keystore_unavailable') {
      this.goTo('key');
      this.errors = { key_storage: m.setup_keystore_failed() };
    } else {
      this.failed = errorWords(thrown);
    }
  }

  #check(): Partial<Record<SetupField, string>> {
    const needed = (...fields: ('name_en' | 'name_fr' | 'organization_en' | 'organization_fr' | 'workstation' | 'administrator')[]) =>
      Object.fromEntries(fields.filter((field) => this[field].trim() === '').map((field) => [field, m.setup_needed()]));
    switch (this.step) {
      case 'office':
        return {
          ...needed('name_en', 'name_fr', 'organization_en', 'organization_fr'),
          ...(this.time_zone ? {} : { time_zone: m.setup_time_zone_pick() }),
        };
      case 'workstation':
        return needed('workstation');
      case 'administrator':
        return { ...needed('administrator'), ...this.#checkPin() };
      case 'key':
        return this.key_storage ? {} : { key_storage: m.setup_key_choose() };
      case 'catalogue':
      case 'review':
        return {};
    }
  }

  #checkPin(): Partial<Record<SetupField, string>> {
    if ([...this.pin].length < PIN_MIN) return { pin: m.setup_pin_short() };
    return this.pin === this.repeat ? {} : { repeat: m.setup_pin_differs() };
  }

  #newOffice(): NewOffice {
    return {
      name_en: this.name_en,
      name_fr: this.name_fr,
      organization_en: this.organization_en,
      organization_fr: this.organization_fr,
      time_zone: this.time_zone ?? this.zone,
      languages: this.languages,
      workstation: this.workstation,
      administrator: this.administrator,
      pin: this.pin,
      key_storage: this.key_storage ?? 'keystore',
      starter_catalogue: this.starter_catalogue,
    };
  }
}

function isField(field: string): field is SetupField {
  return field in stepOf;
}
