/**
 * Signing in to the pretend desk: `/?stage=sign_in`, `/?stage=locked`. Full PIN "tundra-lichen", short PIN 2580. Roles, exports
 * and opening who served ask for the full PIN again; `/?rights=resting` begins with rights that rest.
 */
import type { PinChange, SignIn, StaffItem } from '@/api';
import type { Commands } from '@/platform/fake';

const person = (id: string, name: string, some: Partial<StaffItem> = {}): StaffItem => ({
  id, name, roles: ['counter'], active: true, signed_in_today: false, has_short_pin: true, language: null, ...some,
});

const staff = [
  person('demo', 'Noor S.', { roles: ['counter', 'supervisor'], signed_in_today: true }),
  person('ada', 'Ada T.', { signed_in_today: true }),
  person('ben', 'Ben O.', { signed_in_today: true, has_short_pin: false }),
  person('elise', 'Élise Tremblay-Kanayuk'),
  person('joss', 'Joss M.'),
  person('ruth', 'Ruth C.', { roles: ['administrator'] }),
];

export function signInDesk(asked: URLSearchParams): Commands {
  const wrong: Record<string, number> = {};
  return {
    staff_to_sign_in: () => (asked.get('staff') === 'one' ? staff.slice(0, 1) : staff),
    sign_in: ({ request }) => {
      const { staff: id, pin, short } = request as SignIn;
      if (pin !== (short ? '2580' : 'tundra-lichen')) {
        wrong[id] = (wrong[id] ?? 0) + 1;
        throw wrong[id] < 3 ? { code: 'wrong_pin', field: null, data: {} } : { code: 'locked_out', field: null, data: { seconds: '30' } };
      }
      asked.delete('stage');
      return null;
    },
    lock_counter: () => void asked.set('stage', 'locked'),
    set_short_pin: () => null,
    give_pin: ({ pin }) => {
      if (pin !== 'tundra-lichen') throw { code: 'wrong_pin', field: null, data: {} };
      asked.delete('rights');
      return null;
    },
    rights_left: () => (asked.get('rights') === 'resting' ? 0 : 300),
    change_pin: ({ change }) => {
      if ((change as PinChange).current !== 'tundra-lichen') throw { code: 'wrong_pin', field: 'current', data: {} };
      if ((change as PinChange).new.length < 8) throw { code: 'pin_too_weak', field: 'new', data: {} };
      return null;
    },
    reset_pin_with_code: ({ code }) => {
      if (!(code as string).startsWith('0')) throw { code: 'wrong_key', field: null, data: {} };
      return { name: 'Ada T.', pin: '482193' };
    },
  };
}
