/** The sign-offs of the day under review; read again whenever a moment changes or somebody signs. */
import { desk, errorWords, onChanged, type DaySignOffs } from '@/api';
import type { ErrorWords } from '@/shared/error-words';

const READ_AGAIN_AFTER_MS = 300;

export class SignOffState {
  signed: DaySignOffs | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();

  #date = '';
  #asked = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** Listens. Returns what ends it. */
  start(): () => void {
    const listening = onChanged((entities) => {
      if (!entities.some((each) => /^(moment|sign_off|workstation|staff):/.test(each))) return;
      clearTimeout(this.#again);
      this.#again = setTimeout(() => void this.read(), READ_AGAIN_AFTER_MS);
    });
    return () => {
      clearTimeout(this.#again);
      void listening.then((stop) => stop());
    };
  }

  show(date: string): Promise<void> {
    if (date === this.#date) return Promise.resolve();
    this.#date = date;
    return this.read();
  }

  async read(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const signed = await desk.signOffs(this.#date);
      if (asked !== this.#asked) return;
      this.signed = signed;
      this.failed = undefined;
    } catch (error) {
      if (asked === this.#asked) this.failed = errorWords(error);
    }
  }

  /** Throws what the desk refuses. */
  async sign(date: string, note: string): Promise<void> {
    const signed = await desk.signOffDay(date, note.trim() === '' ? null : note);
    if (date !== this.#date) return;
    this.#asked += 1;
    this.signed = signed;
  }
}
