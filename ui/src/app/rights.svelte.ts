/**
 * Rights beyond the counter's rest after five minutes without an act in a screen that takes them. The desk keeps the time;
 * the window says when its person is at work there, and asks again when it should be over.
 */
import { desk } from '@/api';

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
/** Each sign is told, but no more often than this. */
const TELL_EVERY_MS = 15_000;
const AGAIN_AFTER_MS = 60_000;

/** Call once in a component's script. `inForce`: there are such rights now; `atWork`: the screen takes them. */
export function watchRights(inForce: () => boolean, atWork: () => boolean, onrest: () => void): void {
  $effect(() => {
    if (!inForce()) return;
    let timer: ReturnType<typeof setTimeout>;
    let told = -Infinity;
    let over = false;

    const ask = async (touched: boolean) => {
      clearTimeout(timer);
      // A desk that doesn't answer now is asked again later.
      const left = await desk.rightsLeft(touched).catch(() => undefined);
      if (over) return;
      if (left === 0) return onrest();
      clearTimeout(timer);
      timer = setTimeout(() => void ask(false), left === undefined ? AGAIN_AFTER_MS : left * 1000);
    };
    const sign = () => {
      const now = performance.now();
      if (!atWork() || now - told < TELL_EVERY_MS) return;
      told = now;
      void ask(true);
    };

    void ask(false);
    for (const each of SIGNS) window.addEventListener(each, sign, { capture: true, passive: true });
    return () => {
      over = true;
      clearTimeout(timer);
      for (const each of SIGNS) window.removeEventListener(each, sign, { capture: true });
    };
  });
}
