/** What a person likes, put in force in this window at once and handed to the desk to keep. */
import { desk, type Preferences } from '@/api';
import { setLocale } from '@/i18n';
import { configureKeys } from '@/shared/use-keys.svelte';

let current = $state.raw<Preferences>({
  language: 'en',
  theme: 'system',
  text_size: 'normal',
  single_keys: true,
  key_map: {},
  client_screen: 'automatic',
});

export function preferences(): Preferences {
  return current;
}

export function applyPreferences(next: Preferences): void {
  current = next;
  setLocale(next.language);
  configureKeys(next.key_map, next.single_keys);
  const root = document.documentElement;
  root.dataset.text = next.text_size;
  if (next.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = next.theme;
}

/** Preferences may be lost without harm, so a failure to keep them is not an error to show. */
export function change(some: Partial<Preferences>): void {
  applyPreferences({ ...current, ...some });
  desk.savePreferences(current).catch(() => {});
}
