import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MomentForm } from '@/api';
import { directoryDesk, PLACES } from '@/demo/directory';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { directory } from '@/moment/directory.svelte';
import { nameOfEnd, saidOf, toName, withCameFromLevel } from '@/moment/ends';
import { afterDigit, byDigit, opened } from '@/moment/parts';

let fake: Fake;
beforeEach(async () => {
  fake = installFake(directoryDesk());
  await directory.read();
});
afterEach(() => {
  setLocale('en');
  return fake.remove();
});

const referred: MomentForm = { services: [{ service: 'passport', outcome: 'referred' }] };

test('a digit names one of the usual organizations, and again takes it back', () => {
  const [first] = directory.usualCameFrom;
  const named = byDigit({}, 'came_from', 1, 0);
  expect(named?.came_from).toMatchObject({ organization: first?.id, name: 'City hall, front counter', name_fr: 'Hôtel de ville, accueil', level: 'municipal' });
  expect(byDigit(named ?? {}, 'came_from', 1, 0)?.came_from).toBeNull();
  expect(byDigit({}, 'came_from', 9, 0)?.came_from?.organization).toBe(directory.usualCameFrom[8]?.id);
});

test('where a client goes is asked where an outcome calls for it; then a digit says how', () => {
  const editor = { form: {} as MomentForm, line: 0, services: new Map(), shown: undefined };
  expect(opened(editor, 'sent_to')).toBeUndefined();
  editor.form = referred;
  expect(opened(editor, 'sent_to')).toBe('sent_to');
  editor.form = byDigit(referred, 'sent_to', 2, 0) ?? {};
  expect(afterDigit(editor, 'sent_to')).toBe('referral_kind');
  editor.form = byDigit(editor.form, 'referral_kind', 3, 0) ?? {};
  expect(editor.form.sent_to).toMatchObject({ organization: PLACES[1]?.id, kind: 'warm_handover' });
  expect(afterDigit(editor, 'referral_kind')).toBeUndefined();
});

test('a name that is typed whole is the organization; any other is kept as it is', () => {
  expect(toName('Bureau des passeports', { kind: 'appointment_made' })).toMatchObject({ organization: PLACES[8]?.id, level: 'federal', kind: 'appointment_made' });
  expect(toName('The rink', { level: 'municipal' })).toMatchObject({ name: 'The rink', level: 'municipal' });
  expect(toName('The rink')?.organization).toBeUndefined();
  expect(toName(' ')).toBeNull();
});

test('a level alone is an answer, in the reader’s words; a name is in the reader’s language where there are two', () => {
  const form = withCameFromLevel({}, 'indigenous');
  expect(saidOf(form.came_from)).toBe('Indigenous');
  expect(withCameFromLevel(form, 'indigenous').came_from).toBeNull();
  setLocale('fr');
  expect(saidOf(form.came_from)).toBe('Autochtone');
  expect(nameOfEnd({ name: 'City hall', name_fr: 'Hôtel de ville' })).toBe('Hôtel de ville');
  expect(nameOfEnd({ name: 'The rink' })).toBe('The rink');
});
