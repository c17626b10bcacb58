/** What a person reads on the screen. */
import { screen } from '@testing-library/svelte';

const given = import.meta.glob('../demo/misled/*.json', { eager: true, import: 'default' });

/** What the desk gave for an office in this situation: `tests/tests/holds/misled.rs` writes and compares it. */
export function givenBy<T>(situation: string): T {
  const found = given[`../demo/misled/${situation}.json`];
  if (found === undefined) throw new Error(`${situation} is not among ${Object.keys(given).join(', ')}`);
  return found as T;
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What can be read without a press: of what is closed, its title and gist. */
export function seen(element: Element = document.body): string {
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('details:not([open]) > :not(summary), .visually-hidden, option')) hidden.remove();
  for (const cell of copy.querySelectorAll('td, th, dt, dd, p, li, span, small')) cell.append(' ');
  return plain(copy.textContent);
}

export const part = (name: string): Element => screen.getByRole('heading', { level: 2, name }).closest('section')!;

/** A part, opened. */
export function read(name: string): string {
  for (const details of part(name).querySelectorAll('details')) details.open = true;
  return seen(part(name));
}

/** The rows of a table, also of one in a closed part. */
export const rows = (name: string): string[] =>
  screen.getAllByRole('table', { name, hidden: true }).flatMap((table) => [...table.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => plain(cell.textContent)).join(' | ')));
