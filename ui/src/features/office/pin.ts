/** PINs as an administrator hands them over. */

const DIGITS = 8;

/**
 * Random digits for a person who is here already: the desk issues PINs to new people only, and takes a chosen one from
 * eight signs on. A byte of 250 or more is thrown away, so that every digit is as likely.
 */
export function newPin(): string {
  let pin = '';
  while (pin.length < DIGITS) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) pin += String(byte % 10);
  }
  return pin;
}

/** In threes or fours, to be read out and written down: "482 193", "4821 9307". */
export function inGroups(pin: string): string[] {
  const size = pin.length % 4 === 0 ? 4 : 3;
  return pin.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
}
