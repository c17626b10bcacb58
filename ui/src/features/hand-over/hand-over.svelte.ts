/** How handing over stands, as the desk says it; read again while the screen is shown, as files come and go by themselves. */
import { asApiError, desk, errorWords, onChanged, type Carried, type HandOverView, type StickProgress, type StickView, type TakenIn } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';

const AGAIN_MS = 10_000;
const PROGRESS_MS = 250;

/** What a stick came to. */
export type Done = { wrote: Carried } | { read: TakenIn };

export class HandOverState {
  view: HandOverView | undefined = $state.raw();
  sticks: readonly StickView[] = $state.raw([]);
  failed: ErrorWords | undefined = $state.raw();
  /** A stick is written or read. */
  busy: 'write' | 'read' | undefined = $state();
  progress: StickProgress | undefined = $state.raw();
  done: Done | undefined = $state.raw();
  stickFailed: ErrorWords | undefined = $state.raw();

  start(): () => void {
    void this.read();
    void this.look();
    const again = setInterval(() => {
      if (this.busy || document.hidden) return;
      void this.read();
      void this.look();
    }, AGAIN_MS);
    const listening = onChanged((entities) => {
      if (!this.busy && entities.some((each) => /^(office|workstation):/.test(each))) void this.read();
    });
    return () => {
      clearInterval(again);
      void listening.then((stop) => stop());
    };
  }

  async read(): Promise<void> {
    try {
      this.view = await desk.handingOver();
      this.failed = undefined;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }

  /** Which sticks are plugged in. Where that can't be told, a folder can still be chosen. */
  async look(): Promise<void> {
    this.sticks = await desk.sticks().catch(() => []);
  }

  write = (folder: string | null): Promise<void> => this.#carry('write', async () => {
    const wrote = await desk.writeStick(folder);
    return wrote ? { wrote } : undefined;
  });

  take = (folder: string | null): Promise<void> => this.#carry('read', async () => {
    const read = await desk.readStick(folder);
    return read ? { read } : undefined;
  });

  stop = (): void => void desk.stopStick();

  async #carry(what: 'write' | 'read', call: () => Promise<Done | undefined>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    this.done = this.stickFailed = this.progress = undefined;
    const asking = setInterval(() => void desk.stickProgress().then((heard) => (this.progress = heard), () => {}), PROGRESS_MS);
    try {
      this.done = await call();
    } catch (error) {
      this.stickFailed = stickWords(error, what);
    } finally {
      clearInterval(asking);
      this.busy = undefined;
      await Promise.all([this.read(), this.look()]);
    }
  }
}

/** What went wrong with a stick: nothing that is here is gone, and where it is written, it is not this computer's disk that is full. */
export function stickWords(error: unknown, what: 'write' | 'read'): ErrorWords {
  const { code } = asApiError(error);
  if (code === 'disk_full' && what === 'read') return errorWords(error);
  switch (code) {
    case 'not_found':
      return { what: m.hand_over_nothing_there(), safe: m.hand_over_nothing_there_safe(), todo: m.hand_over_nothing_there_todo() };
    case 'stopped':
      return { what: m.hand_over_stopped(), safe: m.hand_over_stopped_safe(), todo: m.hand_over_stopped_todo() };
    case 'disk_full':
      return { what: m.hand_over_full(), safe: m.hand_over_pulled_safe(), todo: m.hand_over_full_todo() };
    case 'file_unwritable':
    case 'file_unreadable':
      return { what: m.hand_over_pulled(), safe: m.hand_over_pulled_safe(), todo: m.hand_over_pulled_todo() };
    default:
      return errorWords(error);
  }
}
