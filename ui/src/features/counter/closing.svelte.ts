/** What is still open when somebody signs out or closes the window, and what becomes of each. It never holds anybody back. */
import { desk, errorWords, type OpenMoment } from '@/api';
import { leftBehind, withoutTheGone, type Services } from '@/moment/form';
import type { ErrorWords } from '@/shared/error-words';
import { secondsOpen } from './waits';

export type Settled = 'left' | 'discarded';
export type Row = { moment: OpenMoment; settled?: Settled };

export class Closing {
  rows: Row[] = $state.raw([]);
  services: Services = $state.raw(new Map());
  today = $state('');
  failed: ErrorWords | undefined = $state.raw();

  /** How many are open. Where that can't be read, none: nobody is kept from signing out. */
  async read(): Promise<number> {
    this.failed = undefined;
    try {
      const [view, services] = await Promise.all([desk.counter(), desk.services()]);
      this.rows = view.open.map((moment) => ({ moment }));
      this.today = view.office_day;
      this.services = new Map(services.map((service) => [service.key, service]));
    } catch {
      this.rows = [];
    }
    return this.rows.length;
  }

  get open(): number {
    return this.rows.filter((row) => !row.settled).length;
  }

  /** The client was gone: how it ended is guessed from how long they had been in front of somebody. */
  left(row: Row): Promise<void> {
    return this.#try(async () => {
      const { moment } = row;
      const form = leftBehind(moment.form, secondsOpen(moment, moment.parked_at ? Date.parse(moment.parked_at) : Date.now()));
      await desk.saveMoment({ ...(moment.invited ? withoutTheGone(moment.form, form) : form), id: moment.id });
      this.#set(row, { moment, settled: 'left' });
    });
  }

  discard(row: Row): Promise<void> {
    return this.#try(async () => {
      await desk.discardMoment(row.moment.id);
      this.#set(row, { ...row, settled: 'discarded' });
    });
  }

  /** What was recorded comes back open. */
  undo(row: Row): Promise<void> {
    return this.#try(async () => {
      const moment = await desk.undo(row.moment.id);
      if (moment) this.#set(row, { moment: await desk.parkMoment(moment.id, true) });
    });
  }

  #set(row: Row, next: Row): void {
    this.rows = this.rows.map((each) => (each === row ? next : each));
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.failed = undefined;
    } catch (error) {
      this.failed = errorWords(error);
    }
  }
}
