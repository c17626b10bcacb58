/** Calls back once nobody has pressed a key or touched the window for so long. Returns what ends it. */
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

export function whenIdle(minutes: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(act, minutes * 60_000);
  };
  again();
  for (const sign of SIGNS) window.addEventListener(sign, again, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, again, { capture: true });
  };
}
