/**
 * The keys of a number pad, whatever its NumLock says. Without it, and on small keyboards, the pad's keys move and delete;
 * where digits are asked for, their place on the pad counts.
 */

const SIGNS: Record<string, string> = {
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
  NumpadEnter: 'Enter',
};

/** The digit or sign that a key stands for. Any other key keeps its name. */
export function padKey({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const digit = /^Numpad(\d)$/.exec(code)?.[1] ?? (/^Digit\d$/.test(code) && !/^[\d*\-/+]$/.test(key) ? code.slice(-1) : undefined);
  return digit ?? SIGNS[code] ?? key;
}
