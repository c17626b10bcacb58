/**
 * The one door to the desktop host: no other file imports @tauri-apps, except the generated bindings.
 * It deliberately knows no command by name; `api/` does.
 */
import { Channel, invoke as hostInvoke } from '@tauri-apps/api/core';

export { Channel };

export function invoke<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  return hostInvoke<T>(command, args);
}

/** False in a plain browser, where the demo desk may stand in. */
export function hasHost(): boolean {
  return '__TAURI_INTERNALS__' in window;
}
