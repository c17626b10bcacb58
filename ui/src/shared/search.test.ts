import { expect, test } from 'vitest';
import { find, fold, matches } from './search';

const services = ['Passport application', 'Dépôt d’impôt', 'Sécurité de la vieillesse', 'Lost passport', 'Œuvres'];
const found = (query: string) => find(services, query, (name) => name);

test('accents, case and the kind of apostrophe do not matter', () => {
  expect(fold('  DÉPÔT  d’Impôt ')).toBe("depot d'impot");
  expect(found('securite')).toEqual(['Sécurité de la vieillesse']);
  expect(found("d'impot")).toEqual(['Dépôt d’impôt']);
  expect(found('oeuvre')).toEqual(['Œuvres']);
});

test('all words must be there, in any order', () => {
  expect(matches('Passport application', 'app pass')).toBe(true);
  expect(matches('Passport application', 'pass lost')).toBe(false);
});

test('what begins with the words comes first', () => {
  expect(found('pass')).toEqual(['Passport application', 'Lost passport']);
});

test('nothing typed finds everything', () => {
  expect(found(' ')).toEqual(services);
});
