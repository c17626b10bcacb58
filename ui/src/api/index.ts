/**
 * What the staff's screens ask of the desk. The commands and their types are generated (`bindings.ts`); this file
 * gives them the names that views use and turns their results into values or a thrown ApiFailure.
 */
import { invoke, listen, type Unlisten } from '@/platform';
import type { Locale } from '@/i18n';
import type { Role } from '@/shared/words';
import { ApiFailure, type ApiError } from './errors';

export { ApiFailure, asApiError, errorWords, fieldError, type ApiError } from './errors';

/** A result as the generated bindings give it. */
export type Result<T> = { status: 'ok'; data: T } | { status: 'error'; error: ApiError };

/** `const day = await ask(commands.reviewDay(date));` */
export async function ask<T>(call: Promise<Result<T>>): Promise<T> {
  const result = await call;
  if (result.status === 'error') throw new ApiFailure(result.error);
  return result.data;
}

export type Session = {
  person: { id: string; name: string; role: Role };
  office: { en: string; fr: string };
  workstation: string;
};

export type Preferences = {
  language: Locale;
  theme: 'system' | 'light' | 'dark';
  text_size: 'normal' | 'large' | 'larger' | 'largest';
  single_keys: boolean;
  key_map: Record<string, string | null>;
};

/** Where the app stands when a window opens. */
export type AppState =
  | { stage: 'setup'; preferences: Preferences }
  | { stage: 'sign_in'; preferences: Preferences }
  | { stage: 'signed_in'; preferences: Preferences; session: Session };

export function appState(): Promise<AppState> {
  return invoke<AppState>('app_state');
}

export function savePreferences(preferences: Preferences): Promise<void> {
  return invoke('save_preferences', { preferences });
}

export function signOut(): Promise<AppState> {
  return invoke<AppState>('sign_out');
}

/** The names of entities that changed; a view that shows one of them reads again. */
export function onChanged(heard: (entities: string[]) => void): Promise<Unlisten> {
  return listen<string[]>('changed', heard);
}
