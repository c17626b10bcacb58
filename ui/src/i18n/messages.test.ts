/** Both languages are whole, alike in their keys and written as each is written in Canada. */
import { expect, test } from 'vitest';
import { written } from '@/tests/files';

type Variant = { match: Record<string, string> };
type Entry = string | Variant[];

function messages(of: 'en' | 'fr'): Map<string, { file: string; entry: Entry }> {
  const all = new Map<string, { file: string; entry: Entry }>();
  for (const { path, text } of written(`messages/${of}`, '.json')) {
    const file = path.split('/').at(-1) ?? path;
    for (const [key, entry] of Object.entries(JSON.parse(text) as Record<string, Entry>)) {
      if (key === '$schema') continue;
      expect(all.has(key), `${key} stands twice`).toBe(false);
      all.set(key, { file, entry });
    }
  }
  return all;
}

const english = messages('en');
const french = messages('fr');
const textsOf = (entry: Entry) => (typeof entry === 'string' ? [entry] : entry.flatMap(({ match }) => Object.values(match)));
const holesOf = (entry: Entry) => new Set(textsOf(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []));

function wrong(of: Map<string, { entry: Entry }>, pattern: RegExp): string[] {
  return [...of].flatMap(([key, { entry }]) => textsOf(entry).filter((text) => pattern.test(text)).map((text) => `${key}: ${text}`));
}

test('every message is there in French and in English, in the same file, with the same holes', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, { file, entry }] of english) {
    expect(french.get(key)?.file, key).toBe(file);
    expect(holesOf(french.get(key)?.entry ?? ''), key).toEqual(holesOf(entry));
  }
});

test('no message is empty', () => {
  expect([...wrong(english, /^\s*$/), ...wrong(french, /^\s*$/)]).toEqual([]);
});

test("a key begins with its file's name", () => {
  const stray = [...english].filter(([key, { file }]) => !key.startsWith(`${file.replace('.json', '')}_`));
  expect(stray.map(([key]) => key)).toEqual([]);
});

test('every message is used somewhere', () => {
  const code = written('src', '.ts', '.svelte').filter(({ path }) => !path.endsWith('.test.ts'));
  const used = new Set(code.flatMap(({ text }) => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key)));
  expect([...english.keys()].filter((key) => !used.has(key))).toEqual([]);
});

test('a plural says what to do with every number', () => {
  const plurals = [...english, ...french].filter(([, { entry }]) => typeof entry !== 'string');
  const open = plurals.filter(([, { entry }]) => !(entry as Variant[]).every(({ match }) => Object.keys(match).some((row) => row.endsWith('=*'))));
  expect(open.map(([key]) => key)).toEqual([]);
});

test('French is spaced as in Canada: a fixed space before a colon and inside « », none before ? ! ;', () => {
  expect(wrong(french, /[^\u00a0\d]:(?!\/)|[\s\u00a0][?!;]|«[^\u00a0]|[^\u00a0]»|[^\u00a0]%/)).toEqual([]);
});

test('apostrophes are typographic in both languages', () => {
  expect([...wrong(english, /'/), ...wrong(french, /'/)]).toEqual([]);
});
