import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export type File = { path: string; text: string };

const root = join(import.meta.dirname, '../..');

/** Files under a folder of ui/, with paths from ui/; nothing generated. */
export function written(folder: string, ...endings: string[]): File[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/paraglide/'))
    .map((path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}
