/**
 * The language of this window. It is state, so every message on the screen changes in place and no draft is lost;
 * each window is its own page, so the client's choice never turns the staff's screen.
 */
import { baseLocale, overwriteGetLocale, type Locale } from './paraglide/runtime.js';

export type { Locale };

/** A message function as Paraglide makes it, for maps from a value to its word. */
export type Message = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

let current = $state<Locale>(baseLocale);
overwriteGetLocale(() => current);

export function locale(): Locale {
  return current;
}

/** The tag for `lang` attributes and `Intl`. */
export function tag(of: Locale = current): 'en-CA' | 'fr-CA' {
  return of === 'fr' ? 'fr-CA' : 'en-CA';
}

/** Changes this window's language in place; keeping the choice is the desk's business. */
export function setLocale(next: Locale): void {
  current = next;
  document.documentElement.lang = tag(next);
}

/**
 * The half of a pair such as an office's name that is in the reader's language. French names come from files with plain
 * spaces before their signs; on the screen no line begins with a sign.
 */
export function inLocale(pair: { en: string; fr: string }, of: Locale = current): string {
  const text = pair[of] || pair.en || pair.fr;
  return of === 'fr' ? text.replace(/ ([:;!?»])/g, '\u00a0$1').replaceAll('« ', '«\u00a0') : text;
}
