/**
 * The contract of the client's screen with the desk: one command, and news of what to show. These types mirror the generated bindings
 * and stand here so that the screen compiles without the staff's commands.
 */
import { invoke } from '@/platform';
import { listen, type Unlisten } from './news';
import type { Locale } from '@/i18n';
import type { Notice } from '@/shared/notice';
import type { Driver, NeedMet, Score } from '@/shared/words';

export type RotatedQuestion = 'fairness' | 'confidence' | 'priority' | 'need_met';

export type ClientAnswer = {
  overall: Score | null;
  drivers: Driver[];
  fairness: Score | 'not_applicable' | null;
  confidence: Score | null;
  priority: Driver | 'nothing' | null;
  need_met: NeedMet | null;
};

type Named = { en: string; fr: string };

export type Invited = {
  kind: 'invited';
  token: string;
  office: Named;
  institution: Named;
  question: RotatedQuestion | null;
  notice: Notice;
  lit_at_ms_ago: number;
  timeout_seconds: number;
  language: Locale;
  answer: ClientAnswer;
};

export type ClientState = { kind: 'rest'; office: Named; greeting?: null } | { kind: 'curtain' } | Invited | { kind: 'closed' };

export type ClientStep =
  | { kind: 'ready' }
  | { kind: 'draft'; answer: ClientAnswer; language: Locale }
  | { kind: 'done'; answer: ClientAnswer; language: Locale }
  | { kind: 'declined' }
  | { kind: 'timed_out'; answer: ClientAnswer }
  | { kind: 'touched' };

/** All that the screen can do. The second window and the hand-over page each bring their own. */
export type ClientDesk = {
  send: (token: string | null, step: ClientStep) => Promise<ClientState>;
  listen: (heard: (state: ClientState) => void) => Promise<Unlisten>;
};

export const clientDesk: ClientDesk = {
  send: (token, step) => invoke<ClientState>('client_answer', { token, step }),
  listen: (heard) => listen<ClientState>('client_state', heard),
};
