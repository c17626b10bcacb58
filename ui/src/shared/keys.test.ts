import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Keyboard, type Shortcut } from './keys';

const done: string[] = [];
const shortcut = (id: string, key: string, when?: () => boolean): Shortcut => ({ id, key, label: () => id, run: () => done.push(id), when });

let keyboard: Keyboard;

beforeEach(() => {
  done.length = 0;
  keyboard = new Keyboard();
  keyboard.register(() => 'Counter', [
    shortcut('save', 'Enter'),
    shortcut('start', 'Space'),
    shortcut('first', '1'),
    shortcut('note', 'n'),
    shortcut('park', 'F2'),
    shortcut('force', 'Ctrl+Enter'),
  ]);
});

/** Presses a key on an element in the page; says what was done. */
function press(key: string, html = '', init: KeyboardEventInit = {}): string[] {
  document.body.innerHTML = `<main>${html}</main>`;
  const target = document.querySelector('main > *') ?? document.body;
  const listen = (event: Event) => keyboard.handle(event as KeyboardEvent);
  document.addEventListener('keydown', listen);
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  document.removeEventListener('keydown', listen);
  return done;
}

describe('a single key', () => {
  test('acts where no text is being typed', () => expect(press('1')).toEqual(['first']));
  test('acts in capitals too', () => expect(press('N')).toEqual(['note']));
  test('is a letter while a note is being written', () => expect(press('n', '<textarea></textarea>')).toEqual([]));
  test('is a digit in a quantity', () => expect(press('1', '<input type="number">')).toEqual([]));
  test('finds its line in a list', () => expect(press('n', '<select><option>No</option></select>')).toEqual([]));
  test('acts on a group of choices', () => expect(press('1', '<input type="radio">')).toEqual(['first']));
  test('waits while a dialog is open', () => expect(press('1', '<p></p><dialog open></dialog>')).toEqual([]));
  test('does not repeat while it is held', () => expect(press('1', '', { repeat: true })).toEqual([]));
  test('is not a chord of the system', () => expect(press('n', '', { ctrlKey: true })).toEqual([]));
  test('by its place on a layout that wants Shift for digits', () => expect(press('&', '', { code: 'Digit1' })).toEqual(['first']));
});

test('Enter and Space keep what they mean on a button', () => {
  expect(press('Enter', '<button>Undo</button>')).toEqual([]);
  expect(press(' ', '<button>Undo</button>')).toEqual([]);
  expect(press(' ', '<input type="checkbox">')).toEqual([]);
  expect(press('Enter', '<input type="radio">')).toEqual(['save']);
  expect(press(' ')).toEqual(['save', 'start']);
});

test('function keys and chords act in a text too, but not in a dialog', () => {
  expect(press('F2', '<textarea></textarea>')).toEqual(['park']);
  expect(press('Enter', '<textarea></textarea>', { ctrlKey: true })).toEqual(['park', 'force']);
  expect(press('F2', '<p></p><dialog open></dialog>')).toEqual(['park', 'force']);
});

test('a shortcut can be given another key, or none', () => {
  keyboard.configure({ note: 'm', first: null }, true);
  expect(press('n')).toEqual([]);
  expect(press('1')).toEqual([]);
  expect(press('m')).toEqual(['note']);
});

test('single keys can be turned off together; the others stay', () => {
  keyboard.configure({}, false);
  expect(press('1')).toEqual([]);
  expect(press('F2')).toEqual(['park']);
  expect(keyboard.keyOf({ id: 'first', key: '1' })).toBeNull();
});

test('the newest screen is asked first, and takes its keys with it when it goes', () => {
  const leave = keyboard.register(() => 'Today', [shortcut('find', '1'), shortcut('never', 'n', () => false)]);
  expect(press('1')).toEqual(['find']);
  expect(press('n')).toEqual(['find', 'note']);
  expect(keyboard.list().map(({ title }) => title())).toEqual(['Today', 'Counter']);
  leave();
  expect(press('1')).toEqual(['find', 'note', 'first']);
});

test('whoever shows keys is told of a change', () => {
  const changed = vi.fn();
  const watched = new Keyboard(changed);
  watched.register(() => '', [])();
  watched.configure({}, true);
  expect(changed).toHaveBeenCalledTimes(3);
});
