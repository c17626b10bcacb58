/** What a screen reader is told without anything moving on the screen. The frame holds the one region that says it. */
import { untrack } from 'svelte';

let said = $state({ text: '', turn: 0 });

export function announce(text: string): void {
  // Within an effect, saying something must not make the effect run again.
  said = { text, turn: untrack(() => said.turn) + 1 };
}

/** The turn changes even when the text does not, so that the same sentence is said again. */
export function announced(): { text: string; turn: number } {
  return said;
}
