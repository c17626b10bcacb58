/** Erasing: what goes is said first, nothing of the words; what is typed confirms it. */
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import EraseDialog from './EraseDialog.svelte';

const calls = vi.hoisted(() => ({ redactionPreview: vi.fn(), redact: vi.fn() }));
vi.mock('@/api', async (original) => ({ ...(await original<object>()), desk: calls }));

beforeEach(() => {
  calls.redactionPreview.mockResolvedValue({ confirm: 'A7', parts: [{ field: 'note', n: 2 }], entries: 2, leaves_the_figures: false });
  calls.redact.mockResolvedValue({ parts: 2 });
});
afterEach(cleanup);

const props = { open: true, about: { of: 'moment', id: 'm' } as const, scopes: ['note', 'texts', 'everything'] as const };

test('it says what goes and that it can’t be undone, and asks why before it erases', async () => {
  const onerased = vi.fn();
  render(EraseDialog, { ...props, onerased });
  expect(await screen.findByText('This cannot be undone. Nobody can bring back what is erased.')).toBeTruthy();
  expect(await screen.findByText('notes: 2')).toBeTruthy();
  const erase = screen.getByRole('button', { name: 'Erase for good' });
  await fireEvent.click(erase);
  expect(calls.redact).not.toHaveBeenCalled();
  await fireEvent.change(screen.getByRole('combobox', { name: 'Why' }), { target: { value: 'law' } });
  await fireEvent.input(screen.getByRole('textbox', { name: 'To confirm, type A7' }), { target: { value: 'a7' } });
  await fireEvent.click(erase);
  await vi.waitFor(() => expect(onerased).toHaveBeenCalled());
  expect(calls.redact).toHaveBeenCalledWith({ about: props.about, scope: 'texts', why: 'law', reason: null, confirmation: 'a7' });
});

test('where nothing is left there is nothing to press', async () => {
  calls.redactionPreview.mockResolvedValue({ confirm: 'A7', parts: [], entries: 0, leaves_the_figures: false });
  render(EraseDialog, { ...props, onerased: vi.fn() });
  expect(await screen.findByText('There is nothing of it to erase.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Erase for good' })).toBeNull();
});
