/**
 * Cards that came back, entered one after the other: number, what the card says, a look at it, saved, the next. Nobody
 * amends an answer, so it is shown whole before it is saved. It draws nothing; `keys.ts` has its number pad.
 */
import { asApiError, desk, errorWords, type Card, type RatingForm } from '@/api';
import { m, type Locale } from '@/i18n';
import { ASSISTED, type Assisted, type Value } from '@/moment/questions';
import { announce } from '@/shared/announce.svelte';
import { shifted } from '@/shared/days';
import { dayDate } from '@/shared/format';
import type { Driver, Score } from '@/shared/words';

/** The pages of one card, in order; `number` and `which` come before it. */
export type Page = 'overall' | 'drivers' | 'rotated' | 'look';

/** What was entered in this batch; shown to whoever holds the cards, and forgotten with the screen. */
export type Entered = { id: string; number: string; at: Date; overall: Score | null };

/** What a card says so far. */
type Said = {
  blank: boolean;
  overall: Score | null;
  drivers: Driver[];
  rotated: Value | null;
  language: Locale;
  assisted: Assisted;
  comment: string;
};

const nothing: Said = { blank: false, overall: null, drivers: [], rotated: null, language: 'en', assisted: 'no', comment: '' };

export class CardBatch {
  page: 'number' | 'which' | Page = $state('number');
  /** Empty until the desk was asked which day it is. */
  day = $state('');
  today = $state('');
  typed = $state('');
  /** More than one workstation may have given the number. */
  found: Card[] = $state.raw([]);
  card: Card | undefined = $state.raw();
  said: Said = $state.raw(nothing);
  entered: Entered[] = $state.raw([]);
  saving = $state(false);
  /** Why the last card could not be entered; it goes with the next key. */
  problem: string | undefined = $state();

  constructor(today: string, day: string) {
    this.today = today;
    this.day = day;
  }

  get pages(): Page[] {
    return this.card?.question ? ['overall', 'drivers', 'rotated', 'look'] : ['overall', 'drivers', 'look'];
  }

  /** Something was typed that is not saved. */
  get begun(): boolean {
    return this.page !== 'number' && this.page !== 'which';
  }

  show(day: string): void {
    this.day = day;
    this.problem = undefined;
  }

  dayBefore(): void {
    if (this.day !== '') this.show(shifted(this.day, -1));
  }

  /** Looks the number up; one that can't be entered says why, and the batch goes on with the next. */
  async find(): Promise<void> {
    const typed = this.typed.trim();
    if (typed === '' || this.saving) return;
    this.problem = undefined;
    this.saving = true;
    try {
      const found = await desk.findCards(typed, this.day === '' ? null : this.day);
      if (found.length > 1) {
        this.found = found;
        this.page = 'which';
      } else if (found[0]) this.take(found[0]);
    } catch (error) {
      this.#refuse(asApiError(error).code === 'not_found' ? m.card_unknown({ number: typed, day: this.day === '' ? m.today_today() : dayDate(this.day) }) : sentence(error));
    } finally {
      this.saving = false;
    }
  }

  take(card: Card): void {
    this.found = [];
    if (card.problem) return this.#refuse(problemWord[card.problem]({ number: card.short_no }));
    this.card = card;
    this.said = { ...nothing, language: card.language === 'fr' ? 'fr' : 'en' };
    this.page = 'overall';
  }

  say(change: Partial<Said>): void {
    this.said = { ...this.said, ...change };
  }

  chooseOverall(overall: Score): void {
    this.say({ overall, blank: false });
    this.page = 'drivers';
  }

  toggleDriver(driver: Driver): void {
    const { drivers } = this.said;
    this.say({ drivers: drivers.includes(driver) ? drivers.filter((each) => each !== driver) : [...drivers, driver] });
  }

  chooseRotated(value: Value): void {
    this.say({ rotated: this.said.rotated === value ? null : value });
    if (this.said.rotated !== null) this.page = 'look';
  }

  /** Nothing on it, or nothing that can be read. */
  returnBlank(): void {
    if (!this.begun) return;
    this.say({ ...nothing, language: this.said.language, blank: true });
    this.page = 'look';
  }

  changeLanguage(): void {
    this.say({ language: this.said.language === 'en' ? 'fr' : 'en' });
  }

  nextAssisted(): void {
    this.say({ assisted: ASSISTED[(ASSISTED.indexOf(this.said.assisted) + 1) % ASSISTED.length] ?? 'no' });
  }

  /** On: the next page, and at the last it is saved. Without a score there is nothing to go on with. */
  async next(): Promise<void> {
    if (this.page === 'number') return this.find();
    if (this.page === 'look') return this.save();
    const at = this.pages.indexOf(this.page as Page);
    const following = this.pages[at + 1];
    if (at < 0 || !following) return;
    if (this.said.overall === null) {
      this.problem = m.card_needs_score();
      return;
    }
    this.problem = undefined;
    this.page = following;
  }

  back(): void {
    this.problem = undefined;
    if (this.page === 'look' && this.said.blank) {
      this.say({ blank: false });
      this.page = 'overall';
      return;
    }
    const before = this.pages[this.pages.indexOf(this.page as Page) - 1];
    if (this.begun && before) this.page = before;
    else this.putAside();
  }

  /** Back to the numbers, without entering this one. */
  putAside(): void {
    this.page = 'number';
    this.found = [];
    this.card = undefined;
  }

  async save(): Promise<void> {
    const card = this.card;
    if (!card || this.saving) return;
    this.saving = true;
    this.problem = undefined;
    try {
      await desk.enterCard(card.id, this.#form(card));
      this.entered = [{ id: card.id, number: card.short_no, at: new Date(), overall: this.said.overall }, ...this.entered];
      announce(m.card_saved({ number: card.short_no }));
      this.typed = '';
      this.putAside();
    } catch (error) {
      const { code, field } = asApiError(error);
      // What can be put right on this card stays; the others go on with the next number.
      if (code === 'own_card' || code === 'card_entered' || code === 'already_voided') this.#refuse(sentence(error));
      else this.problem = field === 'rating/comment' ? m.card_comment_refused() : sentence(error);
    } finally {
      this.saving = false;
    }
  }

  #form(card: Card): RatingForm {
    const { blank, overall, drivers, rotated, language, assisted, comment } = this.said;
    if (blank) return { state: 'declined', language };
    return {
      state: 'rated',
      language,
      assisted,
      overall,
      ...(drivers.length > 0 && { drivers }),
      ...(card.question && rotated !== null && { [card.question]: rotated }),
      ...(comment.trim() !== '' && { comment }),
    };
  }

  #refuse(problem: string): void {
    this.problem = problem;
    this.typed = '';
    this.putAside();
  }
}

const problemWord: Record<NonNullable<Card['problem']>, (card: { number: string }) => string> = {
  own: m.card_own,
  entered: m.card_entered,
  voided: m.card_voided,
  quick_enquiry: m.card_enquiry,
  newer: m.card_newer,
};

function sentence(error: unknown): string {
  const { what, todo } = errorWords(error);
  return `${what} ${todo}`;
}
