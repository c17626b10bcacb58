import { expect, test } from 'vitest';
import { inLocale } from './locale.svelte';

test('a name is in the reader’s language, or in the one that it has', () => {
  const pair = { en: 'Passport: new', fr: 'Passeport : demande « neuve »' };
  expect(inLocale(pair, 'en')).toBe('Passport: new');
  expect(inLocale(pair, 'fr')).toBe('Passeport\u00a0: demande «\u00a0neuve\u00a0»');
  expect(inLocale({ en: '', fr: 'Mairie' }, 'en')).toBe('Mairie');
});
