import { expect, test } from 'vitest';
import { padKey } from './number-pad';

test.each([
  ['7', 'Numpad7', '7'],
  ['Home', 'Numpad7', '7'],
  ['End', 'Numpad1', '1'],
  ['Insert', 'Numpad0', '0'],
  ['Clear', 'Numpad5', '5'],
  ['Enter', 'NumpadEnter', 'Enter'],
  ['-', 'NumpadSubtract', '-'],
  ['*', 'NumpadMultiply', '*'],
  ['/', 'NumpadDivide', '/'],
])('%s from %s is %s, whatever NumLock says', (key, code, meant) => {
  expect(padKey({ key, code })).toBe(meant);
});

test.each([
  ['1', 'Digit1', '1'],
  // A layout that wants Shift for digits.
  ['&', 'Digit1', '1'],
  // Signs above the digits are signs.
  ['*', 'Digit8', '*'],
  ['ArrowDown', 'ArrowDown', 'ArrowDown'],
  ['Home', 'Home', 'Home'],
  ['a', 'KeyA', 'a'],
])('%s from %s is %s', (key, code, meant) => {
  expect(padKey({ key, code })).toBe(meant);
});
