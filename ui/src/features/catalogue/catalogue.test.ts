import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { QuickListForm, ServiceForm } from '@/api';
import { catalogueDesk } from '@/demo/catalogue';
import { setLocale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import type { Role } from '@/shared/words';
import { expectAccessible } from '@/tests/axe';
import Catalogue from './Catalogue.svelte';

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

async function open(role: Role = 'administrator', some: Commands = {}, many = 20): Promise<void> {
  fake = installFake({ ...catalogueDesk(many), ...some });
  const session = { staff: '1', name: 'Ada T.', roles: [role], locked: false, language: null, resting: [], needs_short_pin: false, office: { en: '', fr: '' }, workstation: '' };
  render(Catalogue, { session, go: vi.fn(), handOver: vi.fn(), switchPerson: vi.fn() });
  await screen.findByRole('tablist');
}

const user = userEvent.setup();
const told = (command: string) => fake.calls.filter((call) => call.command === command).map(({ args }) => args);
const tab = (name: RegExp) => user.click(screen.getByRole('tab', { name }));
const press = async (name: string | RegExp) => user.click(await screen.findByRole('button', { name }));
const find = () => screen.getByRole('searchbox');
const rows = () => screen.getAllByRole('rowheader').map((row) => row.textContent?.trim());
const quick = () => (told('save_quick_list').at(-1) as { form: QuickListForm } | undefined)?.form.quick;
const keyOf = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;

describe('finding a service', () => {
  test('works without accents and in the language that the window does not have', async () => {
    await open();
    await user.type(find(), 'numero d assurance SOCIALE');
    expect(rows()).toEqual(['Social Insurance Number Numéro d’assurance sociale']);
    expect(screen.getByText('Numéro d’assurance sociale')).toHaveAttribute('lang', 'fr-CA');
    expect(screen.getByText('1 of 1 service shown')).toBeInTheDocument();
  });

  test('draws the first hundred and says of how many', async () => {
    await open('administrator', {}, 97);
    const drawn = () => document.querySelectorAll<HTMLElement>('[data-service]');
    expect(drawn()).toHaveLength(100);
    expect(screen.getByText('100 of 108 services shown')).toBeInTheDocument();
    await user.click(screen.getByText('Show 100 more'));
    expect(drawn()).toHaveLength(108);
    expect(drawn()[100]).toHaveFocus();
  });

  test('a filter narrows, and each says how many it holds', async () => {
    await open();
    await user.click(screen.getByRole('radio', { name: 'Quick keys (6)' }));
    expect(rows()).toHaveLength(6);
    expect(within(screen.getByRole('row', { name: /Employment Insurance/ })).getAllByRole('cell').at(-1)).toHaveTextContent('3');
    await user.type(find(), 'zzz');
    expect(screen.getByText('No service is like that.')).toBeInTheDocument();
  });

  test('what is withdrawn is among them, and says so', async () => {
    await open('administrator', {}, 97);
    await user.click(screen.getByText('Withdrawn or retired (1)'));
    expect(rows()).toHaveLength(1);
    expect(screen.getByText('Withdrawn from the inventory')).toBeInTheDocument();
  });

  test('arrows go through the list, Enter opens a service, and Back comes back to its row', async () => {
    await open();
    await user.type(find(), 'permit{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    expect(await screen.findByRole('heading', { level: 2, name: 'Building permit' })).toHaveFocus();
    expect(screen.getByText('Permis de construire')).toHaveAttribute('lang', 'fr-CA');
    expect(screen.getByRole('row', { name: /The wait before an officer/ })).toHaveTextContent('25 minutes of waiting proposed from its text');
    await press('Back');
    expect(screen.getByRole('button', { name: 'Building permit' })).toHaveFocus();
  });

  test('says why a relationship was proposed, in words', async () => {
    await open();
    await user.type(find(), 'SRV01004{ArrowDown}{Enter}');
    expect(await screen.findByText(/The proposal came from the rule “Rules for society as a whole”/)).toBeInTheDocument();
    expect(screen.getByText('Involuntary client: rights of others')).toBeInTheDocument();
  });
});

describe('proposals', () => {
  const groupOf = async (name: string) => (await screen.findByRole('heading', { name })).closest('li') as HTMLElement;
  const oneByOne = async (name: string) => (await groupOf(name)).querySelector('details')?.toggleAttribute('open');

  test('are grouped by rule, and a group is confirmed together after a question', async () => {
    await open('administrator', {}, 16);
    await tab(/To confirm/);
    const group = await groupOf('High-volume regulatory transactions');
    expect(group).toHaveTextContent('Proposed: Involuntary client: own obligation');
    await user.click(await within(group).findByRole('button', { name: 'Confirm these 2' }));
    expect(told('confirm_relationships')).toEqual([]);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(told('confirm_relationships')).toEqual([{ keys: ['SRV01009', 'SRV01001'] }]));
    expect(await screen.findByText('2 relationships confirmed.')).toBeInTheDocument();
    expect(screen.queryByRole('heading', { name: 'High-volume regulatory transactions' })).toBeNull();
    expect(screen.getByRole('heading', { level: 2 })).toHaveFocus();
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('21 relationships to confirm');
  });

  test('or one by one, with focus staying in the list', async () => {
    await open('administrator', {}, 16);
    await tab(/To confirm/);
    await oneByOne('High-volume regulatory transactions');
    await press('Confirm “Annual return: small boats (1)”');
    expect(told('confirm_relationships')).toEqual([{ keys: ['SRV01001'] }]);
    await screen.findByText('1 relationship confirmed.');
    expect(document.activeElement).toHaveAttribute('data-confirm');
  });

  test('stand there at once, each service with its own reason where it has one, and no service is asked for', async () => {
    await open('administrator', {}, 1_700);
    await tab(/To confirm/);
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('1,690 relationships to confirm');
    expect(screen.getAllByRole('heading', { level: 3 })[0]).toHaveTextContent('Money, care, learning and answers');
    const starter = screen.getByRole('heading', { name: 'Starter catalogue' }).closest('li') as HTMLElement;
    const change = within(starter).getByText('Change of address').closest('li');
    expect(change).toHaveTextContent('The law asks it of the client.');
    expect(told('service')).toEqual([]);
  });
});

describe('what the office offers', () => {
  test('a digit gives its key to the service in focus; focus goes with it, and undo takes it back', async () => {
    await open('supervisor');
    await tab(/What we offer/);
    screen.getByRole('button', { name: 'Move “Driver’s licence” up' }).focus();
    await user.keyboard('3');
    await screen.findByText('“Driver’s licence” is on key 3.');
    expect(quick()).toEqual([0, 1, 4, 2, 3, 5].map(keyOf));
    expect(screen.getByRole('button', { name: 'Move “Driver’s licence” up' })).toHaveFocus();
    await press('Undo');
    await waitFor(() => expect(quick()).toEqual([0, 1, 2, 3, 4, 5].map(keyOf)));
    expect(await screen.findByText('Undone.')).toBeInTheDocument();
  });

  test('keys pressed faster than the disk writes are done in their order', async () => {
    await open();
    await tab(/What we offer/);
    const up = screen.getByRole('button', { name: 'Move “Vehicle registration” up' });
    up.focus();
    await user.keyboard('1');
    await user.keyboard('4');
    await waitFor(() => expect(quick()).toEqual([0, 1, 2, 5, 3, 4].map(keyOf)));
  });

  test('a service is found in the other language and gets the next key; a key is taken, and the service still offered', async () => {
    await open();
    await tab(/What we offer/);
    await user.type(screen.getByRole('combobox', { name: 'Add a service on key 7' }), 'amende{Enter}');
    await screen.findByText('“Payment of a fine” is on key 7.');
    expect(quick()?.at(-1)).toBe(keyOf(10));
    await press('Take the key of “Payment of a fine”');
    await waitFor(() => expect(told('save_quick_list').at(-1)).toMatchObject({ form: { offered: [10, 6, 7, 8].map(keyOf) } }));
  });

  test('a service that is retired is no longer on the list, which says so and can still be saved', async () => {
    await open();
    await user.type(find(), 'employment{ArrowDown}{Enter}');
    await press('Retire');
    await screen.findByText('“Employment Insurance” is retired. It stays in history.');
    expect(screen.getByRole('button', { name: 'Bring back' })).toHaveFocus();
    await tab(/What we offer/);
    expect(screen.getByText(/No longer on this list.*Employment Insurance/)).toBeInTheDocument();
    await press('Move “Old Age Security” up');
    await waitFor(() => expect(quick()).toEqual([0, 3, 1, 4, 5].map(keyOf)));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('what the desk refuses is said, and the list stands as it was', async () => {
    await open('administrator', { save_quick_list: () => { throw { code: 'busy', field: null, data: {} }; } });
    await tab(/What we offer/);
    await press('Move “Passport: new or renewal” down');
    expect(await screen.findByRole('alert')).toHaveTextContent('The workstation is busy with other work.');
    expect(screen.getAllByText(/^Quick key \d$/)[0]?.closest('li')).toHaveTextContent('Passport: new or renewal');
  });
});

describe('a service of our own', () => {
  const name = (language: string) => screen.getByRole('textbox', { name: `Name in ${language}` });

  test('is added; what is wrong is said at its field and nothing typed is lost', async () => {
    await open();
    await press('Add a service of our own');
    await user.type(name('English'), 'Sledge hire');
    await press('Save');
    expect(screen.getByRole('alert')).toHaveTextContent('Choose one of the three.');
    expect(told('save_service')).toEqual([]);
    await user.click(screen.getByRole('radio', { name: 'Voluntary client' }));
    await press('Save');
    await waitFor(() => expect(name('French')).toHaveFocus());
    expect(name('French')).toHaveAccessibleDescription('Something is missing here.');
    expect(name('English')).toHaveValue('Sledge hire');
    await user.type(name('French'), 'Location de traîneaux');
    await user.type(screen.getByRole('combobox', { name: 'Add a service' }), 'change{Enter}');
    await press('Save');
    expect(await screen.findByRole('heading', { level: 2, name: 'Sledge hire' })).toBeInTheDocument();
    expect((told('save_service').at(-1) as { form: ServiceForm }).form).toMatchObject({ key: null, relationship: 'voluntary', next: [keyOf(9)] });
    await press('Undo');
    await waitFor(() => expect(told('retire_service')).toMatchObject([{ retired: true }]));
  });

  test('a change can be undone; what is written outlives a look at another tab', async () => {
    await open();
    await user.type(find(), 'passport{ArrowDown}{Enter}');
    await press('Edit');
    await user.clear(name('English'));
    await user.type(name('English'), 'Passport');
    await tab(/Import/);
    await tab(/Services/);
    expect(name('English')).toHaveValue('Passport');
    await press('Save');
    await screen.findByText('“Passport” is saved.');
    await press('Undo');
    await waitFor(() => expect(told('save_service').at(-1)).toMatchObject({ form: { name_en: 'Passport: new or renewal' } }));
  });

  test('of an official one the office decides the relationship and not the name', async () => {
    await open();
    await user.type(find(), 'SRV01001{ArrowDown}{Enter}');
    await press('Edit');
    expect(screen.queryByRole('textbox', { name: /Name/ })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Voluntary client' }));
    await press('Save');
    await screen.findByText(/is saved/);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });
});

test('supervisors look and choose what the office offers; the rest is said to be an administrator’s', async () => {
  await open('supervisor');
  expect(screen.getByText(/are for administrators/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Add a service/ })).toBeNull();
  await user.type(find(), 'passport{ArrowDown}{Enter}');
  await screen.findByRole('button', { name: 'Take off our list' });
  expect(screen.queryByRole('button', { name: /Edit|Retire|Confirm/ })).toBeNull();
  await tab(/To confirm/);
  expect(await screen.findByRole('heading', { name: 'Agreements, permissions, inspections and rulings' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /^Confirm/ })).toBeNull();
  await tab(/Import/);
  expect(screen.getByText('Only an administrator imports the inventory.')).toBeInTheDocument();
});

describe('no barrier', () => {
  test.each(['en', 'fr'] as const)('in any view, in %s', async (language) => {
    setLocale(language);
    await open('administrator', {}, 8);
    await expectAccessible();
    await user.type(find(), 'licence{ArrowDown}{Enter}');
    await screen.findByRole('heading', { level: 2, name: /icence|ermis/ });
    await expectAccessible();
    await press(/^(Edit|Modifier)$/);
    await expectAccessible();
    for (const at of [1, 2, 3]) {
      await user.click(screen.getAllByRole('tab')[at] as HTMLElement);
      await expectAccessible();
    }
  }, 30_000);
});
