/**
 * One client's way through the screen, as state. It decides what is shown and which taps count; the desk keeps the
 * answer, so every tap is sent as a draft and nothing is lost if this page goes away. It deliberately draws nothing.
 */
import { asApiError } from '@/api/errors';
import type { ClientAnswer, ClientDesk, ClientState, ClientStep, Invited } from '@/api/client';
import type { Locale, Message } from '@/i18n';
import type { Driver, Score } from '@/shared/words';
import { pagesOf, withDriver, withOverall, withRotated, type Page, type Value } from './answer';

/** A tap in the first second was meant for something else. */
export const FIRST_SECOND = 1000;
/** The second half of a double tap must not answer the next question. */
const AFTER_PAGE = 400;
/** How long the chosen face is seen before the next question. */
const BEAT = 250;
const THANKS = 8_000;
/** WCAG 2.2.1: at least 20 s to say "I am here". */
export const WARNING_SECONDS = 20;
const SHORTEST_TIMEOUT = 60;
/** Touches tell the desk that someone is here; more often than this says nothing new. */
const TOUCH_EVERY = 5_000;

export type Shown = 'rest' | 'curtain' | Page | 'thanks' | 'declined';

const blank: ClientAnswer = { overall: null, drivers: [], fairness: null, confidence: null, priority: null, need_met: null };

export class ClientFlow {
  shown = $state<Shown>('rest');
  locale = $state<Locale>('en');
  office = $state({ en: '', fr: '' });
  invited = $state.raw<Invited | null>(null);
  answer = $state.raw<ClientAnswer>(blank);
  /** False while taps don't count. */
  ready = $state(false);
  /** Whoever uses keys is shown what the keys are. */
  byKey = $state(false);
  saving = $state(false);
  failed = $state(false);
  /** Seconds until the invitation closes, while it is being asked whether anyone is still here. */
  closesIn = $state<number | null>(null);
  pages = $derived(pagesOf(this.invited?.question ?? null));

  #desk: ClientDesk;
  #onrest: () => void;
  #queue: Promise<unknown> = Promise.resolve();
  #covered: Shown = 'rest';
  #lastTouch = 0;
  #lastSent = -Infinity;
  #turn: ReturnType<typeof setTimeout> | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setInterval> | undefined;

  constructor(desk: ClientDesk, onrest: () => void = () => {}) {
    this.#desk = desk;
    this.#onrest = onrest;
  }

  /** Asks the desk for the state and listens; returns what stops it. */
  start(): () => void {
    let stopped = false;
    let unlisten = () => {};
    void this.#desk.listen((state) => this.#hear(state)).then((stop) => {
      unlisten = stop;
      if (stopped) stop();
    });
    this.#send({ kind: 'ready' }).then(
      (state) => this.#hear(state),
      () => this.#rest(),
    );
    return () => {
      stopped = true;
      unlisten();
      this.#stopTimers();
    };
  }

  /** A message in the client's language, which is not the window's. */
  say = (message: Message): string => message({}, { locale: this.locale });

  get asking(): boolean {
    return this.#page() !== null;
  }

  /** Whether this page is the last question. */
  get last(): boolean {
    return this.shown === this.pages.at(-1);
  }

  /** Any touch or key: someone is here. Returns true if that was all it meant. */
  touch(): boolean {
    if (!this.asking) return false;
    this.#lastTouch = performance.now();
    if (performance.now() - this.#lastSent >= TOUCH_EVERY) void this.#post({ kind: 'touched' });
    const asked = this.closesIn !== null;
    this.closesIn = null;
    if (asked) this.#settleFor(AFTER_PAGE);
    return asked;
  }

  chooseLocale(locale: Locale): void {
    this.locale = locale;
    if (this.asking) this.#draft();
  }

  chooseOverall(score: Score): void {
    if (!this.ready) return;
    this.#keep(withOverall(this.answer, score));
    this.ready = false;
    this.#turn = setTimeout(() => this.#go('drivers'), BEAT);
  }

  toggleDriver(driver: Driver): void {
    if (this.ready) this.#keep(withDriver(this.answer, driver));
  }

  chooseRotated(value: Value): void {
    const question = this.invited?.question;
    if (this.ready && question) this.#keep(withRotated(this.answer, question, value));
  }

  next(): void {
    const page = this.#page();
    if (!this.ready || page === null || this.answer.overall === null) return;
    const following = this.pages[this.pages.indexOf(page) + 1];
    if (following) this.#go(following);
    else void this.finish();
  }

  back(): void {
    const page = this.#page();
    const before = page && this.pages[this.pages.indexOf(page) - 1];
    if (this.ready && before) this.#go(before);
  }

  changeAnswer(): void {
    if (this.ready) this.#go('overall');
  }

  /** On the first page it declines, and takes back an answer given there. Later it ends with what was answered. */
  noThanks(): void {
    if (!this.ready) return;
    if (this.shown !== 'overall') return void this.finish();
    void this.#post({ kind: 'declined' });
    this.#part('declined');
  }

  /** Thanks are said only once the desk has the answer. */
  async finish(): Promise<void> {
    if (this.saving) return;
    const invitation = this.invited;
    this.saving = true;
    this.failed = false;
    try {
      await this.#send({ kind: 'done', answer: this.answer, language: this.locale });
      if (this.invited === invitation && this.asking) this.#part('thanks');
    } catch (error) {
      if (this.invited !== invitation) return;
      if (asApiError(error).code === 'token_expired') this.#rest();
      else this.failed = true;
    } finally {
      this.saving = false;
    }
  }

  #page(): Page | null {
    return this.shown === 'overall' || this.shown === 'drivers' || this.shown === 'rotated' ? this.shown : null;
  }

  #hear(state: ClientState): void {
    switch (state.kind) {
      case 'invited':
        if (state.token !== this.invited?.token) this.#invite(state);
        else if (this.shown === 'curtain') this.#uncover(state);
        return;
      case 'curtain':
        if (this.shown !== 'curtain') this.#covered = this.shown;
        this.#stopTimers();
        this.closesIn = null;
        this.shown = 'curtain';
        return;
      case 'rest':
        this.office = state.office;
        this.#closed();
        return;
      case 'closed':
        // Only "rest" and an invitation lift the curtain.
        if (this.shown === 'curtain') this.#covered = 'rest';
        else this.#closed();
        return;
    }
  }

  /** The desk has closed the invitation; thanks are still let stand for their time. */
  #closed(): void {
    if (this.shown !== 'thanks' && this.shown !== 'declined') this.#rest();
  }

  #invite(invited: Invited): void {
    this.#stopTimers();
    this.invited = invited;
    this.office = invited.office;
    this.locale = invited.language;
    this.answer = invited.answer;
    this.failed = false;
    this.byKey = false;
    // A crash after the first answer resumes where the client was.
    this.#go(invited.answer.overall === null ? 'overall' : 'drivers');
    this.#settleFor(Math.max(AFTER_PAGE, FIRST_SECOND - invited.lit_at_ms_ago));
    this.#watch();
  }

  #uncover(state: Invited): void {
    const page = this.#covered;
    if (page !== 'overall' && page !== 'drivers' && page !== 'rotated') return this.#rest();
    this.#go(page);
    this.#settleFor(Math.max(AFTER_PAGE, FIRST_SECOND - state.lit_at_ms_ago));
    this.#watch();
  }

  #go(page: Page): void {
    clearTimeout(this.#turn);
    this.shown = page;
    this.failed = false;
    this.#settleFor(AFTER_PAGE);
  }

  #part(words: 'thanks' | 'declined'): void {
    this.#stopTimers();
    this.closesIn = null;
    this.shown = words;
    this.#turn = setTimeout(() => this.#rest(), THANKS);
  }

  #rest(): void {
    this.#stopTimers();
    this.closesIn = null;
    this.answer = blank;
    this.shown = 'rest';
    this.#onrest();
  }

  #settleFor(milliseconds: number): void {
    clearTimeout(this.#settle);
    this.ready = false;
    this.#settle = setTimeout(() => (this.ready = true), milliseconds);
  }

  /** The countdown: the last 20 seconds are said aloud, and any touch starts it anew. */
  #watch(): void {
    clearInterval(this.#idle);
    this.#lastTouch = performance.now();
    const allowed = Math.max(SHORTEST_TIMEOUT, this.invited?.timeout_seconds ?? 0);
    this.#idle = setInterval(() => {
      const left = Math.ceil(allowed - (performance.now() - this.#lastTouch) / 1000);
      if (left > WARNING_SECONDS) return;
      if (left > 0) this.closesIn = left;
      else {
        void this.#post({ kind: 'timed_out', answer: this.answer });
        this.#rest();
      }
    }, 1000);
  }

  #stopTimers(): void {
    clearTimeout(this.#turn);
    clearTimeout(this.#settle);
    clearInterval(this.#idle);
  }

  #keep(answer: ClientAnswer): void {
    this.answer = answer;
    this.#draft();
  }

  #draft(): void {
    void this.#post({ kind: 'draft', answer: this.answer, language: this.locale });
  }

  /** For steps whose failure the client can do nothing about; an invitation that is over ends calmly. */
  async #post(step: ClientStep): Promise<void> {
    const invitation = this.invited;
    try {
      const state = await this.#send(step);
      // An echo of the invitation says nothing new, and must not lift a curtain that came meanwhile.
      if (state.kind !== 'invited' && this.invited === invitation) this.#hear(state);
    } catch (error) {
      if (asApiError(error).code === 'token_expired' && this.invited === invitation) this.#closed();
    }
  }

  /** One after the other, so that the desk's last draft is the client's last tap. */
  #send(step: ClientStep): Promise<ClientState> {
    const token = step.kind === 'ready' ? null : (this.invited?.token ?? null);
    this.#lastSent = performance.now();
    const sent = this.#queue.then(() => this.#desk.send(token, step));
    this.#queue = sent.catch(() => {});
    return sent;
  }
}
