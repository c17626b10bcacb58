/** What was done here, page by page, narrowed to a kind and a day. */
import { desk, errorWords, onChanged, type ActItem, type ActKind, type ActPage } from '@/api';
import type { ErrorWords } from '@/shared/error-words';

export class ActsState {
  kind: ActKind | undefined = $state();
  /** `YYYY-MM-DD`, or '' for any. */
  day = $state('');
  acts: ActItem[] | undefined = $state.raw();
  more: string | null = $state(null);
  busy = $state(false);
  failed: ErrorWords | undefined = $state.raw();

  /** Which question the answer belongs to: a later one overtakes it. */
  #turn = 0;

  start(): () => void {
    void this.read();
    const listening = onChanged((entities) => {
      // Whoever has read on keeps their place.
      if (entities.some((each) => each.startsWith('audit:')) && (this.acts?.length ?? 0) <= 50) void this.read();
    });
    return () => void listening.then((stop) => stop());
  }

  async narrow(to: { kind?: ActKind | undefined; day?: string }): Promise<void> {
    if ('kind' in to) this.kind = to.kind;
    if (to.day !== undefined) this.day = to.day;
    await this.read();
  }

  read(): Promise<void> {
    return this.#ask(null, []);
  }

  readOn(): Promise<void> {
    return this.#ask(this.more, this.acts ?? []);
  }

  async #ask(after: string | null, before: ActItem[]): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const page: ActPage = await desk.acts({ kind: this.kind ?? null, date: this.day || null, after });
      if (turn !== this.#turn) return;
      this.acts = [...before, ...page.acts];
      this.more = page.after;
      this.failed = undefined;
    } catch (error) {
      if (turn === this.#turn) this.failed = errorWords(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
