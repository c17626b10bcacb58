/** What a screen still wants to keep when the counter is locked or left: asked for before the desk closes the session. */
type Keep = () => Promise<void>;

const keepers = new Set<Keep>();

/** Returns what takes it away again. */
export function beforeLeaving(keep: Keep): () => void {
  keepers.add(keep);
  return () => void keepers.delete(keep);
}

/** Nobody is held back by what could not be kept: the desk has the draft from a moment ago. */
export async function keepAll(): Promise<void> {
  await Promise.allSettled([...keepers].map((keep) => keep()));
}
