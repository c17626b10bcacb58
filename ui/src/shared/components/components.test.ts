import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import { expectAccessible } from '@/tests/axe';
import { Combobox, Dialog, PinField, Segmented, Table, Tabs, TextArea, TextInput, UndoBar } from '.';

const text = (words: string) => createRawSnippet(() => ({ render: () => `<p>${words}</p>` }));

describe('a choice of a few', () => {
  const options = [
    { value: 'voluntary', label: 'By choice', keys: 'v' },
    { value: 'required', label: 'Required' },
  ];

  test('that stands by default becomes staff’s by choosing it again', async () => {
    const onchoose = vi.fn();
    render(Segmented, { legend: 'Relationship', options, value: 'voluntary', by: 'default', onchoose });
    expect(screen.getByText('(by default)')).toBeInTheDocument();
    await fireEvent.click(screen.getByRole('radio', { name: /By choice/ }));
    expect(onchoose).toHaveBeenCalledWith('voluntary');
    expect(screen.queryByText('(by default)')).toBeNull();
    await expectAccessible();
  });

  test('is told once for one click', async () => {
    const onchoose = vi.fn();
    render(Segmented, { legend: 'Relationship', options, value: null, onchoose });
    await userEvent.click(screen.getByRole('radio', { name: 'Required' }));
    expect(onchoose).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('radio', { name: 'Required' })).toBeChecked();
  });
});

describe('finding', () => {
  const items = ['Passport application', 'Dépôt d’impôt', 'Lost passport'];
  const open = (some: object = {}) => {
    const onchoose = vi.fn();
    render(Combobox<string>, { label: 'Find a service', items, key: (item: string) => item, text: (item: string) => item, onchoose, ...some });
    return onchoose;
  };

  test('by what is typed, with arrows and Enter, without accents', async () => {
    const onchoose = open();
    const field = screen.getByRole('combobox', { name: 'Find a service' });
    await userEvent.type(field, 'depot');
    expect(field).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await expectAccessible();
    await userEvent.keyboard('{Enter}');
    expect(onchoose).toHaveBeenCalledWith('Dépôt d’impôt');
    expect(field).toHaveValue('');
    expect(field).toHaveFocus();
  });

  test('walks round the list and names the current line', async () => {
    const onchoose = open();
    const field = screen.getByRole('combobox');
    await userEvent.type(field, 'pass{ArrowDown}');
    const current = field.getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(current)).toHaveTextContent('Lost passport');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(onchoose).toHaveBeenCalledWith('Passport application');
  });

  test('Escape closes the list, then empties the text', async () => {
    open();
    const field = screen.getByRole('combobox');
    await userEvent.type(field, 'pass{Escape}');
    expect(screen.queryAllByRole('option')).toEqual([]);
    expect(field).toHaveValue('pass');
    await userEvent.keyboard('{Escape}');
    expect(field).toHaveValue('');
  });

  test('goes wider where nothing is found', async () => {
    const run = vi.fn();
    open({ wider: { label: 'Search the whole catalogue', run } });
    await userEvent.type(screen.getByRole('combobox'), 'boat{Enter}');
    expect(run).toHaveBeenCalledWith('boat');
  });
});

test('a field is read with its hint and its error', async () => {
  render(TextInput, { label: 'Name', hint: 'As on the door', error: 'Enter a name.', value: '' });
  const field = screen.getByRole('textbox', { name: 'Name' });
  expect(field).toHaveAccessibleDescription('As on the door Enter a name.');
  expect(field).toBeInvalid();
  await expectAccessible();
});

test('a note says how much room is left once it is short', async () => {
  render(TextArea, { label: 'Note', value: 'abc', maxlength: 10 });
  expect(screen.getByRole('status')).toHaveTextContent('7 characters left');
  await userEvent.type(screen.getByRole('textbox'), 'defghi');
  expect(screen.getByRole('status')).toHaveTextContent('1 character left');
});

test('a short PIN takes its digits alone, from keys or from the pad, and says when it is whole', async () => {
  const onfull = vi.fn();
  render(PinField, { label: 'Short PIN', value: '', digits: 4, keypad: true, onfull });
  const field = screen.getByLabelText('Short PIN');
  await userEvent.type(field, '1a2');
  await userEvent.click(screen.getByRole('button', { name: '7' }));
  expect(field).toHaveValue('127');
  await userEvent.click(screen.getByRole('button', { name: 'Delete the last digit' }));
  expect(field).toHaveValue('12');
  expect(onfull).not.toHaveBeenCalled();
  await userEvent.type(field, '58');
  expect(onfull).toHaveBeenCalledOnce();
  await expectAccessible();
});

test('a full PIN takes any text, hidden until it is to be checked', async () => {
  render(PinField, { label: 'Full PIN', value: '' });
  const field = screen.getByLabelText('Full PIN');
  await userEvent.type(field, 'tundra lichen 4é');
  expect(field).toHaveValue('tundra lichen 4é');
  expect(field).toHaveAttribute('type', 'password');
  await userEvent.click(screen.getByRole('button', { name: 'Show the PIN' }));
  expect(field).toHaveAttribute('type', 'text');
  expect(field).toHaveValue('tundra lichen 4é');
  await expectAccessible();
});

test('a dialog says when it closes, however it closes', async () => {
  const onclose = vi.fn();
  render(Dialog, { open: true, title: 'Void this moment', onclose, children: text('Why?') });
  expect(screen.getByRole('dialog', { name: 'Void this moment' })).toBeInTheDocument();
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onclose).toHaveBeenCalledOnce();
});

test('undo stays 20 seconds, and longer while someone is on it', async () => {
  vi.useFakeTimers();
  const onexpire = vi.fn();
  render(UndoBar, { text: 'Saved.', onundo: vi.fn(), onexpire });
  await fireEvent.pointerEnter(screen.getByRole('group'));
  await vi.advanceTimersByTimeAsync(60_000);
  await fireEvent.pointerLeave(screen.getByRole('group'));
  await vi.advanceTimersByTimeAsync(19_500);
  expect(onexpire).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600);
  expect(onexpire).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test('a table names its rows and says how it is sorted', async () => {
  type Row = { name: string; count: number };
  const onsort = vi.fn();
  render(Table<Row>, {
    caption: 'Services today',
    rows: [{ name: 'Passport', count: 3 }],
    key: (row: Row) => row.name,
    columns: [
      { id: 'name', label: 'Service', names: true, text: (row: Row) => row.name },
      { id: 'count', label: 'Served', numeric: true, sortable: true, text: (row: Row) => String(row.count) },
    ],
    sort: { column: 'count', descending: true },
    onsort,
  });
  expect(screen.getByRole('rowheader', { name: 'Passport' })).toBeInTheDocument();
  expect(screen.getByRole('columnheader', { name: 'Served' })).toHaveAttribute('aria-sort', 'descending');
  await userEvent.click(screen.getByRole('button', { name: 'Served' }));
  expect(onsort).toHaveBeenCalledWith({ column: 'count', descending: false });
  await expectAccessible();
});

test('tabs move with the arrows and come round', async () => {
  const tabs = [{ id: 'day', label: 'Day' }, { id: 'week', label: 'Week' }] as const;
  render(Tabs<'day' | 'week'>, { label: 'Period', tabs, active: 'day', panel: text('Figures') as never });
  await userEvent.click(screen.getByRole('tab', { name: 'Day' }));
  await userEvent.keyboard('{ArrowLeft}');
  expect(screen.getByRole('tab', { name: 'Week' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  expect(screen.getByRole('tab', { name: 'Day' })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible();
});
