/** The rules of the house that the compiler can't see. */
import { expect, test } from 'vitest';
import { written, type File } from './files';

const sources = written('src', '.ts', '.svelte');
const product = sources.filter(({ path }) => !/(?:\.test|-for-tests)\.ts$|^src\/tests\//.test(path));

/** From lower to higher; each may import what stands before it. */
const layers = ['platform', 'i18n', 'shared', 'api', 'documents', 'erasure', 'moment', 'day', 'features', 'app'];

function importsOf({ path, text }: File): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, to = '']) => {
    if (to.startsWith('@/')) return `src/${to.slice(2)}`;
    if (!to.startsWith('.')) return to;
    return new URL(to, `file:///${path}`).pathname.slice(1);
  });
}

function wrongArrows(files: File[]): string[] {
  const layer = (path: string) => layers.indexOf(path.split('/')[1] ?? '');
  const feature = (path: string) => /^src\/features\/([^/]+)\//.exec(path)?.[1];
  return files.flatMap((file) =>
    importsOf(file)
      .filter((to) => {
        if (to.startsWith('@tauri-apps/')) return !file.path.startsWith('src/platform/');
        if (!to.startsWith('src/')) return false;
        if (/^src\/(moment|day|documents|erasure|features)\//.test(file.path) && to.startsWith('src/platform')) return true;
        if (feature(file.path) && feature(to) && feature(file.path) !== feature(to)) return true;
        return layer(file.path) >= 0 && layer(to) > layer(file.path);
      })
      .map((to) => `${file.path} → ${to}`),
  );
}

test('arrows point down, and no feature knows another', () => {
  expect(wrongArrows(product)).toEqual([]);
});

test('a planted arrow is caught', () => {
  const from = (path: string, to: string) => wrongArrows([{ path, text: `import { x } from '${to}';` }]).length;
  expect(from('src/features/counter/Counter.svelte', '../review/day')).toBe(1);
  expect(from('src/features/counter/Counter.svelte', '@/platform')).toBe(1);
  expect(from('src/features/counter/Counter.svelte', '@tauri-apps/api/core')).toBe(1);
  expect(from('src/shared/words.ts', '@/api')).toBe(1);
  expect(from('src/moment/LineCard.svelte', '@/features/counter/keys')).toBe(1);
  expect(from('src/moment/LineCard.svelte', '@/platform')).toBe(1);
  expect(from('src/moment/LineCard.svelte', '@/api')).toBe(0);
  expect(from('src/day/DayContext.svelte', '@/features/review/filter')).toBe(1);
  expect(from('src/documents/paper.svelte.ts', '@/features/counter/keys')).toBe(1);
  expect(from('src/documents/paper.svelte.ts', '@/platform')).toBe(1);
  expect(from('src/features/cases/Case.svelte', '@/documents/documents.svelte')).toBe(0);
  expect(from('src/features/counter/Counter.svelte', '@/moment/form')).toBe(0);
  expect(from('src/features/counter/Counter.svelte', '@/api')).toBe(0);
  expect(from('src/features/counter/Counter.svelte', '../screen')).toBe(0);
});

test('colours and lengths come from tokens', () => {
  const styled = written('src', '.svelte', '.css').filter(({ path }) => path !== 'src/styles/tokens.css');
  const raw = styled.flatMap(({ path, text }) => {
    const css = path.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
    return [...css.matchAll(/#[0-9a-f]{3,8}\b(?!.*\{)|\b(?:rgb|hsl|oklch)a?\(|font-size:\s*[\d.]+(?:px|rem)/gi)].map(([found]) => `${path}: ${found}`);
  });
  expect(raw).toEqual([]);
});

test('no file is longer than a newcomer can take in', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path);
  expect(long.filter((path) => path !== 'src/api/bindings.ts')).toEqual([]);
});
