/** What a screen reader is told without anything moving on the screen. The frame holds the one region that says it. */
import { untrack } from 'svelte';

/** Long enough to be said; after that nobody should come upon it as if it were on the screen. */
const FORGET_AFTER_MS = 10_000;

let said = $state({ text: '', turn: 0 });
let forgetting: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  // Within an effect, saying something must not make the effect run again.
  said = { text, turn: untrack(() => said.turn) + 1 };
  clearTimeout(forgetting);
  forgetting = setTimeout(() => (said = { text: '', turn: said.turn }), FORGET_AFTER_MS);
}

/** The turn changes even when the text does not, so that the same sentence is said again. */
export function announced(): { text: string; turn: number } {
  return said;
}
