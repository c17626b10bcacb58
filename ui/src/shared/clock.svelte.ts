/** The time now, as state that changes every second: what shows it follows, and nothing else is drawn anew. */
import { createSubscriber } from 'svelte/reactivity';

const tick = createSubscriber((update) => {
  const ticking = setInterval(update, 1000);
  return () => clearInterval(ticking);
});

/** Milliseconds since 1970. */
export function now(): number {
  tick();
  return Date.now();
}
