/**
 * Weeks to years as the desk adds them up. What is shown is read again when a moment changes; an answer that comes after a
 * later question is dropped.
 */
import { desk, errorWords, onChanged, type Trend, type TrendBy, type TrendForm, type TrendPeriod } from '@/api';
import { m } from '@/i18n';
import { announce } from '@/shared/announce.svelte';
import type { ErrorWords } from '@/shared/error-words';
import { isoDate } from '@/shared/format';

const READ_AGAIN_AFTER_MS = 1_000;
/** Months that are shown at first. */
const MONTHS = 12;

/** What a trend is narrowed to, as the value of a list: `all`, or a side and its key. */
export type Narrowed = 'all' | `${'channel' | 'service' | 'workstation'}:${string}`;

export class TrendsState {
  trend: Trend | undefined = $state.raw();
  /** The period whose parts are shown; absent: all of them together. */
  chosen: string | undefined = $state();
  by: TrendBy = $state('month');
  from = $state('');
  to = $state('');
  narrowed: Narrowed = $state('all');
  failed: ErrorWords | undefined = $state.raw();
  /** Of the whole office, so that every service can be chosen while one is. */
  services: TrendPeriod['by_service'] = $state.raw([]);
  workstations: Trend['workstations'] = $state.raw([]);

  #asked = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(today: Date = new Date()) {
    this.to = isoDate(today);
    this.from = isoDate(new Date(today.getFullYear(), today.getMonth() - MONTHS + 1, 1));
  }

  start(): () => void {
    void this.read();
    const listening = onChanged((entities) => {
      if (!entities.some((each) => /^(moment|office|workstation):/.test(each))) return;
      clearTimeout(this.#again);
      this.#again = setTimeout(() => void this.read(), READ_AGAIN_AFTER_MS);
    });
    return () => {
      clearTimeout(this.#again);
      void listening.then((stop) => stop());
    };
  }

  /** The period that is looked at. */
  get period(): TrendPeriod | undefined {
    return this.trend?.periods.find(({ from }) => from === this.chosen) ?? this.trend?.whole;
  }

  async ask(some: Partial<Pick<TrendsState, 'by' | 'from' | 'to' | 'narrowed'>>): Promise<void> {
    Object.assign(this, some);
    this.chosen = undefined;
    if (await this.read()) announce(m.trends_read());
  }

  async read(): Promise<boolean> {
    const asked = ++this.#asked;
    try {
      const trend = await desk.trend(this.#form());
      if (asked !== this.#asked) return false;
      this.trend = trend;
      if (this.narrowed === 'all') {
        this.services = trend.whole.by_service;
        this.workstations = trend.workstations;
      }
      this.failed = undefined;
      return true;
    } catch (error) {
      if (asked === this.#asked) this.failed = errorWords(error);
      return false;
    }
  }

  #form(): TrendForm {
    const [side, ...rest] = this.narrowed.split(':');
    const key = rest.join(':');
    const form: TrendForm = { from: this.from, to: this.to, by: this.by, workstation: null, service: null, channel: null };
    if (side === 'service') return { ...form, service: key };
    if (side === 'workstation') return { ...form, workstation: key };
    return side === 'channel' ? { ...form, channel: key as TrendForm['channel'] } : form;
  }
}
