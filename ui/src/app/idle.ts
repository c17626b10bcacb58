/**
 * Calls back once nobody has pressed a key or touched the window for so long. Where that can't be done now (it says false:
 * a client is answering), it is tried again every minute until somebody is there. Returns what ends it.
 */
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
const AGAIN_AFTER_MS = 60_000;

export function whenIdle(minutes: number, act: () => unknown): () => void {
  let timer: ReturnType<typeof setTimeout>;
  /** Which idle time this is: one that somebody ended is not gone on with. */
  let turn = 0;
  const waitFor = (ms: number) => {
    const mine = ++turn;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if ((await act()) === false && mine === turn) waitFor(AGAIN_AFTER_MS);
    }, ms);
  };
  const again = () => waitFor(minutes * 60_000);
  again();
  for (const sign of SIGNS) window.addEventListener(sign, again, { capture: true, passive: true });
  return () => {
    turn = -1;
    clearTimeout(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, again, { capture: true });
  };
}
