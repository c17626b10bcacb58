/** For the tests: a desk that remembers what the client's screen told it, and the gestures of a client. */
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import type { ClientDesk, ClientState, ClientStep, Invited } from '@/api/client';
import ClientScreen from './ClientScreen.svelte';

export const office = { en: 'Iqaluit Service Centre', fr: 'Centre de services d’Iqaluit' };
export const rest: ClientState = { kind: 'rest', office };

export function invitation(some: Partial<Invited> = {}): Invited {
  return {
    kind: 'invited',
    token: 'K7',
    office,
    institution: { en: 'Service Canada', fr: 'Service Canada' },
    question: 'fairness',
    notice: {},
    lit_at_ms_ago: 0,
    timeout_seconds: 90,
    language: 'en',
    answer: { overall: null, drivers: [], fairness: null, confidence: null, priority: null, need_met: null },
    ...some,
  };
}

/** A desk that remembers what it was told. `now` is what it answers to "ready". */
export class Desk implements ClientDesk {
  steps: ClientStep[] = [];
  tokens: (string | null)[] = [];
  tell: (state: ClientState) => void = () => {};
  refuse: Partial<Record<ClientStep['kind'], string>> = {};
  now: ClientState;
  constructor(now: ClientState) {
    this.now = now;
  }
  send = (token: string | null, step: ClientStep): Promise<ClientState> => {
    this.steps.push(step);
    this.tokens.push(token);
    const code = this.refuse[step.kind];
    if (code) return Promise.reject({ code, field: null, data: null });
    return Promise.resolve(step.kind === 'done' || step.kind === 'declined' || step.kind === 'timed_out' ? rest : this.now);
  };
  listen = (heard: (state: ClientState) => void) => {
    this.tell = heard;
    return Promise.resolve(() => {});
  };
  told<Kind extends ClientStep['kind']>(kind: Kind) {
    return this.steps.filter((step): step is Extract<ClientStep, { kind: Kind }> => step.kind === kind);
  }
}

export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
export const tap = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
export const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
export const heading = () => screen.getByRole('heading', { level: 1 }).textContent?.trim();

export async function open(now: ClientState = invitation(), wait = 1100): Promise<Desk> {
  const desk = new Desk(now);
  render(ClientScreen, { desk });
  await pass(wait);
  return desk;
}

export function stopTheClock(): void {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}
