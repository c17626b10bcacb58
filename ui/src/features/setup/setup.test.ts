import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AppState, NewOffice } from '@/api';
import { setLocale, type Locale } from '@/i18n';
import { installFake, type Commands, type Fake } from '@/platform/fake';
import { expectAccessible } from '@/tests/axe';
import Setup from './Setup.svelte';

type Start = Extract<AppState, { stage: 'set_up' }>;

const preferences = { language: 'en', theme: 'system', text_size: 'normal', single_keys: true, key_map: {}, client_screen: 'automatic' } as const;
const GROUPS = ['8KQT', '3F0M', 'XW7P', 'V2HJ', '94ZN', 'DC6R', 'B1YE'];
const CODE = GROUPS.join('-');

let fake: Fake;
afterEach(() => {
  cleanup();
  return fake.remove();
});

const type = (keys: string) => userEvent.keyboard(keys);
const title = () => screen.getByRole('heading', { level: 2 }).textContent;
const field = (name: string | RegExp) => screen.getByLabelText<HTMLInputElement>(name);
const asked = () => fake.calls.filter(({ command }) => command === 'set_up').map(({ args }) => args.office as NewOffice);

const start = (some: Partial<Start> = {}): Start => ({
  stage: 'set_up', preferences, suggested_time_zone: 'America/Iqaluit', keystore_available: true, key_file: false, ...some,
});

function openSetup(some: Partial<Start> = {}, commands: Commands = {}) {
  const ondone = vi.fn();
  fake = installFake({
    time_zones: () => ['America/Iqaluit', 'America/New_York', 'America/Toronto'],
    set_up: () => ({ recovery_code: CODE }),
    ...commands,
  });
  return { ondone, ...render(Setup, { app: start(some), ondone }) };
}

/** The four names, from the field that has focus. */
async function nameTheOffice() {
  await waitFor(() => expect(document.activeElement).toBeInstanceOf(HTMLInputElement));
  await type('Iqaluit{Tab}Iqaluit{Tab}Service Canada{Tab}Service Canada{Enter}');
}

async function nameTheAdministrator(pin = 'tundra-lichen', again = pin) {
  await type(`Ruth C.{Tab}${pin}{Tab}{Tab}${again}{Enter}`);
}

async function goToKey() {
  await nameTheOffice();
  await type('{Enter}');
  await nameTheAdministrator();
}

async function goToReview() {
  await goToKey();
  await type('{Enter}{Enter}');
}

/** The group of the code that is asked for now. */
function askedGroup(): string {
  const label = screen.getByRole<HTMLInputElement>('textbox').labels?.[0]?.textContent ?? '';
  return GROUPS[Number(/\d/.exec(label)?.[0]) - 1] ?? '';
}

describe('setting up a fresh machine', () => {
  test.each([
    {
      language: 'en' as Locale,
      titles: ['This office', 'This workstation', 'The first administrator', 'Where the key is kept', 'The services', 'Check and create'],
      first: 'Name of the office in English',
      progress: 'Step 6 of 6',
      office: { languages: ['en', 'fr'], workstation: 'Counter 1' },
      code: 'Write down the recovery code',
      stored: 'I have written it down and will store it safely.',
    },
    {
      language: 'fr' as Locale,
      titles: ['Ce bureau', 'Ce poste de travail', 'La première personne à l’administration', 'Où la clé est conservée', 'Les services', 'Vérifier et créer'],
      first: 'Nom du bureau en français',
      progress: 'Étape 6 sur 6',
      office: { languages: ['fr', 'en'], workstation: 'Comptoir 1' },
      code: 'Notez le code de récupération',
      stored: 'Je l’ai noté et je le garderai en lieu sûr.',
    },
  ])('takes six short steps by keyboard, then the recovery code ($language)', async ({ language, titles, first, progress, office, code, stored }) => {
    setLocale(language);
    const { ondone } = openSetup();
    await waitFor(() => expect(field(first)).toHaveFocus());
    const seen = [title()];
    const next = async (step: () => Promise<unknown>) => {
      await expectAccessible();
      await step();
      seen.push(title());
    };
    await next(nameTheOffice);
    await next(() => type('{Enter}'));
    await next(nameTheAdministrator);
    await next(() => type('{Enter}'));
    await next(() => type('{Enter}'));
    expect(seen).toEqual(titles);
    expect(screen.getByText(progress)).toBeInTheDocument();
    expect(asked()).toEqual([]);

    await next(() => type('{Enter}'));
    await waitFor(() => expect(title()).toBe(code));
    await expectAccessible();
    expect(asked()).toEqual([
      {
        name_en: 'Iqaluit', name_fr: 'Iqaluit', organization_en: 'Service Canada', organization_fr: 'Service Canada',
        time_zone: 'America/Iqaluit', administrator: 'Ruth C.', pin: 'tundra-lichen', key_storage: 'keystore', starter_catalogue: true,
        ...office,
      },
    ]);
    for (const group of GROUPS) expect(screen.getByText(group)).toBeVisible();
    await userEvent.click(screen.getByRole('checkbox', { name: stored }));
    await type('{Enter}');
    await expectAccessible();
    await type(`${askedGroup().toLowerCase()}{Enter}`);
    expect(ondone).toHaveBeenCalledOnce();
  });

  test('going back keeps what was typed', async () => {
    openSetup();
    await nameTheOffice();
    await userEvent.clear(field('Name of this workstation'));
    await type('Passport desk{Enter}');
    await type('Ruth C.{Tab}tundra-lichen');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(field('Name of this workstation')).toHaveValue('Passport desk');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(field('Organization in French')).toHaveValue('Service Canada');
    await type('{Enter}{Enter}');
    expect(field('Name')).toHaveValue('Ruth C.');
    expect(field('Full PIN')).toHaveValue('tundra-lichen');
  });

  test('what is missing is said beside its field, which has focus, until it is there', async () => {
    openSetup();
    await waitFor(() => expect(field('Name of the office in English')).toHaveFocus());
    await type('Iqaluit{Enter}');
    const french = field('Name of the office in French');
    expect(french).toHaveFocus();
    expect(french).toHaveAccessibleDescription('Fill this in to go on.');
    await type('Iqaluit');
    expect(french).toBeValid();
    expect(field('Organization in English')).toBeInvalid();
    expect(title()).toBe('This office');
  });

  test('another time zone is found by its city, and one that is none is refused', async () => {
    openSetup();
    await nameTheOffice();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    const zone = screen.getByRole('combobox', { name: 'Time zone of the office' });
    await userEvent.clear(zone);
    await userEvent.type(zone, 'Atlantis{Enter}');
    expect(zone).toHaveAccessibleDescription('Choose a time zone from the list.');
    await userEvent.clear(zone);
    await userEvent.type(zone, 'new york{Enter}');
    expect(zone).toHaveValue('America/New York');
    expect(zone).toHaveAccessibleDescription(/^It is \d\d:\d\d there now \(Eastern Time\)\.$/);
    await type('{Enter}');
    expect(title()).toBe('This workstation');
  });

  test('other languages of service come after the two of the office', async () => {
    openSetup();
    await userEvent.click(screen.getByText('Other languages of service'));
    await userEvent.click(screen.getByRole('button', { name: 'ᐃᓄᒃᑎᑐᑦ' }));
    await userEvent.click(screen.getByRole('radio', { name: /Français/ }));
    field('Name of the office in English').focus();
    await goToReview();
    await type('{Enter}');
    expect(asked()[0]?.languages).toEqual(['fr', 'en', 'iu']);
  });

  test('two PINs that differ, or one that is short, do not pass', async () => {
    openSetup();
    await nameTheOffice();
    await type('{Enter}');
    await nameTheAdministrator('tundra');
    expect(field('Full PIN')).toHaveAccessibleDescription(/Enter at least eight characters\.$/);
    await type('-lichen{Tab}{Tab}{Enter}');
    expect(field('Full PIN again')).toHaveAccessibleDescription('The two PINs are not the same.');
    expect(title()).toBe('The first administrator');
  });

  test('what the desk refuses leads to its field, and from there straight back to the last step', async () => {
    let tries = 0;
    openSetup({}, {
      set_up: () => {
        tries += 1;
        if (tries === 1) throw { code: 'pin_too_weak', field: 'pin', data: {} };
        return { recovery_code: CODE };
      },
    });
    await goToReview();
    await type('{Enter}');
    await waitFor(() => expect(field('Full PIN')).toHaveFocus());
    expect(field('Full PIN')).toHaveAccessibleDescription(/too easy to guess/);
    expect(field('Name')).toHaveValue('Ruth C.');
    for (const name of ['Full PIN', 'Full PIN again']) {
      await userEvent.clear(field(name));
      await userEvent.type(field(name), 'moss-granite');
    }
    await type('{Enter}');
    expect(title()).toBe('Check and create');
    await type('{Enter}');
    await waitFor(() => expect(title()).toBe('Write down the recovery code'));
    expect(asked()[1]?.pin).toBe('moss-granite');
  });

  test('an error that is about no field is said where the office is created, and nothing is lost', async () => {
    openSetup({}, { set_up: () => { throw { code: 'disk_full', field: null, data: {} }; } });
    await goToReview();
    await type('{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no room left');
    expect(screen.getByText('Ruth C.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Create the office' })).toHaveFocus();
  });

  test('a keystore that can’t be reached leads to where the key is kept', async () => {
    openSetup({ key_file: true }, { set_up: () => { throw { code: 'keystore_unavailable', field: null, data: {} }; } });
    await goToReview();
    await type('{Enter}');
    await waitFor(() => expect(title()).toBe('Where the key is kept'));
    expect(screen.getByRole('radio', { name: /In this computer’s keystore/ })).toHaveAccessibleDescription(/can’t be reached/);
    expect(screen.getByRole('radio', { name: /In a key file/ })).toHaveAccessibleDescription(/trial/);
  });

  test('a machine without a keystore says so, and keeps the key in a file only if someone chooses that', async () => {
    const { ondone, rerender } = openSetup({ keystore_available: false });
    await goToKey();
    expect(screen.getByRole('alert')).toHaveTextContent('no keystore');
    expect(screen.getByRole('radio', { name: /In a key file/ })).not.toBeChecked();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(screen.getByText('Choose where the key is kept.')).toBeInTheDocument();
    expect(title()).toBe('Where the key is kept');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(ondone).toHaveBeenCalledOnce();
    await rerender({ app: start() });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('radio', { name: /In this computer’s keystore/ })).toBeChecked();
    await rerender({ app: start({ keystore_available: false }) });
    await userEvent.click(screen.getByRole('radio', { name: /In a key file/ }));
    await type('{Enter}');
    await waitFor(() => expect(title()).toBe('The services'));
    await type('{Enter}{Enter}');
    await waitFor(() => expect(asked()[0]?.key_storage).toBe('key_file'));
  });
});

describe('the recovery code', () => {
  async function openCode() {
    const { ondone } = openSetup();
    await goToReview();
    await type('{Enter}');
    await waitFor(() => expect(title()).toBe('Write down the recovery code'));
    return ondone;
  }

  test('is not left before someone says that it is written down', async () => {
    const ondone = await openCode();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(screen.getByRole('alert')).toHaveTextContent('Write the code down first');
    expect(screen.getByText('8KQT')).toBeVisible();
    expect(ondone).not.toHaveBeenCalled();
  });

  test('is covered while one group of it is asked for, and can be shown again', async () => {
    const ondone = await openCode();
    await userEvent.click(screen.getByRole('checkbox'));
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    for (const group of GROUPS) expect(screen.queryByText(group)).toBeNull();
    await type('ZZZZ{Enter}');
    expect(screen.getByRole('textbox')).toHaveAccessibleDescription(/This is not group/);
    expect(ondone).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Show the code again' }));
    expect(screen.getByText('8KQT')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    await type(`${askedGroup()}{Enter}`);
    expect(ondone).toHaveBeenCalledOnce();
  });
});
