/**
 * A host that is not there, for tests and for the demo in a browser. It stands under the real `invoke`
 * (and so under the generated bindings), so nothing above it knows the difference. Never in the production bundle.
 */
import type { Channel } from '@tauri-apps/api/core';
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';

export type Commands = Record<string, (args: Record<string, unknown>) => unknown>;

export type Fake = {
  /** Every command that was called, in order. */
  calls: { command: string; args: Record<string, unknown> }[];
  /** What the host would tell the windows. */
  emit: (event: string, payload: unknown) => Promise<void>;
  /** Once what the views still do as they go is done. */
  remove: () => Promise<void>;
};

/** A page opens its channel once, and keeps it while hosts come and go. */
let news: Channel | undefined;

async function remove(): Promise<void> {
  await new Promise((done) => setTimeout(done));
  clearMocks();
}

/** A command that is not in the map fails as the host would: loudly. A handler may throw an ApiError. */
export function installFake(commands: Commands): Fake {
  const calls: Fake['calls'] = [];
  mockIPC((command, payload) => {
    const args = isRecord(payload) ? payload : {};
    if (command === 'news') {
      news = args.channel as Channel;
      return null;
    }
    calls.push({ command, args });
    const answer = commands[command];
    if (!answer) throw new Error(`the fake host has no command "${command}"`);
    return answer(args);
  });
  return { calls, emit: async (event, payload) => news?.onmessage({ event, payload }), remove };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
