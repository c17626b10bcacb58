import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { ActItem, ActsFilter, Action } from '@/api';
import { setLocale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Acts from './Acts.svelte';
import { sentence, sentences } from './sentences';

const act = (id: string, action: Action | null, some: Partial<ActItem> = {}): ActItem => ({
  id, at: '2026-11-24T14:05:00-05:00', action, by: { who: 'person', name: 'Ada T.' }, subject: '', detail: '', ...some,
});

describe.each(['en', 'fr'] as const)('in %s', (locale) => {
  test.each([...Object.keys(sentences), null] as (Action | null)[])('%s is a sentence, whatever comes with it', (action) => {
    setLocale(locale);
    for (const [subject, detail] of [['', ''], ['Bo K.', '3'], ['day 2026-11-24 public', 'csv'], ['x y z', 'roles name unknown']]) {
      for (const by of [{ who: 'person', name: '' }, { who: 'command_line' }, { who: 'app' }] as const) {
        const said = sentence(act('1', action, { subject, detail, by }));
        expect(said).toMatch(/^[\p{Lu}\p{Ll}].*[.]$/u);
        expect(said).not.toMatch(/undefined|NaN|[{}]/);
      }
    }
  });
});

test('a refusal says how often, an export what and for whom', () => {
  setLocale('en');
  expect(sentence(act('1', 'sign_in_refused', { subject: 'Bo K.', detail: '1' }))).toBe('A PIN was refused for Bo K. at sign-in.');
  expect(sentence(act('1', 'sign_in_refused', { subject: 'Bo K.', detail: '300' }))).toBe('PINs were refused for Bo K. at sign-in, 300 times.');
  expect(sentence(act('1', 'exported', { subject: 'day 2026-11-24 public', detail: 'xlsx' }))).toBe('Ada T. exported the figures of November 24, 2026 for the public, as XLSX.');
  expect(sentence(act('1', 'staff_changed', { subject: 'Bo K.', detail: 'name roles' }))).toBe('Ada T. changed this about Bo K.: name and roles.');
  setLocale('fr');
  expect(sentence(act('1', 'pin_reset', { subject: 'Bo Kay', detail: 'Cy L.' }))).toBe('Ada T. et Cy L. ont donné ensemble un nouveau NIP à Bo Kay.');
});

describe('the list', () => {
  let fake: Fake;
  afterEach(() => {
    cleanup();
    return fake.remove();
  });

  const asked = () => fake.calls.filter(({ command }) => command === 'acts').map(({ args }) => args.filter as ActsFilter);

  test.each(['en', 'fr'] as const)('is read page by page, by kind and by day, without a barrier (%s)', async (locale) => {
    setLocale(locale);
    const pages: Record<string, { acts: ActItem[]; after: string | null }> = {
      first: { acts: [act('2', 'signed_out'), act('1', 'signed_in')], after: '1' },
      '1': { acts: [act('0', 'signed_in', { at: '2026-11-23T09:00:00-05:00' })], after: null },
    };
    fake = installFake({ acts: ({ filter }) => pages[(filter as ActsFilter).after ?? 'first'] });
    render(Acts);
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: locale === 'fr' ? 'Afficher les précédents' : 'Show earlier ones' }));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(3));
    expect(screen.getAllByRole('listitem')[2]).toHaveFocus();
    expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(2);
    await userEvent.selectOptions(screen.getByRole('combobox'), 'refusals');
    await userEvent.type(screen.getByLabelText(locale === 'fr' ? 'Jour' : 'Day'), '2026-11-24{Enter}');
    await waitFor(() => expect(asked().at(-1)).toEqual({ kind: 'refusals', date: '2026-11-24', after: null }));
  });
});
