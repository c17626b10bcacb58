/**
 * What the desk says to the counter's screen, and the queue of what staff do there: keys pressed faster than the disk
 * writes are done in their order. What they do stands in `counter.svelte.ts`.
 */
import { asApiError, desk, errorWords, onChanged, type CounterView, type ServiceItem } from '@/api';
import type { Services } from '@/moment/form';
import type { ErrorWords } from '@/shared/error-words';

const READ_AGAIN_AFTER_MS = 60;

export class Reading {
  view: CounterView | undefined = $state.raw();
  services: Services = $state.raw(new Map());
  failed: ErrorWords | undefined = $state.raw();

  /** Steps that were asked for and are not done. */
  #steps = 0;
  #reads = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #reading: ReturnType<typeof setTimeout> | undefined;

  get isBusy(): boolean {
    return this.#steps > 0;
  }

  /** Reads again what the desk says, beside the steps and not in their way; an error that stands is left standing. */
  refresh(): void {
    this.read().catch((error: unknown) => (this.failed ??= errorWords(error)));
  }

  /** Returns what ends it. */
  protected listen(): () => void {
    const listening = onChanged((entities) => {
      if (entities.some((each) => each.startsWith('service:') || each.startsWith('quick_list:'))) void this.readServices();
      clearTimeout(this.#reading);
      this.#reading = setTimeout(() => this.refresh(), READ_AGAIN_AFTER_MS);
    });
    return () => {
      clearTimeout(this.#reading);
      void listening.then((stop) => stop());
    };
  }

  protected async read(): Promise<CounterView> {
    const turn = ++this.#reads;
    const view = await desk.counter();
    // An answer that was overtaken says what was.
    if (turn === this.#reads) this.view = view;
    return view;
  }

  protected async readServices(): Promise<void> {
    const all: ServiceItem[] = await desk.services();
    this.services = new Map(all.map((service) => [service.key, service]));
  }

  /** All that was asked for is done. */
  protected rest(): void {}

  protected do(step: () => Promise<void>): Promise<void> {
    this.#steps += 1;
    const done = this.#queue.then(async () => {
      try {
        await step();
        this.failed = undefined;
      } catch (error) {
        this.failed = errorWords(asApiError(error));
      } finally {
        this.#steps -= 1;
        if (this.#steps === 0) this.rest();
      }
    });
    this.#queue = done;
    return done;
  }
}
