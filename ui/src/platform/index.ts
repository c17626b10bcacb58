/**
 * The one door to the desktop host: no other file imports @tauri-apps, except the generated bindings.
 * It deliberately knows no command by name; `api/` does.
 */
import { invoke as hostInvoke } from '@tauri-apps/api/core';
import { listen as hostListen } from '@tauri-apps/api/event';

export type Unlisten = () => void;

export function invoke<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  return hostInvoke<T>(command, args);
}

export async function listen<T>(event: string, heard: (payload: T) => void): Promise<Unlisten> {
  return hostListen<T>(event, ({ payload }) => heard(payload));
}

/** False in a plain browser, where the demo desk may stand in. */
export function hasHost(): boolean {
  return '__TAURI_INTERNALS__' in window;
}
