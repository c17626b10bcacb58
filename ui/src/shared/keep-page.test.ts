import { expect, test } from 'vitest';
import { keepPage } from './keep-page';

test('the browser has its menu where text is typed, and opens no dropped file', () => {
  keepPage();
  document.body.innerHTML = '<p>Today</p><textarea></textarea>';
  const goesOn = (selector: string, kind: string) =>
    document.querySelector(selector)?.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));
  expect(goesOn('p', 'contextmenu')).toBe(false);
  expect(goesOn('textarea', 'contextmenu')).toBe(true);
  expect(goesOn('p', 'dragover')).toBe(false);
  expect(goesOn('p', 'drop')).toBe(false);
});
