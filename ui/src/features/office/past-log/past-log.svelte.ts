/**
 * Importing a past log, step by step: the file, its columns, its words, what it would do, what it did. Nothing is recorded
 * before the last step, and each step can be gone back to.
 */
import { asApiError, desk, errorWords, type StaffId, type LogField, type LogMapping, type LogPreview, type LogProgress, type LogReport, type OpenedLog, type ServiceItem, type TextEncoding } from '@/api';
import { m } from '@/i18n';
import { announce } from '@/shared/announce.svelte';
import type { ErrorWords } from '@/shared/error-words';
import { number } from '@/shared/format';
import { reasonWord, REASONS } from './words';

export type Step = 'file' | 'columns' | 'words' | 'preview' | 'result';
/** What runs now. */
export type Busy = 'opening' | 'previewing' | 'importing' | 'saving';

const LOOK_EVERY_MS = 400;

export class PastLog {
  step: Step = $state('file');
  path = $state('');
  opened: OpenedLog | undefined = $state.raw();
  mapping: LogMapping = $state.raw({ columns: {} });
  preview: LogPreview | undefined = $state.raw();
  report: LogReport | undefined = $state.raw();
  progress: LogProgress | undefined = $state.raw();
  services: ServiceItem[] = $state.raw([]);
  busy: Busy | undefined = $state();
  failed: ErrorWords | undefined = $state.raw();
  /** Why the file was refused whole. */
  fileProblem: string | undefined = $state();
  /** It can be read in the letters of an older spreadsheet, if somebody says so. */
  older = $state(false);
  saved: string | undefined = $state();

  start(): void {
    void desk.services().then((all) => (this.services = all), () => {});
  }

  async choose(): Promise<void> {
    await this.#do('opening', async () => {
      const chosen = await desk.chooseLogFile();
      if (chosen === null) return;
      this.path = chosen;
      await this.#open('unicode');
    });
  }

  open(encoding: TextEncoding = 'unicode'): Promise<void> {
    return this.#do('opening', () => this.#open(encoding));
  }

  chooseSheet(sheet: string): Promise<void> {
    return this.#do('opening', async () => {
      if (this.opened) this.#take(await desk.chooseLogSheet(this.opened.token, sheet));
    });
  }

  /** The field of a column, from 1. */
  fieldOf(column: number): LogField | '' {
    const found = Object.entries(this.mapping.columns).find(([, place]) => place === column);
    return (found?.[0] as LogField | undefined) ?? '';
  }

  /** Each field has one column: the last that was said to be it. */
  setField(column: number, field: LogField | ''): void {
    const others = Object.entries(this.mapping.columns).filter(([known, place]) => place !== column && known !== field);
    this.mapping = { ...this.mapping, columns: Object.fromEntries(field === '' ? others : [...others, [field, column]]) };
  }

  set(change: Partial<LogMapping>): void {
    this.mapping = { ...this.mapping, ...change };
  }

  meaningOf(field: LogField, word: string): string | undefined {
    return this.mapping.words?.[field]?.[word];
  }

  setMeaning(field: LogField, word: string, meaning: string | undefined): void {
    const { [word]: _before, ...others } = this.mapping.words?.[field] ?? {};
    const words = meaning === undefined ? others : { ...others, [word]: meaning };
    this.set({ words: { ...this.mapping.words, [field]: words } });
  }

  /** What is missing before the rows can be looked at. */
  get lacks(): string | undefined {
    const { columns, unmatched_services } = this.mapping;
    if (!columns.date && !columns.date_time) return m.past_log_lacks_date();
    if (columns.date && columns.date_time) return m.past_log_two_dates();
    if (columns.time && columns.date_time) return m.past_log_two_times();
    if (!columns.service && unmatched_services !== 'classify_later') return m.past_log_lacks_service();
    return undefined;
  }

  /** Looks at every row. Words that have no meaning yet come first. */
  async look(words: boolean): Promise<void> {
    await this.#do('previewing', async () => {
      if (!this.opened) return;
      const preview = await this.#watched(desk.previewPastLog(this.opened.token, this.mapping));
      if (preview.stopped) return;
      this.preview = preview;
      this.step = words && preview.unknown_words.length > 0 ? 'words' : 'preview';
    });
  }

  async import(): Promise<void> {
    await this.#do('importing', async () => {
      if (!this.opened) return;
      this.report = await this.#watched(desk.importPastLog(this.opened.token, this.mapping));
      this.saved = undefined;
      this.step = 'result';
      announce(this.report.stopped ? m.past_log_stopped() : m.past_log_done());
    });
  }

  stop(): void {
    void desk.stopPastLog().catch(() => {});
  }

  async saveRefused(): Promise<void> {
    await this.#do('saving', async () => {
      if (!this.opened) return;
      const place = await desk.choosePlace(m.past_log_refused_file());
      if (place === null) return;
      const reasons = Object.fromEntries(REASONS.map((reason) => [reason, reasonWord[reason]()]));
      this.saved = await desk.saveRefusedRows(this.opened.token, place, { line: m.past_log_line(), column: m.past_log_column(), reason: m.past_log_reason(), reasons });
      announce(m.past_log_saved_as({ file: this.saved }));
    });
  }

  /** Back to a step; what was said stays. Another file is chosen once this one is put away: it may hold names. */
  back(step: Step): void {
    this.failed = undefined;
    this.step = step;
    if (step !== 'file') return;
    this.opened = undefined;
    void desk.closePastLog().catch(() => {});
  }

  async #open(encoding: TextEncoding): Promise<void> {
    this.older = false;
    this.#take(await desk.openPastLog(this.path.trim().replace(/^"(.*)"$/, '$1'), encoding));
  }

  #take(opened: OpenedLog): void {
    this.opened = opened;
    this.mapping = opened.mapping;
    this.preview = undefined;
    this.report = undefined;
    this.step = 'columns';
    announce(m.past_log_opened({ count: opened.rows, number: number(opened.rows), file: opened.name }));
  }

  /** Tells how far it is, until it is done. */
  async #watched<Result>(work: Promise<Result>): Promise<Result> {
    const looking = setInterval(() => void desk.pastLogProgress().then((progress) => (this.progress = progress), () => {}), LOOK_EVERY_MS);
    try {
      return await work;
    } finally {
      clearInterval(looking);
      this.progress = undefined;
    }
  }

  async #do(busy: Busy, step: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = busy;
    this.failed = undefined;
    this.fileProblem = undefined;
    try {
      await step();
    } catch (error) {
      const { code, data } = asApiError(error);
      this.older = code === 'not_a_log' && data.reason === 'windows_1252';
      this.fileProblem = code === 'not_a_log' ? problemOf(data) : undefined;
      const outdated = code === 'preview_outdated' ? { what: m.past_log_no_longer_open() } : {};
      this.failed = this.fileProblem ? undefined : { ...errorWords(error), ...outdated };
    } finally {
      this.busy = undefined;
    }
  }
}

let kept: { staff: StaffId; log: PastLog } | undefined;

/**
 * The import of the person who is signed in: it goes on while they look at another screen, as for the name of a service.
 * The desk forgets the file when they sign out.
 */
export function pastLogOf(staff: StaffId): PastLog {
  if (kept?.staff !== staff) kept = { staff, log: new PastLog() };
  return kept.log;
}

function problemOf({ file = '', reason = '', line = '' }: Partial<Record<string, string>>): string {
  switch (reason) {
    case 'empty':
      return m.past_log_file_empty({ file });
    case 'too_many_rows':
      return m.past_log_file_too_many_rows({ file });
    case 'too_many_columns':
      return m.past_log_file_too_many_columns({ file, line });
    case 'windows_1252':
      return m.past_log_file_older({ file, line });
    case 'cut_short':
      return m.past_log_file_cut({ file, line });
    case 'protected_or_old':
      return m.past_log_file_protected({ file });
    case 'no_such_sheet':
      return m.past_log_no_such_sheet();
    default:
      return m.past_log_file_unreadable({ file });
  }
}
