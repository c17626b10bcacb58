/** Trying to get in: the PIN as typed, what the desk said of it, and who must wait after too many wrong ones. */
import { asApiError, desk, errorWords, type PinFor, type SignIn, type StaffId } from '@/api';
import { m } from '@/i18n';
import { announce } from '@/shared/announce.svelte';
import type { ErrorWords } from '@/shared/error-words';

export class Attempt {
  pin = $state('');
  busy = $state(false);
  /** Under the PIN. */
  error: string | undefined = $state();
  failed: ErrorWords | undefined = $state.raw();
  /** When a person may try again, in milliseconds of this computer's clock. */
  waits: Readonly<Record<StaffId, number>> = $state.raw({});

  /** Another person, or another kind of PIN. */
  clear(): void {
    this.pin = '';
    this.error = undefined;
    this.failed = undefined;
  }

  /** Whether the person is in. */
  signIn(request: Omit<SignIn, 'pin'>): Promise<boolean> {
    return this.#try(request.staff, () => desk.signIn({ ...request, pin: this.pin }));
  }

  /** Whether the PIN of who is signed in was given for this. */
  give(staff: StaffId, purpose: PinFor): Promise<boolean> {
    return this.#try(staff, () => desk.givePin(this.pin, purpose));
  }

  async #try(staff: StaffId, call: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    this.failed = undefined;
    try {
      await call();
      this.pin = '';
      return true;
    } catch (thrown) {
      this.#refused(staff, thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  waitIsOver(staff: StaffId): void {
    this.waits = Object.fromEntries(Object.entries(this.waits).filter(([id]) => id !== staff));
  }

  #refused(staff: StaffId, thrown: unknown): void {
    const { code, data } = asApiError(thrown);
    if (code === 'wrong_pin') {
      this.pin = '';
      this.error = m.sign_in_wrong_pin();
      // Focus stays in the field, so its new error would not be read by itself.
      announce(this.error);
    } else if (code === 'locked_out') {
      this.pin = '';
      this.waits = { ...this.waits, [staff]: Date.now() + Number(data.seconds ?? 0) * 1000 };
    } else {
      this.failed = errorWords(thrown);
    }
  }
}
