/** What kind of day it was, as the desk says it; read again when somebody says something else. */
import { desk, errorWords, onChanged, type DayContextChange, type DayContextView } from '@/api';
import type { ErrorWords } from '@/shared/error-words';

export class DayContextState {
  view: DayContextView | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();

  #date = '';
  #asked = 0;

  /** Listens. Returns what ends it. */
  start(): () => void {
    const listening = onChanged((entities) => {
      if (entities.includes(`day_context:${this.#date}`)) void this.read();
    });
    return () => void listening.then((stop) => stop());
  }

  show(date: string): Promise<void> {
    if (date === this.#date) return Promise.resolve();
    this.#date = date;
    return this.read();
  }

  async read(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const view = await desk.dayContext(this.#date);
      if (asked !== this.#asked) return;
      this.view = view;
      this.failed = undefined;
    } catch (error) {
      if (asked === this.#asked) this.failed = errorWords(error);
    }
  }

  /** Sends what changes and nothing else: what somebody else says meanwhile stands beside it. Throws what the desk refuses. */
  async say(date: string, change: DayContextChange): Promise<void> {
    const view = await desk.setDayContext(date, change);
    if (date !== this.#date) return;
    this.#asked += 1;
    this.view = view;
  }
}
