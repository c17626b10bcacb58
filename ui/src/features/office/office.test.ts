import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { OfficeForm, OfficeView, PinReset, Session, StaffForm, StaffItem } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Fake } from '@/platform/fake';
import type { Role } from '@/shared/words';
import { expectAccessible } from '@/tests/axe';
import Office from './Office.svelte';

const settings: OfficeForm = {
  name_en: 'Iqaluit', name_fr: 'Iqaluit', organization_en: 'Service Canada', organization_fr: 'Service Canada',
  time_zone: 'America/Iqaluit', languages: ['en', 'fr'], invite_one_in: 1, questions: ['fairness'], screen_threshold: 5, staff_threshold: 3,
  client_timeout_seconds: 90, idle_lock_minutes: 10, standing_recorded: false, party_recorded: false,
  keep: { texts: 30, records: 730, audit: 2557 },
  notice: { purpose_en: '', purpose_fr: '', authority_en: '', authority_fr: '', contact_en: '', contact_fr: '', on_card: false },
};
const view: OfficeView = {
  office: settings, workstation: 'Counter 2', workstations: ['Counter 1'], key_slots: ['keystore', 'keystore', 'key_file'],
  entries: 1234, started_at: '2026-04-01T08:30:00-05:00',
};
const person = (id: string, name: string, roles: Role[] = ['counter'], active = true): StaffItem => ({
  id, name, roles, active, signed_in_today: false, has_short_pin: true, language: null,
});

const PIN = 'tundra-lichen';
let fake: Fake;
let people = 0;
/** Who is on the staff besides the usual. */
let more: StaffItem[] = [];
let refuse: unknown;
afterEach(() => {
  cleanup();
  more = [];
  return fake.remove();
});

type Opened = { user: ReturnType<typeof userEvent.setup>; again: () => Promise<void> };

/** Opens the screen for a person who was never here before, unless `again` brings back the same one. */
async function open(role: Role = 'administrator', locale: Locale = 'en'): Promise<Opened> {
  setLocale(locale);
  refuse = undefined;
  let office = settings;
  const me = `person-${(people += 1)}`;
  let staff = [person(me, 'Ada T.', ['administrator']), person('2', 'Bo K.'), person('3', 'Cy L.', ['counter'], false), ...more];
  fake = installFake({
    office: () => ({ ...view, office }),
    time_zones: () => ['America/Iqaluit', 'America/Toronto'],
    acts: () => ({ acts: [], after: null }),
    reset_pin: ({ reset }) => {
      const { own_pin, second_pin } = reset as PinReset;
      const wrong = own_pin !== PIN ? 'own_pin' : second_pin !== PIN ? 'second_pin' : undefined;
      if (wrong) throw { code: 'wrong_pin', field: wrong, data: {} };
      return { name: 'Di M.', pin: '482193' };
    },
    save_office: ({ form }) => {
      if (refuse) throw refuse;
      return (office = form as OfficeForm);
    },
    staff: () => [...staff],
    save_staff: ({ form }) => {
      if (refuse) throw refuse;
      const { id, issue_pin, name, roles, active } = form as StaffForm;
      const saved = person(id ?? '4', name, roles, active);
      staff = [...staff.filter((each) => each.id !== id), saved];
      return { staff: saved, issued_pin: !id || issue_pin ? '482193' : null };
    },
  });
  const session: Session = {
    staff: me, name: 'Ada T.', roles: [role], locked: false, language: null, resting: [], needs_short_pin: false,
    office: { en: 'Iqaluit', fr: 'Iqaluit' }, workstation: 'Counter 2',
  };
  const show = async () => {
    render(Office, { session, go: () => {}, handOver: () => {}, switchPerson: () => {} });
    await screen.findByRole('tablist');
  };
  await show();
  return { user: userEvent.setup(), again: async () => (cleanup(), await show()) };
}

const tab = (name: RegExp) => screen.getByRole('tab', { name });
const saved = () => fake.calls.filter(({ command }) => command.startsWith('save_')).map(({ args }) => args.form as Record<string, unknown>);

describe('the settings', () => {
  test('one section is saved, says so, and leaves what stands unsaved in another', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('Name in English'), ' Centre');
    await user.click(tab(/Locking/));
    await user.clear(screen.getByLabelText(/Minutes without/));
    await user.type(screen.getByLabelText(/Minutes without/), '15');
    await user.click(screen.getAllByRole('button', { name: 'Save' })[0]!);
    expect(await screen.findByText(/^Saved at /)).toBeInTheDocument();
    expect(saved()).toEqual([{ ...settings, idle_lock_minutes: 15 }]);
    expect(tab(/^Office/)).toHaveTextContent('Not saved yet');
  });

  test('what was typed is still there after a look at another screen, and can be discarded', async () => {
    const { user, again } = await open();
    await user.type(screen.getByLabelText('Name in English'), ' Centre');
    await again();
    expect(screen.getByLabelText('Name in English')).toHaveValue('Iqaluit Centre');
    await user.click(screen.getByRole('button', { name: 'Discard changes' }));
    expect(screen.getByLabelText('Name in English')).toHaveValue('Iqaluit');
    expect(screen.getByRole('button', { name: 'Save' })).toHaveFocus();
  });

  test('an error stands at its field, which takes focus; what was typed stays', async () => {
    const { user } = await open();
    await user.click(tab(/Invitations/));
    const seconds = screen.getByLabelText(/Seconds until/);
    await user.clear(seconds);
    await user.type(seconds, '30');
    refuse = { code: 'invalid', field: 'client_timeout_seconds', data: { problem: 'out_of_range' } };
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(seconds).toHaveFocus());
    expect(seconds).toHaveAccessibleDescription(/out of range|outside/i);
    expect(seconds).toHaveValue('30');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('an emptied number is an error here, and the desk is not asked', async () => {
    const { user } = await open();
    await user.click(tab(/Invitations/));
    await user.clear(screen.getByLabelText(/Answers needed/));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText(/Answers needed/)).toBeInvalid());
    expect(saved()).toEqual([]);
  });

  test('a change that somebody else saved meanwhile is not undone', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('Name in English'), ' Centre');
    fake = installFake({ office: () => ({ ...view, office: { ...settings, screen_threshold: 9 } }), save_office: ({ form }) => form });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()).toEqual([{ ...settings, name_en: 'Iqaluit Centre', screen_threshold: 9 }]));
  });

  test('a supervisor reads them, is told why nothing can be changed, and sees no list of staff', async () => {
    const { user } = await open('supervisor');
    expect(screen.getByText(/Only an administrator can change/)).toBeInTheDocument();
    expect(screen.getByLabelText('Name in English')).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    await user.click(tab(/Staff/));
    expect(screen.getByText(/Only an administrator sees/)).toBeInTheDocument();
    expect(fake.calls.map(({ command }) => command)).not.toContain('staff');
  });
});

describe('staff', () => {
  async function openStaff() {
    const opened = await open();
    await opened.user.click(tab(/Staff/));
    await screen.findByText('Bo K.');
    return opened;
  }

  test('a new person is issued a PIN, shown once', async () => {
    const { user } = await openStaff();
    await user.click(screen.getByRole('button', { name: 'Add a person' }));
    await user.type(screen.getByLabelText(/^Name/), 'Di M.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'PIN for Di M.' });
    expect(dialog).toHaveTextContent('482193');
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: /Done/ }));
    expect(screen.queryByText('482')).toBeNull();
    expect(screen.getByText('Di M.')).toBeInTheDocument();
    await user.click(tab(/Workstation/));
    await user.click(tab(/Staff/));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('a new PIN for a person who is here is asked for twice, issued by the desk and shown once', async () => {
    const { user } = await openStaff();
    await user.click(screen.getByRole('button', { name: 'New PIN: Bo K.' }));
    expect(saved()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Issue a new PIN' }));
    await screen.findByText(/only this once/);
    expect(saved()).toEqual([{ id: '2', name: 'Bo K.', roles: ['counter'], active: true, language: null, issue_pin: true }]);
    const dialog = screen.getByRole('dialog', { name: 'PIN for Bo K.' });
    expect(dialog).toHaveTextContent('4 8 2 1 9 3');
    await user.click(within(dialog).getByRole('button', { name: /Done/ }));
    expect(screen.queryByText('4 8 2 1 9 3')).toBeNull();
  });

  test('a supervisor gets one from two administrators, who both enter their PIN', async () => {
    more = [person('4', 'Di M.', ['supervisor']), person('5', 'Ed N.', ['administrator'])];
    const { user } = await openStaff();
    await user.click(screen.getByRole('button', { name: 'New PIN: Di M.' }));
    const dialog = screen.getByRole('dialog', { name: 'PIN for Di M.' });
    const issue = () => user.click(within(dialog).getByRole('button', { name: 'Issue a new PIN' }));
    const own = within(dialog).getByLabelText('Your full PIN');
    expect(own).toHaveFocus();
    await issue();
    expect(own).toHaveAccessibleDescription('Enter the PIN.');
    await user.type(own, PIN);
    await user.selectOptions(within(dialog).getByRole('combobox'), 'Ed N.');
    expect(within(dialog).getAllByRole('option', { hidden: true }).map(({ textContent }) => textContent)).toEqual(['Choose a colleague', 'Ed N.']);
    const theirs = within(dialog).getByLabelText('Their full PIN');
    await user.type(theirs, 'wrong');
    await issue();
    await waitFor(() => expect(theirs).toHaveFocus());
    expect(theirs).toHaveValue('');
    expect(own).toHaveValue(PIN);
    await expectAccessible();
    await user.type(theirs, PIN);
    await issue();
    expect(await within(dialog).findByText(/only this once/)).toBeInTheDocument();
    expect(saved()).toEqual([]);
  });

  test('whoever the desk says takes two gets the dialog for two; alone, the way is the recovery code', async () => {
    const { user } = await openStaff();
    await user.click(screen.getByRole('button', { name: 'New PIN: Bo K.' }));
    refuse = { code: 'two_needed', field: null, data: {} };
    await user.click(screen.getByRole('button', { name: 'Issue a new PIN' }));
    expect(await screen.findByText(/no second administrator/)).toBeInTheDocument();
  });

  test('a name that is taken and a missing role are said beside them', async () => {
    const { user } = await openStaff();
    await user.click(screen.getByRole('button', { name: 'Edit: Bo K.' }));
    refuse = { code: 'invalid', field: 'name', data: { problem: 'not_together' } };
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText(/^Name/)).toHaveAccessibleDescription(/has this name already/));
    await user.click(screen.getByRole('checkbox', { name: 'Counter staff' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByRole('group', { name: 'May act as' })).toHaveAccessibleDescription('Choose at least one role.');
  });

  test('who is deactivated can be brought back with undo, and nobody deactivates themselves', async () => {
    const { user } = await openStaff();
    expect(screen.queryByRole('button', { name: 'Deactivate: Ada T.' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Deactivate: Bo K.' }));
    expect(await screen.findByText('Bo K. can no longer sign in.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', { name: 'Deactivate: Bo K.' });
    expect(saved().map(({ active }) => active)).toEqual([false, true]);
  });
});

test.each(['en', 'fr'] as const)('every section is free of barriers (%s)', async (locale) => {
  const { user } = await open('administrator', locale);
  for (const each of screen.getAllByRole('tab')) {
    await user.click(each);
    await expectAccessible();
  }
  await user.click(screen.getAllByRole('tab').at(-2)!);
  expect(screen.getByText('Counter 1')).toBeInTheDocument();
  expect(screen.getByText(locale === 'fr' ? /^1er.avril.2026$/ : 'April 1, 2026')).toBeInTheDocument();
  expect(screen.getByText(locale === 'fr' ? /2 comptes de cet ordinateur/ : /2 accounts of this computer/)).toBeInTheDocument();
  expect(screen.getByText(locale === 'fr' ? /pas de code de récupération/ : /no recovery code/)).toBeInTheDocument();
});
