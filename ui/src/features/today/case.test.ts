import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { CasesDesk } from '@/demo/cases';
import { TodayDesk } from '@/demo/today';
import { installFake, type Fake } from '@/platform/fake';
import { listenToKeys } from '@/shared/use-keys.svelte';
import { expectAccessible } from '@/tests/axe';
import Today from './Today.svelte';

let fake: Fake;
let stopListening: () => void;

afterEach(async () => {
  cleanup();
  stopListening();
  await fake.remove();
});

test('a case is opened from a saved moment, is shown with it, and the moment can be taken out', async () => {
  const today = new TodayDesk();
  const view = today.views.find(({ item }) => item.short_no === 'K10');
  const cases = new CasesDesk().commands();
  const linked = (to: unknown) => {
    if (view) view.form.case = to as string | null;
    return structuredClone(view);
  };
  fake = installFake({ ...cases, ...today.commands(), link_moment: ({ to }) => linked(to) });
  stopListening = listenToKeys();
  const session = { staff: '1', name: 'Noor', roles: ['counter' as const], locked: false, language: null, resting: [], needs_short_pin: false };
  render(Today, { session: { ...session, office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2' }, go: () => {}, handOver: () => {}, switchPerson: () => {} });
  const list = within(await screen.findByRole('list', { name: 'My moments of the day' }));
  await userEvent.click(list.getByRole('button', { name: /K10/ }));
  const beside = within(screen.getByRole('region', { name: 'The chosen moment' }));
  await beside.findByRole('heading', { level: 2, name: /^K10/ });

  await userEvent.keyboard('k');
  const dialog = within(await screen.findByRole('dialog', { name: 'A case for this moment' }));
  await expectAccessible();
  await userEvent.click(dialog.getByRole('button', { name: /New case/ }));
  expect(await dialog.findByText('K7MX 3Q9R 5')).toBeInTheDocument();
  const told = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);
  expect(told('open_case')).toMatchObject([{ form: { moment: 'K10', service: 'fine' } }]);
  await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
  const section = within(await beside.findByRole('region', { name: 'Case' }));
  expect(section.getByText('K7MX 3Q9R 5')).toBeInTheDocument();

  await userEvent.keyboard('k');
  await userEvent.click(await screen.findByRole('button', { name: 'Take out of the case' }));
  await waitFor(() => expect(beside.queryByRole('region', { name: 'Case' })).toBeNull());
  expect(told('link_moment').at(-1)).toEqual({ id: 'K10', to: null });
});
