import { expect, test } from 'vitest';
import { setLocale } from '@/i18n';
import { ApiFailure, asApiError, errorWords, fieldError } from './errors';

test('an error says what happened, what is safe and what to do, in the language of the window', () => {
  const full = new ApiFailure({ code: 'disk_full', field: null, data: {} });
  expect(errorWords(full)).toEqual({
    what: 'There is no room left on this workstation’s disk.',
    safe: 'Everything saved before is safe.',
    todo: 'Free some space, then save again.',
  });
  setLocale('fr');
  expect(errorWords(full).safe).toBe('Tout ce qui a été enregistré auparavant est en sécurité.');
});

test.each([new Error('SQLITE_CORRUPT at /srv/x'), 'text', null, { code: 'from_a_newer_desk' }])(
  'what nobody foresaw (%s) still has three parts, and shows nothing of its inside',
  (thrown) => {
    const { what, safe, todo } = errorWords(thrown);
    expect(what).toBe('Something went wrong that we did not foresee.');
    expect(safe).not.toBe('');
    expect(todo).not.toBe('');
  },
);

test('an error that names a field stands at that field alone, and says what is wrong with it', () => {
  const error = { code: 'invalid', field: 'note', data: { problem: 'too_long' } };
  expect(asApiError(error)).toEqual(error);
  expect(fieldError(error, 'note')).toBe('This text is too long.');
  expect(fieldError(error, 'name')).toBeUndefined();
});
