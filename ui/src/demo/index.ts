/**
 * A pretend desk, so that the screens can be looked at in a browser: `npm run dev`, then
 * `/?as=supervisor&lang=fr&theme=dark`, `/?demo=components`, `/?document=case_slip` or `/client.html?demo=invited&lang=fr&question=priority&overall=4`.
 * Everything here is invented, and the production build refuses to contain it.
 */
import type { Component } from 'svelte';
import type { AppState, Preferences, ServiceItem } from '@/api';
import type { ClientState, ClientStep, RotatedQuestion } from '@/api/client';
import { installFake, type Commands } from '@/platform/fake';
import { ROLES, SCORES } from '@/shared/words';
import { showDocument } from '@/documents/documents.svelte';
import { CasesDesk } from './cases';
import { catalogueDesk } from './catalogue';
import { begunSheet, SheetDesk } from './catch-up';
import { copiesDesk, putBack } from './copies';
import { CounterDemo } from './counter';
import { DayDesk } from './day';
import { documentsDesk, requests } from './documents';
import { FollowUpsDesk } from './follow-ups';
import Gallery from './Gallery.svelte';
import { directoryDesk } from './directory';
import { handOverDesk } from './hand-over';
import { keysDesk } from './keys';
import { officeDesk } from './office';
import { LogDesk } from './past-log';
import { reviewDesk } from './review';
import { setupDesk } from './setup';
import { signInDesk } from './sign-in';
import { TodayDesk } from './today';
import { trendsDesk } from './trends';

const asked = new URLSearchParams(location.search);
const office = { en: 'Iqaluit Service Centre', fr: 'Centre de services d’Iqaluit' };

/** Returns a view to show in place of the app, where one is asked for. */
export function startDemo(): Component | undefined {
  const catalogue: Commands = catalogueDesk(1700);
  const today = new TodayDesk().commands();
  const counter = new CounterDemo(asked.get('counter'));
  installFake({
    app_state: () => appState(),
    sign_out: () => null,
    save_preferences: () => null,
    client_answer: ({ step }) => clientState(step as ClientStep),
    ...catalogue,
    ...new CasesDesk().commands(),
    ...new FollowUpsDesk().commands(),
    ...today,
    ...counter.commands(),
    services: (args) => {
      const all = [...[today, catalogue].flatMap((each) => each.services?.(args) as ServiceItem[]), ...counter.services()];
      return [...new Map(all.map((each) => [each.key, each])).values()];
    },
    ...directoryDesk(asked.get('directory') === 'empty' ? [] : undefined, asked.get('as') !== 'counter'),
    ...sheetDesk(today),
    ...officeDesk,
    ...copiesDesk(asked.get('copies') === 'put_back' ? [putBack] : []),
    ...keysDesk,
    ...handOverDesk(asked.get('hand_over')),
    ...new LogDesk().commands(),
    ...documentsDesk,
    ...reviewDesk(today),
    ...new DayDesk(asked.get('signed'), asked.get('as') !== 'counter').commands(),
    ...setupDesk(asked),
    ...signInDesk(asked),
    ...trendsDesk(),
  });
  const document = Object.values(requests).find(({ kind }) => kind === asked.get('document'));
  if (document) showDocument(document);
  return asked.get('demo') === 'components' ? Gallery : undefined;
}

function sheetDesk(today: Commands): Commands {
  const services = () => today.services?.({}) as ServiceItem[];
  return new SheetDesk(services, asked.get('sheet') === 'none' ? [] : [begunSheet(services())]).commands();
}

function preferences(): Preferences {
  return {
    language: asked.get('lang') === 'fr' ? 'fr' : 'en',
    theme: oneOf(['light', 'dark'], asked.get('theme')) ?? 'system',
    text_size: oneOf(['large', 'larger', 'largest'], asked.get('text')) ?? 'normal',
    single_keys: true,
    key_map: {},
    client_screen: 'automatic',
  };
}

function appState(): AppState {
  const workstation = asked.get('lang') === 'fr' ? 'Comptoir 2' : 'Counter 2';
  switch (asked.get('stage')) {
    case 'set_up':
      return { stage: 'set_up', preferences: preferences(), suggested_time_zone: 'America/Iqaluit', keystore_available: asked.get('key') !== 'none', key_file: asked.get('key') === 'both' };
    case 'key_needed':
      return { stage: 'key_needed', preferences: preferences(), reason: 'key_needed', passphrase: asked.get('passphrase') === 'yes' };
    case 'sign_in':
      return { stage: 'sign_in', preferences: preferences(), office, workstation };
    default: {
      const role = oneOf(ROLES, asked.get('as')) ?? 'supervisor';
      const rest = asked.get('rights') === 'resting';
      const session = { staff: 'demo', name: 'Noor S.', roles: rest ? [] : [role], resting: rest ? [role] : [], locked: asked.get('stage') === 'locked', language: null, needs_short_pin: asked.get('pin') === 'none' };
      return { stage: 'signed_in', preferences: preferences(), office, workstation, session };
    }
  }
}

function clientState(step: ClientStep): ClientState {
  const rest: ClientState = { kind: 'rest', office };
  if (step.kind === 'done' || step.kind === 'declined' || step.kind === 'timed_out') return rest;
  if (asked.get('demo') === 'curtain') return { kind: 'curtain' };
  if (asked.get('demo') === 'rest') return rest;
  const questions: RotatedQuestion[] = ['fairness', 'confidence', 'priority', 'need_met'];
  return {
    kind: 'invited',
    token: 'demo',
    office,
    institution: { en: 'Employment and Social Development Canada', fr: 'Emploi et Développement social Canada' },
    notice: {},
    question: oneOf(questions, asked.get('question')) ?? 'fairness',
    lit_at_ms_ago: 0,
    timeout_seconds: Number(asked.get('timeout') ?? 90),
    language: preferences().language,
    answer: {
      overall: SCORES.find((score) => String(score) === asked.get('overall')) ?? null,
      drivers: [],
      fairness: null,
      confidence: null,
      priority: null,
      need_met: null,
    },
  };
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((each) => each === value);
}
