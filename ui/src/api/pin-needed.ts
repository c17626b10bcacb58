/**
 * Where the desk needs the full PIN again, whoever is there is asked for it, and the command is repeated: no view needs to
 * know. Rights that rest are asked for once, however many commands wait for them; every other purpose by itself.
 */
import type { ApiError } from './errors';
import type { PinFor } from './types';

/** Asks; whether the PIN was given. */
type Ask = (purpose: PinFor) => Promise<boolean>;

const PURPOSES: readonly string[] = ['rights', 'export', 'redaction', 'retention', 'staff', 'restore', 'keys', 'author'] satisfies PinFor[];

let ask: Ask | undefined;
let asked: Promise<unknown> = Promise.resolve();
let rights: Promise<boolean> | undefined;

/** The window has one place that asks. Returns what ends it. */
export function onPinNeeded(how: Ask): () => void {
  ask = how;
  return () => {
    if (ask === how) ask = undefined;
  };
}

/** One question at a time. */
export function pinGiven(purpose: PinFor): Promise<boolean> {
  if (purpose === 'rights' && rights) return rights;
  const answer = asked.then(() => ask?.(purpose) ?? false);
  asked = answer.catch(() => {});
  if (purpose === 'rights') {
    rights = answer.finally(() => (rights = undefined));
    return rights;
  }
  return answer;
}

export function purposeOf(error: ApiError): PinFor | undefined {
  const purpose = error.code === 'pin_needed' ? error.data.purpose : undefined;
  return PURPOSES.includes(purpose ?? '') ? (purpose as PinFor) : undefined;
}
