/**
 * What the host tells this window unasked, through the one channel that the window opened. The types mirror the
 * generated bindings and stand here so that the client's screen compiles without the staff's commands.
 */
import { Channel, invoke } from '@/platform';

export type Unlisten = () => void;

type Told = { event: string; payload: unknown };

const listeners = new Map<string, Set<(payload: unknown) => void>>();
let opened: Promise<unknown> | null = null;

/** The host tells whoever opened a channel last, so a window opens one and keeps it. */
function open(): Promise<unknown> {
  const channel = new Channel<Told>();
  channel.onmessage = ({ event, payload }) => listeners.get(event)?.forEach((heard) => heard(payload));
  return invoke('news', { channel });
}

export async function listen<T>(event: string, heard: (payload: T) => void): Promise<Unlisten> {
  const those = listeners.get(event) ?? new Set();
  const listener = (payload: unknown) => heard(payload as T);
  listeners.set(event, those.add(listener));
  opened ??= open();
  // Without a host there is no news, and the next view tries again.
  await opened.catch(() => (opened = null));
  return () => void those.delete(listener);
}
