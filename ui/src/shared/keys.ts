/**
 * The keyboard layer. A screen registers what its keys do; the layer decides whether a key press is meant for it.
 *
 * A single key (a letter, digit, sign, Space, Enter, Escape) acts only where no text is being typed and no dialog is open,
 * and never takes Space or Enter from a control that already means something by it (WCAG 2.1.4).
 * Function keys and chords with Ctrl, Alt or Meta act in a text field too. Every shortcut can be given another key or
 * none, and single keys can be turned off together. It deliberately knows no screen and keeps no preference.
 */

export type Shortcut = {
  /** Stable, for the map of preferences: "counter.save". */
  id: string;
  /** "1", "/", "w", "Space", "Enter", "Escape", "F2", "Ctrl+Enter". Letters without regard to case. */
  key: string;
  /** What it does, for the help sheet, in the reader's language. */
  label: () => string;
  run: () => void;
  /** False: the shortcut is not available now (and the key falls through). */
  when?: () => boolean;
  /** It acts over an open dialog too, and whatever is typed there: for what can't wait. */
  overDialogs?: true;
  /** It stands in a row with its neighbours ("1" to "9"), which the help sheet shows as one while nobody remapped any. */
  row?: { id: string; label: () => string };
};

/** What the office or a person has changed: a shortcut's id to another key, or null to turn it off. */
export type KeyMap = Readonly<Record<string, string | null>>;

export type Registration = { title: () => string; shortcuts: readonly Shortcut[] };

export class Keyboard {
  map: KeyMap = {};
  singleKeys = true;
  #registrations: Registration[] = [];
  /** What was typed for a field that is not there yet; undefined where none is awaited. */
  #typed: string | undefined;
  /** What was asked for while a field was awaited, in order: saving must not overtake the text that is to be saved. */
  #held: (() => void)[] = [];
  #changed: () => void;

  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** Returns what takes it away again. The registration made last is asked first. */
  register(title: () => string, shortcuts: readonly Shortcut[]): () => void {
    const registration = { title, shortcuts };
    this.#registrations = [...this.#registrations, registration];
    this.#changed();
    return () => {
      this.#registrations = this.#registrations.filter((other) => other !== registration);
      this.#changed();
    };
  }

  configure(map: KeyMap, singleKeys: boolean): void {
    this.map = map;
    this.singleKeys = singleKeys;
    this.#changed();
  }

  /** The key that a shortcut has now, or null where it was turned off. */
  keyOf(shortcut: Pick<Shortcut, 'id' | 'key'>): string | null {
    const key = this.map[shortcut.id] === undefined ? shortcut.key : (this.map[shortcut.id] ?? null);
    return key !== null && !this.singleKeys && isSingle(key) ? null : key;
  }

  /** For the help sheet, the newest screen first. */
  list(): readonly Registration[] {
    return [...this.#registrations].reverse();
  }

  /** From now on letters are text, for a field that is about to be there. A dead key is the one thing that is lost. */
  expectText(): void {
    this.#typed ??= '';
  }

  /** What was typed since it was expected; letters are shortcuts again. */
  takeText(): string {
    const typed = this.#typed ?? '';
    this.#typed = undefined;
    return typed;
  }

  /** The text is where it belongs: what was asked for meanwhile is done. */
  goOn(): void {
    for (const run of this.#held.splice(0)) run();
  }

  /** To be given every keydown of the window. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (this.#typed !== undefined && this.#held.length === 0 && isText(event)) {
      event.preventDefault();
      this.#typed = event.key === 'Backspace' ? this.#typed.slice(0, -1) : this.#typed + (event.key === 'Enter' ? '\n' : event.key);
      return;
    }
    if (event.repeat) return;
    const pressed = namesOf(event);
    for (const { shortcuts } of this.list()) {
      for (const shortcut of shortcuts) {
        const key = this.keyOf(shortcut);
        if (key === null || !pressed.includes(key.toLowerCase())) continue;
        if (!mayAct(key, event, shortcut.overDialogs) || shortcut.when?.() === false) continue;
        event.preventDefault();
        if (this.#typed === undefined || shortcut.overDialogs) shortcut.run();
        else this.#held.push(shortcut.run);
        return;
      }
    }
  }
}

export function isSingle(key: string): boolean {
  return !key.includes('+') || key === '+' ? !/^F\d+$/i.test(key) : false;
}

/** How a key press can be named. A digit counts by its place too, for layouts that want Shift for digits. */
function namesOf(event: KeyboardEvent): string[] {
  const key = event.key === ' ' ? 'Space' : event.key;
  const chord = [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.metaKey && 'Meta'].filter(Boolean);
  // AltGr makes signs on Canadian layouts; what it typed is a plain key.
  if (event.getModifierState('AltGraph')) chord.length = 0;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (chord.length > 0) {
    return [key, digit].flatMap((each) => (each ? [[...chord, event.shiftKey && 'Shift', each].filter(Boolean).join('+').toLowerCase()] : []));
  }
  return [key.toLowerCase(), ...(digit && !event.shiftKey ? [digit] : [])];
}

/** What a text field would take. */
function isText(event: KeyboardEvent): boolean {
  if (event.target instanceof Element && typesText(event.target)) return false;
  if ((event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph')) return false;
  return event.key.length === 1 || event.key === 'Backspace' || event.key === 'Enter';
}

function mayAct(key: string, event: KeyboardEvent, overDialogs = false): boolean {
  if (!overDialogs && document.querySelector('dialog[open]')) return false;
  if (!isSingle(key)) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return true;
  if (typesText(target)) return false;
  if (key === 'Space') return !target.closest('button, summary, input, a[href], [role="tab"], [role="option"]');
  if (key.startsWith('Arrow')) return !target.closest('input, [role="tab"], [role="option"], ol[tabindex]');
  if (key === 'Enter') return !target.closest('button, summary, a[href], [role="option"]');
  return true;
}

const NOT_TEXT = new Set(['radio', 'checkbox', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image']);

function typesText(target: Element): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TEXT.has(target.type);
  return target.closest('textarea, select, [contenteditable]:not([contenteditable="false"]), [role="combobox"]') !== null;
}
