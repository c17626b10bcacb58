/** The window's keyboard, as state: a help sheet or a key hint on the screen follows a change of the map. */
import { createSubscriber } from 'svelte/reactivity';
import { Keyboard, type KeyMap, type Registration, type Shortcut } from './keys';

let notify = () => {};
const follow = createSubscriber((update) => {
  notify = update;
  return () => {
    notify = () => {};
  };
});

const keyboard = new Keyboard(() => notify());

/** Call once in a component's script: the shortcuts live as long as the component does. */
export function useKeys(title: () => string, shortcuts: readonly Shortcut[]): void {
  $effect(() => keyboard.register(title, shortcuts));
}

/** The window's own listener; the app frame calls it once. */
export function listenToKeys(): () => void {
  const handle = (event: KeyboardEvent) => keyboard.handle(event);
  window.addEventListener('keydown', handle);
  return () => window.removeEventListener('keydown', handle);
}

export function configureKeys(map: KeyMap, singleKeys: boolean): void {
  keyboard.configure(map, singleKeys);
}

/** The key to show beside a control, or undefined where the shortcut is turned off. */
export function keyHint(id: string, key: string): string | undefined {
  follow();
  return keyboard.keyOf({ id, key }) ?? undefined;
}

export function keyHelp(): readonly Registration[] {
  follow();
  return keyboard.list();
}

/** The key that a shortcut has now, for the help sheet; null where it was turned off. */
export function currentKey(shortcut: Shortcut): string | null {
  return keyHint(shortcut.id, shortcut.key) ?? null;
}

/** A field for text is about to be there: what is typed until then goes into it, and is no shortcut. */
export function expectText(): void {
  keyboard.expectText();
}

/** The field is there and has focus, or there will be none. Says the field what was typed meanwhile. */
export function deliverText(field?: Element | null): void {
  put(keyboard.takeText(), field);
  keyboard.goOn();
}

function put(typed: string, field?: Element | null): void {
  if (typed === '' || !(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  field.setRangeText(field instanceof HTMLInputElement ? typed.replaceAll('\n', '') : typed, field.value.length, field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // Enter in a field of one line does what the field is for.
  if (field instanceof HTMLInputElement && typed.includes('\n')) field.form?.requestSubmit();
}
